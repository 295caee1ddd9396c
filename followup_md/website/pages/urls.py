"""Where the pages of contacts are on the site, and where their relative links lead."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Container
from urllib.parse import quote

PEOPLE = "people"


class Addresses:
    """The addresses of a site's contacts, as seen from one page of it."""

    def __init__(self, ids: Container[str], page: str, folders: bool) -> None:
        """`page`: the address of the page; `folders`: whether pages end in "/" or ".html"."""
        self._ids = ids
        self._folders = folders
        self._end = "/" if folders else ".html"
        self._up = "../" * page.count("/")

    def site(self, uri: str) -> str:
        """Return the address of a file of the site, given from its top."""
        return f"{self._up}{uri}" or "./"

    def page(self, name: str) -> str:
        """Return the address of a page about everybody."""
        if self._folders:
            return f"{self._up}{name}/"
        return f"{self._up}{name}/index.html" if name == PEOPLE else f"{self._up}{name}.html"

    def of(self, id_: str) -> str:
        """Return the address of a contact's page, "" where it has none."""
        if id_ not in self._ids:
            return ""
        return self.at(quote(id_))

    def at(self, path: str) -> str:
        """Return the address of the page of a contact that has one; `path`: its id, quoted."""
        return f"{self._up}{PEOPLE}/{path}{self._end}"

    def links_of(self, id_: str) -> Callable[[str], str | None]:
        """Return how to resolve a relative link in the body of the contact `id_`."""
        folder = posixpath.dirname(id_)

        def resolve(path: str) -> str | None:
            if not path.endswith(".md") or path.startswith("/"):
                return None
            return self.of(posixpath.normpath(posixpath.join(folder, path))[:-3]) or None

        return resolve
