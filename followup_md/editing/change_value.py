"""Setting, extending, shortening or removing any field by what was typed for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from followup_md.editing import natural_dates, operations, set_field, typed_values
from followup_md.editing.new_contact import field_text
from followup_md.editing.plan import EditPlan, PlannedEdits
from followup_md.editing.serialize import read_field
from followup_md.errors import RefusedError, UsageError
from followup_md.model import fields
from followup_md.model.contact import Contact, Labelled
from followup_md.model.folding import fold
from followup_md.model.settings import Settings
from followup_md.parsing import elsewhere
from followup_md.parsing.fields import KEYS
from followup_md.policy.phrases import one_line
from followup_md.typed import NamedTuple

ADD, REMOVE, UNSET = "add", "remove", "unset"
_COMMANDS = {"touches": "log", "promises": "promise", "quotes": "quote"}


def plan(
    field: str, words: Sequence[str], how: str, today: date, settings: Settings
) -> tuple[str, EditPlan]:
    """Return the key of a field, and the plan to change it; `how`: ADD, REMOVE, UNSET or "".

    Raises UsageError for an unknown field, or words that it does not take.
    """
    key = _key(field)
    several = key != "name" and fields.BY_KEY[key].several
    if how in (ADD, REMOVE) and not several:
        raise UsageError(f"{key} holds one value: leave --{how} out")
    text = one_line(" ".join(words))
    if bool(text) == (how == UNSET):
        raise UsageError(
            f"--unset removes {key} and takes no value"
            if text
            else f"{key}: which value? followup set ann {key} VALUE; --unset removes it"
        )
    if how == UNSET:
        if key == "name":
            raise UsageError("a contact needs a name: set another one")
        return key, Change(key, None, settings).plan
    if several:
        return key, ChangeList(key, how, typed_values.several(key, [text], settings), settings).plan
    if key == "status":
        return key, set_field.status(text, today, settings).plan
    if key in ("snooze", "follow_up"):
        day, why = natural_dates.split_day([text], today)
        set_day = set_field.snooze if key == "snooze" else set_field.follow_up
        return key, set_day(day, today, why, settings).plan
    return key, Change(key, typed_values.one(key, text, today, settings), settings).plan


class Change(NamedTuple):
    """Sets a field of one value, or removes any (None)."""

    key: str
    text: str | None
    settings: Settings

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; the summary says what was there before."""
        key, old = self.key, getattr(contact, self.key)
        empty = Contact._field_defaults.get(key)
        was = f" (was {_shown(key, old)})" if old != empty else ""
        if self.text is None:
            if not was:
                return PlannedEdits((), f"no {key} (unchanged)")
            return PlannedEdits((operations.RemoveField(key),), f"{key} removed{was}")
        summary = f"{key}: {self.text}"
        if read_field(key, self.text, self.settings) == old:
            return PlannedEdits((), f"{summary} (unchanged)")
        return PlannedEdits((operations.SetField(key, self.text),), summary + was)


class ChangeList(NamedTuple):
    """Sets the values of a field that holds several, adds some or removes some."""

    key: str
    how: str  # ADD, REMOVE or ""
    texts: tuple[str, ...]
    settings: Settings

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; RefusedError if the values there have labels, which would be lost."""
        key, values = self.key, getattr(contact, self.key)
        if any(isinstance(value, Labelled) and value.label for value in values):
            raise RefusedError(
                f"{contact.name}: `{key}` has labels (work: …); use followup edit {contact.id}"
            )
        old = tuple(value.value if isinstance(value, Labelled) else value for value in values)
        new = self._changed(old)
        summary = f"{key}: {', '.join(new)}" if new else f"{key} removed" if old else f"no {key}"
        if new == old:
            absent = self.how == REMOVE and f"{', '.join(self.texts)} is not among them, "
            return PlannedEdits((), f"{summary} ({absent or ''}unchanged)")
        was = f" (was {', '.join(old)})" if old else ""
        if not new:
            return PlannedEdits((operations.RemoveField(key),), summary + was)
        if len(new) == 1 and len(old) < 2 and key not in fields.WORDS:
            return PlannedEdits((operations.SetField(key, new[0]),), summary + was)
        return PlannedEdits((operations.SetList(key, new),), summary + was)

    def _changed(self, old: tuple[str, ...]) -> tuple[str, ...]:
        known, texts = set(map(fold, old)), set(map(fold, self.texts))
        if self.how == ADD:
            return (*old, *(text for text in self.texts if fold(text) not in known))
        if self.how == REMOVE:
            return tuple(text for text in old if fold(text) not in texts)
        return self.texts


def _shown(key: str, value: Any) -> str:
    """Return the value of a field as it stands in a file, lists with commas."""
    text = field_text(key, value)
    return text if isinstance(text, str) else ", ".join(text)


def _key(field: str) -> str:
    key = fields.key_of(field)
    if key in ("name", *fields.BY_KEY):
        return key
    if key in _COMMANDS:
        raise UsageError(f"entries of {key} are written by followup {_COMMANDS[key]}")
    near = elsewhere.known_key(key, KEYS) or elsewhere.mistyped_key(key, KEYS)
    if near in fields.BY_KEY:
        raise UsageError(f"there is no field {field!r}; did you mean {near}?")
    names = ", ".join(["name", *fields.BY_KEY])
    raise UsageError(f"there is no field {field!r}; the fields are {names}")
