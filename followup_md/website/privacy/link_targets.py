"""Whom a page may name: those who have a page of their own, and those nobody may hear of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from followup_md.cache.memo import digest


class LinkTargets:
    """The contacts of a site, as one of them may speak of them."""

    def __init__(self, names: Mapping[str, str], hidden: Collection[str]) -> None:
        """`names`: of those who have a page, by id; `hidden`: ids that must not be named."""
        self.names = names
        self._hidden = hidden

    def find(self, words: str) -> str | None:
        """Return the id that `via` names: an id, or the last part of it if that is one's only."""
        return words if words in self.names else self._lasts.get(words)

    def is_hidden(self, words: str) -> bool:
        """Whether `via` is the id of a contact that must not be named."""
        return words in self._unsaid

    @cached_property
    def digest(self) -> bytes:
        """What tells them from any others."""
        return digest((list(self.names.items()), sorted(self._hidden)))

    @cached_property
    def _lasts(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for id_ in self.names:
            last = id_.rpartition("/")[2]
            found[last] = None if last in found else id_
        return found

    @cached_property
    def _unsaid(self) -> frozenset[str]:
        forms = ((id_, id_.rpartition("/")[2], f"{id_}.md") for id_ in self._hidden)
        return frozenset(form for several in forms for form in several)
