"""Files and folders to import: what is in them, read by the format that their content tells."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from followup_md.errors import FollowupError, RefusedError, UsageError
from followup_md.formats import table
from followup_md.formats.table import Format
from followup_md.model.person import MOST, TOO_MANY, NotRead, Options, People
from followup_md.storage import files
from followup_md.typed import NamedTuple

LIMIT = 256 * 1024 * 1024  # bytes of a file
STDIN = "-"


class Source(NamedTuple):
    """One file or folder, and what a format has found in it."""

    name: str  # as the user knows it
    format: Format
    found: People


def standard_input(paths: Collection[str]) -> bytes:
    """Return what comes on standard input, if one of the paths is "-"."""
    return sys.stdin.buffer.read(LIMIT + 1) if STDIN in paths else b""


def read(path: str, format_name: str, options: Options, stdin: bytes = b"") -> Source:
    """Read a file, a folder of cards or standard input ("-"); `format_name`: "" to look for it.

    Raises RefusedError for what is of no known format, UsageError where there is nothing.
    """
    if path == STDIN:
        return _read("standard input", stdin, format_name, options)
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
    return Source(name, known, known.read(raw, options))


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
            and any(inside(path, each.ending))
        ),
        None,
    )
    if known is None:
        notes = "; copy notes (.md) into contacts/, then: followup check --fix"
        hint = notes if any(inside(path, ".md")) else ""
        raise RefusedError(f"{name}: no cards (.vcf) in this folder{hint}")
    people, unread, groups = [], [], []
    for entry in inside(path, known.ending):
        try:
            raw = files.read_bytes(entry, LIMIT)
        except FileNotFoundError:
            continue
        except FollowupError as error:
            unread.append(NotRead(entry.name, error.reason))
            continue
        found = known.read(raw, options)
        at = f"{entry.name}, "
        people += [each._replace(at=at + each.at) for each in found.people]
        unread += [NotRead(at + each.at, each.why) for each in found.unread]
        groups += found.groups
    return Source(name, known, People(tuple(people), tuple(unread), tuple(groups)))


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
