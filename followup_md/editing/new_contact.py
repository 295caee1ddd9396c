"""A new contact: the verified text of its file, and possible duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from followup_md.editing import set_field
from followup_md.editing.serialize import entry_line, read_field
from followup_md.errors import RefusedError, UsageError
from followup_md.frontmatter import edits, quoting
from followup_md.model.contact import (
    Birthday,
    Contact,
    Dated,
    Handle,
    Labelled,
    Snooze,
    Status,
)
from followup_md.model.identity import address_key, name_key, same_number
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import FIRST_LINE, read_text
from followup_md.parsing.fields import FIELDS
from followup_md.typed import NamedTuple

_INDENT = 2
_OTHERWISE = "these words would read back as something else: nothing was written"


class NewContact(NamedTuple):
    """What is known of a new contact: the texts of its fields, a tuple of them for several."""

    name: str
    values: Mapping[str, str | tuple[str, ...]] = MappingProxyType({})

    @property
    def email(self) -> tuple[str, ...]:
        """The e-mail addresses."""
        return tuple(self.values.get("email", ()))

    @property
    def phone(self) -> tuple[str, ...]:
        """The phone numbers."""
        return tuple(self.values.get("phone", ()))


def file_text(new: NewContact, id_: str, settings: Settings) -> str:
    """Return the text of a new contact's file, which reads back as exactly this contact.

    Raises UsageError for what the format does not take.
    """
    every = {"name": new.name, **new.values}
    values = {key: every[key] for key in Contact._fields if every.get(key) or key == "name"}
    text = _text([f"{key}: {_source(key, value)}" for key, value in values.items()])
    found = read_text(id_, text, settings)
    if found.contact is None:
        problem = found.problems[0]
        keys = list(values)
        key = keys[problem.line - FIRST_LINE] if problem.line >= FIRST_LINE else "name"
        raise UsageError(f"{key}: {problem.message}")
    meant: dict[str, Any] = {key: read_field(key, value, settings) for key, value in values.items()}
    if found.contact != Contact(id_, **meant):
        raise RefusedError(_OTHERWISE)
    return text


def text_of(contact: Contact, settings: Settings) -> str:
    """Return the text of the file of a contact, which reads back as this one.

    Of its entries, it may have touches alone.

    Raises RefusedError for what the format does not take, without a word of it.
    """
    lines = []
    for key in Contact._fields:
        value = getattr(contact, key)
        if key in FIELDS and value:
            lines.append(f"{key}: {_source_of(key, value)}".replace(": \n", ":\n"))
    lines += [f"{quoting.to_scalar(key)}: {quoting.to_scalar(text)}" for key, text in contact.more]
    if contact.touches:
        items = (quoting.to_scalar(entry_line(touch, settings)) for touch in contact.touches)
        lines += ["touches:", *(f"{' ' * _INDENT}- {item}" for item in items)]
    text = _text(lines, contact.body)
    found = read_text(contact.id, text, settings)
    if found.contact is None:
        raise RefusedError(f"{found.problems[0].code} {found.problems[0].message}")
    touches = tuple(touch._replace(line=0) for touch in found.contact.touches)
    if found.contact._replace(touches=touches) != contact:
        raise RefusedError(_OTHERWISE)
    return text


def possible_duplicates(new: NewContact, handles: Iterable[Handle]) -> Iterator[tuple[Handle, str]]:
    """Yield the contacts that may be the same person, and what they have in common."""
    name, emails = name_key(new.name), set(map(address_key, new.email))
    for handle in handles:
        if emails and not emails.isdisjoint(map(address_key, handle.emails)):
            yield handle, "the same e-mail address"
        elif any(same_number(one, other) for one in new.phone for other in handle.phones):
            yield handle, "the same phone number"
        elif name in map(name_key, (handle.name, *handle.nicknames)):
            yield handle, "the same name"


def field_text(key: str, value: Any) -> str | tuple[str, ...]:
    """Return the value of a field as it stands in a file: a text, or a tuple of them."""
    if isinstance(value, Snooze | Dated | Status):
        return set_field.text_of(value)
    if isinstance(value, Birthday):
        year = "-" if value.year is None else f"{value.year:04d}"
        return f"{year}-{value.month:02d}-{value.day:02d}"
    if key == "hours":
        return "-".join(value)
    if isinstance(value, tuple):
        return tuple(each.value if isinstance(each, Labelled) else each for each in value)
    return "yes" if value is True else str(value)


def _source_of(key: str, value: Any) -> str:
    if isinstance(value, tuple) and isinstance(value[0], Labelled) and value[0].label:
        return edits.block_of_pairs(value, _INDENT)
    return _source(key, field_text(key, value))


def _text(lines: list[str], body: str = "") -> str:
    return "\n".join(["---", *lines, "---", body])


def _source(key: str, value: str | tuple[str, ...]) -> str:
    if isinstance(value, str):
        return quoting.to_scalar(value)
    if len(value) == 1 and key != "tags":
        return quoting.to_scalar(value[0])
    return quoting.to_list(value)
