"""The week a second time, written from docs/figures.md alone, by brute force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from tests.helpers.plain_stats import Json, One, PlainStats
from tests.helpers.plain_week import Week


class PlainReview(PlainStats):
    """The page for the end of a week, as docs/figures.md says what its lines count."""

    def __init__(
        self,
        contacts: Iterable[Contact],
        settings: Settings,
        week: Week,
        on: date,
        monday: date,
    ) -> None:
        super().__init__(contacts, settings, week, on, date.min)
        self.first = monday

    def in_week(self, day: date) -> bool:
        return self.first <= day <= self.on

    def counts(self) -> Json:
        waits = [wait for one in self.people for wait in one.waits()]
        talks = set()
        gave = set()
        persisted = []
        kept = []
        for one in self.people:
            id_ = one.contact.id
            for touch, kind in zip(one.touches, one.kinds, strict=True):
                if kind == "two-way" and self.in_week(touch.date):
                    talks.add((id_, touch.date))
            gave |= {id_ for gift in one.gifts() if self.in_week(gift.date)}
            for made in one.contact.promises:
                if made.kept and not made.theirs and self.in_week(made.kept):
                    kept.append((id_, made.kept.isoformat()))
            persisted += self.persisted(one)
        return {
            "conversations": len(talks),
            "talked": sorted({id_ for id_, _ in talks}),
            "returned": sorted(
                (wait["id"], wait["date"])
                for wait in waits
                if wait["live"]
                and wait["end"] == "returned"
                and wait["wd"] <= 1
                and self.in_week(wait["rang"])
            ),
            "kept": sorted(kept),
            "gave": sorted(gave),
            "persisted": sorted(persisted),
            "owed": sorted((wait["id"], wait["date"]) for wait in waits if wait["end"] == "open"),
            "waiting": self.waiting()["n"],
            "open_quotes": len(self.quotes()["open"]),
            "due": self.weeks_ahead()["due"],
            "quiet": [case["id"] for case in self.quiet()["cases"]],
            **self.clear_weeks(waits),
        }

    def persisted(self, one: One) -> list[tuple[str, int]]:
        """Who answered in the week on the second try or a later one: seen from each answer."""
        found = []
        for at, touch in enumerate(one.touches):
            through = one.is_try(at) and one.kinds[at] == "two-way"
            if not (through or one.is_answer(at)) or not self.in_week(touch.date):
                continue
            tries = 1 if through else 0
            for before in reversed(range(at)):
                if one.kinds[before] in {"two-way", "theirs"}:
                    break
                tries += one.is_try(before)
            if tries >= 2:
                found.append((one.contact.id, tries))
        return found

    def clear_weeks(self, waits: list[Json]) -> Json:
        touched = [touch.date for one in self.people for touch in one.touches]
        weeks = clear = 0
        friday = self.on
        while touched and weeks < 12 and friday >= min(touched):
            if friday.weekday() == 4 and friday.toordinal() > 4:
                weeks += 1
                monday = friday - timedelta(days=4)
                owed = [
                    wait
                    for wait in waits
                    if date.fromisoformat(wait["date"]) < monday
                    and (wait["end"] == "open" or wait["rang"] >= monday)
                ]
                clear += not [w for w in owed if w["end"] == "open" or w["rang"] > friday]
            if friday == date.min:
                break
            friday -= timedelta(days=1)
        return {"clear_weeks": clear, "weeks": weeks}
