"""What keys and words mean, in a line or two for whoever types them (docs/format.md in short)."""

from __future__ import annotations

from followup_md.model.fields import BY_KEY
from followup_md.model.settings import Channel, Settings
from followup_md.policy.phrases import in_words

_OTHER_KEYS = {
    "name": "Their name. The only key that a contact needs.",
    "uid": "Of the card that the contact came with; tells two people of one name apart.",
    "aliases": "More nicknames, as note programs write them.",
}
# By key of a list: the form of an entry, and what it is.
ENTRY_FORMS = {
    "touches": (
        "DATE [HH:MM] [in|out] CHANNEL [OUTCOME] [with WHO] [re REF] [@BY], NOTE",
        "Every time you were in touch, or tried. Newest last.",
    ),
    "promises": (
        "DUE [theirs] [kept DATE|dropped DATE], WHAT",
        "What you promised by a day, or they did (`theirs`).",
    ),
    "quotes": ("SENT REF [won DATE|lost DATE|withdrawn DATE], WHAT", "Quotes that you sent."),
}
OUTCOMES = {
    "answered": "You talked: two-way.",
    "replied": "They wrote back, or you answered what they wrote: two-way.",
    "met": "You met: two-way.",
    "declined": "They said no: two-way.",
    "sent": "Written, no answer yet.",
    "voicemail": "You spoke to their machine; no answer yet.",
    "no-answer": "It rang, and nobody heard you.",
    "busy": "It was engaged.",
    "left-with": "Somebody took a message; who follows.",
    "bounced": "It did not arrive.",
    "received": "They wrote (`in`); it waits for you.",
    "missed": "They called (`in`) and did not reach you; it waits for you.",
    "fyi": "Nothing is awaited: a card, a note.",
    "gave": "Something of service: an introduction, an article. Nothing is awaited.",
    "planned": "An appointment, not history yet.",
    "cancelled": "An appointment that was called off: it counts for nothing.",
}
_WORDS = {
    "in": "They reached out.",
    "out": "You reached out; the same as nothing.",
    "with": "Who else was there.",
    "re": "Which quote it was about.",
    "theirs": "Their promise, not yours.",
    "kept": "Done, on the day that follows.",
    "dropped": "Given up, on the day that follows.",
    "won": "They said yes, on the day that follows.",
    "lost": "They said no, on the day that follows.",
    "withdrawn": "You took it back, on the day that follows.",
}
STATUSES = {
    "open": "Nothing has ended: the same as no status.",
    "declined": "An end: no outreach any more.",
    "do-not-contact": "They asked not to be contacted.",
    "archived": "Put away; nothing is due.",
}
# Keys of an entry that is written with keys.
ENTRY_KEYS = {
    "date": "The day, YYYY-MM-DD.",
    "time": "HH:MM, in quotes.",
    "direction": "`in` (they reached out) or `out`.",
    "channel": "How: call, email, \u2026",
    "outcome": "What came of it.",
    "by": "Who of your team it was.",
    "note": "What happened.",
    "due": "The day it is promised for.",
    "what": "What was promised, or offered.",
    "sent": "The day the quote was sent.",
    "ref": "The quote's name: one word, such as Q-114.",
}


def of_key(key: str) -> str:
    """Return what a key of a contact is for, or "" for one of the user's own."""
    if key in ENTRY_FORMS:
        form, about = ENTRY_FORMS[key]
        return f"{about}\n\n`- {form}`"
    field = BY_KEY.get(key)
    return field.about if field is not None else _OTHER_KEYS.get(key, "")


def of_entry_key(key: str) -> str:
    """Return what a key of an entry is for."""
    return ENTRY_KEYS.get(key) or _WORDS.get(key, "")


def of_word(word: str, settings: Settings) -> str:
    """Return what a word before the comma of an entry means."""
    if word in settings.channels:
        return of_channel(settings.channels[word])
    return OUTCOMES.get(word) or _WORDS.get(word, "")


def of_channel(channel: Channel) -> str:
    """Return what sort of channel a word is."""
    sort = "live: without an outcome, you talked" if channel.live else "written"
    if channel.in_person:
        sort = "live: without an outcome, you met"
    needs = {"phone": "; needs a phone number", "email": "; needs an e-mail address"}
    same = f"; counts as {_code(channel.same)}" if channel.same else ""
    return f"A channel, {sort}{needs.get(channel.needs, '')}{same}."


def of_cadence(name: str, settings: Settings) -> str:
    """Return how a cadence repeats an outreach."""
    cadence = settings.cadences.get(name)
    if cadence is None:
        return "Tries are not repeated."
    gaps = ", ".join(map(str, cadence.gaps))
    ways = f"; {', '.join(map(_code, cadence.channels))}" if cadence.channels else ""
    return f"Next touch after {gaps} working days{ways}."


def of_tier(name: str, settings: Settings) -> str:
    """Return how often a tier of `keep` is."""
    interval = settings.keep.get(name)
    return f"Every {in_words(interval)}." if interval is not None else "Never by itself."


def _code(word: str) -> str:
    # A word of followup.yml must not become Markdown: a picture in it would be fetched.
    return f"`{word.replace('`', '')}`"
