"""Which known word a mistyped one was meant to be: one slip of the fingers away, and only one."""

from __future__ import annotations

from collections.abc import Iterable

_LEAST = 4  # letters of the word that is meant: anything is one slip away from a shorter one
_OTHER = 5  # of one with another letter in it: `game` is no slip for `name`
_MOST = 40


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is one slip away, or "" if none is, or more than one."""
    typed = word.lower()
    if len(typed) > _MOST:
        return ""
    every = list(known)
    if typed in every:
        return typed
    found = [one for one in every if _is_likely(typed, one)]
    return found[0] if len(found) == 1 else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "; did you mean `x`?" or ""."""
    found = nearest(word, known)
    return f"; did you mean `{found}`?" if found else ""


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter is missing, too many or another, or two neighbours changed places."""
    short, long = sorted((typed, meant), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return swapped or short[at + 1 :] == long[at + 1 :]


def _is_likely(typed: str, meant: str) -> bool:
    if len(meant) < _LEAST or not is_one_slip(typed, meant):
        return False
    return len(meant) >= _OTHER or len(typed) != len(meant) or sorted(typed) == sorted(meant)
