"""Makes the recordings of the documentation from real runs: python docs/recordings.py [NAME]...

Each is an asciicast (version 2) and a still of it, in docs/recordings/. Somebody types in a
terminal, on a day that does not change, in a home that is empty; how long each key takes is written
down, so the same program gives the same bytes. Needs the test extra, and Vim for `editor`.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from docs.website.recorder import Recording, typed  # noqa: E402  run as a script, too

RECORDINGS = ROOT / "docs" / "recordings"
DAY = "2026-09-14"  # the Monday of the bundled book
LIMIT = 80_000  # bytes of a recording

# Without questions to the terminal, which nobody answers here.
VIMRC = """\
set nocompatible noswapfile keyprotocol= shortmess+=FI viminfo=
set t_RV= t_u7= t_RB= t_RF= t_TI= t_TE= t_ti= t_te=
syntax on
"""


def first_day(home: Path) -> Recording:
    """Record the first day with a book."""
    seen = Recording(home, DAY, "A first day: init, add, due, log, due", 22, 64)
    seen.type("followup init clients", 2.5)
    seen.type("cd clients")
    seen.type("rm contacts/*.md  # the samples", 0.5)
    seen.clear()
    seen.type('followup add "Greta Holm" --phone "+46 8 5550 1234" --reason audit', 2)
    seen.type("followup log greta in call missed", 2)
    seen.type("followup due", 4)
    seen.say("You owe comes first. Ring her, say how it went:")
    seen.type('followup log greta call answered --promise "the offer" --by thursday', 2.5)
    seen.type("followup due", 3)
    return seen


def triage(home: Path) -> Recording:
    """Record some of a day with single keys."""
    seen = Recording(home, DAY, "followup next: one person at a time, one key each", 22, 72)
    seen.folder = bundled_book(home / "book")
    keys = [("v", 4.0), *typed("ring me"), ("\r", 0.8), ("k", 3.5)]
    keys += [("a", 3.5), *typed("starts 1 October"), ("\r", 0.8), ("\r", 1.2)]
    keys += [("l", 3.0), ("w", 1.2), ("\r", 0.8), ("q", 4.0)]
    seen.talk("followup next", keys, 2)
    return seen


def editor(home: Path) -> Recording:
    """Record a line that is typed in Vim, and what follows from it."""
    (home / ".vimrc").write_text(VIMRC)
    seen = Recording(home, DAY, "A line in any editor, and the site of it", 22, 72)
    seen.folder = bundled_book(home / "book")
    line = "  - 2026-09-14 call answerd, wants two options"
    keys: list[tuple[str, float]] = [("/promises\r", 1.5), ("O", 0.8)]
    keys += [*typed(line), ("\x1b", 0.6), (":wq\r", 0.8)]
    seen.talk("vim contacts/ann-lee.md", keys)
    seen.clear()
    seen.type("followup check", 3.5, ends=1)
    keys = [
        ("/answerd\r", 1.0),
        ("ea", 0.6),
        ("\x1b[D", 0.3),
        ("e", 0.5),
        ("\x1b", 0.5),
        (":wq\r", 0.8),
    ]
    seen.talk("vim contacts/ann-lee.md", keys)
    seen.clear()
    seen.type("followup check", 1.5)
    seen.type("followup show ann | tail -n 20", 3)
    seen.clear()
    seen.type("followup build", 3)
    return seen


def bundled_book(folder: Path) -> Path:
    """Make a copy of the bundled book."""
    for name in ("contacts", "site"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("agenda.md"))
    for name in ("followup.yml", "mkdocs.yml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


STORIES: dict[str, tuple[Callable[[Path], Recording], float]] = {
    "first-day": (first_day, 1.0),
    "next": (triage, 0.3),
    "editor": (editor, 0.4),
}


def record(name: str) -> tuple[str, str]:
    """Make a recording; return it and its still."""
    story, moment = STORIES[name]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        seen = story(home)
    cast = seen.cast()
    assert len(cast.encode()) <= LIMIT, f"{name}: {len(cast)} bytes"
    return cast, seen.still(seen.clock * moment)


if __name__ == "__main__":
    RECORDINGS.mkdir(exist_ok=True)
    for name in sys.argv[1:] or STORIES:
        cast, still = record(name)
        (RECORDINGS / f"{name}.cast").write_text(cast, encoding="utf-8")
        (RECORDINGS / f"{name}.svg").write_text(still, encoding="utf-8")
        seconds = json.loads(cast.splitlines()[-1])[0]
        print(f"{name}: {seconds:.0f} s, {len(cast.encode()):,} bytes")
