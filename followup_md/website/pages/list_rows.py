"""Rows of the agenda's lists: what the row template shows, in words."""

from __future__ import annotations

from functools import lru_cache

from followup_md.model.agenda import Row, Upcoming
from followup_md.model.contact import Contact, Touch
from followup_md.policy import headings, in_touch
from followup_md.policy.headings import KIND_LABELS, dated_label
from followup_md.policy.phrases import capitalized, channel_label, one_line
from followup_md.typed import NamedTuple
from followup_md.website.pages.contact_links import Action, action
from followup_md.website.pages.log_link import LogLink, appointment_link, log_link
from followup_md.website.pages.words import When, when
from followup_md.website.snapshot import Snapshot

# The groups of the agenda, in order: anchor and heading, with a typographic apostrophe.
GROUPS = {group.anchor: group.heading.replace("'", "\u2019") for group in headings.GROUPS}
ANCHOR_OF = {kind: group.anchor for kind, group in headings.GROUP_OF.items()}
HUES = 8  # colours of avatars (the same in people.js)


class ListedContact(NamedTuple):
    """A contact as lists show it."""

    name: str
    initials: str
    hue: int
    org: str
    do_not_contact: bool


class ListRow(NamedTuple):
    """What the template of a row shows."""

    contact: ListedContact
    kind: str
    label: str
    group: str
    when: When
    reason: str
    action: Action | None
    touch: int | None = None
    of: int | None = None
    also: tuple[str, ...] = ()
    time: str = ""
    hidden: bool = False  # the script shows it once its day has come
    log: LogLink | None = None
    in_touch: str = ""  # who of the team was, on the day
    owner: str = ""  # who looks after them; hidden where one person looks after everybody


def listed(contact: Contact) -> ListedContact:
    """Return how lists show `contact`."""
    about = (*contact.role[:1], *contact.org[:1])
    return _listed(contact.id, contact.name, about, contact.do_not_contact)


@lru_cache(maxsize=16)  # a page and its rows ask in turn
def _listed(id_: str, name: str, about: tuple[str, ...], do_not_contact: bool) -> ListedContact:
    return ListedContact(
        one_line(name),
        initials(name),
        sum(map(ord, id_)) % HUES,
        ", ".join(filter(None, map(one_line, about))),
        do_not_contact,
    )


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "·"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def due_row(row: Row, contact: Contact, snapshot: Snapshot) -> ListRow:
    """Return the row of a contact that is due."""
    also = tuple(dated_label(item, snapshot.on) for item in row.also)
    found = _row(row, contact, snapshot)
    return found._replace(
        touch=row.touch, of=row.of, also=also, in_touch=in_touch_on(contact, snapshot)
    )


def in_touch_on(contact: Contact, snapshot: Snapshot) -> str:
    """Return who of the team was in touch on the day, in words; "" for nobody."""
    named = in_touch.on_day(contact.touches, snapshot.on)
    return capitalized(in_touch.dated_words(named, snapshot.on))


def upcoming_row(row: Upcoming, contact: Contact, snapshot: Snapshot) -> ListRow:
    """Return the row of a contact that is due later; hidden beyond what the settings show."""
    days = (row.item.due - snapshot.on).days
    # An appointment is listed as such; the question whether it happened comes after it.
    hidden = days > snapshot.settings.days or row.item.kind == "planned"
    return _row(row, contact, snapshot)._replace(hidden=hidden)


def _row(row: Row | Upcoming, contact: Contact, snapshot: Snapshot) -> ListRow:
    item = row.item
    planned = (t for t in contact.touches if t.planned and t.date == item.start)
    held = next(planned, None) if item.kind == "planned" else None
    if held is not None:
        log = appointment_link(contact, held, snapshot.log)
    else:
        log = log_link(contact, row.channel, snapshot.on, snapshot.log, snapshot.settings)
    return ListRow(
        listed(contact),
        item.kind,
        KIND_LABELS[item.kind],
        ANCHOR_OF[item.kind],
        when(item.due, snapshot.on, item.overdue),
        capitalized(row.reason),
        action(row.channel, contact, snapshot.settings) if row.channel else None,
        log=log,
        owner=one_line(contact.owner),
    )


def appointment_row(touch: Touch, contact: Contact, snapshot: Snapshot) -> ListRow:
    """Return the row of an appointment."""
    words = [capitalized(channel_label(touch.channel))]
    if touch.with_:
        words.append(f"with {one_line(touch.with_)}")
    if touch.note:
        words.append(one_line(touch.note))
    return ListRow(
        listed(contact),
        "planned",
        "appointment",
        headings.APPOINTMENTS,
        when(touch.date, snapshot.on),
        ", ".join(words),
        None,
        time=touch.time,
        hidden=(touch.date - snapshot.on).days > snapshot.settings.days,
        log=appointment_link(contact, touch, snapshot.log),
        in_touch=in_touch_on(contact, snapshot) if touch.date == snapshot.on else "",
        owner=one_line(contact.owner),
    )
