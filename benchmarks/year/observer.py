"""Watches over the person's shoulder, and adds up what the program did to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from year.actions import LIVE, can_reach
from year.desk import State
from year.truth import TRIES, Truth
from year.people import YEAR
from year.program import Program, Shown


@dataclass
class Run:
    """A row that is shown on one day after another."""

    id: str
    kind: str
    start: date
    days: int = 0
    acts: int = 0
    last: int = 0  # the number of the last day


class Observer:
    """What is measured."""

    def __init__(self, truth: Truth, program: Program) -> None:
        self._truth = truth
        self._program = program
        self.rows: list[int] = []
        self.kinds: Counter[str] = Counter()
        self.count: Counter[str] = Counter()
        self.still: Counter[str] = Counter()  # rows that stood after they were acted on, by kind
        self.runs: list[Run] = []
        self.vanished_calls: list[tuple[str, date, date]] = []
        self.vanished_days: list[tuple[str, date, date]] = []
        self.unreachable: Counter[tuple[str, str, str]] = Counter()
        self._running: dict[tuple[str, str], Run] = {}
        self._asked: dict[tuple[str, str], list[date]] = defaultdict(list)

    def look(self, day: date, rows: Sequence[Shown], states: Mapping[str, State]) -> None:
        """Count the rows of a morning."""
        self.rows.append(len(rows))
        for row in rows:
            state = states[row.id]
            self.kinds[row.kind] += 1
            for kind in dict.fromkeys((row.kind, *(k for k in row.also if k == "planned"))):
                self._run(day, row.id, kind)
            self._needless(row, state)
            self._channel(row, state)
            if row.kind == "quote" and "won or lost?" in row.reason:
                for offer in state.file.quotes:
                    if not offer.end and offer.ref in row.reason:
                        self._asked[row.id, offer.ref].append(day)
        shown = {row.id: row.kinds for row in rows}
        for id_, agreed in list(self._truth.follow_ups.items()):
            if agreed <= day:
                self.count["follow-up days"] += 1
                del self._truth.follow_ups[id_]
                talked = any(d >= agreed for d, what in self._truth.touches[id_] if what == "talk")
                if "follow-up" not in shown.get(id_, ()) and not talked and _open(states[id_]):
                    self.vanished_days.append((id_, agreed, day))

    def acted(self, day: date, row: Shown, still: bool) -> None:
        """Note that the person acted on a row; `still`: it stands all the same."""
        self.count["acts"] += 1
        if (run := self._running.get((row.id, row.kind))) is not None:
            run.acts += 1
        self.still[row.kind] += still
        del day

    def evening(self, day: date, state: State, dates: Sequence[tuple[str, date, date]]) -> None:
        """See whether anything is gone that should not be."""
        id_ = state.person.id
        owed = [start for kind, _, start in dates if kind == "owed"]
        for call in self._truth.calls[id_]:
            if not call.over and not any(start <= call.day for start in owed):
                call.over = True
                if _open(state):
                    self.vanished_calls.append((id_, call.day, day))
        agreed = self._truth.follow_ups.get(id_)
        if agreed is not None and agreed > day and _open(state):
            if not any(kind == "follow-up" for kind, _, _ in dates):
                self.count["follow-up days"] += 1
                del self._truth.follow_ups[id_]
                self.vanished_days.append((id_, agreed, day))

    def _run(self, day: date, id_: str, kind: str) -> None:
        number = len(self.rows)
        run = self._running.get((id_, kind))
        if run is None or run.last < number - 1:
            run = self._running[id_, kind] = Run(id_, kind, day)
            self.runs.append(run)
        run.days += 1
        run.last = number

    def _needless(self, row: Shown, state: State) -> None:
        """Count the rows about what needs nothing."""
        if row.kind == "owed" and state.unanswered:
            self.count["owed for nothing"] += not any(wants for _, wants in state.unanswered)
        if row.kind == "chase":
            ours = [what for _, what in self._truth.touches[row.id] if what != "bounced"]
            self.count["chase for nothing"] += ours[-1:] == ["thanks"]
        if state.file.fields.get("status", "").startswith("do-not") and row.kind != "promise":
            self.count["do-not-contact"] += 1

    def _channel(self, row: Shown, state: State) -> None:
        """Count the channels that make no sense."""
        self.count["promises by live channel"] += row.kind == "promise" and row.channel in LIVE
        self.count["planned with a channel"] += row.kind == "planned" and bool(row.channel)
        prefer = state.person.prefer
        usable = [word for word in prefer if can_reach(state, word)]
        if row.kind in ("keep-in-touch", "birthday") and usable and row.channel not in prefer:
            self.count["prefer ignored"] += 1
        ways = (*prefer, "call", "email", state.person.writes_by)
        if row.channel and not can_reach(state, row.channel):
            self.unreachable[row.id, row.kind, row.channel] += 1
        elif not row.channel and row.kind != "planned" and any(can_reach(state, w) for w in ways):
            self.unreachable[row.id, row.kind, "none"] += 1

    def table(self, until: date, states: Mapping[str, State]) -> dict[str, Any]:
        """Return the figures of the year."""
        nagging = [run for run in self.runs if run.acts]
        stuck = [run for run in self.runs if run.kind == "planned"]
        silences = [self._silence(id_, day, until) for id_, _, day in self.vanished_calls]
        silent = {id_: gap for id_ in states if (gap := self._silent(states[id_], until))}
        late = self._late_promises(states, until)
        quotes = self._quotes(states, until)
        missed, birthdays = self._birthdays(states, until)
        rows = sorted(self.rows)
        total = sum(self.kinds.values())
        return {
            "touches": sum(len(state.file.touches) for state in states.values()),
            "rows acted on": self.count["acts"],
            "rows a day": {
                "median": median(rows),
                "p95": rows[len(rows) * 95 // 100],
                "max": rows[-1],
            },
            "share of rows": {
                kind: round(count / total, 3) for kind, count in self.kinds.most_common()
            },
            "longest run of a row that was acted on": _top(nagging),
            "rows that stand in the evening after the act": dict(+self.still),
            "calls of theirs": sum(map(len, self._truth.calls.values())),
            "calls of theirs that vanished": {
                "count": len(self.vanished_calls),
                "days of silence": sorted(silences),
                "who": [f"{id_} {day} (gone {gone})" for id_, day, gone in self.vanished_calls],
            },
            "silent over 60 days with a reason": {
                "contacts": len(silent),
                "after one to six tries": sum(0 < tries < 7 for _, tries, _ in silent.values()),
                "after a talk or an answer": sum(tries == 0 for _, tries, _ in silent.values()),
                "longest": max([days for days, _, _ in silent.values()], default=0),
                "who": [f"{i}: {d} days from {s} after {t} tries" for i, (d, t, s) in silent.items()],
            },
            "their late promises": {
                "count": len(late),
                "tries each, median": median(late) if late else 0,
                "tries each, most": max(late, default=0),
            },
            "agreed days": {
                "count": self.count["follow-up days"],
                "vanished": len(self.vanished_days),
                "who": [f"{id_} {day} (gone {gone})" for id_, day, gone in self.vanished_days],
            },
            "quotes: longest without 'won or lost?', days": max(quotes.values(), default=0),
            "quotes: open over 60 days and never asked": sum(
                days > 60 and not self._asked[key] for key, days in quotes.items()
            ),
            "'did it happen?': longest, days shown": max([run.days for run in stuck], default=0),
            "'you owe' for what needs no answer, share": _share(
                self.count["owed for nothing"], self.kinds["owed"]
            ),
            "chased for a 'thanks!' of ours, share": _share(
                self.count["chase for nothing"], self.kinds["chase"]
            ),
            "birthdays": {"count": birthdays, "missed": len(missed), "who": missed},
            "channels": {
                "'send …' by a live channel": f"{self.count['promises by live channel']}"
                f" of {self.kinds['promise']}",
                "'did it happen?' with a channel": f"{self.count['planned with a channel']}"
                f" of {self.kinds['planned']}",
                "`prefer` ignored": self.count["prefer ignored"],
                "they cannot be reached so": sum(self.unreachable.values()),
                "who": [f"{' '.join(key)}: {n}" for key, n in self.unreachable.most_common(8)],
            },
            "rows for do-not-contact": self.count["do-not-contact"],
            "typed without an outcome": {
                "taken": self._truth.hasty,
                "objected": self._truth.objected,
            },
        }

    def _silence(self, id_: str, gone: date, until: date) -> int:
        """Return how many days nothing happened after a debt vanished."""
        days = [d for d, what in self._truth.touches[id_] if d > gone and what != "thanks"]
        return (min(days, default=until) - gone).days

    def _silent(self, state: State, until: date) -> tuple[int, int, date] | None:
        """Return the longest silence with a reason, the tries before it, and its start."""
        if not state.person.reason or not _is_wanted(state):
            return None
        end = _closed_on(state) or until
        days = [state.person.since, *self._truth.tries(state.person.id), end]
        days = [day for day in days if state.person.since <= day <= end]
        gaps = [(b - a, a) for a, b in zip(days, days[1:], strict=False)]
        gap, start = max(gaps, default=(timedelta(), end))
        if gap.days <= 60:
            return None
        touches = sorted(self._truth.touches[state.person.id], key=lambda touch: touch[0])
        before = [touch for touch in touches if touch[0] <= start]
        heard = max([n for n, (_, what) in enumerate(before) if what in ("theirs", "talk", "answer")], default=-1)
        tries = {day for day, what in before[heard + 1 :] if what in TRIES}
        return gap.days, len(tries), start

    def _late_promises(self, states: Mapping[str, State], until: date) -> list[int]:
        found = []
        for id_, state in states.items():
            for pledge in state.file.promises:
                end = date.fromisoformat(pledge.end.split()[1]) if pledge.end else until
                if pledge.theirs and pledge.due < end:
                    days = [d for d in self._truth.pursued[id_] if pledge.due <= d <= end]
                    found.append(len(days))
        return found

    def _quotes(self, states: Mapping[str, State], until: date) -> dict[tuple[str, str], int]:
        """Return for each quote the most days without the question, while it was open."""
        found = {}
        for id_, state in states.items():
            for offer in state.file.quotes:
                end = date.fromisoformat(offer.end.split()[1]) if offer.end else until
                end = min(end, _closed_on(state) or end)
                days = [offer.sent, *self._asked[id_, offer.ref], end]
                gaps = [(b - a).days for a, b in zip(days, days[1:], strict=False)]
                found[id_, offer.ref] = max(gaps)
        return found

    def _birthdays(self, states: Mapping[str, State], until: date) -> tuple[list[str], int]:
        missed, count = [], 0
        for id_, state in states.items():
            person = state.person
            if person.birthday is None or not _open(state):
                continue
            day = person.birthday.replace(year=YEAR)
            if day < person.since or day + timedelta(days=14) > until:
                continue
            count += 1
            start = day
            while not self._program.is_workday(start):
                start -= timedelta(days=1)
            greeted = [
                d
                for d, what in self._truth.touches[id_]
                if start <= d <= day + timedelta(days=14) and what not in ("theirs", "bounced")
            ]
            if not greeted:
                missed.append(f"{id_} {day}")
        return missed, count


def _open(state: State) -> bool:
    return not state.file.fields.get("status")


def _is_wanted(state: State) -> bool:
    return not any(offer.end.startswith("won") for offer in state.file.quotes)


def _closed_on(state: State) -> date | None:
    status = state.file.fields.get("status", "")
    return date.fromisoformat(status.split()[-1]) if status else None


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def _top(runs: Sequence[Run]) -> list[str]:
    """Return the longest runs in words."""
    longest = sorted(runs, key=lambda run: -run.days)[:6]
    return [
        f"{run.days} days: {run.kind} {run.id} from {run.start}, acted on {run.acts} times"
        for run in longest
    ]
