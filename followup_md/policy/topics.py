"""What an item is about, in few words: the promise, the quote, the channel."""

from __future__ import annotations

from followup_md.model.agenda import Item
from followup_md.model.contact import Contact, Promise, Quote, Touch
from followup_md.policy.phrases import channel_label, one_line


def topic(item: Item, contact: Contact) -> str:
    """Return what an item is about beyond its kind, or ""."""
    about = item.about
    if isinstance(about, Promise):
        return one_line(about.what)
    if isinstance(about, Quote):
        what = one_line(about.what)
        return one_line(about.ref) + (f" ({what})" if what else "")
    if isinstance(about, Touch) and item.kind in ("owed", "planned"):
        note = one_line(about.note)
        return channel_label(about.channel) + (f", {note}" if note else "")
    if item.kind == "follow-up" and contact.follow_up is not None:
        return one_line(contact.follow_up.words or contact.reason)
    return one_line(contact.reason) if item.kind in ("first", "chase") else ""
