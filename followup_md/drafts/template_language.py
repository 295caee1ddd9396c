"""The language of templates: a small part of Jinja2, read and filled in here.

There is no loop, no arithmetic, no macro and no call, so a template always ends, stays small, and
reaches nothing but the values that it is given. Jinja2's own sandbox lets a template run nine
million steps or build 200 MB of text; and importing it takes longer than all the rest of a draft.
"""

from __future__ import annotations

from collections.abc import Iterator

from followup_md.drafts.expressions import Values, shown
from followup_md.drafts.template_parser import Branch, Parser
from followup_md.errors import TextError

MAX_FILE = 16 * 1024  # bytes
_LONGEST = 20_000  # characters of a draft


class Section:
    """The template of one form; it is read before it is filled in for the first time."""

    def __init__(self, text: str, line: int) -> None:
        """`line`: the number of the text's first line in its file, for the messages."""
        self._text = text
        self._line = line
        self._parts: tuple[str | Branch, ...] | None = None

    def check(self) -> None:
        """Raise TextError if it is no template, or holds more than one may do."""
        if self._parts is None:
            self._parts = Parser(self._text, self._line).parse()

    def render(self, values: Values) -> str:
        """Return the text with the values in it. Raises TextError."""
        self.check()
        assert self._parts is not None
        found, length = [], 0
        try:
            for part in _filled(self._parts, values):
                length += len(part)
                if length > _LONGEST:
                    raise TextError("T108", f"the draft is longer than {_LONGEST} characters")
                found.append(part)
        except TypeError:
            message = "a text and a number cannot be compared"
            raise TextError("T107", message, self._line, 1) from None
        return "".join(found)


def _filled(parts: tuple[str | Branch, ...], values: Values) -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        elif part.then is None:
            yield shown(part.value(values))
        else:
            yield from _filled(part.then if part.value(values) else part.otherwise, values)
