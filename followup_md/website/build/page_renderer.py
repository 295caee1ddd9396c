"""Contact pages rendered without MkDocs: their contents in a layout that MkDocs rendered once."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import escape

from followup_md.cache import memo
from followup_md.website.pages import contact
from followup_md.website.pages.urls import Links, contact_uris
from followup_md.website.snapshot import EvaluatedContact, Snapshot

# The text before the title, between title and content, and after it; if pages have edit links, the
# latter is in two parts, before and after the link.
Layout = tuple[str, ...]


def split_layout(page: str, token: str) -> Layout:
    """Split a rendered page at its placeholders: the token, then "title", "content" or "edit"."""
    first, *others = page.split(token)
    names = ("title", "content", "edit")[: len(others)]
    assert all(text.startswith(name) for text, name in zip(others, names, strict=True))
    return first, *(text.removeprefix(name) for text, name in zip(others, names, strict=True))


def fill(layout: Layout, title: str, content: str, edit_url: str = "") -> bytes:
    """Return a page: a layout with its title and its content, which is HTML."""
    first, *others = layout
    values = escape(title), content, escape(edit_url)
    texts = (f"{value}{text}" for value, text in zip(values, others, strict=False))
    return "".join((first, *texts)).encode("utf-8", "xmlcharrefreplace")


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
        self.ids = contact_uris(names, folders)
        depths = {uri.count("/") for uri in self.ids}
        self._layouts = {depth: layout(depth) for depth in depths}
        self._links = {depth: Links(names, "/" * depth, folders) for depth in depths}

    def render(self, uri: str, evaluated: EvaluatedContact) -> bytes:
        """Return the page of a contact."""
        depth, title = uri.count("/"), evaluated.contact.name
        content = self._above + contact.render(evaluated, self._snapshot, self._links[depth])
        edit_url = self._edit_url(evaluated.contact.id)
        return fill(self._layouts[depth], title, content, edit_url)

    def digests(self) -> dict[int, bytes]:
        """Return, by depth, a digest of what its pages have in common."""
        return {
            depth: memo.digest((self._above, self._links[depth].end, depth, layout))
            for depth, layout in self._layouts.items()
        }
