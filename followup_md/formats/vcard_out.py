"""Contacts as vCards 3.0, the version that every phone reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from followup_md.formats.texts import one_line, plain
from followup_md.formats.vcard_lines import escaped
from followup_md.model.contact import Birthday, Contact, Labelled
from followup_md.model.folding import UNSPACED

_OCTETS = 75  # of a line, its end not counted
_NO_YEAR = "BDAY;X-APPLE-OMIT-YEAR=1604:1604-"  # iPhones read it so; others show the year
# Labels that vCards have a word for; the others become labels of Apple's, which most programs know.
_TYPES = {
    "TEL": {"mobile": "CELL", "cell": "CELL", "work": "WORK", "home": "HOME", "main": "MAIN"},
    "EMAIL": {"work": "WORK", "home": "HOME"},
}
_NUMBERED = re.compile(r" \d+$")  # "work 2": a second one of the label
_ONE_WORD = re.compile(f"[{UNSPACED}]")


def card(lines: Iterable[str]) -> str:
    """Return a card with the lines of `properties`, folded."""
    every = ["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD"]
    return "".join(f"{fold(line)}\r\n" for line in every)


def properties(contact: Contact, uid: str, next_step: str = "") -> Iterator[str]:
    """Yield the lines of a contact's card, unfolded; `next_step` is shown in its note."""
    name = one_line(contact.name)
    yield f"FN:{_text(name)}"
    yield f"N:{_structured(name)}"
    if contact.nicknames:
        yield f"NICKNAME:{_list(contact.nicknames)}"
    for org in contact.org:
        yield f"ORG:{_text(org)}"
    for role in contact.role:
        yield f"TITLE:{_text(role)}"
    number = 0
    for property_, labelled in (("EMAIL", contact.email), ("TEL", contact.phone)):
        for one in labelled:
            kind = _type(property_, one)
            if one.label and not kind:
                number += 1
                yield f"item{number}.{property_}:{_text(one.value)}"
                yield f"item{number}.X-ABLabel:{_text(one.label)}"
            else:
                yield f"{property_}{f';TYPE={kind}' if kind else ''}:{_text(one.value)}"
    if contact.birthday is not None:
        yield _birthday(contact.birthday)
    for url in contact.url:
        yield f"URL:{one_line(url)}"  # an address is no text: nothing is escaped in it
    if contact.tags:
        yield f"CATEGORIES:{_list(contact.tags)}"
    note = "\n".join(filter(None, (contact.reason.strip(), next_step)))
    if note:
        yield f"NOTE:{escaped(plain(note))}"
    if contact.private:
        yield "CLASS:PRIVATE"
    yield f"UID:{_text(uid)}"


def fold(line: str) -> str:
    """Return a line broken after 75 octets, and never within a character."""
    if len(line) <= _OCTETS and line.isascii():
        return line
    parts, part, room = [], "", _OCTETS
    for char in line:
        size = len(char.encode("utf-8", "replace"))
        if size > room:
            parts.append(part)
            part, room = "", _OCTETS - 1  # a folded line begins with a blank
        part += char
        room -= size
    return "\r\n ".join([*parts, part])


def _text(text: str) -> str:
    return escaped(one_line(text))


def _list(texts: tuple[str, ...]) -> str:
    return ",".join(map(_text, texts))


def _structured(name: str) -> str:
    """Return family and given name: the last word is the family's, unless words say nothing."""
    given, _, family = name.rpartition(" ")
    if not given or _ONE_WORD.search(name):
        given, family = name, ""
    return f"{_text(family)};{_text(given)};;;"


def _type(property_: str, labelled: Labelled) -> str:
    return _TYPES[property_].get(_NUMBERED.sub("", labelled.label.strip().lower()), "")


def _birthday(birthday: Birthday) -> str:
    day = f"{birthday.month:02d}-{birthday.day:02d}"
    return f"{_NO_YEAR}{day}" if birthday.year is None else f"BDAY:{birthday.year:04d}-{day}"
