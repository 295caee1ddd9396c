"""Chats that Telegram Desktop exports as JSON, one or all of an account. No text is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from followup_md.formats.json_stream import BadJsonError, JsonStream
from followup_md.formats.texts import one_line
from followup_md.model import identity
from followup_md.model.message import Found, Message, Ours, Party, Skipped
from followup_md.model.person import NotRead
from followup_md.typed import NamedTuple

_WITH_ONE = "personal_chat"
_LEFT_OUT = {"saved_messages": "notes to yourself", "bot_chat": "bot"}
_DELETED = "Deleted Account"
_CALL = "phone_call"
_OLD_PEER = 0x1_0000_0000  # what older programs have added to the number of a person
_MOST_KEPT = 500_000  # messages of a chat whose kind stands behind them
_DIGITS = re.compile(r"\d{1,20}", re.ASCII)


class _Raw(NamedTuple):
    """What of a message counts."""

    id: str
    moment: datetime | None
    sender: str  # the number of whoever sent it, or ""
    name: str
    kind: str  # "" of a message, else what a service message is about
    seconds: int  # that a call took
    reason: str  # for which it ended


class _Book:
    """The telephone numbers of an address book, by Telegram's number of a person, or by name."""

    def __init__(self) -> None:
        self._by_number: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = {}

    def add(self, known: Any) -> None:
        """Take in an entry."""
        if not isinstance(known, dict):
            return
        phone = _text(known, "phone_number")
        if phone:
            name = one_line(f"{_text(known, 'first_name')} {_text(known, 'last_name')}")
            self._by_number[_digits(known.get("user_id"))] = phone
            self._by_name.setdefault(name, set()).add(phone)

    def phone(self, number: str, name: str) -> str:
        """Return somebody's telephone number, or "" if it is not told."""
        named = self._by_name.get(name, set())
        by_name = next(iter(named)) if len(named) == 1 else ""
        return (self._by_number.get(number, "") if number else "") or by_name


def read(stream: BinaryIO, own: Ours) -> Iterator[Found]:
    """Yield messages and calls; groups, channels, bots and notes to yourself are skipped."""
    yield from _Export(JsonStream(stream), own).found()


class _Export:
    def __init__(self, json: JsonStream, own: Ours) -> None:
        self._json = json
        self._own = own
        self._book = _Book()
        self._chats = 0
        self._messages = 0

    def found(self) -> Iterator[Found]:
        """Yield what is found, and what cannot be read as the last."""
        try:
            yield from self._object(top=True)
        except BadJsonError as error:
            at = f"chat {self._chats}, message {self._messages}" if self._chats else ""
            yield NotRead(at, str(error))
        else:
            if not self._chats:
                yield NotRead("", "no chat in it")

    def _object(self, top: bool = False) -> Iterator[Found]:
        """Yield what is in a chat; at the top, also in those of an account."""
        json, chat = self._json, dict[str, Any]()
        kept: list[_Raw] = []
        for key in json.names():
            opened = json.peek()
            if key in ("name", "type", "id"):
                chat[key] = json.value()
            elif key == "messages" and opened == "[":
                self._chats += 1
                for self._messages, _ in enumerate(json.items(), 1):
                    raw = _raw(json.value())
                    if {"name", "type", "id"} <= chat.keys():
                        yield self._of(chat, raw)
                    elif len(kept) < _MOST_KEPT:
                        kept.append(raw)
                    else:
                        raise BadJsonError("the kind of the chat stands behind its messages")
            elif top and key == "contacts" and opened == "{":
                self._contacts()
            elif top and key in ("chats", "left_chats") and opened == "{":
                yield from self._list()
            else:
                json.skip()
        for raw in kept:
            yield self._of(chat, raw)

    def _list(self) -> Iterator[Found]:
        json = self._json
        for key in json.names():
            if key != "list" or json.peek() != "[":
                json.skip()
                continue
            for _ in json.items():
                if json.peek() == "{":
                    yield from self._object()
                else:
                    json.skip()

    def _contacts(self) -> None:
        json = self._json
        for key in json.names():
            if key == "list" and json.peek() == "[":
                for _ in json.items():
                    self._book.add(json.value())
            else:
                json.skip()

    def _of(self, chat: dict[str, Any], raw: _Raw) -> Found:
        type_ = chat.get("type")
        if type_ != _WITH_ONE:
            return Skipped(_LEFT_OUT.get(str(type_), "group"))
        name, number = _text(chat, "name"), _digits(chat.get("id"))
        phone = self._book.phone(number, name)
        if name == _DELETED:
            name = ""
        if not (name or phone):
            return Skipped("deleted account")
        if raw.kind not in ("", _CALL):
            return Skipped("notice")
        if raw.moment is None:
            return Skipped("no date")
        theirs = _is_one(raw.sender, number) if raw.sender and number else raw.name == name
        direction, by = ("in", "") if theirs else ("out", self._by(raw.name))
        channel, outcome = ("call", _outcome(raw, theirs)) if raw.kind else ("telegram", "")
        party = Party(phone[:40], known_as=name)
        id_ = f"telegram {number} {raw.id} {raw.sender}" if raw.id else ""
        return Message(raw.moment, channel, direction, (party,), outcome, by=by, id=id_)

    def _by(self, name: str) -> str:
        key = identity.name_key(name)
        return next((word for one, word in self._own.names if identity.name_key(one) == key), "")


def _raw(message: Any) -> _Raw:
    known = message if isinstance(message, dict) else {}
    service = known.get("type") == "service"
    who = "actor" if service else "from"
    seconds = known.get("duration_seconds")
    return _Raw(
        _digits(known.get("id")),
        _moment(known),
        _digits(known.get(f"{who}_id")),
        _text(known, who),
        (_text(known, "action") or "other") if service else "",
        seconds if isinstance(seconds, int) else 0,
        _text(known, "discard_reason"),
    )


def _outcome(raw: _Raw, theirs: bool) -> str:
    if raw.seconds > 0:
        return "answered"
    if theirs:
        return "missed"
    return "busy" if raw.reason == "busy" else "no-answer"


def _moment(known: dict[str, Any]) -> datetime | None:
    try:
        if unix := _digits(known.get("date_unixtime")):
            return datetime.fromtimestamp(int(unix), UTC)
        return datetime.fromisoformat(_text(known, "date"))
    except (ValueError, OverflowError, OSError):
        return None


def _is_one(one: str, other: str) -> bool:
    return abs(int(one) - int(other)) in (0, _OLD_PEER)


def _digits(value: object) -> str:
    """Return a number that stands alone or behind a word: `user200`."""
    if isinstance(value, int):
        value = str(value) if abs(value) < 10**20 else ""
    match = _DIGITS.search(value) if isinstance(value, str) else None
    return match[0] if match else ""


def _text(known: dict[str, Any], key: str) -> str:
    value = known.get(key)
    return one_line(value[:200]) if isinstance(value, str) else ""
