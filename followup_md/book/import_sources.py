"""Files and folders to import: what is in them, read by the format that their content tells."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from followup_md.errors import FollowupError, RefusedError, UsageError
from followup_md.formats import table
from followup_md.formats.table import Format
from followup_md.model.person import MOST, TOO_MANY, NotRead, Options, People
from followup_md.storage import files

LIMIT = 256 * 1024 * 1024  # bytes of a file
STDIN = "-"
_STDIN_NAME = "standard input"


class Source(NamedTuple):
    """One file or folder, and what a format has found in it."""

    name: str  # as the user knows it
    format: Format
    found: People


def standard_input(paths: Collection[str]) -> bytes:
    """Return what comes on standard input, if one of the paths is "-"."""
    return sys.stdin.buffer.read(LIMIT + 1) if STDIN in paths else b""


def read(path: str, format_name: str, options: Options, stdin: bytes = b"") -> Source:
    """Read a file, a folder, or standard input ("-"); `format_name`: "" to look for it.

    Raises RefusedError for what is of no known format, UsageError where there is nothing.
    """
    if path == STDIN:
        return _read(_STDIN_NAME, stdin, format_name, options)
    if not os.path.lexists(path):
        raise UsageError(f"{path}: there is no such file")
    if os.path.isdir(path):
        return _read_folder(path, format_name, options)
    return _read(os.path.basename(path), files.read_bytes(path, LIMIT), format_name, options)


def count(sources: list[Source]) -> int:
    """Return how many people there are; RefusedError if they are too many for one run."""
    people = sum(len(each.found.people) + len(each.found.unread) for each in sources)
    if people > MOST:
        raise RefusedError(TOO_MANY)
    return people


def _read(name: str, raw: bytes, format_name: str, options: Options) -> Source:
    if len(raw) > LIMIT:
        raise RefusedError(f"{name}: over {LIMIT // 1024**2} MiB: split the file")
    if table.is_archive(raw):
        raise RefusedError(f"{name}: a .zip: unpack it first")
    known = table.BY_NAME.get(format_name) or table.recognise(raw)
    if known is None or not raw.strip():
        raise RefusedError(f"{name}: {_unknown()}")
    found = known.read(raw, options._replace(name="" if name == _STDIN_NAME else name))
    return Source(name, known, _told(found))


def _read_folder(path: str, format_name: str, options: Options) -> Source:
    """Read every file of a folder that has the ending of a format."""
    name = os.path.basename(os.path.abspath(path))
    known = next(
        (
            each
            for each in table.FORMATS
            if each.family == table.PEOPLE
            and each.ending
            and format_name in ("", each.name)
            and any(_files(path, each))
        ),
        None,
    )
    if known is None:
        raise RefusedError(f"{name}: no cards (.vcf) and no notes (.md) in this folder")
    every = list[People]()
    for entry in _files(path, known):
        at = str(entry.relative_to(path))
        try:
            raw = files.read_bytes(entry, LIMIT)
        except FileNotFoundError:
            continue
        except FollowupError as error:
            every.append(People((), (NotRead(at, error.reason),)))
            continue
        found = known.read(raw, options._replace(name=at))
        every.append(found if known.name == table.NOTES else _placed(found, at))
    return Source(name, known, _told(_joined(every)))


def _placed(found: People, at: str) -> People:
    """Return what is in a file of a folder, by its name."""
    return found._replace(
        people=tuple(each._replace(at=f"{at}, {each.at}") for each in found.people),
        unread=tuple(NotRead(f"{at}, {each.at}", each.why) for each in found.unread),
    )


def _joined(found: Collection[People]) -> People:
    """Return what is in all files of a folder."""
    return People(
        tuple(person for each in found for person in each.people),
        tuple(unread for each in found for unread in each.unread),
        tuple(group for each in found for group in each.groups),
        notes=tuple(dict.fromkeys(note for each in found for note in each.notes)),
        others=sum(each.others for each in found),
    )


def _told(found: People) -> People:
    """Return what was found, with a word about notes that were left out."""
    if not found.others:
        return found
    all_ = "--as obsidian takes every note"
    if found.people:
        note = f"left out, notes that are about nobody: {found.others:,} ({all_})"
        return found._replace(notes=(*found.notes, note))
    why = f"nothing says that a note is about a person ({all_})"
    return found._replace(unread=(*found.unread, NotRead("", why)))


def _files(path: str, known: Format) -> Iterator[Path]:
    """Yield the files of a format in a folder, sorted; notes also in folders below it."""
    if known.name != table.NOTES:
        yield from inside(path, known.ending)
        return
    for folder, below, names in os.walk(path):
        below[:] = sorted(each for each in below if not each.startswith((".", "_")))
        for name in sorted(names):
            if name.lower().endswith(known.ending) and not name.startswith((".", "_")):
                yield Path(folder, name)


def inside(path: str, ending: str) -> Iterator[Path]:
    """Yield the files with an ending, sorted, but for hidden ones."""
    names = sorted(os.listdir(path))
    return (
        Path(path, name)
        for name in names
        if name.lower().endswith(ending) and not name.startswith(".")
    )


def _unknown() -> str:
    return f"not a format I know (--as {', '.join(table.BY_NAME)})"
