"""The settings of a book as values, with their defaults; read by parsing/settings_file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Interval(NamedTuple):
    """A number of days, weeks, months or years: `30d`, `6w`, `3m`, `1y` (calendar, not working)."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"


class SpecialDays(NamedTuple):
    """The days of a year that are not what their weekday says."""

    off: frozenset[date] = frozenset()  # holidays, and one's own absence
    working: frozenset[date] = frozenset()  # made up for a holiday; `off` comes first


class Cadence(NamedTuple):
    """How an unanswered outreach is repeated."""

    gaps: tuple[int, ...]  # working days before touch 2, 3, …
    channels: tuple[str, ...] = ()  # in order; empty: those of `warm`
    then: str = ""  # a tier's name, a span or "none"; "": defaults.keep


class Rule(NamedTuple):
    """Cadence and keep for the contacts that carry a tag; the first match wins."""

    tag: str
    cadence: str = ""
    keep: str = ""


class Channel(NamedTuple):
    """A way to reach somebody."""

    live: bool  # two people at once: a call, a meeting
    needs: str = ""  # "phone", "email" or "": what the contact must have
    same: str = ""  # the word it counts as when channels are compared ("": itself)
    in_person: bool = False  # without an outcome: `met` and not `answered`


FEEDS = {"ics": "calendar", "atom": "news feed"}  # by the word in `publish: feeds:`


class Publish(NamedTuple):
    """What others see on the site."""

    emails: bool = True
    phones: bool = True
    birthdays: bool = True
    body: bool = True
    notes: bool = True
    promises: bool = True
    quotes: bool = True
    fields: tuple[str, ...] = ()  # the user's own keys, shown under "More"
    files: tuple[str, ...] = ()  # further file endings that site/ may publish
    # Added later, so closed: an upgrade publishes nothing that nobody wrote out.
    drafts: bool = False  # the words of a message, behind its button
    log: bool = False  # links that write a touch to the inbox
    insights: bool = False  # the page of figures
    feeds: tuple[str, ...] = ()  # of FEEDS: files to subscribe to
    owners: bool = False  # figures by owner, on the page of figures


class Member(NamedTuple):
    """Somebody of the team: whom an `owner` means, and who signs as them."""

    name: str
    phone: str = ""
    email: tuple[str, ...] = ()


NO_TEAM: dict[str, Member] = {}

# The built-in table, in its order (the last resort of "next channel").
CHANNELS: dict[str, Channel] = {
    "call": Channel(live=True, needs="phone"),
    "phone": Channel(live=True, needs="phone", same="call"),
    "video": Channel(live=True),
    "zoom": Channel(live=True),
    "meeting": Channel(live=True, in_person=True),
    "visit": Channel(live=True, in_person=True),
    "coffee": Channel(live=True, in_person=True),
    "lunch": Channel(live=True, in_person=True),
    "email": Channel(live=False, needs="email"),
    "mail": Channel(live=False, needs="email", same="email"),
    "text": Channel(live=False, needs="phone"),
    "sms": Channel(live=False, needs="phone", same="text"),
    "chat": Channel(live=False),
    "whatsapp": Channel(live=False, needs="phone"),
    "signal": Channel(live=False, needs="phone"),
    "telegram": Channel(live=False),
    "slack": Channel(live=False),
    "letter": Channel(live=False),
    "card": Channel(live=False),
    "social": Channel(live=False),
    "linkedin": Channel(live=False),
}

# Channels as people write them, and as we show them, besides the words of the table.
SPELLINGS = {"e-mail": "email"}


def channel_words(channels: Iterable[str]) -> dict[str, str]:
    """Return every word that names one of these channels, in lower case, and which one it names."""
    words = {word: word for word in channels}
    return {spelt: word for spelt, word in SPELLINGS.items() if word in words} | words


CADENCES: dict[str, Cadence] = {
    "warm": Cadence(
        gaps=(2, 3, 4, 5, 7, 10),
        channels=("call", "email", "call", "text", "email", "call", "email"),
        then="network",
    ),
    "gentle": Cadence(gaps=(7, 14), channels=("text", "call", "email"), then="network"),
    "quote": Cadence(gaps=(1, 3, 7, 14), channels=("email", "call", "email", "call"), then="60d"),
    "waiting": Cadence(gaps=(1, 3, 7, 14), channels=("text", "call", "email", "call"), then="60d"),
}

TIERS: dict[str, Interval] = {
    "close": Interval(21, "d"),
    "friend": Interval(60, "d"),
    "network": Interval(180, "d"),
    "dormant": Interval(365, "d"),
}


class Settings(NamedTuple):
    """Everything `followup.yml` can say."""

    me: str = ""
    my_phone: str = ""  # named in voicemails; never published
    my_email: tuple[str, ...] = ()  # drafts come from the first
    language: str = "en"  # of drafts, where the contact has none
    team: dict[str, Member] = NO_TEAM  # by the word that `owner` and `--as` take
    timezone: str = ""  # IANA name; "": the machine's
    workdays: frozenset[int] = frozenset(range(5))  # 0 is Monday
    holidays: tuple[str, ...] = ()  # dates, spans DATE..DATE, or country codes such as GB, US-CA
    owed_within: int = 0  # working days
    first_within: int = 1  # working days after `met`
    min_gap: int = 1  # working days between two attempts of a streak
    cadences: dict[str, Cadence] = CADENCES
    keep: dict[str, Interval] = TIERS
    new: str = "warm"  # defaults.new: a cadence or "none"
    known: str = "gentle"  # defaults.known
    default_keep: str = "network"  # defaults.keep: a tier, a span or "none"
    reason_keep: str = "6w"  # defaults.reason: the same, for contacts with a `reason`
    rules: tuple[Rule, ...] = ()
    channels: dict[str, Channel] = CHANNELS
    limit: int | None = None  # agenda.limit: rows of a day
    days: int = 7  # agenda.days: how far "coming up" looks
    commit: bool = False
    publish: Publish = Publish()
    publish_written: bool = False  # whether `publish:` is in the file
