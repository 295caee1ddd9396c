"""`followup why`: the rules behind a contact's dates."""

from __future__ import annotations

from datetime import date

import click

from followup_md.commands.options import (
    json_option,
    name_argument,
    on_option,
    pass_session,
    read_contact,
)
from followup_md.policy import explain
from followup_md.session import Session, echo
from followup_md.views import contact as contact_view
from followup_md.views import json_


@click.command()
@name_argument
@json_option
@on_option
@pass_session
def command(session: Session, name: str, as_json: bool, on: date | None) -> int:
    """Every rule that was weighed for a contact, with the dates it added up.

    NAME is an id, a name, a nickname or an e-mail address, or the beginning or a part of one.
    """
    book, contact, code = read_contact(session, name)
    answer = explain.explain(contact, book.settings, book.calendar, session.today(book, on))
    if as_json:
        data = explain.as_data(answer)
        assert isinstance(data, dict)
        echo(json_.document(**data))
    else:
        echo(contact_view.why(explain.explanation_lines(answer), session.screen))
    return code
