"""Dates, channels, touches and numbers in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from followup_md.model.contact import Status, Touch
from followup_md.model.settings import Interval

# Not from strftime: that depends on the locale.
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_CHANNELS = {
    "email": "e-mail",
    "mail": "e-mail",
    "sms": "text",
    "whatsapp": "WhatsApp",
    "linkedin": "LinkedIn",
    "signal": "Signal",
    "telegram": "Telegram",
    "slack": "Slack",
}
_PAST_TENSE = {
    "call": "called",
    "phone": "called",
    "email": "e-mailed",
    "mail": "e-mailed",
    "text": "texted",
    "sms": "texted",
    "letter": "wrote a letter",
    "card": "sent a card",
    "video": "called (video)",
    "zoom": "called (zoom)",
    "visit": "came by",
    "meeting": "came for a meeting",
    "coffee": "came for coffee",
    "lunch": "came for lunch",
}
_NAMED = 10
HAPPENED = "; did it happen?"  # of an appointment that has passed
NO_WAY = "no way to reach them: add a phone or an e-mail address"


def weekday(day: date) -> str:
    """Return `Tue 8`."""
    return f"{DAYS[day.weekday()][:3]} {day.day}"


def format_date(day: date, on: date) -> str:
    """Return `Tue 8 Sep`, with the year if it is not the year of `on`."""
    text = f"{weekday(day)} {MONTHS[day.month - 1][:3]}"
    return text if day.year == on.year else f"{text} {day.year:04d}"


def full_date(day: date) -> str:
    """Return `Tue 8 Sep 2026`."""
    return f"{format_date(day, day)} {day.year:04d}"


def long_date(day: date) -> str:
    """Return `Tuesday 8 September 2026`."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def lateness(overdue: int) -> str:
    """Return how late it is in working days: `today`, `1 day late`, `3 days late`."""
    return f"{plural(overdue, 'day')} late" if overdue else "today"


def plural(number: int, noun: str) -> str:
    """Return `1 working day`, `4 working days`."""
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"


def first_of(names: Sequence[str]) -> str:
    """Return names with commas between them; of many the first ten, and how many more."""
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED + 1 else ""
    return ", ".join(names[:_NAMED] if more else names) + more


def try_count(touch: int | None, of: int | None) -> str:
    """Return `try 2 of 7`, or `try 2` of what has no end; "" if tries are not counted."""
    if touch is None:
        return ""
    return f"try {touch}" if of is None else f"try {touch} of {of}"


def in_words(interval: Interval) -> str:
    """Return `60 days`, `1 month`."""
    return plural(interval.number, _UNITS[interval.unit])


def no_date(contacts: int) -> str:
    """Return `3 contacts have no date to start from`."""
    have = "has" if contacts == 1 else "have"
    return f"{plural(contacts, 'contact')} {have} no date to start from"


def status_label(status: Status | None) -> str:
    """Return the status to show next to a name: `do not contact`; "" for an open contact."""
    return "" if status is None or status.word == "open" else status.word.replace("-", " ")


def channel_label(word: str) -> str:
    """Return a channel as people write it: `e-mail`, `LinkedIn`."""
    return _CHANNELS.get(word, word)


def past_tense(touch: Touch) -> str:
    """Return what somebody did, as a verb: `called`, `e-mailed`, `wrote (Slack)`."""
    return _PAST_TENSE.get(touch.channel) or f"wrote ({channel_label(touch.channel)})"


def describe_try(touch: Touch, on: date) -> str:
    """Return a try with its day: `voicemail on Tue 1 Sep`, `call (no answer) on …`."""
    if touch.outcome == "voicemail":
        what = "voicemail"
    elif touch.outcome == "left-with":
        what = f"message left with {one_line(touch.with_) or 'somebody'}"
    elif touch.outcome in ("", "sent", "received"):
        what = channel_label(touch.channel)
    else:
        what = f"{channel_label(touch.channel)} ({touch.outcome.replace('-', ' ')})"
    return f"{what} on {format_date(touch.date, on)}"


def one_line(text: str) -> str:
    """Return `text` with every run of white space as one blank."""
    return " ".join(text.split())


def after_colon(text: str) -> str:
    """Return `: text`, or nothing if it is blank."""
    words = one_line(text)
    return f": {words}" if words else ""


def capitalized(text: str) -> str:
    """Return the text with its first letter in upper case, and the rest as it is."""
    return text[:1].upper() + text[1:]
