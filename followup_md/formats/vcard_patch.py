"""A card of an address book brought up to date: what is right in it keeps every byte.

A card may hold more than a contact does (photo, address, groups), and others may have changed it
meanwhile. So a line of its own tells what was written last, as digests: what is not among them is
theirs, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import blake2b

from followup_md.formats.vcard_lines import bare_uid, escaped, parts, plain
from followup_md.typed import NamedTuple

LAST = "X-FOLLOWUP-LAST"
_LISTS = ("NICKNAME", "CATEGORIES")  # several values in one line
_SEVERAL = ("EMAIL", "TEL", "URL")  # a line each
_SINGLE = ("FN", "ORG", "TITLE", "BDAY", "NOTE")
_NO_YEAR = "1604"  # of a birthday whose year nobody knows
_VERSIONS = ("3.0", "4.0")
_HEAD = re.compile(rb"(?:([\w-]+)\.)?([\w-]+)((?:;(?:\"[^\"\r\n]*\"|[^\":\r\n])*)?):", re.ASCII)
_LINES = re.compile(rb"[^\n]+(?:\n(?:[ \t][^\n]*(?:\n|\Z))*|\Z)|\n")
_FIRST = re.compile(r"(?:[^\\;]|\\.)*", re.DOTALL)
_UNFOLD = re.compile(rb"\r?\n[ \t]")


class NotPatchedError(Exception):
    """The card cannot be brought up to date; the message says why."""


class Line(NamedTuple):
    """A line of a card, with the lines that it is folded into."""

    raw: bytes
    group: str = ""
    name: str = ""  # in capitals; "" if it is no property
    head: str = ""  # all before the value, with its colon
    value: str = ""

    def with_value(self, value: str) -> str:
        """Return the line with another value, not folded yet."""
        return self.head + value


def uid(data: bytes) -> str:
    """Return the UID of a card as a contact has it, "" if there is none."""
    return next((bare_uid(plain(line.value)) for line in _lines(data) if line.name == "UID"), "")


def patch(data: bytes, properties: Iterable[str], fold: Callable[[str], str]) -> bytes:
    """Return a card with these properties, as `vcard_out.properties` gives them.

    Raises NotPatchedError for what is not one card of version 3.0 or 4.0.
    """
    lines, ours = _lines(data), _by_name(properties)
    edits = _Edits(lines, _check(lines))
    for name in _SINGLE:
        if name not in ours:
            edits.lost(name)
        elif edits.single(ours[name][0]) and name == "FN":
            edits.set("N", ours["N"][0].value)
    for name in _LISTS:
        edits.listed(name, [each for line in ours.get(name, ()) for each in _values(line)])
    labels = {line.group: line for line in ours.get("X-ABLABEL", ())}
    for name in _SEVERAL:
        edits.several(name, ours.get(name, []), labels)
    if "CLASS" in ours:
        edits.set("CLASS", ours["CLASS"][0].value)
    if edits.has_other_note:
        del ours["NOTE"]  # was not written, and would make a new line of each day
    edits.set(LAST, _digests(ours))
    newline = "\r\n" if b"\r\n" in data else "\n"
    return edits.result(lambda text: fold(text).replace("\r\n", newline) + newline)


def mark(properties: Iterable[str]) -> str:
    """Return the line that tells later what was written, for a new card."""
    return f"{LAST}:{_digests(_by_name(properties))}"


class _Edits:
    """The changes of a card: lines by their place, and new ones before its end."""

    def __init__(self, lines: list[Line], version: str) -> None:
        self._lines = lines
        self._last = {d for line in lines if line.name == LAST for d in line.value.split(",")}
        self._basic = version == "4.0"  # dates without hyphens
        self.has_other_note = False
        self._changed: dict[int, str | None] = {}
        self._new: list[str] = []
        self._groups = {line.group.lower() for line in lines if line.group}

    def _places(self, name: str) -> list[int]:
        return [place for place, line in enumerate(self._lines) if line.name == name]

    def set(self, name: str, value: str) -> None:
        """Give the first property of a name a value."""
        places = self._places(name)
        if not places:
            self._new.append(f"{name}:{value}")
        elif self._lines[places[0]].value != value:
            self._changed[places[0]] = self._lines[places[0]].with_value(value)

    def single(self, ours: Line) -> bool:
        """Give a property its value, unless they have changed theirs and we ours not."""
        name, value = ours.name, ours.value
        text = self._birthday(ours) if name == "BDAY" else f"{name}:{value}"
        places = self._places(name)
        if not places:
            self._new.append(text)
            return True
        line = self._lines[places[0]]
        if _key(name, line.value) == _key(name, value):
            return False
        theirs = _digest(name, line.value) not in self._last
        if theirs and (name == "NOTE" or _digest(name, value) in self._last):
            self.has_other_note |= name == "NOTE"
            return False
        departments = line.value[len(_first(line.value)) :] if name == "ORG" else ""
        changed = line.with_value(value + departments)
        self._changed[places[0]] = text if name == "BDAY" else changed
        return True

    def lost(self, name: str) -> None:
        """Remove what was written and is in the book no more."""
        for place in self._places(name):
            if _digest(name, self._lines[place].value) in self._last:
                self._remove(place)

    def _birthday(self, ours: Line) -> str:
        """Return the line of a birthday as the version of the card has it."""
        if not self._basic:
            return ours.with_value(ours.value)
        year, month, day = ours.value.split("-")
        return f"BDAY:{'--' if year == _NO_YEAR else year}{month}{day}"

    def listed(self, name: str, ours: list[str]) -> None:
        """Bring a line with several values up to date."""
        places = self._places(name)
        theirs = [each for place in places for each in _values(self._lines[place])]
        kept = [t for t in theirs if t in ours or _digest(name, escaped(t)) not in self._last]
        found = [*kept, *(each for each in ours if each not in kept)]
        if found == theirs:
            return
        for place in places[1:]:
            self._changed[place] = None
        value = ",".join(map(escaped, found))
        if not places:
            self._new.append(f"{name}:{value}")
        else:
            self._changed[places[0]] = self._lines[places[0]].with_value(value) if value else None

    def several(self, name: str, ours: list[Line], labels: dict[str, Line]) -> None:
        """Bring properties with a line each up to date; a changed one keeps its label."""
        places = {place: _key(name, self._lines[place].value) for place in self._places(name)}
        wanted = [_key(name, line.value) for line in ours]
        over = [
            place
            for place, key in places.items()
            if key not in wanted and _digest(name, self._lines[place].value) in self._last
        ]
        new = [line for line in ours if _key(name, line.value) not in places.values()]
        for place, line in zip(over, new, strict=False):
            self._changed[place] = self._lines[place].with_value(line.value)
        for place in over[len(new) :]:
            self._remove(place)
        for line in new[len(over) :]:
            label = labels.get(line.group)
            if not line.group or label is None:
                self._new.append(line.with_value(line.value))
                continue
            group = self._free_group()
            self._new.append(f"{group}.{line.head.partition('.')[2]}{line.value}")
            self._new.append(f"{group}.{label.head.partition('.')[2]}{label.value}")

    def _remove(self, place: int) -> None:
        """Remove a line, and what else is in its group."""
        group = self._lines[place].group
        for other, line in enumerate(self._lines):
            if other == place or (group and line.group == group):
                self._changed[other] = None

    def _free_group(self) -> str:
        number = next(n for n in range(1, len(self._groups) + 2) if f"item{n}" not in self._groups)
        self._groups.add(f"item{number}")
        return f"item{number}"

    def result(self, end: Callable[[str], str]) -> bytes:
        """Return the card; `end` makes a line of the file of a text."""
        found = []
        for place, line in enumerate(self._lines):
            if line.name == "END":
                found += [end(text).encode() for text in self._new]
            text = self._changed.get(place, "")
            if text is not None:
                found.append(end(text).encode() if text else line.raw)
        return b"".join(found)


def _check(lines: list[Line]) -> str:
    """Return the version of what must be one card."""
    names = [line.name for line in lines if line.raw.strip()]
    if names[:1] != ["BEGIN"] or names[-1:] != ["END"] or names.count("BEGIN") != 1:
        raise NotPatchedError("it is not one card")
    version = next((line.value.strip() for line in lines if line.name == "VERSION"), "")
    if version not in _VERSIONS:
        raise NotPatchedError(f"it is a card of version {version or 'unknown'}")
    return version


def _lines(data: bytes) -> list[Line]:
    """Split a card into its lines; those that cannot be read stay as they are."""
    found = []
    for raw in _LINES.findall(data):
        head = _HEAD.match(raw)
        try:
            value = _UNFOLD.sub(b"", raw.rstrip(b"\r\n")[head.end() :]).decode() if head else ""
            text = _UNFOLD.sub(b"", head[0]).decode() if head else ""
        except UnicodeDecodeError:
            head = None
        if head is None:
            found.append(Line(raw))
        else:
            group, name = (head[1] or b"").decode(), head[2].decode().upper()
            found.append(Line(raw, group, name, text, value))
    return found


def _by_name(properties: Iterable[str]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in _lines("\n".join(properties).encode("utf-8", "replace")):
        found.setdefault(line.name, []).append(line)
    return found


def _values(line: Line) -> list[str]:
    """Return the values of a line that holds several."""
    return [each for each in parts(line.value, ",") if each]


def _first(value: str) -> str:
    """Return what stands before the first semicolon that is not escaped."""
    match = _FIRST.match(value)
    return match[0] if match is not None else ""


def _digests(ours: dict[str, list[Line]]) -> str:
    found = {
        _digest(name, one.value) for name in (*_SINGLE, *_SEVERAL) for one in ours.get(name, ())
    }
    lists = [line for name in _LISTS for line in ours.get(name, ())]
    found |= {_digest(line.name, escaped(value)) for line in lists for value in _values(line)}
    return ",".join(sorted(found))


def _digest(name: str, value: str) -> str:
    return blake2b(f"{name} {_key(name, value)}".encode(), digest_size=4).hexdigest()


def _key(name: str, value: str) -> str:
    """Return what two spellings of a value have in common."""
    value = value.strip()
    if name == "TEL":
        return re.sub(r"[^\d;,x]", "", value.lower().removeprefix("tel:"))
    if name == "EMAIL":
        return plain(value).casefold().removeprefix("mailto:")
    if name == "BDAY":
        return re.sub(r"^(1604|-)-?|T.*$|-", "", value)
    if name == "ORG":
        value = _first(value)
    return plain(value)
