"""`followup show`: one contact."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from followup_md.commands.options import name_argument, on_option, pass_session
from followup_md.errors import MachineError
from followup_md.git import command as git
from followup_md.model import lookup
from followup_md.policy import agenda
from followup_md.session import Session, echo
from followup_md.views import contact as card


@click.command()
@name_argument
@on_option
@pass_session
def command(session: Session, name: str, on: date | None) -> int:
    """One contact: the facts, what is due, every touch, promises, quotes and the text below.

    NAME is an id, a name, a nickname or an e-mail address, or the beginning or a part of one.
    """
    book = session.open_cached()
    day = session.today(book, on)
    reading = book.handles()
    session.report(reading.problems, len(reading.unread))
    contact = book.read_one(lookup.resolve(name, reading.handles))
    # Far enough ahead that whatever comes next is "coming up".
    found = agenda.build_agenda(
        [contact], book.settings, book.calendar, day, days=date.max.toordinal()
    )
    echo(card.show(contact, found, _history(book.root, contact.path), session.screen))
    return 1 if reading.unread else 0


def _history(root: Path, path: str) -> list[tuple[date, str]]:
    """Return the last commits of the file, newest first; none where there is no Git."""
    try:
        commits = git.history(root, path)
    except MachineError:
        return []
    return [(date.fromisoformat(c.day), f"{c.subject} ({c.author})") for c in commits]
