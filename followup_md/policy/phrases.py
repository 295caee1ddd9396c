"""Dates and touches in plain words."""

from __future__ import annotations

from datetime import date

from followup_md.model.contact import Touch

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SAID = {"email": "e-mail", "mail": "e-mail", "sms": "text", "whatsapp": "WhatsApp"}
_SAID |= {"linkedin": "LinkedIn", "signal": "Signal", "telegram": "Telegram", "slack": "Slack"}
_DID = {
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


NO_WAY = "no way to reach them: add a phone or an e-mail address"


def weekday(day: date) -> str:
    """Return `Tue 8`."""
    return f"{_DAYS[day.weekday()]} {day.day}"


def format_date(day: date, on: date) -> str:
    """Return `Tue 8 Sep`, with the year where it is not the year of `on`."""
    text = f"{weekday(day)} {_MONTHS[day.month - 1]}"
    return text if day.year == on.year else f"{text} {day.year:04d}"


def channel_label(word: str) -> str:
    """Return a channel as people write it: `e-mail`, `LinkedIn`."""
    return _SAID.get(word, word)


def past_tense(touch: Touch) -> str:
    """Return what somebody did, as a verb: `called`, `e-mailed`, `wrote (Slack)`."""
    return _DID.get(touch.channel) or f"wrote ({channel_label(touch.channel)})"


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
    """Return `text` with every run of blanks and line breaks as one blank."""
    return " ".join(text.split())


def after_colon(text: str) -> str:
    """Return `: text`, or nothing where there is none."""
    words = one_line(text)
    return f": {words}" if words else ""
