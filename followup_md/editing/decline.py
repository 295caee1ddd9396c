"""Saying no: the touch in which they were told, and the status that ends it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.editing import log_touch, set_field
from followup_md.editing.log_touch import LogTouch
from followup_md.editing.plan import PlannedEdits
from followup_md.errors import RefusedError, UsageError
from followup_md.model.contact import Contact, Status, Touch
from followup_md.model.settings import Settings
from followup_md.policy.phrases import one_line

EXAMPLE = 'followup decline ann call -m "not my trade"'


class Decline(NamedTuple):
    """Writes down that you told a contact no."""

    told: Touch  # how and when, with the outcome `declined`
    on: date
    settings: Settings
    only: bool = False  # a no to one question: they stay open
    own: str = ""  # see LogTouch

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits: one change, one undo.

        RefusedError for a contact who does not want to hear from you: there is nobody to tell.
        """
        if contact.do_not_contact:
            raise RefusedError(
                f"{contact.name} is marked do-not-contact, which ended it: nothing was written"
            )
        logged = LogTouch(self.told, self.on, self.settings, own=self.own).plan(contact)
        if self.only:
            return logged
        status = Status("declined", "me", self.told.date, one_line(self.told.note))
        ended = set_field.change_status(status, self.on, self.settings).plan(contact)
        summary = f"{ended.summary}; {logged.summary}"
        return PlannedEdits((*logged.edits, *ended.edits), summary)


def parse_told(channel: str, reason: str | None, day: date, settings: Settings) -> Touch:
    """Return the touch `CHANNEL declined, REASON` of a day; UsageError for other words."""
    try:
        touch = log_touch.parse_touch([channel, "declined"], reason, day, settings)
    except UsageError as error:
        raise UsageError(f"{error.reason}; such as: {EXAMPLE}", error.reason) from None
    if touch.incoming or touch.outcome != "declined":
        raise UsageError(
            "how did you tell them? One channel. A no of theirs: followup log ann in call declined",
        )
    return touch
