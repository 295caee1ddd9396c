"""Where a contact stands: put off, a day set, an end, open again."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.editing import natural_dates, operations
from followup_md.editing.plan import Deed
from followup_md.editing.serialize import read_field
from followup_md.errors import RefusedError, TextError, UsageError
from followup_md.model.contact import Contact, Dated, Snooze, Status
from followup_md.model.settings import Settings
from followup_md.policy import phrases

EXAMPLE = "followup status ann declined by them, no budget"


class Set(NamedTuple):
    """A field's new value (None: none any more)."""

    key: str
    value: Snooze | Dated | Status | None
    said: str
    settings: Settings

    def plan(self, contact: Contact) -> Deed:
        """Return what has to be done."""
        if getattr(contact, self.key) == self.value:
            return Deed((), f"{self.said} (it was so already)")
        if self.value is None:
            return Deed((operations.RemoveField(self.key),), self.said)
        text = _text(self.value)
        if read_field(self.key, text, self.settings) != self.value:
            raise RefusedError(f"these words would read as something else in `{self.key}`")
        return Deed((operations.SetField(self.key, text),), self.said)


def snoozed(until: date, on: date, words: str, settings: Settings) -> Set:
    """Return the plan that hides a contact until a day."""
    if until <= on:
        raise UsageError(f"{natural_dates.echo(until)} is not to come: snooze until a later day")
    said = f"snoozed until {natural_dates.echo(until)}"
    return Set("snooze", Snooze(until, on, phrases.one_line(words)), said, settings)


def day_set(day: date, words: str, settings: Settings) -> Set:
    """Return the plan that sets the day on which to follow up."""
    said = f"to follow up on {natural_dates.echo(day)}"
    return Set("follow_up", Dated(day, phrases.one_line(words)), said, settings)


def status(words: str, on: date, settings: Settings) -> Set:
    """Return the plan that `WORD [by me/them] [DATE] words` asks for; UsageError for other words.

    The day is `on` where none is said. Plain `open` takes the field away.
    """
    try:
        found = read_field("status", words, settings)
    except TextError as error:
        raise UsageError(f"{error.message}; such as: {EXAMPLE}") from None
    assert isinstance(found, Status)
    if found == Status("open"):
        return Set("status", None, "open again", settings)
    found = found._replace(date=found.date or on, words=phrases.one_line(found.words))
    by = f" by {found.by}" if found.by else ""
    said = f"{found.word.replace('-', ' ')}{by} since {natural_dates.echo(found.date or on)}"
    return Set("status", found, said, settings)


def _text(value: Snooze | Dated | Status) -> str:
    if isinstance(value, Snooze):
        parts = [value.until.isoformat(), f"since {value.since}" if value.since else ""]
    elif isinstance(value, Dated):
        parts = [value.date.isoformat()]
    else:
        by = f"by {value.by}" if value.by else ""
        parts = [value.word, by, value.date.isoformat() if value.date else ""]
    return " ".join(part for part in (*parts, value.words) if part)
