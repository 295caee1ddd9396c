"""A name that a shell completes, from what is kept of the book; the rest is for click.

A press of the tab key must feel like none. The answer is what click's own way would give
(commands/options.py), in the words of its scripts: see click.shell_completion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from followup_md.session import echo

VARIABLE = "_FOLLOWUP_COMPLETE"
NO_CACHE = "FOLLOWUP_NO_CACHE"
# Commands whose first argument is NAME; `log` takes several, with commas.
NAMED = (
    *("why", "show", "log", "promise", "quote", "settle", "snooze", "follow-up", "status", "edit"),
)
_SEVERAL = "log"
_PLAIN = re.compile(r"[\w@./, -]*")  # no quotes, no backslashes: words are what is between blanks


def answer(env: Mapping[str, str]) -> int:
    """Print what the word at the cursor may become; return the exit code."""
    shell, _, what = env[VARIABLE].partition("_")
    asked = _asked(env, shell) if what == "complete" and NO_CACHE not in env else None
    if asked is None:
        from followup_md import cli

        return cli.complete(env[VARIABLE], VARIABLE)
    from followup_md.book import complete

    place, before, typed = asked
    found = [before + id_ for id_ in complete.matching_ids(place, typed)]
    echo("\n".join(_written(id_, shell) for id_ in found) + "\n")
    return 0


def _asked(env: Mapping[str, str], shell: str) -> tuple[str, str, str] | None:
    """Return the folder, the names before the last comma and what is typed of the last name.

    None where it is no first argument of a command that takes a name.
    """
    line, cursor = env.get("COMP_WORDS", ""), env.get("COMP_CWORD", "")
    if not _PLAIN.fullmatch(line):
        return None
    words = line.split()
    if shell == "fish":  # it says the word itself, which is the last one
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
    names, comma, last = typed.rpartition(",") if before[0] == _SEVERAL else ("", "", typed)
    return folder, names + comma, last


def _written(id_: str, shell: str) -> str:
    return f"plain\n{id_}\n_" if shell == "zsh" else f"plain,{id_}"
