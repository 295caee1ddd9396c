"""Other programs with the same people, each in its own format, at the job nearest to `due`.

taskwarrior and todoman list what is overdue: those who are due for us. khard knows no days: it
lists everybody. ledger adds up the touches of each person: all data are read, a row for each.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import books
from books import Person
from measure import Job, written

PAST = datetime(2020, 1, 1, tzinfo=UTC)
FUTURE = datetime(2100, 1, 1, tzinfo=UTC)
People = Iterable[tuple[int, Person, datetime]]  # number, who, when due


class Peer(NamedTuple):
    """A program, how to give it people, and what to have it do."""

    name: str
    programs: tuple[str, ...]  # its names: Debian has its own for some
    write: Callable[[People, Path], None]
    args: Callable[[Path], list[str]]
    everybody: bool  # whether it lists all, or those who are due
    cpu: float  # the aim: our CPU time for all rows of 10,000 contacts, as a multiple of its own

    def program(self) -> str | None:
        """Return its path; None where it is not installed."""
        return next(filter(None, map(shutil.which, self.programs)), None)

    def job(self, data: Path, env: Mapping[str, str]) -> Job:
        """Return its command on a folder that `write` has filled."""
        return Job([str(self.program()), *self.args(data)], data, env)

    def prove(self, job: Job, size: int, due: int) -> None:
        """Run it once, which fills its cache if it has one; end if it does not show everybody."""
        rows = sum(1 for _ in written(job))
        wanted = size if self.everybody else due
        if not wanted <= rows <= wanted * 1.1 + 10:  # heads and a foot
            raise SystemExit(f"{self.name}: {rows} rows for {wanted} people")


def version(name: str, program: str) -> str:
    """Return the name and version of a program."""
    out = subprocess.run([program, "--version"], capture_output=True, text=True)
    found = re.search(r"\d+(\.\d+)+", out.stdout)
    return f"{name} {found[0]}" if found else name


def people(size: int, due: Collection[int]) -> People:
    """Yield everybody; who is in `due` is overdue, on whatever day this runs."""
    for number in range(size):
        yield number, books.person(number), PAST if number in due else FUTURE


def tasks(them: People, data: Path) -> None:
    """Write a task for each contact, touches as notes."""
    (data / "rc").write_text(f"data.location={data}\nconfirmation=no\nverbose=nothing\n")
    with (data / "pending.data").open("w", encoding="utf-8") as file:
        for number, one, due in them:
            notes = []
            for second, touch in enumerate(one.touches):  # each needs a moment of its own
                day = datetime.combine(touch.day, datetime.min.time(), UTC)
                at = (day + timedelta(seconds=second)).timestamp()
                notes.append(f'annotation_{at:.0f}:"{touch.words}, {touch.note}"')
            file.write(
                f'[{" ".join(notes)} description:"{one.name}" due:"{due.timestamp():.0f}"'
                f' entry:"{PAST.timestamp():.0f}" status:"pending"'
                f' uuid:"00000000-0000-4000-8000-{number:012d}"]\n'
            )


def todos(them: People, data: Path) -> None:
    """Write an iCalendar file for each contact, touches as its description."""
    (data / "config.py").write_text(
        f'path = "{data}/lists/*"\ncache_path = "{data}/cache.sqlite3"\ndate_format = "%Y-%m-%d"\n'
    )
    folder = data / "lists" / "people"
    folder.mkdir(parents=True)
    for number, one, due in them:
        lines = (
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//followup//benchmarks//EN",
            "BEGIN:VTODO",
            f"UID:c{number:06d}",
            f"DTSTAMP:{PAST:%Y%m%dT%H%M%SZ}",
            f"DUE:{due:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{one.name}",
            f"DESCRIPTION:{notes(one)}",
            "END:VTODO",
            "END:VCALENDAR",
        )
        (folder / f"c{number:06d}.ics").write_bytes("".join(f"{x}\r\n" for x in lines).encode())


def cards(them: People, data: Path) -> None:
    """Write a vCard for each contact, touches as its note."""
    folder = data / "people"
    folder.mkdir()
    (data / "khard.conf").write_text(f"[addressbooks]\n[[people]]\npath = {folder}\n")
    for number, one, _ in them:
        first, last = one.name.split(" ", 1)
        lines = (
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"UID:c{number:06d}",
            f"FN:{one.name}",
            f"N:{last};{first};;;",
            f"ORG:{one.org}",
            f"TITLE:{one.role}",
            f"EMAIL:{one.email}",
            f"TEL:{one.phone}",
            f"CATEGORIES:{','.join(one.tags)}",
            f"NOTE:{notes(one)}",
            "END:VCARD",
        )
        (folder / f"c{number:06d}.vcf").write_bytes("".join(f"{x}\r\n" for x in lines).encode())


def notes(one: Person) -> str:
    """Return the touches as a text value of iCalendar and vCard."""
    lines = (f"{touch.day} {touch.words}, {touch.note}" for touch in one.touches)
    return "\\n".join(line.replace(",", "\\,") for line in lines)


def journal(them: People, data: Path) -> None:
    """Write a posting of 1 for each touch, to an account of the contact.

    The accounts stand in folders, as the files of a book do: ledger takes quadratic time for many
    accounts side by side.
    """
    with (data / "journal").open("w", encoding="utf-8") as file:
        for number, one, _ in them:
            for touch in one.touches:
                file.write(f"{touch.day} {touch.words}, {touch.note}\n")
                file.write(f"    (touches:{number // 250:03d}:{one.name})  1\n\n")


PEERS = (
    Peer(
        "taskwarrior", ("task",), tasks,
        lambda data: [f"rc:{data}/rc", "+OVERDUE", "list"], False, 0.25,
    ),
    Peer(
        "todoman", ("todo", "todoman"), todos,
        lambda data: ["--config", f"{data}/config.py", "list", "--due", "1"], False, 0.25,
    ),
    Peer(
        "khard", ("khard",), cards,
        lambda data: ["-c", f"{data}/khard.conf", "list"], True, 0.02,
    ),
    Peer(
        "ledger", ("ledger",), journal,
        lambda data: ["-f", f"{data}/journal", "bal", "touches", "--depth", "3"], True, 0.1,
    ),
)  # fmt: skip
