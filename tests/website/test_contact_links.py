"""Links that reach a contact with one tap."""

from __future__ import annotations

import pytest

from followup_md.model.contact import Contact, Labelled
from followup_md.model.settings import Settings
from followup_md.website.pages.contact_links import action, mailto, tel


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+1 555 0100", "+15550100"),
        ("(0)20 7946 0018", "2079460018"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("0091-22.555", "009122555"),
        ("555 0100 ext. 12", "5550100;ext=12"),
        ("+1 555 0100 x12", "+15550100;ext=12"),
        ("555 0100, Extension: 12", "5550100;ext=12"),
        ("+1-555-0100;ext=12", "+15550100;ext=12"),
        ("555 0100 #12", "5550100;ext=12"),
        ("555 0100,,12", "5550100"),
        ("555 0100 / 0101", "5550100"),
        ("555 0100; 555 0101", "5550100"),
        ("555 0100 (office)", "5550100"),
        ("1-800-FLOWERS", ""),
        ("1 800 flowers", ""),
        ("0800 REIMANN (007 346 266)", ""),
        ("call me", ""),
        ("12", ""),
        ("+1;url=javascript:1", ""),
        ("٠١٢٣٤٥", ""),
        ("", ""),
    ],
)
def test_links_to_phone_numbers(number: str, expected: str) -> None:
    assert tel(number, "tel:") == (f"tel:{expected}" if expected else "")
    text_to = expected.partition(";")[0]
    assert tel(number, "sms:") == (f"sms:{text_to}" if text_to else "")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("ann@acme.example", "mailto:ann@acme.example"),
        ("ann+x@acme.example", "mailto:ann+x@acme.example"),
        ("ann?cc=b@acme.example", "mailto:ann%3Fcc%3Db@acme.example"),
        ("ünï@acme.example", "mailto:%C3%BCn%C3%AF@acme.example"),
        ("Ann <ann@acme.example>", ""),
        ("a@b@c", ""),
        ("nobody", ""),
        ("a@b.example,c@d.example", ""),
        ("a@b\n.example", ""),
    ],
)
def test_mail_addresses(address: str, expected: str) -> None:
    assert mailto(address) == expected


def test_a_text_goes_to_the_mobile() -> None:
    phones = (Labelled("work", "020 1111"), Labelled("Mobile", "07700 900"))
    ann = Contact("ann", "Ann", phone=phones)
    assert action("text", ann, Settings()).href == "sms:07700900"
    assert action("phone", ann, Settings()).href == "tel:0201111"
    assert action("lunch", ann, Settings()).href == ""
