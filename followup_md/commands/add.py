"""`followup add`: a new contact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from followup_md.commands.word_completion import FIELD_VALUES
from followup_md.commands.write_context import (
    WriteContext,
    confirm,
    folder_option,
    known_folder,
    write_options,
)
from followup_md.errors import FollowupError
from followup_md.model.fields import FIELDS
from followup_md.session import echo, echo_err
from followup_md.storage import files
from followup_md.views.text_layout import printable

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.model.contact import Handle


def _field_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option for each field, passed together as `fields`."""
    for field in FIELDS[::-1]:
        about = f"{field.about} May be repeated." if field.several else field.about
        if field.key == "private":
            option = click.option(field.option, field.key, is_flag=True, help=about)
        else:
            option = click.option(
                field.option,
                field.key,
                multiple=field.several,
                metavar=field.takes,
                shell_complete=FIELD_VALUES.get(field.key),
                help=about,
            )
        command = option(command)
    return command


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="NAME")
@_field_options
@folder_option
@click.option("--force", is_flag=True, help="Even if there is one with this name or address.")
@write_options
def command(
    context: WriteContext, words: tuple[str, ...], folder: str, force: bool, **typed: Any
) -> None:
    """Add a contact: a new file under contacts/.

    You met today, unless --met says another day. In --tag, --prefer and --never, commas separate
    several.

    \b
      followup add Ann Lee --email ann@acme.example --met "at the fair" --reason "the workshops"
      followup add "Bob Smith" --phone "+1 555 0100" --reason "the roof" --tag client
    """
    from followup_md.book import save
    from followup_md.editing import new_contact, slug, typed_values
    from followup_md.editing.new_contact import NewContact
    from followup_md.model import lookup
    from followup_md.parsing.contact_file import read_text
    from followup_md.policy import phrases
    from followup_md.storage.undo_log import Change
    from followup_md.views import diff

    book = context.book
    values = typed_values.every(typed, context.today, book.settings)
    new = NewContact(" ".join(" ".join(words).split()), values)
    ids = files.list_contacts(book.root).ids
    fits = partial(files.is_possible, book.root)
    id_ = slug.free_id(new.name, known_folder(folder, ids), ids, fits)
    text = new_contact.file_text(new, id_, book.settings)
    handles, unreadable = context.handles()
    handles = (*handles, *lookup.unread_handles(unreadable))
    known = [] if force else list(new_contact.possible_duplicates(new, handles))
    same = next((handle.id for handle, _ in known if _holds(book, handle.id, text)), None)
    hidden = () if force else lookup.unread_folders(unreadable)
    if (known or hidden) and same is None:
        _ask_about_duplicates(known, hidden)
    if context.dry_run:
        echo(printable(diff.unified([Change(id_, None, text)] if same is None else [])))
        return
    if same is None:
        saved = save.create(book, id_, text, "add", context.commit)
    else:
        id_, saved = same, save.save(book, {same: str}, "add", context.commit)
    contact = read_text(id_, text, book.settings).contact
    assert contact is not None  # `file_text` has read it
    assert contact.met is not None
    where = f"{contact.path}, met {phrases.full_date(contact.met.date)}"
    done = "added as" if same is None else "is there already (--force adds another one) as"
    context.print_result(contact, f"{done} {where}{phrases.after_colon(contact.met.words)}")
    for note in saved.notes:
        echo_err(note)


def _holds(book: Book, id_: str, text: str) -> bool:
    """Whether a contact's file is just what would be written: it was killed, or typed twice."""
    from followup_md.book import one_file

    try:
        return one_file.read(book, id_) == text
    except FollowupError:
        return False


def _ask_about_duplicates(found: Sequence[tuple[Handle, str]], hidden: Sequence[str]) -> None:
    rows = [f"  {handle.id}  {handle.name}: {what}" for handle, what in found[:10]]
    rows += [f"  {path}: this folder cannot be read" for path in hidden]
    echo_err("\n".join(["there may be a file for this person already:", *rows]))
    confirm("Add another one?", "nothing was written (--force adds another one)")
