"""Answers `due` and completion before click is imported.

Importing click takes longer than `due` takes for thousands of contacts. Anything less plain than
`followup [-C DIR] due [-q|--short] [--on DATE]`, or than a name to complete, is left to the command
line proper (cli.py, click.shell_completion), which gives the same answers.
"""

from __future__ import annotations

import os
from contextlib import suppress

from followup_md.cache import NO_CACHE
from followup_md.session import Session, echo, now, screen
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

COMPLETE = "_FOLLOWUP_COMPLETE"
# Commands whose first argument is NAME, and those that take several with commas between them.
SEVERAL = (
    *("log", "promise", "quote", "settle", "snooze", "follow-up", "decline", "status", "set"),
)
NAMED = ("why", "show", "edit", "introduce", "draft", *SEVERAL)
_PLAIN = r"[\w@./, -]*"  # no quotes, no backslashes: words are what is between blanks


def run(typed: list[str]) -> int | None:
    """Run a plain command line; return the exit code, or None if it is for the others."""
    if COMPLETE in os.environ:
        return _complete(os.environ[COMPLETE])
    plain = _plain_due(typed) if NO_CACHE not in os.environ else None
    if plain is None:
        return None
    folder, form, on = plain
    session = Session(folder, now, screen())
    answers = {"--short": session.due_short, "-q": session.due_quiet}
    return answers.get(form, session.due)(on)


def _plain_due(typed: list[str]) -> tuple[str, str, date | None] | None:
    """Return folder, `--short`, `-q` or "", and day of a plain `due`; None if it is no such."""
    folder, rest = (typed[1], typed[2:]) if typed[:1] == ["-C"] and typed[1:] else (".", typed)
    if rest[:1] != ["due"]:
        return None
    options, form = rest[1:], ""
    for place in (0, 2):  # before or after `--on DATE`
        if options[place : place + 1] in (["--short"], ["-q"]):
            form = options.pop(place)
            break
    if not options:
        return folder, form, None
    if len(options) == 2 and options[0] == "--on":
        from datetime import date

        with suppress(ValueError):
            day = date.fromisoformat(options[1])
            return (folder, form, day) if day.isoformat() == options[1] else None
    return None


def _complete(instruction: str) -> int:
    """Print what the word at the cursor may become; return the exit code."""
    shell, _, what = instruction.partition("_")
    wanted = _wanted(shell) if what == "complete" and NO_CACHE not in os.environ else None
    if wanted is None:
        from followup_md import cli

        return cli.complete(instruction, COMPLETE)
    from followup_md.book import complete

    folder, before, typed = wanted
    found = [before + id_ for id_ in complete.matching_ids(folder, typed)]
    echo("\n".join(_written(id_, shell) for id_ in found) + "\n")
    return 0


def _wanted(shell: str) -> tuple[str, str, str] | None:
    """Return the folder, the names before the last comma and what is typed of the last name.

    None unless it is the first argument of a command that takes a name.
    """
    import re

    line, cursor = os.environ.get("COMP_WORDS", ""), os.environ.get("COMP_CWORD", "")
    if not re.fullmatch(_PLAIN, line):
        return None
    words = line.split()
    if shell == "fish":  # passes the word itself, which is the last one
        typed = cursor
        before = words[1:-1] if typed and words and words[-1] == typed else words[1:]
    elif shell in ("bash", "zsh") and cursor.isdecimal():
        place = int(cursor)
        typed = words[place] if place < len(words) else ""
        before = words[1:place]
    else:
        return None
    folder = "."
    if len(before) == 3 and before[0] == "-C":
        _, folder, *before = before
    if len(before) != 1 or before[0] not in NAMED or typed.startswith("-"):
        return None
    names, comma, last = typed.rpartition(",") if before[0] in SEVERAL else ("", "", typed)
    return folder, names + comma, last


def _written(id_: str, shell: str) -> str:
    return f"plain\n{id_}\n_" if shell == "zsh" else f"plain,{id_}"
