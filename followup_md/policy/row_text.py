"""What there is to say of a contact, found once and good for every day of a year: rows of a day.

A date is said without its year in that year (phrases.said); nothing else in these words depends on
the day, from the contact's last touch on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from followup_md.model.agenda import KINDS, Due, Item, Row, Upcoming
from followup_md.model.contact import Contact

_day = date.fromordinal


class ItemText(NamedTuple):
    """An item in words; days are ordinals."""

    rank: int
    due: int
    start: int
    reason: str
    channel: str
    touch: int | None
    of: int | None

    @property
    def item(self) -> Item:
        """The item, without how its date was added up."""
        return Item(KINDS[self.rank], _day(self.due), _day(self.start))


class RowText(NamedTuple):
    """A contact in words."""

    year: int  # of the day on which it was said
    who: Contact  # as `who` makes it
    words: tuple[ItemText, ...]  # one for each item


def row_contact(contact: Contact) -> Contact:
    """Return a contact with no more than a day's row shows of it."""
    c = contact
    return Contact(
        c.id,
        c.name,
        email=c.email,
        phone=c.phone,
        timezone=c.timezone,
        owner=c.owner,
        hours=c.hours,
        status=c.status,
    )


def to_row(said: RowText, on: int, late: Callable[[int], int]) -> Row:
    """Return the row of a contact that is due on the day `on`; `late`: see index.Asked."""
    words = [word for word in said.words if word.due <= on]
    words.sort(key=_rank_and_due)
    first = words[0]
    also = tuple([Due(word.item, late(word.due)) for word in words[1:]])
    told = first.reason, first.channel, first.touch, first.of
    return Row(said.who, first.item, late(first.due), *told, also)


def to_upcoming(said: RowText) -> Upcoming:
    """Return the row of a contact that is not due yet."""
    first = min(said.words, key=lambda word: (word.due, word.rank))
    return Upcoming(said.who, first.item, first.reason, first.channel)


def _rank_and_due(word: ItemText) -> tuple[int, int]:
    return word.rank, word.due
