"""A day found in an index is the day found by looking at every contact."""

from __future__ import annotations

import random
from array import array
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.cache import due_dates
from followup_md.cache import due_index as indexes
from followup_md.cache.due_dates import DueDates, SlotChange
from followup_md.cache.due_index import Index
from followup_md.cache.string_table import StringTable
from followup_md.errors import Problem
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy import agenda
from followup_md.policy.workdays import Calendar, add_days
from followup_md.storage.holidays import of_years
from tests.helpers.random_books import Maker

# Who is due, who comes up, on which days there are appointments, who is due and undated: how many.
Rows = Sequence[tuple[object, ...]]
Found = tuple[Rows, Rows, Rows, int, int]


def by_looking(
    contacts: Sequence[Contact], settings: Settings, calendar: Calendar, on: date, days: int
) -> Found:
    evaluated = agenda.evaluations(contacts, settings, calendar, on)
    buckets = agenda.classify(enumerate(evaluated), on, add_days(on, days))
    due, upcoming, planned, undated = buckets
    appointments = sorted((day, name, id_, ref) for day, _, name, id_, _, ref in planned)
    return sorted(due), sorted(upcoming), appointments, len(due), len(undated)


def by_index(
    index: Index,
    contacts: Sequence[Contact],
    settings: Settings,
    calendar: Calendar,
    on: date,
    days: int,
) -> Found:
    query = indexes.date_query(on, days, calendar)
    unsettled = frozenset(index.unsettled(query.on))
    evaluated = agenda.evaluations([contacts[ref] for ref in unsettled], settings, calendar, on)
    until = date.fromordinal(query.until)
    buckets = agenda.classify(zip(unsettled, evaluated, strict=True), on, until)
    birthdays = index.birthdays(query, unsettled)
    due = [*index.due(query, birthdays, unsettled)]
    assert index.due_count(query, birthdays, unsettled) == len(due)
    upcoming = [*index.in_order(index.upcoming(query, birthdays, unsettled))]
    planned = [*index.in_order(index.appointments(query.on, unsettled))]
    assert due == sorted(due)
    assert upcoming == sorted(upcoming)
    planned += [(day, name, id_, ref) for day, _, name, id_, _, ref in buckets.appointments]
    return (
        sorted(due + buckets.due),
        sorted(upcoming + buckets.upcoming),
        sorted(planned),
        len(due) + len(buckets.due),
        index.undated(unsettled) + len(buckets.no_date),
    )


def filled(contacts: Sequence[Contact], settings: Settings, calendar: Calendar) -> Index:
    index = Index()
    made = [due_dates.due_dates(contact, settings, calendar) for contact in contacts]
    slots = index.slots(len(contacts))
    changes = zip(slots, contacts, made, strict=True)
    index.change(SlotChange(slot, contact.id, None, card, 7) for slot, contact, card in changes)
    return Index.unpack(index.pack_dates(), index.pack_names())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_a_day_is_the_same(seed: int) -> None:
    start = date(2028, 2, 20) if seed % 3 else date(2026, 9, 14)
    maker = Maker(seed, start)
    settings = maker.settings()
    calendar = Calendar(settings.workdays, of_years(settings.holidays))
    contacts = [maker.contact(number) for number in range(40)]
    index = filled(contacts, settings, calendar)
    met = 0
    for days in (0, 7, 400):
        for ahead in range(-25, 40, 3):
            on = start + timedelta(days=ahead)
            looked = by_looking(contacts, settings, calendar, on, days)
            found = by_index(index, contacts, settings, calendar, on, days)
            assert found == looked
            met += found[3]
    assert met


@pytest.mark.parametrize("workdays", [frozenset[int](), frozenset({2}), frozenset(range(7))])
def test_odd_weeks_and_the_ends_of_time(workdays: frozenset[int]) -> None:
    maker = Maker(5, date(2026, 9, 14))
    calendar = Calendar(workdays)
    settings = Settings(workdays=workdays)
    contacts = [maker.contact(number) for number in range(30)]
    index = filled(contacts, settings, calendar)
    for on in (date.min, date(2027, 12, 31), date(9998, 12, 31)):
        for days in (0, 9, 99999):
            looked = by_looking(contacts, settings, calendar, on, days)
            assert by_index(index, contacts, settings, calendar, on, days) == looked


@pytest.mark.parametrize("seed", range(10))
def test_changed_little_by_little_it_is_as_filled_at_once(seed: int) -> None:
    pick = random.Random(seed)
    on = date(2026, 9, 14)
    maker, settings, calendar = Maker(seed, on), Settings(), Calendar()
    index = Index()
    there: dict[int, tuple[Contact, DueDates]] = {}
    for number in range(60):
        changes = []
        for slot in pick.sample(sorted(there), min(len(there), pick.randint(0, 3))):
            contact, card = there.pop(slot)
            new = maker.contact(number)._replace(id=contact.id)
            if pick.random() < 0.5:
                changes.append(SlotChange(slot, contact.id, card, None))
                continue
            there[slot] = new, due_dates.due_dates(new, settings, calendar)
            changes.append(SlotChange(slot, contact.id, card, there[slot][1], number))
        for slot in index.slots(pick.randint(0, 4)):
            contact = maker.contact(1000 + number * 10 + slot)
            there[slot] = contact, due_dates.due_dates(contact, settings, calendar)
            changes.append(SlotChange(slot, contact.id, None, there[slot][1], number))
        index.change(changes)
        if pick.random() < 0.3:
            index = Index.unpack(index.pack_dates(), index.pack_names())
    contacts = [contact for contact, _ in there.values()]
    looked = by_looking(contacts, settings, calendar, on, 30)
    by_slot = {slot: contact for slot, (contact, _) in there.items()}
    whole = [by_slot.get(slot, contacts[0]) for slot in range(len(index.ids))]
    found = by_index(index, whole, settings, calendar, on, 30)
    for one, other in zip(found[:3], looked[:3], strict=True):
        assert [row[:-1] for row in one] == [row[:-1] for row in other]
    assert found[3:] == looked[3:]
    assert len(index.ids) < len(there) + 60  # slots are given again


def test_a_file_without_a_contact_is_unread_and_nowhere_else() -> None:
    problem = Problem("error", "contacts/x.md", 1, 2, "E104", "no front matter")
    index = Index()
    slots = index.slots(2)
    unread = [due_dates.unreadable((problem,)), due_dates.unreadable(())]
    index.change(SlotChange(slot, f"x{slot}", None, unread[slot]) for slot in slots)
    assert index.problems == {0: (tuple(problem),), 1: ()}
    query = indexes.date_query(date(2026, 9, 14), 99999, Calendar())
    assert not [*index.due(query, {}, set()), *index.upcoming(query, {}, set())]
    assert index.undated(set()) == index.due_count(query, {}, set()) == 0
    index.change([SlotChange(0, "x0", unread[0], None)])
    assert index.problems == {1: ()}
    assert index.slots(2) == [0, 2]


numbers = st.lists(st.integers(-5, 40))


@pytest.mark.slow
@given(numbers, numbers, st.data())
def test_sorted_numbers_are_renewed(old: list[int], new: list[int], data: st.DataObject) -> None:
    gone = data.draw(st.lists(st.sampled_from(sorted(old)), max_size=9)) if old else []
    kept = list(old)
    for number in gone:
        if number not in kept:
            with pytest.raises(ValueError, match="missing"):
                indexes.renewed(array("q", sorted(old)), gone, [])
            return
        kept.remove(number)
    assert list(indexes.renewed(array("q", sorted(old)), gone, new)) == sorted(kept + new)


@pytest.mark.slow
@given(st.lists(st.text()), st.lists(st.tuples(st.integers(0, 9), st.text())))
def test_texts_are_a_list(old: list[str], changes: list[tuple[int, str]]) -> None:
    texts = StringTable()
    texts.extend(old)
    for place, text in changes:
        if place < len(old):
            old[place] = texts[place] = text
            texts = StringTable(texts.pack()) if len(text) % 2 else texts
    assert list(texts) == old
    assert list(StringTable(texts.pack())) == old
    assert len(texts) == len(old)
