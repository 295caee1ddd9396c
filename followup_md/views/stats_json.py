"""The figures as JSON: every number with the cases behind it. Keys may be added, never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from followup_md.policy.phrases import DAYS
from followup_md.stats import calls, quotes, waits, weeks
from followup_md.stats.calls import Calls
from followup_md.stats.figures import Stats
from followup_md.stats.promises import Kept
from followup_md.stats.tries import Answered, ChannelAnswers
from followup_md.stats.waits import Returned, Wait

Json = dict[str, Any]


def data(stats: Stats) -> Json:
    """Return every figure and list by its key."""
    return {key: make(stats) for key, make in KEYS.items()}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _returned(stats: Stats) -> Json:
    found, figures = [wait for one in stats.cases for wait in one.waits], stats.figures
    return {
        "call": _one_returned(figures.calls_returned, [wait for wait in found if wait.live]),
        "written": _one_returned(
            figures.written_returned, [wait for wait in found if not wait.live]
        ),
    }


def _one_returned(figure: Returned, cases: list[Wait]) -> Json:
    return {
        "n": figure.n,
        "returned": figure.returned,
        "open": figure.open,
        "rang_twice": figure.rang_twice,
        "dropped": figure.dropped,
        "median": figure.median,
        "curve": [
            {"wd": step.time, "returned": step.gone, "at_risk": step.at_risk}
            for step in figure.curve
        ],
        "cases": [
            {
                "id": wait.id,
                "date": _day(wait.day),
                "wd": wait.wd,
                "done": wait.end == waits.RETURNED,
                "end": wait.end,
            }
            for wait in cases
        ],
    }


def _tries(stats: Stats) -> Json:
    figures = stats.figures
    return {
        "new": _one_tries(stats, figures.new, known=False),
        "known": _one_tries(stats, figures.known, known=True),
    }


def _one_tries(stats: Stats, figure: Answered, known: bool) -> Json:
    every = [one for cases in stats.cases for one in cases.episodes if one.known == known]
    return {
        "n": figure.n,
        "open": figure.open,
        "too_young": figure.too_young,
        "curve": [
            {
                "try": step.time,
                "answered": step.gone,
                "at_risk": step.at_risk,
                "answers": step.ended,
            }
            for step in figure.curve
        ],
        "cases": [
            {"id": one.id, "date": _day(one.first), "tries": one.tries, "answered": one.answered}
            for one in every
            if one.old
        ],
    }


def _channels(stats: Stats) -> Json:
    return {
        "new": [_channel(row) for row in stats.figures.new_channels],
        "known": [_channel(row) for row in stats.figures.known_channels],
        "too_young": stats.figures.young_tries,
    }


def _channel(row: ChannelAnswers) -> Json:
    return {"channel": row.channel, "n": row.n, "answered": row.answered, "rate": row.rate}


def _weekdays(stats: Stats) -> Json:
    figure = stats.figures.picked_up
    bands = [
        {"from": first, "to": end} | _calls(row)
        for row in figure.hours
        for first, end in [calls.BANDS[row.number]]
    ]
    return {
        "n": figure.n,
        "days": [{"day": DAYS[row.number]} | _calls(row) for row in figure.days],
        "timed": figure.timed,
        "hours": bands,
    }


def _calls(row: Calls) -> Json:
    low, high = row.interval or (None, None)
    return {"n": row.n, "picked_up": row.picked_up, "rate": row.rate, "low": low, "high": high}


def _waiting(stats: Stats) -> Json:
    figure = stats.figures.waiting
    found = [one.waiting for one in stats.cases if one.waiting is not None]
    return {
        "n": figure.n,
        "by": [{"tries": tries, "contacts": count} for tries, count in figure.by],
        "past": figure.past,
        "cases": [one._asdict() | {"last": _day(one.last)} for one in found],
    }


def _promises(stats: Stats) -> Json:
    figures = stats.figures
    return {
        "mine": _one_promises(stats, figures.mine, theirs=False),
        "theirs": _one_promises(stats, figures.theirs, theirs=True),
    }


def _one_promises(stats: Stats, figure: Kept, theirs: bool) -> Json:
    every = [one for cases in stats.cases for one in cases.promises if one.theirs == theirs]
    return figure._asdict() | {
        "rate": figure.rate,
        "cases": [
            {
                "id": one.id,
                "due": _day(one.due),
                "state": one.state,
                "wd": one.wd,
                "what": one.what,
            }
            for one in sorted(every, key=lambda one: (one.due, one.id))
        ],
    }


def _quotes(stats: Stats) -> Json:
    figure = stats.figures.quotes
    every = [one for cases in stats.cases for one in cases.quotes]
    return {
        "n": figure.n,
        "won": figure.won,
        "lost": figure.lost,
        "withdrawn": figure.withdrawn,
        "by": [row._asdict() | {"rate": row.rate} for row in figure.by],
        "open": [
            {"id": one.id, "ref": one.ref, "sent": _day(one.sent), "follow_ups": one.follow_ups}
            for one in every
            if one.result == quotes.OPEN
        ],
        "cases": [
            {
                "id": one.id,
                "ref": one.ref,
                "sent": _day(one.sent),
                "ended": _day(one.ended),
                "result": one.result,
                "follow_ups": one.follow_ups,
            }
            for one in every
            if one.result != quotes.OPEN
        ],
    }


def _weeks_ahead(stats: Stats) -> Json:
    figure = stats.figures.ahead
    return {
        "due": figure.due,
        "weeks": [{"from": _day(day), "contacts": count} for day, count in figure.weeks],
        "later": figure.later,
        "no_date": figure.no_date,
    }


def _quiet(stats: Stats) -> Json:
    return {
        "n": stats.figures.drifting,
        "cases": [
            {
                "id": one.id,
                "last": _day(one.last),
                "days": one.days,
                "keep": one.keep,
                "ratio": one.ratio,
            }
            for one in stats.drifting()
        ],
    }


def _weeks(stats: Stats) -> list[Json]:
    return [
        {"week": week.name, "from": _day(week.monday)}
        | dict(zip(weeks.KINDS, week[1:], strict=True))
        for week in stats.figures.weeks
    ]


def _left(stats: Stats) -> list[Json]:
    found = [one.left for one in stats.cases if one.left is not None]
    return [{"id": one.id, "why": one.why, "date": _day(one.day), "wd": one.wd} for one in found]


def _early(stats: Stats) -> list[Json]:
    return [one.early._asdict() for one in stats.cases if one.early is not None]


def _rang_twice(stats: Stats) -> list[Json]:
    return [
        {"id": wait.id, "date": _day(wait.day), "rang": _day(wait.ended)}
        for one in stats.cases
        for wait in one.waits
        if wait.end == waits.TWICE
    ]


def _introductions(stats: Stats) -> Json:
    found = stats.introductions
    return {
        "n": len(found.pairs),
        "pairs": [{"a": a, "b": b, "date": _day(day)} for a, b, day in found.pairs],
        "others": [{"id": id_, "with": who, "date": _day(day)} for id_, who, day in found.others],
    }


def _referrals(stats: Stats) -> Json:
    found = stats.referrals
    return {
        "n": len(found.edges),
        "edges": [
            {
                "from": edge.referrer,
                "to": edge.id,
                "met": _day(edge.met),
                "quotes_won": edge.quotes_won,
                "word_back": edge.word_back,
            }
            for edge in found.edges
        ],
        "others": [{"id": id_, "via": via} for id_, via in found.others],
        "circles": [list(circle) for circle in found.circles],
    }


def _service(stats: Stats) -> Json:
    return {
        "gave": stats.figures.gave,
        "asked": stats.figures.asked,
        "your_turn": [one.your_turn._asdict() for one in stats.cases if one.your_turn is not None],
    }


KEYS: dict[str, Callable[[Stats], Any]] = {
    "returned": _returned,
    "tries": _tries,
    "channels": _channels,
    "weekdays": _weekdays,
    "waiting": _waiting,
    "promises": _promises,
    "quotes": _quotes,
    "weeks_ahead": _weeks_ahead,
    "quiet": _quiet,
    "weeks": _weeks,
    "left": _left,
    "early": _early,
    "rang_twice": _rang_twice,
    "introductions": _introductions,
    "referrals": _referrals,
    "service": _service,
    "owners": lambda stats: [one.as_data() for one in stats.owners()],
}
