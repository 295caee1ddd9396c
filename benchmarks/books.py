"""A deterministic generator of books: contact i depends on i alone.

    python benchmarks/books.py 10000 FOLDER

Files are 1.3 to 3 kB with 5 to 30 touches over three years, 250 to a folder; about a sixth of the
contacts is due on DAY. `person` gives the same people to programs with other formats.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

DAY = date(2026, 6, 30)
SETTINGS = "timezone: Europe/Rome\n"
SNOOZE = f"snooze: {DAY + timedelta(days=900)} until the fair"
AWAKE = 600  # contacts of which a hundred are due
FIRST = ("Ann", "Bob", "Chloé", "Dmitri", "Elif", "Femi", "Grace", "Hiro", "Inés", "José", "Kofi")
LAST = ("Lee", "Smith", "Okafor", "Müller", "Rossi", "Tanaka", "Novák", "Silva", "Haddad", "Kaur")
NOTES = (
    "about the quote",
    "my son took the message",
    "wants two options, one of them cheaper",
    "asks for a date in the first week of the month",
    "the same message in writing",
    "talked for half an hour about the new site and the people there",
    "sent the article on heat pumps: she had asked for it",
    "will be back after the holidays",
)
OUT = (
    ("call", ("voicemail", "no-answer", "answered", "busy", "")),
    ("email", ("", "sent", "fyi")),
    ("text", ("", "sent")),
    ("meeting", ("",)),
)
IN = (("call", ("missed", "answered")), ("email", ("",)), ("text", ("",)))
WORDS = (
    "the",
    "site",
    "order",
    "crew",
    "roof",
    "delivery",
    "spring",
    "talk",
    "plan",
    "sample",
    "boat",
)


class Touch(NamedTuple):
    day: date
    words: str  # way, channel and outcome
    note: str


class Person(NamedTuple):
    """A contact, before it is put into a format."""

    name: str
    org: str
    role: str
    email: str
    phone: str
    tags: tuple[str, ...]
    front: tuple[str, ...]  # further lines of the front matter, up to the touches
    touches: tuple[Touch, ...]
    after: tuple[str, ...]  # the lines after them
    body: tuple[str, ...]


def person(number: int) -> Person:
    """Make up contact `number`. The order of the draws is what makes each one who it is."""
    pick = random.Random(number)
    first, last = pick.choice(FIRST), pick.choice(LAST)
    org = f"{pick.choice(WORDS).title()} & {pick.choice(LAST)}"
    role = pick.choice(("Buyer", "Owner", "Head of operations", "Architect"))
    email = f"{first.lower()}.{number}@example.org".encode("ascii", "ignore").decode()
    tags = tuple(pick.sample(("client", "friend", "chamber", "supplier"), 2))
    front = tuple(_front(pick))
    touches = tuple(_touches(pick))
    after = tuple(_after(pick, number, touches[-1].day))
    lines = range(pick.randint(1, 6))
    body = tuple(" ".join(pick.choices(WORDS, k=12)).capitalize() + "." for _ in lines)
    phone = f"+1 555 {number % 10000:04d}"
    name = f"{first} {last} {number}"
    return Person(name, org, role, email, phone, tags, front, touches, after, body)


def _front(pick: random.Random) -> Iterator[str]:
    yield f"owner: {pick.choice(('paul', 'mary'))}"
    met = DAY - timedelta(days=pick.randint(900, 1500))
    yield f"met: {met} at the fair in {pick.choice(LAST)}"
    yield f"reason: the {pick.choice(WORDS)} for the {pick.choice(WORDS)}"
    if pick.random() < 0.3:
        yield f"birthday: --{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}"
    if pick.random() < 0.6:
        yield f"keep: {pick.choice(('close', 'friend', 'network', 'dormant', '90d'))}"


def _touches(pick: random.Random) -> Iterator[Touch]:
    count = min(30, 5 + int(pick.expovariate(0.22)))
    # Most were reached not long ago, so that about a sixth is due.
    day = DAY - timedelta(days=int(pick.betavariate(1, 4) * 200))
    days = sorted(day - timedelta(days=int(pick.random() ** 2 * 1000)) for _ in range(count - 1))
    for when in [*days, day]:
        way, table = ("in ", IN) if pick.random() < 0.25 else ("", OUT)
        channel, outcomes = pick.choice(table)
        if when is day and pick.random() < 0.9:
            way, channel, outcomes = "", "call", ("answered",)
        words = f"{way}{channel} {pick.choice(outcomes)}".rstrip()
        yield Touch(when, words, pick.choice(NOTES))


def _after(pick: random.Random, number: int, last: date) -> Iterator[str]:
    if pick.random() < 0.1:
        yield from ("promises:", f"  - {last + timedelta(days=30)}, send the {pick.choice(WORDS)}")
    if pick.random() < 0.05:
        yield from ("quotes:", f"  - {last} Q-{number}, {pick.choice(WORDS)}, 1200 EUR")


def contact(number: int, snoozed: bool = False) -> str:
    """Return the text of contact `number`."""
    one = person(number)
    snooze = [SNOOZE] if snoozed else []
    lines = (
        "---",
        f"name: {one.name}",
        f"org: {one.org}",
        f"role: {one.role}",
        f"email: {one.email}",
        f'phone: "{one.phone}"',
        f"tags: [{', '.join(one.tags)}]",
        *one.front,
        *snooze,
        "touches:",
        *(f"  - {touch.day} {touch.words}, {touch.note}" for touch in one.touches),
        *one.after,
        "---",
        "",
        *one.body,
        "",
    )
    return "\n".join(lines)


def path(number: int, flat: bool = False) -> str:
    """Return the path of contact `number`, from the root of its book."""
    folder = "" if flat else f"{number // 250:03d}/"
    return f"contacts/{folder}c{number:06d}.md"


def write(
    count: int, root: Path, settings: str = SETTINGS, flat: bool = False, calm: bool = False
) -> None:
    """Write a book of `count` contacts.

    `flat`: all in one folder, as most people keep them. `calm`: all but some are snoozed, so that
    about a hundred are due.
    """
    (root / "site").mkdir(parents=True, exist_ok=True)
    for number in range(count):
        file = root / path(number, flat)
        if number % 250 == 0:
            file.parent.mkdir(parents=True, exist_ok=True)
        snoozed = calm and number % max(count // AWAKE, 1) > 0
        file.write_text(contact(number, snoozed), encoding="utf-8")
    (root / "followup.yml").write_text(settings, encoding="utf-8")
    (root / "mkdocs.yml").write_text(
        "site_name: Follow-ups\ndocs_dir: site\nsite_dir: public\n"
        "theme: {name: followup}\nplugins: [followup]\n",
        encoding="utf-8",
    )
    (root / "site" / "index.md").write_text(
        "# Agenda\n\n<!-- followup:agenda -->\n", encoding="utf-8"
    )


if __name__ == "__main__":
    write(int(sys.argv[1]), Path(sys.argv[2]))
