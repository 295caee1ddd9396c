"""What reaches a contact with one tap: the links of drafts/href, as buttons."""

from __future__ import annotations

from followup_md.drafts.channels import is_landline
from followup_md.drafts.href import CHATS, chat, chat_names, mailto, tel
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy.channels import canonical
from followup_md.policy.phrases import capitalized, channel_label
from followup_md.typed import NamedTuple

# Channels that the style sheet has an icon for.
_ICONS = (
    *("call", "meeting", "video", "visit", "coffee", "lunch"),
    *("email", "text", "letter", "card", "chat", "whatsapp"),
)


class Action(NamedTuple):
    """A channel with its label, its icon and, if there is one, its link."""

    label: str
    icon: str
    href: str = ""
    to: str = ""  # the number or address itself, for print and screen readers


NO_ACTION = Action("", "")


def action(word: str, contact: Contact, settings: Settings) -> Action:
    """Return how to reach `contact` on the channel `word`."""
    channel = canonical(word, settings)
    links: list[tuple[str, str]] = []
    if channel == "call":
        links = [(tel(phone.value, "tel:"), phone.value) for phone in contact.phone]
    elif channel == "text":
        phones = sorted(contact.phone, key=is_landline)
        links = [(tel(phone.value, "sms:"), phone.value) for phone in phones]
    elif channel in CHATS:
        numbers = (phone.value for phone in sorted(contact.phone, key=is_landline))
        texts = (*chat_names(channel, contact), *numbers)
        links = [(chat(channel, text), text) for text in texts]
    elif channel == "email":
        links = [(mailto(email.value), email.value) for email in contact.email]
    href, to = next((link for link in links if link[0]), ("", ""))
    return Action(capitalized(channel_label(word)), icon_of(channel), href, to)


def icon_of(channel: str) -> str:
    """Return the icon of a channel."""
    return channel if channel in _ICONS else "chat"
