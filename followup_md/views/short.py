"""The day in a few characters, for a prompt or a status line."""

from __future__ import annotations

from followup_md.model.agenda import DueCount


def line(count: DueCount, unread: int) -> str:
    """Return `6 owed · 19`; "" for an empty day. `unread`: files that could not be read."""
    parts = [
        f"{count.owed} owed" if count.owed else "",
        str(count.every) if count.every else "",
        f"{unread} unreadable" if unread else "",
    ]
    return " · ".join(filter(None, parts))
