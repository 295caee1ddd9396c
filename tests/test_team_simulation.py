"""A team on one book over real servers: everybody ends up with everything, and nobody is asked."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.book_folder import PROJECT

sys.path.append(str(PROJECT / "benchmarks"))

from hub import aged, servers
from hub.record import Record
from hub.world import clone, make_hub
from team import Team

SEEN = argparse.Namespace(people=3, contacts=12, days=1, actions=3, seed=3)


def has(program: str) -> bool:
    done = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip(), program).exists()


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # to come back: members go to their clones
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))


@pytest.mark.slow
@pytest.mark.parametrize("over", ["daemon", "http"])
def test_over_a_server_nothing_is_lost_or_mixed_and_nobody_is_asked(
    tmp_path: Path, over: str
) -> None:
    program = {"daemon": "git-daemon", "http": "git-http-backend"}[over]
    if not has(program):
        pytest.skip(f"{program} is not installed")
    record = Record()
    hub = make_hub(tmp_path, SEEN.contacts, SEEN.people, record)
    with servers.serving(hub, over) as url:
        outcome = Team(tmp_path, url, SEEN, record).run()
    assert outcome.wrong == []
    assert outcome.needless == []
    assert outcome.rounds <= 3
    assert outcome.entries > 12 * 7


def test_the_record_tells_what_is_lost_mixed_or_doubled(tmp_path: Path) -> None:
    record = Record()
    root = clone(tmp_path, str(make_hub(tmp_path, 3, 2, record)), "p00", setup=False)
    assert record.wrong_in(root) == []
    one, other = root / "contacts/clients/c00000.md", root / "contacts/fair/c00001.md"
    line = next(line for line in one.read_text().splitlines() if line.endswith(" t0."))
    one.write_text(one.read_text().replace(f"{line}\n", ""))
    other.write_text(other.read_text().replace("promises:", f"{line}\npromises:"))
    assert record.wrong_in(root) == [
        "lost: t0. of c00000@people.example",
        "too many: t0. of c00001@people.example",
    ]


@pytest.mark.slow
def test_a_history_that_is_made_is_one_that_sync_goes_on_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aged.measure(tmp_path, contacts=12, people=3, days=2, runs=1)
    said = capsys.readouterr().out
    assert "12 contacts, 3 people, 2 working days: 54 touches, 31 commits" in said
    assert "own and others'" in said
    assert "lost" not in said
