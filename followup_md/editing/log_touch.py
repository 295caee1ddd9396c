"""Logging a touch: the entry that the words make, and what it does to those that are there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from followup_md.editing import natural_dates, operations, serialize
from followup_md.editing.plan import PlannedEdits
from followup_md.errors import RefusedError, TextError, UsageError
from followup_md.model.contact import Contact, Promise, Touch
from followup_md.model.settings import Settings
from followup_md.policy import channels, phrases

EXAMPLE = 'followup log ann call voicemail -m "about the quote"'


class LogTouch(NamedTuple):
    """A touch to write into a file."""

    touch: Touch
    on: date
    settings: Settings
    promise: Promise | None = None
    again: bool = False  # although the same entry is there
    force: bool = False  # although they asked not to be contacted

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return what has to be done; RefusedError for one who does not want to hear from you."""
        touch = self.touch
        word = contact.status.word if contact.status is not None else ""
        if word == "do-not-contact" and not touch.incoming and not self.force:
            raise RefusedError(
                f"{contact.name} is marked do-not-contact: nothing was written"
                " (--force writes it all the same)"
            )
        edits: list[operations.Edit] = []
        said = []
        planned = _planned(touch, contact, self.settings)
        if not self.again and any(_holds(old, touch) for old in contact.touches):
            said.append(f"{self._what()} is there already (--again writes a second one)")
        elif planned is not None:
            line = serialize.touch_line(_completed(contact.touches[planned], touch), self.settings)
            edits.append(operations.ReplaceEntry("touches", planned, line))
            said.append(f"{self._what()}, in place of the planned one")
        else:
            edits.append(operations.AddEntry("touches", serialize.touch_line(touch, self.settings)))
            said.append(self._what())
        if self.promise is not None:
            said.append(_promised(self.promise, contact, edits, self.settings))
        return PlannedEdits(tuple(edits), "; ".join(said))

    def _what(self) -> str:
        """Return `call, voicemail`, with the day where it is not today."""
        touch = self.touch
        channel = phrases.channel_label(touch.channel)
        words = [f"incoming {channel}" if touch.incoming else channel]
        outcome = touch.outcome.replace("-", " ")
        if touch.outcome == "left-with":
            outcome = f"left with {phrases.one_line(touch.with_)}"
        if touch.outcome == "planned":
            outcome = f"planned for {natural_dates.format_day(touch.date)}"
        elif touch.date != self.on:
            outcome = f"{outcome} on {natural_dates.format_day(touch.date)}".strip()
        return ", ".join([*words, *([outcome] if outcome else [])])


def parse_touch(words: Sequence[str], note: str | None, day: date, settings: Settings) -> Touch:
    """Return the touch that the words of an entry make, with the day before and the note behind.

    Raises UsageError with what to type instead.
    """
    head = f"{day.isoformat()} {' '.join(words)}"
    try:
        touch = serialize.read_touch(head, settings)
    except TextError as error:
        raise UsageError(f"{error.message}; such as: {EXAMPLE}", error.message) from None
    if note is None or not note.strip():
        return touch
    if touch.note:
        raise UsageError("the note is there twice: behind a comma, and with -m")
    return touch._replace(note=note.strip())


def reject_future_day(touch: Touch, on: date) -> None:
    """Refuse what is to come, unless it is planned."""
    if touch.date > on and not touch.planned:
        raise UsageError(
            f"{natural_dates.format_day(touch.date)} is to come: say `planned` after the channel,"
            " or another --date"
        )


def needs_outcome(touch: Touch, settings: Settings) -> bool:
    """Whether it makes a difference that no outcome was said: a call may have reached nobody."""
    channel = settings.channels[touch.channel]
    return channel.live and not channel.in_person and not touch.outcome


def with_outcome(touch: Touch, words: str, settings: Settings) -> Touch:
    """Return a touch with the outcome that the words say: `left-with her son, call back`."""
    said = parse_touch([touch.channel, words], None, touch.date, settings)
    who, note = said.with_ or touch.with_, ", ".join(filter(None, (said.note, touch.note)))
    return touch._replace(outcome=said.outcome, with_=who, note=note)


def _planned(touch: Touch, contact: Contact, settings: Settings) -> int | None:
    """Return the number of the appointment that a touch completes."""
    if touch.planned:
        return None
    found = [
        number
        for number, old in enumerate(contact.touches)
        if old.planned
        and (old.date, old.direction) == (touch.date, touch.direction)
        and channels.canonical(old.channel, settings) == channels.canonical(touch.channel, settings)
    ]
    at_that_time = [number for number in found if contact.touches[number].time == touch.time]
    return next(iter(at_that_time or found), None)


def _completed(old: Touch, new: Touch) -> Touch:
    """Return an appointment as it went: what was not said anew stays."""
    return old._replace(
        time=new.time or old.time,
        outcome=new.outcome,
        with_=new.with_ or old.with_,
        re=new.re or old.re,
        by=new.by or old.by,
        note=new.note or old.note,
    )


def _holds(old: Touch, new: Touch) -> bool:
    """Whether an entry says all that the new one says."""
    if old.planned != new.planned or old[2:5] != new[2:5] or old.date != new.date:
        return False
    more = ((old.time, new.time), (old.with_, new.with_), (old.re, new.re), (old.by, new.by))
    return all(b in ("", a) for a, b in (*more, (old.note, new.note)))


def _promised(
    promise: Promise, contact: Contact, edits: list[operations.Edit], settings: Settings
) -> str:
    what = phrases.one_line(promise.what)
    said = f"you promised it for {natural_dates.format_day(promise.due)}: {what}"
    if any(serialize.without_line(old) == promise for old in contact.promises):
        return f"{said} (there already)"
    edits.append(operations.AddEntry("promises", serialize.promise_line(promise, settings)))
    return said
