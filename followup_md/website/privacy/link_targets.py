"""Which contacts a page may link to or name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from followup_md.cache.memo import digest


class LinkTargets:
    """The contacts of a site, as the page of one of them may mention them."""

    def __init__(self, names: Mapping[str, str], hidden: Collection[str]) -> None:
        """`names`: of contacts with a page, by id; `hidden`: ids that must not be mentioned."""
        self.names = names
        self._hidden = hidden

    def find(self, via: str) -> str | None:
        """Return the id that `via` names: an id, or the last part of exactly one id."""
        return via if via in self.names else self._by_last_part.get(via)

    def is_hidden(self, via: str) -> bool:
        """Whether `via` names a contact that must not be mentioned."""
        return via in self._hidden_spellings

    @cached_property
    def digest(self) -> bytes:
        """A digest of all names and hidden ids."""
        return digest((list(self.names.items()), sorted(self._hidden)))

    @cached_property
    def _by_last_part(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for id_ in self.names:
            last = id_.rpartition("/")[2]
            found[last] = None if last in found else id_
        return found

    @cached_property
    def _hidden_spellings(self) -> frozenset[str]:
        spellings = ((id_, id_.rpartition("/")[2], f"{id_}.md") for id_ in self._hidden)
        return frozenset(spelling for three in spellings for spelling in three)
