"""Where a contact stands: put off, a day set, an end, open again."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.editing import natural_dates, operations
from followup_md.editing.plan import PlannedEdits
from followup_md.editing.serialize import read_field
from followup_md.errors import RefusedError, TextError, UsageError
from followup_md.model.contact import Contact, Dated, Snooze, Status
from followup_md.model.settings import Settings
from followup_md.policy import phrases

EXAMPLE = "followup status ann declined by them, no budget"


class ChangeField(NamedTuple):
    """A field's new value (None: none any more)."""

    key: str
    value: Snooze | Dated | Status | None
    said: str
    settings: Settings

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return what has to be done."""
        if getattr(contact, self.key) == self.value:
            return PlannedEdits((), f"{self.said} (it was so already)")
        if self.value is None:
            return PlannedEdits((operations.RemoveField(self.key),), self.said)
        text = _text(self.value)
        if read_field(self.key, text, self.settings) != self.value:
            raise RefusedError(f"these words would read as something else in `{self.key}`")
        return PlannedEdits((operations.SetField(self.key, text),), self.said)


def snooze(until: date, on: date, words: str, settings: Settings) -> ChangeField:
    """Return the plan that hides a contact until a day."""
    if until <= on:
        raise UsageError(
            f"{natural_dates.format_day(until)} is not to come: snooze until a later day"
        )
    said = f"snoozed until {natural_dates.format_day(until)}"
    return ChangeField("snooze", Snooze(until, on, phrases.one_line(words)), said, settings)


def follow_up(day: date, words: str, settings: Settings) -> ChangeField:
    """Return the plan that sets the day on which to follow up."""
    said = f"to follow up on {natural_dates.format_day(day)}"
    return ChangeField("follow_up", Dated(day, phrases.one_line(words)), said, settings)


def status(words: str, on: date, settings: Settings) -> ChangeField:
    """Return the plan that `WORD [by me/them] [DATE] words` asks for; UsageError for other words.

    The day is `on` where none is said. Plain `open` takes the field away.
    """
    try:
        found = read_field("status", words, settings)
    except TextError as error:
        raise UsageError(f"{error.message}; such as: {EXAMPLE}") from None
    assert isinstance(found, Status)
    if found == Status("open"):
        return ChangeField("status", None, "open again", settings)
    found = found._replace(date=found.date or on, words=phrases.one_line(found.words))
    by = f" by {found.by}" if found.by else ""
    said = f"{found.word.replace('-', ' ')}{by} since {natural_dates.format_day(found.date or on)}"
    return ChangeField("status", found, said, settings)


def _text(value: Snooze | Dated | Status) -> str:
    if isinstance(value, Snooze):
        parts = [value.until.isoformat(), f"since {value.since}" if value.since else ""]
    elif isinstance(value, Dated):
        parts = [value.date.isoformat()]
    else:
        by = f"by {value.by}" if value.by else ""
        parts = [value.word, by, value.date.isoformat() if value.date else ""]
    return " ".join(part for part in (*parts, value.words) if part)
