"""`followup show`: one contact."""

from __future__ import annotations

from datetime import date

import click

from followup_md.book import members
from followup_md.commands.options import name_argument, on_option, pass_session, read_contact
from followup_md.git import command as git
from followup_md.policy import in_touch
from followup_md.policy.agenda import build_agenda
from followup_md.session import Session, echo
from followup_md.views import contact as contact_view


@click.command()
@name_argument
@on_option
@pass_session
def command(session: Session, name: str, on: date | None) -> int:
    """One contact: the facts, what is due, every touch, promises, quotes and the text below.

    NAME is an id, a name, a nickname or an e-mail address, or the beginning or a part of one.
    """
    book, contact, code = read_contact(session, name)
    day = session.today(book, on)
    # Far enough ahead that whatever comes next is "coming up".
    ahead = date.max.toordinal()
    agenda = build_agenda([contact], book.settings, book.calendar, day, days=ahead)
    history = git.history(book.root, contact.path)
    commits = [(date.fromisoformat(c.day), f"{c.subject} ({c.author})") for c in history]
    named = in_touch.on_day(contact.touches, day)
    others = in_touch.words(in_touch.on_day(named, day, members.own_word(book))) if named else ""
    echo(contact_view.show(contact, agenda, commits, session.screen, others))
    return code
