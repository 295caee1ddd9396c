"""What the keys of `next` stand for: the words that would be typed for the same in a command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from followup_md.editing import natural_dates
from followup_md.errors import UsageError
from followup_md.model.contact import Touch
from followup_md.model.settings import Interval, Settings
from followup_md.policy.channels import is_in_person, is_live
from followup_md.policy.workdays import add_interval

CALLS = {"a": "answered", "v": "voicemail", "n": "no-answer"}
WRITTEN = {"m": "email", "t": "text"}
LATER = {
    "1": Interval(1, "d"),
    "2": Interval(2, "d"),
    "w": Interval(1, "w"),
    "m": Interval(1, "m"),
}


def log_words(
    key: str, channel: str, order: Sequence[str], debts: Sequence[Touch], settings: Settings
) -> list[str]:
    """Return the words of `log` for a key: `call voicemail`, `email sent`.

    `channel`: the next one, "" for none. `order`: the channels of the contact, the best first.
    `debts`: what waits for an answer. Raises UsageError for a key without a meaning here.
    """
    if key in CALLS:
        spoken = channel if channel and is_live(channel, settings) else "call"
        if is_in_person(spoken, settings):
            spoken = spoken if key == "a" else "call"
        met = key == "a" and is_in_person(spoken, settings)
        return [spoken, "met" if met else CALLS[key]]
    if key == "b":
        return [channel or "email", "bounced"]
    if key == "g":
        return [channel or "email", "gave"]
    written = WRITTEN.get(key) or next(
        (word for word in (channel, *order) if word and not is_live(word, settings)), ""
    )
    if not written:
        raise UsageError("there is no way to write to them: m is an e-mail, t a text")
    # Without an outcome it counts as an answer to what they wrote.
    answers = any(not is_live(debt.channel, settings) for debt in debts)
    return [written] if answers else [written, "sent"]


def held_words(planned: Touch, settings: Settings) -> list[str]:
    """Return the words of `log` for an appointment that was kept."""
    if not is_live(planned.channel, settings):
        return [planned.channel, "sent"]
    return [planned.channel, "met" if is_in_person(planned.channel, settings) else "answered"]


def later_day(text: str, on: date) -> tuple[date, str]:
    """Return until when to put somebody off, and why: `w`, `friday`, `1 oct on holiday`.

    Raises UsageError for what is no day.
    """
    word = text.strip().lower()
    if word in LATER:
        return add_interval(on, LATER[word]), ""
    return natural_dates.split_day(text.split(), on)
