"""A contact's page: what is due and why, the facts, and the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter

from markupsafe import Markup

from followup_md.drafts.href import CHATS, mailto, tel
from followup_md.model.agenda import NO_CHANNEL, Item
from followup_md.model.contact import (
    PROMISE_ENDS,
    QUOTE_ENDS,
    Birthday,
    Contact,
    Promise,
    Quote,
    Touch,
)
from followup_md.policy.agenda import date_and_rank
from followup_md.policy.channels import canonical
from followup_md.policy.due_items import why_no_quote
from followup_md.policy.headings import KIND_LABELS, day_shown
from followup_md.policy.next_channel import next_channel, touch_number
from followup_md.policy.phrases import (
    HAPPENED,
    MONTHS,
    capitalized,
    channel_label,
    format_date,
    in_words,
    one_line,
    plural,
    try_count,
)
from followup_md.policy.reasons import reason
from followup_md.typed import NamedTuple
from followup_md.website.pages import drafts, markdown_html
from followup_md.website.pages.contact_links import NO_ACTION, Action, action, icon_of
from followup_md.website.pages.html import escaped
from followup_md.website.pages.list_rows import ANCHOR_OF, in_touch_on, listed
from followup_md.website.pages.log_link import log_link
from followup_md.website.pages.templates import render as render_template
from followup_md.website.pages.urls import Links
from followup_md.website.pages.words import When, when
from followup_md.website.privacy.held_back import hides_dates
from followup_md.website.snapshot import EvaluatedContact, Snapshot

_POSTPONED = {
    "min-gap": "not before the day after your last try:",
    "planned": "after the appointment:",
    "their-promise": "after the day they promised:",
    "snooze": "snoozed until",
}


class DueReason(NamedTuple):
    """A reason to be in touch, with the arithmetic of its date."""

    label: str
    group: str
    when: When | None  # None: something else comes first
    reason: str
    arithmetic: str


class Fact(NamedTuple):
    """A line of the facts: a label, a text, its link, and a note."""

    label: str
    text: str
    href: str = ""
    note: str = ""
    iso: str = ""


def render(evaluated: EvaluatedContact, snapshot: Snapshot, links: Links, turns: str = "") -> str:
    """Render the page of a contact; `turns`: the links to the next one of the day, as HTML."""
    contact, on = evaluated.contact, snapshot.on
    draft = drafts.draft_for(evaluated, snapshot)
    first, facts = evaluated.evaluation.first, evaluated.facts
    channel = next_channel(first, facts) if first is not None else ""
    way, *others = (drafts.with_words(b, draft) for b in _ways(channel, contact, snapshot))
    body, cut = markdown_html.render(contact.body, links.resolver(contact.id), snapshot.targets)
    return render_template(
        "contact.html",
        c=contact,
        listed=listed(contact),
        way=way,
        others=others,
        turns=turns,
        draft=draft,
        draft_for=drafts.what_it_is(draft) if draft else "",
        paragraphs=[text.split("\n") for text in draft.text.split("\n\n")] if draft else [],
        in_touch=in_touch_on(contact, snapshot),
        log=log_link(contact, channel, on, snapshot.log, snapshot.settings),
        reasons=_reasons(evaluated, on),
        next=_how(channel, first) if not contact.do_not_contact else "",
        turn=try_count(*touch_number(first, facts)) if first is not None else "",
        hides_dates=hides_dates(snapshot.settings.publish),
        years=_timeline(contact, snapshot),
        promises=_entries(contact.promises, "due", PROMISE_ENDS, on),
        quotes=_entries(contact.quotes, "sent", QUOTE_ENDS, on),
        facts=_facts(contact, snapshot, links),
        body=body,
        limit=markdown_html.LIMIT // 1000 if cut else 0,
    )


def _reasons(evaluated: EvaluatedContact, on: date) -> list[DueReason]:
    """Return the reasons to be in touch: due ones in the order of the agenda, then later ones."""
    evaluation = evaluated.evaluation
    later = sorted((item for item in evaluation.items if item.due > on), key=date_and_rank)
    dated = [(due.item, due.overdue) for due in evaluation.due] + [(item, 0) for item in later]
    found = [_reason(item, overdue, evaluated, on) for item, overdue in dated]
    return found + [_waiting_quote(quote, evaluated, on) for quote in _without_item(evaluated)]


def _without_item(evaluated: EvaluatedContact) -> list[Quote]:
    """Return the open quotes that something else comes before, or that have run out."""
    if evaluated.contact.closed:
        return []
    pursued = {item.about for item in evaluated.evaluation.items if item.kind == "quote"}
    return [quote for quote in evaluated.facts.quotes if quote not in pursued]


def _waiting_quote(quote: Quote, evaluated: EvaluatedContact, on: date) -> DueReason:
    item, facts = Item("quote", quote.sent, quote.sent, about=quote), evaluated.facts
    return DueReason(
        KIND_LABELS["quote"],
        ANCHOR_OF["quote"],
        None,
        capitalized(reason(item, facts, on)),
        f"Not asked about yet ({why_no_quote(facts) or 'all gaps are over'})",
    )


def _how(channel: str, first: Item | None) -> str:
    """Return how to reach a contact next; "" if there is no need to."""
    if first is None or first.kind in NO_CHANNEL:
        return ""
    return channel_label(channel) or "no way to reach them yet"


def _reason(item: Item, overdue: int, evaluated: EvaluatedContact, on: date) -> DueReason:
    words, sums = reason(item, evaluated.facts, on), _arithmetic(item, on)
    if item.kind == "planned" and item.start >= on:  # what is to come is not asked about
        words, sums = words.removesuffix(HAPPENED), ""
    return DueReason(
        KIND_LABELS[item.kind],
        ANCHOR_OF[item.kind],
        when(day_shown(item, on), on, overdue),
        capitalized(words),
        sums,
    )


def _arithmetic(item: Item, on: date) -> str:
    """Return how the date of an item was computed, or "" if it is as written."""
    steps = [f"{_POSTPONED[move.cause]} {format_date(move.to, on)}" for move in item.moves]
    base = item.base or item.due
    if item.plus is not None and item.start != base:
        if item.plus == 0:
            plus = "or the next working day"
        elif isinstance(item.plus, int):
            plus = f"+ {plural(item.plus, 'working day')}"
        else:
            plus = f"+ {in_words(item.plus)}"
        steps.insert(0, f"{format_date(item.start, on)} {plus} = {format_date(base, on)}")
    return "; ".join(steps)


def _ways(channel: str, contact: Contact, snapshot: Snapshot) -> list[Action]:
    """Return how to reach a contact next, then the other ways that have a link.

    The first is empty if there is none; so are all for `do-not-contact`.
    """
    settings = snapshot.settings
    if contact.do_not_contact:
        return [NO_ACTION]
    first = action(channel, contact, settings) if channel else NO_ACTION
    used = {*contact.prefer, *(touch.channel for touch in contact.touches)} - {*contact.never}
    words = ("call", "text", "email", *(word for word in CHATS if word in used))
    found = [action(word, contact, settings) for word in words if word != channel]
    return [first, *(one for one in found if one.href and one.href != first.href)]


def _entries(
    entries: Sequence[Promise] | Sequence[Quote], start: str, ends: tuple[str, ...], on: date
) -> list[tuple[Promise | Quote, When, str, When | None]]:
    """Return promises or quotes, and how and when they ended, the latest first."""
    found: list[tuple[Promise | Quote, When, str, When | None]] = []
    every: list[Promise | Quote] = sorted(entries, key=attrgetter(start))
    for entry in every[::-1]:
        end = next((word for word in ends if getattr(entry, word)), "")
        ended = when(getattr(entry, end), on) if end else None
        found.append((entry, when(getattr(entry, start), on), end, ended))
    return found


def _facts(contact: Contact, snapshot: Snapshot, links: Links) -> list[Fact]:
    """Return the facts in the order of the page."""
    c, on = contact, snapshot.on
    found = [Fact("E-mail", e.value, mailto(e.value), e.label) for e in c.email if e.value]
    for phone in c.phone:
        if phone.value:
            found.append(Fact("Phone", phone.value, tel(phone.value, "tel:"), phone.label))
    found += [Fact("Web", url, url if _is_web(url) else "") for url in c.url]
    if c.birthday is not None:
        found.append(Fact("Birthday", _birthday(c.birthday)))
    texts = (
        ("Speaks", ", ".join(c.language)),
        ("Time zone", c.timezone.replace("_", " ")),
        ("Calls welcome", " to ".join(c.hours or ())),
        ("Prefers", ", ".join(map(channel_label, c.prefer))),
        ("Never by", ", ".join(map(channel_label, c.never))),
        ("Looked after by", c.owner),
    )
    found += [Fact(label, text) for label, text in texts if text]
    if c.met is not None:
        met = when(c.met.date, on)
        found.append(Fact("Met", met.words, note=c.met.words, iso=met.iso))
    found += _introduced_by(c.via, snapshot, links)
    plans = (("Reason", c.reason), ("Cadence", c.cadence), ("Keep in touch", c.keep))
    found += [Fact(label, text) for label, text in plans if text]
    if c.snooze is not None:
        until = when(c.snooze.until, on)
        found.append(Fact("Snoozed until", until.words, note=c.snooze.words, iso=until.iso))
    return found


def _introduced_by(via: str, snapshot: Snapshot, links: Links) -> list[Fact]:
    """Return who introduced a contact, unless that is private; a link if they have a page."""
    targets = snapshot.targets
    if not via:
        return []
    id_ = targets.find(via)
    if id_ is not None:
        return [Fact("Introduced by", targets.names[id_], links.contact(id_))]
    return [Fact("Introduced by", via)]


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) and not any(ch.isspace() for ch in url)


@lru_cache(maxsize=512)
def _birthday(birthday: Birthday) -> str:
    text = f"{birthday.day} {MONTHS[birthday.month - 1]}"
    return f"{text} {birthday.year}" if birthday.year is not None else text


def _timeline(contact: Contact, snapshot: Snapshot) -> list[tuple[int, Markup]]:
    """Return the touches as HTML by year, the latest first; a template takes twice as long."""
    years: dict[int, list[str]] = {}
    for touch in sorted(contact.touches, key=attrgetter("date"))[::-1]:
        years.setdefault(touch.date.year, []).append(_touch(touch, snapshot))
    return [(year, Markup("".join(touches))) for year, touches in years.items()]


def _touch(touch: Touch, snapshot: Snapshot) -> str:
    classes = (" fu-in" if touch.incoming else "") + (" fu-planned" if touch.planned else "")
    icon = icon_of(canonical(touch.channel, snapshot.settings))
    what = _what(touch.channel, touch.incoming, _outcome(touch))
    if touch.re:
        what += f' <span class="fu-re">re {escaped(touch.re)}</span>'
    if touch.by:
        what += f' <span class="fu-by">@{escaped(touch.by)}</span>'
    time = f" {escaped(touch.time)}" if touch.time else ""
    note = f'<p class="fu-note">{escaped(touch.note)}</p>\n' if touch.note else ""
    return (
        f'<li class="fu-moment{classes}">\n'
        f'<span class="fu-icon fu-icon-{icon}"></span>\n'
        f'<p class="fu-what">{what}</p>\n'
        f'<p class="fu-date">{when(touch.date, snapshot.on).day}{time}</p>\n'
        f"{note}</li>\n"
    )


@lru_cache(maxsize=1024)
def _what(channel: str, incoming: bool, outcome: str) -> str:
    what = f"<strong>{escaped(capitalized(channel_label(channel)))}</strong>"
    if incoming:
        what += ' <span class="fu-from">from them</span>'
    if outcome:
        what += f" <span>{escaped(outcome)}</span>"
    return what


def _outcome(touch: Touch) -> str:
    outcome = touch.outcome.replace("-", " ")
    if outcome == "left with":
        return f"message left with {one_line(touch.with_)}"
    return f"{outcome} with {one_line(touch.with_)}".strip() if touch.with_ else outcome
