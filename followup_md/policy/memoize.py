"""What is made of values again and again, made once for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Value = TypeVar("Value")
Made = TypeVar("Made")


class IdentityMemo(Generic[Value, Made]):
    """Makes something of each of many values; of the very same value it is the very same.

    Only what was made for the last call is kept. Values are told apart by identity, as comparing
    them would take longer than it saves.
    """

    def __init__(self, make: Callable[[Value], Made]) -> None:
        self._make = make
        self._made: dict[int, tuple[Value, Made]] = {}  # with the value: its id stays its own

    def __call__(self, values: Iterable[Value]) -> list[Made]:
        """Return what is made of each value, in their order."""
        before, made = self._made, dict[int, tuple[Value, Made]]()
        found = []
        for value in values:
            key = id(value)
            pair = before.get(key)
            if pair is None:
                pair = value, self._make(value)
            made[key] = pair
            found.append(pair[1])
        self._made = made
        return found
