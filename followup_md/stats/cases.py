"""What one contact adds to the figures: cases with names, and marks without any."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import Any

from followup_md.model.agenda import Item
from followup_md.model.contact import Contact
from followup_md.policy.facts import Facts
from followup_md.stats import calls, left, promises, quotes, standing, ties, tries, waits, weeks
from followup_md.stats.left import Early, Left
from followup_md.stats.promises import PromiseCase
from followup_md.stats.quotes import QuoteCase
from followup_md.stats.standing import Drifting, Waiting
from followup_md.stats.ties import Tie
from followup_md.stats.tries import Episode
from followup_md.stats.waits import Wait
from followup_md.stats.weeks import Moment, YourTurn
from followup_md.stats.window import Window
from followup_md.typed import NamedTuple


class Marks(NamedTuple):
    """What cases count as, without who or when: plain values, which may be cached and added up."""

    waits: tuple[waits.Mark, ...]
    episodes: tuple[tries.EpisodeMark, ...]
    tries: tuple[tries.TryMark, ...]
    calls: tuple[calls.Mark, ...]
    waiting: tuple[standing.WaitingMark, ...]
    promises: tuple[promises.Mark, ...]
    quotes: tuple[quotes.Mark, ...]
    ahead: tuple[int, ...]
    drifting: tuple[bool, ...]
    weeks: tuple[weeks.Mark, ...]
    service: tuple[str, ...]
    left: tuple[str, ...]
    early: tuple[str, ...]


class Cases(NamedTuple):
    """The cases of one contact."""

    contact: Contact
    waits: tuple[Wait, ...]
    episodes: tuple[Episode, ...]
    waiting: Waiting | None
    promises: tuple[PromiseCase, ...]
    quotes: tuple[QuoteCase, ...]
    drifting: Drifting | None
    moments: tuple[Moment, ...]
    your_turn: YourTurn | None
    left: Left | None
    early: Early | None
    tie: Tie
    marks: Marks


class Totals(NamedTuple):
    """How often each mark was made, by figure."""

    waits: Counter[waits.Mark]
    episodes: Counter[tries.EpisodeMark]
    tries: Counter[tries.TryMark]
    calls: Counter[calls.Mark]
    waiting: Counter[standing.WaitingMark]
    promises: Counter[promises.Mark]
    quotes: Counter[quotes.Mark]
    ahead: Counter[int]
    drifting: Counter[bool]
    weeks: Counter[weeks.Mark]
    service: Counter[str]
    left: Counter[str]
    early: Counter[str]


def gather_cases(facts: Facts, items: Iterable[Item], window: Window) -> Cases:
    """Return the cases of a contact in a window; `facts` are those of its last day."""
    every, on = list(items), window.on
    debts = tuple(waits.waits(facts, window))
    episodes, tried = tries.episodes_and_tries(facts, window)
    still = standing.waiting(facts)
    promised = tuple(promises.promise_cases(facts, window))
    quoted = tuple(quotes.quote_cases(facts, window))
    quiet = standing.drifting(facts, on)
    moments = list(weeks.moments(facts, window))
    unanswered = left.left(facts, on)
    stopped = left.early(facts, every, on)
    ahead = standing.ahead_mark(facts, every, on)
    marks = Marks(
        waits=tuple([one.mark for one in debts]),
        episodes=tuple([one.mark for one in episodes]),
        tries=tuple([one.mark for one in tried]),
        calls=tuple(calls.call_marks(facts, window)),
        waiting=(still.mark,) if still is not None else (),
        promises=tuple([one.mark for one in promised]),
        quotes=tuple([one.mark for one in quoted]),
        ahead=(ahead,) if ahead is not None else (),
        drifting=(True,) if quiet is not None else (),
        weeks=tuple(weeks.week_marks(moments, window)),
        service=tuple(weeks.service_marks(moments, window)),
        left=(unanswered.why,) if unanswered is not None else (),
        early=(stopped.why,) if stopped is not None else (),
    )
    return Cases(
        facts.contact,
        debts,
        tuple(episodes),
        still,
        promised,
        quoted,
        quiet,
        tuple(moments),
        weeks.your_turn(facts, moments, on),
        unanswered,
        stopped,
        ties.tie(facts, on),
        marks,
    )


def add_up(marks: Iterable[tuple[Any, ...]]) -> Totals:
    """Return how often each mark was made; `marks` may be plain tuples from a cache."""
    columns = list(zip(*marks, strict=True)) or [()] * len(Marks._fields)
    return Totals._make(Counter(chain.from_iterable(column)) for column in columns)
