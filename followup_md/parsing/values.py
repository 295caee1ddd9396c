"""Single values that contacts and settings have in common."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from followup_md.frontmatter.nodes import Node, Scalar, Sequence
from followup_md.model.interval import parse_interval
from followup_md.model.settings import Settings

_YES_NO = {"yes": True, "true": True, "no": False, "false": False}
_NO_PLACES = ("localtime", "posixrules", "Factory")  # files next to the zones


# What editors write for "nothing", as long as it is not in quotes.
NULLS = frozenset({"null", "Null", "NULL", "~"})
_WIKILINK = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]|]+))?\]\]")


def words(text: str) -> frozenset[str]:
    """Return the words of a text, to look others up in."""
    return frozenset(text.split())


def text(node: Scalar) -> str:
    """Return the text of a scalar: "" for `null`, the words of a wikilink without its brackets."""
    value = node.value.strip()
    if value in NULLS and not node.style:
        return ""
    return wikilink(node) or value if value[:2] == "[[" else value


def wikilink(node: Node) -> str:
    """Return the words of a value that is one wikilink, in quotes or not, or ""."""
    text = typed(node)
    found = _WIKILINK.fullmatch(text) if text else None
    return (found[2] or found[1].partition("#")[0]).strip() if found else ""


def wikilink_target(node: Node) -> str:
    """Return the page that a value leads to if it is one wikilink, or ""."""
    found = _WIKILINK.fullmatch(typed(node))
    return found[1].partition("#")[0].strip() if found else ""


def typed(node: Node) -> str:
    """Return a text as typed, a wikilink without quotes too; "" for other lists and mappings."""
    # To YAML, `[[Bob Smith]]` is a list in a list.
    if isinstance(node, Scalar):
        return node.value.strip()
    inner = (
        node.items[0] if isinstance(node, Sequence) and node.flow and len(node.items) == 1 else None
    )
    if isinstance(inner, Sequence) and inner.flow and inner.items:
        texts = [item.value for item in inner.items if isinstance(item, Scalar)]
        return f"[[{', '.join(texts)}]]" if len(texts) == len(inner.items) else ""
    return ""


def flat(node: Node) -> str:
    """Return the value of a user's own key as one text."""
    if isinstance(node, Scalar):
        return node.value.strip()
    if isinstance(node, Sequence):
        return ", ".join(flat(item) for item in node.items)
    return ", ".join(f"{key.value}: {flat(value)}" for key, value in node.pairs)


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
