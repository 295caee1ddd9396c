"""Contact pages rendered without MkDocs: their contents in a layout that MkDocs rendered once."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from followup_md.cache import memo
from followup_md.website.pages import contact, day
from followup_md.website.pages.day import Day
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
        the_day: Callable[[], Day | None],
        above: str = "",
    ) -> None:
        """`layout`: by depth below the top of the site; `above`: HTML above each content.

        `the_day`: None until it is known; until then, pages of it have `day.MARK` for its links.
        """
        names = snapshot.targets.names
        self._snapshot = snapshot
        self._edit_url = edit_url
        self._above = above
        self._the_day = the_day
        self.ids = contact_uris(names, folders)
        depths = {uri.count("/") for uri in self.ids}
        self._layouts = {depth: layout(depth) for depth in depths}
        self._links = {depth: Links(names, "/" * depth, folders) for depth in depths}

    def render(self, uri: str, evaluated: EvaluatedContact) -> bytes:
        """Return the page of a contact."""
        depth, title = uri.count("/"), evaluated.contact.name
        turns = self.turns(uri, evaluated.contact.id)
        if turns is None and day.is_of_day(evaluated, self._snapshot.on):
            turns = day.MARK
        links = self._links[depth]
        content = self._above + contact.render(evaluated, self._snapshot, links, turns or "")
        edit_url = self._edit_url(evaluated.contact.id)
        return fill(self._layouts[depth], title, content, edit_url)

    def turns(self, uri: str, id_: str) -> Markup | None:
        """Return the links to the next person of the day, None while that is not known."""
        the_day = self._the_day()
        return the_day.links(id_, self._links[uri.count("/")]) if the_day is not None else None

    def turns_digest(self, id_: str) -> bytes:
        """Return a digest of what these links show; b"" if there are none, or none yet."""
        the_day = self._the_day()
        turns = the_day.turns(id_) if the_day is not None else None
        return b"" if turns is None else memo.digest([one and tuple(one) for one in turns])

    def digests(self) -> dict[int, bytes]:
        """Return, by depth, a digest of what its pages have in common."""
        return {
            depth: memo.digest((self._above, self._links[depth].end, depth, layout))
            for depth, layout in self._layouts.items()
        }
