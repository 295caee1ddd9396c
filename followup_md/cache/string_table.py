"""Many short strings stored as one, from which they are cut when they are asked for."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate

from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class StringTable:
    """A list of strings that loads fast and seldom changes."""

    def __init__(self, packed: tuple[str, bytes] = ("", b"")) -> None:
        self._whole = packed[0]
        self._ends = array("I", packed[1])  # where each string ends
        self._new: dict[int, str] = {}
        self._size = len(self._ends)

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: int) -> str:
        if place in self._new:
            return self._new[place]
        return self._whole[self._ends[place - 1] if place else 0 : self._ends[place]]

    def __setitem__(self, place: int, text: str) -> None:
        if self[place] != text:
            self._new[place] = text

    def __iter__(self) -> Iterator[str]:
        if self._new:
            yield from map(self.__getitem__, range(self._size))
            return
        whole, start = self._whole, 0  # four times as fast
        for end in self._ends:
            yield whole[start:end]
            start = end

    def extend(self, texts: Iterable[str]) -> None:
        """Append strings."""
        for text in texts:
            self._new[self._size] = text
            self._size += 1

    def pack(self) -> tuple[Any, ...]:
        """Return it as plain values."""
        if self._new:
            texts = list(self)
            self._whole, self._new = "".join(texts), {}
            self._ends = array("I", accumulate(map(len, texts)))
        return self._whole, self._ends.tobytes()
