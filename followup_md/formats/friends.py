"""The file of friends (the Ruby program): people, what was done with them, notes."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from followup_md.formats import texts
from followup_md.formats.texts import one_line
from followup_md.model import person
from followup_md.model.contact import Contact, Touch
from followup_md.model.person import MOST, TOO_MANY, NotRead, Options, People, Person

_HEADING = re.compile(r"### (Activities|Notes|Friends|Locations):?\s*")
_DATED = re.compile(r"- (\d{4}-\d\d-\d\d): (.+)")
_FRIEND = re.compile(r"- ([^\[(@]+?)\s*((?:\(.*?\)\s*)?)(?:\[([^\]]*)\]\s*)?((?:@\S+\s*)*)")
_AKA = re.compile(r"a\.k\.a\.\s+")
_NAME = re.compile(r"\*\*(.+?)\*\*")
_MARKS = re.compile(r"\*\*|_(?=\S)|(?<=\S)_|\s*@[\w:-]+")
# What the words of an activity say about how it was; the first that is found counts.
_CHANNELS = (
    ("call", re.compile(r"\b(?:phoned|called|talked|phone|call)\b", re.I)),
    ("lunch", re.compile(r"\blunch\b", re.I)),
    ("coffee", re.compile(r"\bcoffee\b", re.I)),
)


def read(raw: bytes, options: Options) -> People:
    """Return the friends of a file, with their activities as touches."""
    del options
    lines = texts.decode(raw).splitlines()
    if len(lines) > MOST:
        return People((), (NotRead("the file", TOO_MANY),))
    friends: list[tuple[int, re.Match[str]]] = []
    touches: dict[str, list[Touch]] = defaultdict(list)
    notes: dict[str, list[str]] = defaultdict(list)
    unread: list[NotRead] = []
    section = ""
    for number, line in enumerate(map(one_line, lines), 1):
        if heading := _HEADING.fullmatch(line):
            section = heading[1]
        elif not line or section in ("", "Locations"):
            continue
        elif section == "Friends" and (friend := _FRIEND.fullmatch(line)):
            friends.append((number, friend))
        elif section != "Friends" and (dated := _DATED.fullmatch(line)) and _day(dated[1]):
            for name in dict.fromkeys(_NAME.findall(dated[2])):
                if section == "Notes":
                    notes[name].append(f"{dated[1]}: {_plain(dated[2])}")
                else:
                    touches[name].append(_touch(dated[1], dated[2]))
        else:
            unread.append(NotRead(f"line {number}", "not a line of friends"))
    people = (_person(number, each, touches, notes) for number, each in friends)
    return People(tuple(people), tuple(unread), program="friends")


def _person(
    number: int,
    friend: re.Match[str],
    touches: dict[str, list[Touch]],
    notes: dict[str, list[str]],
) -> Person:
    name = friend[1]
    nicknames = _AKA.split(friend[2].strip().strip("()"))[1:]
    tags = (tag.lstrip("@") for tag in friend[4].split())
    contact = Contact(
        "",
        name,
        nickname=tuple(filter(None, map(one_line, nicknames))),
        tags=tuple(dict.fromkeys(filter(None, tags))),
        touches=tuple(sorted(touches[name], key=lambda touch: touch.date)),
        more=(("location", friend[3]),) if friend[3] else (),
        body=texts.note("\n".join(sorted(notes[name]))),
    )
    return person.of(f"line {number}", contact)


def _touch(day: str, text: str) -> Touch:
    channel = next((channel for channel, word in _CHANNELS if word.search(text)), "meeting")
    return Touch(date.fromisoformat(day), channel=channel, note=_plain(text))


def _plain(text: str) -> str:
    return one_line(_MARKS.sub("", text))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
