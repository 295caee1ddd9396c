"""Whatever is typed, half or wholly: nothing fails, and in the end it says what `check` says."""

from __future__ import annotations

import random
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lsprotocol.types import Position, Range, WorkspaceEdit

from followup_md.book import checking
from followup_md.book.book import open_book
from followup_md.errors import Problem, RefusedError
from followup_md.lsp import (
    code_actions,
    completion,
    diagnostics,
    edits,
    fixes,
    hover,
    links,
    meanings,
    navigation,
    renaming,
    symbols,
    what_is_due,
)
from followup_md.lsp.known_book import KnownBook
from followup_md.lsp.open_file import OpenFile
from followup_md.model.contact import STATUSES, path_of
from followup_md.parsing.entries import OUTCOMES, PROMISE_KEYS, QUOTE_KEYS, TOUCH_KEYS
from followup_md.parsing.fields import KEYS
from tests.book import test_checking as random_contacts
from tests.helpers.book_folder import ON, PROJECT, BookFolder
from tests.helpers.open_files import bundled, known, opened

DAY = date.fromisoformat(ON)
CASES = PROJECT / "tests" / "cases"
NOTES = [*(CASES / "elsewhere_heldout").glob("*.md"), *(CASES / "elsewhere").rglob("*.md")]
INSERTS = (
    *("\n", "\r\n", "---\n", "  - ", "- 2026-09-01 call ", "touches:\n", "tags: [", "via: ", "[["),
    *("](", "{date: ", '"', "'", ":", ": ", ", ", " #", "\t", "\r", "\ufeff", "\U0001f600", "\x00"),
    *(
        "name: ",
        "private: yes\n",
        "<<<<<<< ours\n",
        "\u2028",
        "\ud800",
        "*",
        "&a ",
        "|\n",
        "e\u0301",
    ),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> KnownBook:
    return known(bundled(tmp_path_factory.mktemp("typing")).root)


def whole(file: OpenFile) -> Range:
    return file.places.range(0, len(file.text))


def ask_everything(file: OpenFile, book: KnownBook, offset: int) -> tuple[Problem, ...]:
    """Ask all that an editor may ask at a place; return the problems."""
    found = diagnostics.problems(file, book, DAY)
    for problem in found:
        shown = diagnostics.diagnostic(problem, file.places).range
        assert file.places.offset(shown.start) <= file.places.offset(shown.end) <= len(file.text)
    proposed = completion.complete(file, book, offset, DAY)
    for item in proposed.items:
        assert item.text_edit is not None
    hover.at(file, book, book.calendar, offset, DAY)
    what_is_due.titles(file, book.calendar, DAY)
    symbols.outline(file)
    navigation.meant(file, book, offset)
    span = renaming.span(file, book, offset)
    if span is not None:
        assert 0 <= span[0] <= span[1] <= len(file.text)
    return found


def ask_actions(file: OpenFile, found: tuple[Problem, ...]) -> None:
    """Take every change that is offered, and see that it is the one that was meant."""

    def edit(text: str) -> WorkspaceEdit:
        made = edits.to_text(file.places, text)
        places = [
            edits.Splice(
                file.places.offset(e.range.start), file.places.offset(e.range.end), e.new_text
            )
            for e in made
        ]
        assert edits.applied(file.text, places) == text
        return WorkspaceEdit()

    code_actions.offered(file, found, whole(file), None, edit)


@pytest.mark.parametrize("id_", ["ann-lee", "clients/maria-von-hohenberg"])
def test_no_prefix_of_a_contact_stops_it(book: KnownBook, id_: str) -> None:
    text = opened(book, id_).text
    front = text.index("\n---\n", 4) + 200
    for end in range(min(front, len(text))):
        file = opened(book, id_, text[:end])
        ask_everything(file, book, end)
        if end % 16 == 0:
            ask_actions(file, diagnostics.problems(file, book, DAY))
    assert diagnostics.problems(opened(book, id_), book, DAY) == ()


@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_notes_of_other_programs_stop_nothing(book: KnownBook, path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    step = max(len(text) // 12, 1)
    for end in [*range(0, len(text), step), len(text)]:
        file = opened(book, "somebody", text[:end])
        found = ask_everything(file, book, end)
    ask_actions(file, found)
    assert found == diagnostics.problems(file, book, DAY)


@given(st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_edit_stops_it(book: KnownBook, data: st.DataObject) -> None:
    id_ = data.draw(st.sampled_from(sorted(book.ids)))
    text = opened(book, id_).text
    if data.draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    offset = 0
    for _ in range(data.draw(st.integers(1, 6))):
        offset = data.draw(st.integers(0, len(text)))
        end = min(offset + data.draw(st.integers(0, 12)), len(text))
        new = data.draw(st.sampled_from(INSERTS) | st.text(max_size=8))
        text = text[:offset] + new + text[end:]
        offset += len(new)
    file = opened(book, id_, text)
    ask_actions(file, ask_everything(file, book, offset))
    assert file.places.offset(file.places.position(offset)) <= len(text)


def checked(root: Path, id_: str) -> tuple[Problem, ...]:
    return checking.check(open_book(root), [root / path_of(id_)], DAY)


@given(st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_saved_has_the_problems_of_check(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    seed = data.draw(st.integers(0, 10**6))
    pick = random.Random(seed)
    book = BookFolder(tmp_path_factory.mktemp("book"))
    book.write("followup.yml", "timezone: Europe/Dublin\n")
    ids = pick.sample(
        ["bob", "c1", "a/bob", "a/c1", "a/b/c2", "Bob", "c1 2", "a/e\u0301", "a/\u00e9"], 5
    )
    for id_ in ids:
        text = random_contacts.contact(pick)
        for _ in range(pick.choice((0, 0, 1, 3))):
            at = pick.randrange(len(text))
            text = text[:at] + pick.choice(INSERTS) + text[at + pick.randrange(3) :]
        if pick.random() < 0.2:
            text = text.replace("\n", "\r\n")
        book.write(path_of(id_), text.encode("utf-8", "replace"))
    read = known(book.root)
    for id_ in ids:
        found = diagnostics.problems(opened(read, id_), read, DAY)
        assert found == checked(book.root, id_), id_


def test_every_fix_on_offer_mends_what_it_is_for(book: KnownBook) -> None:
    text = opened(book, "ann-lee").text
    wrong = {
        "E403": ("call voicemail", "cal voicemail"),
        "E214": ("call voicemail, about the quote", "call voicemail, about: the quote: x"),
        "W705": ("org: Acme", "company: Acme"),
        "E301": ("name: Ann Lee", "full_name: Ann Lee"),
        "W715": ("call voicemail, about", "call, no answer about"),
        "E306": ("reason:", "keep: every 3 months\nreason:"),
        "E303": ("met: 2026-08-30", "met: 30.8.2026"),
    }
    for code, (right, instead) in wrong.items():
        file = opened(book, "ann-lee", text.replace(right, instead, 1))
        (problem,) = [each for each in diagnostics.problems(file, book, DAY) if each.code == code]
        offered = list(fixes.of_problem(file, problem, fixes.of_file(file)))
        assert offered, code
        for fix in offered:
            left = diagnostics.problems(opened(book, "ann-lee", fix.text), book, DAY)
            assert code not in {each.code for each in left}, fix


def test_what_moves_elsewhere_is_mended_with_the_whole_file(book: KnownBook) -> None:
    front = "name: A\nmobile: 1\norg: X\nwork_phone: 2"
    file = opened(book, "ann-lee", f"---\n{front}\n---\n")
    _, problem = diagnostics.problems(file, book, DAY)
    (fix,) = fixes.of_problem(file, problem, fixes.of_file(file))
    assert fix.title == "All that followup check --fix mends in this file"
    assert fix.preferred
    assert fix.text == "---\nname: A\nphone:\n  mobile: 1\n  work: 2\norg: X\n---\n"


def test_every_outcome_and_key_has_a_meaning() -> None:
    assert set(meanings.OUTCOMES) == set(OUTCOMES)
    assert all(meanings.of_key(key) for key in KEYS)
    keys = {*TOUCH_KEYS, *PROMISE_KEYS, *QUOTE_KEYS}
    assert all(meanings.of_entry_key(key) for key in keys)
    assert set(meanings.STATUSES) == set(STATUSES)


LINES = {
    "reason: roof\nmet: 2026-09-01 lunch": (
        "8 days late, first touch: roof; met on Tue 1 Sep (lunch), not in touch since; next: call"
    ),
    "touches: [2026-09-16 lunch planned]": "Appointment Wed 16 Sep, lunch",
    "touches: [2026-09-10 lunch]": (
        "Next Tue 9 Mar 2027: keep in touch \u2013 last in touch on Thu 10 Sep (lunch);"
        " every 180 days"
    ),
    "status: archived": "Nothing is due: archived",
    "org: X": "Nothing is due: no date to start from",
    "touches: [2026-09-16 lunsh]": "Left out of every list until 1 error in here is mended",
}


@pytest.mark.parametrize("line", LINES)
def test_what_is_due_is_said_in_a_line(book: KnownBook, line: str) -> None:
    file = opened(book, "somebody", f"---\nname: A\nphone: 1\n{line}\n---\n")
    assert what_is_due.titles(file, book.calendar, DAY) == [LINES[line]]


def test_a_talk_that_may_be_none_has_two_lines_to_choose_from(book: KnownBook) -> None:
    text = opened(book, "ann-lee").text.replace("call voicemail, about", "call, no answer, about")
    file = opened(book, "ann-lee", text)
    (problem,) = diagnostics.problems(file, book, DAY)
    titles = [fix.title for fix in fixes.of_problem(file, problem, fixes.of_file(file))]
    assert titles == [
        "Type instead: - 2026-09-01 call no-answer, about the quote",
        "Type instead: - 2026-09-01 call answered, no answer, about the quote",
    ]


def test_a_huge_file_is_refused_in_words(book: KnownBook) -> None:
    file = opened(book, "ann-lee", "---\nname: Ann\n---\n" + "\u20ac" * (3 * 2**20))
    (problem,) = ask_everything(file, book, 0)
    assert (problem.code, problem.message) == (
        "E101",
        "the file is over 8 MiB: move the long part elsewhere",
    )
    assert file.text == ""


LONG = {
    "with": "touches:\n  - 2026-09-01 call" + " with a" * 15_000,
    "withs": "touches:" + ("\n  - 2026-09-01 call" + " with a" * 40) * 400,
    "via": "via: a" + " " * 120_000 + "[",
    "blanks": "via:" + " " * 120_000 + "[",
    "errors": "touches:" + "\n  - 2026-09-01 cal voicemail, x" * 3000,
    "links": "---\n" + "[](( [[" * 50_000,
}


@pytest.mark.parametrize("name", LONG)
def test_no_line_takes_longer_than_its_length(book: KnownBook, name: str) -> None:
    started = time.process_time()
    text = f"---\nname: A\n{LONG[name]}\n---\n"
    file = opened(book, "somebody", text)
    found = ask_everything(file, book, len(text) - 5)
    ask_actions(file, found)
    assert time.process_time() - started < 3.0


def test_positions_count_as_the_editor_counts(book: KnownBook) -> None:
    lines = (
        "---",
        "name: \U0001f600 Ann",
        "touches:",
        "  - 2026-09-01 cal voicemail, x",
        "---",
        "",
    )
    text = "\r\n".join(lines)
    file = opened(book, "ann-lee", text)
    (problem,) = [each for each in diagnostics.problems(file, book, DAY) if each.code == "E403"]
    shown = diagnostics.diagnostic(problem, file.places).range
    assert shown == Range(Position(3, 15), Position(3, 18))
    start = file.places.offset(Position(1, 9))
    assert file.text[start:].startswith("Ann") or file.text[start - 1 :].startswith(" Ann")
    assert file.places.position(text.index("Ann")) == Position(1, 9)


def test_a_rename_that_nobody_can_read_is_refused(book: KnownBook) -> None:
    file = opened(book, "bob-smith")
    at = file.text.index("Bob")
    with pytest.raises(RefusedError, match="needs a name"):
        renaming.renamed(file, book, at, "  ", lambda id_: opened(book, id_))


def test_links_are_found_where_they_stand() -> None:
    text = (
        "---\nname: A\nvia: bob-smith # of old\ntouches:\n"
        "  - 2026-09-01 call answered with Bob Smith re Q-1 @paul, with all of them\n---\n"
        "See [[a/c1|him]], [Bob](<../b b.md>#top), [x](https://example.org/a.md) and [y](c.md).\n"
    )
    found = [(link.kind, link.text) for link in links.find(text)]
    assert found == [
        ("via", "bob-smith"),
        ("with", "Bob Smith"),
        ("wikilink", "a/c1"),
        ("file", "../b b.md"),
        ("file", "c.md"),
    ]
    assert all(text[link.start : link.end] == link.text for link in links.find(text))
