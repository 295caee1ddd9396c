"""A deterministic generator of books: contact i depends on i alone.

    python benchmarks/books.py 10000 FOLDER

Files are 1.3 to 3 kB with 5 to 30 touches over three years, 250 to a folder; about a sixth of the
contacts is due on DAY.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path

DAY = date(2026, 6, 30)
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


def contact(number: int) -> str:
    """Return the text of contact `number`."""
    pick = random.Random(number)
    first, last = pick.choice(FIRST), pick.choice(LAST)
    lines = [
        "---",
        f"name: {first} {last} {number}",
        f"org: {pick.choice(WORDS).title()} & {pick.choice(LAST)}",
        f"role: {pick.choice(('Buyer', 'Owner', 'Head of operations', 'Architect'))}",
        f"email: {first.lower()}.{number}@example.org".encode("ascii", "ignore").decode(),
        f'phone: "+1 555 {number % 10000:04d}"',
        f"tags: [{', '.join(pick.sample(('client', 'friend', 'chamber', 'supplier'), 2))}]",
        f"owner: {pick.choice(('paul', 'mary'))}",
        f"met: {DAY - timedelta(days=pick.randint(900, 1500))} at the fair in {pick.choice(LAST)}",
        f"reason: the {pick.choice(WORDS)} for the {pick.choice(WORDS)}",
    ]
    if pick.random() < 0.3:
        lines.append(f"birthday: --{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}")
    if pick.random() < 0.6:
        lines.append(f"keep: {pick.choice(('close', 'friend', 'network', 'dormant', '90d'))}")
    lines.append("touches:")
    count = min(30, 5 + int(pick.expovariate(0.22)))
    # Most were reached not long ago, so that about a sixth is due.
    day = DAY - timedelta(days=int(pick.betavariate(1, 4) * 200))
    days = sorted(day - timedelta(days=int(pick.random() ** 2 * 1000)) for _ in range(count - 1))
    for when in [*days, day]:
        way, table = ("in ", IN) if pick.random() < 0.25 else ("", OUT)
        channel, outcomes = pick.choice(table)
        if when is day and pick.random() < 0.9:
            way, channel, outcomes = "", "call", ("answered",)
        outcome = pick.choice(outcomes)
        words = f"{when} {way}{channel} {outcome}".rstrip()
        lines.append(f"  - {words}, {pick.choice(NOTES)}")
    if pick.random() < 0.1:
        lines += ["promises:", f"  - {day + timedelta(days=30)}, send the {pick.choice(WORDS)}"]
    if pick.random() < 0.05:
        lines += ["quotes:", f"  - {day} Q-{number}, {pick.choice(WORDS)}, 1200 EUR"]
    body = [
        " ".join(pick.choices(WORDS, k=12)).capitalize() + "." for _ in range(pick.randint(1, 6))
    ]
    return "\n".join([*lines, "---", "", *body, ""])


def write(count: int, root: Path) -> None:
    """Write a book of `count` contacts."""
    (root / "site").mkdir(parents=True, exist_ok=True)
    for start in range(0, count, 250):
        folder = root / "contacts" / f"{start // 250:03d}"
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(start, min(start + 250, count)):
            (folder / f"c{number:06d}.md").write_text(contact(number), encoding="utf-8")
    (root / "followup.yml").write_text("timezone: Europe/Rome\n", encoding="utf-8")
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
