"""Contacts and settings as plain tuples of strings and numbers, which marshal can store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from followup_md.model.agenda import RowContact
from followup_md.model.contact import (
    Birthday,
    Contact,
    Dated,
    Labelled,
    Promise,
    Quote,
    Snooze,
    Status,
    Touch,
)
from followup_md.model.settings import (
    Cadence,
    Channel,
    Interval,
    Member,
    Publish,
    Rule,
    Settings,
)
from followup_md.policy.row_text import ItemText, RowText

Packed = tuple[Any, ...]
_day = date.fromordinal


# What makes tuples of a class, and the places of their days, which are packed as ordinals.
_Kind = tuple[Callable[[Iterable[Any]], Any], tuple[int, ...]]


def _kind(cls: Any) -> _Kind:
    types = [kind.__forward_arg__ for kind in cls.__annotations__.values()]
    return cls._make, tuple(n for n, name in enumerate(types) if name.startswith("date"))


# The fields of a contact that are no strings: a tuple of a class, or a list of them.
_ONE = {
    Contact._fields.index(name): _kind(cls)
    for name, cls in {
        "birthday": Birthday,
        "met": Dated,
        "snooze": Snooze,
        "follow_up": Dated,
        "status": Status,
    }.items()
}
_STATUS = Contact._fields.index("status")
_TOUCH = _kind(Touch)
_MANY = {
    Contact._fields.index(name): _kind(cls)
    for name, cls in {
        "email": Labelled,
        "phone": Labelled,
        "touches": Touch,
        "promises": Promise,
        "quotes": Quote,
    }.items()
}


def pack_contact(value: Contact) -> Packed:
    """Return a contact as a plain tuple."""
    fields: list[Any] = list(value)
    for place, (_, days) in _ONE.items():
        if fields[place] is not None:
            fields[place] = _pack(fields[place], days)
    for place, (_, days) in _MANY.items():
        if fields[place]:
            fields[place] = _pack_columns(fields[place], days)
    return tuple(fields)


def unpack_contact(packed: Packed) -> Contact:
    """Return the contact that was packed."""
    fields = list(packed)
    for place, kind in _ONE.items():
        if fields[place] is not None:
            fields[place] = _unpack(fields[place], kind)
    for place, kind in _MANY.items():
        if fields[place]:
            fields[place] = _unpack_columns(fields[place], kind)
    return Contact._make(fields)


def pack_row_text(value: RowText) -> Packed:
    """Return the words of a contact's rows as a plain tuple, without its id."""
    c = value.contact
    reach = tuple(map(tuple, c.email)), tuple(map(tuple, c.phone)), c.timezone, c.hours
    status = None if c.status is None else _pack(c.status, _ONE[_STATUS][1])
    lately = _pack_columns(c.lately, _TOUCH[1]) if c.lately else ()
    return c.name, *reach, c.owner, status, lately, tuple(map(tuple, value.items))


def unpack_row_text(id_: str, packed: Iterable[Any]) -> RowText:
    """Return the words of the rows of the contact with this id."""
    name, email, phone, timezone, hours, owner, status, lately, items = packed
    contact = RowContact(
        id_,
        name,
        email=tuple([Labelled._make(address) for address in email]),
        phone=tuple([Labelled._make(number) for number in phone]),
        timezone=timezone,
        owner=owner,
        hours=hours,
        status=status and _unpack(status, _ONE[_STATUS]),
        lately=_unpack_columns(lately, _TOUCH) if lately else (),
    )
    return RowText(contact, tuple([ItemText._make(item) for item in items]))


def pack_settings(value: Settings) -> Packed:
    """Return settings as a plain tuple."""
    plain = value._asdict()
    for name in ("team", "cadences", "keep", "channels"):
        plain[name] = {word: tuple(entry) for word, entry in plain[name].items()}
    plain["rules"] = tuple(map(tuple, value.rules))
    plain["publish"] = tuple(value.publish)
    return tuple(plain.values())


def unpack_settings(packed: Packed) -> Settings:
    """Return the settings that were packed."""
    value = Settings._make(packed)
    return value._replace(
        team={word: Member._make(entry) for word, entry in value.team.items()},
        cadences={word: Cadence._make(entry) for word, entry in value.cadences.items()},
        keep={word: Interval._make(entry) for word, entry in value.keep.items()},
        channels={word: Channel._make(entry) for word, entry in value.channels.items()},
        rules=tuple(map(Rule._make, value.rules)),
        publish=Publish._make(value.publish),
    )


def _pack(value: Iterable[Any], days: tuple[int, ...]) -> Packed:
    fields = list(value)
    for place in days:
        if fields[place] is not None:
            fields[place] = fields[place].toordinal()
    return tuple(fields)


def _unpack(packed: Packed, kind: _Kind) -> Any:
    fields, (make, days) = list(packed), kind
    for place in days:
        if fields[place] is not None:
            fields[place] = _day(fields[place])
    return make(fields)


def _pack_columns(entries: Iterable[Packed], days: tuple[int, ...]) -> Packed:
    # All their dates, all their notes, …: a third faster than entry by entry.
    fields: list[Packed] = list(zip(*entries, strict=True))
    for place in days:
        fields[place] = tuple([day and day.toordinal() for day in fields[place]])
    return tuple(fields)


def _unpack_columns(columns: Packed, kind: _Kind) -> Packed:
    fields, (make, days) = list(columns), kind
    for place in days:
        fields[place] = [day and _day(day) for day in fields[place]]
    return tuple(map(make, zip(*fields, strict=True)))
