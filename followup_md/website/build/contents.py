"""What is on the pages about everybody, kept until a summary changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from followup_md.cache.database import Cache
from followup_md.cache.memo import Memo

_ALL = "all"  # they are loaded and saved together


class Contents:
    """Contents of pages by name, each made only if it is not in the cache."""

    def __init__(self, cache: Cache | None, key: bytes) -> None:
        """`key`: a digest of all that they are made of."""
        self._memo = Memo(cache, "contents", key)
        self._kept: dict[str, Any] = self._memo.get(_ALL, 0) or {}
        self._used: dict[str, Any] = {}

    def get(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what `make` returns, plain values; `name` says what it depends on besides."""
        if name not in self._used:
            self._used[name] = self._kept[name] if name in self._kept else make()
        return self._used[name]

    def save(self) -> None:
        """Keep what was asked for, and nothing else."""
        if self._used.keys() != self._kept.keys():
            self._memo.save({_ALL: self._used}, {_ALL: 0})
            self._kept = self._used
