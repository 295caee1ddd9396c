"""The kinds of drafts: for which item each is written, and the forms that a channel asks for."""

from __future__ import annotations

from followup_md.model.settings import Settings
from followup_md.policy.channels import is_live
from followup_md.typed import NamedTuple

FORMS = ("email", "text", "call", "voicemail")
EMAIL, TEXT, CALL, VOICEMAIL = FORMS
_LONG = ("email", "letter", "card")  # written channels with room for more than a few lines


class Kind(NamedTuple):
    """What a draft is for."""

    items: tuple[str, ...] = ()  # the items of the policy that it answers
    sends: bool = False  # whether it hands something over, so that it is rather written than said
    help: str = ""
    together: bool = False  # whether an e-mail of it goes to both of two people


KINDS = {
    "return": Kind(("owed",), help="you owe them a call or an answer"),
    "promise": Kind(("promise",), True, "what you promised, and here it is"),
    "follow-up": Kind(("chase", "follow-up"), help="a try of a series, or on a day you set"),
    "birthday": Kind(("birthday",), help="wishes, and nothing else"),
    "thanks": Kind(("planned",), True, "after a meeting"),
    "quote": Kind(("quote",), help="a quote that waits for a word"),
    "first": Kind(("first",), help="the first word after you met"),
    "waiting": Kind(("waiting",), help="what they promised, and it has not come"),
    "keep-in-touch": Kind(("keep-in-touch",), help="no reason but the person"),
    "decline": Kind(help="a kind no"),
    "intro-ask": Kind(help="may I introduce you? Each of the two is asked alone"),
    "intro": Kind((), True, "both said yes: the introduction (--with OTHER)", together=True),
    "referral": Kind(help="may I mention your name? (--with OTHER)"),
    "service": Kind((), True, "something of use to them, and nothing asked"),
    "close-loop": Kind((), True, "the end of a series, said aloud"),
}
DEFAULT = "keep-in-touch"
_FOR = {item: name for name, kind in KINDS.items() for item in kind.items}


def kind_for(item: str) -> str:
    """Return the kind of draft for an item of the policy ("": none is due)."""
    return _FOR.get(item, DEFAULT)


def form_of(channel: str, settings: Settings) -> str:
    """Return the form in which one writes or speaks on a channel."""
    if is_live(channel, settings):
        return CALL
    known = settings.channels.get(channel)
    same = known.same if known is not None and known.same else channel
    return EMAIL if same in _LONG else TEXT
