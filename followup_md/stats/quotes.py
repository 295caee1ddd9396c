"""Quotes, by how often you followed up on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from followup_md.model.contact import Quote
from followup_md.policy.facts import Facts
from followup_md.policy.history import ATTEMPT, TWO_WAY
from followup_md.stats.shares import share
from followup_md.stats.window import Window
from followup_md.typed import NamedTuple

WON, LOST, WITHDRAWN, OPEN = "won", "lost", "withdrawn", "open"
Mark = tuple[int, str]


class QuoteCase(NamedTuple):
    """A quote, and how often you followed up on it."""

    id: str
    ref: str
    sent: date
    ended: date | None
    result: str
    follow_ups: int

    @property
    def mark(self) -> Mark:
        """What it counts as, without who or when."""
        return self.follow_ups, self.result


class Results(NamedTuple):
    """How quotes ended."""

    follow_ups: int
    n: int
    won: int
    lost: int

    @property
    def rate(self) -> float | None:
        """The share that was won, of those that they decided."""
        return share(self.won, self.won + self.lost)


class QuoteResults(NamedTuple):
    """How quotes ended, by follow-ups."""

    n: int
    won: int
    lost: int
    withdrawn: int
    by: tuple[Results, ...]
    open: int  # not counted


def quote_cases(facts: Facts, window: Window) -> Iterator[QuoteCase]:
    """Yield the quotes with a result in the window, and the open ones."""
    for quote in facts.contact.quotes:
        ended = quote.ended
        if ended is None or window.holds(ended):
            count = _follow_ups(quote, ended or window.on, facts)
            result = WON if quote.won else LOST if quote.lost else WITHDRAWN if ended else OPEN
            yield QuoteCase(facts.contact.id, quote.ref, quote.sent, ended, result, count)


def quote_results(marks: Mapping[Mark, int]) -> QuoteResults:
    """Return how quotes ended, by follow-ups."""
    settled = {mark: count for mark, count in marks.items() if mark[1] != OPEN}
    by = []
    for follow_ups in sorted({mark[0] for mark in settled}):
        won, lost, withdrawn = (
            settled.get((follow_ups, result), 0) for result in (WON, LOST, WITHDRAWN)
        )
        by.append(Results(follow_ups, won + lost + withdrawn, won, lost))
    n, won, lost = sum(row.n for row in by), sum(row.won for row in by), sum(row.lost for row in by)
    return QuoteResults(
        n, won, lost, n - won - lost, tuple(by), sum(marks.values()) - sum(settled.values())
    )


def _follow_ups(quote: Quote, upto: date, facts: Facts) -> int:
    history = facts.history
    dates = {
        touch.date
        for touch, reading in zip(history.touches, history.readings, strict=True)
        if touch.direction != "in"
        and reading in (ATTEMPT, TWO_WAY)
        and quote.sent < touch.date <= upto
        and touch.re in ("", quote.ref)
    }
    return len(dates)
