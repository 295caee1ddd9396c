"""The pages of contacts that are in place: which of them need not be made again.

Nothing that is kept of a page is trusted further than the file on the disk is what was made then:
by its stamp, else byte for byte.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from followup_md.cache.memo import Memo
from followup_md.model.contact import Contact
from followup_md.website.build import output, output_scan
from followup_md.website.build.inventory import Inventory
from followup_md.website.build.page_renderer import PageRenderer
from followup_md.website.build.render import Page
from followup_md.website.pages.urls import PEOPLE
from followup_md.website.snapshot import EvaluatedContact


class PageRecord(NamedTuple):
    """What a page is made of, and what it is."""

    base: bytes  # all that pages so deep have in common
    others: bytes  # everybody else, where the page may name them; else b""
    digest: bytes
    stamp: bytes  # b"" where the page is so young that its stamp says nothing


class PageCache:
    """The pages of one build, in place or waiting for it."""

    def __init__(self, press: PageRenderer, roll: Inventory, site: Path, about: object) -> None:
        """`about`: what all pages depend on beside the roll and the press."""
        self._press = press
        self._roll = roll
        self._site = os.fspath(site)
        self._bases = press.bases((roll.head, about))
        self._memo = Memo(roll.cache, f"pages of {os.path.realpath(site)}", b"")
        self._versions = {uri: roll.versions.get(id_, 0) for uri, id_ in press.ids.items()}
        self._new: dict[str, PageRecord] = {}
        self.waiting = dict.fromkeys(press.ids, "")  # by address; "": in place
        self.before: dict[str, bytes] = {}  # all that is in the folder, as `standing.look` has it
        self._tree = ""  # where all pages wait; "": they wait one by one
        self.missing: dict[str, str] = {}  # the addresses of pages that are to be made, by id

    def look(self) -> None:
        """Find out which pages are in place."""
        roll = self._roll
        now = roll.cache.clock() if roll.cache is not None else 0
        found = self._memo.load(self._versions)
        kept = {uri: PageRecord._make(value) for uri, value in found.items()}
        stamps = {uri: proof.stamp for uri, proof in kept.items()}
        self.before = output_scan.look(self._site, f"{PEOPLE}/", stamps)
        everybody = roll.snapshot.others.digest
        for uri, id_ in self._press.ids.items():
            proof = kept.get(uri)
            if (
                proof is None
                or proof.base != self._bases[uri.count("/")]
                or proof.others not in (b"", everybody)
                or (stamp := self._stands(uri, proof, now)) is None
            ):
                self.missing[id_] = uri
            elif stamp != proof.stamp:
                self._new[uri] = proof._replace(stamp=stamp)

    def _stands(self, uri: str, proof: PageRecord, now: int) -> bytes | None:
        """Return the stamp of a page that is in place as it was made; None where it is not."""
        stamp = self.before.get(uri)
        if stamp is None:
            return None
        if stamp and stamp == proof.stamp:
            return stamp
        if output.digest_of(os.path.join(self._site, uri)) != proof.digest:
            return None
        return stamp if stamp and not output_scan.is_young(stamp, now) else b""

    def maker(self, aside: str) -> Callable[[EvaluatedContact], Page | None]:
        """Return what makes, in the new folder `aside`, the page of a contact if it is missing.

        The pages wait in a row, because ten thousand folders take longer to make and remove than
        their pages to write; but in folders, to be moved as a whole, where the site has none.
        """
        os.mkdir(aside)
        bare = not any(uri.startswith(f"{PEOPLE}/") for uri in self.before)
        self._tree = os.path.join(aside, PEOPLE) if bare else ""
        for folder in {os.path.dirname(os.path.dirname(uri)) for uri in self.missing.values()}:
            if bare:
                os.makedirs(os.path.join(aside, folder), exist_ok=True)
        places = {
            uri: os.path.join(aside, uri if bare else str(number))
            for number, uri in enumerate(self.missing.values())
        }

        def page(judged: EvaluatedContact) -> Page | None:
            uri = self.missing.get(judged.contact.id)
            if uri is None:
                return None
            data, place = self._press.page(uri, judged), ""
            if uri not in self.before or output.content(os.path.join(self._site, uri)) != data:
                place = places[uri]
                output.write(place, data)
            return place, output.digest(data)

        return page

    def add(self, contact: Contact, page: Page) -> None:
        """Take in a page that was made."""
        uri = self.missing[contact.id]
        self.waiting[uri], digest = page
        may_name = contact.via or "[" in contact.body
        self._new[uri] = PageRecord(
            self._bases[uri.count("/")],
            self._roll.snapshot.others.digest if may_name else b"",
            digest,
            b"",
        )

    def place(self) -> int:
        """Put the pages in place; return how many were written."""
        waiting = [uri for uri, place in sorted(self.waiting.items()) if place]
        if not (self._tree and output.move(self._tree, self._site, PEOPLE)):
            for uri in waiting:
                output.put(self.waiting[uri], self._site, uri)
        return len(waiting)

    def keep(self) -> None:
        """Remember the pages, now that they are in place."""
        if self._roll.cache is not None:
            new = {uri: tuple(proof) for uri, proof in self._new.items()}
            self._memo.save(new, self._versions)
