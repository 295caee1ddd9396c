"""Earlier tries in words: named with their days, so that they can be found, and never counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from followup_md.drafts.words import Words
from followup_md.model.contact import Touch
from followup_md.model.folding import fold
from followup_md.model.settings import Settings
from followup_md.policy.channels import canonical, is_live
from followup_md.policy.history import BOUNCED

_NAMED = 2  # tries; more are summed up


def tried(
    touches: Sequence[Touch], signers: Sequence[str], words: Words, settings: Settings, on: date
) -> str:
    """Return what was tried, "" for nothing; `signers`: the names of whoever signs.

    Tries that bounced never arrived, and those of others are not theirs to speak of.
    """
    own = {fold(name) for name in signers}
    found = [t for t in touches if t.outcome != BOUNCED and (not t.by or fold(t.by) in own)]
    if not found:
        return ""
    if len(found) > _NAMED:
        live = {is_live(touch.channel, settings) for touch in found}
        sort = "both" if len(live) == 2 else ("live" if True in live else "written")
        return words.since(sort, found[0].date)
    return words.text("tried", what=_joined(found, words, settings, on))


def _joined(found: Sequence[Touch], words: Words, settings: Settings, on: date) -> str:
    """Return `left you a message on Tuesday and wrote on Friday`."""
    did = [(_what(touch, words, settings), str(words.day(touch.date, on))) for touch in found]
    first, last = did[0], did[-1]
    link = f" {words.text('and')} "
    if len(did) == 1 or first == last:
        return " ".join(last)
    if first[0] == last[0]:
        return f"{first[0]} {first[1]}{link}{last[1]}"
    if first[1] == last[1]:
        return f"{first[0]}{link}{last[0]} {last[1]}"
    return f"{' '.join(first)}{link}{' '.join(last)}"


def _what(touch: Touch, words: Words, settings: Settings) -> str:
    channel = canonical(touch.channel, settings)
    known = channel if channel in words.tables["did"] else ""
    if not known and is_live(channel, settings):
        known = "call"
    return words.entry("did", *filter(None, (touch.outcome, known)))
