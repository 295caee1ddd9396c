"""The warnings of `check` about what names a private contact: the site leaves that out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followup_md.errors import Problem
from followup_md.model.contact import Contact
from followup_md.model.mentions import Mentions, may_link
from followup_md.typed import NamedTuple

_SHOWN = 100_000  # characters of a body, at most, that the site shows


class Leads(NamedTuple):
    """What of a contact may lead to others."""

    path: str
    via: str
    companions: tuple[tuple[str, int], ...]  # with whom, and the line that says so
    body: str  # "" if nothing in it may lead to anybody

    @classmethod
    def of(cls, contact: Contact) -> Leads:
        """Return those of a contact."""
        companions = [(touch.with_, touch.line) for touch in contact.touches if touch.with_]
        body = contact.body[:_SHOWN]
        return cls(contact.path, contact.via, tuple(companions), body if may_link(body) else "")


def warnings(contacts: Sequence[Contact]) -> Iterator[Problem]:
    """Yield a warning for each place that names a private contact."""
    private = [contact.handle for contact in contacts if contact.private]
    if not private:
        return
    public = [contact for contact in contacts if not contact.private]
    mentions = Mentions({contact.id: contact.name for contact in public}, private)
    for contact in public:
        yield from given_away(Leads.of(contact), mentions)


def given_away(leads: Leads, mentions: Mentions) -> Iterator[Problem]:
    """Yield the warnings about one contact."""
    path, via, companions, body = leads
    if via and mentions.gives_away(via):
        yield _warning(path, "`via` names a private contact: the site leaves it out")
    for words, line in companions:
        if mentions.gives_away(words):
            message = "`with` names a private contact: the site leaves the name out"
            yield _warning(path, message, line)
    if mentions.without(body) != body:
        lines = zip(body.split("\n"), mentions.without(body).split("\n"), strict=False)
        number = next((n for n, (old, new) in enumerate(lines, 1) if old != new), 1)
        message = (
            f"line {number} of the body leads to a private contact: the site shows the words"
            " without the link"
        )
        yield _warning(path, message)


def _warning(path: str, message: str, line: int = 0) -> Problem:
    return Problem("warning", path, line, 1 if line else 0, "W708", message)
