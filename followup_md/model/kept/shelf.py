"""What a day needs to know of many contacts, without the contacts: cards, and shelves of them.

A card holds what no day changes: the dates of a contact's items. A shelf packs the cards of one
folder so that those who are due are found by bisection.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Callable, Sequence, Set
from datetime import date
from typing import Any, NamedTuple

from followup_md.errors import Problem
from followup_md.model.contact import Birthday, Contact
from followup_md.model.policy.agenda import Order
from followup_md.model.policy.calendar import Calendar, plus_days
from followup_md.model.policy.items import birthday_item, items, settled
from followup_md.model.settings import Settings
from followup_md.model.verdict import RANK

_BITS = 4  # of a packed number that hold a rank
_RANKS = (1 << _BITS) - 1
_BIRTHDAY = RANK["birthday"]
_LEAP_YEAR = 2000


class Card(NamedTuple):
    """One contact file; days are ordinals. Without a contact, only `problems`."""

    check: int = 0  # of the stored contact
    name: str = ""  # "": there is no contact
    handles: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())  # nicknames, e-mail addresses
    items: tuple[tuple[int, int], ...] = ()  # (rank, due)
    settled: int = 0  # from that day on `items` are right
    birthday: int = 0  # 0: none, or none that counts
    planned: tuple[tuple[int, str, int], ...] = ()  # (day, time, which touch)
    closed: bool = False
    problems: tuple[tuple[str | int, ...], ...] = ()


class Shelf(NamedTuple):
    """The cards of a folder, packed; a contact is known by its place among them."""

    names: tuple[str, ...]  # folded, for the order; "" where there is no contact
    checks: Sequence[int]
    due: Sequence[int]  # the earliest due date of each contact that has one, sorted
    who: Sequence[int]  # beside it: place << 4 | rank
    several: dict[int, tuple[tuple[int, int], ...]]  # (rank, due) of contacts with more than one
    settled: Sequence[int]
    latest: int  # of `settled`
    birthdays: dict[int, tuple[int, ...]]
    planned: tuple[tuple[int, str, int, int], ...]  # (day, time, place, which touch), sorted
    undated: tuple[int, ...]  # places of open contacts without any item
    problems: tuple[tuple[int, tuple[str | int, ...]], ...]
    unread: tuple[int, ...]  # places of files without a contact


class Asked(NamedTuple):
    """The day asked about, in ordinals."""

    on: int
    until: int
    birthdays: dict[int, int]  # those that are due by `until`, and when
    late: Callable[[int], int]  # the working days overdue of a due date


def card(contact: Contact, check: int, settings: Settings, calendar: Calendar) -> Card:
    """Return what is kept of a contact; `check` is its own business."""
    born = contact.birthday
    return Card(
        check,
        contact.name,
        (contact.nickname, tuple(email.value for email in contact.email)),
        tuple((RANK[i.kind], i.due.toordinal()) for i in items(contact, settings, calendar, None)),
        settled(contact).toordinal(),
        born.month * 100 + born.day if born is not None and not contact.closed else 0,
        tuple(
            (touch.date.toordinal(), touch.time, number)
            for number, touch in enumerate(contact.touches)
            if touch.planned
        ),
        contact.closed,
    )


def unread(problems: Sequence[Problem]) -> Card:
    """Return the card of a file without a contact."""
    return Card(problems=tuple(tuple(problem) for problem in problems))


def pack(cards: Sequence[Card]) -> Shelf:
    """Return a shelf of these cards."""
    earliest, undated, unread, planned, problems = [], [], [], [], []
    several: dict[int, tuple[tuple[int, int], ...]] = {}
    birthdays: dict[int, list[int]] = {}
    for place, (_, name, _, dates, _, birthday, coming, closed, wrong) in enumerate(cards):
        if len(dates) == 1:
            rank, due = dates[0]
            earliest.append((due, place << _BITS | rank))
        elif dates:
            due, rank = min((due, rank) for rank, due in dates)
            earliest.append((due, place << _BITS | rank))
            several[place] = dates
        elif name and not closed and not birthday:
            undated.append(place)
        if birthday:
            birthdays.setdefault(birthday, []).append(place)
        if coming:
            planned += [(day, time, place, number) for day, time, number in coming]
        if not name:
            unread.append(place)
            problems += [(place, problem) for problem in wrong]
    earliest.sort()
    days = [c.settled for c in cards]
    return Shelf(
        tuple([c.name.casefold() for c in cards]),
        array("I", [c.check for c in cards]),
        array("i", [due for due, _ in earliest]),
        array("i", [who for _, who in earliest]),
        several,
        array("i", days),
        max(days, default=0),
        {day: tuple(places) for day, places in birthdays.items()},
        tuple(sorted(planned)),
        tuple(undated),
        tuple(problems),
        tuple(unread),
    )


def plain(shelf: Shelf) -> tuple[Any, ...]:
    """Return a shelf as a plain tuple, its arrays as bytes."""
    return tuple(part.tobytes() if isinstance(part, array) else part for part in shelf)


def again(packed: tuple[Any, ...]) -> Shelf:
    """Return the shelf that `plain` made plain."""
    shelf = Shelf._make(packed)
    return shelf._replace(
        checks=array("I", packed[1]),
        due=array("i", packed[2]),
        who=array("i", packed[3]),
        settled=array("i", packed[5]),
    )


def ask(on: date, days: int, calendar: Calendar) -> Asked:
    """Return what to ask of shelves for the day `on`; `days`: how far "coming up" looks."""
    until = plus_days(on, days).toordinal()
    birthdays = {}
    for month in range(1, 13):
        for day in range(1, monthrange(_LEAP_YEAR, month)[1] + 1):
            for item in birthday_item(Birthday(month, day), calendar, on):
                if item.due.toordinal() <= until:
                    birthdays[month * 100 + day] = item.due.toordinal()
    known: dict[int, int] = {}

    def late(due: int) -> int:
        found = known.get(due)
        if found is None:
            found = known[due] = calendar.count(calendar.add(date.fromordinal(due), 0), on)
        return found

    return Asked(on.toordinal(), until, birthdays, late)


def unsettled(shelf: Shelf, asked: Asked) -> list[int]:
    """Return the places of contacts whose items on that day must be found afresh."""
    if shelf.latest <= asked.on:
        return []
    return [place for place, day in enumerate(shelf.settled) if day > asked.on]


def find(
    shelf: Shelf, id_of: Callable[[int], str], ref: int, asked: Asked, skip: Set[int], order: Order
) -> None:
    """Add to `order` what a shelf has for a day, but for the places in `skip`.

    `ref` leads to the first place, `ref` + 1 to the second.
    """
    on, until, birthdays, late = asked
    names, several = shelf.names, shelf.several
    born = {place: due for day, due in birthdays.items() for place in shelf.birthdays.get(day, ())}
    beside: dict[int, tuple[tuple[int, int], ...]] = {}  # further items of those with a birthday
    due_today, coming = order.due.append, order.coming.append
    end = bisect_right(shelf.due, until)
    for due, who in zip(shelf.due[:end], shelf.who[:end], strict=True):
        place = who >> _BITS
        if place in skip:
            continue
        if place in born:
            beside[place] = several.get(place) or ((who & _RANKS, due),)
        elif due > on:
            coming((due, names[place], id_of(place), ref + place))
        elif place in several:
            rank, due = min(item for item in several[place] if item[1] <= on)
            due_today((rank, -late(due), names[place], id_of(place), ref + place))
        else:
            due_today((who & _RANKS, -late(due), names[place], id_of(place), ref + place))
    for place in born.keys() - skip:
        every = (_BIRTHDAY, born[place]), *beside.get(place, ())
        today = [item for item in every if item[1] <= on]
        if today:
            rank, due = min(today)
            due_today((rank, -late(due), names[place], id_of(place), ref + place))
        else:
            coming((min(due for _, due in every), names[place], id_of(place), ref + place))
    for when, time, place, number in shelf.planned[bisect_left(shelf.planned, (on,)) :]:
        if place not in skip:
            appointment = when, time, names[place], id_of(place), number, ref + place
            order.appointments.append(appointment)
    for place in shelf.undated:
        if place not in skip:
            order.undated.append((names[place], id_of(place), ref + place))
