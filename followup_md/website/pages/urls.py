"""The URLs of the site's pages, and where relative links in a contact's notes lead."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Container, Iterable
from urllib.parse import quote

from followup_md.book import site_address
from followup_md.model.lookup import collision_key
from followup_md.policy import headings

# Sources of our pages, as if they were files below `docs_dir`, and the search data.
PEOPLE = site_address.PEOPLE
AGENDA = "agenda"
AGENDA_SOURCE = f"{AGENDA}.md"
PEOPLE_SOURCE = f"{PEOPLE}/index.md"
EVERYBODY_SOURCE = "everybody.md"
INSIGHTS_SOURCE = "insights.md"
INSIGHTS_STYLE = "followup/insights.css"
SEARCH_DATA = "followup/people.json"
_SOMETIMES = re.compile(r"everybody(?:/index)?\.html$|agenda\.(?:ics|atom)$")
# The further pages of a long agenda.
_PARTS = re.compile(
    r"agenda/(?:{})(?:/|\.html$)".format(
        "|".join((*(group.anchor for group in headings.GROUPS), "coming", "owner", "tag"))
    )
)


def contact_source(id_: str) -> str:
    """Return the source of a contact's page, as if it were a file below `docs_dir`."""
    return f"{PEOPLE}/{id_}.md"


def contact_id(source: str) -> str:
    """Return the id of the contact whose page has this source, if any has."""
    return source.removeprefix(f"{PEOPLE}/").removesuffix(".md")


def contact_uris(ids: Iterable[str], folders: bool) -> dict[str, str]:
    """Return the ids by the files of their pages, relative to the top of the site."""
    end = "/index.html" if folders else ".html"
    return {f"{PEOPLE}/{id_}{end}": id_ for id_ in ids}


def uri_of(source: str, folders: bool) -> str:
    """Return the file of a page that we make, given its source; not of an `index.md`."""
    return f"{source.removesuffix('.md')}{'/index.html' if folders else '.html'}"


def agenda_part(source: str, *names: str) -> str:
    """Return the source of a page below one of the agenda's."""
    return f"{'/'.join((source.removesuffix('.md'), *names))}.md"


def is_agenda_part(uri: str) -> bool:
    """Whether a page of the site is, or would be, a further page of a long agenda."""
    return bool(_PARTS.match(collision_key(uri)))


def names_people(uri: str) -> bool:
    """Whether a file names contacts, and is not on every site: an old one may outlive them."""
    return uri.startswith(f"{PEOPLE}/") or is_agenda_part(uri) or bool(_SOMETIMES.match(uri))


class Links:
    """Links to the pages of a site, relative to one of its pages."""

    def __init__(self, ids: Container[str], page: str, folders: bool) -> None:
        """`page`: URL of the linking page; `folders`: whether URLs end in "/" or ".html"."""
        self._ids = ids
        self._folders = folders
        self._up = "../" * page.count("/")
        self.end = "/" if folders else ".html"
        self.key = f"{self._up}{self.end}"  # what links depend on besides where they lead

    def file(self, uri: str) -> str:
        """Return the link to a file, given relative to the top of the site."""
        return f"{self._up}{uri}" or "./"

    def people(self) -> str:
        """Return the link to the people page."""
        return f"{self._up}{PEOPLE}/" if self._folders else f"{self._up}{PEOPLE}/index.html"

    def page(self, source: str) -> str:
        """Return the link to a page that we make, given its source; not to an `index.md`."""
        return f"{self._up}{quote(source.removesuffix('.md'))}{self.end}"

    def everybody(self) -> str:
        """Return the link to the page of all names."""
        return self.page(EVERYBODY_SOURCE)

    def contact(self, id_: str) -> str:
        """Return the link to a contact's page, or "" if it has none."""
        return self.to(quote(id_)) if id_ in self._ids else ""

    def to(self, path: str) -> str:
        """Return the link to the page of a contact that has one; `path`: its quoted id."""
        return f"{self._up}{PEOPLE}/{path}{self.end}"

    def resolver(self, id_: str) -> Callable[[str], str | None]:
        """Return a function that resolves relative links in the notes of the contact `id_`."""
        folder = posixpath.dirname(id_)

        def resolve(path: str) -> str | None:
            if not path.endswith(".md") or path.startswith("/"):
                return None
            return self.contact(posixpath.normpath(posixpath.join(folder, path))[:-3]) or None

        return resolve
