"""A setting of Git's, mostly without starting Git, which takes as long as writing a touch.

The files are read here where they are as Git writes them. At any doubt (another file is included,
a value in quotes, a working tree with settings of its own), Git is asked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

_PLAIN = re.compile(r"\w[\w .-]*")
_DOUBTFUL = re.compile(r"\[include|worktreeconfig", re.IGNORECASE)


def value(folder: str, section: str, key: str) -> str:
    """Return the value of `SECTION.KEY` for a clone, or "" if there is none.

    Where there is no Git, or a configuration that it cannot read, there is none either.
    """
    found = _plainly(folder, section, key)
    if found is not None:
        return found
    from pathlib import Path  # `due` asks, and comes without it

    from followup_md.errors import MachineError
    from followup_md.git import command as git

    try:
        done = git.look(Path(folder), "config", "--get", f"{section}.{key}", expected=(0, 1))
    except MachineError:
        return ""
    return done.word


def _plainly(folder: str, section: str, key: str) -> str | None:
    """Return the value as far as the files tell, or None at any doubt."""
    found = ""
    for path in _files(folder):
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError):
            return None
        if _DOUBTFUL.search(text):
            return None
        if section in text.lower():
            here = _in_text(text, section, key)
            if here is None:
                return None
            found = here or found
    return found


def _files(folder: str) -> Iterator[str]:
    """Yield the files in which Git looks, the last of which wins."""
    env = os.environ  # these are handed on to Git
    home = env.get("HOME", "")
    if "GIT_CONFIG_NOSYSTEM" not in env:
        yield env.get("GIT_CONFIG_SYSTEM", "/etc/gitconfig")
    if "GIT_CONFIG_GLOBAL" in env:
        yield env["GIT_CONFIG_GLOBAL"]
    elif home:
        yield os.path.join(env.get("XDG_CONFIG_HOME") or f"{home}/.config", "git", "config")
        yield os.path.join(home, ".gitconfig")
    above = os.path.abspath(folder)
    while not os.path.lexists(os.path.join(above, ".git")):
        if os.path.dirname(above) == above:
            return
        above = os.path.dirname(above)
    yield os.path.join(above, ".git", "config")


def _in_text(text: str, section: str, key: str) -> str | None:
    """Return the last value in a file, "" for none, or None if it is not plain."""
    found, inside = "", False
    for line in map(str.strip, text.split("\n")):
        if line.startswith("["):
            if not line.endswith("]"):
                return None
            inside = line[1:-1].strip().lower() == section
        elif inside and line[:1] not in ("", "#", ";"):
            name, equals, rest = line.partition("=")
            if name.strip().lower() == key:
                found = rest.strip()
                if not (equals and _PLAIN.fullmatch(found)):
                    return None
            elif line.endswith("\\"):
                return None
        elif line.endswith("\\"):
            return None
    return found
