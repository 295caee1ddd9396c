"""What is cached of a book as a whole: its settings, its holidays, and which values are its own."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from zlib import crc32

from followup_md.cache import codec, database, dependencies
from followup_md.cache.database import Cache, CacheError, encode
from followup_md.model.settings import Settings, SpecialDays
from followup_md.policy.workdays import Calendar
from followup_md.storage import holidays
from followup_md.typed import NamedTuple

_TABLE, _KEY = "about", "book"


# The days off of a year, and the made-up working days, as ordinals.
Years = dict[int, tuple[tuple[int, ...], tuple[int, ...]]]


class OpenCache(NamedTuple):
    """An open cache, with what it holds of the book as a whole."""

    database: Cache
    folder: str  # the book's folder
    settings_bytes: bytes | None  # its followup.yml
    program: int  # checksum
    settings: Settings | None  # None: not cached for this followup.yml
    years: Years


def open_cache(root: str, raw: bytes | None) -> OpenCache | None:
    """Return the cache of the book with this followup.yml, or None if there can be none."""
    folder, program = os.path.realpath(root), dependencies.checksum(dependencies.READING)
    try:
        opened = database.open_cache(folder)
    except CacheError:
        return None
    opened.namespace = program
    about = None
    with suppress(CacheError):
        about = opened.get(_TABLE, _KEY)
    # Values of another program, book or followup.yml have another namespace, and are invalid.
    opened.namespace = crc32(raw or b"-", crc32(os.fsencode(folder), program))
    if about is None or about[:2] != (folder, raw):
        return OpenCache(opened, folder, raw, program, None, {})
    return OpenCache(opened, folder, raw, program, codec.unpack_settings(about[2]), about[3])


def remember_settings(opened: OpenCache, settings: Settings) -> OpenCache:
    """Cache the settings, and the holidays known by now."""
    about = opened.folder, opened.settings_bytes, codec.pack_settings(settings), opened.years
    with suppress(CacheError):
        opened.database.put([(_TABLE, _KEY, encode(_KEY, about, opened.program))])
    return opened._replace(settings=settings)


def delete(opened: OpenCache) -> None:
    """Delete the cache; the next command makes a new one."""
    opened.database.close()
    database.delete(opened.folder)


def remembered_calendar(settings: Settings, years: Years) -> Calendar:
    """Return the book's calendar, which adds to `years` the holidays it has to look up."""
    if not settings.holidays:
        return Calendar(settings.workdays)
    find = holidays.of_years(settings.holidays)

    def of_year(year: int) -> SpecialDays:
        if year not in years:
            off, working = (tuple(sorted(map(date.toordinal, days))) for days in find(year))
            years[year] = off, working
        return SpecialDays(*(frozenset(map(date.fromordinal, days)) for days in years[year]))

    return Calendar(settings.workdays, of_year)
