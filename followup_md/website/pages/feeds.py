"""The calendar and the news feed of the site, for programs to subscribe to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from followup_md.book.site_address import SiteAddress
from followup_md.formats import atom, ics_out
from followup_md.model.reminder import Reminder
from followup_md.model.settings import FEEDS
from followup_md.typed import NamedTuple
from followup_md.website.snapshot import Snapshot

_TYPES = {"ics": "text/calendar", "atom": "application/atom+xml"}


class FeedLink(NamedTuple):
    """What a page says of a feed."""

    uri: str
    type: str
    label: str


def links(snapshot: Snapshot) -> list[FeedLink]:
    """Return what there is to subscribe to."""
    chosen = snapshot.settings.publish.feeds
    return [FeedLink(_uri(word), _TYPES[word], FEEDS[word]) for word in FEEDS if word in chosen]


def files(
    reminders: Sequence[Reminder], snapshot: Snapshot, site: SiteAddress
) -> Iterator[tuple[str, bytes]]:
    """Yield the feeds by URI; the same day of the same book gives the same bytes."""
    about = site.feed(snapshot.on, snapshot.settings.timezone, site.page)
    chosen = snapshot.settings.publish.feeds
    if "ics" in chosen:
        yield _uri("ics"), ics_out.calendar(reminders, about)
    if "atom" in chosen:
        address = about.base and about.base + _uri("atom")
        yield _uri("atom"), atom.feed(reminders, about, address)


def _uri(word: str) -> str:
    return f"agenda.{word}"
