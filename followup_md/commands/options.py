"""What commands share: options, NAME, and reading the contact it stands for."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from followup_md.cache import NO_CACHE
from followup_md.errors import RefusedError
from followup_md.model import lookup
from followup_md.session import Session, echo_err

if TYPE_CHECKING:
    from datetime import date

    from click.shell_completion import CompletionItem

    from followup_md.book.book import Book
    from followup_md.model.contact import Contact

    ParamType = click.ParamType[date]
    Choice = click.Choice[str]
else:
    ParamType = click.ParamType
    Choice = click.Choice

pass_session = click.make_pass_decorator(Session)


class Day(ParamType):
    """A day as `YYYY-MM-DD`, or in words, counted from the book's today."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day that was typed."""
        from datetime import date

        from followup_md.parsing.date_suggestions import ISO

        if isinstance(value, date):
            return value
        if ISO.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.fail(f"there is no day {value}", param, ctx)
        session = ctx.find_object(Session) if ctx is not None else None
        if session is None:
            self.fail(f"{value!r} is not a day; write it as 2026-09-14", param, ctx)
        from followup_md.editing import natural_dates
        from followup_md.policy.phrases import full_date

        day = natural_dates.parse_day(value, session.today(session.open_book(), None))
        echo_err(f"--on {full_date(day)}")
        return day


class Kind(Choice):
    """A kind of item, or its name as `list` and `show` print it: `they promised`."""

    def __init__(self) -> None:
        from followup_md.model.agenda import KINDS

        super().__init__(KINDS, case_sensitive=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the kind that was typed."""
        from followup_md.policy.headings import KIND_LABELS

        named = {label: kind for kind, label in KIND_LABELS.items()}
        named["you owe"] = "owed"  # its name before
        kind: str = super().convert(named.get(value.lower(), value), param, ctx)
        return kind


def complete_names(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the ids that start with what was typed, as a whole or in their last part."""
    from click.shell_completion import CompletionItem

    from followup_md.book import complete

    params = ctx.find_root().params
    folder, use_cache = params.get("folder") or ".", not params.get("no_cache")
    return [CompletionItem(id_) for id_ in complete.matching_ids(folder, incomplete, use_cache)]


def complete_last_name(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the last of several names, which commas separate."""
    before, comma, last = incomplete.rpartition(",")
    found = complete_names(ctx, param, last)
    for item in found:
        item.value = f"{before}{comma}{item.value}"
    return found


name_argument = click.argument("name", metavar="NAME", shell_complete=complete_names)
names_argument = click.argument(
    "names", metavar="NAME[,NAME]...", shell_complete=complete_last_name
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
on_option = click.option(
    "--on",
    type=Day(),
    metavar="DATE",
    help='As if it were that day: 2026-09-14, "next monday".',
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Print what would change, as a diff; write nothing."
)


allow_empty_option = click.option("--allow-empty", is_flag=True, help="Even if no contact is left.")


def read_contact(session: Session, name: str) -> tuple[Book, Contact, int]:
    """Return the book, the contact that `name` stands for, and the exit code.

    If it is an id, nothing else of the book is read. Else the code is 1 if files could not be read,
    which are named on stderr.
    """
    book = session.open_cached()
    if book.is_id(name):
        with suppress(RefusedError):
            return book, book.read_one(name), 0
    handles, found = book.handles_like(name)
    session.report(found)
    contact = book.read_one(lookup.resolve(name, handles, session.row_contact))
    return book, contact, 1 if found.unreadable else 0


def pass_on_no_cache(session: Session) -> None:
    """Let the MkDocs plugin know of `--no-cache`: it has no session."""
    if not session.cache:
        os.environ[NO_CACHE] = "1"
