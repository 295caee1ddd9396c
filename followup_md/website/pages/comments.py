"""Comments in a contact's notes: HTML's and Obsidian's, which people take for hidden.

In code they are text. Whatever may be a comment to one of the programs that read such files is one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from followup_md.typed import NamedTuple

MARK = "\ufdd1"  # in place of a comment, so that it joins nothing that it parted; no character
_MANY = 30  # parses; from then on, comments in code are dropped, too
_START = re.compile(r"<!--|<!\[CDATA\[|<![a-z]|<\?|%%", re.IGNORECASE)
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>", "%%": "%%"}
_EMPTY = re.compile(rf"<(p|h[1-6])>(?:\s*{MARK})+\s*</\1>\n?")
_TICKS = re.compile(r"\\.|(?P<ticks>`+)", re.DOTALL)


class Code(NamedTuple):
    """Where code may be in a Markdown text, by numbers of lines."""

    blocks: list[tuple[int, int]]  # of code: first line, and the one after the last
    paragraphs: list[tuple[int, int]]  # that may hold code spans; both in order


def without(body: str, find_code: Callable[[str], Code] | None) -> str:
    """Return Markdown with a MARK in place of each comment.

    `find_code`: parses it; without, comments in code go, too.
    """
    if not _START.search(body):
        return body
    parses, at = 0, 0
    places = _Places(body, find_code(body)) if find_code is not None else None
    while found := _START.search(body, at):
        start = found.start()
        code_end = places.code_end(start) if places is not None else 0
        end = _end(body, start) if not code_end else None
        if end is None:
            at = code_end or found.end()
            continue
        end = max((end, *_overlapping(body, start, end)))
        lines = body.count("\n", start, end)
        body, at = f"{body[:start]}{MARK}{body[end:]}", start + 1
        if places is not None and find_code is not None:
            parses += bool(lines)
            code = find_code(body) if lines else places.code
            places = _Places(body, code) if parses < _MANY else None
    return body


def unmarked(html: str) -> str:
    """Return HTML without the marks, and without what holds nothing else."""
    return _EMPTY.sub("", html).replace(MARK, "") if MARK in html else html


def may_be_comment(text: str) -> bool:
    """Whether a text that is shown may be a part of a comment."""
    found = _START.search(text)
    return found is not None and (found[0] == "<!--" or _end(text, found.start()) is not None)


def _end(text: str, start: int) -> int | None:
    """Return where a comment ends, or None if it is none."""
    head = text[start : start + 9].upper()
    mark = next(filter(head.startswith, _ENDS), "<!")
    closing = _ENDS.get(mark, ">")
    if mark == "<!--":  # those without a content end at once
        for short in ("<!-->", "<!--->"):
            if text.startswith(short, start):
                return start + len(short)
    end = text.find(closing, start + len(mark))
    if end >= 0:
        return end + len(closing)
    # What is never closed hides the rest.
    alone = mark == "%%" and (start == 0 or text[start - 1].isspace())
    return len(text) if mark == "<!--" or alone else None


def _overlapping(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the ends of comments that begin inside another: to some programs that one is none."""
    at = start + 1 + text.startswith("%%", start)
    while found := _START.search(text, at, end - 2):  # not in the mark at its end
        inner = _end(text, found.start())
        if inner is not None and inner > end and (found[0] != "%%" or inner < len(text)):
            end = inner
            yield end
        at = found.end()


class _Places:
    """Where code is in a text, by offsets."""

    def __init__(self, text: str, code: Code) -> None:
        self.code = code
        self._text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def code_end(self, place: int) -> int:
        """Return where the code ends that a place is in; 0 if it is in none."""
        line = bisect_right(self._lines, place) - 1
        for first, after in self.code.blocks:
            if first <= line < after:
                return self._offset(after)
        for paragraph in self.code.paragraphs:
            if paragraph[0] <= line < paragraph[1]:
                for start, end in _spans(self._text, *map(self._offset, paragraph)):
                    if start <= place < end:
                        return end
        return 0

    def _offset(self, line: int) -> int:
        return self._lines[line] if line < len(self._lines) else len(self._text)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the code spans in a part of a text."""
    at = start
    while found := _TICKS.search(text, at, end):
        at = found.end()
        ticks = found["ticks"]
        if ticks:
            closing = re.compile(rf"(?<!`){ticks}(?!`)").search(text, at, end)
            if closing is not None:
                at = closing.end()
                yield found.start(), at
