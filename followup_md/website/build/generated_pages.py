"""What followup adds to a site: pages whose HTML is made, and the directory's data."""

from __future__ import annotations

import os
import posixpath
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from followup_md.model.contact import Contact
from followup_md.website.pages import pages
from followup_md.website.pages import people as directory
from followup_md.website.pages.agenda import DayLists
from followup_md.website.pages.summary import ContactSummary
from followup_md.website.pages.urls import PEOPLE, Addresses
from followup_md.website.snapshot import Snapshot, evaluate

AGENDA = "agenda.md"
DATA = "followup/people.json"


# < > & " ' by letters that look alike and mean nothing in HTML.
_HARMLESS = {60: "\u2039", 62: "\u203a", 38: "\uff06", 34: "\u201d", 39: "\u2019"}


class GeneratedPage(NamedTuple):
    """One page: its source as MkDocs would have it, and the function that makes it."""

    uri: str
    title: str
    make: Callable[[Addresses], str]
    in_nav: bool = True
    edit_uri: str | None = None  # the contact file, from the folder of the pages


class Lists(NamedTuple):
    """Everybody, as the pages about everybody have it."""

    by_name: list[ContactSummary]
    day: DayLists


def of_contacts(
    shot: Snapshot, contacts: Mapping[str, Contact], root: Path, docs: Path
) -> Iterator[GeneratedPage]:
    """Yield the page of each contact; never in the navigation, which is on every page."""
    edit_uri = edit_uris(root, docs)
    for id_, contact in contacts.items():
        make = partial(_contact, contact, shot)
        yield GeneratedPage(f"{PEOPLE}/{id_}.md", contact.name, make, False, edit_uri(id_))


def _contact(contact: Contact, shot: Snapshot, addresses: Addresses) -> str:
    return pages.contact(evaluate(contact, shot), shot, addresses)


def edit_uris(root: Path, docs: Path) -> Callable[[str], str]:
    """Return what tells where a contact file is, from the folder of the pages."""
    contacts = posixpath.join(*os.path.relpath(root / "contacts", docs).split(os.sep))
    return lambda id_: f"{contacts}/{quote(id_)}.md"


def of_all(shot: Snapshot, lists: Callable[[], Lists], folders: bool) -> Iterator[GeneratedPage]:
    """Yield the pages about everybody; `lists` is not asked before one is made."""
    count = len(shot.others.names)

    def agenda(addresses: Addresses) -> str:
        return pages.agenda(lists().day, count, shot, addresses, alone=True)

    def people(addresses: Addresses) -> str:
        by_name, day = lists()
        return pages.people(by_name, day.undated, shot, addresses, folders)

    def everybody(addresses: Addresses) -> str:
        return pages.everybody(lists().by_name, addresses)

    yield GeneratedPage(AGENDA, "Agenda", agenda)
    yield GeneratedPage(f"{PEOPLE}/index.md", "People", people)
    if count > directory.FIRST:
        yield GeneratedPage("everybody.md", "Everybody", everybody, in_nav=False)


def page_key(dest_uri: str) -> str:
    """Return what two pages share that would be one on some file system."""
    return unicodedata.normalize("NFC", dest_uri).casefold()


def plain(title: str) -> str:
    """Return a name as a title for any theme: some print titles as they are, some undo escapes."""
    return " ".join(title.split()).translate(_HARMLESS)
