"""Two who write in one book, each a process of its own: somebody who logs, and an editor.

    python -m tests.helpers.writers log BOOK NAME NUMBER
    python -m tests.helpers.writers STYLE BOOK NAME SECONDS

`log` writes NUMBER touches through the command line; STYLE is an editor's, which saves ann.md again
and again.

Each prints a line of JSON for what it did: a word, what came of it, and from when to when.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from followup_md import main

STYLES = ("truncate", "rename", "backup")
PATIENCE = 100  # tries at one touch, while an editor's save is half done


def tell(word: str, what: int | str, since: float) -> None:
    print(json.dumps([word, what, since, time.monotonic()]), flush=True)


def log(book: Path, name: str, number: int) -> None:
    """Log touches in turn to ann and to bob; what is refused is tried again, as a user would."""
    said, sys.stdout = sys.stdout, sys.stderr  # where the command's own sentences go
    for at in range(number):
        word = f"{name}-{at}."
        since = time.monotonic()
        args = ["-C", str(book), "log", ("ann", "bob")[at % 4 == 3], "call", "voicemail"]
        for _ in range(PATIENCE):
            code = main.run([*args, "-m", word, "--on", "2026-09-14", "--no-commit"])
            if code != 3:
                break
            time.sleep(0.01)
        sys.stdout = said
        tell(word, code, since)
        sys.stdout = sys.stderr


def edit(book: Path, style: str, name: str, seconds: float) -> None:
    """Read ann.md, add a line below and save, as an editor of that style does, till the end."""
    path = book / "contacts" / "ann.md"
    end = time.monotonic() + seconds
    at = 0
    while time.monotonic() < end:
        since = time.monotonic()
        word = f"{name}-{at}."
        text = f"{path.read_text()}{word}\n"
        if style == "truncate":
            path.write_text(text)
        elif style == "rename":
            other = path.with_name(".ann.md.new")
            other.write_text(text)
            other.replace(path)
        else:
            path.replace(path.with_name("ann.md~"))
            path.write_text(text)
        tell(word, "saved", since)
        at += 1
        time.sleep(0.0005 * (at % 7))


if __name__ == "__main__":
    how, folder, who, much = sys.argv[1:]
    with suppress(KeyboardInterrupt):
        if how == "log":
            log(Path(folder), who, int(much))
        else:
            assert how in STYLES
            edit(Path(folder), how, who, float(much))
    os._exit(0)
