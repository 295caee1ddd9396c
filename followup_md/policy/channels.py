"""Channels: which words count as the same, and which would reach a contact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followup_md.model.contact import Contact, Touch
from followup_md.model.settings import Channel, Settings

_UNKNOWN = Channel(live=False)
# The sites of pages, by the channel on which one can write to whose page it is.
_SITES = {"telegram": ("t.me", "telegram.me"), "linkedin": ("linkedin.com",)}


def canonical(word: str, settings: Settings) -> str:
    """Return the channel that `word` counts as when channels are compared."""
    return settings.channels.get(word, _UNKNOWN).same or word


def is_live(word: str, settings: Settings) -> bool:
    """Whether two people are on this channel at once."""
    return settings.channels.get(word, _UNKNOWN).live


def is_in_person(word: str, settings: Settings) -> bool:
    """Whether two people meet on this channel."""
    return settings.channels.get(word, _UNKNOWN).in_person


def is_usable(word: str, contact: Contact, settings: Settings, touches: Sequence[Touch]) -> bool:
    """Whether `word` would reach the contact; `touches` is its history in order."""
    needs = settings.channels.get(word, _UNKNOWN).needs
    if (needs == "phone" and not contact.phone) or (needs == "email" and not contact.email):
        return False
    channel = canonical(word, settings)
    if any(canonical(other, settings) == channel for other in contact.never):
        return False
    for touch in reversed(touches):
        if canonical(touch.channel, settings) == channel:
            return touch.outcome != "bounced"
    return True


def by_pages(contact: Contact) -> Iterator[str]:
    """Yield the channels that one of their pages is good for."""
    hosts = [_host(url) for url in contact.url]
    for word, sites in _SITES.items() if hosts else ():
        if any(host == site or host.endswith(f".{site}") for host in hosts for site in sites):
            yield word


def _host(url: str) -> str:
    text = url.strip().lower()
    scheme, colon, rest = text.partition("://")
    return (rest if colon and "/" not in scheme else text).partition("/")[0]
