"""The touches of a contact as HTML: there are so many that a template would take twice as long."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

from followup_md.model.contact import Contact, Touch
from followup_md.policy.channels import canonical
from followup_md.policy.phrases import channel_label, one_line
from followup_md.website.pages.contact_links import ICONS
from followup_md.website.pages.list_rows import when
from followup_md.website.snapshot import Snapshot


def timeline(c: Contact, snapshot: Snapshot) -> list[tuple[int, Markup]]:
    """Return the touches by year, the newest first."""
    newest_first = sorted(c.touches, key=_date)[::-1]
    years: dict[int, list[str]] = {}
    for touch in newest_first:
        years.setdefault(touch.date.year, []).append(_moment(touch, snapshot))
    return [(year, Markup("".join(moments))) for year, moments in years.items()]


def _date(touch: Touch) -> date:
    return touch.date


def _moment(touch: Touch, snapshot: Snapshot) -> str:
    channel = canonical(touch.channel, snapshot.settings)
    mood = (" fu-in" if touch.incoming else "") + (" fu-planned" if touch.planned else "")
    icon = channel if channel in ICONS else "chat"
    what = _what(touch.channel, touch.incoming, _outcome(touch))
    if touch.re:
        what += f' <span class="fu-re">re {escape(touch.re)}</span>'
    if touch.by:
        what += f' <span class="fu-by">@{escape(touch.by)}</span>'
    time = f" {escape(touch.time)}" if touch.time else ""
    note = f'<p class="fu-note">{escape(touch.note)}</p>\n' if touch.note else ""
    return (
        f'<li class="fu-moment{mood}">\n'
        f'<span class="fu-icon fu-icon-{icon}" aria-hidden="true"></span>\n'
        f'<p class="fu-what">{what}</p>\n'
        f'<p class="fu-date">{when(touch.date, snapshot.on).day}{time}</p>\n'
        f"{note}</li>\n"
    )


@lru_cache(maxsize=1024)
def _what(channel: str, incoming: bool, outcome: str) -> str:
    said = channel_label(channel)
    what = f"<strong>{escape(said[:1].upper() + said[1:])}</strong>"
    if incoming:
        what += ' <span class="fu-from">from them</span>'
    if outcome:
        what += f" <span>{escape(outcome)}</span>"
    return what


def _outcome(touch: Touch) -> str:
    outcome = touch.outcome.replace("-", " ")
    if outcome == "left with":
        return f"message left with {one_line(touch.with_)}"
    return f"{outcome} with {one_line(touch.with_)}".strip() if touch.with_ else outcome
