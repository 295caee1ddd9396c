"""What is due as an Atom feed (RFC 4287): an entry for each item."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import quote
from xml.etree import ElementTree

from followup_md.formats.texts import one_line, plain
from followup_md.model.reminder import Feed, Reminder, in_order

_NAMESPACE = "http://www.w3.org/2005/Atom"
_NO_SITE = "tag:followup-md,2026:"  # ids begin with it where there is no site


def feed(reminders: Iterable[Reminder], about: Feed, address: str = "") -> bytes:
    """Return the feed, the newest entries first; `address`: its own, if it is on the site."""
    base = about.base or _NO_SITE
    due = [reminder for reminder in reversed(in_order(list(reminders))) if reminder.is_due]
    root = ElementTree.Element("feed", xmlns=_NAMESPACE)
    _add(root, "id", base)
    _add(root, "title", one_line(about.title))
    _add(root, "updated", _moment(max((reminder.due for reminder in due), default=about.on)))
    _add(_add(root, "author"), "name", "followup")
    _add(root, "generator", "followup")
    if address:
        _add(root, "link", rel="self", href=address)
    if about.base:
        _add(root, "link", rel="alternate", href=about.base)
    for reminder in due:
        page = about.page(reminder.contact)
        entry = _add(root, "entry")
        _add(entry, "id", f"{base}people/{quote(reminder.contact)}/#{reminder.key}-{reminder.due}")
        _add(entry, "title", one_line(reminder.title))
        _add(entry, "updated", _moment(reminder.due))
        if page:
            _add(entry, "link", rel="alternate", href=about.base + page)
        _add(entry, "content", plain(reminder.text) or one_line(reminder.title), type="text")
    ElementTree.indent(root, "")
    text: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return text + b"\n"


def _add(
    parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    found = ElementTree.SubElement(parent, tag, attributes)
    found.text = text
    return found


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
