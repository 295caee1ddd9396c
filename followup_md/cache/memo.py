"""Values computed from contacts: kept from one command to the next, computed again when needed."""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from followup_md.cache.database import Cache, DoubtError, encode

_PREFIX = "memo "  # of the names of tables
_LIBRARIES = ("holidays", "jinja2", "markdown_it", "markupsafe", "mkdocs", "nh3")
_PACKAGE = Path(__file__).parents[1]


class Memo:
    """Values computed from contacts, valid while the contact's version and the key stay the same.

    A value is of plain tuples, texts and numbers. Its id is a contact's, or one that stands for a
    contact, such as the address of its page. A cache that fails is as good as an empty one.
    """

    def __init__(self, cache: Cache | None, name: str, key: bytes) -> None:
        """`key`: what the values depend on besides the contact, the settings and the program."""
        self._cache = cache
        self._table = _PREFIX + name
        self._key = key
        self._loaded: dict[str, Any] | None = None
        self._gone: list[str] = []

    def load(self, versions: Mapping[str, int]) -> dict[str, Any]:
        """Return all current values by id; note those without a version, for `save` to drop."""
        found: dict[str, Any] = {}
        self._gone = []
        with suppress(DoubtError, ValueError, TypeError):
            for id_, (key, version, value) in self._rows():
                if id_ not in versions:
                    self._gone.append(id_)
                elif version == versions[id_] and key == self._key:
                    found[id_] = value
        self._loaded = found
        return found

    def _rows(self) -> Iterable[tuple[str, Any]]:
        return () if self._cache is None else self._cache.values(self._table)

    def get(self, id_: str, version: int) -> Any | None:
        """Return one current value, or None; after `load` without a look at the cache."""
        if self._loaded is not None or self._cache is None:
            return (self._loaded or {}).get(id_)
        with suppress(DoubtError, ValueError, TypeError):
            key, of, value = self._cache.get(self._table, id_)
            return value if (key, of) == (self._key, version) else None
        return None

    def save(self, values: Mapping[str, Any], versions: Mapping[str, int]) -> None:
        """Save values that were computed from contacts of these versions."""
        if self._cache is None:
            return
        rows: list[tuple[str, str, bytes | None]] = [(self._table, id_, None) for id_ in self._gone]
        for id_, value in values.items():
            entry = self._key, versions[id_], value
            rows.append((self._table, id_, encode(id_, entry, self._cache.edition)))
        if rows:
            with suppress(DoubtError):
                self._cache.put(rows)


def tables(cache: Cache) -> list[str]:
    """Return the tables of all memos. Raises DoubtError."""
    return [table for table in cache.tables() if table.startswith(_PREFIX)]


def digest(value: Any) -> bytes:
    """Return a digest of plain tuples, texts and numbers."""
    # This version of marshal knows no references: equal values are equal bytes.
    return blake2b(marshal.dumps(value, 2), digest_size=16).digest()


def program() -> bytes:
    """Return a digest of what makes pages: this program, its templates and its libraries."""
    libraries = (PathFinder.find_spec(name) for name in _LIBRARIES)
    paths = [spec.origin for spec in libraries if spec is not None and spec.origin]
    parts = [sys.version, *map(_stamp, [*paths, *_sources()])]
    return digest(parts)


def _sources() -> Iterator[str]:
    for folder, folders, names in os.walk(_PACKAGE):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".py", ".html")):
                yield os.path.join(folder, name)


def _stamp(path: str) -> str:
    status = os.stat(path)
    return f"{path} {status.st_size} {status.st_mtime_ns}"
