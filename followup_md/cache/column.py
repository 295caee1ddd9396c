"""A small value of every contact, kept together, so that lists and filters load all at once.

A memo keeps a row a contact, which is right for values that are large, or wanted one by one.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress

from followup_md.cache.database import Cache, CacheError, encode
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_TABLE = "column"


class Column:
    """Values by slot of the index, valid while the slot's version and the key stay the same.

    A value is made of plain tuples, strings and numbers. A cache that fails is as good as an
    empty one.
    """

    def __init__(self, cache: Cache, name: str, key: str = "") -> None:
        """`key`: what the values depend on besides the contact, the settings and the program."""
        self._cache = cache
        self._name = name
        self._key = key

    def load(self, versions: array[int]) -> list[Any]:
        """Return the values that are current, by slot; None where there is none."""
        kept = b""
        values: list[Any] = []
        with suppress(CacheError):
            key, *found = self._cache.get(_TABLE, self._name) or (None,)
            if key == self._key:
                kept, values = found
        if kept == versions.tobytes():
            return values
        current = [
            value if known == version else None
            for known, version, value in zip(array("I", kept), versions, values, strict=False)
        ]
        return current + [None] * (len(versions) - len(current))

    def save(self, values: Sequence[Any], versions: array[int]) -> None:
        """Keep these values, by slot, of these versions, and no others."""
        kept = self._key, versions.tobytes(), list(values)
        with suppress(CacheError):
            row = encode(self._name, kept, self._cache.namespace)
            self._cache.put([(_TABLE, self._name, row)])


class ColumnById:
    """The same by id, for those who do not have the index."""

    def __init__(self, cache: Cache, name: str, key: str = "") -> None:
        """`key`: what the values depend on besides the contact, the settings and the program."""
        self._cache = cache
        self._name = name
        self._key = key

    def load(self, versions: Mapping[str, int]) -> dict[str, Any]:
        """Return the values that are current, by id."""
        kept: dict[str, tuple[int, Any]] = {}
        with suppress(CacheError):
            key, found = self._cache.get(_TABLE, self._name) or (None, {})
            kept = found if key == self._key else {}
        get = versions.get
        return {id_: value for id_, (version, value) in kept.items() if get(id_) == version}

    def save(self, values: Mapping[str, Any], versions: Mapping[str, int]) -> None:
        """Keep these values, of contacts of these versions, and no others."""
        kept = {id_: (versions[id_], value) for id_, value in values.items()}
        with suppress(CacheError):
            row = encode(self._name, (self._key, kept), self._cache.namespace)
            self._cache.put([(_TABLE, self._name, row)])
