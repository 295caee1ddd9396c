"""Several processes write in one book at once, an editor among them.

FOLLOWUP_LONG=1 makes 200 touches a process, and lets the editors save for 40 seconds.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pytest

from tests.helpers.book_folder import PATH, BookFolder
from tests.helpers.real_git import git
from tests.helpers.writers import STYLES

LONG = bool(os.environ.get("FOLLOWUP_LONG"))
TOUCHES = 200 if LONG else 25
SECONDS = 40 if LONG else 2
PROGRAM = ("-m", "tests.helpers.writers")


class Did(NamedTuple):
    """What a process says that it did, from when to when in seconds."""

    word: str
    what: int | str
    since: float
    until: float


def together(book: BookFolder, *programs: Sequence[str]) -> list[list[Did]]:
    """Run processes at once; return what each did."""
    running = [
        subprocess.Popen(
            [sys.executable, *PROGRAM, how, str(book.root), *rest],
            env=os.environ | {"PYTHONPATH": PATH},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for how, *rest in programs
    ]
    found = []
    for process in running:
        out, err = process.communicate()
        assert process.returncode == 0, err[-2000:]
        found.append([Did(*json.loads(line)) for line in out.splitlines()])
    return found


def there(book: BookFolder) -> Counter[str]:
    """Return the words of the touches in the book, each as often as it stands there."""
    texts = [path.read_text() for path in sorted((book.root / "contacts").glob("*.md"))]
    return Counter(re.findall(r"^  - 2026-09-14 call voicemail, (\S+)$", "".join(texts), re.M))


def tidy(book: BookFolder) -> None:
    """Nothing is left behind, and every file reads."""
    left = {path.name for path in (book.root / "contacts").iterdir()}
    assert left <= {"ann.md", "bob.md", "ann.md~"}
    assert book.run("check").code == 0


@pytest.fixture
def team(book: BookFolder) -> BookFolder:
    for id_ in ("ann", "bob"):
        book.add(id_, "2026-09-01 email", phone='"+1 555 0100"', met="2026-08-30 a fair")
    return book


@pytest.mark.slow
@pytest.mark.parametrize("writers", [2, 4])
def test_every_touch_is_there_exactly_once(team: BookFolder, writers: int) -> None:
    each = TOUCHES if LONG else TOUCHES * 2 // writers
    did = together(team, *(("log", f"w{number}", str(each)) for number in range(writers)))
    said = [one for each_did in did for one in each_did]
    assert [one.what for one in said] == [0] * (writers * each)
    assert there(team) == Counter(one.word for one in said)
    tidy(team)
    git(team.root, "fsck", "--strict")


@pytest.mark.slow
@pytest.mark.parametrize("style", STYLES)
def test_an_editor_beside(team: BookFolder, style: str) -> None:
    """Each save of the editor stays, and a touch only goes where the editor saved over it.

    The editor builds on what it has read, so a line of its own can only go if we write over it.
    """
    team.add("ann", "2026-09-01 email", phone='"+1 555 0100"', met="2026-08-30 a fair")
    editor = (style, "e", str(SECONDS))
    count = TOUCHES if LONG else TOUCHES * 2
    *logged, saves = together(team, *(("log", f"w{n}", str(count)) for n in (0, 1)), editor)
    text = (team.root / "contacts/ann.md").read_text()
    lost = [save.word for save in saves if f"\n{save.word}\n" not in text]
    assert not lost, f"saves of the editor's that are gone: {lost}"
    found = there(team)
    assert set(found.values()) == {1}
    touches = [one for each in logged for one in each if one.what == 0]
    for one in touches:
        over = any(save.since < one.until and one.since < save.until for save in saves)
        assert one.word in found or over, f"{one.word} is gone, and no editor saved then"
    assert len(saves) > 20
    kept = sum(one.word in found for one in touches)
    print(f"{style}: {len(saves)} saves, {len(touches)} touches, {kept} kept")
    tidy(team)
