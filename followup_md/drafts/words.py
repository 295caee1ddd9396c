"""The words of a language that templates need for days, tries and greetings: its `words.yml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from followup_md.errors import TextError
from followup_md.frontmatter import nodes
from followup_md.frontmatter.parse import parse
from followup_md.model.settings import Interval
from followup_md.typed import NamedTuple

_WEEK, _YEAR = 6, 300  # days back within which a day is said by its weekday, by its date
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_TEXTS = ("language", "hello", "bye", "and", "tried")
_LISTS = {"weekdays": 7, "months": 12, "pronouns": 0, "notes": 0}
_TABLES = ("days", "many", "did", "theirs", "asked", "sent", "shared", "later")
_FIELD = re.compile(r"\{(\w*)\}")


class Day(str):
    """A day in words: `on 3 September`; `of` is the same after a noun: `of 3 September`."""

    __slots__ = ("of",)
    of: str


NO_DAY = Day("")
NO_DAY.of = ""


class Words(NamedTuple):
    """What `words.yml` says."""

    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, Mapping[str, str]]
    lasting: bool = False  # whether days are said so that they are right tomorrow, too

    @property
    def language(self) -> str:
        """The name of the language, in English."""
        return self.texts["language"]

    def text(self, key: str, **values: object) -> str:
        """Return a text with values filled in."""
        return _filled(self.texts[key], values)

    def entry(self, table: str, *keys: str, **values: object) -> str:
        """Return the first of these keys that a table has, with values filled in; else `other`."""
        found = self.tables[table]
        key = next((key for key in keys if key in found), "other")
        return _filled(found.get(key, ""), values)

    def day(self, day: date, on: date) -> Day:
        """Return a day in words, as seen from `on`."""
        back = (on - day).days
        if back in (0, 1) and not self.lasting:
            key = ("today", "yesterday")[back]
        elif 0 < back <= _WEEK and not self.lasting:
            key = "week"
        else:
            key = "year" if abs(back) <= _YEAR else "older"
        values = self._parts(day)
        found = Day(self.entry("days", key, **values))
        found.of = self.entry("days", f"of-{key}", **values)
        return found

    def bare_date(self, day: date) -> str:
        """Return `Thursday 10 September`."""
        return self.entry("days", "date", **self._parts(day))

    def since(self, sort: str, day: date) -> str:
        """Return what was done since a day; `sort`: live, written or both."""
        return self.entry("many", sort, **self._parts(day))

    def later(self, interval: Interval) -> str:
        """Return `in 6 weeks`."""
        number, unit = _rounded(interval)
        key = unit if number == 1 else f"{unit}s"
        return self.entry("later", key, n=number)

    def is_note(self, text: str) -> bool:
        """Whether a text reads as noted for oneself: `ask whether she likes it`."""
        words = re.findall(r"\w+", text.casefold())
        return bool(words) and (
            words[0] in self.lists["notes"] or not set(words).isdisjoint(self.lists["pronouns"])
        )

    def _parts(self, day: date) -> dict[str, object]:
        return {
            "weekday": self.lists["weekdays"][day.weekday()],
            "day": day.day,
            "month": self.lists["months"][day.month - 1],
            "year": day.year,
        }


def read_words(text: str, base: Words | None = None) -> Words:
    """Return the words of a file; what it does not say is taken from `base`. Raises TextError."""
    texts = dict(base.texts) if base is not None else {}
    lists = dict(base.lists) if base is not None else {}
    tables = {name: dict(table) for name, table in base.tables.items()} if base is not None else {}
    for key, node in parse(text).pairs:
        if key.value in _TEXTS:
            texts[key.value] = _text(node)
        elif key.value in _LISTS:
            lists[key.value] = _list(node, _LISTS[key.value])
        elif key.value in _TABLES:
            tables[key.value] = tables.get(key.value, {}) | _table(node)
        else:
            known = ", ".join((*_TEXTS, *_LISTS, *_TABLES))
            raise TextError("T110", f"unknown key; known: {known}", key.line + 1, key.column + 1)
    return Words(texts, lists, tables)


def _rounded(interval: Interval) -> tuple[int, str]:
    """Return a number and a unit as one would say them: 180 days are 6 months."""
    number, unit = interval
    if unit == "d":
        for days, larger in ((365, "year"), (30, "month"), (7, "week")):
            if (number % days == 0 and number > days) or number == 365 == days:
                return number // days, larger
    return number, _UNITS[unit]


def _filled(pattern: str, values: Mapping[str, object]) -> str:
    return _FIELD.sub(lambda field: str(values.get(field[1], "")), pattern)


def _text(node: nodes.Node) -> str:
    if isinstance(node, nodes.Scalar):
        return node.value
    raise TextError("T110", "expected a text", node.line + 1, node.column + 1)


def _list(node: nodes.Node, count: int) -> tuple[str, ...]:
    found = tuple(_text(item) for item in node.items) if isinstance(node, nodes.Sequence) else None
    if found is None or (count and len(found) != count):
        what = f"a list of {count}" if count else "a list"
        raise TextError("T110", f"expected {what}", node.line + 1, node.column + 1)
    return found


def _table(node: nodes.Node) -> dict[str, str]:
    if not isinstance(node, nodes.Mapping):
        raise TextError("T110", "expected keys, each with a text", node.line + 1, node.column + 1)
    return {key.value: _text(item) for key, item in node.pairs}
