"""Contact pages rendered without MkDocs: their contents in a layout that MkDocs rendered once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import escape

from followup_md.cache import memo
from followup_md.website.pages import contact
from followup_md.website.pages.urls import Links, contact_uri
from followup_md.website.snapshot import EvaluatedContact, Snapshot


class Layout(NamedTuple):
    """The text around title, content and edit link, if any: the same for pages of one depth."""

    with_edit_link: tuple[str, ...]
    without: tuple[str, ...]

    @classmethod
    def split(cls, with_edit_link: str, without: str, token: str) -> Layout:
        """Split two rendered pages at their placeholders: the token, then a name."""
        return cls(
            _split(with_edit_link, token, "title", "content", "edit"),
            _split(without, token, "title", "content"),
        )

    def fill(self, title: str, content: str, edit_url: str) -> bytes:
        """Return the page as it is written to disk."""
        if edit_url:
            start, after, before_link, end = self.with_edit_link
            end = f"{before_link}{escape(edit_url)}{end}"
        else:
            start, after, end = self.without
        page = f"{start}{escape(title)}{after}{content}{end}"
        return page.encode("utf-8", "xmlcharrefreplace")


def _split(page: str, token: str, *names: str) -> tuple[str, ...]:
    first, *others = page.split(token)
    assert [text[: len(name)] for text, name in zip(others, names, strict=True)] == list(names)
    return first, *(text[len(name) :] for text, name in zip(others, names, strict=True))


class PageRenderer:
    """Renders the contact pages of a build."""

    def __init__(
        self,
        snapshot: Snapshot,
        folders: bool,
        layout: Callable[[int], Layout],
        edit_url: Callable[[str], str],
        above: str = "",
    ) -> None:
        """`layout`: by depth below the top of the site; `above`: HTML above each content."""
        names = snapshot.targets.names
        self._snapshot = snapshot
        self._edit_url = edit_url
        self._above = above
        self.ids = {contact_uri(id_, folders): id_ for id_ in names}
        depths = {uri.count("/") for uri in self.ids}
        self._layouts = {depth: layout(depth) for depth in depths}
        self._links = {depth: Links(names, "/" * depth, folders) for depth in depths}

    def render(self, uri: str, evaluated: EvaluatedContact) -> bytes:
        """Return the page of a contact."""
        depth = uri.count("/")
        content = contact.render(evaluated, self._snapshot, self._links[depth])
        edit_url = self._edit_url(evaluated.contact.id)
        return self._layouts[depth].fill(evaluated.contact.name, self._above + content, edit_url)

    def digests(self) -> dict[int, bytes]:
        """Return, by depth, a digest of what its pages have in common."""
        return {
            depth: memo.digest((self._above, self._links[depth].end, depth, tuple(layout)))
            for depth, layout in self._layouts.items()
        }
