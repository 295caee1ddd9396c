"""Addresses that open a message, with its words in it where they fit: the one home of all of them.

`mailto:`, `sms:`, `tel:`, and what opens a chat on WhatsApp, Telegram and Signal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from followup_md.model.contact import Contact, Labelled
from followup_md.parsing.addresses import dialled

# Characters of an address: Gmail in a browser takes some 1,620, Outlook on Windows 2,046.
LONGEST = 1600
# By channel: what opens a chat with a number, and how people write that of a name or a link.
_CHATS = {
    "whatsapp": ("https://wa.me/{}", re.compile(r"(?:https?://)?(wa\.me/\d{6,15})/?", re.ASCII)),
    "telegram": (
        "https://t.me/+{}",
        re.compile(r"(?:(?:https?://)?(?:t|telegram)\.me/|@)([a-z]\w{3,31})/?", re.ASCII | re.I),
    ),
    "signal": (
        "https://signal.me/#p/+{}",
        re.compile(r"(?:https?://)?(signal\.me/#(?:p/\+\d{6,15}|eu/[\w-]{20,100}))", re.ASCII),
    ),
}
CHATS = tuple(_CHATS)
_NOT_IN_ADDRESS = re.compile(r"[\s<>\"\\,:;]")


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
    if not at or not local or not domain or "@" in domain or _NOT_IN_ADDRESS.search(address):
        return ""
    return "mailto:" + quote(address, safe="@.+-_~!$'*")


def chat(channel: str, text: str) -> str:
    """Return the link to a chat with a number, a name or a link of this channel (`CHATS`).

    "" if it is none of them, or a number without its country.
    """
    link, named = _CHATS[channel]
    match = named.fullmatch(text.strip())
    if match is not None:
        return f"https://{'t.me/' if channel == 'telegram' else ''}{match[1]}"
    found = dialled(text)
    if found is None or not found.number.startswith("+"):
        return ""
    return link.format(found.number[1:])


def chat_names(channel: str, contact: Contact) -> Iterator[str]:
    """Yield what names somebody on a channel: a link of theirs, or their own key of that name."""
    named = _CHATS[channel][1]
    texts = (*contact.url, *(value for key, value in contact.more if key.lower() == channel))
    # A link to elsewhere may have the form of another channel's name, never of this one's.
    yield from (text for text in texts if named.fullmatch(text.strip()))


class Address(NamedTuple):
    """What opens a message."""

    bare: str  # without words; "" where nothing opens one
    subject: str = ""  # as a parameter
    body: str = ""  # likewise
    takes_words: bool = True  # or there are none, as in `tel:`

    def whole(self) -> tuple[str, bool]:
        """Return the address, and whether all of the words are in it.

        Words that make it too long are left out, the subject of an e-mail last.
        """
        for parts in ((self.subject, self.body), (self.subject,), ()):
            words = "&".join(filter(None, parts))
            address = f"{self.bare}?{words}" if words else self.bare
            if len(address) <= LONGEST:
                return address, self.takes_words and parts[-1:] == (self.body,)
        return "", False


def address_for(
    channel: str, to: Sequence[Labelled], subject: str, text: str, together: bool = False
) -> tuple[str, bool]:
    """Return what opens a message to the first of `to` that can be, and whether it is all there.

    `channel`: the word that it counts as. `together`: to all of them, if it is an e-mail. An
    address without words is complete where none fit in, as in `tel:`.
    """
    found = [_address(channel, one.value, subject, text) for one in to]
    found = [one for one in found if one.bare]
    if not found:
        return "", True
    first, *others = found
    if together and channel == "email":
        bare = ",".join([first.bare, *(one.bare.removeprefix("mailto:") for one in others)])
        first = first._replace(bare=bare)
    return first.whole()


def _address(channel: str, value: str, subject: str, text: str) -> Address:
    if channel == "email":
        body = _encoded(text.replace("\n", "\r\n"))
        return Address(mailto(value), subject and f"subject={_encoded(subject)}", f"body={body}")
    if channel == "text":
        # With "&" after "?", which iOS and Android both take.
        return Address(tel(value, "sms:"), body=f"&body={_encoded(text)}")
    if channel == "signal":
        return Address(chat(channel, value), takes_words=False)
    if channel in CHATS:
        return Address(chat(channel, value), body=f"text={_encoded(text)}")
    return Address(tel(value, "tel:"))


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")
