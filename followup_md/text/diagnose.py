"""What a person meant where YAML refused: libyaml's errors in words, with the line to type.

libyaml names the place where it gave up, which is often a line below the mistake; its own messages
speak of tokens, and print the offending text.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from followup_md.errors import TextError
from followup_md.text import scalars

_GLUED = re.compile(r"^(\s*(?:- )?[A-Za-z_][\w-]*):(?=[^\s/:])")
_ENTRY = re.compile(r"^(\s*-\s+)(\S.*?)(\s*)$")
_PAIR = re.compile(r"^(\s*(?:- )?[A-Za-z_][\w-]*:\s+)(\S.*?)(\s*)$")
_OPEN_QUOTE = re.compile(r"""^\s*(?:- +)*(?:[A-Za-z_][\w-]*:\s+)?(["'])(.*)$""")


def explain(text: str, error: yaml.YAMLError, first_line: int) -> TextError:
    """Return the error for people; `first_line` is the number of the text's first line."""
    lines = text.split("\n")
    problem = str(getattr(error, "problem", None) or error)
    line, column = _spot(getattr(error, "problem_mark", None), lines)
    context = getattr(error, "context_mark", None)

    def at(code: str, message: str, row: int, col: int, paste: str = "") -> TextError:
        return TextError(code, message, row + first_line, col + 1, paste)

    here = lines[line]
    indent = re.match(r"[ ]*\t", here)
    if "\t" in here[: max(column, 0) + 1] and (indent or "tab" in problem):
        return at("E211", "a tab in the indentation: use blanks", line, here.index("\t"))
    glued = _glued(lines, line)
    if glued is not None and ("mapping values" in problem or "expected ':'" in problem):
        row, col = glued
        fixed = lines[row][: col + 1] + " " + lines[row][col + 1 :].rstrip("\r")
        return at("E212", "no blank after the colon: `key: value`", row, col, fixed)
    if "cannot start any token" in problem:
        message = "a value cannot start with this character: put the value in double quotes"
        return at("E213", message, line, column, quoted(here) or "")
    if "mapping values" in problem:
        if re.match(r"^\s*(?:- )?[^\s:]+$", here[:column]):
            message = "this line does not fit: indent it like the lines before it"
            return at("E215", message, line, column - len(here[:column].lstrip()))
        message = "a second colon and blank in one line: put the value in double quotes"
        return at("E214", message, line, column, quoted(here) or "")
    if "quoted scalar" in str(getattr(error, "context", "")) and "end of stream" in problem:
        row, col = _spot(context, lines)
        return at("E216", "this quote is never closed: add the same quote at its end", row, col)
    if "escape" in problem or "hexdecimal" in problem:
        message = "a backslash in double quotes starts an escape: use single quotes instead"
        return at("E217", message, line, column)
    unclosed = _unclosed(lines, line)
    if "did not find expected key" in problem and unclosed is not None:
        message = "this quote ends too early or never: double a quote that belongs to the text"
        return at("E216", message, *unclosed)
    if "expected ','" in problem:
        row, col = _spot(context, lines)
        message = "this bracket is never closed, or a value in it needs quotes"
        return at("E218", message, row, col)
    if "comment or line break" in problem:
        row, col = _spot(context, lines)
        message = "a value that starts with | or > must be in double quotes"
        return at("E213", message, row, col, quoted(lines[row]) or "")
    if "expected ':'" in problem:
        row, col = _spot(context, lines)
        return at("E219", "a line without a colon: `key: value` on one line", row, col)
    if "control characters" in problem or "not allowed" in problem:
        return at("E108", "a control character: delete it", line, column)
    message = "this does not fit here: is it indented like the lines before it?"
    return at("E215", message, line, min(column, len(here)))


def no_mapping(text: str, first_line: int, empty: bool) -> TextError:
    """Return the error for a text that is no mapping at all."""
    lines = text.split("\n")
    if empty:
        return TextError("E201", "nothing here: add at least `name: …`", first_line, 1)
    for row, line in enumerate(lines):
        glued = _GLUED.match(line)
        if glued:
            col = glued.end(1)
            fixed = line[: col + 1] + " " + line[col + 1 :].rstrip("\r")
            message = "no blank after the colon: `key: value`"
            return TextError("E212", message, row + first_line, col + 1, fixed)
    return TextError("E201", "no `key: value` lines here: the first is `name: …`", first_line, 1)


def quoted(line: str) -> str | None:
    """Return the line with its value in double quotes, None where there is no telling."""
    match = _ENTRY.match(line.rstrip("\r"))
    if match and re.match(r"\d{4}-\d\d-\d\d|[^:]*$", match[2]):
        return match[1] + scalars.quote(match[2]) + match[3]
    match = _PAIR.match(line.rstrip("\r"))
    return match[1] + scalars.quote(match[2]) + match[3] if match else None


def _spot(mark: Any, lines: list[str]) -> tuple[int, int]:
    if mark is None:
        return 0, 0
    return min(mark.line, len(lines) - 1), mark.column


def _glued(lines: list[str], line: int) -> tuple[int, int] | None:
    # The line itself, or the nearest one above it that is not blank.
    for row in (line, *range(line - 1, -1, -1)):
        if row == line or lines[row].strip():
            match = _GLUED.match(lines[row])
            if match:
                return row, match.end(1)
            if row != line:
                return None
    return None


def _unclosed(lines: list[str], last: int) -> tuple[int, int] | None:
    # The first value whose quote is not closed on its line, or is followed by more text.
    for row in range(last + 1):
        match = _OPEN_QUOTE.match(lines[row].rstrip("\r"))
        if match is None:
            continue
        rest = match[2].replace("\\\\", "").replace('\\"', "") if match[1] == '"' else match[2]
        rest = rest.replace("''", "") if match[1] == "'" else rest
        _, found, tail = rest.partition(match[1])
        if not found or (tail.strip() and not re.match(r"\s*(#|:|,|\])", tail)):
            return row, match.start(1)
    return None
