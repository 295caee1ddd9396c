"""Notes that begin with an outcome where none was written: `call, no answer` counts as a talk.

Only on a live channel, and only outcomes by which nobody was spoken with: whoever reads
`call, left a message` knows that it was no conversation, but the comma made it one.
"""

from __future__ import annotations

import re
from functools import cache

from followup_md.model.contact import Touch
from followup_md.model.settings import Settings
from followup_md.parsing import values
from followup_md.typed import NamedTuple

# "busy until summer" is what somebody said; "busy", "busy again", "busy, try later" is the line.
_ALONE = r"(?= *(?:$|[,;.:\u2013]|- |again\b|signal\b|tone\b|by\b|because\b|so\b))"
# What the words at the beginning of a note say, and the outcome for it. The first that fits.
_BEGINNINGS: tuple[tuple[str, str], ...] = (
    (
        r"left (?:an? |the |my )?(?:voice ?)?(?:message|msg|word) with (?=\S)|left[ -]with (?=\S)",
        "left-with",
    ),
    (
        r"(?:went |straight |directly )*(?:to )?(?:voice ?-?mail|vm|lvm|lm|mailbox)"
        r"|(?:left|leaving) (?:an? |the |my )?(?:voice ?-?mail|vm|message|msg)"
        r"|(?:on |to |got )?(?:the |her |his |their )?answering machine",
        "voicemail",
    ),
    (
        r"(?:there was |got )?no[ -](?:answer|reply|response|pick[ -]?up)|rang out|just rang"
        r"|(?:did ?n[o']t|did not|does ?n[o']t|wouldn't|never) (?:answer|pick ?up|reply|respond)\w*"
        r"|(?:nobody|no ?-?one) (?:answered|picked up|there|home|in)"
        rf"|unanswered|not answered|not reached|unreachable|(?:not |un)available{_ALONE}"
        r"|(?:could ?n[o']t|could not|can(?:no|')t) (?:reach|get (?:hold|through))",
        "no-answer",
    ),
    (rf"(?:the |her |his )?line (?:was |is )?(?:busy|engaged)|engaged tone|busy{_ALONE}", "busy"),
    (rf"bounced{_ALONE}", "bounced"),
    (rf"(?:i |we )?missed(?: (?:the |their |her |his |a |your )?call\b|{_ALONE})", "missed"),
    (rf"(?:cancell?ed|called off|no[ -]show){_ALONE}", "cancelled"),
    (rf"(?:planned|scheduled){_ALONE}", "planned"),
)
# The first word of those, before a hyphen or an apostrophe: most notes begin with another one.
_FIRST = values.words(
    "left went straight directly to voicemail voice vm lvm lm mailbox leaving on got the her his"
    " their answering there no rang just did didn does doesn wouldn never nobody noone unanswered"
    " not unreachable unavailable could couldn cannot can busy engaged line bounced i we missed"
    " cancelled canceled called planned scheduled"
)
_WORD = re.compile(r"[^\W\d_]+")
_CUT = " \t,;:.-\u2013\u2014!"


class Said(NamedTuple):
    """The outcome that a note begins with, who took a message, and the rest of the note."""

    outcome: str
    who: str
    rest: str

    @property
    def text(self) -> str:
        """Both as the words of an entry."""
        head = f"{self.outcome} {self.who}".rstrip()
        return f"{head}, {self.rest}" if self.rest else head


class Readings(NamedTuple):
    """A touch that may be read in two ways: the outcome that its note says, or a talk."""

    said: Touch
    talked: Touch


def said(note: str) -> Said | None:
    """Return the outcome that a note begins with, or None."""
    first = _WORD.match(note)
    if first is None or first.group().lower() not in _FIRST:
        return None
    for pattern, outcome in _patterns():
        if match := pattern.match(note):
            who, rest = "", note[match.end() :]
            if outcome == "left-with":
                who, _, rest = note[match.end() :].partition(",")
            return Said(outcome, " ".join(who.split()), rest.lstrip(_CUT).rstrip())
    return None


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(words if outcome == "left-with" else rf"(?:{words})(?!\w)", re.I), outcome)
        for words, outcome in _BEGINNINGS
    ]


def readings(touch: Touch, settings: Settings) -> Readings | None:
    """Return both readings of a touch whose note begins with an outcome, or None.

    A touch with an outcome has been decided.
    """
    channel = settings.channels.get(touch.channel)
    if touch.outcome or channel is None or not channel.live or not touch.note:
        return None
    found = said(touch.note)
    if found is None:
        return None
    way = "in" if found.outcome == "missed" else touch.direction
    with_ = found.who or touch.with_
    meant = touch._replace(outcome=found.outcome, direction=way, with_=with_, note=found.rest)
    return Readings(meant, touch._replace(outcome="met" if channel.in_person else "answered"))
