"""Logging one e-mail: whom it is of, and the touch that it makes."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from followup_md.book import noting
from followup_md.book.book import Book
from followup_md.editing import log_touch, new_contact, slug
from followup_md.editing.new_contact import NewContact
from followup_md.editing.past_touches import PastTouches
from followup_md.editing.plan import PlannedEdits, apply_plan
from followup_md.errors import RefusedError, UsageError
from followup_md.formats import mail
from followup_md.model import lookup
from followup_md.model.contact import Contact, Handle, Touch, path_of
from followup_md.model.message import NOBODY, Message, Ours, Party, own_addresses
from followup_md.model.reach import Reach
from followup_md.policy.phrases import full_date
from followup_md.storage import files

_WORDS = 2  # of a first name, at most


class LogMail(NamedTuple):
    """Adds the touch of an e-mail to a contact, as an import would."""

    touch: Touch
    past: PastTouches
    force: bool = False  # even if they asked not to be contacted

    def plan(self, contact: Contact) -> PlannedEdits:
        """Return the edits; none if it, or a later one of that day, is there already.

        Raises RefusedError if you have written to somebody who does not want to hear from you.
        """
        if not self.force:
            log_touch.reject_unwanted(self.touch, contact)
        found = self.past.look(contact)
        touch = self.touch
        way = "incoming email" if touch.incoming else "email"
        what = f"{way} of {full_date(touch.date)}, {touch.time}"
        if touch.outcome:
            what = f"{what}, {touch.outcome}"
        return PlannedEdits(found.edits, what if found.edits else f"{what}, is there already")


class Mail(NamedTuple):
    """One e-mail: its touch, the contacts whose it is, and addresses of nobody here."""

    touch: Touch
    ids: tuple[str, ...]
    strangers: tuple[Party, ...]

    def plan(self, book: Book, force: bool = False) -> LogMail:
        """Return what adds it to a contact."""
        return LogMail(self.touch, PastTouches((self.touch,), book.settings), force)


def read(book: Book, raw: bytes, handles: Iterable[Handle], today: date) -> Mail:
    """Return what an e-mail says.

    Raises UsageError if it is empty or nobody has said whose book this is, RefusedError for what
    is no touch.
    """
    own = own_addresses(book.settings)
    if not own:
        raise UsageError(NOBODY)
    if not raw.strip():
        raise UsageError("--mail reads an e-mail on standard input, and there is none")
    found = list(mail.read(io.BytesIO(raw), Ours(own)))
    messages = [each for each in found if isinstance(each, Message)]
    if not messages:
        why = next(each.why for each in found if not isinstance(each, Message))
        raise RefusedError(f"this is no touch: {why}")
    message = messages[0]
    moment = noting.local(message.moment, book.settings)
    if moment.date() > today:
        raise RefusedError(f"{full_date(moment.date())} is in the future: nothing was written")
    reach = Reach(handles)
    ids = dict[str, None]()
    strangers = []
    for party in (party for each in messages for party in each.people):
        meant = reach.ids(party)
        if len(meant) > 1:
            several = ", ".join(meant)
            raise RefusedError(f"{party.address} is of several contacts: {several}")
        ids |= dict.fromkeys(meant)
        strangers += [] if meant else [party]
    touch = noting.touch_of(message, moment, noting.touch_note(message, subjects=True))
    return Mail(touch, tuple(ids), tuple(strangers))


def new_texts(
    book: Book, mail: Mail, handles: Iterable[Handle], unreadable: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the id and the text of a new contact for each stranger, with the touch.

    Raises RefusedError if there may be a contact of that person already.
    """
    known = [*handles, *lookup.unread_handles(unreadable)]
    if mail.strangers and (folders := lookup.unread_folders(unreadable)):
        raise RefusedError(
            f"{', '.join(folders)} cannot be read, and they may be there: followup check"
        )
    ids = slug.FreeIds(files.list_contacts(book.root).ids, partial(files.is_possible, book.root))
    met = mail.touch.date.isoformat()
    for party in mail.strangers:
        name = _name(party)
        new = NewContact(name, {"email": (party.address,), "met": met})
        same = next(iter(new_contact.possible_duplicates(new, known)), None)
        if same is not None:
            id_ = same[0].id
            raise RefusedError(
                f"{name}: {same[1]} as {id_}. If it is the same person, write {party.address}"
                f" into {path_of(id_)}; if not: followup add --force"
            )
        id_ = ids.take(name, "")
        text = new_contact.file_text(new, id_, book.settings)
        yield id_, apply_plan(text, mail.plan(book).plan, id_, book.settings).text


def _name(party: Party) -> str:
    """Return what somebody is called: `Smith, Bob` is Bob Smith."""
    name = party.name.strip("' ")
    last, _, first = name.partition(", ")
    swapped = first and " " not in last and "," not in first and first.count(" ") < _WORDS
    return (f"{first} {last}" if swapped else name) or party.address
