"""`followup add`: a new contact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from followup_md.commands.write_context import WriteContext, confirm, write_options
from followup_md.errors import FollowupError, UsageError
from followup_md.model import lookup
from followup_md.model.contact import CONTACTS
from followup_md.session import echo, echo_err
from followup_md.storage import files
from followup_md.views.text_layout import printable

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.model.contact import Handle


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="NAME")
@click.option("--email", multiple=True, metavar="ADDRESS", help="May be given more than once.")
@click.option("--phone", multiple=True, metavar="NUMBER", help="May be given more than once.")
@click.option("--met", metavar="TEXT", help='"yesterday, at the fair" (default: today).')
@click.option("--org", multiple=True, metavar="TEXT", help="Where they work.")
@click.option("--role", multiple=True, metavar="TEXT", help="What they do there.")
@click.option("--tag", multiple=True, metavar="T", help="May be given more than once.")
@click.option("--owner", default="", metavar="O", help="Who of the team looks after them.")
@click.option("--reason", default="", metavar="TEXT", help="Why you are calling.")
@click.option("--via", default="", metavar="WHO", help="Who introduced you.")
@click.option("--timezone", default="", metavar="ZONE", help="Such as Europe/Rome.")
@click.option("--in", "folder", default="", metavar="FOLDER", help="A folder under contacts/.")
@click.option("--private", is_flag=True, help="Never on the site.")
@click.option("--force", is_flag=True, help="Although there is one with this name or address.")
@write_options
def command(
    context: WriteContext,
    words: tuple[str, ...],
    email: tuple[str, ...],
    phone: tuple[str, ...],
    met: str | None,
    org: tuple[str, ...],
    role: tuple[str, ...],
    tag: tuple[str, ...],
    owner: str,
    reason: str,
    via: str,
    timezone: str,
    folder: str,
    private: bool,
    force: bool,
) -> None:
    """Add a contact: a new file under contacts/.

    \b
      followup add Ann Lee --email ann@acme.example --met "Chamber of Commerce lunch"
      followup add "Bob Smith" --phone "+1 555 0100" --reason "the roof" --tag client
    """
    from followup_md.book import save
    from followup_md.editing import new_contact, slug
    from followup_md.editing.new_contact import NewContact
    from followup_md.parsing.contact_file import read_text
    from followup_md.policy import phrases
    from followup_md.storage.undo_log import Change
    from followup_md.views import diff

    book = context.book
    met_on = new_contact.parse_met(met, context.today)
    new = NewContact(
        " ".join(" ".join(words).split()),
        org=_stripped(org),
        role=_stripped(role),
        email=_stripped(email),
        phone=_stripped(phone),
        timezone=timezone.strip(),
        tags=_stripped(tag),
        owner=owner.strip(),
        met=met_on,
        via=via.strip(),
        reason=reason.strip(),
        private=private,
    )
    ids = files.list_contacts(book.root).ids
    fits = partial(files.is_possible, book.root)
    id_ = slug.free_id(new.name, _folder(folder, ids), ids, fits)
    text = new_contact.file_text(new, id_, book.settings)
    handles, _ = context.handles()
    known = [] if force else list(new_contact.possible_duplicates(new, handles))
    same = next((handle.id for handle, _ in known if _holds(book, handle.id, text)), None)
    if known and same is None:
        _ask_about_duplicates(known)
    if context.dry_run:
        echo(printable(diff.unified([Change(id_, None, text)] if same is None else [])))
        return
    if same is None:
        saved = save.create(book, id_, text, "add", context.commit)
    else:
        id_, saved = same, save.save(book, {same: str}, "add", context.commit)
    contact = read_text(id_, text, book.settings).contact
    assert contact is not None  # `file_text` has read it
    where = f"{contact.path}, met {phrases.full_date(met_on.date)}"
    done = "added as" if same is None else "is there already (--force adds another one) as"
    context.print_result(contact, f"{done} {where}{phrases.after_colon(met_on.words)}")
    for note in saved.notes:
        echo_err(note)


def _stripped(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))


def _folder(folder: str, ids: Iterable[str]) -> str:
    """Return a folder under contacts/ in its existing spelling; UsageError if it cannot be one."""
    name = folder.removeprefix(f"{CONTACTS}/").strip("/")
    if name and not (files.is_contact_id(f"{name}/x") and name.isprintable()):
        raise UsageError(f"--in {folder}: a folder under contacts/, such as --in clients")
    existing = {id_.rpartition("/")[0] for id_ in ids}
    key = lookup.collision_key(name)
    return next((known for known in sorted(existing) if lookup.collision_key(known) == key), name)


def _holds(book: Book, id_: str, text: str) -> bool:
    """Whether a contact's file is just what would be written: it was killed, or typed twice."""
    from followup_md.book import one_file

    try:
        return one_file.read(book, id_) == text
    except FollowupError:
        return False


def _ask_about_duplicates(found: Sequence[tuple[Handle, str]]) -> None:
    rows = [f"  {handle.id}  {handle.name}: {what}" for handle, what in found[:10]]
    echo_err("\n".join(["there may be a file for this person already:", *rows]))
    confirm("Add another one?", "nothing was written (--force adds another one)")
