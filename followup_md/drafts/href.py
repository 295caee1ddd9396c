"""Addresses that open a message with its words in it: `mailto:`, `sms:`, `tel:`, `https://wa.me`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote

from followup_md.model.contact import Labelled
from followup_md.parsing.addresses import dialled

# Characters of an address: Gmail in a browser takes some 1,620, Outlook on Windows 2,046.
LONGEST = 1600


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


def chat(number: str) -> str:
    """Return the link to a WhatsApp chat, or "" if the number has no country."""
    found = dialled(number)
    if found is None or not found.number.startswith("+"):
        return ""
    return f"https://wa.me/{found.number[1:]}"


class Address(NamedTuple):
    """What opens a message."""

    bare: str  # without words; "" where nothing opens one
    subject: str = ""  # as a parameter
    body: str = ""  # likewise

    def whole(self) -> tuple[str, bool]:
        """Return the address, and whether all of the words are in it.

        Words that make it too long are left out, the subject of an e-mail last.
        """
        for parts in ((self.subject, self.body), (self.subject,), ()):
            words = "&".join(filter(None, parts))
            address = f"{self.bare}?{words}" if words else self.bare
            if len(address) <= LONGEST:
                return address, parts[-1:] == (self.body,)
        return "", False


def address_for(channel: str, to: Sequence[Labelled], subject: str, text: str) -> tuple[str, bool]:
    """Return what opens a message to the first of `to` that can be, and whether it is all there.

    `channel`: the word that it counts as. An address without words is complete where none fit in,
    as in `tel:`.
    """
    found = (_address(channel, one.value, subject, text) for one in to)
    address = next((one for one in found if one.bare), None)
    return address.whole() if address is not None else ("", True)


def _address(channel: str, value: str, subject: str, text: str) -> Address:
    if channel == "email":
        body = _encoded(text.replace("\n", "\r\n"))
        return Address(mailto(value), subject and f"subject={_encoded(subject)}", f"body={body}")
    if channel == "text":
        # With "&" after "?", which iOS and Android both take.
        return Address(tel(value, "sms:"), body=f"&body={_encoded(text)}")
    if channel == "whatsapp":
        return Address(chat(value), body=f"text={_encoded(text)}")
    return Address(tel(value, "tel:"))


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")
