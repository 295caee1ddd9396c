"""What `check` says of a file, while it is typed: problems, and where they show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lsprotocol.types import CodeDescription, Diagnostic, DiagnosticSeverity, Range

from followup_md.book import checking, reader
from followup_md.errors import Problem, TextError
from followup_md.lsp.known_book import KnownBook
from followup_md.lsp.open_file import OpenFile
from followup_md.lsp.positions import Places
from followup_md.parsing import doubles, lint, private_links, settings_file, wikilinks
from followup_md.parsing.private_links import Leads
from followup_md.storage.locate import SETTINGS

SOURCE = "followup"
_DOCS = "https://github.com/followup-md/followup-md/blob/main/docs/errors.md"
# The sections of that page, by how a code begins.
_SECTIONS = {
    "E1": "the-file",
    "E2": "yaml",
    "E3": "fields",
    "E4": "entries",
    "E5": "the-book",
    "E9": "the-book",
}
_WORD = re.compile(r"[^\s,]+")


def problems(file: OpenFile, book: KnownBook | None, on: date) -> tuple[Problem, ...]:
    """Return what `check FILE` would say once the file is saved; without a book, of it alone."""
    if file.odd_name is not None:
        return (file.odd_name,)
    if file.disk is not None:
        return (file.disk,)
    beside = book.problems_of_file(file.path) if book is not None else []
    if any(problem.code == "W710" for problem in beside):
        return tuple(beside)  # a copy of a conflict, which is not read
    found = [*file.read.problems, *lint.warnings(file.read, on, file.settings), *beside]
    if book is not None:
        found += _among_others(file, book, any(problem.is_error for problem in beside))
    return reader.by_place(found)


def _among_others(file: OpenFile, book: KnownBook, collides: bool) -> Iterator[Problem]:
    if wikilinks.may_have(file.read):
        yield from wikilinks.warnings([file.read], book.named)
    own = file.read.contact
    if own is None or collides:
        return
    if not own.private and book.private - {own.id}:
        yield from private_links.given_away(Leads.of(own), book.public_mentions(own))
    alike = book.alike(own)
    if len(alike) > 1:
        yield from (one for one in doubles.warnings(alike) if one.path == file.path)


def settings_problems(text: str) -> list[Problem]:
    """Return what is wrong with the text of a followup.yml."""
    try:
        settings = settings_file.read(text.encode("utf-8", "surrogatepass"))
    except TextError as error:
        return [error.problem(SETTINGS)]
    return checking.of_settings(settings)


def diagnostic(problem: Problem, places: Places) -> Diagnostic:
    """Return a problem as an editor shows it."""
    return Diagnostic(
        range=shown_at(problem, places),
        message=problem.message,
        severity=DiagnosticSeverity.Error if problem.is_error else DiagnosticSeverity.Warning,
        code=problem.code,
        code_description=CodeDescription(f"{_DOCS}#{section(problem.code)}"),
        source=SOURCE,
    )


def section(code: str) -> str:
    """Return the section of the docs that explains a code."""
    return _SECTIONS.get(code[:2], "warnings")


def shown_at(problem: Problem, places: Places) -> Range:
    """Return the word at a place, or the line where the line is meant."""
    start = places.place(problem.line, problem.column)
    end = places.row_end(start)
    text = places.text
    if problem.column <= 1:
        inner = text[start:end].strip()
        start += len(text[start:end]) - len(text[start:end].lstrip())
        return places.range(start, start + len(inner))
    word = _WORD.match(text, start, end)
    return places.range(start, word.end() if word else end)
