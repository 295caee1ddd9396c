"""What the last build found out about each contact, in the book's cache: it need not do so again.

A value is kept with the check of the contact that it was made of; nothing is trusted that is of
another contact, day, settings or program.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any
from zlib import crc32

from followup_md.cache.database import DoubtError, encode
from followup_md.cache.namespace import CacheHandle

_TABLE = "about"
_PARTS = 64  # values that share a row: little is written again where little has changed
_LIBRARIES = ("holidays", "jinja2", "markdown_it", "markupsafe", "mkdocs", "nh3")
_PACKAGE = Path(__file__).parents[1]


class Memo:
    """Plain values by name, kept under a title; those of another head are not there."""

    def __init__(self, memory: CacheHandle | None, title: str, head: bytes) -> None:
        self._memory = memory
        self._title = title
        self._head = head
        self._parts: list[dict[str, Any]] = [{} for _ in range(_PARTS)]

    def load(self) -> dict[str, Any]:
        """Return all values that are kept."""
        if self._memory is not None:
            for number in range(_PARTS):
                with suppress(DoubtError):  # then it is as if it were not there
                    found = self._memory.database.get(_TABLE, self._key(number))
                    if found is not None and found[0] == self._head:
                        self._parts[number] = found[1]
        return {name: value for part in self._parts for name, value in part.items()}

    def save(self, new: Mapping[str, Any], gone: Collection[str]) -> None:
        """Keep `new` values beside those that were loaded; forget those that are `gone`."""
        if self._memory is None:
            return
        changed = {_part_of(name) for name in (*gone, *new)}
        for name in gone:
            self._parts[_part_of(name)].pop(name, None)
        for name, value in new.items():
            self._parts[_part_of(name)][name] = value
        rows = []
        for number in sorted(changed):
            key, value = self._key(number), (self._head, self._parts[number])
            rows.append((_TABLE, key, encode(key, value, self._memory.database.edition)))
        if rows:
            with suppress(DoubtError):  # then the next build finds it out again
                self._memory.database.put(rows)

    def _key(self, number: int) -> str:
        return f"{self._title} {number}"


def _part_of(name: str) -> int:
    return crc32(name.encode("utf-8", "surrogatepass")) % _PARTS


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
