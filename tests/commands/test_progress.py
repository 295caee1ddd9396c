"""How far a long run is: on a terminal by name, in a pipe not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.book_folder import PROJECT, BookFolder
from tests.helpers.one_terminal import OneTerminal

COUNT = 5000
CARD = "BEGIN:VCARD\nFN:Ann {0}\nUID:u{0}\nEMAIL:ann{0}@example.org\nEND:VCARD\n"


@pytest.fixture
def cards(book: BookFolder) -> Path:
    return book.write("../people.vcf", "".join(map(CARD.format, range(COUNT))))


@pytest.mark.slow
def test_a_long_import_says_what_it_does(book: BookFolder, cards: Path) -> None:
    with OneTerminal(book) as terminal:
        code, shown = terminal.run("import", str(cards), "--dry-run")
    assert code == 0
    told = [part for part in shown.split("\r\x1b[K") if part]
    bars = [part for part in told if " %" in part]
    assert bars
    phases = {part.partition(" [")[0] for part in bars}
    assert phases <= {"reading people.vcf", "finding out who is who", "preparing the files"}
    assert told[-1].startswith("people.vcf: vCard, 5,000 people\n")  # on a clean line
    done = subprocess.run(
        [sys.executable, "-m", "followup_md", "import", str(cards), "--dry-run"],
        cwd=book.root,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_an_interrupted_import_leaves_nothing_half_done(book: BookFolder, cards: Path) -> None:
    before = sorted(book.root.rglob("*"))
    running = subprocess.Popen(
        [sys.executable, "-m", "followup_md", "import", str(cards)],
        cwd=book.root,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    contacts = book.root / "contacts"
    while not any(contacts.glob(".followup-*")):
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _, err = running.communicate()
    assert (running.returncode, err) == (130, b"followup: interrupted: nothing was written\n")
    assert sorted(path for path in book.root.rglob("*") if ".git" not in path.parts) == [
        path for path in before if ".git" not in path.parts
    ]
