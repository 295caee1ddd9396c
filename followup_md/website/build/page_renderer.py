"""The pages of contacts, made apart from MkDocs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from followup_md.cache import memo
from followup_md.website.build.layout import Layout
from followup_md.website.pages import pages
from followup_md.website.pages.urls import PEOPLE, Addresses
from followup_md.website.snapshot import EvaluatedContact, Snapshot


def uri_of(id_: str, folders: bool) -> str:
    """Return where the page of a contact is on the site."""
    return f"{PEOPLE}/{id_}/index.html" if folders else f"{PEOPLE}/{id_}.html"


class PageRenderer:
    """Makes the pages of one build."""

    def __init__(
        self,
        shot: Snapshot,
        folders: bool,
        frame: Callable[[int], Layout],
        edit_url: Callable[[str], str],
        above: str,
    ) -> None:
        """`frame`: what stands around a page so deep; `above`: what `serve` shows over each."""
        names = shot.others.names
        self._shot = shot
        self._folders = folders
        self._edit_url = edit_url
        self._above = above
        self.ids = {uri_of(id_, folders): id_ for id_ in names}
        depths = {uri.count("/") for uri in self.ids}
        self._frames = {depth: frame(depth) for depth in depths}
        self._seen = {depth: Addresses(names, "/" * depth, folders) for depth in depths}

    def page(self, uri: str, judged: EvaluatedContact) -> bytes:
        """Return the page of a contact."""
        contact, depth = judged.contact, uri.count("/")
        content = pages.contact(judged, self._shot, self._seen[depth])
        edit_url = self._edit_url(contact.id)
        return self._frames[depth].fill(contact.name, self._above + content, edit_url)

    def bases(self, about: Any) -> dict[int, bytes]:
        """Return, by depth, a digest of all that its pages have in common; `about`: what else."""
        common = about, self._folders, self._above
        return {
            depth: memo.digest((common, depth, tuple(map(tuple, frame))))
            for depth, frame in self._frames.items()
        }
