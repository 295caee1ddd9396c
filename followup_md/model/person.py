"""People as files of other programs have them: what a format yields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from followup_md.model.contact import Contact
from followup_md.model.settings import Settings

MOST = 50_000  # people in one run
TOO_MANY = f"over {MOST:,} people in one run: split the file"
_MOST_VALUES = 100  # of a field
_MOST_TOUCHES = 1000  # more than a file can hold, mostly


class Person(NamedTuple):
    """One person of a file, as the contact that they would be; its id is ""."""

    at: str  # the place: "card 12 (line 340)", "row 7"
    contact: Contact
    left: tuple[str, ...] = ()  # what was not taken, in words without its content: "photo"
    text: str = ""  # of a file that is copied; "" where one is made


def of(at: str, contact: Contact, left: Sequence[str] = ()) -> Person:
    """Return a person, of whose fields none holds more values than anybody has."""
    cut: dict[str, Any] = {}
    for key, value in zip(Contact._fields, contact, strict=True):
        if key == "touches" and len(contact.touches) > _MOST_TOUCHES:
            cut[key] = contact.touches[-_MOST_TOUCHES:]
            left = [*left, f"touches but for the last {_MOST_TOUCHES:,}"]
        elif key != "touches" and type(value) is tuple and len(value) > _MOST_VALUES:
            cut[key] = value[:_MOST_VALUES]
            left = [*left, f"{key} beyond the first {_MOST_VALUES}"]
    return Person(at, contact._replace(**cut), tuple(left))


class NotRead(NamedTuple):
    """What could not be read: the place, and why, without a word of the content."""

    at: str
    why: str


class Group(NamedTuple):
    """A list of people in an address book: its name becomes a tag of its members."""

    name: str
    members: frozenset[str]  # their uids


class People(NamedTuple):
    """What a format has found in one file."""

    people: tuple[Person, ...] = ()
    unread: tuple[NotRead, ...] = ()
    groups: tuple[Group, ...] = ()
    columns: tuple[str, ...] = ()  # of a table, that were not taken
    notes: tuple[str, ...] = ()  # what the user can do about something that was not taken
    program: str = ""  # that wrote it, where the file tells
    others: int = 0  # notes of which nothing says that they are about a person


class Options(NamedTuple):
    """What the user says about a file that cannot be known from it."""

    day_first: bool | None = None  # in 04/05/1990; None: not said
    settings: Settings = Settings()
    every: bool = False  # notes of which nothing says that they are about a person, too
    name: str = ""  # of the file, below the folder that was given


class Ambiguous(NamedTuple):
    """Somebody who may be one of several contacts, or none: nothing is written."""

    source: str
    at: str
    name: str
    ids: tuple[str, ...]
    why: str


class Unread(NamedTuple):
    """What could not be read, or not be written: the place, and why."""

    source: str
    at: str
    why: str


class Imported(NamedTuple):
    """What an import has done, or would do."""

    new: tuple[str, ...] = ()  # ids
    filled: tuple[tuple[str, tuple[str, ...]], ...] = ()  # ids, and the keys that were filled
    same: int = 0  # contacts that lacked nothing
    joined: int = 0  # people who are one with an earlier one of this import
    hidden: int = 0  # new ones that are private because their file asks for it
    kept: tuple[tuple[str, tuple[str, ...]], ...] = ()  # ids, and keys where the import differs
    ambiguous: tuple[Ambiguous, ...] = ()
    unread: tuple[Unread, ...] = ()
