"""The commands that `faults.py` breaks, each with the book that it finds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

ON = "2026-09-02"
TEXT = """\
---
name: {name}
email: {id}@example.org
promises:
  - 2026-09-04, the brochure
touches:
  - 2026-09-01 call voicemail
---
"""
_TRIMMED = ("-c", "core.fsmonitor=false", "-c", "init.templateDir=")


class Place(NamedTuple):
    """The folder of a case: `book`, what it shares with, and what a home folder holds."""

    folder: Path
    code: Path  # the checkout that runs

    @property
    def book(self) -> Path:
        """The book."""
        return self.folder / "book"

    @property
    def env(self) -> dict[str, str]:
        """The environment: nothing of the user's."""
        people = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", "Nora"), ("EMAIL", "nora@example.org"))
        }
        kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
        return (
            kept
            | people
            | {
                "HOME": str(self.folder / "home"),
                "LANG": "C.UTF-8",
                "GIT_CONFIG_NOSYSTEM": "1",
                "PYTHONPATH": str(self.code),
                "PYTHONDONTWRITEBYTECODE": "1",
            }
        )

    def git(self, *args: str, at: str = "book") -> str:
        """Run Git in one of the repositories; return its output."""
        done = subprocess.run(
            ["git", *_TRIMMED, *args],
            cwd=self.folder / at,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"git {args}: {done.stderr}")
        return done.stdout

    def command(self, words: tuple[str, ...]) -> list[str]:
        """Return the words that run followup."""
        return [sys.executable, "-P", "-m", "followup_md", *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run followup undisturbed."""
        return subprocess.run(
            self.command(words),
            cwd=self.book,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def first(self, *words: str) -> None:
        """Run followup for what a case begins with."""
        done = self.run(*words)
        if done.returncode:
            raise AssertionError(f"{words}: {done.stderr}")

    def write(self, path: str, text: str) -> None:
        """Write a file of the book."""
        full = self.book / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text)


class Case(NamedTuple):
    """A command, and what it begins with."""

    words: tuple[str, ...]
    begin: Callable[[Place], None] = lambda _: None
    commits: bool = False
    again: bool = True  # a second run ends as the first did (`undo` makes it again)


def make(place: Place, case: Case) -> None:
    """Make the book of a case in an empty folder."""
    (place.folder / "home").mkdir(parents=True)
    (place.folder / "home/.gitconfig").write_text(
        "[gc]\nauto = 0\n[maintenance]\nauto = false\n[init]\ndefaultBranch = main\n"
        '[protocol "file"]\nallow = always\n'
    )
    place.book.mkdir()
    place.git("init", "-q", "-b", "main")
    place.write("followup.yml", "timezone: Europe/Dublin\n")
    place.write(".gitignore", "/public/\n/site/agenda.md\n.followup*\n/.public-*\n")
    for id_, name in (("ann", "Ann Lee"), ("bob", "Bob Ray")):
        place.write(f"contacts/{id_}.md", TEXT.format(id=id_, name=name))
    place.git("add", ".")
    place.git("commit", "-qm", "first")
    case.begin(place)


def _logged(*more: str) -> Callable[[Place], None]:
    return lambda place: place.first("log", "ann,bob", "call", "-m", "x", "--on", ON, *more)


def _logged_one(*more: str) -> Callable[[Place], None]:
    return lambda place: place.first("log", "ann", "call", "-m", "x", "--on", ON, *more)


def _declined(place: Place) -> None:
    place.first("status", "ann", "declined", "by", "them", "--on", ON, "--commit")


def _owed(place: Place) -> None:
    place.first("log", "ann", "in", "email", "thanks", "--on", ON, "--commit")


def _unquoted(place: Place) -> None:
    for id_ in ("ann", "bob"):
        text = (place.book / f"contacts/{id_}.md").read_text()
        place.write(f"contacts/{id_}.md", text.replace("voicemail\n", "voicemail, at: 9: 30\n"))
    place.write("followup.yml", "timezone: Europe/Dublin\ncommit: true\n")
    place.git("commit", "-qam", "with mistakes")


def _page(place: Place) -> None:
    place.first("agenda", "--on", ON)
    place.first("log", "bob", "email", "--on", ON)


def _site(place: Place) -> None:
    place.write(
        "mkdocs.yml",
        (
            "site_name: Book\ndocs_dir: site\nsite_dir: public\nplugins: [followup]\n"
            "theme: {name: followup}\n"
        ),
    )
    place.write("site/index.md", "# Home\n")
    place.git("add", ".")
    place.git("commit", "-qm", "a site")


def _built(place: Place) -> None:
    _site(place)
    place.first("build", "--on", ON)
    place.first("log", "bob", "email", "--on", ON)
    (place.book / "contacts/ann.md").rename(place.book / "contacts/anna.md")


def _clones(place: Place) -> Path:
    """Make a repository that is shared, and another clone of it; return the latter's contacts."""
    place.folder.joinpath("shared").mkdir()
    place.git("init", "-q", "--bare", "-b", "main", at="shared")
    place.git("remote", "add", "origin", "../shared")
    place.git("push", "-q", "-u", "origin", "main")
    place.first("setup")
    place.folder.joinpath("other").mkdir()
    place.git("clone", "-q", "../shared", ".", at="other")
    return place.folder / "other/contacts"


def _push(place: Place) -> None:
    place.git("add", ".", at="other")
    place.git("commit", "-qm", "other", at="other")
    place.git("push", "-q", at="other")


def _shared(place: Place) -> None:
    """Give both sides something that the other has not: an entry in one file, a new contact."""
    other = _clones(place)
    (other / "eve.md").write_text(TEXT.format(id="eve", name="Eve Fox"))
    ann = (other / "ann.md").read_text()
    (other / "ann.md").write_text(ann.replace("touches:\n", "touches:\n  - 2026-08-01 email\n"))
    _push(place)
    _logged_one()(place)
    place.first("add", "Dan Poe", "--on", ON)


def _moved(place: Place) -> None:
    """Move a contact on one side while the other side has been in touch with it."""
    other = _clones(place)
    (other / "clients").mkdir()
    (other / "ann.md").rename(other / "clients/ann.md")
    _push(place)
    _logged_one()(place)


def _inbox(place: Place) -> None:
    place.write("inbox/a.txt", "Ann Lee: 2026-09-02 call, y\nnew Eve Fox: 2026-09-02 email\n")
    place.write("inbox.txt", "# mine\nbob: promise 2026-09-09, the plan\n")
    place.git("add", ".")
    place.git("commit", "-qm", "from the phone")


def _filed(place: Place) -> None:
    _inbox(place)
    place.first("inbox", "--on", ON, "--commit")


def _cards(count: int) -> Callable[[Place], None]:
    """Give the case a file of cards: somebody who is there, and so many who are not."""
    cards = ["BEGIN:VCARD\nFN:Ann Lee\nEMAIL:ann@example.org\nTEL:+1 555 0100\nEND:VCARD\n"]
    cards += [f"BEGIN:VCARD\nFN:Eve {n}\nTEL:+1 555 {n:07}\nEND:VCARD\n" for n in range(count)]

    def begin(place: Place) -> None:
        place.folder.joinpath("people.vcf").write_text("".join(cards))

    return begin


def _mail(place: Place) -> None:
    """Give the case a mailbox: an e-mail to each, and one of somebody who is not there."""
    place.write("followup.yml", "timezone: Europe/Dublin\nmy_email: nora@example.org\n")
    place.git("commit", "-qam", "who I am")
    mails = [
        f"From nora@example.org Tue Sep  1 10:00:0{n} 2026\nFrom: nora@example.org\n"
        f"To: {who}@example.org\nDate: Tue, 1 Sep 2026 10:00:0{n} +0100\n"
        f"Message-ID: <{n}@example.org>\nSubject: hello\n\nWords.\n\n"
        for n, who in enumerate(("ann", "bob", "eve"))
    ]
    place.folder.joinpath("sent").write_text("".join(mails))


_IMPORT = ("import", "../people.vcf", "--in", "phone", "--commit")
_LOG = ("log", "ann", "call", "voicemail", "-m", "y", "--on", ON)
_BOTH = ("log", "ann,bob", "meeting", "-m", "y", "--on", ON, "--commit")
_ADD = ("add", "Dan Poe", "--in", "clients", "--email", "dan@example.org", "--on", ON)
CASES: Mapping[str, Case] = {
    "log": Case(_LOG),
    "log --commit": Case((*_LOG, "--commit"), commits=True),
    "log ann,bob": Case(_BOTH[:-1]),
    "log ann,bob --commit": Case(_BOTH, commits=True),
    "settle": Case(("settle", "ann", "kept", "--on", ON)),
    "settle --commit": Case(("settle", "ann", "kept", "--on", ON, "--commit"), commits=True),
    "promise": Case(("promise", "ann", "the plan", "--by", "2026-09-09", "--on", ON)),
    "snooze": Case(("snooze", "ann", "2026-10-01", "away", "--on", ON)),
    "promise --commit": Case(
        ("promise", "ann", "the plan", "--by", "2026-09-09", "--on", ON, "--commit"), commits=True
    ),
    "quote --commit": Case(
        ("quote", "ann", "Q-7", "-m", "roof", "--on", ON, "--commit"), commits=True
    ),
    "snooze --commit": Case(
        ("snooze", "ann", "2026-10-01", "away", "--on", ON, "--commit"), commits=True
    ),
    "status open --commit": Case(
        ("status", "ann", "open", "--on", ON, "--commit"), _declined, commits=True
    ),
    "settle owed --commit": Case(
        ("settle", "ann", "owed", "dropped", "--on", ON, "--commit"), _owed, commits=True
    ),
    "set ann,bob": Case(("set", "ann,bob", "tags", "client,chamber", "--on", ON)),
    "set --commit": Case(
        ("set", "ann,bob", "tags", "client,chamber", "--on", ON, "--commit"), commits=True
    ),
    "add": Case(_ADD),
    "add --commit": Case((*_ADD, "--commit"), commits=True),
    "import --commit": Case(_IMPORT, _cards(3), commits=True),
    "import of 500": Case(_IMPORT, _cards(500), commits=True),
    "import of mail": Case(("import", "../sent", "--on", ON, "--commit"), _mail, commits=True),
    "undo": Case(("undo",), _logged_one(), again=False),
    "undo of a commit": Case(("undo",), _logged_one("--commit"), commits=True, again=False),
    "undo of two files": Case(("undo",), _logged(), again=False),
    "undo of two files' commit": Case(("undo",), _logged("--commit"), commits=True, again=False),
    "inbox": Case(("inbox", "--on", ON), _inbox),
    "inbox --commit": Case(("inbox", "--on", ON, "--commit"), _inbox, commits=True),
    "undo of an inbox": Case(("undo",), _filed, commits=True, again=False),
    "check --fix": Case(("check", "--fix", "--on", ON), _unquoted, commits=True),
    "agenda": Case(("agenda", "--on", ON), _page),
    "agenda for the first time": Case(("agenda", "--on", ON)),
    "build": Case(("build", "--on", ON), _built),
    "build for the first time": Case(("build", "--on", ON), _site),
    "sync": Case(("sync",), _shared, commits=True),
    "sync of one who was moved": Case(("sync",), _moved, commits=True),
}
