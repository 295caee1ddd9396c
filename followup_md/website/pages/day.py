"""The people of a day in their order, and the links on their pages from one to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import unquote

from markupsafe import Markup, escape

from followup_md.typed import NamedTuple
from followup_md.website.pages.agenda_lists import AgendaLists, sections
from followup_md.website.pages.urls import Links
from followup_md.website.snapshot import EvaluatedContact

# In a page that is rendered before the day is known; no text of a contact can hold it.
MARK = Markup("<!--followup:turns-->")


class Person(NamedTuple):
    """Somebody to reach on the day."""

    path: str  # the quoted id
    name: str


class Turns(NamedTuple):
    """Who comes before and after somebody; None at the ends."""

    before: Person | None
    after: Person | None


def people_of(lists: AgendaLists, names: Mapping[str, str]) -> list[Person]:
    """Return whom to reach, in the order of the agenda; `names`: of the contacts, by id."""
    groups = sections(lists)
    rows = [row for group in groups for row in group.now]
    rows += [row for group in groups for row in group.later]
    return list(dict.fromkeys(Person(row.path, names[unquote(row.path)]) for row in rows))


class Day:
    """Whom to reach on a day."""

    def __init__(self, people: Sequence[Person]) -> None:
        """`people`: in order, each once."""
        befores, afters = [None, *people], [*people[1:], None]
        self._turns = {
            unquote(one.path): Turns(before, after)
            for before, one, after in zip(befores, people, afters, strict=False)
        }

    def turns(self, id_: str) -> Turns | None:
        """Return who comes before and after a contact; None for whoever is not of the day."""
        return self._turns.get(id_)

    def links(self, id_: str, links: Links) -> Markup:
        """Return the links to these; "" if there are none."""
        turns = self._turns.get(id_)
        if turns is None or turns == (None, None):
            return Markup()
        found = _link(turns.before, "prev", "Previous", links) + _link(
            turns.after, "next", "Next", links
        )
        return Markup(f'<nav class="fu-beside" aria-label="The day">\n{found}</nav>\n')


def _link(to: Person | None, rel: str, word: str, links: Links) -> str:
    """Return a link as HTML; a template takes twice as long, and there are two on a page."""
    if to is None:
        return ""
    return (
        f'<a class="fu-button" href="{links.to(to.path)}" rel="{rel}">'
        f'<span class="fu-sr">{word}: </span><span>{escape(to.name)}</span></a>\n'
    )


def is_of_day(evaluated: EvaluatedContact, on: date) -> bool:
    """Whether a contact is due on a day, or has an appointment on it."""
    if evaluated.evaluation.due:
        return True
    return any(t.outcome == "planned" and t.date == on for t in evaluated.contact.touches)
