"""The link that writes down a touch from a phone: a new file of the inbox, on the forge.

A forge's page for a new file is found by its page for editing one. Where it takes no text in its
address, or there is none, the line is shown to be copied.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

from followup_md.model.contact import Contact, Touch
from followup_md.model.settings import Settings
from followup_md.policy.channels import canonical, is_in_person, is_live
from followup_md.storage.inbox_files import INBOX
from followup_md.typed import NamedTuple
from followup_md.website.snapshot import NO_FORGE, NewFile

# …/OWNER/REPOSITORY, the way to a file, the branch, and the book's folder in the repository.
_EDIT = re.compile(
    r"(https?://[^/?#]+(?:/[^/?#]+){2,}?)/(-/edit|-/blob|edit|blob|tree|_edit|src/branch)"
    r"/([^/?#]+)/([^?#]*)contacts/x\.md"
)
_NAMELESS = re.compile(r"[:\uff1a]|[#*\u2022-]\s")  # what the inbox reads as something else


class LogLink(NamedTuple):
    """What writes down a touch: a link that has the line in it, or the line to copy."""

    line: str
    href: str = ""  # to a new file
    copied: bool = True  # the line is not in the link
    fixed: bool = False  # the day is that of an appointment, not of the tap


def new_file(edit_url: str) -> NewFile:
    """Return where a forge makes files of the book, given its link to edit `contacts/x.md`.

    An empty one if it does not tell.
    """
    found = _EDIT.fullmatch(edit_url)
    if found is None:
        return NO_FORGE
    repository, way, branch, folder = found.groups()
    host = repository.split("/")[2]
    if way.startswith("-/") or "gitlab" in host:
        return NewFile(f"{repository}/-/new/{branch}/", folder, takes_text=False)
    if way in ("_edit", "src/branch"):  # Gitea, Forgejo
        return NewFile(f"{repository}/_new/{branch}/", folder)
    return NewFile(f"{repository}/new/{branch}", folder)


def log_link(
    contact: Contact, channel: str, on: date, at: NewFile | None, settings: Settings
) -> LogLink | None:
    """Return what writes down that they were reached on a channel; None if that is not wanted.

    The script puts the day and the time of the tap in the place of `on`.
    """
    if at is None or contact.do_not_contact or _NAMELESS.search(contact.id):
        return None
    word = canonical(channel, settings) or "call"
    outcome = " answered" if is_live(word, settings) else " sent"
    return _link(contact.id, on, word if is_in_person(word, settings) else word + outcome, at)


def appointment_link(contact: Contact, touch: Touch, at: NewFile | None) -> LogLink | None:
    """Return what writes down that an appointment was held."""
    if at is None or contact.do_not_contact or _NAMELESS.search(contact.id):
        return None
    return _link(contact.id, touch.date, touch.channel, at)._replace(fixed=True)


def _link(id_: str, day: date, words: str, at: NewFile) -> LogLink:
    line = f"{id_}: {day.isoformat()} {words}, "
    if not at.page:
        return LogLink(line)
    name = f"{at.folder}{INBOX}/{day.isoformat()}-{id_.replace('/', '-')}.txt"
    asked = {"filename": name, "value": line} if at.takes_text else {"file_name": name}
    return LogLink(line, f"{at.page}?{urlencode(asked)}", copied=not at.takes_text)
