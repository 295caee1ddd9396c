"""`followup why`: how a verdict came about."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.options import json_option, name_argument, on_option, pass_session
from followup_md.model import lookup
from followup_md.policy import explain
from followup_md.session import Session, echo
from followup_md.views import contact as card
from followup_md.views import porcelain


@click.command()
@name_argument
@json_option
@on_option
@pass_session
def command(session: Session, name: str, as_json: bool, on: date | None) -> int:
    """Every rule that was weighed for a contact, with the dates it added up.

    NAME is an id, a name, a nickname or an e-mail address, or the beginning or a part of one.
    """
    book = session.open_cached()
    reading = book.handles()
    session.report(reading.problems, len(reading.unread))
    contact = book.read_one(lookup.resolve(name, reading.handles))
    answer = explain.explain(contact, book.settings, book.calendar, session.today(book, on))
    if as_json:
        data = explain.as_data(answer)
        assert isinstance(data, dict)
        echo(porcelain.document(**data))
    else:
        echo(card.why(explain.explanation_lines(answer), session.screen))
    return 1 if reading.unread else 0
