"""Somebody is removed and somebody alike added on one side, while the other side logs a call.

    python -m tests.helpers.lookalikes FIRST-SEED SEEDS

What must come out: a person is asked, or all is where it belongs; never one's call in the other's
file without a word. How plain Git does without the driver is counted, too.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.helpers import clones
from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import commit_all, git

WAYS = ("sync", "merge", "rebase", "cherry-pick", "stash")
_CALL = "2026-09-05 call answered, wants it"
_REMEDY = ("git add", "git rm")


def trial(folder: Path, seed: int, way: str, program: Path | None) -> str:
    """Return what came of it: `asked`, `right` or `mixed`."""
    pick = random.Random(seed)
    git(folder, "init", "-q", "--bare", "-b", "main", "shared.git")
    books: list[BookFolder] = []
    same = pick.randint(0, 12)
    for name in ("there", "here"):
        git(folder, "clone", "-q", "shared.git", name)
        book = BookFolder(folder / name)
        if not books:
            book.write("followup.yml", "timezone: Europe/Dublin\n")
            book.write(".gitattributes", "/contacts/**/*.md merge=union\n")
            book.write("contacts/zed.md", "---\nname: Zed\n---\n")
            book.write("contacts/bob-ray.md", _person(pick, "Bob Ray", same))
            commit_all(book.root)
            git(book.root, "push", "-q", "-u", "origin", "main")
        if program is not None:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(sys, "argv", [str(program)])
                assert book.run("setup").code == 0
        books.append(book)
    pick.shuffle(books)
    remover, caller = books
    (remover.root / "contacts/bob-ray.md").unlink()
    remover.write("contacts/rita-moss.md", _person(pick, "Rita Moss", same))
    bob = caller.root / "contacts/bob-ray.md"
    bob.write_text(bob.read_text().replace("\n---\n", f"\n  - {_CALL}\n---\n", 1))
    there, here = sorted(books, key=lambda book: book.root.name != "there")
    commit_all(there.root)
    git(there.root, "push", "-q")
    git(here.root, "fetch", "-q")
    said = _bring_together(here, way)
    return _judge(here.root, said)


def _person(pick: random.Random, name: str, same: int) -> str:
    """Return a contact that has `same` lines which anybody's may have."""
    first = name.split()[0].lower()
    lines = [f"name: {name}", f"email: {first}@{name.split()[1].lower()}.example", "tags: client"]
    lines += ["reason: talk about the plan", "org: Ltd", "cadence: none"][: same // 2]
    touches = [f"2026-08-{day + 1:02} call voicemail" for day in range(same)]
    touches += [f"2026-08-20 email, with {first}'s plan"] * pick.randint(0, 1)
    touches.append("2026-08-21 call no-answer")
    return "\n".join(["---", *lines, "touches:", *(f"  - {line}" for line in touches), "---", ""])


def _bring_together(here: BookFolder, way: str) -> str:
    """Merge what was fetched; return what was said if a person is asked, else ""."""
    if way == "sync":
        done = here.run("sync")
        assert done.code in (0, 3), done
        asked = done.code == 3
        if asked:
            assert "(Bob Ray) was " in done.err, done.err
            assert all(f"{words} contacts/bob-ray.md" in done.err for words in _REMEDY), done.err
        return done.err if asked else ""
    if way == "stash":
        git(here.root, "add", "-A")
        git(here.root, "stash", "-q")
        git(here.root, "merge", "-q", "--ff-only", "origin/main")
        args = ["stash", "pop", "-q"]
    else:
        commit_all(here.root)
        args = [way, *(["--no-edit"] if way == "merge" else []), "origin/main"]
    command = ["git", *args]
    ran = subprocess.run(command, cwd=here.root, capture_output=True, text=True, check=False)
    return f"{ran.stdout}{ran.stderr} " if ran.returncode else ""


def _judge(root: Path, said: str) -> str:
    found = {path.name: path.read_text() for path in (root / "contacts").glob("*.md")}
    whole = "".join(found.values())
    rita = found.get("rita-moss.md", "")
    if said:
        # Whatever is asked: the call is there, beside the name of the one who was called.
        assert whole.count(_CALL) == 1, whole
        text = next(text for text in found.values() if _CALL in text)
        halves = re.split(r"^={7,}$", text, flags=re.M)
        (half,) = [half for half in halves if _CALL in half]
        return "asked" if "name: Bob Ray" in half and "name: Rita" not in half else "mixed, asked"
    if _CALL in rita:
        return "mixed"
    assert whole.count(_CALL) == 1, whole
    assert "name: Rita Moss" in rita
    return "right"


def main() -> None:
    first, seeds = map(int, sys.argv[1:3])
    clones.prepare()
    for setup in (True, False):
        for way in WAYS:
            found: Counter[str] = Counter()
            for seed in range(first, first + seeds):
                with tempfile.TemporaryDirectory(prefix="alike-") as name:
                    os.environ["HOME"] = name
                    folder = Path(name)
                    program = clones.make_program(folder) if setup else None
                    found[trial(folder, seed, way, program)] += 1
            print(f"{'driver' if setup else 'no driver':10} {way:12} {dict(found)}", flush=True)


if __name__ == "__main__":
    main()
