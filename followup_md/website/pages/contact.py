"""One contact as its page shows it: what is due and why, what is known, what happened."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from followup_md.model.agenda import RANK, Item
from followup_md.model.contact import Birthday, Contact, Promise, Quote
from followup_md.model.settings import Settings
from followup_md.policy.headings import KIND_LABELS
from followup_md.policy.phrases import MONTHS, channel_label
from followup_md.policy.reasons import reason
from followup_md.website.pages.contact_links import Action, action, mailto, tel
from followup_md.website.pages.list_rows import GROUP_OF, When, arithmetic, sentence, when
from followup_md.website.pages.urls import Addresses
from followup_md.website.snapshot import EvaluatedContact, Snapshot


class DueReason(NamedTuple):
    """One reason to be in touch, with the sum behind its date."""

    words: str
    group: str
    when: When
    reason: str
    sum: str


class Fact(NamedTuple):
    """One line of what is known: a label, a text, where it leads, and a remark."""

    label: str
    text: str
    href: str = ""
    note: str = ""
    iso: str = ""


def why(judged: EvaluatedContact, snapshot: Snapshot) -> list[DueReason]:
    """Return why to be in touch: what is due in the order of the day, then what comes."""
    verdict, f, on = judged.evaluation, judged.facts, snapshot.on
    coming = sorted((item for item in verdict.items if item.due > on), key=_by_date)
    dated = [(due.item, due.overdue) for due in verdict.due] + [(item, 0) for item in coming]
    return [
        DueReason(
            KIND_LABELS[item.kind],
            GROUP_OF[item.kind],
            when(item.due, on, overdue),
            sentence(reason(item, f, on)),
            arithmetic(item, on),
        )
        for item, overdue in dated
    ]


def buttons(c: Contact, settings: Settings) -> list[Action]:
    """Return every way to reach them that has an address; none where they asked for none."""
    if c.status is not None and c.status.word == "do-not-contact":
        return []
    found = [action(word, c, settings) for word in ("call", "text", "email")]
    return [one for one in found if one.href]


def promises(c: Contact, on: date) -> list[tuple[Promise, When, str, When | None]]:
    """Return the promises with their ends, the latest first."""
    found: list[tuple[Promise, When, str, When | None]] = []
    for promise in sorted(c.promises, key=lambda promise: promise.due)[::-1]:
        word, day = ("kept", promise.kept) if promise.kept else ("dropped", promise.dropped)
        found.append((promise, when(promise.due, on), word, when(day, on) if day else None))
    return found


def quotes(c: Contact, on: date) -> list[tuple[Quote, When, str, When | None]]:
    """Return the quotes with their results, the newest first."""
    found: list[tuple[Quote, When, str, When | None]] = []
    for quote in sorted(c.quotes, key=lambda quote: quote.sent)[::-1]:
        results = (("won", quote.won), ("lost", quote.lost), ("withdrawn", quote.withdrawn))
        word, day = next(((word, day) for word, day in results if day), ("", None))
        found.append((quote, when(quote.sent, on), word, when(day, on) if day else None))
    return found


def known(c: Contact, snapshot: Snapshot, addresses: Addresses) -> list[Fact]:
    """Return what is known of a contact, in the order of the page."""
    on = snapshot.on
    found = [Fact("E-mail", e.value, mailto(e.value), e.label) for e in c.email if e.value]
    for phone in c.phone:
        if phone.value:
            number = tel(phone.value)
            href = f"tel:{number}" if number else ""
            found.append(Fact("Phone", phone.value, href, phone.label))
    found += [Fact("Web", url, url if _is_web(url) else "") for url in c.url]
    if c.birthday is not None:
        found.append(Fact("Birthday", _born(c.birthday)))
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
        found.append(Fact("Met", met.said, note=c.met.words, iso=met.iso))
    found += _via(c, snapshot, addresses)
    plans = (("Reason", c.reason), ("Cadence", c.cadence), ("Keep in touch", c.keep))
    found += [Fact(label, text) for label, text in plans if text]
    if c.snooze is not None:
        until = when(c.snooze.until, on)
        found.append(Fact("Snoozed until", until.said, note=c.snooze.words, iso=until.iso))
    return found


def _via(c: Contact, snapshot: Snapshot, addresses: Addresses) -> list[Fact]:
    """Return who introduced them; a link where that contact has a page."""
    if not c.via:
        return []
    target = snapshot.others.find(c.via)
    if target is not None:
        return [Fact("Introduced by", snapshot.others.names[target], addresses.of(target))]
    if snapshot.others.is_hidden(c.via):
        return []  # an id is the name of a file: that of a private contact must not be seen
    return [Fact("Introduced by", c.via)]


def _by_date(item: Item) -> tuple[date, int]:
    return item.due, RANK[item.kind]


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://")) and not any(ch.isspace() for ch in url)


@lru_cache(maxsize=512)
def _born(birthday: Birthday) -> str:
    text = f"{birthday.day} {MONTHS[birthday.month - 1]}"
    return f"{text} {birthday.year}" if birthday.year is not None else text
