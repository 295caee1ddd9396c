"""Where the site of a book is, as far as its mkdocs.yml says so in plain lines."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from urllib.parse import quote

from followup_md.book.book import Book
from followup_md.errors import MachineError
from followup_md.model.reminder import HOST, Feed
from followup_md.storage import files
from followup_md.typed import NamedTuple

# Not a YAML parser: MkDocs' file has tags of its own, and is code to whoever runs MkDocs.
_LINE = re.compile(
    r"^(site_url|site_name|use_directory_urls):[ \t]+"
    r"(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s\"'!#&*].*?))[ \t]*(?:[ \t]#.*)?$",
    re.MULTILINE,
)
PEOPLE = "people"  # the folder of the contacts' pages


class SiteAddress(NamedTuple):
    """The name and the address of a site; "" for an address that is not known."""

    name: str = "Follow-ups"
    base: str = ""  # with a slash at its end
    folders: bool = True  # whether addresses of pages end in "/"

    def page(self, id_: str) -> str:
        """Return the address of a contact's page below `base`."""
        return f"{PEOPLE}/{quote(id_)}{'/' if self.folders else '.html'}"

    def feed(self, on: date, timezone: str, page: Callable[[str], str]) -> Feed:
        """Return what the reminders of a day have in common; `page`: as in `Feed`."""
        # The host tells ids of this book from those of others.
        host = re.match(r"https?://(?:[^/@]*@)?([^/:?#]+)", self.base)
        name = host[1].lower() if host is not None else HOST
        return Feed(on, self.name, timezone, name, self.base, page)


def site_address(book: Book) -> SiteAddress:
    """Return what mkdocs.yml says."""
    text = ""
    with suppress(FileNotFoundError, MachineError):
        text = (
            files.read_bytes(book.root / "mkdocs.yml").decode("utf-8", "replace").replace("\r", "")
        )
    said = {key: "".join(values) for key, *values in _LINE.findall(text)}
    url = said.get("site_url", "")
    base = url.rstrip("/") + "/" if re.fullmatch(r"https?://[^\s<>\"]+", url) else ""
    name = said.get("site_name", "") or SiteAddress().name
    folders = said.get("use_directory_urls", "true").lower() not in ("false", "no", "off")
    return SiteAddress(name, base, folders)
