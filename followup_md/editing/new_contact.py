"""A new contact: the verified text of its file, and possible duplicates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from followup_md.editing import natural_dates
from followup_md.errors import RefusedError, UsageError
from followup_md.frontmatter import quoting
from followup_md.model.contact import Contact, Dated, Handle, Labelled
from followup_md.model.identity import address_key, name_key, same_number
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import FIRST_LINE, read_text
from followup_md.policy import phrases

_LABELLED = ("email", "phone")
_IN_NUMBERS = re.compile(r"\d+[-/.]\d+", re.ASCII)  # surely meant as a day


class NewContact(NamedTuple):
    """What is known of a new contact, in the order of its file."""

    name: str
    org: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    email: tuple[str, ...] = ()
    phone: tuple[str, ...] = ()
    timezone: str = ""
    tags: tuple[str, ...] = ()
    owner: str = ""
    met: Dated | None = None
    via: str = ""
    reason: str = ""
    private: bool = False


def file_text(new: NewContact, id_: str, settings: Settings) -> str:
    """Return the text of a new contact's file, which reads back as exactly this contact.

    Raises UsageError for what the format does not take.
    """
    values = list(_values(new))
    text = "\n".join(["---", *(f"{key}: {value}" for key, value in values), "---", ""])
    found = read_text(id_, text, settings)
    if found.contact is None:
        problem = found.problems[0]
        key = values[problem.line - FIRST_LINE][0] if problem.line >= FIRST_LINE else "name"
        raise UsageError(f"{key}: {problem.message}")
    reached = {key: tuple(Labelled("", text) for text in getattr(new, key)) for key in _LABELLED}
    if found.contact != Contact(id_, **(new._asdict() | reached)):
        raise RefusedError("these words would read back as something else: nothing was written")
    return text


def parse_met(words: str | None, today: date) -> Dated:
    """Return when and where you met: today, unless the words start with a day in the past."""
    if words is None or not words.strip():
        return Dated(today)
    try:
        day, rest = natural_dates.split_day([words], today, past=True)
    except UsageError:
        if _IN_NUMBERS.match(words.strip()):
            raise
        return Dated(today, phrases.one_line(words))
    return Dated(day, rest)


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


def _values(new: NewContact) -> Iterator[tuple[str, str]]:
    for key, value in new._asdict().items():
        if isinstance(value, Dated):
            yield key, quoting.to_scalar(f"{value.date.isoformat()} {value.words}".strip())
        elif isinstance(value, tuple) and (len(value) > 1 or key == "tags") and value:
            yield key, f"[{', '.join(quoting.to_scalar(item, flow=True) for item in value)}]"
        elif value:
            value = value[0] if isinstance(value, tuple) else value
            yield key, "yes" if value is True else quoting.to_scalar(value)
