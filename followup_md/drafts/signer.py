"""Who signs a draft."""

from __future__ import annotations

from followup_md.model.folding import fold
from followup_md.model.settings import Member, Settings


def by_word(settings: Settings, word: str) -> tuple[Member, str] | None:
    """Return whom a word of `team:` or a name means, and the word; None for nobody."""
    for key, member in settings.team.items():
        if fold(word) in (fold(key), fold(member.name)):
            return member, key
    if settings.me and fold(word) == fold(settings.me):
        return _me(settings), word
    return None


def who(settings: Settings, owner: str, named: str = "") -> tuple[Member, str]:
    """Return who signs, and the word for them: `named`, else the owner of the contact, else `me`.

    Somebody who is not in `team:` signs with the name as it is written, and no number.
    """
    word = named or owner
    if not word:
        return _me(settings), settings.me
    return by_word(settings, word) or (Member(word[:1].upper() + word[1:]), word)


def _me(settings: Settings) -> Member:
    return Member(settings.me, settings.my_phone, settings.my_email)
