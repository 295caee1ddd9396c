"""`followup log`: one touch, in one file or several."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from followup_md.commands.options import complete_names, pass_session
from followup_md.commands.write_context import (
    WriteContext,
    day_option,
    is_interactive,
    open_for_write,
    write_options,
)
from followup_md.errors import UsageError
from followup_md.session import Session, echo_err
from followup_md.views.text_layout import printable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from followup_md.model.contact import Touch

_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _complete(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete the last of several names."""
    before, comma, last = typed.rpartition(",")
    found = complete_names(ctx, param, last)
    for item in found:
        item.value = f"{before}{comma}{item.value}"
    return found


@click.command()
@click.argument("names", metavar="NAME[,NAME]...", shell_complete=_complete)
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@click.option("-m", "note", metavar="NOTE", help="What happened, in your words.")
@day_option
@click.option("--promise", metavar="TEXT", help="What you promised; --by says for when.")
@click.option("--by", metavar="D", help='The day of the promise: 2026-09-14, "next friday".')
@click.option("--force", is_flag=True, help="Although they are marked do-not-contact.")
@click.option("--again", is_flag=True, help="Although the same entry is there already.")
@write_options
@pass_session
def command(
    session: Session,
    names: str,
    words: tuple[str, ...],
    note: str | None,
    day: str | None,
    promise: str | None,
    by: str | None,
    force: bool,
    again: bool,
    commit: bool | None,
    dry_run: bool,
    on: date | None,
) -> int:
    """Write down one touch: a call, an e-mail, a meeting.

    WORDS are those of an entry in the file: [HH:MM] [in|out] CHANNEL [OUTCOME] [with WHO]
    [re REF] [@BY]. Without them you are asked.

    \b
      followup log ann call voicemail -m "about the quote"
      followup log ann in call missed
      followup log ann email sent --promise "send the brochure" --by friday
      followup log ann,bob meeting planned --date "next tuesday"

    A touch on the day and channel of a planned one takes its place.
    """
    from followup_md.editing import log_touch, natural_dates
    from followup_md.model.contact import Promise

    if (promise is None) != (by is None):
        raise UsageError('--promise "TEXT" and --by DAY go together')
    at = open_for_write(session, on, commit, dry_run)
    if words and day is None and _ISO.fullmatch(words[0]):
        day, words = words[0], words[1:]
    ids, code = at.resolve_names(*_split(names))
    touch = _touch(at, ids[0], words, note, day)
    log_touch.reject_future_day(touch, at.today)
    promised = None
    if promise is not None and by is not None:
        promised = Promise(natural_dates.parse_day(by, at.today), what=promise.strip())
    log = log_touch.LogTouch(touch, at.today, at.book.settings, promised, again, force)
    at.run(ids, log.plan, f"log {touch.channel}")
    return code


def _split(names: str) -> list[str]:
    found = [name.strip() for name in names.split(",") if name.strip()]
    if not found:
        raise UsageError("whom? followup log ann call voicemail")
    return found


def _touch(
    at: WriteContext, id_: str, words: tuple[str, ...], note: str | None, day: str | None
) -> Touch:
    """Return the touch that was typed; what is missing is asked for, where somebody is there."""
    from followup_md.editing import log_touch, natural_dates
    from followup_md.policy import next_step

    def read(words: tuple[str, ...]) -> Touch:
        past = "planned" not in " ".join(words).lower().partition(",")[0].split()
        when = at.today if day is None else natural_dates.parse_day(day, at.today, past)
        return log_touch.parse_touch(words, note, when, at.book.settings)

    if words:
        touch = read(words)
    elif is_interactive():
        contact = at.contact(id_)
        usual = "call" if contact is None else next_step.suggested_channel(contact, *at.rules)
        touch = _ask("Channel", usual, lambda text: read((text,)))
    else:
        raise UsageError(f"how were you in touch? Such as: {log_touch.EXAMPLE}")
    whole = any("," in word for word in words)  # an entry as in the file: nothing is missing
    if whole or not log_touch.needs_outcome(touch, at.book.settings) or not is_interactive():
        return touch
    ways = "missed, voicemail" if touch.incoming else "voicemail, no-answer, left-with WHO"
    echo_err(f"How did it go? {ways}; Enter alone: you talked")
    return _ask("Outcome", "", lambda text: log_touch.with_outcome(touch, text, at.book.settings))


def _ask(question: str, default: str, read: Callable[[str], Touch]) -> Touch:
    """Return what was answered; ask again for what cannot be read."""

    def answer(text: str) -> Touch:
        try:
            return read(text.strip())
        except UsageError as error:
            raise click.UsageError(printable(error.reason)) from None

    shown = bool(default)
    found: Touch = click.prompt(question, default, value_proc=answer, show_default=shown, err=True)
    return found
