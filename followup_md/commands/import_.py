"""`followup import`: people and history from files of other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from followup_md.commands.options import json_option
from followup_md.commands.write_context import (
    WriteContext,
    folder_option,
    is_interactive,
    known_folder,
    write_options,
)
from followup_md.errors import RefusedError, UsageError
from followup_md.session import echo, echo_err
from followup_md.views.text_layout import printable, printable_line

if TYPE_CHECKING:
    from datetime import date

    from followup_md.book.history_sources import HistorySource
    from followup_md.book.import_sources import Source
    from followup_md.model.contact import Contact

_SINCE = 400  # days
_OPEN = "14d"
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_MOST_DAYS = 36500


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR|-...")
@click.option(
    "--as",
    "format_name",
    metavar="FORMAT",
    default="",
    help="Read it as: vcard, csv, monica, friends, obsidian; mail, mbox, maildir, calls, calendar,"
    " whatsapp, telegram.",
)
@folder_option
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="For everybody in it.")
@click.option("--private", is_flag=True, help="New contacts are never on the site.")
@click.option(
    "--update",
    metavar="FIELDS",
    default="",
    help="Fields whose values the import replaces: org,role.",
)
@click.option("--ask", is_flag=True, help="Ask who is meant where that is not clear.")
@click.option("--as-new", is_flag=True, help="Whoever is not clear is a new contact.")
@click.option("--day-first/--month-first", default=None, help="What 04/05/1990 means.")
@click.option("--since", metavar="D", help="History: from this day on (default: 400 days).")
@click.option(
    "--open",
    "open_",
    metavar="SPAN",
    help="History: nothing is awaited of what is older (default: 14d).",
)
@click.option("--subjects", is_flag=True, help="History: subjects become notes.")
@click.option("--list", "as_list", is_flag=True, help="Name everybody.")
@json_option
@write_options
def command(
    context: WriteContext,
    paths: tuple[str, ...],
    format_name: str,
    folder: str,
    tags: tuple[str, ...],
    private: bool,
    update: str,
    ask: bool,
    as_new: bool,
    day_first: bool | None,
    since: str | None,
    open_: str | None,
    subjects: bool,
    as_list: bool,
    as_json: bool,
) -> int:
    """Make and fill contacts from files of other programs, or add touches from mail and phone.

    vCards (.vcf, also a folder of them) and tables (.csv) of phones, Google, Apple, Outlook,
    LinkedIn, CRMs and spreadsheets, known by their content; also Monica, friends, and a folder of
    notes about people, which are copied. Who is there already is filled: an import only adds. Who
    may be one of several is left, and named. The same import once more changes nothing.

    A mailbox (mbox, Maildir, .eml) is history: of each day the last e-mail in each direction
    becomes a touch of the contacts that are there. So are the calls and messages of a phone
    (SMS Backup & Restore), chats that WhatsApp or Telegram exported, and the meetings of a calendar
    (.ics). Texts are never imported.

    \b
      followup import Connections.csv --dry-run
      followup import Connections.csv --tag linkedin
      followup import contacts.vcf --in private --private
      followup import ~/Mail/inbox ~/Mail/sent --dry-run
      followup import "WhatsApp Chat with Ann Lee.txt"
      followup import ~/Vault/People --dry-run --list
    """
    from followup_md.book import history_sources, import_sources, importing
    from followup_md.editing.filling import UPDATED
    from followup_md.formats import table
    from followup_md.model.person import Options
    from followup_md.storage import files
    from followup_md.views import diff, imported, json_

    if format_name and format_name not in table.BY_NAME:
        raise UsageError(f"--as {format_name}: one of {', '.join(table.BY_NAME)}")
    stdin = import_sources.standard_input(paths)
    history = [history_sources.find(path, format_name, stdin) for path in paths]
    logs = [source for source in history if source is not None]
    of_people = {
        "--in": folder,
        "--tag": tags,
        "--private": private,
        "--update": update,
        "--ask": ask,
        "--as-new": as_new,
    }
    of_history = {"--since": since, "--open": open_, "--subjects": subjects}
    for option, given in (of_people if logs else of_history).items():
        if given:
            kinds = ("history", "people") if logs else ("people", "history")
            raise UsageError(f"{option} is for {kinds[1]}, and this is {kinds[0]}")
    if logs:
        if len(logs) < len(paths):
            raise UsageError("people and history are two imports: first the people")
        return _note(context, logs, (since, open_, subjects, day_first), as_list, as_json)
    if ask and as_new:
        raise UsageError("--ask and --as-new do not go together")
    if ask and not is_interactive():
        raise UsageError("--ask needs a terminal; --as-new adds whoever is not clear")
    fields = tuple(word.strip() for word in update.split(",") if word.strip())
    for field in fields:
        if field not in UPDATED:
            raise UsageError(f"--update {field}: one or more of {','.join(UPDATED)}")
    book = context.book
    wishes = importing.Wishes(
        context.today,
        known_folder(folder, files.list_contacts(book.root).ids if folder else ()),
        tuple(
            dict.fromkeys(tag.strip() for each in tags for tag in each.split(",") if tag.strip())
        ),
        private,
        fields,
        as_new,
        _ask if ask else None,
    )
    options = Options(day_first, book.settings, every=format_name == table.NOTES)
    sources = [import_sources.read(path, format_name, options, stdin) for path in paths]
    people = import_sources.count(sources)
    if not any(source.found.people for source in sources):
        _refuse(sources, people)
    planned = importing.plan(context.session.open_cached(), sources, wishes)
    context.session.report(planned.reading)
    result = planned.result
    saved = None if context.dry_run else planned.save(context.commit)
    found = [(each.name, each.format.name, each.found) for each in sources]
    if as_json:
        echo(json_.document(**imported.json_keys(found, result)))
    else:
        screen = context.session.screen
        written = None if saved is None else len(saved.changes)
        echo(imported.summary(found, result, screen, as_list, written))
        if context.dry_run and as_list:
            echo(printable(diff.unified(planned.changes())))
    for note in saved.notes if saved else ():
        echo_err(note)
    unreadable = planned.reading.unreadable
    return 1 if result.ambiguous or result.unread or unreadable else 0


def _note(
    context: WriteContext,
    sources: Sequence[HistorySource],
    typed: tuple[str | None, str | None, bool, bool | None],
    as_list: bool,
    as_json: bool,
) -> int:
    """Import history; `typed`: --since, --open, --subjects, --day-first."""
    from followup_md.book import noting
    from followup_md.model.message import NOBODY, own_addresses
    from followup_md.views import diff, json_, noted

    settings = context.book.settings
    if not own_addresses(settings) and any(each.format.by_address for each in sources):
        raise UsageError(NOBODY)
    if settings.team and not settings.timezone:
        echo_err("followup.yml has no timezone: on another machine the times will be other ones")
    wishes = noting.NoteWishes(context.today, *_days(context, *typed[:2]), *typed[2:])
    planned = noting.Noting(context.session.open_cached(), wishes)
    context.session.report(planned.found)
    found = [(each.name, each.format.name, planned.take(each)) for each in sources]
    planned.prepare()
    result = planned.result
    if result.unread and not any(count for _, _, count in found):
        whys = [": ".join(filter(None, each)) for each in result.unread[:10]]
        raise RefusedError("\n".join([*whys, "nothing could be read"]))
    saved = None if context.dry_run else planned.save(context.commit)
    if as_json:
        echo(json_.document(**noted.json_keys(found, result)))
    else:
        written = None if saved is None else len(saved.changes)
        echo(noted.summary(found, result, context.session.screen, as_list, written))
        if context.dry_run and as_list:
            echo(printable(diff.unified(planned.changes())))
    for note in saved.notes if saved else ():
        echo_err(note)
    return 1 if result.ambiguous or result.unread or planned.found.unreadable else 0


def _days(context: WriteContext, since: str | None, open_: str | None) -> tuple[date, date]:
    """Return the first day of an import of history, and the first of which something is awaited."""
    from datetime import timedelta

    from followup_md.editing import natural_dates
    from followup_md.model.interval import parse_interval

    today = context.today
    first = today - timedelta(days=_SINCE)
    if since is not None:
        first = natural_dates.parse_day(since, today, past=True)
    span = parse_interval(open_ or _OPEN)
    if span is None or (days := span.number * _DAYS[span.unit]) > _MOST_DAYS:
        raise UsageError(f"--open {open_}: a span, such as 14d or 3w")
    return first, today - timedelta(days=days)


def _refuse(sources: Sequence[Source], people: int) -> None:
    """Raise RefusedError where nothing could be read."""
    lines = [
        ": ".join(filter(None, (source.name, each.at, each.why)))
        for source in sources
        for each in source.found.unread
    ]
    rest = [f"and {people - 10} more"] if people > 10 else []
    names = ", ".join(source.name for source in sources)
    raise RefusedError("\n".join([*lines[:10], *rest, f"nobody could be read in {names}"]))


def _ask(at: str, person: Contact, others: Sequence[Contact], why: str) -> str:
    """Ask who somebody is; return an id, importing.NEW, or "" to leave it."""
    from followup_md.book.importing import NEW

    lines = [f"{at}: {_described(person)}: {why}"]
    lines += [f"  {n}  {other.id}  {_described(other)}" for n, other in enumerate(others, 1)]
    lines.append("  n  somebody new")
    echo_err("\n".join(lines))
    choices = [*map(str, range(1, len(others) + 1)), "n", ""]
    typed = click.prompt(
        "Which? (Enter leaves it)",
        type=click.Choice(choices),
        default="",
        show_default=False,
        show_choices=False,
        err=True,
    )
    return NEW if typed == "n" else others[int(typed) - 1].id if typed else ""


def _described(contact: Contact) -> str:
    reached = [each.value for each in (*contact.email, *contact.phone)][:2]
    return printable_line(", ".join([contact.name, *contact.org[:1], *reached]))
