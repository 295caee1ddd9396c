"""Touches of the past, put into a contact's list where their day and time belong.

What is there already is not added: on that day, by that channel and in that direction, an entry
without a time or of the same one; of messages, also a later one, for the last of a day counts. So
imports of parts of a history give the same last word in any order, and a second one adds nothing.
What comes without a time is there if anything is, of that day, channel and direction.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from followup_md.editing import log_touch, operations, serialize
from followup_md.editing.plan import PlannedEdits
from followup_md.errors import RefusedError
from followup_md.model.contact import Contact, Touch
from followup_md.model.message import BOUNCED, CLOSED
from followup_md.model.settings import Settings
from followup_md.policy import channels
from followup_md.policy.history import read_history

_KIND = "touches"


class PastTouches(NamedTuple):
    """Adds touches that have happened to a contact."""

    touches: tuple[Touch, ...]
    settings: Settings
    closed: date | None = None  # nothing is awaited of those before this day

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; none if everything is there already."""
        found = self.look(contact)
        return PlannedEdits(found.edits, f"{found.added} new")

    def look(self, contact: Contact) -> Added:
        """Return the edits, and how many touches they add, close and find there already."""
        there = _by_day(contact.touches)
        lacking = [
            touch
            for touch in self.touches
            if not _is_among(touch, there[touch.date], self.settings)
        ]
        planned = {touch.date for touch in contact.touches if touch.planned}
        entries = list(contact.touches)
        days = Counter(touch.date for touch in entries)
        removed, new = list[Touch](), list[Touch]()
        for touch in lacking:
            number = None
            if touch.date in planned and touch.happened:
                now = contact._replace(touches=tuple(entries))
                number = log_touch.held(touch, now, self.settings)
            if number is not None:
                old = entries.pop(number)
                days[old.date] -= 1
                removed.append(old)
                touch = log_touch.completed(old, touch, self.settings)
            touch = touch._replace(line=0)
            new.append(touch)
            entries.insert(_place(entries, touch, days[touch.date]), touch)
            days[touch.date] += 1
        closed = 0
        if self.closed is not None and new:
            entries, closed = self._close(contact, entries, new, self.closed)
        ours = _Ours(contact.touches, removed)
        edits = tuple(ours.edits(entries, self.settings))
        same = len(self.touches) - len(new)
        return Added(edits, len(new), closed, same, tuple(entries))

    def joined(self, touches: Iterable[Touch], there: Sequence[Touch] = ()) -> PastTouches:
        """Return this with what is neither there nor in it of other touches, in order."""
        known = _by_day((*there, *self.touches))
        new = (each for each in touches if not _is_among(each, known[each.date], self.settings))
        every = (*self.touches, *(_writable(each, self.settings) for each in new))
        return self._replace(touches=tuple(sorted(every, key=order)))

    def _close(
        self, contact: Contact, entries: list[Touch], new: list[Touch], before: date
    ) -> tuple[list[Touch], int]:
        """Leave nothing owed or awaited by new touches that are older than a day."""
        may = {id(touch) for touch in new if touch.date < before and touch.outcome != CLOSED}
        count = 0
        while may:
            history = read_history(contact._replace(touches=tuple(entries)), self.settings)
            open_ = may & {id(touch) for touch in (*history.debts, *history.streak)}
            if not open_:
                break
            may -= open_
            count += len(open_)
            entries = [_closed(each) if id(each) in open_ else each for each in entries]
        return entries, count


class Added(NamedTuple):
    """What becomes of touches."""

    edits: tuple[operations.Edit, ...]
    added: int
    closed: int  # of those added
    same: int
    touches: tuple[Touch, ...]  # all, as they are then


class _Ours:
    """The entries of a file, and the edits that make others of them."""

    def __init__(self, old: Sequence[Touch], removed: Sequence[Touch]) -> None:
        self._old = old
        self._removed = {id(touch) for touch in removed}

    def edits(self, entries: Sequence[Touch], settings: Settings) -> list[operations.Edit]:
        """Return the edits: what is removed first, from the end, then all that is added."""
        found: list[operations.Edit] = [
            operations.RemoveEntry(_KIND, number)
            for number in reversed(range(len(self._old)))
            if id(self._old[number]) in self._removed
        ]
        left = {id(touch) for touch in self._old} - self._removed
        lines, number = list[tuple[int, str]](), 0
        for touch in entries:
            if id(touch) in left:
                number += 1
            else:
                lines.append((number, _line(touch, settings)))
        if lines and not left:
            found.append(operations.AddEntry(_KIND, lines[0][1]))
            lines = [(1, line) for _, line in lines[1:]]
        if lines:
            found.append(operations.InsertEntries(_KIND, tuple(lines)))
        return found


def is_there(new: Touch, old: Touch, settings: Settings) -> bool:
    """Whether an entry makes another one needless."""
    if old.date != new.date or old.direction != new.direction:
        return False
    if old.happened != new.happened:
        return False
    channel = channels.canonical(new.channel, settings)
    if channels.canonical(old.channel, settings) != channel:
        return False
    if not new.time:
        return True
    if channels.is_live(channel, settings):
        return old.time in ("", new.time)
    return _bounced(old) == _bounced(new) and (not old.time or old.time >= new.time)


def planned_ahead(touches: Iterable[Touch], today: date) -> Iterator[Touch]:
    """Yield touches as they are today: what is to come is planned."""
    for touch in touches:
        yield touch._replace(outcome="planned") if touch.date > today else touch


def order(touch: Touch) -> tuple[date, str, bool]:
    """Return where a touch belongs among others."""
    return touch.date, touch.time, _bounced(touch)


def _bounced(touch: Touch) -> bool:
    closed = touch.outcome == CLOSED and touch.note.startswith(BOUNCED)
    return touch.outcome == BOUNCED or closed


def _place(entries: Sequence[Touch], touch: Touch, of_day: int) -> int:
    """Return before which entry a touch goes; `of_day` entries are of its day.

    Beside those of its day; else where the days pass it, seen from the end.
    """
    number, found = len(entries), list[int]()
    while len(found) < of_day:
        number -= 1
        if entries[number].date == touch.date:
            found.append(number)
    if found:
        earlier = (number for number in found if order(entries[number]) <= order(touch))
        return next((number + 1 for number in earlier), found[-1])
    while number and entries[number - 1].date > touch.date:
        number -= 1
    return number


def _closed(touch: Touch) -> Touch:
    words = touch.outcome.replace("-", " ")
    if touch.outcome == "left-with":
        words = "left a message"
    return touch._replace(outcome=CLOSED, note=", ".join(filter(None, (words, touch.note))))


def _by_day(touches: Iterable[Touch]) -> defaultdict[date, list[Touch]]:
    found = defaultdict[date, list[Touch]](list)
    for touch in touches:
        found[touch.date].append(touch)
    return found


def _is_among(touch: Touch, there: Sequence[Touch], settings: Settings) -> bool:
    return any(is_there(touch, old, settings) for old in there)


def _line(touch: Touch, settings: Settings) -> str:
    return serialize.entry_line(_writable(touch, settings), settings)


def _writable(touch: Touch, settings: Settings) -> Touch:
    try:
        serialize.entry_line(touch, settings)
    except RefusedError:  # words of a subject that no entry can hold
        return touch._replace(note="")
    return touch
