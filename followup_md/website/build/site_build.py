"""One edition of a site: whom it shows, and what is made of them, as far as it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from followup_md.model.contact import Contact
from followup_md.website.build.generated_pages import Lists
from followup_md.website.build.inventory import Inventory
from followup_md.website.build.page_cache import PageCache
from followup_md.website.build.render import make
from followup_md.website.pages import agenda
from followup_md.website.pages import people as directory
from followup_md.website.snapshot import EvaluatedContact, Snapshot, evaluate


class SiteBuild:
    """What is shown on a day."""

    def __init__(self, shot: Snapshot, roll: Inventory | None) -> None:
        """`roll`: None where there is nobody."""
        self.snapshot = shot
        self.inventory = roll
        self._lists: Lists | None = None

    def lists(self) -> Lists:
        """Return everybody, as the pages about everybody have it."""
        if self._lists is None:
            self.make()
        assert self._lists is not None
        return self._lists

    def make(self, printed: PageCache | None = None, aside: str = "") -> None:
        """Make those whom the lists lack, and the missing pages, in the new folder `aside`."""
        roll = self.inventory
        people = []
        if roll is not None:
            missing = printed.missing if printed is not None else {}
            contacts = roll.contacts(roll.new.keys() | missing.keys())
            new: dict[str, tuple[Any, ...]] = {}
            pages = printed.maker(aside) if printed is not None else None
            for id_, person, page in make(self.snapshot, contacts, roll.new, pages):
                if person is not None:
                    new[id_] = person
                if page is not None and printed is not None:
                    printed.add(contacts[id_], page)
            contacts.clear()
            roll.new.clear()
            roll.add(new)
            people = roll.shown()
        limit = self.snapshot.settings.limit
        self._lists = Lists(directory.by_name(people), agenda.day_lists(people, limit))

    @property
    def is_old(self) -> bool:
        """Whether a contact has changed since it was found."""
        return self.inventory is not None and self.inventory.is_old

    def everybody(self) -> Mapping[str, Contact]:
        """Return all contacts that have a page, with only what others may see."""
        return (
            self.inventory.contacts(self.snapshot.others.names)
            if self.inventory is not None
            else {}
        )

    def now(self, id_: str) -> EvaluatedContact:
        """Judge a contact by what its file says now. Raises RefusedError."""
        assert self.inventory is not None
        return evaluate(self.inventory.one(id_), self.snapshot)
