"""What may be typed where the cursor is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from lsprotocol.types import (
    CompletionItem,
    CompletionItemKind,
    CompletionList,
    InsertTextFormat,
    MarkupContent,
    MarkupKind,
    TextEdit,
)

from followup_md.frontmatter import quoting
from followup_md.lsp import days, links, meanings, typing_place
from followup_md.lsp.days import NamedDay
from followup_md.lsp.known_book import KnownBook
from followup_md.lsp.open_file import OpenFile
from followup_md.lsp.typing_place import TypingPlace
from followup_md.model.contact import STATUSES
from followup_md.model.folding import fold
from followup_md.parsing import next_words, values
from followup_md.parsing.entries import OUTCOMES
from followup_md.parsing.fields import ENTRIES, KEYS
from followup_md.policy.workdays import Calendar

TRIGGERS = (" ", "-", "[", "(", "@", ",", "{")
_MOST = 100  # proposals at a time
_LISTS = ("tags", "prefer", "never")
_Written = Callable[[str, str], str]  # of the id and the name of a contact


class Proposal(NamedTuple):
    """A text to insert, and how it is shown."""

    text: str
    about: str = ""
    detail: str = ""
    kind: CompletionItemKind = CompletionItemKind.EnumMember
    label: str = ""  # "": the text
    found_by: str = ""  # what one may type to find it; "": the label


def complete(
    file: OpenFile, book: KnownBook | None, offset: int, today: date, markdown: bool = True
) -> CompletionList:
    """Return what may be typed at an offset."""
    place = typing_place.at(file.text, offset)
    if place is None:
        return CompletionList(False, [])
    found = []
    for proposal in _Proposals(file, book, offset, today).at(place):
        found.append(proposal)
        if len(found) > _MOST:
            break
    shown = file.places.range(place.start, offset)
    items = [
        CompletionItem(
            label=each.label or each.text,
            kind=each.kind,
            detail=each.detail or None,
            documentation=_documented(each.about, markdown),
            sort_text=f"{number:03}",
            filter_text=each.found_by or each.label or each.text,
            insert_text_format=InsertTextFormat.PlainText,
            text_edit=TextEdit(shown, each.text),
        )
        for number, each in enumerate(found[:_MOST])
    ]
    return CompletionList(len(found) > _MOST, items)


def _documented(about: str, markdown: bool) -> MarkupContent | None:
    if not about:
        return None
    if not markdown:
        return MarkupContent(MarkupKind.PlainText, about.replace("`", ""))
    return MarkupContent(MarkupKind.Markdown, about)


class _Proposals:
    """The proposals for one file."""

    def __init__(self, file: OpenFile, book: KnownBook | None, offset: int, today: date) -> None:
        self._file = file
        self._book = book
        self._settings = file.settings
        self._calendar = book.calendar if book is not None else Calendar(file.settings.workdays)
        self._today = today
        self._behind = file.text[offset : file.places.row_end(offset)]

    def at(self, place: TypingPlace) -> Iterator[Proposal]:
        """Yield what may be typed at a place, the likeliest first."""
        if place.kind == typing_place.KEY:
            yield from self._keys()
        elif place.kind == typing_place.VALUE:
            yield from self._values(place)
        elif place.kind == typing_place.ENTRY:
            yield from self._entry(place)
        elif place.kind == typing_place.ENTRY_KEY:
            for key in typing_place.KEYS_OF[place.key]:
                text = key if self._behind.startswith(":") else f"{key}: "
                about = meanings.of_entry_key(key)
                yield Proposal(text, about, kind=CompletionItemKind.Property, label=key)
        elif place.kind == typing_place.ENTRY_VALUE:
            yield from self._entry_value(place)
        else:
            yield from self._linked(place)

    def _keys(self) -> Iterator[Proposal]:
        root = self._file.read.root
        there = {key.value for key, _ in root.pairs} if root is not None else set()
        newline = self._file.places.newline
        for key in KEYS:
            if key in there:
                continue
            after = f":{newline}  - " if key in ENTRIES else ": "
            text = key if self._behind.startswith(":") else key + after
            about = meanings.of_key(key)
            yield Proposal(text, about, kind=CompletionItemKind.Property, label=key)

    def _values(self, place: TypingPlace) -> Iterator[Proposal]:
        key, first, settings = place.key, not place.before, self._settings
        if key == "via":
            yield from self._people(place.typed, lambda id_, _: quoting.to_scalar(id_))
        elif key in _LISTS:
            for word, about in self._words_of(key, fold(place.typed)):
                if word not in place.before:
                    yield Proposal(word, about)
        elif key == "met" and first:
            yield from _dates(days.past(self._today, self._calendar), place.typed)
        elif key in ("follow_up", "snooze") and (first or place.before[-1:] == ("since",)):
            yield from _dates(days.coming(self._today, self._calendar), place.typed)
        elif key == "status":
            yield from self._status(place.before, place.typed)
        elif not first:
            return
        elif key == "owner":
            yield from map(Proposal, self._owners())
        elif key == "cadence":
            for name in (*settings.cadences, "none"):
                yield Proposal(name, meanings.of_cadence(name, settings))
        elif key == "keep":
            for name in (*settings.keep, "none"):
                yield Proposal(name, meanings.of_tier(name, settings))
        elif key == "private":
            yield Proposal("yes", "Never on the site.")
            yield Proposal("no")
        elif key == "timezone" and place.typed:
            wanted = fold(place.typed)
            for zone in sorted(set(values.timezones().values())):
                if wanted in fold(zone):
                    yield Proposal(zone, found_by=f"{zone} {zone.rpartition('/')[2]}")

    def _words_of(self, key: str, typed: str) -> Iterator[tuple[str, str]]:
        if key == "tags":
            tags = self._book.tags if self._book is not None else ()
            # Of many, those that are meant must be among the first.
            for tag in sorted(tags, key=lambda tag: not fold(tag).startswith(typed)):
                yield tag, ""
            return
        for word, channel in self._settings.channels.items():
            yield word, meanings.of_channel(channel)

    def _status(self, before: tuple[str, ...], typed: str) -> Iterator[Proposal]:
        if not before:
            for word in STATUSES:
                yield Proposal(word, meanings.STATUSES[word])
        elif before[-1] == "by":
            yield Proposal("me", "You ended it.")
            yield Proposal("them", "They ended it.")
        elif len(before) == 1:
            yield Proposal("by ", "Who ended it: `by me` or `by them`.", label="by")
            yield from _dates(days.past(self._today, self._calendar), typed)
        elif len(before) == 3 and before[1] == "by":
            yield from _dates(days.past(self._today, self._calendar), typed)

    def _entry(self, place: TypingPlace) -> Iterator[Proposal]:
        key, before = place.key, place.before
        calendar, today = self._calendar, self._today
        if not before:
            coming = key == "promises"
            yield from _dates((days.coming if coming else days.past)(today, calendar), place.typed)
            if place.typed.isalpha():
                for each in typing_place.KEYS_OF[key]:
                    about = meanings.of_entry_key(each)
                    yield Proposal(f"{each}: ", about, kind=CompletionItemKind.Property, label=each)
            return
        words = before[1:]
        if key == "touches":
            if place.typed.startswith("@"):
                yield from (Proposal(f"@{who}", "Who of your team it was.") for who in
                            self._owners())  # fmt: skip
                return
            channels = self._settings.channels
            found = next_words.of_touch(words, channels)
            if words[-1:] == ("left-with",):
                found = next_words.Next()
        else:
            of = next_words.of_promise if key == "promises" else next_words.of_quote
            found = of(words)
        if found.takes == "who":
            yield from self._people(place.typed, lambda _, name: name)
        elif found.takes == "ref":
            quotes = self._file.contact.quotes if self._file.contact is not None else ()
            for quote in quotes:
                yield Proposal(quote.ref, detail=quote.what, kind=CompletionItemKind.Reference)
        elif found.takes == "date":
            yield from _dates(days.past(today, calendar), place.typed)
        for word in found.words:
            yield Proposal(word, meanings.of_word(word, self._settings))

    def _entry_value(self, place: TypingPlace) -> Iterator[Proposal]:
        inner, settings = place.inner, self._settings
        if place.typed.strip() != place.typed or " " in place.typed:
            return
        if inner in ("date", "kept", "dropped", "won", "lost", "withdrawn") or (
            inner == "sent" and place.key == "quotes"
        ):
            yield from _dates(days.past(self._today, self._calendar), place.typed)
        elif inner == "due":
            yield from _dates(days.coming(self._today, self._calendar), place.typed)
        elif inner == "by":
            yield from map(Proposal, self._owners())
        elif inner == "with":
            yield from self._people(place.typed, lambda _, name: name)
        else:
            words: dict[str, Iterable[str]] = {
                "channel": settings.channels,
                "outcome": OUTCOMES,
                "direction": ("in", "out"),
                "theirs": ("yes", "no"),
            }
            for word in words.get(inner, ()):
                yield Proposal(word, meanings.of_word(word, settings))

    def _owners(self) -> tuple[str, ...]:
        if self._book is not None:
            return self._book.owners
        return tuple(self._settings.team)

    def _linked(self, place: TypingPlace) -> Iterator[Proposal]:
        if place.kind == typing_place.FILE:
            end = "" if self._behind.startswith(")") else ")"
            own = self._file.id
            yield from self._people(
                place.typed.rpartition("/")[2], lambda id_, _: links.file_link(own, id_) + end
            )
            return
        end = "" if self._behind.startswith("]]") else "]]"
        yield from self._people(place.typed, lambda id_, name: self._wikilink(id_, name) + end)

    def _wikilink(self, id_: str, name: str) -> str:
        assert self._book is not None
        plain = not set(name) & set("[]|#\n")
        return name if plain and self._book.mentions.find(name) == id_ else id_

    def _people(self, typed: str, text: _Written) -> Iterator[Proposal]:
        """Yield other contacts by what they are called; those first that begin with it."""
        if self._book is None:
            return
        wanted = fold(typed.strip())
        later: list[Proposal] = []
        for id_, one in self._book.everybody.items():
            if id_ == self._file.id or wanted not in one.searched:
                continue
            contact = one.contact
            proposal = Proposal(
                text(id_, contact.name),
                ", ".join([*contact.role, *contact.org]),
                id_,
                CompletionItemKind.Reference,
                contact.name,
                f"{typed} {contact.name} {id_}" if typed else f"{contact.name} {id_}",
            )
            if any(word.startswith(wanted) for word in one.searched.split("\n")):
                yield proposal
            elif len(later) <= _MOST:
                later.append(proposal)
        yield from later


def _dates(named: Iterable[NamedDay], typed: str = "") -> Iterator[Proposal]:
    for day in named:
        yield Proposal(
            day.iso,
            detail=day.full,
            kind=CompletionItemKind.Value,
            label=f"{day.word} {day.iso}",
            found_by=day.iso if typed[:1].isdigit() else f"{day.word} {day.others} {day.iso}",
        )
