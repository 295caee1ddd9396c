"""Logging a touch: the entry that the words make, and what it changes in the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from followup_md.editing import operations, serialize
from followup_md.editing.plan import PlannedEdits
from followup_md.errors import RefusedError, TextError, UsageError
from followup_md.model.contact import Contact, Promise, Touch, without_line
from followup_md.model.settings import Settings
from followup_md.parsing import entry_text, note_outcomes
from followup_md.policy import channels
from followup_md.policy.phrases import channel_label, full_date, one_line

EXAMPLE = 'followup log ann call voicemail -m "about the quote"'


class LogTouch(NamedTuple):
    """Adds a touch, and perhaps a promise, to a contact."""

    touch: Touch
    on: date
    settings: Settings
    promise: Promise | None = None
    again: bool = False  # even if the same entry is there already
    force: bool = False  # even if they asked not to be contacted

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; RefusedError if the contact does not want to hear from you."""
        touch = self.touch
        if contact.do_not_contact and not touch.incoming and not self.force:
            raise RefusedError(
                f"{contact.name} is marked do-not-contact: nothing was written"
                " (--force writes it all the same)"
            )
        edits: list[operations.Edit] = []
        summary = []
        planned = _planned(touch, contact, self.settings)
        if not self.again and any(_holds(old, touch) for old in contact.touches):
            summary.append(f"{self._what()} is there already (--again writes a second one)")
        elif planned is not None:
            line = serialize.entry_line(_completed(contact.touches[planned], touch), self.settings)
            edits.append(operations.ReplaceEntry("touches", planned, line))
            summary.append(f"{self._what()}, in place of the planned one")
        else:
            edits.append(operations.AddEntry("touches", serialize.entry_line(touch, self.settings)))
            summary.append(self._what())
        if self.promise is not None:
            summary.append(_add_promise(self.promise, contact, edits, self.settings))
        return PlannedEdits(tuple(edits), "; ".join(summary))

    def _what(self) -> str:
        """Return `call, voicemail`, with the day unless it is today."""
        touch = self.touch
        channel = channel_label(touch.channel)
        words = [f"incoming {channel}" if touch.incoming else channel]
        outcome = touch.outcome.replace("-", " ")
        if touch.outcome == "left-with":
            outcome = f"left with {one_line(touch.with_)}"
        if touch.outcome == "planned":
            outcome = f"planned for {full_date(touch.date)}"
        elif touch.date != self.on:
            outcome = f"{outcome} on {full_date(touch.date)}".strip()
        return ", ".join([*words, *([outcome] if outcome else [])])


def parse_touch(words: Sequence[str], note: str | None, day: date, settings: Settings) -> Touch:
    """Return the touch that `day`, the words of an entry and the note make.

    Raises UsageError with what to type instead.
    """
    head = f"{day.isoformat()} {' '.join(words)}"
    try:
        touch = serialize.read_touch(head, settings)
    except TextError as error:
        line = error.paste.strip().removeprefix("- ")
        such = f"; type: {line}" if error.code == "E412" and line else f"; such as: {EXAMPLE}"
        raise UsageError(f"{error.message}{such}", error.message) from None
    if note is None or not note.strip():
        return touch
    if touch.note:
        raise UsageError("the note is there twice: behind a comma, and with -m")
    return touch._replace(note=note.strip())


def reject_unclear(touch: Touch, settings: Settings) -> None:
    """Raise UsageError for a touch whose note begins with an outcome: was it a talk, or not?"""
    found = note_outcomes.readings(touch, settings)
    if found is not None:
        said, talked = map(entry_text.text_of, found)
        raise UsageError(f"was that a talk? Say which:\n  {said}\n  {talked}")


def reject_future_day(touch: Touch, on: date) -> None:
    """Raise UsageError for a touch in the future that is not planned."""
    if touch.date > on and not touch.planned:
        raise UsageError(
            f"{full_date(touch.date)} is to come: say `planned` after the channel,"
            " or another --date"
        )


def needs_outcome(touch: Touch, settings: Settings) -> bool:
    """Whether a missing outcome makes a difference: a call may have reached nobody."""
    channel = settings.channels[touch.channel]
    return channel.live and not channel.in_person and not touch.outcome


def with_outcome(touch: Touch, words: str, settings: Settings) -> Touch:
    """Return a touch with the outcome that was typed: `left-with her son, call back`."""
    typed = parse_touch([touch.direction, touch.channel, words], None, touch.date, settings)
    note = ", ".join(filter(None, (typed.note, touch.note)))
    return touch._replace(outcome=typed.outcome, with_=typed.with_ or touch.with_, note=note)


def _planned(touch: Touch, contact: Contact, settings: Settings) -> int | None:
    """Return the number of the appointment that a touch completes, or None."""
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
    """Return an appointment as it went: what the new touch leaves open stays."""
    return old._replace(
        time=new.time or old.time,
        outcome=new.outcome,
        with_=new.with_ or old.with_,
        re=new.re or old.re,
        by=new.by or old.by,
        note=new.note or old.note,
    )


def _holds(old: Touch, new: Touch) -> bool:
    """Whether an entry has everything that the new one has."""
    if old.planned != new.planned or old[2:5] != new[2:5] or old.date != new.date:
        return False
    more = ((old.time, new.time), (old.with_, new.with_), (old.re, new.re), (old.by, new.by))
    return all(b in ("", a) for a, b in (*more, (old.note, new.note)))


def _add_promise(
    promise: Promise, contact: Contact, edits: list[operations.Edit], settings: Settings
) -> str:
    what = one_line(promise.what)
    summary = f"you promised it for {full_date(promise.due)}: {what}"
    if any(without_line(old) == promise for old in contact.promises):
        return f"{summary} (there already)"
    edits.append(operations.AddEntry("promises", serialize.entry_line(promise, settings)))
    return summary
