"""What a template may use, and expressions made of it: values, filters, comparisons."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Mapping
from typing import Any

from followup_md.drafts.plain_text import gap

DAY = ("of",)
# The names of a template, and what may follow a dot; `more` has the contact's own keys.
NAMES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("you", "name", "org", "hello", "bye", "me", "my_phone", "reason", "via"), ()),
    **dict.fromkeys(("n", "of", "final", "later", "tried", "bounced", "late", "last"), ()),
    **dict.fromkeys(("theirs_live", "theirs", "last_what", "mine", "yours", "can_write"), ()),
    **dict.fromkeys(("birthday_late", "other", "other_name", "other_org", "words", "asked"), ()),
    **dict.fromkeys(("met_day", "theirs_day", "last_day"), DAY),
    "quote": ("ref", "what", "day", "known", "final"),
    "promise": ("what", "date", "late"),
    "more": (),
}
Values = Mapping[str, Any]
Value = Callable[[Values], Any]


def _joined(value: Any, between: Any = ", ") -> str:
    # Only lists: a text joined with itself would double and double again.
    return str(between).join(value) if isinstance(value, tuple) else str(value)


def _capitalized(value: Any) -> str:
    text = shown(value)
    return text[:1].upper() + text[1:]


def shown(value: Any) -> str:
    """Return a value as a template shows it."""
    return ", ".join(value) if isinstance(value, tuple) else str(value)


# By name: the least and the greatest number of values in its brackets, and what it does.
FILTERS: dict[str, tuple[int, int, Callable[..., Any]]] = {
    "gap": (1, 1, lambda value, words: value or gap(shown(words))),
    "capfirst": (0, 0, _capitalized),
    "default": (0, 2, lambda value, default="", _boolean=True: value or default),
    "join": (0, 1, _joined),
    "first": (0, 0, lambda value: value[0] if value else ""),
    "last": (0, 0, lambda value: value[-1] if value else ""),
    "length": (0, 0, lambda value: len(value) if isinstance(value, (str, tuple)) else 0),
    "lower": (0, 0, lambda value: shown(value).lower()),
    "upper": (0, 0, lambda value: shown(value).upper()),
    "trim": (0, 0, lambda value: shown(value).strip()),
}


_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda part, whole: part in whole,
    "not": lambda part, whole: part not in whole,
}


def nothing(_values: Values) -> Any:
    """Return what stands for no value."""
    return ""


def constant(value: Any) -> Value:
    """Return a value that is always the same."""
    return lambda _: value


def looked_up(path: tuple[str, ...]) -> Value:
    """Return the value of a name, and of those after its dots."""

    def value(values: Values) -> Any:
        found = values[path[0]]
        for name in path[1:]:
            found = getattr(found, name)
        return found

    return value


def chosen(condition: Value, value: Value, other: Value) -> Value:
    """Return one of two values, by a condition."""
    return lambda values: value(values) if condition(values) else other(values)


def either(first: Value, second: Value) -> Value:
    """Return the first of two values that is not empty."""
    return lambda values: first(values) or second(values)


def both(first: Value, second: Value) -> Value:
    """Return whether there are both, as Jinja2 does."""
    return lambda values: first(values) and second(values)


def applied(function: Callable[..., Any], value: Value, arguments: list[Value]) -> Value:
    """Return a value after a filter."""
    return lambda values: function(value(values), *(one(values) for one in arguments))


def compared(sign: str, first: Value, second: Value) -> Value:
    """Return how two values compare; `sign`: also `in`, and `not` for `not in`."""
    compare = _SIGNS[sign]
    return lambda values: compare(first(values), second(values))


def unknown_name(what: str, word: str, known: Collection[str]) -> str:
    """Say that there is no such thing, and which known one is the nearest."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1, 0.6)
    hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}" * bool(known)
    return f"there is no {what} of this name{hint}"
