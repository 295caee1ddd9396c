"""What others may see of a contact; everything else is removed before a page is made of it."""

from __future__ import annotations

from followup_md.model.contact import Contact, Labelled
from followup_md.model.settings import Publish

# A placeholder instead of no address at all: the next channel stays the same.
_WITHHELD = (Labelled("", ""),)


def public_view(contact: Contact, publish: Publish) -> Contact:
    """Return the contact with only what `publish` lets others see.

    The site's agenda is computed from this value, so a birthday, promise or quote that is not
    published does not show through a date either.
    """
    more = tuple(
        (key, v) for field in publish.fields for key, v in contact.more if key == field and v
    )
    found = contact._replace(more=more)
    if not publish.emails and contact.email:
        found = found._replace(email=_WITHHELD)
    if not publish.phones and contact.phone:
        found = found._replace(phone=_WITHHELD)
    if not publish.birthdays:
        found = found._replace(birthday=None)
    if not publish.body:
        found = found._replace(body="")
    if not publish.notes:
        found = found._replace(touches=tuple(t._replace(note="") for t in found.touches))
    if not publish.promises:
        found = found._replace(promises=())
    if not publish.quotes:
        found = found._replace(quotes=(), touches=tuple(t._replace(re="") for t in found.touches))
    return found
