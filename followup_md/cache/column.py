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


class _Column:
    """A row of the cache. A cache that fails is as good as an empty one."""

    def __init__(self, cache: Cache, name: str, key: str = "") -> None:
        """`key`: what the values depend on besides the contact, the settings and the program."""
        self._cache = cache
        self._name = name
        self._key = key

    def _get(self) -> Sequence[Any]:
        """Return what was put last with this key; nothing if there is none."""
        with suppress(CacheError):
            key, *found = self._cache.get(_TABLE, self._name) or (None,)
            if key == self._key:
                return found
        return ()

    def _put(self, *values: Any) -> None:
        with suppress(CacheError):
            row = encode(self._name, (self._key, *values), self._cache.namespace)
            self._cache.put([(_TABLE, self._name, row)])


class Column(_Column):
    """Values by slot of the index, valid while the slot's version and the key stay the same.

    A value is made of plain tuples, strings and numbers.
    """

    def load(self, versions: array[int]) -> list[Any]:
        """Return the values that are current, by slot; None where there is none."""
        kept, values = self._get() or (b"", [])
        if kept == versions.tobytes():
            return list(values)
        current = [
            value if known == version else None
            for known, version, value in zip(array("I", kept), versions, values, strict=False)
        ]
        return current + [None] * (len(versions) - len(current))

    def save(self, values: Sequence[Any], versions: array[int]) -> None:
        """Keep these values, by slot, of these versions, and no others."""
        self._put(versions.tobytes(), list(values))


class ColumnById(_Column):
    """The same by id, for those who do not have the index."""

    def load(self, versions: Mapping[str, int]) -> dict[str, Any]:
        """Return the values that are current, by id."""
        (kept,) = self._get() or ({},)
        get = versions.get
        return {id_: value for id_, (version, value) in kept.items() if get(id_) == version}

    def save(self, values: Mapping[str, Any], versions: Mapping[str, int]) -> None:
        """Keep these values, of contacts of these versions, and no others."""
        self._put({id_: (versions[id_], value) for id_, value in values.items()})
