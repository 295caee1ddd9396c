"""`followup log`: one touch, in one file or several."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from followup_md.commands.options import complete_last_name
from followup_md.commands.word_completion import complete_entry
from followup_md.commands.write_context import (
    WriteContext,
    day_option,
    is_interactive,
    write_options,
)
from followup_md.errors import RefusedError, UsageError
from followup_md.session import echo_err
from followup_md.views.text_layout import printable, printable_line

if TYPE_CHECKING:
    from followup_md.model.contact import Touch
    from followup_md.model.settings import Settings


@click.command()
@click.argument(
    "names", metavar="NAME[,NAME]...", required=False, shell_complete=complete_last_name
)
@click.argument("words", nargs=-1, metavar="[WORDS]...", shell_complete=complete_entry)
@click.option("-m", "note", metavar="NOTE", help="What happened, in your words.")
@day_option
@click.option("--promise", metavar="TEXT", help="What you promised; --by says for when.")
@click.option("--by", metavar="D", help='The day of the promise: 2026-09-14, "next friday".')
@click.option("--force", is_flag=True, help="Even if they are marked do-not-contact.")
@click.option("--mail", is_flag=True, help="The touch is an e-mail, on standard input.")
@click.option("--add", is_flag=True, help="With --mail: add a contact for whoever is none.")
@click.option("--again", is_flag=True, help="Even if the same entry is there already.")
@write_options
def command(
    context: WriteContext,
    names: str | None,
    words: tuple[str, ...],
    note: str | None,
    day: str | None,
    promise: str | None,
    by: str | None,
    force: bool,
    mail: bool,
    add: bool,
    again: bool,
) -> None:
    """Write down one touch: a call, an e-mail, a meeting.

    WORDS are those of an entry in the file: [HH:MM] [in|out] CHANNEL [OUTCOME] [with WHO]
    [re REF] [@BY]. Without them you are asked.

    \b
      followup log ann call voicemail -m "about the quote"
      followup log ann in call missed
      followup log ann email sent --promise "send the brochure" --by friday
      followup log ann,bob meeting planned --date "next tuesday"
      followup log --mail < message.eml

    A touch on the day and channel of a planned one takes its place; so does a talk on its day by
    any channel, if no other was planned.
    """
    from followup_md.editing import log_touch, natural_dates
    from followup_md.model.contact import Promise
    from followup_md.parsing.date_suggestions import ISO

    if mail:
        if names or note or day or promise or by or again:
            raise UsageError("--mail takes --add, --force and no words: all else is in the e-mail")
        _log_mail(context, add, force)
        return
    if add:
        raise UsageError("--add goes with --mail; for a new contact: followup add NAME")
    if names is None:
        raise UsageError(f"whom? {log_touch.EXAMPLE}")
    if (promise is None) != (by is None):
        raise UsageError('--promise "TEXT" and --by DAY go together')
    today, settings = context.today, context.book.settings
    if words and day is None and ISO.fullmatch(words[0]):
        day, words = words[0], words[1:]
    ids = context.resolve_names(names)
    touch = _touch(context, ids[0], words, note, day)
    touch = _decided(touch, settings)
    log_touch.reject_future_day(touch, today)
    promised = None
    if promise is not None and by is not None:
        promised = Promise(natural_dates.parse_day(by, today), what=promise.strip())
    log = log_touch.LogTouch(touch, today, settings, promised, again, force)
    context.run(ids, log.plan, f"log {touch.channel}")


def _log_mail(context: WriteContext, add: bool, force: bool) -> None:
    """Write down the e-mail on standard input."""
    from followup_md.book import mail_log

    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("--mail reads an e-mail: followup log --mail < message.eml")
    raw = sys.stdin.buffer.read()
    handles, unreadable = context.handles()
    book = context.book
    mail = mail_log.read(book, raw, handles, context.today)
    strangers = [printable_line(party.address) for party in mail.strangers]
    if strangers and not (add or mail.ids):
        raise RefusedError(
            f"nobody here has {', '.join(strangers[:10])} (followup log --mail --add)"
        )
    new = dict(mail_log.new_texts(book, mail, handles, unreadable)) if add else {}
    log = mail.plan(book, force)
    context.run_plans(dict.fromkeys(mail.ids, log.plan), "log email", new)
    if strangers and not add:
        echo_err(f"nobody here has {', '.join(strangers[:10])}")


def _touch(
    context: WriteContext, id_: str, words: tuple[str, ...], note: str | None, day: str | None
) -> Touch:
    """Return the touch that was typed; on a terminal, ask for what is missing."""
    from followup_md.editing import log_touch, natural_dates

    settings = context.book.settings

    def read(words: tuple[str, ...]) -> Touch:
        past = "planned" not in " ".join(words).lower().partition(",")[0].split()
        when = context.today if day is None else natural_dates.parse_day(day, context.today, past)
        return log_touch.parse_touch(words, note, when, settings)

    if words:
        touch = read(words)
    elif is_interactive():
        touch = _ask("Channel", _suggested_channel(context, id_), lambda text: read((text,)))
    else:
        raise UsageError(f"how were you in touch? Such as: {log_touch.EXAMPLE}")
    whole = any("," in word for word in words)  # an entry as in the file: nothing is missing
    if whole or not log_touch.needs_outcome(touch, settings) or not is_interactive():
        return touch
    ways = "missed, voicemail" if touch.incoming else "voicemail, no-answer, left-with WHO"
    echo_err(f"How did it go? {ways}; just Enter: you talked")
    return _ask("Outcome", "", lambda text: log_touch.with_outcome(touch, text, settings))


def _decided(touch: Touch, settings: Settings) -> Touch:
    """Return a touch that is clearly a talk or not; ask, or refuse where nobody is there."""
    from followup_md.editing import log_touch
    from followup_md.parsing import entry_text, note_outcomes

    found = note_outcomes.readings(touch, settings)
    if found is None:
        return touch
    if not is_interactive():
        log_touch.reject_unclear(touch, settings)
    echo_err("Was that a talk?")
    for number, reading in enumerate(found, 1):
        echo_err(f"{number}  {printable(entry_text.text_of(reading))}")
    chosen = click.prompt("Which one, 1 or 2", type=click.IntRange(1, 2), err=True)
    return found[chosen - 1]


def _suggested_channel(context: WriteContext, id_: str) -> str:
    from followup_md.policy import next_step

    book = context.book
    try:
        contact = book.read_one(id_)
    except RefusedError:  # its file cannot be read
        return "call"
    return next_step.suggested_channel(contact, book.settings, book.calendar, context.today)


def _ask(question: str, default: str, read: Callable[[str], Touch]) -> Touch:
    """Ask until the answer can be read, and return it."""

    def answer(text: str) -> Touch:
        try:
            return read(text.strip())
        except UsageError as error:
            raise click.UsageError(printable(error.reason)) from None

    touch: Touch = click.prompt(
        question, default, value_proc=answer, show_default=bool(default), err=True
    )
    return touch
