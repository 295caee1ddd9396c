"""`check --fix`: what only says the same in our words, and not one byte more.

`tests/cases/elsewhere/` has notes as other programs write them, of invented people.
"""

from __future__ import annotations

import difflib
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.editing import autofix
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from tests.helpers.book_folder import ON, BookFolder

NOTES = Path(__file__).parents[1] / "cases" / "elsewhere"
TEXTS = {
    path.relative_to(NOTES).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(NOTES.rglob("*.md"))
}
SETTINGS = Settings()
# What no program can know, by what it is about.
NO_PERSON = {"obsidian/Meeting with Acme", "plain/ideas"}
NO_FIELD = {"bear/Jonas Falk", "bear/Karin Holm", "plain/Henk Mulder", "dendron/user.tara-singh"}
ASKS_PRIVACY = {
    "obsidian/Helga Brandt", "vcf/Emil Krog", "logseq/Bram de Wit", "hugo/mona-stein",
}  # fmt: skip
NOT_CLEAR = {"plain/ilse-koch-meyer"}  # `call missed`: by whom?
ODD = (
    *("# a comment\n", "x: y\n", "touches:\n", "name: B\n"),
    *("\n", " ", "'", '"', "- ", ": ", "[[", "}"),
)
TOML = {"hugo/nils-berg"}


def fixed(id_: str, text: str) -> str:
    found = autofix.fix(id_, text, SETTINGS)
    return text if found is None else found.text


def test_how_many_can_be_read_and_are_due(book: BookFolder) -> None:
    for id_, text in TEXTS.items():
        book.write(f"contacts/{id_}.md", text)
    assert len(TEXTS) >= 45
    before = {id_ for id_, text in TEXTS.items() if read_text(id_, text, SETTINGS).contact}
    assert len(before) == 5
    assert book.run("check", "--fix", "--on", ON).code == 1
    after = {
        id_ for id_ in TEXTS
        if read_text(id_, (book.root / f"contacts/{id_}.md").read_text("utf-8"), SETTINGS).contact
    }  # fmt: skip
    left = NO_PERSON | NO_FIELD | ASKS_PRIVACY | NOT_CLEAR | TOML
    assert set(TEXTS) - after == left
    due = json.loads(book.run("due", "--on", ON, "--all", "--json").out)["due"]
    assert len(due) == 20
    assert book.run("check", "--fix").out == book.run("check").out  # nothing is left to do
    assert book.run("undo").code == 0
    for id_, text in TEXTS.items():
        assert (book.root / f"contacts/{id_}.md").read_text("utf-8") == text


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("id_", TEXTS)
def test_only_keys_and_the_values_that_are_respelled_change(id_: str, newline: str) -> None:
    text = TEXTS[id_].replace("\n", newline)
    new = fixed(id_, text)
    assert fixed(id_, new) == new
    assert newline == "\n" or "\n" not in new.replace("\r\n", "")
    old_body, body = (re.split(r"(?m)^---\r?\n", part)[-1] for part in (text, new))
    assert body == old_body or text.endswith(body)
    # Every word and number stays, but for keys, and for dates and spans that are written shorter.
    gone = [line[2:] for line in difflib.ndiff(text.split(newline), new.split(newline))
            if line.startswith("- ")]  # fmt: skip
    for line in gone:
        value = line.partition(": ")[2].strip(" \"'[]")
        if value and not re.search(r"\d{4}|week|month|day|terly|ctive|urrent", value):
            assert value in new, line


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 200), st.sampled_from(ODD))
def test_whatever_is_in_the_file_nothing_is_lost(id_: str, at: int, what: str) -> None:
    text = TEXTS[id_][:at] + what + TEXTS[id_][at:]
    old, found = read_text(id_, text, SETTINGS), autofix.fix(id_, text, SETTINGS)
    if found is None:
        return
    new = read_text(id_, found.text, SETTINGS)
    assert new.root is not None
    assert new.document is not None
    assert text.endswith(new.document.body)
    if old.root is not None:
        assert len(new.problems) <= len(old.problems)
        mine = {key.value for key, _ in old.root.pairs}
        assert len(new.root.pairs) >= len(old.root.pairs) - len(mine)
        for comment in re.findall(r"(?m)^# .*$", old.document.front if old.document else ""):
            assert comment in found.text


@pytest.mark.parametrize(
    ("front", "after"),
    [
        ("name: A\ncompany:   Acme  # ours\nTEL: '1'", "name: A\norg:   Acme  # ours\nphone: '1'"),
        ("name: A\nstatus: active", "name: A\nstatus: open"),
        ("name: A\nstatus: 'contacted'", "name: A\nstatus: 'open contacted'"),
        ("name: A\nfollow_up: 2026/09/30", "name: A\nfollow_up: 2026-09-30"),
        ("name: A\nmet: Aug 30, 2026", "name: A\nmet: 2026-08-30"),
        ("name: A\nkeep: every six weeks", "name: A\nkeep: 6w"),
        ("{name: A, company: B, tags: [x]}", "{name: A, org: B, tags: [x]}"),
        (
            "name: A\nlast_call: 2026-03-01\nlast_email: 2026-01-01",
            "name: A\ntouches:\n  - 2026-01-01 email\n  - 2026-03-01 call",
        ),
        (
            "name: A\nlast_contact: 2026-03-01 (call), about it\ntouches:\n- 2026-01-01 email",
            "name: A\ntouches:\n- 2026-01-01 email\n- 2026-03-01 call, about it",
        ),
    ],
)
def test_what_is_fixed(front: str, after: str) -> None:
    assert fixed("a", f"---\n{front}\n---\nbody") == f"---\n{after}\n---\nbody"


@pytest.mark.parametrize(
    "front",
    [
        "name: A\nlast_contact: 2026-03-01",  # how?
        "name: A\nfollow_up: 01/02/2026",  # January or February?
        "name: A\nfrequency: 30",  # days?
        "name: A\ncompany: B\norg: C",
        "name: A\ntitle: Buyer",  # of the note, or of the person?
        "name: A\ntouchs:\n  - 2026-01-01 call",  # a slip is asked about
        "name: A\nmet: 2026-08-30T22:00:00Z",  # which day?
        "name: A\nlast_call: 2026-03-01\ntouches:\n  - 2026-04-01 email",
        "name: A\ntouches:\n  - 2026-03-01 call, no answer",
        "name: A\ntouches:\n  - 2026-03-01 call missed",
        "title: Ideas\ntags: [x]",
    ],
)
def test_what_only_its_author_knows_is_left_alone(front: str) -> None:
    assert autofix.fix("a", f"---\n{front}\n---\n", SETTINGS) is None


def test_dry_run_shows_the_diff_and_writes_nothing(book: BookFolder) -> None:
    path = book.write("contacts/ann.md", "---\nname: Ann\ncompany: Acme\n---\n")
    found = book.run("check", "--fix", "--dry-run")
    assert "-company: Acme\n+org: Acme\n" in found.out
    assert "company" in path.read_text("utf-8")
    assert book.run("check", "--dry-run").code == 2


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n" + (" " * 1000 + "\n") * 1000, "a: b\n" * 200_000, " " * 2_000_000,
        "# " + "#" * 1_000_000, "- " * 200_000 + "x:: y",
        "---\nname: A\n---\n" + "a::b #a " * 99_999,
        '---\nname: A\nlast_contact: "' + "a " * 50_000 + '"\n---\n',
    ],
    ids=range(7),
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    started = time.process_time()
    read_text("x", text, SETTINGS)
    assert autofix.fix("x", text, SETTINGS) is None
    assert time.process_time() - started < 2
