"""The sixty people of the year: who they are, how they can be reached, and how they behave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from year.dice import Dice

YEAR = 2026
FIRST = ("Ann", "Bob", "Chloe", "Dmitri", "Elif", "Femi", "Grace", "Hiro", "Ines", "Jose")
LAST = ("Lee", "Smith", "Okafor", "Moller", "Rossi", "Tanaka")


class Kind(NamedTuple):
    """What people of one kind have in common; rates are events in a year of 250 working days."""

    tag: str
    number: int
    writes: float  # they write, and want an answer
    remarks: float  # they write what needs none
    rings: float  # they ring
    ours: float  # we write about other business
    plans: float  # an appointment is made
    ours_promised: float  # in a talk we promise something
    theirs_promised: float
    follow_ups: float  # in a talk a day is agreed
    quotes: float
    reach: float  # share of calls that they take
    reply: float  # share of messages that they answer


KINDS = (
    Kind("team", 6, 5, 2, 2, 3, 1.2, 1.2, 0.8, 0, 0, 0.6, 0.6),
    Kind("client", 14, 2.2, 0.7, 1.6, 1.5, 1, 0.9, 0.9, 0.7, 0.9, 0.45, 0.45),
    Kind("prospect", 14, 0.4, 0.1, 0.8, 0.2, 0.4, 0.3, 0.3, 0.4, 0.5, 0.22, 0.15),
    Kind("friend", 12, 0.9, 0.5, 0.9, 0.4, 0.7, 0.3, 0.2, 0.2, 0, 0.5, 0.5),
    Kind("supplier", 5, 1.5, 0.6, 1, 1, 0.5, 0.5, 3, 0.4, 0, 0.45, 0.45),
    Kind("network", 9, 0.3, 0.2, 0.3, 0.2, 0.2, 0.1, 0.1, 0.2, 0, 0.35, 0.3),
)


class Person(NamedTuple):
    """One of them."""

    id: str
    name: str
    kind: Kind
    dice: Dice
    since: date  # the day on which the file is made
    email: bool
    phone: bool
    wrong_phone: bool  # what is on file is not theirs
    prefer: tuple[str, ...]
    reason: str
    birthday: date | None
    known: date | None  # a talk before the file begins
    stops: date | None  # the day on which they ask not to be contacted

    @property
    def writes_by(self) -> str:
        """The written channel that they use."""
        if "whatsapp" in self.prefer:
            return "whatsapp"
        if not self.email and not self.phone:
            return "linkedin"
        return "email" if self.email and self.kind.tag != "friend" else "text"


def people(seed: int) -> list[Person]:
    """Return everybody; person n depends on the seed and n alone."""
    kinds = [kind for kind in KINDS for _ in range(kind.number)]
    return [_person(number, kind, seed) for number, kind in enumerate(kinds)]


def _person(number: int, kind: Kind, seed: int) -> Person:
    name = f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST)]}"
    dice = Dice(seed, name)
    first = date(YEAR, 1, 1)
    since = first
    if kind.tag in ("prospect", "network"):
        since = first + timedelta(days=dice.between(0, 270, "since"))
    known: date | None = None
    if kind.tag in ("team", "client", "friend", "supplier") or dice.chance(0.6, "known"):
        known = since - timedelta(days=dice.between(1, 90, "talked"))
    way = dice.roll("addresses")
    birthday: date | None = None
    if number % 12 == 3:  # five fall into the absence, whatever the seed
        birthday = date(1980, 8, 3 + number % 11)
    elif dice.chance(0.9 if kind.tag == "friend" else 0.35, "birthday"):
        day = first + timedelta(days=dice.between(0, 364, "born"))
        birthday = day.replace(year=dice.between(1955, 1999, "year"), day=min(day.day, 28))
    prefer: tuple[str, ...] = ()
    if kind.tag in ("friend", "client"):
        prefer = dice.pick(((), (), ("text", "call"), ("whatsapp", "email"), ("email",)), "prefer")
    if way < 0.15 and prefer != ("email",):
        prefer = ()
    return Person(
        id=name.lower().replace(" ", "-"),
        name=name,
        kind=kind,
        dice=dice,
        since=since,
        email=way < 0.8 or "email" in prefer,
        phone=way >= 0.15 and (way < 0.97 or bool(prefer)),
        wrong_phone=number in (9, 23, 31),
        prefer=prefer,
        reason=_reason(kind, dice),
        birthday=birthday,
        known=known,
        stops=date(YEAR, 5, 4) + timedelta(days=9 * number) if number in (24, 55) else None,
    )


def _reason(kind: Kind, dice: Dice) -> str:
    if kind.tag == "prospect" or (kind.tag == "client" and dice.chance(0.15, "reason")):
        return dice.pick(("the lease", "the new roof", "a talk in spring", "the audit"), "about")
    return ""
