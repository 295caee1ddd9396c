"""The conversation of `next`: shows a person, asks, lets read; one key at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from followup_md.errors import UsageError
from followup_md.storage.full_screen import FullScreen, Key
from followup_md.views import triage, triage_keys
from followup_md.views.line_editor import LineEditor
from followup_md.views.text_layout import Screen
from followup_md.views.triage import Card, Progress, Prompt

Answer = TypeVar("Answer")
_BACK = ("Esc", "back")
_NEXT, _PREVIOUS = ("enter", " ", "right", "down"), ("left", "up")


class LeftError(Exception):
    """A question was left: nothing is to be written. Its text says what then, if anything."""


class Dialog:
    """A person on the screen, and the questions about them."""

    def __init__(self, full: FullScreen, screen: Screen) -> None:
        self._full = full
        self._screen = screen
        self._card: Card | None = None
        self._progress = Progress(0, 0, 0)
        self._page = 0
        self.message = ""
        self.lent = full.lent

    @property
    def screen(self) -> Screen:
        """The screen with its width of now."""
        return self._screen._replace(width=max(self._full.size()[0], 20))

    def show(self, card: Card | None, progress: Progress) -> None:
        """Show somebody from now on, or the end of the day."""
        self._card, self._progress, self._page = card, progress, 0

    def turn(self) -> None:
        """Show other keys."""
        self._page += 1

    def key(self) -> Key:
        """Return the next key; draw again whenever the size changes."""
        while True:
            self._draw(self._keys(), self.message)
            key = self._full.key()
            if key.name != "redraw":
                self.message = ""
                return key

    def ask(self, question: str, *hints: tuple[str, str]) -> str:
        """Return what is typed. LeftError if the question is left."""
        return self.ask_until(question, lambda text: text, *hints)

    def ask_until(
        self, question: str, read: Callable[[str], Answer], *hints: tuple[str, str]
    ) -> Answer:
        """Ask until the answer can be read (no UsageError), and return what was read."""
        line, wrong = LineEditor(), ""
        while True:
            self._draw([(), (*hints, _BACK)], Prompt(question, line.text, wrong))
            key = self._full.key()
            if key.name == "escape":
                raise LeftError
            if key.name == "enter":
                try:
                    return read(line.text.strip())
                except UsageError as error:
                    wrong = error.reason
            else:
                wrong = ""
                line.press(key.name, key.text)

    def choose(self, question: str, *choices: tuple[str, str]) -> str:
        """Return the one of the keys that is pressed. LeftError if none of them is."""
        self._draw([(*choices, _BACK)], Prompt(question))
        while (key := self._full.key()).name in ("redraw", "paste", "unknown"):
            self._draw([(*choices, _BACK)], Prompt(question))
        if key.name not in dict(choices):
            raise LeftError
        return key.name

    def read(self, text: str) -> None:
        """Let a text be read, page by page."""
        lines, start = text.rstrip("\n").split("\n"), 0
        while True:
            columns, height = self._full.size()
            room = max(height - 1, 1)
            last = start + room >= len(lines)
            keys = triage.key_lines([("↵", "back" if last else "next page"), _BACK], columns)
            page = lines[start : start + room]
            foot = triage.key_texts(keys[0], columns, self.screen)
            self._full.draw([*page, *[""] * (room - len(page)), foot])
            name = self._full.key().name
            if name in _NEXT and not last:
                start += room
            elif name in _PREVIOUS:
                start = max(start - room, 0)
            elif name != "redraw":
                return

    def _keys(self) -> Sequence[triage.Keys]:
        columns = self._full.size()[0]
        if self._card is None:
            return [(), (), triage_keys.END]
        kind = self._card.row.item.kind if self._card.row is not None else ""
        lines = triage.key_lines(triage_keys.for_kind(kind), columns)
        return [*triage_keys.page(lines, self._page), triage_keys.ALWAYS]

    def _draw(self, keys: Sequence[triage.Keys], last: str | Prompt) -> None:
        size = self._full.size()
        self._full.draw(*triage.picture(self._card, self._progress, keys, last, size, self._screen))
