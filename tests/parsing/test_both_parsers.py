"""A contact that is read without libyaml is the contact that is read with it, or none."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from followup_md.editing.serialize import entry_line
from followup_md.errors import RefusedError
from followup_md.frontmatter import fast_parser
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import ContactFile, read_text
from followup_md.parsing.fields import ENTRIES, KEYS
from tests.helpers.nodes import with_lists
from tests.helpers.parse_cases import load
from tests.helpers.random_books import Maker

PEOPLE = Path(__file__).parents[2] / "contacts"
SETTINGS = Settings()


def by_libyaml(text: str) -> ContactFile:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast_parser, "parse", lambda _: None)
        return read_text("x", text, SETTINGS)


def plainly(text: str) -> bool:
    """Whether a file is read without libyaml; what is said of it is the same in any case."""
    file, other = read_text("x", text, SETTINGS), by_libyaml(text)
    # A list equals a tuple's repr never, and a tuple of one class equals that of another.
    assert repr(file.contact) == repr(other.contact), text
    assert file.problems == other.problems, text
    assert repr(file.root and with_lists(file.root)) == repr(other.root), text
    fast = file.document is not None and fast_parser.parse(file.document.front) is not None
    return file.contact is not None and fast


def test_bundled_people() -> None:
    files = [path.read_text(encoding="utf-8") for path in PEOPLE.rglob("*.md")]
    assert sum(map(plainly, files)) > len(files) // 2


def test_mistyped_files() -> None:
    for case in load():
        plainly(case.text)


@pytest.mark.parametrize("seed", range(20))
def test_made_up_people(seed: int) -> None:
    maker = Maker(seed, date(2026, 9, 14))
    for number in range(20):
        contact = maker.contact(number)
        text = [f"---\nname: {contact.name}\ntags: [{', '.join(contact.tags)}]\n"]
        for kind in ENTRIES:
            text.append(f"{kind}:\n")
            for entry in getattr(contact, kind):
                with suppress(RefusedError):  # a channel that only other settings know
                    text.append(f"- {entry_line(entry, SETTINGS)}\n")
        assert plainly("".join(text) + "---\n")


SAID = (
    *("x", "Ann Lee", "''", "' '", "", "yes", "no", "none", "null", "~", "a, b", "[]", "[a, b c]"),
    *("2026-09-01", "2026-09-01 at a fair", "2026-02-30", "--04-16", "--02-30", "09:00-18:00"),
    *("call", "[call, email]", "[cal]", "close", "90d", "0d", "warm", "Europe/Rome", "Rome"),
    *("declined by me 2026-09-01, no", "open", "2026-09-01 since 2026-08-01 ill", "a@b.example"),
    '"+1 555: 0100"',
)
LINES = (
    *("2026-09-01 call", "2026-09-01 call answered, x", "2026-09-01 10:30 in CALL missed: a, b"),
    *("2026-02-30 call", "2026-09-01 cal", "2026-09-01  call", "2026-09-01 call with Bob re Q:, x"),
    *("2026-09-01 call re Q-1: x", "2026-09-01 call re Q:", "2026-09-01 call @me: x", "x: y", "x"),
    *("'2026-09-01 call left-with a: b'", "note: x", "date: 2026-09-01", "2026-W01-1 call, x"),
    *("2026-09-01, send it", "2026-09-01 theirs kept 2026-09-02, x", "2026-09-01 kept 2026-02-30"),
    *("2026-09-01 Q-1 won 2026-09-03: x", "2026-09-01 Q-1, x", "20260901 call", "2026-09-01"),
    *(f"2026-09-01 call with {'x' * 100}, y", "2026-09-01 call,", "2026-09-01 call:", "\u00e9"),
)
MORE = ("shoe-size", "priv", "pr\u0456vate", "Private", "keep_private", "names", "e_mail")
ROWS = st.lists(st.sampled_from(LINES), min_size=1, max_size=3)
LABELS = st.sampled_from(SAID)
PAIRS = st.one_of(
    st.tuples(st.sampled_from((*KEYS, *MORE)), st.sampled_from(SAID)).map(": ".join),
    st.tuples(st.sampled_from((*KEYS, *MORE)), st.sampled_from((*KEYS, *MORE)), LABELS).map(
        lambda words: f"{words[0]}:\n  {words[1]}: {words[2]}\n  x: y"
    ),
    st.tuples(st.sampled_from((*KEYS, *MORE)), ROWS).map(
        lambda pair: "\n  - ".join([f"{pair[0]}:", *pair[1]])
    ),
)


@pytest.mark.slow
@hypothesis_settings(deadline=None, max_examples=1000)
@given(st.lists(PAIRS, max_size=4))
def test_any_fields(pairs: list[str]) -> None:
    plainly("\n".join(["---", "name: Ann", *pairs, "---", "body", ""]))
    plainly("\n".join(["---", *pairs, "---", "body", ""]))


@pytest.mark.parametrize("text", LINES)
@pytest.mark.parametrize("kind", ["touches", "promises", "quotes", "tags", "phone", "more"])
def test_any_entry(kind: str, text: str) -> None:
    plainly(f"---\nname: Ann\n{kind}:\n  - {text}\n---\n")


@pytest.mark.parametrize("label", [*MORE, "private", "work"])
@pytest.mark.parametrize("key", ["phone", "tags", "shoe-size"])
def test_any_label(key: str, label: str) -> None:
    for text in SAID:
        plainly(f"---\nname: Ann\n{key}:\n  {label}: {text}\n---\n")


def test_the_root_is_there_whenever_the_front_matter_is_yaml() -> None:
    file = read_text("x", "---\nname: Ann\ntags: [a, b]\n---\n", SETTINGS)
    assert file.root is not None
    assert [key.line for key, _ in file.root.pairs] == [0, 1]
    assert read_text("x", "---\nname: [\n---\n", SETTINGS).root is None
    unread = read_text("x", "---\nname: Ann\nkeep: sometimes\n---\n", SETTINGS)
    assert (unread.contact is None, unread.root is None) == (True, False)
