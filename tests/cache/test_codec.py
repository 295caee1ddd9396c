from __future__ import annotations

import marshal
from datetime import date

import pytest

from followup_md.cache import codec
from followup_md.model.contact import Contact, Dated, Labelled, Snooze, Status
from tests.helpers.random_books import Maker


@pytest.mark.parametrize("seed", range(40))
def test_contacts_and_settings_come_back_as_they_were(seed: int) -> None:
    maker = Maker(seed, date(2026, 9, 14))
    settings = maker.settings()
    again = codec.unpack_settings(marshal.loads(marshal.dumps(codec.pack_settings(settings))))
    assert again == settings
    assert repr(again.cadences) == repr(settings.cadences)
    for number in range(10):
        contact = maker.contact(number)
        kept = codec.unpack_contact(marshal.loads(marshal.dumps(codec.pack_contact(contact))))
        assert kept == contact
        assert repr(kept) == repr(contact)  # a tuple equals another of any class


def test_every_field_of_a_contact_comes_back() -> None:
    contact = Contact(
        "a/b",
        "Émile",
        email=(Labelled("work", "a@example.org"),),
        met=Dated(date.min, "a fair"),
        snooze=Snooze(date.max, date(2026, 1, 1), "\x7f"),
        status=Status("declined", "me", date(2026, 1, 2), "no"),
        hours=("09:00", "18:00"),
        more=(("shoe size", "43"),),
        body="text\n",
    )
    kept = codec.unpack_contact(marshal.loads(marshal.dumps(codec.pack_contact(contact))))
    assert repr(kept) == repr(contact)
