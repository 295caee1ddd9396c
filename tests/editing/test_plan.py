"""A plan reads the old text once and the new one once."""

from __future__ import annotations

import pytest

from followup_md.frontmatter import fast_parser
from followup_md.frontmatter.nodes import Mapping
from tests.helpers.book_folder import ON, BookFolder

LOG = ("log", "ann", "call", "voicemail", "--on", ON)
PROMISE = ("--promise", "send the brochure", "--by", "friday")
TOUCHES = "touches:\n  - 2026-09-01 call voicemail\n"
PROMISES = "promises:\n  - 2026-09-02 kept 2026-09-03, the sample\n"


@pytest.mark.parametrize("lists", ["", TOUCHES, TOUCHES + PROMISES, PROMISES + TOUCHES])
@pytest.mark.parametrize("words", [LOG, LOG + PROMISE])
def test_log_parses_two_texts(
    book: BookFolder, monkeypatch: pytest.MonkeyPatch, lists: str, words: tuple[str, ...]
) -> None:
    path = book.write("contacts/ann.md", f"---\nname: Ann Lee\nphone: '1'\n{lists}---\nMet.\n")
    parsed: list[str] = []
    parse = fast_parser.parse

    def count(text: str) -> Mapping | None:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr(fast_parser, "parse", count)
    before = path.read_text()
    assert book.run(*words).code == 0
    after = path.read_text()
    contacts = [text for text in parsed if "name: " in text]
    assert contacts == [text.split("---\n")[1] for text in (before, after)]
