"""The shared repository, the first book in it, and the clones of a team."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from hub.record import Record

FOLLOWUP = (sys.executable, "-m", "followup_md")
FIRST_DAY = date(2026, 3, 2)  # a Monday
FOLDERS = ("clients", "fair", "press", "old")
_BODY = (
    "Met at the fair in {n}; asked about the roof of house {n}.",
    "Sails, two children; knows {n} people at the chamber.",
    "The order of {n} pieces came late, and was paid early.",
    "Prefers mornings, and room {n} of the old building.",
)


def git(folder: Path, *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run Git in a folder."""
    return subprocess.run(["git", *args], cwd=folder, check=check, capture_output=True, text=True)


def prepare(home: Path) -> None:
    """Give all programs an environment of their own."""
    for kind in ("CACHE", "CONFIG", "DATA", "STATE"):
        os.environ.pop(f"XDG_{kind}_HOME", None)
    os.environ |= {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    config = "[user]\n name = Team\n email = team@example.org\n[init]\n defaultBranch = main\n"
    (home / ".gitconfig").write_text(config)


def word_of(number: int) -> str:
    """Return the word of a member: what `owner` and `@BY` use."""
    return f"p{number:02}"


def contact(number: int, owner: str, record: Record, before: int = 6) -> str:
    """Return the text of a contact with some history."""
    pick, email = random.Random(number), f"c{number:05}@people.example"
    lines = [
        "---",
        f"name: Person {number:05}",
        f"email: {email}",
        f'phone: "+353 91 {number:06}"',
        "role: Buyer",
        f"owner: {owner}",
        "met: 2025-09-01 a fair",
        "touches:",
    ]
    for step in range(before):
        day = date(2025, 9, 2) + timedelta(days=20 * step + pick.randrange(15))
        how = pick.choice(("call voicemail", "email", "call answered", "in email"))
        lines.append(f"  - {day} {how}, about the offer {record.new(email)}")
    due = FIRST_DAY + timedelta(days=pick.randrange(10))
    lines += ["promises:", f"  - {due}, the drawings {record.new(email)}", "---"]
    return "\n".join([*lines, *(line.format(n=pick.randrange(99)) for line in _BODY), ""])


def write_book(root: Path, contacts: int, people: int, record: Record) -> None:
    """Write a book whose contacts are looked after by everybody in turn."""
    team = [f"  {word_of(n)}: {{name: Member {n:02}}}" for n in range(people)]
    (root / "followup.yml").write_text("\n".join(["timezone: Europe/Dublin", "team:", *team, ""]))
    (root / ".gitattributes").write_text("/contacts/**/*.md merge=union\n")
    for number in range(contacts):
        path = root / "contacts" / FOLDERS[number % 3] / f"c{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(contact(number, word_of(number % people), record))


def make_hub(folder: Path, contacts: int, people: int, record: Record) -> Path:
    """Return a bare repository with a new book on `main`."""
    shared = folder / "shared.git"
    git(folder, "init", "-q", "--bare", "-b", "main", str(shared))
    git(folder, "clone", "-q", str(shared), "first")
    write_book(folder / "first", contacts, people, record)
    git(folder / "first", "add", ".")
    git(folder / "first", "commit", "-qm", "the book")
    git(folder / "first", "push", "-q", "origin", "HEAD:main")
    return shared


def clone(folder: Path, url: str, name: str, setup: bool) -> Path:
    """Return a new clone; `setup`: with the merge driver."""
    git(folder, "clone", "-q", url, name)
    root = folder / name
    for key, value in (("user.name", name), ("user.email", f"{name}@example.org")):
        git(root, "config", key, value)
    git(root, "config", "followup.me", name)
    if setup:
        subprocess.run([*FOLLOWUP, "setup"], cwd=root, check=True, capture_output=True)
    return root


def heads(roots: Sequence[Path]) -> set[str]:
    """Return the different contents that these clones have."""
    return {git(root, "rev-parse", "HEAD^{tree}").stdout for root in roots}
