"""The fields of a contact: how to read the value of each key.

Names follow vCard if it has one. A reader takes the node of the value and the settings, and
returns the value of the field of that name in model/contact.Contact, or raises a TextError.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from followup_md.errors import TextError
from followup_md.frontmatter.nodes import Node, Scalar, Sequence
from followup_md.model.contact import STATUSES, Birthday, Dated, Labelled, Snooze, Status
from followup_md.model.settings import Settings, channel_words
from followup_md.parsing import date_suggestions, entries, values
from followup_md.parsing.date_suggestions import DATE, MIDNIGHT
from followup_md.parsing.report import Report

_DATED = re.compile(rf"({DATE}){MIDNIGHT}?(?:[\s,:]\s*(.*))?", re.S)
_SNOOZE = re.compile(
    rf"({DATE}){MIDNIGHT}?(?:\s+since\s+({DATE}){MIDNIGHT}?)?(?:[\s,:]\s*(.*))?", re.S | re.I
)
_STATUS = re.compile(
    rf"({'|'.join(STATUSES).replace('-', '[ -]')})(?:\s+by\s+(me|them))?(?:\s+({DATE}){MIDNIGHT}?)?"
    r"(?:[\s,:]\s*(.*))?",
    re.S | re.I | re.A,
)
_BIRTHDAY = re.compile(rf"(\d{{4}}|-)-(\d\d)-(\d\d){MIDNIGHT}?", re.A)
_NO_YEAR = 1604  # what address books write where they know none: a leap year long ago
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-\u2013]\s*([01]\d|2[0-4]):([0-5]\d)", re.A)
_ODD = "[~nN"  # how a wikilink and `null` begin
_LOOKS_LIKE_DATE = re.compile(r"\d+[-/.]\d+|\d{4}\b")

Reader = Callable[[Node, Settings], Any]


def text(node: Node, settings: Settings) -> str:
    """One text."""
    del settings
    if type(node) is not Scalar:
        if link := values.wikilink(node):
            return link
        raise _error(node, "E302", "expected one text here, not a list")
    value = node.value.strip()
    return values.text(node) if value[:1] in _ODD else value


def line(node: Node, settings: Settings) -> str:
    """One text on one line."""
    return " ".join(text(node, settings).split())


def texts(node: Node, settings: Settings) -> tuple[str, ...]:
    """One text or a list of texts."""
    if isinstance(node, Scalar):
        value = node.value.strip()
        if value[:1] in _ODD:
            value = values.text(node)
        return (value,) if value else ()
    if isinstance(node, Sequence):
        if node.flow and len(node.items) == 1 and (link := values.wikilink(node)):
            return (link,)
        return tuple([value for item in node.items if (value := text(item, settings))])
    raise _error(node, "E302", "expected a text or a list of texts here")


def tags(node: Node, settings: Settings) -> tuple[str, ...]:
    """A list, or words separated by commas."""
    if isinstance(node, Scalar):
        words = [word.strip() for word in text(node, settings).split(",")]
        return tuple(dict.fromkeys([word for word in words if word]))
    return tuple(dict.fromkeys(texts(node, settings)))


def labelled(node: Node, settings: Settings) -> tuple[Labelled, ...]:
    """A text, a list of them, or a mapping `label: value`."""
    if isinstance(node, Scalar):
        value = node.value.strip()
        if value[:1] in _ODD:
            value = values.text(node)
        return (Labelled("", value),) if value else ()
    if isinstance(node, Sequence):
        return tuple(found for item in node.items for found in labelled(item, settings))
    pairs = [(key.value, texts(value, settings)) for key, value in node.pairs]
    return tuple(Labelled(label, value) for label, several in pairs for value in several)


def birthday(node: Node, settings: Settings) -> Birthday:
    """`YYYY-MM-DD` or `--MM-DD`."""
    match = _BIRTHDAY.fullmatch(text(node, settings))
    if match is None:
        message = "a birthday is YYYY-MM-DD, or --MM-DD without the year"
        typed = text(node, settings)
        instead = date_suggestions.iso(typed) or date_suggestions.day_of_year(typed)
        raise _error(node, "E304", message, instead)
    year = None if match[1] == "-" else int(match[1])
    year = None if year == _NO_YEAR else year
    try:
        date(year if year is not None else 2000, int(match[2]), int(match[3]))
    except ValueError:
        raise _error(node, "E304", "no such day") from None
    return Birthday(int(match[2]), int(match[3]), year)


def timezone(node: Node, settings: Settings) -> str:
    """An IANA name."""
    name = text(node, settings)
    if not values.is_timezone(name):
        raise _error(node, "E305", f"unknown time zone{_near_timezone(name)}")
    return name


def _near_timezone(name: str) -> str:
    from followup_md.parsing import spelling

    zones = values.timezones()
    found = spelling.nearest(name.replace(" ", "_"), zones)
    return f"; did you mean `{zones[found]}`?" if found else ": an IANA name, such as Europe/Rome"


def dated(node: Node, settings: Settings) -> Dated:
    """`DATE words…`."""
    match = _DATED.fullmatch(text(node, settings))
    if match is None:
        raise _no_date_first(node, "a date first: YYYY-MM-DD, then the words")
    return Dated(_day(node, match[1]), (match[2] or "").strip())


def cadence(node: Node, settings: Settings) -> str:
    """The name of a cadence, or `none`."""
    name = text(node, settings)
    if not values.is_cadence(name, settings):
        from followup_md.parsing import elsewhere, spelling

        hint = spelling.did_you_mean(name, settings.cadences)
        known = ", ".join([*settings.cadences, "none"])
        if elsewhere.span(name) or name.isdecimal():
            raise _error(node, "E307", "a cadence is a name; how often goes into `keep`")
        raise _error(node, "E307", f"unknown cadence{hint or '; known: ' + known}")
    return name


def keep(node: Node, settings: Settings) -> str:
    """The name of a tier, a span, or `none`."""
    name = text(node, settings)
    if not values.is_keep(name, settings):
        from followup_md.parsing import elsewhere, spelling

        span = elsewhere.span(name)
        hint = "" if span else spelling.did_you_mean(name, settings.keep)
        known = f"; a tier ({', '.join(settings.keep)}), 30d, 6w, 3m, 1y or none"
        raise _error(node, "E306", f"no such tier or span{hint or known}", span)
    return name


def channels(node: Node, settings: Settings) -> tuple[str, ...]:
    """A list of channels, or words separated by commas."""
    known = channel_words(settings.channels)
    words = [known.get(word.lower(), word.lower()) for word in tags(node, settings)]
    for word in words:
        if word not in settings.channels:
            from followup_md.parsing import elsewhere

            hint = elsewhere.did_you_mean("channel", word, settings.channels)
            raise _error(node, "E308", f"unknown channel{hint or ': call, email, text, …'}")
    return tuple(dict.fromkeys(words))


def hours(node: Node, settings: Settings) -> tuple[str, str]:
    """`09:00-18:00`."""
    match = _HOURS.fullmatch(text(node, settings))
    if match is None or f"{match[3]}:{match[4]}" > "24:00":
        raise _error(node, "E309", "hours are HH:MM-HH:MM, such as 09:00-18:00")
    first, last = f"{match[1]}:{match[2]}", f"{match[3]}:{match[4]}"
    if first >= last:
        raise _error(node, "E309", "the first hour must be before the last")
    return first, last


def snooze(node: Node, settings: Settings) -> Snooze:
    """`DATE [since DATE] words…`."""
    match = _SNOOZE.fullmatch(text(node, settings))
    if match is None:
        raise _no_date_first(node, "a date first: YYYY-MM-DD [since YYYY-MM-DD] words")
    since = _day(node, match[2]) if match[2] else None
    return Snooze(_day(node, match[1]), since, (match[3] or "").strip())


def status(node: Node, settings: Settings) -> Status:
    """`open`, `declined`, `do-not-contact` or `archived`, `[by me/them] [DATE] words…`."""
    value = text(node, settings)
    match = _STATUS.fullmatch(value)
    if match is None:
        from followup_md.parsing import elsewhere

        meant = elsewhere.status(value)
        hint = f"; did you mean `{meant.split()[0]}`?" if meant else ": " + ", ".join(STATUSES)
        raise _error(node, "E310", f"unknown status{hint}", meant)
    words = (match[4] or "").strip()
    if re.match(r"by\b", words, re.I) and not match[2] and not match[3]:
        raise _error(node, "E310", "by me or by them")
    if _LOOKS_LIKE_DATE.match(words) and not match[3]:
        raise _error(node, "E303", "a date is YYYY-MM-DD, month and day with two digits")
    word = re.sub(r"[ -]+", "-", match[1].lower())
    day = _day(node, match[3]) if match[3] else None
    return Status(word, (match[2] or "").lower(), day, words)


def private(node: Node, settings: Settings) -> bool:
    """`yes`/`true` or `no`/`false`."""
    value = values.yes_no(text(node, settings)) if isinstance(node, Scalar) else None
    if value is None:
        message = "`private` must be yes or no; until then nothing of this file is published"
        raise _error(node, "E311", message)
    return value


def _day(node: Node, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _error(node, "E303", date_suggestions.in_date(value, 0, 0).message) from None


def _no_date_first(node: Node, message: str) -> TextError:
    assert isinstance(node, Scalar)
    value = node.value.strip()
    whole = date_suggestions.iso(value) or date_suggestions.timestamp(value)[0]
    first, space, rest = value.partition(" ")
    day = date_suggestions.iso(first.rstrip(",:"))
    return _error(node, "E303", message, whole or (day + space + rest if day else ""))


def _error(node: Node, code: str, message: str, instead: str = "") -> TextError:
    # The line counts from 0 in the front matter, and `instead` is only the value to type:
    # contact_file makes the line of the file and the line to paste of them.
    return TextError(code, message, node.line, node.column + 1, instead)


FIELDS: dict[str, Reader] = {
    "name": line,
    "uid": text,
    "nickname": texts,
    "aliases": tags,
    "org": texts,
    "role": texts,
    "language": texts,
    "url": texts,
    "email": labelled,
    "phone": labelled,
    "birthday": birthday,
    "timezone": timezone,
    "tags": tags,
    "owner": text,
    "met": dated,
    "via": text,
    "reason": text,
    "cadence": cadence,
    "keep": keep,
    "prefer": channels,
    "never": channels,
    "hours": hours,
    "snooze": snooze,
    "follow_up": dated,
    "status": status,
    "private": private,
}
ENTRIES: dict[str, Callable[[Node, Settings, Report], Any]] = {
    "touches": entries.read_touches,
    "promises": entries.read_promises,
    "quotes": entries.read_quotes,
}
KEYS = (*FIELDS, *ENTRIES)
