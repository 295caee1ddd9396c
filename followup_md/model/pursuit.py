"""Where an open quote stands: what was said since it was sent, and which gap comes next."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.model.contact import Quote, Touch
from followup_md.model.history import ATTEMPT, BOUNCED, TWO_WAY, History
from followup_md.model.settings import Cadence


class Pursuit(NamedTuple):
    """The touches that count for a quote, read."""

    answer: Touch | None  # the last two-way one
    tries: tuple[Touch, ...]  # attempts that did not bounce, after the answer or after `sent`
    step: int  # which gap: dates of tries, plus what an answer adds
    start: date  # the latest of `sent`, the answer and the last attempt, bounced or not


def pursue(quote: Quote, history: History, cadence: Cadence) -> Pursuit:
    """Return where `quote` stands; only touches since `sent`, with its `re` or none, count."""
    answer: Touch | None = None
    tries: list[Touch] = []
    start = quote.sent
    for touch, reading in zip(history.touches, history.readings, strict=True):
        if touch.date < quote.sent or touch.re not in ("", quote.ref):
            continue
        if reading == TWO_WAY:
            answer, tries, start = touch, [], touch.date
        elif reading == BOUNCED:
            start = touch.date
        elif reading == ATTEMPT:
            start = touch.date
            if answer is not None or touch.date > quote.sent:
                tries.append(touch)
    step = len({touch.date for touch in tries})
    if answer is not None:
        # They know the quote: don't run after them. After a "no", ask seldom.
        step += len(cadence.gaps) if answer.outcome == "declined" else 2
    return Pursuit(answer, tuple(tries), step, start)
