"""Who somebody is of those that are known."""

from __future__ import annotations

import pytest

from followup_md.model import known_people as rules
from followup_md.model.contact import Birthday, Contact, Labelled
from followup_md.model.known_people import KnownPeople, Verdict


def person(
    name: str, *reached: str, id_: str = "", uid: str = "", url: str = "", born: str = ""
) -> Contact:
    """Return a contact; what has an @ is an address, the rest a number."""
    return Contact(
        id_ or name.lower().replace(" ", "-"),
        name,
        uid=uid,
        url=(url,) if url else (),
        email=tuple(Labelled("", each) for each in reached if "@" in each),
        phone=tuple(Labelled("", each) for each in reached if "@" not in each),
        birthday=Birthday(*map(int, born.split())) if born else None,
    )


ANN = person("Ann Lee", "ann@a.example", "+1 555 010 0100", url="https://in.example/ann")
BOB = person("Bob Lee", "lees@b.example", "+1 555 010 0200", uid="u1")
EVE = person("Eve Lee", "lees@b.example", "+1 555 010 0300")
NICK = Contact("robert", "Robert Fox", nickname=("Bobby",))
MAIL = person("x@y.example", "x@y.example")
ONE = person("Neha")
EVERYBODY = (ANN, BOB, EVE, NICK, MAIL, ONE)

CASES = {
    "the same uid, whatever the name": (person("Bob Brown", uid="u1"), "bob-lee"),
    "an address and all words of the name": (person("Ann", "ANN@a.example"), "ann-lee"),
    "an address and an initial": (person("A. Lee", "ann@a.example"), "ann-lee"),
    "an address and a new family name": (person("Ann Brown", "ann@a.example"), "ann-lee"),
    "an address, the name in another order": (person("Lee, Ann", "ann@a.example"), "ann-lee"),
    "an address that stands for the name": (person("Xenia Yu", "x@y.example"), "x@y.example"),
    "an address of a household": (person("Eve Lee", "lees@b.example"), "eve-lee"),
    "a page and the name": (person("ann lee", url="http://in.example/ann/"), "ann-lee"),
    "a number without its codes": (person("Ann Lee", "(555) 010-0100"), "ann-lee"),
    "a number with an extension": (person("Ann M. Lee", "555 010 0100 ext. 7"), "ann-lee"),
    "a name alone": (person("LEE Ann"), "ann-lee"),
    "a name, where only one side has an address": (person("Neha", "n@x.example"), "neha"),
    "a name, a page elsewhere": (person("Ann Lee", url="https://ann.example/me"), "ann-lee"),
    "a name, the site itself": (person("Ann Lee", url="https://in.example"), "ann-lee"),
    "the same page, another name": (person("Zoe Fox", url="https://in.example/ann"), ""),
    "a number of a household": (person("Max Lee", "+1 555 010 0100"), ""),
    "nothing in common": (person("Zoe Fox", "zoe@x.example", "+1 555 010 9999"), ""),
}


@pytest.mark.parametrize(("somebody", "id_"), CASES.values(), ids=CASES)
def test_somebody_is_who_shares_enough(somebody: Contact, id_: str) -> None:
    assert KnownPeople(EVERYBODY).who_is(somebody) == Verdict(id_)


UNCLEAR = {
    "an address, another name": (person("Zoe Fox", "ann@a.example"), rules.OTHER_NAME, ["ann-lee"]),
    "an address of two, the name of none": (
        person("Max Lee", "lees@b.example"),
        *(rules.OTHER_NAME, ["bob-lee", "eve-lee"]),
    ),
    "a name, another address": (person("Ann Lee", "a@z.example"), rules.OTHER_ADDRESS, ["ann-lee"]),
    "a name, another uid": (person("Bob Lee", uid="u2"), rules.OTHER_UID, ["bob-lee"]),
    "a name, another page of a network": (
        person("Ann Lee", url="https://www.in.example/ann-2/"),
        *(rules.OTHER_PAGE, ["ann-lee"]),
    ),
    "a nickname of one word": (person("Bobby", "+1 555 010 7777"), rules.ONE_WORD, ["robert"]),
}


@pytest.mark.parametrize(("somebody", "why", "ids"), UNCLEAR.values(), ids=UNCLEAR)
def test_who_may_be_another_is_left(somebody: Contact, why: str, ids: list[str]) -> None:
    assert KnownPeople(EVERYBODY).who_is(somebody) == Verdict("", why, tuple(ids))


def test_namesakes_are_told_apart_by_what_is_said_of_them() -> None:
    known = KnownPeople([person("Ann Lee", born="5 4 1970")])
    assert known.who_is(person("Ann Lee", born="5 4")).id == "ann-lee"
    assert known.who_is(person("Ann Lee", born="6 4")).why == rules.OTHER_BIRTHDAY
    known.put(person("Ann Lee", id_="ann-2"))
    assert known.who_is(person("Ann Lee")) == Verdict("", rules.SEVERAL_NAMES, ("ann-lee", "ann-2"))


def test_one_uid_in_two_files_is_not_settled_by_it() -> None:
    copy = BOB._replace(id="copy")
    assert KnownPeople([BOB, copy]).who_is(BOB).candidates == ("bob-lee", "copy")


def test_what_is_learned_of_somebody_counts_from_then_on() -> None:
    known = KnownPeople([ONE])
    known.put(ONE._replace(email=(Labelled("", "n@x.example"),)))
    assert known.who_is(person("Neha K", "n@x.example")).id == "neha"
