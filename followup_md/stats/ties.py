"""Who came by whom: introductions that you made, and those who were sent to you."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from followup_md.policy.facts import Facts
from followup_md.policy.history import ASIDE, ATTEMPT, TWO_WAY
from followup_md.stats.window import Window
from followup_md.typed import NamedTuple

_BEFORE, _AFTER = 14, 30  # days around the meeting for a word to the referrer
_UNHEARD = ("no-answer", "busy")


class Tie(NamedTuple):
    """What a contact has to do with others."""

    id: str
    via: str
    met: date | None
    quotes_won: int
    gifts: tuple[tuple[date, str], ...]  # `gave with WHO`
    words: tuple[date, ...]  # on which a word of yours reached them
    asides: tuple[date, ...]  # on which you sent or gave something


class Introductions(NamedTuple):
    """Pairs of contacts, each with the first date, and gifts with others."""

    pairs: tuple[tuple[str, str, date], ...]
    others: tuple[tuple[str, str, date], ...]  # id, who, date


class Referral(NamedTuple):
    """A contact that was sent by another."""

    referrer: str
    id: str
    met: date | None
    quotes_won: int
    word_back: bool | None  # None: it is not known when you met


class Referrals(NamedTuple):
    """Who was sent by whom."""

    edges: tuple[Referral, ...]
    others: tuple[tuple[str, str], ...]  # id, and a `via` that is no contact
    circles: tuple[tuple[str, ...], ...]


def tie(facts: Facts, on: date) -> Tie:
    """Return what a contact has to do with others."""
    contact, history = facts.contact, facts.history
    words, asides, gifts = [], [], []
    for touch, reading in zip(history.touches, history.readings, strict=True):
        tried = reading == ATTEMPT and touch.outcome not in _UNHEARD
        if reading == TWO_WAY or tried:
            words.append(touch.date)
        elif reading == ASIDE and not touch.incoming:
            asides.append(touch.date)
            if touch.outcome == "gave" and touch.with_:
                gifts.append((touch.date, touch.with_))
    met = contact.met.date if contact.met is not None and contact.met.date <= on else None
    won = sum(quote.won is not None for quote in contact.quotes)
    return Tie(contact.id, contact.via, met, won, tuple(gifts), tuple(words), tuple(asides))


def introductions(
    ties: Iterable[Tie], find: Callable[[str], str | None], window: Window
) -> Introductions:
    """Return whom you introduced; `find` returns the id that some words mean."""
    pairs: dict[tuple[str, str], date] = {}
    others = []
    for one in ties:
        for day, who in one.gifts:
            if not window.holds(day):
                continue
            other = find(who)
            if other is None:
                others.append((one.id, who, day))
            elif other != one.id:
                pair = min(one.id, other), max(one.id, other)
                pairs[pair] = min(pairs.get(pair, day), day)
    rows = [(a, b, day) for (a, b), day in pairs.items()]
    return Introductions(tuple(sorted(rows, key=lambda row: row[2])), tuple(others))


def referrals(
    ties: Iterable[Tie], everybody: Mapping[str, Tie], find: Callable[[str], str | None]
) -> Referrals:
    """Return who was sent by whom; `everybody`: the ties of the whole book."""
    edges, others = [], []
    for one in ties:
        referrer = find(one.via) if one.via else None
        if referrer is not None:
            word = None if one.met is None else _word_back(everybody[referrer], one.met)
            edges.append(Referral(referrer, one.id, one.met, one.quotes_won, word))
        elif one.via:
            others.append((one.id, one.via))
    return Referrals(tuple(edges), tuple(others), tuple(_circles(everybody, find)))


def _word_back(referrer: Tie, met: date) -> bool:
    words = any(0 <= (day - met).days <= _AFTER for day in referrer.words)
    return words or any(-_BEFORE <= (day - met).days <= _AFTER for day in referrer.asides)


def _circles(
    everybody: Mapping[str, Tie], find: Callable[[str], str | None]
) -> list[tuple[str, ...]]:
    referrer = {one.id: find(one.via) for one in everybody.values() if one.via}
    done: set[str] = set()
    found = []
    for start in referrer:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in done:
            done.add(at)
            path.append(at)
            at = referrer.get(at)
        if at in path:
            found.append(tuple(sorted(path[path.index(at) :])))
    return found
