"""The words of a contact's rows, valid for every day of a year, so that they can be cached.

A date is written without its year in that year (phrases.format_date). Nothing else in these words
depends on the day, once the contact's last touch is past.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from followup_md.model.agenda import KINDS, Row, RowContact, RowItem, Upcoming
from followup_md.typed import NamedTuple

_date = date.fromordinal


class ItemText(NamedTuple):
    """An item in words; dates are ordinals."""

    rank: int
    due: int
    start: int
    reason: str
    channel: str
    touch: int | None
    of: int | None
    about: str

    def item(self, overdue: int = 0) -> RowItem:
        """Return the item; `overdue`: working days."""
        return RowItem(KINDS[self.rank], _date(self.due), _date(self.start), overdue, self.about)


class RowText(NamedTuple):
    """A contact in words."""

    contact: RowContact
    items: tuple[ItemText, ...]  # all of them, due or not

    def row(self, on: int, overdue: Callable[[int], int]) -> Row:
        """Return the row of a contact that is due on the day `on`.

        `overdue` returns how many working days a due day lies back.
        """
        due = [item for item in self.items if item.due <= on]
        due.sort(key=_rank_and_due)
        first = due[0]
        return Row(
            self.contact,
            first.item(overdue(first.due)),
            first.reason,
            first.channel,
            first.touch,
            first.of,
            tuple([item.item(overdue(item.due)) for item in due[1:]]),
        )

    def upcoming(self) -> Upcoming:
        """Return the row of a contact that is not due yet."""
        first = min(self.items, key=lambda item: (item.due, item.rank))
        return Upcoming(self.contact, first.item(), first.reason, first.channel)


def _rank_and_due(item: ItemText) -> tuple[int, int]:
    return item.rank, item.due
