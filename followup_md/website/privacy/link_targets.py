"""Which contacts a page may link to or name."""

from __future__ import annotations

from functools import cached_property

from followup_md.cache.memo import digest
from followup_md.model.mentions import Mentions


class LinkTargets(Mentions):
    """The contacts of a site, as the page of one of them may mention them."""

    @cached_property
    def digest(self) -> bytes:
        """A digest of all names, and of what is hidden."""
        return digest((list(self.names.items()), self.hidden_digest))

    @cached_property
    def hidden_digest(self) -> bytes:
        """A digest of what is hidden."""
        return digest(sorted(tuple(handle) for handle in self.hidden))
