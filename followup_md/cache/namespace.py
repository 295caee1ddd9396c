"""What is remembered of a book between two commands: its settings, its holidays, its cache."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from datetime import date
from importlib.machinery import PathFinder
from typing import NamedTuple
from zlib import crc32

import followup_md
from followup_md import __version__
from followup_md.cache import codec, database
from followup_md.cache.database import Cache, DoubtError, encode
from followup_md.model.settings import Settings
from followup_md.policy.workdays import Calendar
from followup_md.storage import holidays

_FORMAT = 3  # of what is kept
_PACKAGE = os.path.dirname(os.path.abspath(followup_md.__file__))
_APART = ("commands", "website", "starter", "__pycache__")  # nothing that is kept comes from there
_KEY = "book"
# What else decides what is read in a file: the YAML library, the holidays, the time zones.
_LIBRARIES = ("yaml", "holidays", "tzdata")
_ZONES = "/usr/share/zoneinfo"


class CacheHandle(NamedTuple):
    """An open cache, and what it knows of the book as a whole."""

    database: Cache
    folder: str  # the book's folder
    settings_bytes: bytes | None  # its followup.yml
    program: int
    settings: Settings | None  # None: not known for this followup.yml
    years: dict[int, tuple[int, ...]]  # holidays as ordinals


def open_cache(root: str, raw: bytes | None) -> CacheHandle | None:
    """Return what is remembered of the book with this followup.yml; None without a cache."""
    place, program = os.path.realpath(root), _program()
    try:
        opened = database.open_cache(place)
    except DoubtError:
        return None
    opened.edition = program
    about = None
    with suppress(DoubtError):
        about = opened.get("about", _KEY)
    # Values of another program, book or followup.yml are of another edition: broken ones.
    opened.edition = crc32(raw or b"-", crc32(os.fsencode(place), program))
    if about is None or about[:2] != (place, raw):
        return CacheHandle(opened, place, raw, program, None, {})
    return CacheHandle(opened, place, raw, program, codec.unpack_settings(about[2]), about[3])


def remember_settings(memory: CacheHandle, settings: Settings) -> CacheHandle:
    """Remember the settings, and the holidays known by now."""
    about = memory.folder, memory.settings_bytes, codec.pack_settings(settings), memory.years
    with suppress(DoubtError):
        memory.database.put([("about", _KEY, encode(_KEY, about, memory.program))])
    return memory._replace(settings=settings)


def delete(memory: CacheHandle) -> None:
    """Remove the cache: the next command makes a new one."""
    memory.database.close()
    database.delete(memory.folder)


def remembered_calendar(settings: Settings, years: dict[int, tuple[int, ...]]) -> Calendar:
    """Return the book's calendar; what it learns of holidays is added to `years`."""
    if not settings.holidays:
        return Calendar(settings.workdays)
    find = holidays.of_years(settings.holidays)

    def of_year(year: int) -> frozenset[date]:
        if year not in years:
            years[year] = tuple(sorted(day.toordinal() for day in find(year)))
        return frozenset(map(date.fromordinal, years[year]))

    return Calendar(settings.workdays, of_year)


def sources() -> list[str]:
    """Return the files of this program that decide what a contact file means, and what is said."""
    found = []
    for folder, folders, names in os.walk(_PACKAGE):
        folders[:] = [name for name in folders if name not in _APART]
        found += [os.path.join(folder, name) for name in names if name.endswith(".py")]
    return sorted(found)


def _program() -> int:
    """Return a checksum of all that decides what a file means: this program and its libraries."""
    parts = [_FORMAT, __version__, sys.version]
    parts += [_stamp(path) for path in sources()]
    for library in _LIBRARIES:
        spec = PathFinder.find_spec(library)
        parts.append(_stamp(spec.origin) if spec is not None and spec.origin else "")
    parts.append(_stamp(_ZONES))
    return crc32(repr(parts).encode("utf-8", "surrogateescape"))


def _stamp(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError:
        return path
    return f"{path} {status.st_size} {status.st_mtime_ns}"
