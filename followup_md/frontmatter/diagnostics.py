"""What a person meant where YAML refused: libyaml's errors in words, with the line to type.

libyaml names the place where it gave up, which is often a line below the mistake; its own messages
speak of tokens, and print the offending text.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from followup_md.errors import TextError
from followup_md.frontmatter import quoting

_GLUED = re.compile(r"(\s*(?:- )?[A-Za-z_][\w-]*):(?=[^\s/:])")
_ITEM = re.compile(r"\s*-\s+(?=\S)")
_KEY = re.compile(r"\s*(?:- )?[^\W\d][\w .-]*:\s+(?=\S)")
_BULLET = re.compile(r"\s*([*+\u2013\u2014\u2022])\s+\S")
_TIGHT = re.compile(r"\s*-(?=[^\s-])")
_MARKED = re.compile(r"(\s*)([*_`]{1,3})([A-Za-z][\w -]*?)(?::\2|\2:|\2\s*:)\s*")
_OPEN_QUOTE = re.compile(r"""\s*(?:- +)*(?:[A-Za-z_][\w-]*:\s+)?(["'])(.*)$""")
# The start of a value that means something to YAML, and to its author did not.
_INDICATOR = re.compile(
    r"[*&!%@`\]},]|[|>](?![-+\d]*\s*(?:#|$))|[-?](?:\s|$)"
    r"|\[[^\[\]]*\]\s*[^\s#]|\{[^{}]*\}\s*[^\s#]"
)


class _Spot(NamedTuple):
    # Row and column from 0.
    row: int
    column: int


def explain(text: str, error: yaml.YAMLError, first_line: int) -> TextError:
    """Return the error for people; `first_line` is the number of the text's first line."""
    lines = text.split("\n")
    problem = str(getattr(error, "problem", None) or error)
    spot = _spot(getattr(error, "problem_mark", None), lines)
    opened = _spot(getattr(error, "context_mark", None), lines)

    def at(code: str, message: str, place: _Spot, paste: str | None = "") -> TextError:
        return TextError(code, message, place.row + first_line, place.column + 1, paste or "")

    here = lines[spot.row]
    if "\t" in here[: spot.column + 1] and (re.match(r" *\t", here) or "tab" in problem):
        message = "a tab in the indentation: use blanks"
        return at("E211", message, _Spot(spot.row, here.index("\t")))
    misspelt = _misspelt(lines, spot.row)
    if misspelt is not None:
        code, message, place, paste = misspelt
        return at(code, message, place, paste)
    glued = _glued(lines, spot.row)
    if glued is not None and ("mapping values" in problem or "expected ':'" in problem):
        return at("E212", "no blank after the colon: `key: value`", glued, _parted(lines, glued))
    for row in dict.fromkeys((spot.row, opened.row)):
        start = _value(lines[row])
        if start is not None and _INDICATOR.match(lines[row], start):
            message = "a value cannot start with this character: put the value in double quotes"
            return at("E213", message, _Spot(row, start), quoted(lines[row]))
    if "mapping values" in problem:
        head = here[: spot.column]
        if re.fullmatch(r"\s*(?:- )?[^\s:]+", head):
            message = "this line does not fit: indent it like the lines before it"
            return at("E215", message, _Spot(spot.row, len(head) - len(head.lstrip())))
        message = "a second colon and blank in one line: put the value in double quotes"
        return at("E214", message, spot, quoted(here))
    if "quoted scalar" in str(getattr(error, "context", "")) and "end of stream" in problem:
        return at("E216", "this quote is never closed: add the same quote at its end", opened)
    if "escape" in problem or "hexdecimal" in problem:
        message = "a backslash in double quotes starts an escape: use single quotes instead"
        return at("E217", message, spot)
    unclosed = _unclosed(lines, spot.row)
    if "did not find expected" in problem and unclosed is not None:
        message = "this quote ends too early or never: double a quote that belongs to the text"
        return at("E216", message, unclosed)
    if "expected ','" in problem or "expected node content" in problem:
        message = "this bracket is never closed, or a value in it needs quotes"
        return at("E218", message, opened if "','" in problem else _bracket(lines, spot))
    if "expected ':'" in problem:
        return at("E219", "a line without a colon: `key: value` on one line", opened)
    if _ITEM.match(here) and here[: spot.column].strip() == "":
        message = "this hyphen must stand exactly under the one before it, in a list under its key"
        return at("E215", message, spot)
    message = "this does not fit here: is it indented like the lines before it?"
    return at("E215", message, _Spot(spot.row, min(spot.column, len(here))))


def no_mapping(text: str, first_line: int, empty: bool) -> TextError:
    """Return the error for a text that is no mapping at all."""
    lines = text.split("\n")
    message = "no `key: value` lines here"
    if empty:
        message = "nothing here: add at least `name: …`"
        return TextError("E201", message, first_line, 1)
    for row, line in enumerate(lines):
        glued = _GLUED.match(line)
        if glued:
            spot = _Spot(row, glued.end(1))
            message = "no blank after the colon: `key: value`"
            paste = _parted(lines, spot)
            return TextError("E212", message, row + first_line, spot.column + 1, paste)
        if line.strip() and not line.lstrip().startswith("#"):
            if _ITEM.match(line):
                message = "the keys are no list: take the `- ` away"
            elif re.match(r"\s*[A-Za-z_]\w*\s*[=;]", line):
                message = "a colon and a blank after the key: `key: value`"
            return TextError("E201", message, row + first_line, 1)
    return TextError("E201", message, first_line, 1)


def quoted(line: str) -> str | None:
    """Return the line with its value in double quotes, None where there is no telling.

    Blanks at its end, a CR too, are left out.
    """
    line = line.rstrip()
    start = _value(line)
    return None if start is None else line[:start] + quoting.quote(line[start:])


def _value(line: str) -> int | None:
    # Where the text of an entry, or of a key, begins.
    item = _ITEM.match(line)
    if item and re.match(r"\d{4}-\d\d-\d\d|[^:]*$", line[item.end() :]):
        return item.end()
    key = _KEY.match(line)
    return key.end() if key else None


def _spot(mark: Any, lines: list[str]) -> _Spot:
    if mark is None:
        return _Spot(0, 0)
    if mark.line >= len(lines):  # the end of a text without a line end
        return _Spot(len(lines) - 1, len(lines[-1]))
    return _Spot(mark.line, mark.column)


def _misspelt(lines: list[str], row: int) -> tuple[str, str, _Spot, str] | None:
    # A line that is Markdown and no YAML: where libyaml gave up, or the one above it.
    for at in (row, row - 1):
        line = lines[at].rstrip() if at >= 0 else ""
        if match := _MARKED.match(line):
            message = "a key stands without markup: `key: value`"
            paste = f"{match[1]}{match[3]}: {line[match.end() :]}"
            return "E219", message, _Spot(at, match.end(1)), paste.rstrip()
        if match := _BULLET.match(line):
            message = "an entry starts with a hyphen and a blank: `- `"
            spot = _Spot(at, match.start(1))
            return "E407", message, spot, line[: spot.column] + "-" + line[spot.column + 1 :]
        if (match := _TIGHT.match(line)) and not re.match(r"\s*---", line):
            message = "a blank is missing after the hyphen: each entry starts with `- `"
            spot = _Spot(at, match.end() - 1)
            return "E407", message, spot, line[: match.end()] + " " + line[match.end() :]
    return None


def _glued(lines: list[str], row: int) -> _Spot | None:
    # The line itself, or the nearest one above it that is not blank.
    above = next((at for at in range(row - 1, -1, -1) if lines[at].strip()), row)
    for at in (row, above):
        match = _GLUED.match(lines[at])
        if match:
            return _Spot(at, match.end(1))
    return None


def _bracket(lines: list[str], spot: _Spot) -> _Spot:
    # The last bracket opened before libyaml wanted a value.
    for row in range(spot.row, -1, -1):
        before = lines[row][: spot.column] if row == spot.row else lines[row]
        column = max(before.rfind("["), before.rfind("{"))
        if column >= 0:
            return _Spot(row, column)
    return spot


def _parted(lines: list[str], colon: _Spot) -> str:
    line = lines[colon.row].rstrip()
    return line[: colon.column + 1] + " " + line[colon.column + 1 :]


def _unclosed(lines: list[str], last: int) -> _Spot | None:
    # The first value whose quote is not closed on its line, or is followed by more text.
    for row in range(last + 1):
        match = _OPEN_QUOTE.match(lines[row].rstrip("\r"))
        if match is None:
            continue
        rest = match[2].replace("\\\\", "").replace('\\"', "") if match[1] == '"' else match[2]
        rest = rest.replace("''", "") if match[1] == "'" else rest
        _, found, tail = rest.partition(match[1])
        if not found or (tail.strip() and not re.match(r"\s*(#|:|,|\])", tail)):
            return _Spot(row, match.start(1))
    return None
