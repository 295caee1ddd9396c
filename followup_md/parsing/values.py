"""Single values that contacts and settings have in common."""

from __future__ import annotations

from functools import cache, lru_cache

from followup_md.model.interval import parse_interval
from followup_md.model.settings import Settings

_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_NO_PLACES = ("localtime", "posixrules", "Factory")  # files next to the zones


def yes_no(text: str) -> bool | None:
    """Return what `yes`, `no`, `true` or `false` means, or None for another text."""
    return _YES_NO.get(text.lower())


def is_cadence(name: str, settings: Settings) -> bool:
    """Whether it is the name of a cadence, or `none`."""
    return name == "none" or name in settings.cadences


def is_keep(name: str, settings: Settings) -> bool:
    """Whether it is the name of a tier, an interval, or `none`."""
    return name == "none" or name in settings.keep or parse_interval(name) is not None


@lru_cache(maxsize=1024)
def is_timezone(name: str) -> bool:
    """Whether it is the name of a time zone."""
    from zoneinfo import ZoneInfo

    if name in _NO_PLACES:
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


@cache
def timezones() -> dict[str, str]:
    """Return the time zones by name in lower case, and by the last part of it: "rome"."""
    from zoneinfo import available_timezones

    zones: dict[str, str] = {}
    known = available_timezones().difference(_NO_PLACES)
    for zone in sorted(known, key=lambda zone: zone.count("/")):
        zones.setdefault(zone.lower(), zone)
        zones.setdefault(zone.rpartition("/")[2].lower(), zone)
    return zones
