"""One edition of a site: whom it shows, and what is made of them, as far as it is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from followup_md.model.contact import Contact
from followup_md.website.build.generated_pages import Lists
from followup_md.website.build.inventory import Roll
from followup_md.website.build.page_cache import Printed
from followup_md.website.build.render import make
from followup_md.website.pages import agenda
from followup_md.website.pages import people as directory
from followup_md.website.snapshot import Judged, Snapshot, judged


class Edition:
    """What is shown on a day."""

    def __init__(self, shot: Snapshot, roll: Roll | None) -> None:
        """`roll`: None where there is nobody."""
        self.shot = shot
        self.roll = roll
        self._lists: Lists | None = None

    def lists(self) -> Lists:
        """Return everybody, as the pages about everybody have it."""
        if self._lists is None:
            self.make()
        assert self._lists is not None
        return self._lists

    def make(self, printed: Printed | None = None, aside: str = "") -> None:
        """Make those whom the lists lack, and the missing pages, in the new folder `aside`."""
        roll = self.roll
        people = []
        if roll is not None:
            missing = printed.missing if printed is not None else {}
            contacts = roll.contacts(roll.new.keys() | missing.keys())
            new: dict[str, tuple[Any, ...]] = {}
            pages = printed.maker(aside) if printed is not None else None
            for id_, person, page in make(self.shot, contacts, roll.new, pages):
                if person is not None:
                    new[id_] = person
                if page is not None and printed is not None:
                    printed.add(contacts[id_], page)
            contacts.clear()
            roll.new.clear()
            roll.add(new)
            people = roll.shown()
        limit = self.shot.settings.limit
        self._lists = Lists(directory.by_name(people), agenda.of(people, limit))

    @property
    def is_old(self) -> bool:
        """Whether a contact has changed since it was found."""
        return self.roll is not None and self.roll.is_old

    def everybody(self) -> Mapping[str, Contact]:
        """Return all contacts that have a page, with only what others may see."""
        return self.roll.contacts(self.shot.others.names) if self.roll is not None else {}

    def now(self, id_: str) -> Judged:
        """Judge a contact by what its file says now. Raises RefusedError."""
        assert self.roll is not None
        return judged(self.roll.one(id_), self.shot)
