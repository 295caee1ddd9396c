"""Touches as other programs have them: what a format of history yields, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple

from followup_md.model.identity import address_key
from followup_md.model.person import NotRead, Unread
from followup_md.model.settings import Settings

BOUNCED, CLOSED = "bounced", "fyi"  # outcomes that an import of history gives
NOBODY = "say who you are: my_email: you@example.org in followup.yml"


class Party(NamedTuple):
    """The other side of a touch: an e-mail address or a phone number, and a name if one is told."""

    address: str
    name: str = ""
    known_as: str = ""  # in your own address book: tells who it is where no address does

    @property
    def shown(self) -> str:
        """What stands for them in a list."""
        return self.known_as or self.address


class Ours(NamedTuple):
    """What a format must know of the user, and of where a file lies."""

    addresses: Mapping[str, str] = MappingProxyType({})  # as `address_key` has them, with the `by`
    since: date = date.min
    until: date = date.max
    names: tuple[tuple[str, str], ...] = ()  # yours and the team's, numbers too, with the `by`
    day_first: bool | None = None  # in 04/05/2026; None: not said
    title: str = ""  # the name of the file, or of its folder where that tells more


class Message(NamedTuple):
    """A message, a call or a meeting."""

    moment: datetime  # without a zone: in the book's
    channel: str
    direction: str  # "in" or "out"
    people: tuple[Party, ...]  # each of them has this touch
    outcome: str = ""
    note: str = ""  # a subject: written only if that is wanted, but for a bounce's number
    by: str = ""  # who of the team
    id: str = ""  # tells copies within a run


class Skipped(NamedTuple):
    """Something that is no touch, and why, in a word or two."""

    why: str


Found = Message | Skipped | NotRead


class Noted(NamedTuple):
    """What an import of history has done, or would do."""

    added: tuple[tuple[str, int], ...] = ()  # ids, and how many touches each got
    same: int = 0  # touches that were there already
    closed: int = 0  # of those added: so old that nothing is awaited any more
    strangers: tuple[tuple[str, int], ...] = ()  # who is nobody here, the most frequent first
    ambiguous: tuple[tuple[str, tuple[str, ...], int], ...] = ()  # who, ids, messages
    skipped: tuple[tuple[str, int], ...] = ()  # why, and how often
    unread: tuple[Unread, ...] = ()


def own_addresses(settings: Settings) -> Mapping[str, str]:
    """Return the addresses from which you and the team write, each with its word in `team:`."""
    own = {address_key(email): "" for email in settings.my_email}
    for word, member in settings.team.items():
        own |= {address_key(email): word for email in member.email}
    return own


def own_names(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return what you and the team are called in chats, names and numbers, each with its word."""
    members = ((word, each.name, each.phone) for word, each in settings.team.items())
    every = (("", settings.me, settings.my_phone), *members)
    return tuple((name, word) for word, *names in every for name in names if name)
