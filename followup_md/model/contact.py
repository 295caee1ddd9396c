"""What a contact file says, as frozen values; reading one is parsing/contact_file.py."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

CONTACTS = "contacts"
PROMISE_ENDS = ("kept", "dropped")
QUOTE_ENDS = ("won", "lost", "withdrawn")
NOT_HISTORY = ("planned", "cancelled")  # outcomes of touches that have not happened
STATUSES = ("open", "declined", "do-not-contact", "archived")


def path_of(id_: str) -> str:
    """Return the path of a contact's file, relative to the book."""
    return f"{CONTACTS}/{id_}.md"


def id_of(path: str) -> str:
    """Return the id of the contact at a path relative to the book; an id stays as it is."""
    return path.removeprefix(f"{CONTACTS}/").removesuffix(".md")


class Touch(NamedTuple):
    """One contact between you and them, or an appointment for one (`planned`, `cancelled`)."""

    date: date
    time: str = ""  # "HH:MM" or ""
    direction: str = "out"  # "out" or "in"
    channel: str = ""  # lower case, as typed: "phone" stays "phone"
    outcome: str = ""  # lower case with hyphens; "" where none was written
    with_: str = ""
    re: str = ""
    by: str = ""
    note: str = ""
    line: int = 0

    @property
    def incoming(self) -> bool:
        """Whether it came from them."""
        return self.direction == "in"

    @property
    def planned(self) -> bool:
        """Whether it is an appointment that still stands."""
        return self.outcome == "planned"

    @property
    def happened(self) -> bool:
        """Whether it is history: neither an appointment nor one that was called off."""
        return self.outcome not in NOT_HISTORY


def _bare(touch: Touch) -> Touch:
    return touch._replace(with_="", re="", note="", line=0)


class Promise(NamedTuple):
    """What you (or they, `theirs`) said would be done by `due`; open until kept or dropped."""

    due: date
    theirs: bool = False
    kept: date | None = None
    dropped: date | None = None
    what: str = ""
    line: int = 0

    @property
    def open(self) -> bool:
        """Whether it still stands."""
        return self.ended is None

    @property
    def ended(self) -> date | None:
        """The day on which it was kept or dropped."""
        return self.kept or self.dropped


class Quote(NamedTuple):
    """A quotation sent; open until won, lost or withdrawn."""

    sent: date
    ref: str
    won: date | None = None
    lost: date | None = None
    withdrawn: date | None = None
    what: str = ""
    line: int = 0

    @property
    def open(self) -> bool:
        """Whether it has no result yet."""
        return self.ended is None

    @property
    def ended(self) -> date | None:
        """The day of its result."""
        return self.won or self.lost or self.withdrawn


Entry = Touch | Promise | Quote


def without_line(entry: Entry) -> Entry:
    """Return an entry without its position, to compare what it means."""
    return entry._replace(line=0)


class Labelled(NamedTuple):
    """An e-mail address or phone number with its label ("" where none was given)."""

    label: str
    value: str


class Dated(NamedTuple):
    """A date and words: `met`, `follow_up`."""

    date: date
    words: str = ""


class Birthday(NamedTuple):
    """A birthday; `year` is None where it was not given (`--MM-DD`)."""

    month: int
    day: int
    year: int | None = None


class Snooze(NamedTuple):
    """Hidden until a day; `since` is the day on which it was asked for."""

    until: date
    since: date | None = None
    words: str = ""


class Status(NamedTuple):
    """An explicit end of the outreach, or `open`."""

    word: str  # one of STATUSES
    by: str = ""  # "me", "them" or ""
    date: date | None = None
    words: str = ""


class Handle(NamedTuple):
    """What a contact may be called, and be reached at."""

    id: str
    name: str
    nicknames: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class Contact(NamedTuple):
    """One contact file that could be read. Field names are the keys of the front matter."""

    id: str  # path under contacts/ without .md
    name: str
    uid: str = ""  # of the card that the contact came with
    nickname: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # more nicknames, as note programs write them
    org: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    email: tuple[Labelled, ...] = ()
    phone: tuple[Labelled, ...] = ()
    birthday: Birthday | None = None
    timezone: str = ""
    tags: tuple[str, ...] = ()
    owner: str = ""
    met: Dated | None = None
    via: str = ""
    reason: str = ""
    cadence: str = ""  # "" where not set; "none" is a setting
    keep: str = ""  # likewise
    prefer: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    hours: tuple[str, str] | None = None  # ("09:00", "18:00"), local to the contact
    snooze: Snooze | None = None
    follow_up: Dated | None = None
    status: Status | None = None
    private: bool = False
    touches: tuple[Touch, ...] = ()  # in the order of the file
    promises: tuple[Promise, ...] = ()
    quotes: tuple[Quote, ...] = ()
    more: tuple[tuple[str, str], ...] = ()  # the user's own keys, values as text
    body: str = ""

    @property
    def path(self) -> str:
        """The file, relative to the book."""
        return path_of(self.id)

    @property
    def handle(self) -> Handle:
        """What it may be called."""
        emails = tuple([email.value for email in self.email])
        phones = tuple([phone.value for phone in self.phone])
        return Handle(self.id, self.name, self.nicknames, emails, phones)

    @property
    def lately(self) -> tuple[Touch, ...]:
        """The touches of the last day with one by somebody who is named (`@BY`), without words."""
        named = [touch for touch in self.touches if touch.by and touch.happened]
        last = max([touch.date for touch in named], default=None)
        return tuple([_bare(touch) for touch in named if touch.date == last])

    @property
    def nicknames(self) -> tuple[str, ...]:
        """Every nickname once, by whatever key."""
        if not self.aliases:
            return self.nickname
        return tuple(dict.fromkeys([*self.nickname, *self.aliases]))

    @property
    def status_word(self) -> str:
        """One of STATUSES."""
        return self.status.word if self.status is not None else "open"

    @property
    def closed(self) -> bool:
        """Whether an explicit status ended the outreach."""
        return self.status_word != "open"

    @property
    def do_not_contact(self) -> bool:
        """Whether they asked not to be contacted."""
        return self.status_word == "do-not-contact"
