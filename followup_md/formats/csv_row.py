"""One row of a table with people, as a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from followup_md.formats import csv_cells, texts
from followup_md.formats.csv_headers import LABEL, Column
from followup_md.formats.texts import one_line
from followup_md.model import person
from followup_md.model.contact import Birthday, Contact, Dated, Labelled
from followup_md.model.person import NotRead, Person
from followup_md.parsing import addresses, asks_privacy, values

LONG = "too long"  # cells that no contact can hold; no meaning of a header
_MET = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d\S*)?[\s,:]*(.*)", re.S)
_NOT_TAGS = frozenset({"mycontacts", "starred", "my contacts"})
_ASKS = ("private", "confidential", "personal", "true", "yes", "1")


class Row:
    """One row, its cells by what they are."""

    def __init__(
        self,
        cells: Mapping[str, list[tuple[Column, str]]],
        day_first: Mapping[int, bool | None],
    ) -> None:
        self._cells = cells
        self._day_first = day_first
        self._left: list[str] = []

    def person(self, at: str) -> Person | NotRead:
        """Return the person, or why there is none."""
        email, phone = tuple(self._labelled("email")), tuple(self._labelled("phone"))
        org = self._one("org")
        parts = (self._one(part) for part in ("prefix", "first", "middle", "last", "suffix"))
        name = self._one("name") or texts.full_name(*parts) or org
        name = name or next((each.value for each in (*email, *phone)), "")
        if not name:
            return NotRead(at, "no name, address or organisation")
        tags = tuple(dict.fromkeys(self._tags()))
        private = any(text.lower() in _ASKS for _, text in self._cells.get("private", ()))
        contact = Contact(
            "",
            name,
            uid=self._uid(),
            nickname=tuple(self._several("nickname", csv_cells.WORDS)),
            org=(org,) if org and org != name else (),
            role=tuple(filter(None, [self._one("role")])),
            language=tuple(filter(None, [self._one("language")])),
            url=tuple(self._several("url", csv_cells.BLANKS)),
            email=email,
            phone=phone,
            birthday=self._birthday(),
            timezone=self._timezone(),
            tags=tags,
            owner=self._one("owner"),
            met=self._met(),
            via=self._one("via"),
            reason=self._one("reason"),
            private=private or any(map(asks_privacy.tag_asks, tags)),
            more=tuple(self._more()),
            body=texts.note("\n\n".join(text for _, text in self._cells.get("note", ()))),
        )
        self._left += ["value too long for a contact"] * len(self._cells.get(LONG, ()))
        return person.of(at, contact, self._left)

    def _one(self, key: str) -> str:
        return next((one_line(text) for _, text in self._cells.get(key, ())), "")

    def _several(self, key: str, between: re.Pattern[str]) -> Iterator[str]:
        for _, text in self._cells.get(key, ()):
            yield from filter(None, map(one_line, between.split(text)))

    def _labelled(self, key: str) -> Iterator[Labelled]:
        labels = {column.number: text for column, text in self._cells.get(key + LABEL, ())}
        split = csv_cells.addresses if key == "email" else csv_cells.numbers
        for column, text in self._cells.get(key, ()):
            label = csv_cells.label(
                column.meaning.partition(":")[2] or labels.get(column.number, "")
            )
            for value in split(text):
                if key == "email" and addresses.wrong_email(value):
                    self._left.append("e-mail address that is none")
                elif key == "phone" and not any(map(str.isdigit, value)):
                    self._left.append("phone number without digits")
                else:
                    yield Labelled(label, value)

    def _uid(self) -> str:
        for column, text in self._cells.get("uid", ()):
            program = column.meaning.partition(":")[2]
            return f"{program}-{one_line(text)}" if program else one_line(text)
        return ""

    def _timezone(self) -> str:
        zone = self._one("timezone")
        if zone and not values.is_timezone(zone):
            self._left.append("time zone without a name")
            return ""
        return zone

    def _tags(self) -> Iterator[str]:
        for _, text in self._cells.get("tags", ()):
            for tag in map(one_line, csv_cells.WORDS.split(text)):
                plain = tag.removeprefix("*").strip()
                if plain.lower() not in _NOT_TAGS and not plain.startswith("Imported on "):
                    yield from [plain] * bool(plain)

    def _day(self, what: str, column: Column, text: str) -> Birthday | None:
        day = csv_cells.day(text, self._day_first.get(column.place))
        if day is None and not csv_cells.is_no_day(text):
            self._left.append(f"{what} that is no day")
        return day

    def _birthday(self) -> Birthday | None:
        return next(
            (self._day("birthday", *each) for each in self._cells.get("birthday", ())), None
        )

    def _met(self) -> Dated | None:
        for column, text in self._cells.get("connected", ()):
            day = self._day("day of the connection", column, text)
            if day is not None and day.year is not None:
                return Dated(date(day.year, day.month, day.day), "LinkedIn")
        for column, text in self._cells.get("met", ()):
            match = _MET.fullmatch(text)
            day = csv_cells.day(match[1] if match else text, self._day_first.get(column.place))
            if day is not None and day.year is not None:
                words = one_line(match[2]) if match else ""
                return Dated(date(day.year, day.month, day.day), words)
            self._left.append("day on which you met that is none")
        return None

    def _more(self) -> Iterator[tuple[str, str]]:
        for key, text in (("address", self._address()), ("location", self._one("location"))):
            if text:
                yield key, text
        labels = {column.number: text for column, text in self._cells.get("event" + LABEL, ())}
        events = [
            each
            for each in self._cells.get("event", ())
            if labels.get(each[0].number, "").lower() == "anniversary"
        ]
        for each in (*self._cells.get("anniversary", ()), *events):
            day = self._day("anniversary", *each)
            if day is not None:
                yield "anniversary", texts.day_text(day)
                break
        if related := ", ".join(self._related()):
            yield "related", related

    def _address(self) -> str:
        by_kind: dict[str, list[str]] = defaultdict(list)
        for column, text in sorted(
            self._cells.get("address", ()), key=lambda each: each[0].meaning
        ):
            lines = ", ".join(filter(None, map(one_line, text.splitlines())))
            by_kind[column.meaning.partition(":")[2].partition(":")[0]].append(lines)
        found = next((lines for _, lines in sorted(by_kind.items())), [])
        return ", ".join(found if len(by_kind) == 1 or "" not in by_kind else by_kind[""][:1])

    def _related(self) -> Iterator[str]:
        labels = {column.number: text for column, text in self._cells.get("related" + LABEL, ())}
        for column, text in self._cells.get("related", ()):
            yield one_line(f"{csv_cells.label(labels.get(column.number, ''))} {text}")
        for _, text in self._cells.get("spouse", ()):
            yield one_line(f"spouse {text}")
