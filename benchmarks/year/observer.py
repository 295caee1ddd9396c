"""Watches over the person's shoulder, and adds up what the program did to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from year.actions import LIVE, can_reach
from year.desk import State
from year.program import Shown
from year.truth import Truth


@dataclass
class Run:
    """A row that is shown on one day after another."""

    id: str
    kind: str
    start: date
    days: int = 0
    acts: int = 0
    last: int = 0  # the number of the last day


def is_open(state: State) -> bool:
    """Whether no status ends it."""
    return not state.file.fields.get("status")


class Observer:
    """What is measured."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.rows: list[int] = []
        self.kinds: Counter[str] = Counter()
        self.count: Counter[str] = Counter()
        self.still: Counter[str] = Counter()  # rows that stood after they were acted on, by kind
        self.runs: list[Run] = []
        self.vanished_calls: list[tuple[str, date, date]] = []
        self.vanished_days: list[tuple[str, date, date]] = []
        self.unreachable: Counter[tuple[str, str, str]] = Counter()
        self._running: dict[tuple[str, str], Run] = {}
        self.asked: dict[tuple[str, str], list[date]] = defaultdict(list)  # "won or lost?"
        self.birthdays: dict[str, set[date]] = defaultdict(set)  # days on which one is shown

    def look(self, day: date, rows: Sequence[Shown], states: Mapping[str, State]) -> None:
        """Count the rows of a morning."""
        self.rows.append(len(rows))
        for row in rows:
            state = states[row.id]
            self.kinds[row.kind] += 1
            for kind in dict.fromkeys((row.kind, *(k for k in row.also if k == "planned"))):
                self._run(day, row.id, kind)
            if "birthday" in row.kinds:
                self.birthdays[row.id].add(day)
            self._needless(row, state)
            self._channel(row, state)
            if row.kind == "quote" and "won or lost?" in row.reason:
                for offer in state.file.quotes:
                    if not offer.end and offer.ref in row.reason:
                        self.asked[row.id, offer.ref].append(day)
        shown = {row.id: row.kinds for row in rows}
        for id_, agreed in list(self.truth.follow_ups.items()):
            if agreed <= day:
                self.count["follow-up days"] += 1
                del self.truth.follow_ups[id_]
                talked = any(d >= agreed for d, what in self.truth.touches[id_] if what == "talk")
                if "follow-up" not in shown.get(id_, ()) and not talked and is_open(states[id_]):
                    self.vanished_days.append((id_, agreed, day))

    def acted(self, row: Shown, still: bool) -> None:
        """Note that the person acted on a row; `still`: it stands all the same."""
        self.count["acts"] += 1
        if (run := self._running.get((row.id, row.kind))) is not None:
            run.acts += 1
        self.still[row.kind] += still

    def evening(self, day: date, state: State, dates: Sequence[tuple[str, date, date]]) -> None:
        """See whether anything is gone that should not be."""
        id_ = state.person.id
        owed = [start for kind, _, start in dates if kind == "owed"]
        for call in self.truth.calls[id_]:
            if not call.over and not any(start <= call.day for start in owed):
                call.over = True
                if is_open(state):
                    self.vanished_calls.append((id_, call.day, day))
        agreed = self.truth.follow_ups.get(id_)
        stands = any(kind == "follow-up" for kind, _, _ in dates)
        if agreed is not None and agreed > day and is_open(state) and not stands:
            self.count["follow-up days"] += 1
            del self.truth.follow_ups[id_]
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
            ours = [what for _, what in self.truth.touches[row.id] if what != "bounced"]
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
