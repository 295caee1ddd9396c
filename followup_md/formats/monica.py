"""The JSON that Monica 4 exports: people, and how you were in touch with them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from followup_md.formats import texts
from followup_md.formats.texts import one_line
from followup_md.model import person
from followup_md.model.contact import Birthday, Contact, Dated, Labelled, Touch
from followup_md.model.person import MOST, TOO_MANY, NotRead, Options, People, Person
from followup_md.parsing import addresses

_LARGEST = 64 * 1024 * 1024  # bytes: all of it is read at once
# Names of contact fields that are ways to write to somebody here.
_CHANNELS = {"whatsapp": "whatsapp", "telegram": "telegram", "email": "email", "phone": "text"}
_ATE = ("ate_at_restaurant", "ate_at_home")
Json = dict[str, Any]


def read(raw: bytes, options: Options) -> People:
    """Return the contacts of an export, with calls, conversations and activities as touches."""
    del options
    if len(raw) > _LARGEST:
        return People((), (NotRead("the file", f"over {_LARGEST // 1024**2} MiB"),))
    try:
        account = _dict(json.loads(raw)).get("account")
    except (ValueError, RecursionError):
        return People((), (NotRead("the file", "not the JSON that Monica exports"),))
    return _Account(_dict(account)).people()


class _Account:
    """What an export says beside its contacts, by the ids that they name."""

    def __init__(self, account: Json) -> None:
        instance = _dict(account.get("instance"))
        self._types = _by_id(_list(instance.get("contact_field_types")))
        self._kinds = _by_id(_list(instance.get("activity_types")))
        self._activities = _by_id(_values(account, "activity"))
        self._contacts = _values(account, "contact")
        self._names = {_text(each, "uuid"): _name(_properties(each)) for each in self._contacts}

    def people(self) -> People:
        """Return everybody but those who are dead, or are only named by somebody else."""
        if len(self._contacts) > MOST:
            return People((), (NotRead("the file", TOO_MANY),))
        people: list[Person] = []
        unread: list[NotRead] = []
        left = Counter[str]()
        for number, each in enumerate(self._contacts, 1):
            properties = _properties(each)
            if properties.get("is_dead") is True:
                left["marked as dead"] += 1
            elif properties.get("is_partial") is True:
                left["only named by somebody else"] += 1
            elif not _name(properties):
                unread.append(NotRead(f"contact {number}", "no name"))
            else:
                people.append(self._person(f"contact {number}", each))
        notes = tuple(f"left out, {what}: {count}" for what, count in left.items())
        return People(tuple(people), tuple(unread), notes=notes, program="Monica")

    def _person(self, at: str, each: Json) -> Person:
        known, left = _properties(each), list[str]()
        email, phone, url = [], [], []
        for field in map(_properties, _values(each, "contact_field")):
            kind, value = self._types.get(_text(field, "type"), {}), _text(field, "data")
            is_phone = any(map(str.isdigit, value))
            if _text(kind, "type") == "email" and not addresses.wrong_email(value):
                email.append(Labelled("", value))
            elif _text(kind, "type") == "phone" and is_phone:
                phone.append(Labelled("", value))
            elif value.lower().startswith(("http:", "https:")):
                url.append(value)
            elif value:
                left.append("address or number of another kind")
        met = _day(_dict(known.get("first_met_date")).get("date"))
        frequency = known.get("stay_in_touch_frequency")
        contact = Contact(
            "",
            _name(known),
            uid=f"monica-{uid}" if (uid := _text(each, "uuid")) else "",
            nickname=_single(_text(known, "nickname")),
            org=_single(_text(known, "company")),
            role=_single(_text(known, "job")),
            url=tuple(url),
            email=tuple(email),
            phone=tuple(phone),
            birthday=_birthday(_dict(known.get("birthdate"))),
            tags=tuple(dict.fromkeys(filter(None, map(_line, _list(known.get("tags")))))),
            met=Dated(met, _text(known, "first_met_additional_info")) if met else None,
            via=self._names.get(_text(known, "first_met_through"), ""),
            keep=f"{frequency}d" if isinstance(frequency, int) and 0 < frequency < 4000 else "",
            touches=tuple(sorted(self._touches(each), key=lambda touch: touch.date)),
            more=tuple(_address(each)),
            body=texts.note("\n\n".join(_notes(each))),
        )
        return person.of(at, contact, left)

    def _touches(self, each: Json) -> Iterator[Touch]:
        for call in map(_properties, _values(each, "call")):
            if day := _day(call.get("called_at")):
                direction = "in" if call.get("contact_called") is True else "out"
                yield Touch(day, "", direction, "call", "answered", note=_text(call, "content"))
        for talk in map(_properties, _values(each, "conversation")):
            kind = self._types.get(_text(talk, "contact_field_type"), {})
            word = (_text(kind, "type") or _text(kind, "name")).lower()
            channel = _CHANNELS.get(word, "chat")
            last: dict[tuple[date, str], None] = {}
            for message in map(_properties, _list(talk.get("messages"))):
                if day := _day(message.get("written_at")) or _day(talk.get("happened_at")):
                    last[day, "out" if message.get("written_by_me") is True else "in"] = None
            yield from (Touch(day, "", direction, channel) for day, direction in last)
        for id_ in _raw_values(each, "activity"):
            done = self._activities.get(id_ if isinstance(id_, str) else "", {})
            if day := _day(done.get("happened_at")):
                ate = _text(self._kinds.get(_text(done, "type"), {}), "name") in _ATE
                channel = "lunch" if ate else "meeting"
                yield Touch(day, channel=channel, note=_text(done, "summary"))


def _name(known: Json) -> str:
    names = (_text(known, key) for key in ("first_name", "middle_name", "last_name"))
    return one_line(" ".join(names))


def _birthday(known: Json) -> Birthday | None:
    day = _day(known.get("date"))
    if day is None or known.get("is_age_based") is True:
        return None
    return Birthday(day.month, day.day, None if known.get("is_year_unknown") is True else day.year)


def _address(each: Json) -> Iterator[tuple[str, str]]:
    keys = ("street", "city", "province", "postal_code", "country")
    for known in map(_properties, _values(each, "address")):
        if parts := [part for key in keys if (part := _text(known, key))]:
            yield "address", ", ".join(parts)
            return


def _notes(each: Json) -> Iterator[str]:
    for known in map(_properties, _values(each, "note")):
        yield str(known.get("body") or "").strip()
    for task in map(_properties, _values(each, "task")):
        if task.get("completed") is not True and (title := _text(task, "title")):
            yield f"- [ ] {title}"


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _values(holder: Json, type_: str) -> list[Json]:
    return [each for each in _raw_values(holder, type_) if isinstance(each, dict)]


def _raw_values(holder: Json, type_: str) -> list[Any]:
    """Return what an export holds of a type: lists are wrapped in their type and count."""
    wrapped = (_dict(each) for each in _list(holder.get("data")))
    return [
        one for each in wrapped if each.get("type") == type_ for one in _list(each.get("values"))
    ]


def _by_id(found: list[Any]) -> dict[str, Json]:
    return {_text(each, "uuid"): _properties(each) for each in map(_dict, found)}


def _properties(each: Any) -> Json:
    return _dict(_dict(each).get("properties"))


def _text(known: Json, key: str) -> str:
    return _line(known.get(key))


def _line(value: object) -> str:
    return one_line(value) if isinstance(value, str) else ""


def _single(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
