"""What mends a problem: the line to paste, and what `check --fix` would do. All of it is tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from followup_md.editing import autofix
from followup_md.errors import Problem
from followup_md.lsp.open_file import OpenFile
from followup_md.parsing import contact_file, lint

_OR = "# or, if you talked:"  # between two lines to choose from
_MOST_SHOWN = 60  # characters of a line in the title of a fix
_LAST_CONTACT = ("call", "email", "meeting")  # channels that are offered for one that names none


class Fix(NamedTuple):
    """A change of the whole text."""

    title: str
    text: str
    preferred: bool = False  # whether it only says the same in other words


def of_file(file: OpenFile) -> Fix | None:
    """Return what `check --fix` does to a file."""
    text = _fixed(file)
    return Fix("All that followup check --fix mends in this file", text) if text else None


def of_problem(file: OpenFile, problem: Problem, whole: Fix | None) -> Iterator[Fix]:
    """Yield what mends a problem of a file; `whole`: what mends all of it."""
    paste = problem.paste.rstrip("\n")
    first, between, second = paste.partition(f"\n{_indent(paste)}{_OR}\n")
    part = _part(file, problem, whole.text) if whole else None
    offered: list[str] = []
    for words in (first, second) if between else (paste,):
        text = _pasted(file, problem, words) if words else None
        if text is not None:
            offered.append(text)
            yield Fix(f"Type instead: {_shown(words)}", text, text == part)
    if part is not None and part not in offered:
        yield Fix("Say the same in the words of followup", part, True)
    elif part is None and whole is not None and whole.text not in offered:
        before, after = (_codes(file, text)[problem.code] for text in (file.text, whole.text))
        yield from [whole._replace(preferred=not offered)] if after < before else []
    if not problem.paste and problem.message.endswith(lint.LAST_CONTACT):
        for channel in _LAST_CONTACT:
            text = _fixed(file, channel) if channel in file.settings.channels else None
            if text is not None and (whole is None or text != whole.text):
                yield Fix(f"As followup check --fix --last-contact {channel}", text)


def _fixed(file: OpenFile, unsaid: str = "") -> str | None:
    if file.too_long:
        return None
    fixed = autofix.fix(file.id, file.text, file.settings, unsaid)
    return fixed.text if fixed is not None else None


def _part(file: OpenFile, problem: Problem, whole: str) -> str | None:
    """Return the text with that part of the whole fix which is at a problem's line.

    Only where the rest of the fix, made afterwards, comes to the same.
    """
    old, new = file.text.split("\n"), whole.split("\n")
    for tag, start, end, first, last in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "replace" and start < problem.line <= end:
            part = "\n".join([*old[:start], *new[first:last], *old[end:]])
            rest = autofix.fix(file.id, part, file.settings)
            if part == whole or (rest is not None and rest.text == whole):
                return part
    return None


def _pasted(file: OpenFile, problem: Problem, words: str) -> str | None:
    """Return the text with a line typed instead of that of a problem, if that mends it."""
    start = file.places.place(problem.line)
    end = file.places.row_end(start)
    text = file.text
    bom = "\ufeff" if start == 0 and text.startswith("\ufeff") else ""
    words = words.replace("\n", file.places.newline)
    new = f"{text[:start]}{bom}{words}{text[end:]}"
    return new if _mends(file, problem, new) else None


def _mends(file: OpenFile, problem: Problem, new: str) -> bool:
    """Whether a problem is gone from a new text, and no other error has come."""
    read = contact_file.read_text(file.id, new, file.settings)
    before = Counter(each.code for each in file.read.problems)
    after = Counter(each.code for each in read.problems)
    if problem.is_error and file.read.root is not None:
        return after[problem.code] < before[problem.code] and not after - before
    if problem.is_error:  # what was not even YAML shows its other errors now
        lines = len(new.split("\n")) - len(file.text.split("\n"))
        there = {(each.code, each.line) for each in read.problems}
        return (problem.code, problem.line + lines) not in there
    return not after - before


def _codes(file: OpenFile, text: str) -> Counter[str]:
    """Return how often a text has which problem, whatever the day and other files."""
    read = contact_file.read_text(file.id, text, file.settings)
    found = (*read.problems, *lint.timeless(read, file.settings))
    return Counter(problem.code for problem in found)


def _indent(paste: str) -> str:
    return " " * (len(paste) - len(paste.lstrip(" ")))


def _shown(words: str) -> str:
    line = " ".join(words.split())
    return f"{line[:_MOST_SHOWN].rstrip()} \u2026" if len(line) > _MOST_SHOWN else line
