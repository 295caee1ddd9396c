"""No command opens a connection: every call that makes or uses a socket is looked at."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from followup_md import cli
from tests.helpers.book_folder import ON, PROJECT, BookFolder
from tests.helpers.real_git import commit_all, git

STRACE = shutil.which("strace")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(STRACE is None, reason="strace is not installed"),
]
PATIENCE = 60.0  # seconds
WATCH = ("-f", "--seccomp-bpf", "-qq", "-e", "trace=%network")
CASES = PROJECT / "tests/cases/import"
MAIL = """\
From: Ann <ann@example.org>
To: nora@example.org
Date: Mon, 7 Sep 2026 09:00:00 +0000
Subject: hello
Message-ID: <1@example.org>

See https://example.org/ and http://example.org/x.png
"""
MEETING = """\
BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/Dublin:20260907T090000
SUMMARY:the fair
ATTENDEE:mailto:ann@example.org
END:VEVENT
END:VCALENDAR
"""
CALLS = '<calls><call number="+353861234567" duration="9" date="1788768000000" type="1" /></calls>'
ANN = """\
---
name: Ann Lee
email: ann@example.org
phone: +353 86 123 4567
url: https://example.org/ann
timezone: Europe/Dublin
reason: the fair
promises:
  - 2026-09-14, the brochure
quotes:
  - 2026-09-01 Q-1, roof
touches:
  - 2026-09-01 call voicemail
---

![a picture](https://example.org/ann.png) and https://example.org/
"""
# What is typed, by command. All that reads a book reads Ann's, whose file has addresses in it.
TYPED: Mapping[str, Sequence[str]] = {
    "demo": ("demo --no-serve",),
    "init": ("init ../new",),
    "setup": ("setup",),
    "due": ("due", "due --json", "due --digest", "due -q"),
    "next": ("next",),
    "why": ("why ann",),
    "draft": ("draft ann", "draft ann --form email --eml -"),
    "show": ("show ann",),
    "lsp": ("lsp",),
    "list": ("list",),
    "stats": ("stats",),
    "review": ("review",),
    "check": ("check",),
    "log": ("log ann call", "log --mail"),
    "add": ("add Eve",),
    "set": ("set ann keep 60d",),
    "promise": ("promise ann plan --by 2027-10-01",),
    "quote": ("quote ann Q-2 -m roof",),
    "settle": ("settle ann brochure kept",),
    "snooze": ("snooze ann 2027-10-01",),
    "follow-up": ("follow-up ann 2027-10-01",),
    "decline": ("decline bob call -m no",),
    "introduce": ("introduce ann bob",),
    "status": ("status bob archived",),
    "edit": ("edit ann",),
    "agenda": ("agenda",),
    "build": ("build", "build"),
    "publish": ("publish",),
    "import": (
        "import google.csv google.vcf monica-4.json",
        "import inbox.mbox",
        "import calls.xml",
        "import fair.ics",
    ),
    "export": (
        *(f"export {word}" for word in ("vcard", "csv", "json", "ics", "atom", "schema")),
        "export todo todos",
        "export vcard cards/",
    ),
    "inbox": ("inbox",),
    "undo": ("undo",),
    "sync": ("sync", "sync"),
    "completion": ("completion bash",),
}

# Exit codes, where it is not 0 or 1: nobody is there to answer.
WENT_WELL = {"next": (2, 3), "publish": (3,)}


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.write("followup.yml", "timezone: Europe/Dublin\nmy_email: nora@example.org\n")
    book.write("contacts/ann.md", ANN)
    book.write("contacts/bob.md", "---\nname: Bob Ray\nreason: the fair\n---\n")
    book.write("inbox.txt", "Ann Lee: 2026-09-02 call, y\n")
    book.write("inbox.mbox", f"From ann@example.org Mon Sep  7 09:00:00 2026\n{MAIL}")
    book.write("calls.xml", CALLS)
    book.write("fair.ics", MEETING)
    for source, name in (
        ("google-2024.csv", "google.csv"),
        ("google.vcf", "google.vcf"),
        ("monica-4.json", "monica-4.json"),
    ):
        shutil.copy(CASES / source, book.root / name)
    book.write(
        "mkdocs.yml",
        "site_name: Book\nsite_url: https://example.org/book/\ndocs_dir: site\nsite_dir: public\n"
        "plugins: [followup]\ntheme: {name: followup}\n",
    )
    book.write("site/index.md", "# Home\n")
    (book.root / "cards").mkdir()
    git(book.root, "init", "-q", "--bare", "../shared")
    commit_all(book.root)
    git(book.root, "remote", "add", "origin", "../shared")
    git(book.root, "push", "-q", "-u", "origin", "HEAD")
    return book


def watched(typed: str, log: Path) -> list[str]:
    """Return the words that run a command while strace writes down what it does with sockets."""
    assert STRACE is not None
    watch = [STRACE, *WATCH, "-o", str(log)]
    on = ["--on", ON] if typed.split()[0] in ("due", "build", "export", "agenda") else []
    return [*watch, sys.executable, "-m", "followup_md", *typed.split(), *on]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(PROJECT), "EDITOR": "true", "VISUAL": "true"}


def connections(log: Path) -> list[str]:
    """Return the calls that have to do with another machine; sockets of this one have a path."""
    lines = log.read_text().splitlines()
    calls = [line for line in lines if re.search(r"\w+\(", line)]
    return [line for line in calls if re.search("AF_(?!UNIX|LOCAL|NETLINK|UNSPEC)", line)]


def test_every_command_is_looked_at() -> None:
    named = {name for rows in cli.TABLE.values() for name in rows}
    assert named == {*TYPED, "serve"}


def test_a_connection_would_be_seen(tmp_path: Path) -> None:
    log = tmp_path / "control.strace"
    program = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    assert STRACE is not None
    watch = [STRACE, *WATCH, "-o", str(log)]
    subprocess.run([*watch, sys.executable, "-c", program], check=True)
    assert any("connect(" in line for line in connections(log))


def test_no_command_opens_a_connection(ann: BookFolder, tmp_path: Path) -> None:
    for command, lines in TYPED.items():
        for number, typed in enumerate(lines):
            log = tmp_path / f"{command}-{number}.strace"
            done = subprocess.run(
                watched(typed, log),
                cwd=ann.root,
                env=environment(),
                input=MAIL,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            assert done.returncode in WENT_WELL.get(command, (0, 1)), (typed, done.stderr)
            assert "Traceback" not in done.stderr
            assert log.exists()
            assert connections(log) == [], typed


def test_the_preview_listens_on_this_machine_only(ann: BookFolder, tmp_path: Path) -> None:
    log = tmp_path / "serve.strace"
    running = subprocess.Popen(
        watched("serve --port 0", log),
        cwd=ann.root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not (log.exists() and "listen(" in log.read_text()):
        assert running.poll() is None, running.communicate()
        time.sleep(0.1)
    os.killpg(running.pid, signal.SIGTERM)
    running.communicate()
    found = connections(log)
    assert any("bind(" in line for line in found)
    for line in found:
        assert re.search(r"socket\(|127\.0\.0\.1|AF_INET, sin_port=htons\(0\).*127", line), line
