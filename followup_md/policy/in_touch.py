"""Who of the team was in touch with a contact on a day, as far as the file names them (`@BY`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from followup_md.model.contact import Touch
from followup_md.model.folding import fold
from followup_md.policy.phrases import channel_label, format_date, one_line


def on_day(touches: Iterable[Touch], on: date, own: str = "") -> tuple[Touch, ...]:
    """Return the touches of a day by somebody who is named, and is not `own`."""
    return tuple(
        touch
        for touch in touches
        if touch.by and touch.date == on and touch.happened and fold(touch.by) != fold(own)
    )


def words(touches: Iterable[Touch], when: str = "today") -> str:
    """Return `in touch today: bea (call at 10:40, voicemail)`; "" for no touches."""
    found = "; ".join(f"{touch.by} ({_how(touch)})" for touch in touches)
    return one_line(f"in touch {when}: {found}") if found else ""


def dated_words(touches: Iterable[Touch], on: date) -> str:
    """Return the same for a page that is read on later days: `in touch on Mon 14 Sep: bea (…)`."""
    return words(touches, f"on {format_date(on, on)}")


def as_data(touch: Touch) -> dict[str, str | None]:
    """Return such a touch for JSON."""
    found = touch.by, touch.time, touch.direction, touch.channel, touch.outcome
    keys = "by", "time", "direction", "channel", "outcome"
    return {key: value or None for key, value in zip(keys, found, strict=True)}


def _how(touch: Touch) -> str:
    what = ("incoming " if touch.incoming else "") + channel_label(touch.channel)
    at = f"{what} at {touch.time}" if touch.time else what
    return f"{at}, {touch.outcome.replace('-', ' ')}" if touch.outcome else at
