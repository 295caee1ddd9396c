"""Logging a touch: the entry that the words make, and what it changes in the list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from followup_md.editing import operations, serialize
from followup_md.editing.plan import PlannedEdits
from followup_md.editing.promises_quotes import describe_promise
from followup_md.errors import RefusedError, TextError, UsageError
from followup_md.model.contact import Contact, Promise, Touch, without_line
from followup_md.model.folding import fold
from followup_md.model.settings import Settings
from followup_md.parsing import entry_text, note_outcomes
from followup_md.policy import channels, in_touch
from followup_md.policy.phrases import channel_label, full_date, one_line

_TALKS = ("", "answered", "met", "declined", "replied")
_JOINT = "; "  # between the note of an appointment and that of how it went
AGAIN = " (--again writes a second one)"
EXAMPLE = 'followup log ann call voicemail -m "about the quote"'


class LogTouch(NamedTuple):
    """Adds a touch, and perhaps a promise, to a contact."""

    touch: Touch
    on: date
    settings: Settings
    promise: Promise | None = None
    again: bool = False  # even if the same entry is there already
    force: bool = False  # even if they asked not to be contacted
    own: str = ""  # the `@BY` of whoever logs it, where the touch names nobody

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; RefusedError if the contact does not want to hear from you."""
        touch = self.touch
        if not self.force:
            reject_unwanted(touch, contact)
        edits: list[operations.Edit] = []
        summary = []
        of_day = _planned_that_day(touch, contact)
        planned = held(touch, contact, self.settings)
        there = not self.again and any(_holds(old, touch, self.own) for old in contact.touches)
        touch = touch._replace(by=touch.by or self.own)
        if there:
            summary.append(f"{self._what()} is there already{AGAIN}")
        elif planned is not None:
            old = contact.touches[planned]
            line = serialize.entry_line(completed(old, touch, self.settings), self.settings)
            if any(touch.happened for touch in contact.touches[planned + 1 :]):
                # What has happened since stands below it, and on one day the order counts.
                edits.append(operations.RemoveEntry("touches", planned))
                edits.append(operations.AddEntry("touches", line))
            else:
                edits.append(operations.ReplaceEntry("touches", planned, line))
            one = "one" if old.channel == touch.channel else channel_label(old.channel)
            summary.append(f"{self._what()}, in place of the planned {one}")
        else:
            edits.append(operations.AddEntry("touches", serialize.entry_line(touch, self.settings)))
            summary.append(self._what())
        left = [contact.touches[number] for number in of_day if number != planned]
        if left and edits and _is_talk(touch, self.settings):
            names = " and ".join(f"{channel_label(old.channel)} {old.time}".strip() for old in left)
            summary.append(f"still planned that day: {names}")
        if edits and touch.date == self.on and touch.happened:
            others = in_touch.on_day(contact.touches, self.on, touch.by)
            summary += [f"also {in_touch.words(others)}"] if others else []
        if self.promise is not None:
            summary.append(self._add_promise(self.promise, contact, edits))
        return PlannedEdits(tuple(edits), "; ".join(summary))

    def _add_promise(self, promise: Promise, contact: Contact, edits: list[operations.Edit]) -> str:
        summary = describe_promise(promise, self.on)
        if any(without_line(old) == promise for old in contact.promises):
            return f"{summary} (there already)"
        edits.append(operations.AddEntry("promises", serialize.entry_line(promise, self.settings)))
        return summary

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
        meant = line.removeprefix(f"{day.isoformat()} ")
        instead = f"for example: {EXAMPLE}"
        if meant != line:
            instead = f"type: followup log NAME {meant}"
        question = error.message.endswith("?")
        more = f" {instead[0].upper()}{instead[1:]}" if question else f"; {instead}"
        raise UsageError(error.message + more, error.message) from None
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


def reject_unwanted(touch: Touch, contact: Contact) -> None:
    """Raise RefusedError for a touch of yours with somebody who asked not to be contacted."""
    if contact.do_not_contact and not touch.incoming:
        raise RefusedError(
            f"{contact.name} is marked do-not-contact: nothing was written"
            " (--force writes it all the same)"
        )


def reject_future_day(touch: Touch, on: date) -> None:
    """Raise UsageError for a touch in the future that is not planned."""
    if touch.date > on and not touch.planned:
        raise UsageError(
            f"{full_date(touch.date)} is in the future: say `planned` after the channel,"
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


def _planned_that_day(touch: Touch, contact: Contact) -> list[int]:
    """Return the numbers of the appointments that a touch may be the end of."""
    if not touch.happened:
        return []
    touches = enumerate(contact.touches)
    return [number for number, old in touches if old.planned and old.date == touch.date]


def held(touch: Touch, contact: Contact, settings: Settings) -> int | None:
    """Return the number of the appointment of its day that a touch completes, or None.

    One on its channel; else, if it is a talk, the only one, or the only one of its time.
    """
    of_day = _planned_that_day(touch, contact)

    def at_its_time(numbers: list[int]) -> list[int]:
        return [number for number in numbers if contact.touches[number].time == touch.time]

    same = [n for n in of_day if _is_same_way(contact.touches[n], touch, settings)]
    if same:
        return (at_its_time(same) or same)[0]
    if not _is_talk(touch, settings):
        return None
    found = of_day if len(of_day) == 1 else at_its_time(of_day) if touch.time else []
    return found[0] if len(found) == 1 else None


def _is_same_way(old: Touch, new: Touch, settings: Settings) -> bool:
    channel = channels.canonical(old.channel, settings)
    return old.direction == new.direction and channel == channels.canonical(new.channel, settings)


def _is_talk(touch: Touch, settings: Settings) -> bool:
    return channels.is_live(touch.channel, settings) and touch.outcome in _TALKS


def completed(old: Touch, new: Touch, settings: Settings) -> Touch:
    """Return an appointment as it went: what the new touch leaves open stays, both notes do."""
    same = _is_same_way(old, new, settings)
    notes = [note for note in (old.note, new.note) if note]
    return old._replace(
        time=new.time or (old.time if same else ""),
        direction=new.direction,
        channel=old.channel if same else new.channel,
        outcome=new.outcome,
        with_=new.with_ or old.with_,
        re=new.re or old.re,
        by=new.by or old.by,
        note=_JOINT.join(dict.fromkeys(notes)),
    )


def _holds(old: Touch, new: Touch, own: str) -> bool:
    """Whether an entry has everything that the new one has, and is not by somebody else."""
    if own and not new.by and fold(old.by) not in ("", fold(own)):
        return False
    if old.planned != new.planned or old[2:5] != new[2:5] or old.date != new.date:
        return False
    more = ((old.time, new.time), (old.with_, new.with_), (old.re, new.re), (old.by, new.by))
    noted = old.note.endswith(_JOINT + new.note)  # of an appointment, and how it went
    return all(b in ("", a) for a, b in more) and (new.note in ("", old.note) or noted)
