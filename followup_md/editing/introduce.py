"""Introducing two people who both said yes: the same in both files."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.editing import log_touch, serialize
from followup_md.editing.log_touch import LogTouch
from followup_md.editing.plan import EditPlan, PlannedEdits
from followup_md.errors import RefusedError, UsageError
from followup_md.model.contact import Contact, Touch
from followup_md.model.settings import Settings
from followup_md.policy.phrases import channel_label, full_date, one_line

EXAMPLE = "followup introduce ann bob"


class Introduce(NamedTuple):
    """Writes down that you introduced a contact to somebody."""

    gave: Touch  # how and when, with the outcome `gave`; without the other's id
    other: Contact
    on: date
    settings: Settings
    own: str = ""  # see LogTouch

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; RefusedError if the contact does not want to hear from you."""
        gave = self.gave._replace(with_=_called(self.other, self.gave, self.settings))
        logged = LogTouch(gave, self.on, self.settings, own=self.own).plan(contact)
        day = "" if gave.date == self.on else f" on {full_date(gave.date)}"
        there = "" if logged.edits else " (it is there already)"
        by = channel_label(gave.channel)
        summary = f"introduced to {one_line(self.other.name)} by {by}{day}{there}"
        return PlannedEdits(logged.edits, summary)


def plans(
    a: Contact, b: Contact, gave: Touch, on: date, settings: Settings, own: str = ""
) -> dict[str, EditPlan]:
    """Return the plan for each of the two, by id; UsageError if they are one.

    `own`: see LogTouch.
    """
    if a.id == b.id:
        raise UsageError(f"both names mean {a.id}: an introduction is between two people")
    return {
        a.id: Introduce(gave, b, on, settings, own).plan,
        b.id: Introduce(gave, a, on, settings, own).plan,
    }


def parse_gave(channel: str, words: str | None, day: date, settings: Settings) -> Touch:
    """Return the touch `CHANNEL gave, WORDS` of a day; UsageError for other words."""
    try:
        touch = log_touch.parse_touch([channel, "gave"], words, day, settings)
    except UsageError as error:
        raise UsageError(f"{error.reason}; such as: {EXAMPLE} call", error.reason) from None
    if touch.incoming or touch.outcome != "gave":
        raise UsageError(f"how did you introduce them? One channel, such as: {EXAMPLE} call")
    return touch


def _called(other: Contact, gave: Touch, settings: Settings) -> str:
    """Return what names a contact in an entry: the id, or the name where no entry can hold that."""
    try:
        serialize.entry_line(gave._replace(with_=other.id), settings)
    except RefusedError:
        return one_line(other.name)
    return other.id
