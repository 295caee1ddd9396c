"""Filling a contact: it only adds, in the style of the file."""

from __future__ import annotations

import pytest

from followup_md.editing import filling, new_contact
from followup_md.editing.plan import PlannedEdits, apply_plan
from followup_md.model.contact import Birthday, Contact, Dated, Labelled
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text

SETTINGS = Settings()
THEIRS = Contact(
    "",
    "Ann Lee",
    uid="u1",
    nickname=("Annie",),
    org=("Acme",),
    url=("https://a.example",),
    email=(Labelled("", "ann@a.example"), Labelled("home", "ann@home.example")),
    phone=(Labelled("mobile", "+1 555 010 0100"),),
    birthday=Birthday(12, 9, 1970),
    tags=("client", "fair"),
    met=None,
    more=(("address", "1 Main St: rear, Rome"),),
    body="Sails.\n",
)


def values(field: object) -> object:
    """Return the value of a field without labels and lines, which differ by what was there."""
    if isinstance(field, tuple) and not hasattr(field, "_fields"):
        return [getattr(each, "value", getattr(each, "note", each)) for each in field]
    return field


def filled(front: str, theirs: Contact = THEIRS, *update: str) -> tuple[str, filling.Filled]:
    """Fill a file; return its new text and what was done."""
    text = f"---\n{front}---\nThe body stays.\n"
    contact = read_text("ann", text, SETTINGS).contact
    assert contact is not None
    found = filling.fill(contact, theirs, update)
    plan = PlannedEdits(filling.edits(contact, found.contact), "")
    new = apply_plan(text, lambda _: plan, "ann", SETTINGS)
    assert list(map(values, new.contact[1:-2])) == list(map(values, found.contact[1:-2]))
    again = filling.fill(new.contact, theirs, update)
    assert (again.added, again.kept) == ((), found.kept)
    return new.text.removeprefix("---\n").partition("---\n")[0], found


CASES = {
    "an empty contact": (
        "name: Ann Lee\n",
        "name: Ann Lee\nuid: u1\norg: Acme\nbirthday: 1970-12-09\nnickname: Annie\n"
        "url: https://a.example\ntags: [client, fair]\nemail:\n  other: ann@a.example\n"
        "  home: ann@home.example\nphone:\n  mobile: +1 555 010 0100\n"
        'address: "1 Main St: rear, Rome"\n',
    ),
    "one address, without a label": (
        "name: Ann Lee\nuid: x\nnickname: annie\norg: acme\nurl: http://a.example/\n"
        "email: ANN@a.example # work\nphone: (555) 010-0100\nbirthday: --12-09\n"
        "tags: fair, client\naddress: x\n",
        "name: Ann Lee\nuid: x\nnickname: annie\norg: acme\nurl: http://a.example/\n"
        "email: [ANN@a.example, ann@home.example] # work\nphone: (555) 010-0100\n"
        "birthday: 1970-12-09\ntags: fair, client\naddress: x\n",
    ),
    "labels, and entries below": (
        "name: Ann Lee\nemail:\n  work: ann@a.example  # w\n  home: x@x.example\n"
        "phone: {mobile: 5550100100}\ntags:\n  - client\ntouches:\n  - 2026-01-01 call\n",
        "name: Ann Lee\nemail:\n  work: ann@a.example  # w\n  home: x@x.example\n"
        "  home 2: ann@home.example\n"
        "phone: {mobile: 5550100100}\ntags:\n  - client\n  - fair\nuid: u1\norg: Acme\n"
        "birthday: 1970-12-09\nnickname: Annie\nurl: https://a.example\n"
        'address: "1 Main St: rear, Rome"\ntouches:\n  - 2026-01-01 call\n',
    ),
}


@pytest.mark.parametrize(("front", "expected"), CASES.values(), ids=CASES)
def test_what_is_lacking_is_added_in_the_style_of_the_file(front: str, expected: str) -> None:
    text, found = filled(front)
    assert sorted(text.splitlines()) == sorted(expected.splitlines())
    assert found.kept == ("note",)


def test_a_flow_mapping_and_an_empty_key_are_filled_where_they_are() -> None:
    text, _ = filled(
        "name: Ann Lee\nemail: {work: x@x.example}\nphone:\norg: A\nnickname: B\nurl: c\nuid: d\n"
        "birthday: 1970-12-09\ntags: [client, fair]\naddress: e\n"
    )
    assert "email: {work: x@x.example, other: ann@a.example, home: ann@home.example}\n" in text
    assert "phone: {mobile: +1 555 010 0100}\n" in text


def test_what_differs_is_kept_and_named_unless_it_is_to_be_updated() -> None:
    theirs = Contact("", "Ann Lee", org=("New",), role=("Boss",), birthday=Birthday(1, 2, 1980))
    front = "name: Ann Lee\norg: Old\nrole: [Buyer, Cook]\nbirthday: 1970-12-09\n"
    text, found = filled(front, theirs)
    assert (text, found.kept) == (front, ("org", "role", "birthday"))
    text, found = filled(front, theirs, "org", "role")
    assert text == "name: Ann Lee\norg: New\nrole: Boss\nbirthday: 1970-12-09\n"
    assert (found.added, found.kept) == (("org", "role"), ("birthday",))


def test_what_is_yours_is_never_set() -> None:
    theirs = Contact("", "Ann Lee", private=True, cadence="warm", keep="30d", tags=("private",))
    text, found = filled("name: Ann Lee\n", theirs)
    assert (text, found.added, found.kept) == ("name: Ann Lee\n", (), ("tags",))


def test_an_address_for_a_name_gives_way_to_the_name() -> None:
    text, found = filled("name: a@a.example\nemail: a@a.example\n", Contact("", "Ann Lee"))
    assert text == "name: Ann Lee\nemail: a@a.example\n"
    assert found.added == ("name",)


def test_when_you_met_first_is_not_replaced() -> None:
    from datetime import date

    theirs = Contact("", "Ann Lee", met=Dated(date(2024, 3, 12), "LinkedIn"))
    front = "name: Ann Lee\nmet: 2020-01-01 the fair\n"
    assert filled(front, theirs) == (front, filling.Filled(read("ann", front)))


def read(id_: str, front: str) -> Contact:
    contact = read_text(id_, f"---\n{front}---\nThe body stays.\n", SETTINGS).contact
    assert contact is not None
    return contact


def test_the_text_of_a_new_contact_reads_back_as_it() -> None:
    contact = THEIRS._replace(id="ann", email=filling.with_labels(THEIRS.email))
    text = new_contact.text_of(contact, SETTINGS)
    assert read_text("ann", text, SETTINGS).contact == contact
    assert text.endswith("\n---\nSails.\n")
