"""An agenda built incrementally is the agenda built from scratch."""

from __future__ import annotations

from datetime import date

import pytest

from followup_md.policy import agenda
from followup_md.policy.incremental import IdentityMemo, IncrementalAgenda
from followup_md.policy.workdays import Calendar
from tests.helpers.random_books import Maker


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_after_every_change_it_is_the_agenda_from_scratch(seed: int) -> None:
    on = date(2026, 9, 14)
    maker = Maker(seed, on)
    settings = maker.settings()._replace(limit=(None, 0, 3, 500)[seed % 4])
    calendar = Calendar(settings.workdays)
    incremental = IncrementalAgenda(settings, calendar, on, (None, 0, 60)[seed % 3])
    contacts = [maker.contact(number) for number in range(60)]
    later = rows = 0
    before: dict[str, object] = {}
    for step in range(30):
        changed = {maker.random.randrange(60) for _ in range(step % 4)}
        for number in changed:
            contacts[number] = maker.contact(number)
        present = [c for c in contacts if c.id[-1] != str(step % 10)]
        found = incremental.agenda(present)
        assert found == agenda.build_agenda(
            present, settings, calendar, on, (None, 0, 60)[seed % 3]
        )
        now = {row.contact.id: row for row in (*found.due, *found.later)}
        for id_, row in now.items():
            if id_ in before and id_ not in {contacts[number].id for number in changed}:
                assert row is before[id_]
        later, rows, before = later + len(found.later), rows + len(now), dict(now)
    assert rows
    assert (later > 0) is (settings.limit in (0, 3))


def test_what_is_made_of_an_object_is_memoized_by_its_identity() -> None:
    made: list[tuple[int, ...]] = []

    def make(value: tuple[int, ...]) -> list[int]:
        made.append(value)
        return [*value]

    memo = IdentityMemo(make)
    one, other, equal = (1, *range(1)), (2, *range(1)), (1, *range(1))
    first = memo([one, other])
    assert first == [[1, 0], [2, 0]]
    second = memo([other, equal, one, one])
    assert second == [[2, 0], [1, 0], [1, 0], [1, 0]]
    assert [second[0] is first[1], second[2] is first[0], second[3] is first[0]] == [True] * 3
    assert made == [one, other, equal]
    memo([])
    memo([one])
    assert made == [one, other, equal, one]
