"""The headings of an agenda, on a terminal, on the agenda page and on the site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from followup_md.model.agenda import Agenda, AnyRow, Appointment, Item, RowItem
from followup_md.policy.phrases import format_date
from followup_md.typed import NamedTuple


class Group(NamedTuple):
    """A heading, its name in the addresses of the site, and the kinds of items under it."""

    anchor: str
    heading: str
    kinds: tuple[str, ...]


APPOINTMENTS = "appointments"  # the anchor
TODAY = "Today's appointments"
LATER = "Later today"
COMING_UP = "Coming up"
GROUPS = (
    Group("owe", "You owe", ("owed", "promise")),
    Group("birthdays", "Birthdays", ("birthday",)),
    Group(APPOINTMENTS, TODAY, ()),
    Group("follow", "Follow up", ("follow-up", "planned", "quote", "first", "chase", "waiting")),
    Group("keep", "Keep in touch", ("keep-in-touch",)),
)
GROUP_OF = {kind: group for group in GROUPS for kind in group.kinds}

KIND_LABELS = {
    "owed": "you owe an answer",
    "promise": "you promised",
    "follow-up": "follow-up day",
    "birthday": "birthday",
    "planned": "appointment",
    "quote": "quote",
    "first": "first touch",
    "chase": "no answer yet",
    "waiting": "they promised",
    "keep-in-touch": "keep in touch",
}


def sections(agenda: Agenda) -> dict[str, list[AnyRow]]:
    """Return the rows of an agenda by heading, in the order of the page; a list may be empty."""
    found: dict[str, list[AnyRow]] = {group.heading: [] for group in GROUPS}
    for row in agenda.due:
        found[GROUP_OF[row.item.kind].heading].append(row)
    found[TODAY] = [row for row in agenda.appointments if row.touch.date == agenda.on]
    found[LATER] = [*agenda.later]
    # "Did it happen?" comes up only for appointments that have no row of their own.
    coming: list[AnyRow] = [
        row for row in agenda.upcoming if row.item.kind != "planned" or row.item.start < agenda.on
    ]
    coming += [row for row in agenda.appointments if row.touch.date != agenda.on]
    found[COMING_UP] = sorted(coming, key=_date)
    return found


def contact_ids(agenda: Agenda) -> list[str]:
    """Return whom each row of the page is about, in its order."""
    return [row.contact.id for rows in sections(agenda).values() for row in rows]


def dated_label(item: RowItem, on: date) -> str:
    """Return an item with its date: `you promised: the brochure, Thu 10 Sep`.

    A day to ask is not the day of a quote, nor the one that they promised something for.
    """
    what = label(item.kind, item.about)
    if item.kind in ("quote", "waiting"):
        return f"{what}, ask on {format_date(item.due, on)}"
    if item.kind == "planned":
        return f"{what}, {format_date(item.start, on)} (did it happen?)"
    return f"{what}, {format_date(item.start if item.kind == 'birthday' else item.due, on)}"


def day_shown(item: Item | RowItem, on: date) -> date:
    """Return the day to show for an item: an appointment to come has its own."""
    return item.start if item.kind == "planned" and item.start >= on else item.due


def label(kind: str, about: str) -> str:
    """Return what there is to do, and about what: `quote Q-114`, `you promised: the brochure`."""
    if not about:
        return KIND_LABELS[kind]
    return f"{KIND_LABELS[kind]}{'' if kind == 'quote' else ':'} {about}"


def also(items: Iterable[RowItem], on: date) -> str:
    """Return the other due items: `birthday, Mon 14 Sep; quote Q-1, ask on Fri 11 Sep`."""
    return "; ".join(dated_label(item, on) for item in items)


def _date(row: AnyRow) -> date:
    return row.touch.date if isinstance(row, Appointment) else row.item.due
