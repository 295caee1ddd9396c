"""Values computed from contacts, which later commands need not compute again."""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from contextlib import suppress

from followup_md.cache.database import MARSHAL, Cache, CacheError, CacheRow, encode
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_PREFIX = "memo "  # of the names of tables


class Memo:
    """Values computed from contacts, valid while the contact's version and the key stay the same.

    A value is made of plain tuples, strings and numbers. Its id is a contact's, or one that stands
    for a contact, such as the URL of its page. A cache that fails is as good as an empty one.
    """

    def __init__(self, cache: Cache | None, name: str, key: bytes) -> None:
        """`key`: what the values depend on besides the contact, the settings and the program."""
        self._cache = cache
        self._table = _PREFIX + name
        self._key = key
        self._entries: dict[str, Any] | None = None
        self._gone: list[str] = []

    def load(self, versions: Mapping[str, int]) -> dict[str, Any]:
        """Return all current values by id; `save` will drop those whose id has no version."""
        found: dict[str, Any] = {}
        self._gone = []
        with suppress(CacheError):
            # One loop: ten thousand rows take a third longer with a call for each.
            for id_, (key, version, value) in self._rows():
                if id_ not in versions:
                    self._gone.append(id_)
                elif version == versions[id_] and key == self._key:
                    found[id_] = value
        return found

    def preload(self) -> None:
        """Load everything at once for many calls of `get`."""
        with suppress(CacheError):
            self._entries = dict(self._rows())

    def get(self, id_: str, version: int) -> Any | None:
        """Return one value if it is current, else None."""
        entry = self._entry(id_) if self._entries is None else self._entries.get(id_)
        if entry is not None and entry[0] == self._key and entry[1] == version:
            return entry[2]
        return None

    def _entry(self, id_: str) -> Any | None:
        with suppress(CacheError):
            return None if self._cache is None else self._cache.get(self._table, id_)
        return None

    def save(self, values: Mapping[str, Any], versions: Mapping[str, int]) -> None:
        """Save values that were computed from contacts of these versions."""
        if self._cache is None:
            return
        rows: list[CacheRow] = [(self._table, id_, None) for id_ in self._gone]
        for id_, value in values.items():
            entry = self._key, versions[id_], value
            rows.append((self._table, id_, encode(id_, entry, self._cache.namespace)))
        if rows:
            with suppress(CacheError):
                self._cache.put(rows)

    def _rows(self) -> Iterable[tuple[str, Any]]:
        return () if self._cache is None else self._cache.values(self._table)


def tables(cache: Cache) -> list[str]:
    """Return the tables of all memos. Raises CacheError."""
    return [table for table in cache.tables() if table.startswith(_PREFIX)]


def digest(value: Any) -> bytes:
    """Return a digest of plain tuples, strings and numbers."""
    from hashlib import blake2b  # takes longer to import than a small book to be looked at

    return blake2b(marshal.dumps(value, MARSHAL), digest_size=16).digest()
