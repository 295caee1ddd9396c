"""What the site shows, read once: the contacts that others may see, judged on a day."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from followup_md.errors import Problem
from followup_md.model.contact import Contact
from followup_md.model.policy.agenda import Verdict, day, verdicts
from followup_md.model.policy.calendar import Calendar
from followup_md.model.settings import Settings
from followup_md.model.verdict import Agenda
from followup_md.publish.shown import shown

if TYPE_CHECKING:
    from followup_md.doors.book import Book

AHEAD = 31  # days that a page knows of, so that a site that is not rebuilt stays useful


class Snapshot(NamedTuple):
    """A book on a day, without anything that is not published."""

    on: date
    settings: Settings
    calendar: Calendar
    verdicts: Mapping[str, Verdict]  # of the contacts that have a page, by id
    agenda: Agenda  # "coming up" reaches AHEAD days
    hidden: frozenset[str]  # ids that must not be named: private, unread, excluded
    unread: int  # files that could not be read
    problems: tuple[Problem, ...]  # errors only; their text is for `serve`

    @property
    def contacts(self) -> list[Contact]:
        """The contacts that have a page, by id."""
        return [verdict.contact for verdict in self.verdicts.values()]


def take(book: Book, on: date, excluded: Callable[[str], bool]) -> Snapshot:
    """Read the book for the day `on`; `excluded` tells ids that the user keeps off the site."""
    reading = book.reading()
    settings, calendar = book.settings, book.calendar
    twins = _twins(contact.id for contact in reading.contacts)
    hidden = {path.removeprefix("contacts/").removesuffix(".md") for path in reading.unread}
    public = []
    for contact in reading.contacts:
        if contact.private or contact.id in twins or excluded(contact.id):
            hidden.add(contact.id)
        else:
            public.append(shown(contact, settings.publish))
    judged = {v.contact.id: v for v in verdicts(public, settings, calendar, on)}
    return Snapshot(
        on,
        settings,
        calendar,
        judged,
        day(judged.values(), settings, calendar, on, AHEAD),
        frozenset(hidden),
        len(reading.unread) + len(twins),
        tuple(problem for problem in reading.problems if problem.is_error),
    )


def nothing(on: date, problem: Problem) -> Snapshot:
    """Return what `serve` shows while `followup.yml` cannot be read."""
    settings, calendar = Settings(), Calendar()
    agenda = Agenda(on, (), (), (), (), ())
    return Snapshot(on, settings, calendar, {}, agenda, frozenset(), 0, (problem,))


def _twins(ids: Iterable[str]) -> frozenset[str]:
    """Return the ids that would be one page with another, and those that no address can hold."""
    seen: dict[str, str] = {}
    twins: set[str] = set()
    for id_ in ids:
        key = unicodedata.normalize("NFC", id_).casefold()
        other = seen.setdefault(key, id_)
        if other is not id_:
            twins.update((other, id_))
        if not key.isprintable():
            twins.add(id_)
    return frozenset(twins)
