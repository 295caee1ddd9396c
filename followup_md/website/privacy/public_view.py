"""What others may see of a contact: everything else is gone before a page hears of it."""

from __future__ import annotations

from followup_md.model.contact import Contact, Labelled
from followup_md.model.settings import Publish

# An address that is there, so that the next channel stays right, and says nothing.
_KEPT_BACK = (Labelled("", ""),)


def public_view(contact: Contact, publish: Publish) -> Contact:
    """Return the contact with only what `publish` lets others see.

    The site's agenda is made from this value. So a birthday, promise or quote that is not
    published is not counted there either: what nobody may read must not show through a date.
    """
    found = contact._replace(more=_named(contact.more, publish.fields))
    if not publish.emails and contact.email:
        found = found._replace(email=_KEPT_BACK)
    if not publish.phones and contact.phone:
        found = found._replace(phone=_KEPT_BACK)
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


def _named(
    more: tuple[tuple[str, str], ...], fields: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return the user's own keys that the settings name, in the order of the settings."""
    return tuple((key, value) for field in fields for key, value in more if key == field and value)
