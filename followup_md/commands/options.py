"""What commands share: the day and NAME as they are typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from followup_md.session import Session, echo_err

if TYPE_CHECKING:
    from datetime import date

    from click.shell_completion import CompletionItem

_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


if TYPE_CHECKING:
    ParamType = click.ParamType[date]
else:
    ParamType = click.ParamType


pass_session = click.make_pass_decorator(Session)


class Day(ParamType):
    """A day as `YYYY-MM-DD`, or in words, counted from the book's today."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read a day."""
        from datetime import date

        if isinstance(value, date):
            return value
        if _ISO.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                self.fail(f"there is no day {value}", param, ctx)
        session = ctx.find_object(Session) if ctx is not None else None
        if session is None:
            self.fail(f"{value!r} is no day; write it as 2026-09-14", param, ctx)
        from followup_md.editing import natural_dates

        day = natural_dates.parse_day(value, session.today(session.open_book(), None))
        echo_err(f"--on {natural_dates.format_day(day)}")
        return day


def on_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--on`."""
    return click.option(
        "--on",
        type=Day(),
        metavar="DATE",
        help='As if it were that day: 2026-09-14, "next monday".',
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document.")(command)


def name_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add NAME, which completes in the shell."""
    return click.argument("name", metavar="NAME", shell_complete=complete_names)(command)


def complete_names(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the ids that begin, as a whole or in their last part, with what was typed."""
    from click.shell_completion import CompletionItem

    from followup_md.book import complete

    params = ctx.find_root().params
    found = complete.matching_ids(
        params.get("folder") or ".", incomplete, not params.get("no_cache")
    )
    return [CompletionItem(id_) for id_ in found]
