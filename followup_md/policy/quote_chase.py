"""The state of an open quote: the touches since it was sent, and which gap comes next."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from followup_md.model.contact import Quote, Touch
from followup_md.model.settings import Cadence
from followup_md.policy.history import ATTEMPT, BOUNCED, TWO_WAY, History

_DATE = attrgetter("date")


class QuoteState(NamedTuple):
    """What follows from the touches that count for a quote."""

    answer: Touch | None  # the last two-way one
    tries: tuple[Touch, ...]  # attempts that did not bounce, after the answer or after `sent`
    step: int  # which gap: dates of tries, plus what an answer adds
    start: date  # the latest of `sent`, the answer and the last attempt, bounced or not


class _Activity(NamedTuple):
    """The touches about a quote, whenever it was sent: those with its `re` or none."""

    answer: Touch | None  # the last two-way one
    tries: tuple[Touch, ...]  # after it
    days: tuple[date, ...]  # of those tries, each once
    last: date  # of the last attempt after it, bounced or not


def quote_state(quote: Quote, history: History, cadence: Cadence) -> QuoteState:
    """Return the state of `quote`; only touches on or after `sent` count."""
    return quote_states((quote,), history, cadence)[0]


def quote_states(quotes: Sequence[Quote], history: History, cadence: Cadence) -> list[QuoteState]:
    """Return the state of each quote."""
    # Quotes that no touch mentions share one reading of the history.
    mentioned = {touch.re for touch in history.touches}
    activities: dict[str, _Activity] = {}
    found = []
    for quote in quotes:
        ref = quote.ref if quote.ref in mentioned else ""
        if ref not in activities:
            activities[ref] = _activity(ref, history)
        found.append(_state(quote, activities[ref], cadence))
    return found


def _activity(ref: str, history: History) -> _Activity:
    answer: Touch | None = None
    tries: list[Touch] = []
    last = date.min
    for touch, reading in zip(history.touches, history.readings, strict=True):
        if touch.re and touch.re != ref:
            continue
        if reading == TWO_WAY:
            answer, tries, last = touch, [], date.min
        elif reading in (ATTEMPT, BOUNCED):
            last = touch.date
            if reading == ATTEMPT:
                tries.append(touch)
    return _Activity(answer, tuple(tries), tuple(dict.fromkeys(map(_DATE, tries))), last)


def _state(quote: Quote, activity: _Activity, cadence: Cadence) -> QuoteState:
    answer = activity.answer
    if answer is not None and answer.date >= quote.sent:
        # They know the quote: don't run after them. After a "no", ask seldom.
        known = len(cadence.gaps) if answer.outcome == "declined" else 2
        start = max(answer.date, activity.last)
        return QuoteState(answer, activity.tries, len(activity.days) + known, start)
    tries = activity.tries[bisect_right(activity.tries, quote.sent, key=_DATE) :]
    step = len(activity.days) - bisect_right(activity.days, quote.sent)
    return QuoteState(None, tries, step, max(quote.sent, activity.last))
