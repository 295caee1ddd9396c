"""The warnings of `check` about what names a private contact: the site leaves that out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followup_md.errors import Problem
from followup_md.model.contact import Contact
from followup_md.model.mentions import Mentions

_SHOWN = 100_000  # characters of a body, at most, that the site shows


def warnings(contacts: Sequence[Contact]) -> Iterator[Problem]:
    """Yield a warning for each place that names a private contact."""
    private = [contact.handle for contact in contacts if contact.private]
    if not private:
        return
    names = {contact.id: contact.name for contact in contacts if not contact.private}
    mentions = Mentions(names, private)
    for contact in contacts:
        if not contact.private:
            yield from _of(contact, mentions)


def _of(contact: Contact, mentions: Mentions) -> Iterator[Problem]:
    if contact.via and mentions.gives_away(contact.via):
        message = "`via` names a private contact: the site leaves it out"
        yield _warning(contact, message)
    for touch in contact.touches:
        if touch.with_ and mentions.gives_away(touch.with_):
            message = "`with` names a private contact: the site leaves the name out"
            yield _warning(contact, message, touch.line)
    body = contact.body[:_SHOWN]
    if mentions.without(body) != body:
        lines = zip(body.split("\n"), mentions.without(body).split("\n"), strict=False)
        number = next((n for n, (old, new) in enumerate(lines, 1) if old != new), 1)
        message = (
            f"line {number} of the body leads to a private contact: the site shows the words"
            " without the link"
        )
        yield _warning(contact, message)


def _warning(contact: Contact, message: str, line: int = 0) -> Problem:
    return Problem("warning", contact.path, line, 1 if line else 0, "W708", message)
