"""A day worked through, one person after another: whose turn it is, and what was done.

Nothing of it is kept but who was skipped, in the cache and for the day: whoever was dealt with is
no longer due, by the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date

from followup_md.book.book import Book
from followup_md.cache.database import CacheError, encode
from followup_md.errors import RefusedError
from followup_md.model.agenda import Item, Row
from followup_md.model.contact import Contact, Touch
from followup_md.policy.agenda import agenda_from, evaluate
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import gather_facts
from followup_md.typed import NamedTuple

_TABLE = "skipped"


class Person(NamedTuple):
    """A contact as its file is now, and what is due."""

    contact: Contact
    row: Row | None = None  # None: nothing is due
    due: tuple[Item, ...] = ()  # in the order of the row
    debts: tuple[Touch, ...] = ()  # what waits for an answer

    @property
    def id(self) -> str:
        """Its id."""
        return self.contact.id

    @property
    def kind(self) -> str:
        """The kind of what is due first; "" for nothing."""
        return self.row.item.kind if self.row is not None else ""


def look(book: Book, id_: str, on: date) -> Person:
    """Return a contact, judged afresh from its file. Raises RefusedError if it cannot be read."""
    facts = gather_facts(book.read_one(id_), book.settings, book.calendar, on, brief=True)
    evaluation = evaluate(facts.contact, apply_rules(facts), book.calendar, on)
    agenda = agenda_from([evaluation], book.settings, book.calendar, on)
    row = next(iter((*agenda.due, *agenda.later)), None)
    due = tuple(due.item for due in evaluation.due)
    return Person(facts.contact, row, due, facts.history.debts)


class Day:
    """Who is to be reached on a day, in order."""

    def __init__(self, book: Book, on: date, ids: Sequence[str], kind: str | None = None) -> None:
        """`kind`: only those of whom something of this kind is due."""
        skipped = load_skipped(book, on)
        self.order = [id_ for id_ in ids if id_ not in skipped]
        self.order += [id_ for id_ in ids if id_ in skipped]
        self.place = -1  # len(order): at the end of the day
        self._changes: dict[str, list[bool]] = {}  # of each: whether it was put off
        self._passed: set[str] = set()  # dealt with elsewhere
        self._book, self._on, self._kind = book, on, kind

    @property
    def done(self) -> set[str]:
        """Those with whom something was done."""
        return {id_ for id_, changes in self._changes.items() if not all(changes)}

    @property
    def later(self) -> set[str]:
        """Those who were only put off."""
        return {id_ for id_, changes in self._changes.items() if changes and all(changes)}

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many were dealt with, put off, and are still to be reached."""
        left = set(self.order) - self.done - self.later - self._passed
        return len(self.done), len(self.later), len(left)

    def advance(self) -> Person | None:
        """Go on to the next one who is still due; None at the end of the day."""
        while self.place < len(self.order):
            self.place += 1
            if self.place < len(self.order):
                person = self._look(self.order[self.place])
                if person is not None and self._is_due(person):
                    self._passed.discard(person.id)
                    return person
                self._passed.add(self.order[self.place])
        return None

    def back(self) -> Person | None:
        """Go back to the one before, due or not; None if there is none."""
        for place in range(self.place - 1, -1, -1):
            person = self._look(self.order[place])
            if person is not None:
                self.place = place
                return person
        return None

    def again(self) -> Person | None:
        """Begin anew with those who are left."""
        self.place = -1
        self.order = [id_ for id_ in self.order if id_ not in self.later | self.done]
        return self.advance()

    def jump(self, id_: str) -> Person:
        """Go to somebody, due or not. Raises RefusedError."""
        person = look(self._book, id_, self._on)
        if id_ in self.order:
            self.place = self.order.index(id_)
        else:
            self.place = min(self.place + 1, len(self.order))
            self.order.insert(self.place, id_)
        return person

    def skip(self, id_: str) -> None:
        """Keep for the day that somebody comes after the rest."""
        if id_ not in self.done | self.later:
            save_skipped(self._book, self._on, [id_])

    def wrote(self, id_: str, later: bool) -> None:
        """Note that something was done, or (`later`) that somebody was put off."""
        self._changes.setdefault(id_, []).append(later)

    def took_back(self, id_: str) -> None:
        """Note that the last thing was taken back."""
        del self._changes.get(id_, [])[-1:]

    def _is_due(self, person: Person) -> bool:
        kinds = {item.kind for item in person.due}
        return self._kind in kinds if self._kind is not None else bool(kinds)

    def _look(self, id_: str) -> Person | None:
        """Return somebody, None if the file is gone or cannot be read (any more)."""
        with suppress(RefusedError):
            return look(self._book, id_, self._on)
        return None


def load_skipped(book: Book, on: date) -> frozenset[str]:
    """Return who was skipped on a day."""
    if book.cache is not None:
        with suppress(CacheError):
            return frozenset(book.cache.database.get(_TABLE, on.isoformat()) or ())
    return frozenset()


def save_skipped(book: Book, on: date, ids: Iterable[str]) -> None:
    """Keep who was skipped on a day, besides those that are kept; forget other days."""
    _save(book, on, tuple(sorted(load_skipped(book, on).union(ids))))


def forget_skipped(book: Book, on: date) -> None:
    """Forget who was skipped on a day."""
    _save(book, on, None)


def _save(book: Book, on: date, ids: tuple[str, ...] | None) -> None:
    if book.cache is None:
        return
    cache, key = book.cache.database, on.isoformat()
    with suppress(CacheError):
        value = None if ids is None else encode(key, ids, cache.namespace)
        others = [other for other, _ in cache.rows(_TABLE) if other != key]
        cache.put([*((_TABLE, other, None) for other in others), (_TABLE, key, value)])
