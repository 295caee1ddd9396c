"""The benchmarks measure what they say: the same people for everybody, and aims kept or not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from followup_md.book.book import open_book
from followup_md.model.contact import Contact
from tests.helpers.book_folder import PROJECT

sys.path.append(str(PROJECT / "benchmarks"))

import books
import page
from measure import Cost, Job, once
from page import Aim, Line
from peers import PEERS, Peer, people
from year.figures import table
from year.program import Program, Shown
from year.simulation import Simulation

FEW = 12


def line(what: str, size: int, seconds: float, ratio: float, aim: Aim) -> Line:
    cost, other = Cost(seconds, seconds, 150), Cost(seconds / ratio, seconds / ratio, 10)
    return Line(what, "`a floor`", size, cost, other, (ratio, ratio), aim, every=210.4, runs=5)


def test_a_contact_depends_on_its_number_alone(tmp_path: Path) -> None:
    script = PROJECT / "benchmarks" / "books.py"
    subprocess.run([sys.executable, script, "600", tmp_path / "large"], check=True)
    books.write(FEW, tmp_path / "small")
    for number in range(FEW):
        small, large = (tmp_path / book / books.path(number) for book in ("small", "large"))
        assert small.read_bytes() == large.read_bytes()
    assert len(list((tmp_path / "large").rglob("c*.md"))) == 600


def test_a_book_is_read_without_a_word(tmp_path: Path) -> None:
    books.write(FEW, tmp_path)
    reading = open_book(tmp_path).read()
    assert not reading.problems
    assert [c.name for c in reading.contacts] == [books.person(n).name for n in range(FEW)]


@pytest.mark.slow
@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_shows_those_whom_it_is_to_show(peer: Peer, tmp_path: Path) -> None:
    if not peer.program():
        pytest.skip(f"{peer.name} is not installed")
    due = {1, 5, 7}
    peer.write(people(FEW, due), tmp_path)
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    job = peer.job(tmp_path, env)
    peer.prove(job, FEW, len(due))
    shown = subprocess.run(job.command, cwd=tmp_path, env=env, capture_output=True, text=True)
    for number in range(FEW):
        name = books.person(number).name
        # A blank after it: of two contacts one may be called "Ann Lee 1", the other "Ann Lee 11".
        assert (f"{name} " in shown.stdout.replace("\n", " ")) == (peer.everybody or number in due)
    with pytest.raises(SystemExit, match="rows for"):
        peer.prove(job, 100, 100)


def test_a_command_that_fails_gives_no_figure(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="exit code 3"):
        once(Job(["sh", "-c", "exit 3"], tmp_path, {"PATH": "/usr/bin:/bin"}))
    with pytest.raises(SystemExit, match="exit code 127"):
        once(Job(["no-such-program"], tmp_path, {"PATH": "/usr/bin:/bin"}))


@pytest.mark.slow
@pytest.mark.parametrize("terminal", [True, False])
def test_a_figure_is_of_the_command_and_its_children(terminal: bool, tmp_path: Path) -> None:
    code = f"import sys; sys.exit(sys.stdout.isatty() is not {terminal})"
    work = "b = bytes([1]) * 90_000_000; sum(range(20_000_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{work}']); {code}"
    large = once(Job([sys.executable, "-c", child], tmp_path, {}, terminal))
    small = once(Job([sys.executable, "-c", code], tmp_path, {}, terminal))
    assert small.memory < 40 < 90 < large.memory
    assert small.cpu < large.cpu


def test_the_page_says_which_aims_are_met_and_by_how_much_others_are_missed() -> None:
    both = page.row(line("first `due`", 100_000, 12, 0.9, Aim(wall=0.8, memory=200)))
    assert both.endswith("| 0.90 | 0.90 | wall ≤ 0.8: missed by 12 %; memory ≤ 200 MB: met |")
    assert "| 100,000 | 12,000 | 12,000 | 150 (all: 210) |" in both
    assert page.row(line("`--help`", 0, 0.05, 1.3, Aim(cpu=1.3))).endswith("| CPU ≤ 1.3: met |")
    assert page.row(line("x", 1000, 1, 0.014, Aim())).endswith("| 0.014 | 0.014 |  |")


def test_growth_is_from_one_size_to_the_next() -> None:
    lines = [
        line("x", size, took, 2, Aim()) for size, took in ((100, 1), (1000, 10.9), (10_000, 163.5))
    ]
    table = page.growth(lines).splitlines()
    assert table[2:] == [
        "| x | 100 to 1,000 | 10.9 | 10.9 | CPU ≤ 10: met |",
        "| x | 1,000 to 10,000 | 15.0 | 15.0 | CPU ≤ 10: missed by 50 % |",
    ]


def test_only_what_is_between_the_marks_is_written_anew(tmp_path: Path) -> None:
    start, end = (f"<!-- benchmarks/run.py: {word} -->" for word in ("start", "end"))
    text = f"# Before\n\n{start}\nold\n{end}\n\nAfter.\n"
    (tmp_path / "performance.md").write_text(text, encoding="utf-8")
    lines = [line(what, size, 1, 2, Aim()) for size in (100, 1000) for what in ("`y` <", "x")]
    for _ in range(2):
        page.write(tmp_path, lines, "Today, here.")
    written = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert written.startswith(f"# Before\n\n{start}\n\nToday, here. Medians of 5 pairs.")
    assert written.endswith(f"|\n\n{end}\n\nAfter.\n")
    assert written.index("| `y` < | 1,000 |") < written.index("| x | 100 |")
    picture = ElementTree.parse(tmp_path / "images" / "performance.svg")
    words = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert words[-3:] == ["y <", "x", "a floor"]


def lived(seed: int, until: date, program: Program) -> dict[str, Any]:
    simulation = Simulation(seed, program)
    return table(simulation.run(until), simulation.states, until)


@pytest.mark.parametrize("seed", [2, 3])
def test_a_few_weeks_with_the_program_drop_nothing_and_pester_nobody(seed: int) -> None:
    found = lived(seed, date(2026, 4, 3), Program())
    assert found["touches"] > 200
    assert found["missed calls of theirs"]["count"] > 3
    assert found["missed calls of theirs"]["vanished, not returned"] == 0
    assert found["agreed days"]["vanished"] == 0
    assert found["rows that stand in the evening after the act"] == {}
    assert found["rows a day"]["median"] <= 6
    assert found["longest run of a row that was acted on, days"]["days"] <= 10
    assert found["their late promises"]["tries each, most"] <= 5
    assert found["channels"]["'did it happen?' with a channel"].startswith("0 of ")
    assert found["channels"]["`prefer` ignored"] == 0


class Forgetful(Program):
    """Never says what is owed, and forgets each follow-up day."""

    forgotten = ("owed", "follow-up")

    def due(self, contacts: Iterable[Contact], on: date) -> list[Shown]:
        return [row for row in super().due(contacts, on) if row.kind not in self.forgotten]

    def dates(self, contact: Contact, on: date) -> list[tuple[str, date, date]]:
        return [each for each in super().dates(contact, on) if each[0] not in self.forgotten]


def test_a_program_that_forgets_is_found_out_in_the_same_world() -> None:
    until = date(2026, 2, 13)
    good, bad = lived(2, until, Program()), lived(2, until, Forgetful())
    assert bad["missed calls of theirs"]["vanished, not returned"] > 0
    assert bad["agreed days"]["vanished"] == bad["agreed days"]["count"] > 0
    assert bad["birthdays"]["count"] == good["birthdays"]["count"]
    assert bad["quotes"]["count"] == good["quotes"]["count"]


def test_a_year_is_the_same_each_time_and_leaves_a_book_that_can_be_read(tmp_path: Path) -> None:
    script = PROJECT / "benchmarks" / "simulated_year.py"
    command = [sys.executable, str(script), "--seed", "5", "--until", "2026-01-16", "--json"]
    env = {"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"}
    runs = [
        subprocess.run(
            [*command, "--book", str(tmp_path)], env=env, capture_output=True, check=True
        )
        for _ in range(2)
    ]
    assert runs[0].stdout == runs[1].stdout
    reading = open_book(tmp_path).read()
    assert not reading.problems
    assert len(reading.contacts) == 60
    touches = sum(len(contact.touches) for contact in reading.contacts)
    assert touches == json.loads(runs[0].stdout)["touches"]
