"""Links that reach a contact with one tap: `tel:`, `sms:`, `mailto:`."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from followup_md.model.contact import Contact, Labelled
from followup_md.model.settings import Settings
from followup_md.parsing.addresses import dialled
from followup_md.policy.channels import canonical
from followup_md.policy.phrases import capitalized, channel_label

_MOBILE = ("mobile", "cell", "handy")
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


def action(word: str, contact: Contact, settings: Settings) -> Action:
    """Return how to reach `contact` on the channel `word`."""
    channel = canonical(word, settings)
    links: list[tuple[str, str]] = []
    if channel == "call":
        links = [(tel(phone.value, "tel:"), phone.value) for phone in contact.phone]
    elif channel == "text":
        phones = sorted(contact.phone, key=_is_landline)
        links = [(tel(phone.value, "sms:"), phone.value) for phone in phones]
    elif channel == "email":
        links = [(mailto(email.value), email.value) for email in contact.email]
    href, to = next((link for link in links if link[0]), ("", ""))
    return Action(capitalized(channel_label(word)), icon_of(channel), href, to)


def icon_of(channel: str) -> str:
    """Return the icon of a channel."""
    return channel if channel in _ICONS else "chat"


def tel(number: str, scheme: str) -> str:
    """Return the link to a phone number, or "" if it is not certain what to dial.

    An extension is called, and cannot be sent a text.
    """
    found = dialled(number)
    if found is None:
        return ""
    extension = f";ext={found.extension}" if found.extension and scheme != "sms:" else ""
    return f"{scheme}{found.number}{extension}"


def mailto(address: str) -> str:
    """Return the `mailto:` link, or "" if the text is no plain e-mail address."""
    local, at, domain = address.partition("@")
    if not at or not local or not domain or "@" in domain or re.search(r"[\s<>\"\\,:;]", address):
        return ""
    return "mailto:" + quote(address, safe="@.+-_~!$'*")


def _is_landline(phone: Labelled) -> bool:
    return phone.label.lower() not in _MOBILE
