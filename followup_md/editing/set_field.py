"""Setting a field that holds a day: snooze, the day to follow up, status."""

from __future__ import annotations

from datetime import date

from followup_md.editing import operations
from followup_md.editing.plan import PlannedEdits
from followup_md.editing.serialize import read_field
from followup_md.errors import RefusedError, TextError, UsageError
from followup_md.model.contact import Contact, Dated, Snooze, Status
from followup_md.model.settings import Settings
from followup_md.policy.phrases import full_date, one_line
from followup_md.typed import NamedTuple

EXAMPLE = "followup status ann declined by them, no budget"


class ChangeField(NamedTuple):
    """Sets a field of a contact, or removes it (None)."""

    key: str
    value: Snooze | Dated | Status | None
    summary: str
    settings: Settings

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; RefusedError if the words would be read as something else."""
        if getattr(contact, self.key) == self.value:
            return PlannedEdits((), f"{self.summary} (unchanged)")
        if self.value is None:
            return PlannedEdits((operations.RemoveField(self.key),), self.summary)
        text = text_of(self.value)
        if read_field(self.key, text, self.settings) != self.value:
            raise RefusedError(f"these words would read as something else in `{self.key}`")
        return PlannedEdits((operations.SetField(self.key, text),), self.summary)


def snooze(until: date, on: date, words: str, settings: Settings) -> ChangeField:
    """Return the plan to hide a contact until a day; UsageError unless it is after `on`."""
    if until <= on:
        raise UsageError(f"{full_date(until)} is not in the future: snooze until a later day")
    summary = f"snoozed until {full_date(until)}"
    return ChangeField("snooze", Snooze(until, on, one_line(words)), summary, settings)


def follow_up(day: date, on: date, words: str, settings: Settings) -> ChangeField:
    """Return the plan to set the day on which to follow up; UsageError if it is before `on`."""
    if day < on:
        raise UsageError(f"{full_date(day)} is in the past: follow up today or on a later day")
    summary = f"to follow up on {full_date(day)}"
    return ChangeField("follow_up", Dated(day, one_line(words)), summary, settings)


def status(words: str, on: date, settings: Settings) -> ChangeField:
    """Return the plan for `WORD [by me/them] [DATE] words`; UsageError for other words.

    The day is `on` if none is given. A plain `open` removes the field.
    """
    try:
        found = read_field("status", words, settings)
    except TextError as error:
        raise UsageError(f"{error.message}; such as: {EXAMPLE}", error.message) from None
    assert isinstance(found, Status)
    if found == Status("open"):
        return ChangeField("status", None, "open again", settings)
    return change_status(found._replace(words=one_line(found.words)), on, settings)


def change_status(found: Status, on: date, settings: Settings) -> ChangeField:
    """Return the plan to set a status; the day is `on` if it has none."""
    day = found.date or on
    by = f" by {found.by}" if found.by else ""
    summary = f"{found.word.replace('-', ' ')}{by} since {full_date(day)}"
    return ChangeField("status", found._replace(date=day), summary, settings)


def text_of(value: Snooze | Dated | Status | None) -> str:
    """Return the value of a field as it stands in a file; "" for none."""
    if value is None:
        return ""
    if isinstance(value, Snooze):
        parts = [value.until.isoformat(), f"since {value.since}" if value.since else ""]
    elif isinstance(value, Dated):
        parts = [value.date.isoformat()]
    else:
        by = f"by {value.by}" if value.by else ""
        parts = [value.word, by, value.date.isoformat() if value.date else ""]
    return " ".join(part for part in (*parts, value.words) if part)
