"""What may follow the words of an entry while it is typed, for completion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from followup_md.model.contact import PROMISE_ENDS, QUOTE_ENDS
from followup_md.model.settings import channel_words
from followup_md.parsing.entries import OUTCOMES, THEIRS


class Next(NamedTuple):
    """Words that may come next, or what else does: "date", "who" or "ref"."""

    words: tuple[str, ...] = ()
    takes: str = ""


def of_touch(before: Sequence[str], channels: Iterable[str]) -> Next:
    """Return what may follow the words of a touch after its date."""
    words = [word.lower() for word in before]
    if _note_begun(words):
        return Next()
    if words[-1:] == ["with"]:
        return Next(takes="who")
    channels = tuple(channels)
    spoken = channel_words(channels)
    place = next((n for n, word in enumerate(words) if word in spoken), None)
    if place is None:
        directions = () if {"in", "out"} & {*words} else ("in", "out")
        return Next((*channels, *directions))
    after = words[place + 1 :]
    if after[-1:] == ["re"]:
        return Next(takes="ref")
    more = tuple(word for word in ("with", "re") if word not in after)
    incoming = "in" in words[:place]
    outcomes = (word for word in OUTCOMES if incoming or word not in THEIRS)
    return Next(more if after else (*outcomes, *more))


def of_promise(before: Sequence[str]) -> Next:
    """Return what may follow the words of a promise after its date."""
    return _ended([word.lower() for word in before], PROMISE_ENDS, ("theirs",))


def of_quote(before: Sequence[str]) -> Next:
    """Return what may follow the words of a quote after its date."""
    words = [word.lower() for word in before]
    return _ended(words, QUOTE_ENDS, ()) if words else Next()


def _ended(words: list[str], ends: tuple[str, ...], first: tuple[str, ...]) -> Next:
    if _note_begun(words):
        return Next()
    if words[-1:] and words[-1] in ends:
        return Next(takes="date")
    if any(end in words for end in ends):
        return Next()
    return Next((*(first if not words else ()), *ends))


def _note_begun(words: list[str]) -> bool:
    return any("," in word or word.endswith(":") for word in words)
