"""The figures of a year: what the program did to the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from year.desk import State
from year.observer import Observer, Run, is_open
from year.people import YEAR
from year.truth import TRIES


def table(observer: Observer, states: Mapping[str, State], until: date) -> dict[str, Any]:
    """Return the figures of the year."""
    nagging = [run for run in observer.runs if run.acts]
    stuck = [run for run in observer.runs if run.kind == "planned"]
    silences = [_silence(observer, id_, day, until) for id_, _, day in observer.vanished_calls]
    silent = {id_: gap for id_ in states if (gap := _silent(observer, states[id_], until))}
    late = _late_promises(observer, states, until)
    quotes = _quotes(observer, states, until)
    rows = sorted(observer.rows)
    total = sum(observer.kinds.values())
    return {
        "touches": sum(len(state.file.touches) for state in states.values()),
        "rows": total,
        "rows acted on": observer.count["acts"],
        "rows a day": {
            "median": median(rows),
            "p95": rows[len(rows) * 95 // 100],
            "max": rows[-1],
        },
        "share of rows": {
            kind: f"{count / total:.1%}" for kind, count in observer.kinds.most_common()
        },
        "longest run of a row that was acted on, days": {
            "days": max([run.days for run in nagging], default=0),
            "who": _top(nagging),
        },
        "rows that stand in the evening after the act": dict(+observer.still),
        "missed calls of theirs": {
            "count": sum(map(len, observer.truth.calls.values())),
            "vanished, not returned": len(observer.vanished_calls),
            "silent then, days, median": median(silences) if silences else 0,
            "silent then, days, most": max(silences, default=0),
            "who": [f"{id_} {day} (gone {gone})" for id_, day, gone in observer.vanished_calls],
        },
        "silent over 60 days with a reason": {
            "contacts": len(silent),
            "after one to six tries": sum(0 < tries < 7 for _, tries, _ in silent.values()),
            "after a talk or an answer": sum(tries == 0 for _, tries, _ in silent.values()),
            "longest": max([days for days, _, _ in silent.values()], default=0),
            "who": [f"{i}: {d} from {s}, {t} tries" for i, (d, t, s) in silent.items()],
        },
        "their late promises": {
            "count": len(late),
            "tries each, median": median(late) if late else 0,
            "tries each, most": max(late, default=0),
        },
        "agreed days": {
            "count": observer.count["follow-up days"],
            "vanished": len(observer.vanished_days),
            "who": [f"{id_} {day} (gone {gone})" for id_, day, gone in observer.vanished_days],
        },
        "quotes": {
            "count": len(quotes),
            "longest without 'won or lost?', days": max(quotes.values(), default=0),
            "over 100 days without": sum(days > 100 for days in quotes.values()),
            "who": [f"{' '.join(key)}: {days}" for key, days in quotes.items() if days > 100],
        },
        "appointments: 'did it happen?' longest, days": max([r.days for r in stuck], default=0),
        "rows for nothing": {
            "'you owe' for what needs no answer": _of(
                observer.count["owed for nothing"], observer.kinds["owed"]
            ),
            "'chase' after a 'thanks!' of ours": _of(
                observer.count["chase for nothing"], observer.kinds["chase"]
            ),
        },
        "birthdays": _birthdays(observer, states, until),
        "channels": {
            "'send …' by a live channel": _of(
                observer.count["promises by live channel"], observer.kinds["promise"]
            ),
            "'did it happen?' with a channel": _of(
                observer.count["planned with a channel"], observer.kinds["planned"]
            ),
            "`prefer` ignored": observer.count["prefer ignored"],
            "they cannot be reached so": sum(observer.unreachable.values()),
            "who": [f"{' '.join(key)}: {n}" for key, n in observer.unreachable.most_common(8)],
        },
        "rows for do-not-contact": observer.count["do-not-contact"],
        "typed without an outcome": {
            "taken": observer.truth.hasty,
            "objected": observer.truth.objected,
        },
    }


def _silence(observer: Observer, id_: str, gone: date, until: date) -> int:
    """Return how many days nothing happened after a debt vanished."""
    days = [d for d, what in observer.truth.touches[id_] if d > gone and what != "thanks"]
    return (min(days, default=until) - gone).days


def _silent(observer: Observer, state: State, until: date) -> tuple[int, int, date] | None:
    """Return the longest silence with a reason, the tries before it, and its start."""
    if not state.person.reason or not _is_wanted(state):
        return None
    end = _closed_on(state) or until
    days = [state.person.since, *observer.truth.tries(state.person.id), end]
    days = [day for day in days if state.person.since <= day <= end]
    gaps = [(b - a, a) for a, b in pairwise(days)]
    gap, start = max(gaps, default=(timedelta(), end))
    if gap.days <= 60:
        return None
    touches = sorted(observer.truth.touches[state.person.id], key=lambda touch: touch[0])
    before = [touch for touch in touches if touch[0] <= start]
    heard = [n for n, (_, what) in enumerate(before, 1) if what in ("theirs", "talk", "answer")]
    tries = {day for day, what in before[max(heard, default=0) :] if what in TRIES}
    return gap.days, len(tries), start


def _late_promises(observer: Observer, states: Mapping[str, State], until: date) -> list[int]:
    found = []
    for id_, state in states.items():
        for pledge in state.file.promises:
            end = date.fromisoformat(pledge.end.split()[1]) if pledge.end else until
            if pledge.theirs and pledge.due < end:
                days = [d for d in observer.truth.pursued[id_] if pledge.due <= d <= end]
                found.append(len(days))
    return found


def _quotes(
    observer: Observer, states: Mapping[str, State], until: date
) -> dict[tuple[str, str], int]:
    """Return for each quote the most days without the question, while it was open."""
    found = {}
    for id_, state in states.items():
        for offer in state.file.quotes:
            end = date.fromisoformat(offer.end.split()[1]) if offer.end else until
            end = min(end, _closed_on(state) or end)
            days = [offer.sent, *observer.asked[id_, offer.ref], end]
            gaps = [(b - a).days for a, b in pairwise(days)]
            found[id_, offer.ref] = max(gaps)
    return found


def _birthdays(observer: Observer, states: Mapping[str, State], until: date) -> dict[str, Any]:
    missed: list[str] = []
    early: list[str] = []
    count = 0
    for id_, state in states.items():
        person = state.person
        if person.birthday is None or not is_open(state):
            continue
        day = person.birthday.replace(year=YEAR)
        if day < person.since or day + timedelta(days=14) > until:
            continue
        count += 1
        # Whoever is in touch on a day on which the birthday is shown, is reminded of it.
        reminded = observer.birthdays[id_]
        ours = [d for d, what in observer.truth.touches[id_] if what not in ("theirs", "bounced")]
        days = [(d - day).days for d in ours if d in reminded or 0 <= (day - d).days <= 3]
        if not any(-3 <= after <= 14 for after in days):
            (early if any(-20 < after < 0 for after in days) else missed).append(f"{id_} {day}")
    return {
        "count": count,
        "missed": len(missed),
        "over three days early": len(early),
        "who": [*missed, *early],
    }


def _is_wanted(state: State) -> bool:
    return not any(offer.end.startswith("won") for offer in state.file.quotes)


def _closed_on(state: State) -> date | None:
    status = state.file.fields.get("status", "")
    return date.fromisoformat(status.split()[-1]) if status else None


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / max(whole, 1):.0%})"


def _top(runs: Sequence[Run]) -> list[str]:
    """Return the longest runs in words."""
    longest = sorted(runs, key=lambda run: -run.days)[:6]
    return [
        f"{run.days} days: {run.kind} {run.id} from {run.start}, acted on {run.acts} times"
        for run in longest
    ]
