"""The figures a second time, written from docs/figures.md alone, by brute force.

Whoever changes it reads the page and not `followup_md/stats`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from math import sqrt
from typing import Any

from followup_md.model.contact import Contact, Promise, Touch
from followup_md.model.folding import fold
from followup_md.model.settings import Settings
from tests.helpers.plain_items import Verdict
from tests.helpers.plain_week import Week, calendar_later

Json = dict[str, Any]
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def ratio(part: int, whole: int) -> float | None:
    # "In JSON a rate is null below 5."
    return part / whole if whole >= 5 else None


class One(Verdict):
    """One contact on the day."""

    def __init__(
        self, contact: Contact, settings: Settings, week: Week, on: date, since: date
    ) -> None:
        super().__init__(contact, settings, week, on)
        self.since = since
        self.touches, self.kinds = self.history.touches, self.history.kinds

    def in_window(self, day: date) -> bool:
        return self.since <= day <= self.on

    def wd(self, day: date) -> int:
        """Since a day, up to the day asked about."""
        return self.week.between(day, self.on)

    def in_person(self, touch: Touch) -> bool:
        return self.settings.channels[touch.channel].in_person

    @property
    def is_open(self) -> bool:
        return self.status is None

    # Tries and answers

    def got_through(self, touch: Touch) -> bool:
        """ "two-way by its own outcome"."""
        if touch.outcome in {"answered", "met", "declined"}:
            return True
        return not touch.outcome and self.history.live(touch.channel)

    def is_try(self, at: int) -> bool:
        # "an attempt …, or an outgoing touch that is two-way by its own outcome and not in person"
        touch = self.touches[at]
        if touch.incoming:
            return False
        return self.kinds[at] == "attempt" or (
            self.got_through(touch) and not self.in_person(touch)
        )

    def is_answer(self, at: int) -> bool:
        # "a touch of theirs, an incoming two-way touch, a two-way touch in person, an outgoing
        # `replied`" (the try itself is seen to elsewhere)
        touch, kind = self.touches[at], self.kinds[at]
        if kind == "theirs":
            return True
        if kind != "two-way":
            return False
        return touch.incoming or self.in_person(touch) or touch.outcome == "replied"

    def known_before(self, at: int) -> bool:
        return "two-way" in self.kinds[:at]

    def young(self, touch: Touch) -> bool:
        return self.wd(touch.date) < 10

    # 1

    def waits(self) -> list[Json]:
        found = []
        for at, touch in enumerate(self.touches):
            if self.kinds[at] == "theirs" and self.in_window(touch.date):
                end, day = self.end_of(at)
                found.append(
                    {
                        "id": self.contact.id,
                        "date": touch.date.isoformat(),
                        "wd": self.week.between(touch.date, day),
                        "done": end == "returned",
                        "end": end,
                        "live": self.history.live(touch.channel),
                        "rang": day,
                    }
                )
        return found

    def end_of(self, debt: int) -> tuple[str, date]:
        for later in range(debt + 1, len(self.touches)):
            # The first touch with which it is discharged: it was not one touch earlier.
            if self.discharged_by(debt, later):
                touch = self.touches[later]
                return ("rang-twice" if touch.incoming else "returned"), touch.date
        if self.touches[debt] in self.debts:
            return "open", self.on
        status = self.contact.status
        assert status is not None
        outgoing = [touch.date for touch in self.touches if not touch.incoming]
        return "dropped", status.date or outgoing[-1]

    def discharged_by(self, debt: int, later: int) -> bool:
        touches, kinds = self.history.touches, self.history.kinds
        try:
            self.history.kinds = kinds[: later + 1]
            return self.history.discharged(debt)
        finally:
            self.history.touches, self.history.kinds = touches, kinds

    # 2

    def episodes(self) -> list[Json]:
        found: list[Json] = []
        tries: list[int] = []
        for at, touch in enumerate(self.touches):
            if self.is_try(at):
                tries.append(at)
                if self.kinds[at] == "two-way":
                    found.append(self.episode(tries, True))
                    tries = []
            elif self.is_answer(at):
                found.append(self.episode(tries, True))
                tries = []
            elif self.kinds[at] == "two-way":
                assert not touch.incoming
                found.append(self.episode(tries, False))
                tries = []
        found.append({**self.episode(tries, False), "open": True})
        return [one for one in found if one["tries"] and self.in_window(one["first"])]

    def episode(self, tries: list[int], answered: bool) -> Json:
        if not tries:
            return {"tries": 0}
        old = [at for at in tries if not self.young(self.touches[at])]
        first = self.touches[tries[0]].date
        return {
            "id": self.contact.id,
            "date": first.isoformat(),
            "first": first,
            "tries": len(tries),
            "answered": answered,
            "old": len(old),
            "event": answered and len(old) == len(tries),
            "known": self.known_before(tries[0]),
            "open": False,
        }

    # 3

    def channel_tries(self) -> list[Json]:
        found = []
        for at, touch in enumerate(self.touches):
            if not self.is_try(at) or self.in_person(touch) or not self.in_window(touch.date):
                continue
            answered = self.kinds[at] == "two-way"
            for later in range(at + 1, len(self.touches)):
                if self.kinds[later] in {"aside", "bounced"}:
                    continue
                if self.is_answer(later):
                    span = self.week.between(touch.date, self.touches[later].date)
                    answered = answered or span <= 10
                break
            channel = self.settings.channels[touch.channel].same or touch.channel
            found.append(
                {
                    "channel": channel,
                    "answered": answered,
                    "young": self.young(touch),
                    "known": self.known_before(at),
                }
            )
        return found

    # 4

    def calls(self) -> list[Touch]:
        return [
            touch
            for touch, kind in zip(self.touches, self.kinds, strict=True)
            if not touch.incoming
            and self.history.live(touch.channel)
            and not self.in_person(touch)
            and kind not in {"aside", "bounced"}
            and self.in_window(touch.date)
        ]

    # 6

    def judged(self, promise: Promise) -> tuple[str, int]:
        """What became of a promise, and how many wd late it was or is."""
        if self.over(promise.dropped) and not self.over(promise.kept):
            return "dropped", 0
        by = self.week.on_or_after(promise.due)
        if promise.kept and self.over(promise.kept):
            late = self.week.between(by, promise.kept)
            return ("late", late) if promise.kept > by else ("on-time", 0)
        return ("past-due", self.wd(by)) if self.wd(by) else ("to-come", 0)

    def all_promises(self) -> list[Json]:
        found = []
        for promise in self.contact.promises:
            state, late = self.judged(promise)
            if state == "to-come" or self.in_window(promise.due):
                case = {
                    "id": self.contact.id,
                    "due": promise.due.isoformat(),
                    "state": state,
                    "wd": late,
                    "what": promise.what,
                }
                found.append({"theirs": promise.theirs, "case": case})
        return found

    # 7

    def follow_ups(self, ref: str, sent: date, upto: date) -> int:
        dates = set()
        for touch, kind in zip(self.touches, self.kinds, strict=True):
            if touch.incoming or kind not in {"attempt", "two-way"}:
                continue
            if sent < touch.date <= upto and touch.re in {ref, ""}:
                dates.add(touch.date)
        return len(dates)

    # 8

    @property
    def earliest(self) -> date | None:
        return min((item.due for item in self.items), default=None)

    # 9

    def drift(self) -> Json | None:
        default = self.settings.reason_keep if self.contact.reason else self.settings.default_keep
        keep = self.interval(self.keep_set or default)
        spoken = self.history.of_kind("two-way", "theirs")
        if not self.is_open or keep is None or not spoken:
            return None
        last = spoken[-1].date
        days, length = (self.on - last).days, (calendar_later(last, keep) - last).days
        if not length or days * 2 <= length * 3:
            return None
        return {
            "id": self.contact.id,
            "last": last.isoformat(),
            "days": days,
            "keep": length,
            "ratio": days / length,
        }

    # The lists

    def left(self) -> Json | None:
        status = self.contact.status if not self.is_open else None
        if status and status.word == "do-not-contact":
            return None
        if self.debts and self.wd(self.debts[0].date) > 10:
            return self.left_case("owed", self.debts[0])
        if status is None or status.by == "them":
            return None
        theirs = [
            touch
            for touch in self.history.of_kind("theirs")
            if status.date is None or touch.date <= status.date
        ]
        if not theirs:
            return None
        last = theirs[-1]
        place = max(at for at, touch in enumerate(self.touches) if touch is last)
        for at, touch in enumerate(self.touches):
            if self.kinds[at] == "attempt" and touch.date >= last.date:
                return None
            if self.kinds[at] == "two-way" and (
                at > place or (touch.date == last.date and not touch.incoming)
            ):
                return None
        return self.left_case("closed", last)

    def left_case(self, why: str, touch: Touch) -> Json:
        day = touch.date.isoformat()
        return {"id": self.contact.id, "why": why, "date": day, "wd": self.wd(touch.date)}

    def early(self) -> Json | None:
        own_none = self.contact.cadence == "none"
        other = One(
            self.contact._replace(cadence="") if own_none else self.contact,
            self.settings,
            self.week,
            self.on,
            self.since,
        )
        cadence = other.cadence
        if cadence is None:
            return None
        t, m = self.tries, len(cadence.gaps) + 1
        if not 0 < t < m:
            return None
        status = self.contact.status if not self.is_open else None
        if status:
            if status.word == "do-not-contact" or status.by == "them":
                return None
            outgoing = [touch.date for touch in self.touches if not touch.incoming]
            until = status.date or outgoing[-1]
            for touch in self.history.of_kind("two-way"):
                if 0 <= (until - touch.date).days <= 30:
                    return None
            why = "closed"
        elif own_none:
            why = "cadence"
        else:
            chases = [item for item in self.items if item.kind == "chase"]
            if not any(self.wd(self.week.on_or_after(item.due)) >= 20 for item in chases):
                return None
            why = "resting"
        return {"id": self.contact.id, "why": why, "tries": t, "of": m}

    def word_from(self, met: date) -> bool:
        """Whether this referrer had a word back about somebody met that day."""
        for touch, kind in zip(self.touches, self.kinds, strict=True):
            days = (touch.date - met).days
            if kind == "aside" and not touch.incoming and -14 <= days <= 30:
                return True
            reached = kind == "two-way" or (
                kind == "attempt" and touch.outcome not in {"no-answer", "busy"}
            )
            if reached and 0 <= days <= 30:
                return True
        return False

    def gifts(self) -> list[Touch]:
        return [t for t in self.touches if t.outcome == "gave" and not t.incoming]


class PlainStats:
    """All figures of a book on a day."""

    def __init__(
        self,
        contacts: Iterable[Contact],
        settings: Settings,
        week: Week,
        on: date,
        since: date,
        wanted: Callable[[Contact], bool] = lambda _: True,
    ) -> None:
        self.on, self.since, self.week = on, since, week
        self.everybody = [One(contact, settings, week, on, since) for contact in contacts]
        self.people = [one for one in self.everybody if wanted(one.contact)]

    def everything(self) -> Json:
        return {
            "returned": {
                "call": self.returned(True),
                "written": self.returned(False),
            },
            "tries": {"new": self.tries(False), "known": self.tries(True)},
            "channels": self.channels(),
            "weekdays": self.weekdays(),
            "waiting": self.waiting(),
            "promises": {"mine": self.promises(False), "theirs": self.promises(True)},
            "quotes": self.quotes(),
            "weeks_ahead": self.weeks_ahead(),
            "quiet": self.quiet(),
            "weeks": self.weeks(),
            "left": [one for person in self.people if (one := person.left())],
            "early": [one for person in self.people if (one := person.early())],
            "rang_twice": self.rang_twice(),
            "introductions": self.introductions(),
            "referrals": self.referrals(),
            "service": self.service(),
            "owners": self.owners(),
        }

    def owners(self) -> list[Json]:
        """ "Of the contacts of each owner …; nobody's come last"; none where nobody has one."""
        every = [one.contact.owner for one in self.people]
        if not any(every):
            return []
        return [
            self.of_owner(name)
            for name in sorted({name.casefold() for name in every}, key=lambda n: (n == "", n))
        ]

    def of_owner(self, name: str) -> Json:
        part = copy(self)
        part.people = [one for one in self.people if one.contact.owner.casefold() == name]
        channels, promises = part.channels(), part.promises(False)
        rows = [*channels["new"], *channels["known"]]
        tries, answered = (sum(row[key] for row in rows) for key in ("n", "answered"))
        calls = [(one, call) for one in part.people for call in one.calls()]
        returned = {"call": part.returned(True), "written": part.returned(False)}
        kept = ("on_time", "late", "past_due", "to_come", "dropped", "rate")
        return {
            "owner": part.people[0].contact.owner or None,
            "contacts": len(part.people),
            "tries": tries,
            "answered": answered,
            "rate": ratio(answered, tries),
            "calls": len(calls),
            "picked_up": len([call for one, call in calls if one.got_through(call)]),
            "promises": {key: promises[key] for key in kept},
            "returned": {
                way: {key: found[key] for key in ("n", "returned", "open", "median")}
                for way, found in returned.items()
            },
            "left": len([one for one in part.people if one.left()]),
        }

    def returned(self, live: bool) -> Json:
        waits = [wait for one in self.people for wait in one.waits() if wait["live"] == live]
        ends = [wait["end"] for wait in waits]
        left, median, curve = Fraction(1), None, []
        for t in sorted({wait["wd"] for wait in waits if wait["done"]}):
            at_risk = len([wait for wait in waits if wait["wd"] >= t])
            ended = len([wait for wait in waits if wait["wd"] == t and wait["done"]])
            left *= 1 - Fraction(ended, at_risk)
            if median is None and left <= Fraction(1, 2):
                median = t
            if at_risk >= 5:
                curve.append({"wd": t, "returned": float(1 - left), "at_risk": at_risk})
        keys = ("id", "date", "wd", "done", "end")
        return {
            "n": len(waits),
            "returned": ends.count("returned"),
            "open": ends.count("open"),
            "rang_twice": ends.count("rang-twice"),
            "dropped": ends.count("dropped"),
            "median": median if len(waits) >= 5 else None,
            "curve": curve,
            "cases": [{key: wait[key] for key in keys} for wait in waits],
        }

    def tries(self, known: bool) -> Json:
        all_ = [e for one in self.people for e in one.episodes() if e["known"] == known]
        counted = [e for e in all_ if e["old"]]
        left, curve = Fraction(1), []
        for n in range(1, 1000):
            at_risk = len([e for e in counted if e["old"] >= n])
            if at_risk < 5:
                break
            answers = len([e for e in counted if e["event"] and e["tries"] == n])
            left *= 1 - Fraction(answers, at_risk)
            curve.append(
                {"try": n, "answered": float(1 - left), "at_risk": at_risk, "answers": answers}
            )
        return {
            "n": len(counted),
            "open": len([e for e in counted if e["open"]]),
            "too_young": len(all_) - len(counted),
            "curve": curve,
            "cases": [
                {key: e[key] for key in ("id", "date", "tries", "answered")} for e in counted
            ],
        }

    def channels(self) -> Json:
        every = [t for one in self.people for t in one.channel_tries()]
        old = [t for t in every if not t["young"]]
        found: Json = {}
        for group, known in (("new", False), ("known", True)):
            rows: list[Json] = []
            for channel in {t["channel"] for t in old if t["known"] == known}:
                on_it = [t for t in old if t["known"] == known and t["channel"] == channel]
                answered = len([t for t in on_it if t["answered"]])
                n = len(on_it)
                rows.append(
                    {"channel": channel, "n": n, "answered": answered, "rate": ratio(answered, n)}
                )
            found[group] = sorted(rows, key=lambda row: (-row["n"], row["channel"]))
        found["too_young"] = len(every) - len(old)
        return found

    def weekdays(self) -> Json:
        calls = [(one, call) for one in self.people for call in one.calls()]
        timed = [(one, call) for one, call in calls if call.time]
        days, hours = [], []
        if len(calls) >= 30:
            for number, name in enumerate(DAYS):
                of = [pair for pair in calls if pair[1].date.weekday() == number]
                if of:
                    days.append({"day": name, **self.picked_up(of)})
        if len(timed) >= 30:
            for first, last in ((0, 9), (9, 12), (12, 14), (14, 17), (17, 24)):
                of = [pair for pair in timed if first <= int(pair[1].time[:2]) < last]
                if of:
                    hours.append({"from": first, "to": last, **self.picked_up(of)})
        return {"n": len(calls), "days": days, "timed": len(timed), "hours": hours}

    def picked_up(self, calls: list[tuple[One, Touch]]) -> Json:
        n, k = len(calls), len([call for one, call in calls if one.got_through(call)])
        # Wilson, from the textbook
        z, p = 1.959963984540054, k / n
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        few = n < 5
        low, high = max(centre - half, 0.0), min(centre + half, 1.0)
        return {
            "n": n,
            "picked_up": k,
            "rate": ratio(k, n),
            "low": None if few else low,
            "high": None if few else high,
        }

    def waiting(self) -> Json:
        by: dict[int, int] = {}
        past, cases = 0, []
        for one in self.people:
            if not one.is_open or not one.tries:
                continue
            through = one.cadence is not None and one.steps > len(one.cadence.gaps)
            past += through
            if not through:
                by[one.tries] = by.get(one.tries, 0) + 1
            cases.append(
                {
                    "id": one.contact.id,
                    "tries": one.tries,
                    "of": len(one.cadence.gaps) + 1 if one.cadence else None,
                    "past": through,
                    "last": one.streak[-1].date.isoformat(),
                }
            )
        rows = [{"tries": tries, "contacts": by[tries]} for tries in sorted(by)]
        return {"n": len(cases), "by": rows, "past": past, "cases": cases}

    def promises(self, theirs: bool) -> Json:
        cases = [
            p["case"] for one in self.people for p in one.all_promises() if p["theirs"] == theirs
        ]
        states = [case["state"] for case in cases]
        kept, late, past = map(states.count, ("on-time", "late", "past-due"))
        return {
            "on_time": kept,
            "late": late,
            "past_due": past,
            "to_come": states.count("to-come"),
            "dropped": states.count("dropped"),
            "rate": ratio(kept, kept + late + past),
            "cases": cases,
        }

    def quotes(self) -> Json:
        cases: list[Json] = []
        still_open = []
        for one in self.people:
            for quote in one.contact.quotes:
                if quote.sent > self.on:
                    continue
                about = {
                    "id": one.contact.id,
                    "ref": quote.ref,
                    "sent": quote.sent.isoformat(),
                }
                ended = quote.won or quote.lost or quote.withdrawn
                if ended is None or ended > self.on:
                    count = one.follow_ups(quote.ref, quote.sent, self.on)
                    still_open.append({**about, "follow_ups": count})
                elif one.in_window(ended):
                    result = "won" if quote.won else "lost" if quote.lost else "withdrawn"
                    count = one.follow_ups(quote.ref, quote.sent, ended)
                    about |= {"ended": ended.isoformat(), "result": result}
                    cases.append({**about, "follow_ups": count})
        by = []
        counts: set[int] = {case["follow_ups"] for case in cases}
        for n in sorted(counts):
            results = [case["result"] for case in cases if case["follow_ups"] == n]
            won, lost = results.count("won"), results.count("lost")
            row: Json = {"follow_ups": n, "n": len(results), "won": won, "lost": lost}
            by.append({**row, "rate": ratio(won, won + lost)})
        every = [case["result"] for case in cases]
        return {
            "n": len(cases),
            "won": every.count("won"),
            "lost": every.count("lost"),
            "withdrawn": every.count("withdrawn"),
            "by": by,
            "open": still_open,
            "cases": cases,
        }

    def monday(self) -> int:
        return self.on.toordinal() - self.on.weekday()

    def weeks_ahead(self) -> Json:
        due = later = no_date = 0
        weeks = [0] * 6
        for one in self.people:
            if one.earliest is None:
                no_date += one.is_open
            elif one.earliest <= self.on:
                due += 1
            else:
                week = (one.earliest.toordinal() - self.monday()) // 7
                if week < 6:
                    weeks[week] += 1
                else:
                    later += 1
        rows = []
        for n, count in enumerate(weeks):
            first = self.monday() + 7 * n
            if first <= date.max.toordinal():
                rows.append({"from": date.fromordinal(first).isoformat(), "contacts": count})
        return {"due": due, "weeks": rows, "later": later, "no_date": no_date}

    def quiet(self) -> Json:
        cases = [case for one in self.people if (case := one.drift())]
        names = {one.contact.id: one.contact.name.casefold() for one in self.people}
        cases.sort(key=lambda case: (-case["ratio"], names[case["id"]], case["id"]))
        return {"n": len(cases), "cases": cases}

    def weeks(self) -> list[Json]:
        rows = []
        for n in reversed(range(26)):
            first = self.monday() - 7 * n
            if first < 1:
                continue
            found = {"talked": 0, "asked": 0, "theirs": 0, "gave": 0}
            for one in self.people:
                talks = set()
                for touch, kind in zip(one.touches, one.kinds, strict=True):
                    if not first <= touch.date.toordinal() < first + 7:
                        continue
                    if kind == "two-way":
                        talks.add(touch.date)
                    found["asked"] += kind == "attempt"
                    found["theirs"] += kind == "theirs"
                    found["gave"] += touch.outcome == "gave" and not touch.incoming
                found["talked"] += len(talks)
            year, week, _ = date.fromordinal(first).isocalendar()
            day = date.fromordinal(first).isoformat()
            rows.append({"week": f"{year:04d}-W{week:02d}", "from": day, **found})
        return rows

    def rang_twice(self) -> list[Json]:
        return [
            {"id": wait["id"], "date": wait["date"], "rang": wait["rang"].isoformat()}
            for one in self.people
            for wait in one.waits()
            if wait["end"] == "rang-twice"
        ]

    # Who is whom

    @cached_property
    def names(self) -> dict[str, str]:
        return {one.contact.id: one.contact.name for one in self.everybody}

    def find(self, text: str) -> str | None:
        """ "By id, its last part, a link, or the whole name": one contact, or none."""
        for spelled in (
            lambda id_: id_,
            lambda id_: id_.rpartition("/")[2],
            lambda id_: self.names[id_],
        ):
            found = [id_ for id_ in self.names if fold(spelled(id_)) == fold(text)]
            if len(found) > 1:
                exact = [id_ for id_ in found if spelled(id_) == text]
                if spelled(found[0]) != self.names[found[0]] and len(exact) == 1:
                    return exact[0]
                return None
            if found:
                return found[0]
        return None

    def introductions(self) -> Json:
        pairs: dict[tuple[str, str], date] = {}
        others = []
        for one in self.people:
            for gift in one.gifts():
                if not gift.with_ or not one.in_window(gift.date):
                    continue
                other = self.find(gift.with_)
                if other is None:
                    day = gift.date.isoformat()
                    others.append({"id": one.contact.id, "with": gift.with_, "date": day})
                elif other != one.contact.id:
                    a, b = sorted((one.contact.id, other))
                    pairs[a, b] = min(pairs.get((a, b), gift.date), gift.date)
        rows = [{"a": a, "b": b, "date": day.isoformat()} for (a, b), day in pairs.items()]
        return {"n": len(rows), "pairs": rows, "others": others}

    def referrals(self) -> Json:
        by_id = {one.contact.id: one for one in self.everybody}
        edges, others, circles = [], [], set()
        via = {
            one.contact.id: self.find(one.contact.via) for one in self.everybody if one.contact.via
        }
        for one in self.people:
            contact = one.contact
            if not contact.via:
                continue
            referrer = via[contact.id]
            if referrer is None:
                others.append({"id": contact.id, "via": contact.via})
                continue
            met = contact.met.date if contact.met and contact.met.date <= self.on else None
            won = [quote for quote in contact.quotes if quote.sent <= self.on and quote.won]
            edges.append(
                {
                    "from": referrer,
                    "to": contact.id,
                    "met": met.isoformat() if met else None,
                    "quotes_won": len([q for q in won if q.won and q.won <= self.on]),
                    "word_back": by_id[referrer].word_from(met) if met else None,
                }
            )
        for start in via:
            path, at = [start], via[start]
            while at is not None and at not in path:
                path.append(at)
                at = via.get(at)
            if at == start:
                circles.add(tuple(sorted(path)))
        return {
            "n": len(edges),
            "edges": edges,
            "others": others,
            "circles": [list(circle) for circle in circles],
        }

    def service(self) -> Json:
        gave = asked = 0
        turn = []
        for one in self.people:
            gave += len([gift for gift in one.gifts() if one.in_window(gift.date)])
            tries = one.history.of_kind("attempt")
            asked += len([touch for touch in tries if one.in_window(touch.date)])
            recent = [t for t in tries if (self.on - t.date) < timedelta(days=90)]
            given = [t for t in one.gifts() if (self.on - t.date) < timedelta(days=90)]
            if one.is_open and len(recent) >= 3 and not given:
                turn.append({"id": one.contact.id, "asked": len(recent)})
        return {"gave": gave, "asked": asked, "your_turn": turn}
