"""A message that is ready to be read, changed and sent by its author: nothing here sends it."""

from __future__ import annotations

from followup_md.model.contact import Labelled
from followup_md.typed import NamedTuple


class Draft(NamedTuple):
    """The words for one contact in one form."""

    kind: str  # the template: return, promise, follow-up, …
    form: str  # email, text, call or voicemail
    channel: str
    language: str  # of the template: en, de, …
    template: str  # where it comes from: package:en/return.txt
    to: tuple[Labelled, ...]  # addresses or numbers of that channel, the best first
    subject: str  # of an e-mail, else ""
    text: str
    gaps: tuple[str, ...] = ()  # what only the author knows, in [brackets] in the text
    quoted: tuple[str, ...] = ()  # words of the contact's file in the text, to be looked at
    notes: tuple[str, ...] = ()  # what the author should know: a fallback, quiet hours
    href: str = ""  # what opens it: mailto:…, sms:…, tel:…, https://wa.me/…
    complete: bool = True  # whether `href` carries all words that fit into one of its sort
    together: bool = False  # whether it goes to all of `to`, each another person, and not to one
    sender: str = ""  # the e-mail address of whoever signs
