"""By which channel a draft goes, and to which addresses or numbers."""

from __future__ import annotations

from followup_md.drafts.href import CHATS, chat_names
from followup_md.drafts.kinds import CALL, EMAIL, KINDS, VOICEMAIL, form_of
from followup_md.model.agenda import Item
from followup_md.model.contact import Labelled
from followup_md.model.settings import CHANNELS
from followup_md.policy.channels import canonical, is_in_person, is_usable
from followup_md.policy.facts import Facts
from followup_md.policy.next_channel import next_channel

MOBILE = ("mobile", "cell", "handy")
_BY_PHONE = ("call", "text", *CHATS)


def channel_for(kind: str, item: Item | None, facts: Facts) -> str:
    """Return the policy's next channel for a kind of draft; "" if there is no way to reach them.

    `item`: what it answers, if anything.
    """
    on = facts.on
    assert on is not None
    if item is None or item.kind == "planned":
        # What is handed over goes as a promise is kept, the rest as people keep in touch.
        item = Item(
            "promise" if KINDS.get(kind, KINDS["service"]).sends else "keep-in-touch", on, on
        )
    return next_channel(item, facts)


def channel_with_form(form: str, next_: str, facts: Facts) -> str:
    """Return a usable channel for a form, the policy's next one if it is one; else ""."""
    wanted = CALL if form == VOICEMAIL else form
    settings = facts.settings
    first = (next_, *facts.contact.prefer, usual_channel(form))
    others = [word for word, channel in CHANNELS.items() if channel.needs]
    for word in filter(None, (*first, *others)):
        if form_of(word, settings) == wanted and usable(word, facts):
            return word
    return ""


def usual_channel(form: str) -> str:
    """Return the channel that a form stands for."""
    return "call" if form == VOICEMAIL else form


def lacks_address(word: str, facts: Facts) -> bool:
    """Whether a channel needs an address or a number that the file does not have."""
    needs, contact = _needs(word, facts), facts.contact
    return (needs == "phone" and not contact.phone) or (needs == "email" and not contact.email)


def usable(word: str, facts: Facts) -> bool:
    """Whether a channel would reach the contact."""
    return is_usable(word, facts.contact, facts.settings, facts.history.touches)


def forbidden(word: str, facts: Facts) -> bool:
    """Whether the contact does not want to be reached on a channel."""
    settings = facts.settings
    never = {canonical(other, settings) for other in facts.contact.never}
    return canonical(word, settings) in never


def recipients(channel: str, facts: Facts) -> tuple[Labelled, ...]:
    """Return the addresses or numbers of a channel, the best first."""
    contact, settings = facts.contact, facts.settings
    word = canonical(channel, settings)
    if word == EMAIL:
        found = contact.email
    elif word in _BY_PHONE or is_in_person(channel, settings):
        found = contact.phone
        if word in _BY_PHONE[1:]:
            found = tuple(sorted(found, key=is_landline))
        if word in CHATS:
            found = (*(Labelled("", name) for name in chat_names(word, contact)), *found)
    else:
        found = ()
    return tuple(one for one in found if one.value)


def is_landline(phone: Labelled) -> bool:
    """Whether a number is not known to be a mobile's."""
    return phone.label.lower() not in MOBILE


def _needs(word: str, facts: Facts) -> str:
    channel = facts.settings.channels.get(word)
    return channel.needs if channel is not None else ""
