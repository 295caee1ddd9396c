"""Every command that the docs show is run, and prints what they say it prints."""

from __future__ import annotations

import json
import os
import re
import shutil
import textwrap
from pathlib import Path

import pytest

from tests.helpers.docs_blocks import Run, Scene, Write, steps
from tests.helpers.reader import Reader, bundled_book

ROOT = Path(__file__).parents[1]
DAY = "2026-09-14"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PAGES = [path for path in PAGES if "website" not in path.parts]
NAMES = [str(path.relative_to(ROOT)) for path in PAGES]

# What cannot run here: the beginning of a command, and why. Each is used, or the test fails.
OUTSIDE: dict[str, str] = {
    "python3 -m venv .venv &&": "installs from an index",
    "pipx install ": "installs from an index",
    "followup serve": "does not end by itself; tests/website/test_preview.py runs it",
    "followup demo": "writes into the checkout; tests/test_bundled_book.py runs it",
    "followup [-C DIR] COMMAND": "a pattern",
    "followup export FORMAT": "a pattern",
    "followup import FILE|DIR": "a pattern",
    "followup log 3": "numbers of an earlier list: tests/commands/test_row_numbers.py",
    "followup why 7": "numbers of an earlier list: tests/commands/test_row_numbers.py",
    "followup draft ann --form email --open": "opens a program of the desktop",
    "code --install-extension": "an editor of the desktop",
    "EDITOR=vim ": "an editor, which waits for somebody",
    "vdirsyncer ": "speaks to a server",
    "notmuch ": "another program's index of mail",
    "ssh ": "another machine",
    "git clone git@": "a forge",
    "cd people": "what was cloned there",
    "followup sync": "a forge; tests/book/test_sync.py runs it",
    "systemctl ": "the machine's own services",
    "launchctl ": "macOS",
    "#!/bin/sh\n# Mails": "sends mail",
    "jq -n --arg text": "posts to a chat",
    'curl -fsS "https://api.telegram.org': "posts to a chat",
}

CHAT = {
    "name": "Ann Lee",
    "type": "personal_chat",
    "id": 200,
    "messages": [
        {
            "id": 1,
            "type": "message",
            "date": "2026-09-14T09:00:00",
            "date_unixtime": "1789376400",
            "from": "Ann Lee",
            "from_id": "user200",
            "text": "hello",
        }
    ],
}
# What is on the machine of somebody who reads a page about it.
FILES = {
    "Downloads/Connections.csv": "import/linkedin-Connections.csv",
    "Downloads/work.ics": "history/meetings.ics",
    "Mail/inbox": "history/inbox.mbox",
    "Mail/sent": "history/out.eml",
    "book/Connections.csv": "import/linkedin-Connections.csv",
    "book/message.eml": "history/in.eml",
    "book/calls-20260914.xml": "history/sms-backup-calls.xml",
    "book/sms-20260914.xml": "history/sms-backup-sms.xml",
    "contacts-phone/followup/somebody.vcf": "import/fastmail.vcf",
    "Vault/People/Petra Novak.md": "elsewhere/obsidian/Petra Novak.md",
}
# The same, where a few words do.
TEXTS = {
    "book/WhatsApp Chat with Ann Lee.txt": "14/09/2026, 09:00 - Ann Lee: hello\n",
    "Downloads/ChatExport_2026-09-14/result.json": json.dumps(CHAT),
    "Downloads/DataExport/result.json": json.dumps({"chats": {"list": [CHAT]}}),
}
MINE = "nora@okade.example"
# FOLLOWUP_DOCS=write puts into the pages what the commands print now.
WRITE = os.environ.get("FOLLOWUP_DOCS") == "write"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the bundled book, and what else a person has on a machine."""
    home = tmp_path_factory.mktemp("docs")
    (home / "book").mkdir()
    bundled_book(home / "book")
    settings = home / "book" / "followup.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + f"my_email: [{MINE}]\n")
    cases = ROOT / "tests" / "cases"
    for place, case in FILES.items():
        (home / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(cases / case, home / place)
    for place, text in TEXTS.items():
        (home / place).parent.mkdir(parents=True, exist_ok=True)
        (home / place).write_text(text, encoding="utf-8")
    return home


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_a_page_runs_and_prints_what_it_says(
    name: str, book: Path, tmp_path: Path
) -> None:
    told, reader = False, None
    new: list[tuple[tuple[int, int], str]] = []
    for number, block in enumerate(steps(ROOT / name)):
        if not told:
            if isinstance(block[0], Scene):
                told = True
            elif any(isinstance(step, Run) and not outside(step.command) for step in block):
                home = tmp_path / str(number)
                shutil.copytree(book, home, symlinks=True)
                reader = Reader(home, home / "book", DAY)
        for step in block:
            place = f"{name}:{step.line}"
            if isinstance(step, Scene):
                if step.home:
                    home = tmp_path / f"home{number}"
                    for folder in ("Downloads", "Mail"):
                        shutil.copytree(book / folder, home / folder)
                    reader = Reader(home, home, step.day)
                assert reader is not None, place
                reader.day = step.day
            elif isinstance(step, Write):
                assert reader is not None, place
                (reader.folder / step.path).write_text(step.text, encoding="utf-8")
            elif not outside(step.command):
                assert reader is not None, place
                code, shown = reader.type(step.command)
                assert code == 0, f"{place}: {step.command}\nexit {code}:\n{shown}"
                if step.shown is not None and WRITE and "…" not in step.shown.split("\n"):
                    new.append((step.span, shown.strip("\n")))
                elif step.shown is not None:
                    assert alike(step.shown, shown), (
                        f"{place}: {step.command}\nthe page:\n{step.shown}\nprinted:\n{shown}"
                    )
    if new:
        write(ROOT / name, new)


def test_what_is_not_run_is_in_a_page() -> None:
    commands = [
        step.command
        for path in PAGES
        for block in steps(path)
        for step in block
        if isinstance(step, Run)
    ]
    for start in OUTSIDE:
        assert any(command.startswith(start) for command in commands), start


def outside(command: str) -> bool:
    return command.startswith(tuple(OUTSIDE))


def alike(page: str, shown: str) -> bool:
    """Return whether the page shows what was printed; a line `…` of it stands for any lines.

    Long lines are broken on the page.
    """
    pattern = "\n".join(
        "(?:.*\n)*?.*" if line.strip() == "…" else re.escape(line.rstrip())
        for line in page.split("\n")
    )
    return any(re.fullmatch(pattern, text) for text in (plain(shown), broken(shown)))


def plain(shown: str) -> str:
    return "\n".join(line.rstrip() for line in shown.strip("\n").split("\n"))


def broken(shown: str, width: int = 98) -> str:
    lines = plain(shown).split("\n")
    return "\n".join(
        textwrap.fill(line, width, break_on_hyphens=False) if len(line) > width else line
        for line in lines
    )


def write(path: Path, new: list[tuple[tuple[int, int], str]]) -> None:
    """Put what commands print into their page. Lines are counted from 1, ends are excluded."""
    lines = path.read_text(encoding="utf-8").split("\n")
    for (start, end), shown in reversed(new):
        blank = [""] if end > start and not lines[end - 2] else []
        lines[start - 1 : end - 1] = [*(broken(shown).split("\n") if shown else []), *blank]
    path.write_text("\n".join(lines), encoding="utf-8")
