"""`followup set`: a field of a contact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from followup_md.commands.options import names_argument
from followup_md.commands.word_completion import FIELD_VALUES
from followup_md.commands.write_context import WriteContext, write_options
from followup_md.errors import UsageError
from followup_md.model.fields import FIELDS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_BIRTHDAY = re.compile(r"--\d\d-\d\d", re.ASCII)


def _complete(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    known = (CompletionItem(field.key, help=field.about) for field in FIELDS)
    return [item for item in known if item.value.startswith(incomplete.lower())]


def _complete_value(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    complete = FIELD_VALUES.get(ctx.params.get("field") or "")
    return [] if complete is None or ctx.params.get("value") else complete(ctx, param, incomplete)


class _Set(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take a birthday without its year, `--04-27`, as a value: it is no option."""
        days = [arg for arg in args if _BIRTHDAY.fullmatch(arg)] if "--" not in args else []
        if days:
            args = [*(arg for arg in args if arg not in days), "--", *days]
        return super().parse_args(ctx, args)


@click.command(cls=_Set)
@names_argument
@click.argument("field", shell_complete=_complete)
@click.argument("value", nargs=-1, metavar="[VALUE]...", shell_complete=_complete_value)
@click.option("--add", is_flag=True, help="Beside the values that are there.")
@click.option("--remove", is_flag=True, help="This value alone; the others stay.")
@click.option("--unset", is_flag=True, help="The whole field goes.")
@write_options
def command(
    context: WriteContext,
    names: str,
    field: str,
    value: tuple[str, ...],
    add: bool,
    remove: bool,
    unset: bool,
) -> None:
    """Set a field of a contact; you are told what it replaces.

    FIELD is a key of the file: email, phone, tags, keep, reason, birthday, … Days may be
    words. nickname, org, role, language, url, email, phone, tags, prefer and never hold several
    values; in tags, prefer and never commas separate them.

    \b
      followup set ann keep 60d
      followup set ann,bob tags client,chamber
      followup set ann phone --add +1 555 0101
      followup set ann,bob owner mine
      followup set ann birthday 27 apr 1970
      followup set ann reason --unset
    """
    from followup_md.book import members
    from followup_md.editing import change_value

    ways = {change_value.ADD: add, change_value.REMOVE: remove, change_value.UNSET: unset}
    chosen = [way for way, wanted in ways.items() if wanted]
    if len(chosen) > 1:
        raise UsageError(f"--{chosen[0]} and --{chosen[1]} do not go together")
    how = chosen[0] if chosen else ""
    if field == "owner" and not how and len(value) == 1:
        owner = members.wanted_owner(context.book, value[0]) or ""
        value, how = ((owner,), "") if owner else ((), change_value.UNSET)
    key, plan = change_value.plan(field, value, how, context.today, context.book.settings)
    context.run(context.resolve_names(names), plan, f"set {key}")
