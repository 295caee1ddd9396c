"""libyaml's errors in words for people, with the line to type instead.

libyaml gives the position where it gave up, which is often a line below the mistake; its own
messages speak of tokens, and print the offending text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from followup_md.errors import TextError
from followup_md.frontmatter import quoting
from followup_md.typed import NamedTuple

_NO_SPACE = re.compile(r"(\s*(?:- )?[A-Za-z_][\w-]*):(?=[^\s/:])")  # `key:value`
_ITEM = re.compile(r"\s*-\s+(?=\S)")
_KEY = re.compile(r"\s*(?:- )?[^\W\d][\w .-]*:\s+(?=\S)")
_BULLET = re.compile(r"\s*([*+\u2013\u2014\u2022])\s+\S")
_TIGHT_HYPHEN = re.compile(r"\s*-(?=[^\s-])")
_MARKUP_KEY = re.compile(r"(\s*)([*_`]{1,3})([A-Za-z][\w -]*?)(?::\2|\2:|\2\s*:)\s*")
_OPEN_QUOTE = re.compile(r"""\s*(?:- +)*(?:[A-Za-z_][\w-]*:\s+)?(["'])(.*)$""")
# The start of a value that means something to YAML, but did not to its author.
_INDICATOR = re.compile(
    r"[*&!%@`\]},]|[|>](?![-+\d]*\s*(?:#|$))|[-?](?:\s|$)"
    r"|\[[^\[\]]*\]\s*[^\s#]|\{[^{}]*\}\s*[^\s#]"
)


class _Place(NamedTuple):
    # Row and column count from 0.
    row: int
    column: int


def explain(text: str, error: yaml.YAMLError, first_line: int) -> TextError:
    """Return the error for people; `first_line` is the number of the text's first line."""
    found = _explain(text.split("\n"), error)
    found.line += first_line
    return found


def _error(code: str, message: str, place: _Place, paste: str = "") -> TextError:
    return TextError(code, message, place.row, place.column + 1, paste)


def _explain(lines: Sequence[str], error: yaml.YAMLError) -> TextError:
    problem = str(getattr(error, "problem", None) or error)
    place = _place(getattr(error, "problem_mark", None), lines)
    opened = _place(getattr(error, "context_mark", None), lines)
    here = lines[place.row]
    if "\t" in here[: place.column + 1] and (re.match(r" *\t", here) or "tab" in problem):
        message = "a tab in the indentation: use spaces"
        return _error("E211", message, _Place(place.row, here.index("\t")))
    if (markdown := _markdown(lines, place.row)) is not None:
        return markdown
    if "mapping values" in problem or "expected ':'" in problem:
        above = next((row for row in range(place.row - 1, -1, -1) if lines[row].strip()), place.row)
        for row in (place.row, above):
            if match := _NO_SPACE.match(lines[row]):
                return _no_space_after_colon(lines[row], _Place(row, match.end(1)))
    for row in dict.fromkeys((place.row, opened.row)):
        start = _value_start(lines[row])
        if start is not None and _INDICATOR.match(lines[row], start):
            message = "a value cannot start with this character: put the value in double quotes"
            return _error("E213", message, _Place(row, start), quoted(lines[row]))
    if "mapping values" in problem:
        head = here[: place.column]
        if re.fullmatch(r"\s*(?:- )?[^\s:]+", head):
            message = "this line does not fit: indent it like the lines before it"
            return _error("E215", message, _Place(place.row, len(head) - len(head.lstrip())))
        message = "a second colon and space in one line: put the value in double quotes"
        return _error("E214", message, place, quoted(here))
    if "quoted scalar" in str(getattr(error, "context", "")) and "end of stream" in problem:
        return _error("E216", "this quote is never closed: add the same quote at its end", opened)
    if "escape" in problem or "hexdecimal" in problem:
        message = "a backslash in double quotes starts an escape: use single quotes instead"
        return _error("E217", message, place)
    if "did not find expected" in problem and (quote := _unclosed_quote(lines, place.row)):
        message = "this quote ends too early or never: double a quote that belongs to the text"
        return _error("E216", message, quote)
    if "expected ','" in problem or "expected node content" in problem:
        message = "this bracket is never closed, or a value in it needs quotes"
        return _error("E218", message, opened if "','" in problem else _open_bracket(lines, place))
    if "expected ':'" in problem:
        return _error("E219", "a line without a colon: `key: value` on one line", opened)
    if _ITEM.match(here) and here[: place.column].strip() == "":
        message = "this hyphen must stand exactly under the one before it, in a list under its key"
        return _error("E215", message, place)
    message = "this does not fit here: is it indented like the lines before it?"
    return _error("E215", message, _Place(place.row, min(place.column, len(here))))


def not_a_mapping(text: str, first_line: int, empty: bool) -> TextError:
    """Return the error for a text that is not a mapping."""
    if empty:
        return TextError("E201", "nothing here: add at least `name: …`", first_line, 1)
    message = "no `key: value` lines here"
    for row, line in enumerate(text.split("\n")):
        if match := _NO_SPACE.match(line):
            error = _no_space_after_colon(line, _Place(row, match.end(1)))
            error.line += first_line
            return error
        if line.strip() and not line.lstrip().startswith("#"):
            if _ITEM.match(line):
                message = "the keys are not a list: remove the `- `"
            elif re.match(r"\s*[A-Za-z_]\w*\s*[=;]", line):
                message = "a colon and a space after the key: `key: value`"
            return TextError("E201", message, row + first_line, 1)
    return TextError("E201", message, first_line, 1)


def quoted(line: str) -> str:
    """Return the line with its value in double quotes, or "" if it is not clear which part it is.

    Trailing whitespace is left out.
    """
    line = line.rstrip()
    start = _value_start(line)
    return "" if start is None else line[:start] + quoting.quote(line[start:])


def _value_start(line: str) -> int | None:
    # Of an entry, or of the value of a key.
    item = _ITEM.match(line)
    if item and re.match(r"\d{4}-\d\d-\d\d|[^:]*$", line[item.end() :]):
        return item.end()
    key = _KEY.match(line)
    return key.end() if key else None


def _place(mark: Any, lines: Sequence[str]) -> _Place:
    if mark is None:
        return _Place(0, 0)
    if mark.line >= len(lines):  # the end of a text without a line end
        return _Place(len(lines) - 1, len(lines[-1]))
    return _Place(mark.line, mark.column)


def _markdown(lines: Sequence[str], row: int) -> TextError | None:
    # A line that is Markdown and not YAML: where libyaml gave up, or the one above it.
    for at in (row, row - 1):
        line = lines[at].rstrip() if at >= 0 else ""
        if match := _MARKUP_KEY.match(line):
            paste = f"{match[1]}{match[3]}: {line[match.end() :]}".rstrip()
            return _error(
                "E219", "a key has no markup: `key: value`", _Place(at, match.end(1)), paste
            )
        if match := _BULLET.match(line):
            column = match.start(1)
            paste = f"{line[:column]}-{line[column + 1 :]}"
            return _error(
                "E407", "an entry starts with a hyphen and a space: `- `", _Place(at, column), paste
            )
        if (match := _TIGHT_HYPHEN.match(line)) and not re.match(r"\s*---", line):
            message = "a space is missing after the hyphen: each entry starts with `- `"
            paste = f"{line[: match.end()]} {line[match.end() :]}"
            return _error("E407", message, _Place(at, match.end() - 1), paste)
    return None


def _no_space_after_colon(line: str, colon: _Place) -> TextError:
    paste = f"{line[: colon.column + 1]} {line[colon.column + 1 :].rstrip()}"
    return _error("E212", "no space after the colon: `key: value`", colon, paste)


def _open_bracket(lines: Sequence[str], place: _Place) -> _Place:
    # The last bracket opened before libyaml wanted a value.
    for row in range(place.row, -1, -1):
        before = lines[row][: place.column] if row == place.row else lines[row]
        column = max(before.rfind("["), before.rfind("{"))
        if column >= 0:
            return _Place(row, column)
    return place


def _unclosed_quote(lines: Sequence[str], last: int) -> _Place | None:
    # The first value whose quote is not closed on its line, or is followed by more text.
    for row in range(last + 1):
        match = _OPEN_QUOTE.match(lines[row].rstrip("\r"))
        if match is None:
            continue
        quote, rest = match.groups()
        rest = rest.replace("''", "") if quote == "'" else re.sub(r'\\[\\"]', "", rest)
        _, closed, tail = rest.partition(quote)
        if not closed or (tail.strip() and not re.match(r"\s*(#|:|,|\])", tail)):
            return _Place(row, match.start(1))
    return None
