"""How a visitor reaches somebody with one tap: an address behind a channel, where there is one."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from followup_md.model.contact import Contact, Labelled
from followup_md.model.settings import Settings
from followup_md.policy.channels import canonical
from followup_md.policy.phrases import channel_label

_EXTENSION = re.compile(r"[,;#xX]|ext", re.IGNORECASE)
_MOBILE = ("mobile", "cell", "handy")
# Channels that the style sheet has a picture for.
_LIVE = ("call", "meeting", "video", "visit", "coffee", "lunch")
ICONS = frozenset((*_LIVE, "email", "text", "letter", "card", "chat", "whatsapp"))


class Action(NamedTuple):
    """A channel with its words, its picture and, where one can be built, its address."""

    label: str
    icon: str
    href: str = ""
    to: str = ""  # the number or address itself, for print and screen readers


def action(word: str, contact: Contact, settings: Settings) -> Action:
    """Return how to reach `contact` on the channel `word`."""
    channel = canonical(word, settings)
    said = channel_label(word)
    label = said[:1].upper() + said[1:]
    icon = channel if channel in ICONS else "chat"
    if channel == "call":
        return Action(label, icon, *_phone("tel", contact.phone))
    if channel == "text":
        return Action(label, icon, *_phone("sms", _mobile_first(contact.phone)))
    if channel == "email":
        return Action(label, icon, *_email(contact.email))
    return Action(label, icon)


def tel(number: str) -> str:
    """Return the address of a phone number, "" where it has too few digits to be one."""
    main = _EXTENSION.split(number, maxsplit=1)[0].replace("(0)", "")
    digits = re.sub(r"[^0-9]", "", main)
    return f"{'+' if main.lstrip().startswith('+') else ''}{digits}" if len(digits) > 2 else ""


def mailto(address: str) -> str:
    """Return the `mailto:` address, "" where the text is no plain e-mail address."""
    local, at, domain = address.partition("@")
    if not at or not local or not domain or "@" in domain or re.search(r"[\s<>\"\\,:;]", address):
        return ""
    return "mailto:" + quote(address, safe="@.+-_~!$'*")


def _phone(scheme: str, phones: tuple[Labelled, ...]) -> tuple[str, str]:
    for phone in phones:
        number = tel(phone.value)
        if number:
            return f"{scheme}:{number}", phone.value
    return "", ""


def _email(addresses: tuple[Labelled, ...]) -> tuple[str, str]:
    for address in addresses:
        link = mailto(address.value)
        if link:
            return link, address.value
    return "", ""


def _mobile_first(phones: tuple[Labelled, ...]) -> tuple[Labelled, ...]:
    return tuple(sorted(phones, key=lambda phone: phone.label.lower() not in _MOBILE))
