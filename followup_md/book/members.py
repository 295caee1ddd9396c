"""The team of a book: who works in this clone, and whom a word of `owner` means."""

from __future__ import annotations

from collections.abc import Iterable

from followup_md.book.book import Book
from followup_md.errors import UsageError
from followup_md.git import config
from followup_md.model.folding import fold
from followup_md.model.settings import Settings

MINE, NOBODY = "mine", "nobody"  # in place of a word of `owner`
HOW = "followup setup --me NAME, as `owner` is written"


def own_name(folder: str) -> str:
    """Return whom `git config followup.me` names in a clone, or ""."""
    return config.value(folder, "followup", "me")


def own_word(book: Book) -> str:
    """Return the word that `owner` and `@BY` use for whoever works in this clone, or ""."""
    return word_of(book.settings, own_name(book.folder))


def word_of(settings: Settings, name: str) -> str:
    """Return the word of `team:` for a name, or the name itself."""
    team = settings.team.items()
    return next((key for key, one in team if fold(name) in (fold(key), fold(one.name))), name)


def known_word(settings: Settings, name: str) -> str:
    """Return the word for a name that was typed; UsageError if a team is named without them."""
    word = word_of(settings, " ".join(name.split()))
    if not word:
        raise UsageError("--me takes a name")
    if settings.team and word not in settings.team and fold(word) != fold(settings.me):
        raise UsageError(f"nobody of the team is called so; known: {', '.join(settings.team)}")
    return word


def signature(book: Book) -> str:
    """Return the `@BY` of whoever works in this clone; "" if it is unknown, or is no one word."""
    word = own_word(book)
    return "" if any(mark in word for mark in " ,:@") else word


def wanted_owner(book: Book, owner: str | None, mine: bool = False) -> str | None:
    """Return the owner that is meant: None for anybody, "" for nobody.

    Raises UsageError if nobody has said who works here, and that is asked for.
    """
    if mine and owner is not None:
        raise UsageError("--mine or --owner, not both")
    if mine or is_mine(owner):
        # `me` is in the settings that all share: with a team, it may be somebody else.
        word = own_word(book) or ("" if book.settings.team else book.settings.me)
        if not word:
            raise UsageError(f"who are you? {HOW}")
        return word
    return "" if owner is not None and fold(owner) == NOBODY else owner


def is_mine(owner: str | None) -> bool:
    """Whether a word stands for whoever works in this clone."""
    return owner is not None and fold(owner) == MINE


def hint(book: Book, owners: Iterable[str] = ()) -> str:
    """Return how to say who works in this clone; "" if that is known, or nobody else does.

    `owners`: of contacts at hand, where `team:` may say nothing.
    """
    known = list(dict.fromkeys([*book.settings.team, *sorted({*owners} - {""})]))
    if len(known) + bool(book.settings.me and book.settings.team) < 2 or own_name(book.folder):
        return ""
    return f"several people work with this book; which are you? {HOW}: {', '.join(known[:12])}"
