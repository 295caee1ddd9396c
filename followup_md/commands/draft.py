"""`followup draft`: the words of a message, to be read, changed and sent by you."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from followup_md.commands.options import (
    complete_names,
    json_option,
    on_option,
    pass_session,
    read_contact,
)
from followup_md.errors import MachineError, RefusedError, UsageError
from followup_md.session import Session, echo, echo_err
from followup_md.views import draft as view

if TYPE_CHECKING:
    from followup_md.book.book import Book
    from followup_md.model.contact import Contact
    from followup_md.model.draft import Draft


@click.command()
@click.argument("name", metavar="NAME", required=False, shell_complete=complete_names)
@click.option("--kind", metavar="KIND", default="", help="What it is for (--list says which).")
@click.option("--channel", metavar="CHANNEL", default="", help="By which channel it goes.")
@click.option("--form", metavar="FORM", default="", help="email, text, call or voicemail.")
@click.option("-m", "said", metavar="WORDS", default="", help="What to say, where it is asked for.")
@click.option(
    "--with", "other", metavar="OTHER", default="", help="Whom to introduce or ask about."
)
@click.option("--as", "as_", metavar="ME", default="", help="Who signs: a word of `team:`.")
@click.option("--open", "open_", is_flag=True, help="Open it in the program that sends it.")
@click.option("--copy", is_flag=True, help="Put the words on the clipboard.")
@click.option(
    "--eml", metavar="FILE", default="", help="Write an e-mail for your mail program (-: stdout)."
)
@click.option("--edit", is_flag=True, help="Change the words in your editor first.")
@click.option("--force", is_flag=True, help="Even if they do not want to be reached so.")
@click.option("--list", "list_", is_flag=True, help="The kinds, and where each template is.")
@click.option("--new", metavar="[LANG/]KIND", default="", help="Copy a template into the book.")
@json_option
@on_option
@pass_session
def command(session: Session, /, name: str | None, **options: Any) -> int:
    """The words of a message to NAME, from what the book knows. Nothing is ever sent.

    Without --kind it is what is due first: a call to return, a promise, a try of a series, a quote,
    a birthday. Without --channel and --form it goes the way that is next; for a call you get what
    to say, and what to say to the voicemail. What only you know stands in [brackets].

    \b
      followup draft ann
      followup draft ann --form email --open
      followup draft tomasz --kind intro --with seán -m "One has a site, the other builds."
      followup draft --new de/follow-up

    The templates are yours to change: --new copies one into templates/ of the book.
    """
    if options["list_"] or options["new"]:
        if name:
            raise UsageError("--list and --new are about templates: leave NAME away")
        return _templates(session, options["new"])
    if not name:
        raise UsageError("for whom? followup draft NAME")
    leaving = [word for word in ("open_", "copy", "eml", "as_json") if options[word]]
    if len(leaving) > 1:
        raise UsageError("one of --open, --copy, --eml and --json")
    return _Message(session, name, options).hand_over()


class _Message:
    """A draft on its way: written, perhaps edited, and handed over."""

    def __init__(self, session: Session, name: str, options: dict[str, Any]) -> None:
        from followup_md.book import drafts

        self.session, self.options = session, options
        self.book: Book
        self.contact: Contact
        self.book, self.contact, self.code = read_contact(session, name)
        other: Contact | None = None
        if options["other"]:
            _, other, _ = read_contact(session, options["other"])
        self.on: date = session.today(self.book, options["on"])
        form = options["form"]
        if options["eml"] and not (form or options["channel"]):
            form = "email"

        def write(form: str) -> Draft:
            return drafts.draft(
                self.book,
                self.contact,
                self.on,
                kind=options["kind"],
                channel=options["channel"],
                form=form,
                words=options["said"],
                other=other,
                as_=options["as_"],
                force=options["force"],
            )

        self.drafts = [write(form)]
        if self.drafts[0].form == "call" and not (form or options["edit"]):
            self.drafts.append(write("voicemail"))

    def hand_over(self) -> int:
        """Print the words, or hand them to another program; return the exit code."""
        options = self.options
        if options["edit"]:
            self._edit()
        draft = self.drafts[0]
        if options["as_json"]:
            self._print_json()
            return self.code
        if options["eml"]:
            self._write_eml(draft, options["eml"])
        elif options["copy"]:
            self._leave(lambda: self._copy(draft))
        elif options["open_"]:
            self._leave(lambda: self._open(draft))
        else:
            echo(view.words(self.drafts, self.session.screen))
            if self.session.screen.terminal:
                for line in self._notes():
                    echo_err(line)
            return self.code
        for line in (*view.gaps(draft), *draft.notes):
            echo_err(line)
        return self.code

    def _notes(self) -> list[str]:
        from followup_md.model.agenda import RowContact

        quiet = self.session.quiet_hours(self.book)(RowContact.of(self.contact))
        today = self.session.today(self.book, None)
        found = list(
            view.notes(
                self.drafts[0],
                self.contact.name,
                self._also_due(),
                quiet if self.on == today else None,
            )
        )
        for draft in self.drafts[1:]:
            found += [line for line in view.gaps(draft) if line not in found]
        return ["", *found]

    def _also_due(self) -> list[str]:
        from followup_md.policy.agenda import build_agenda
        from followup_md.policy.headings import dated_label

        agenda = build_agenda(
            [self.contact], self.book.settings, self.book.calendar, self.on, days=0
        )
        items = [item for row in (*agenda.due, *agenda.later) for item in (row.item, *row.also)]
        from followup_md.drafts.kinds import kind_for

        others = [item for item in items if kind_for(item.kind) != self.drafts[0].kind]
        return [dated_label(item, self.on) for item in others]

    def _edit(self) -> None:
        from followup_md.commands.write_context import is_interactive
        from followup_md.drafts import compose
        from followup_md.storage import editor

        draft = self.drafts[0]
        text = editor.edit_text(editor.command(is_interactive()), view.plain(draft))
        if not text.strip():
            raise RefusedError("nothing is left of it")
        self.drafts[0] = compose.with_words(draft, *view.parsed(draft, text), self.book.settings)

    def _print_json(self) -> None:
        from followup_md.views import json_

        first, *others = self.drafts
        voicemail = next((draft.text for draft in others), None)
        keys = json_.draft_keys(first) | {"voicemail": voicemail}
        echo(json_.document(on=self.on.isoformat(), id=self.contact.id, **keys))

    def _write_eml(self, draft: Draft, file: str) -> None:
        from followup_md.drafts.eml import eml

        if draft.form != "email":
            raise UsageError("--eml is for e-mails: add --form email")
        content = eml(draft, self.contact.name)
        if file == "-":
            echo(content.decode("utf-8").replace("\r\n", "\n"))
            return
        from pathlib import Path

        from followup_md.storage import files

        try:
            files.replace(Path(file), content, None)
        except files.ChangedUnderneathError:
            raise RefusedError(f"{file} is there already: name another file") from None
        echo_err(f"{file}: open it in your mail program")

    def _copy(self, draft: Draft) -> None:
        from followup_md.storage import desktop

        echo_err(desktop.copy(view.plain(draft).removesuffix("\n")))

    def _open(self, draft: Draft) -> None:
        from followup_md.policy.phrases import channel_label
        from followup_md.storage import desktop

        if not draft.href:
            channel = channel_label(draft.channel or draft.form)
            raise MachineError(f"nothing opens {channel} to {self.contact.name}; try --copy")
        desktop.open_address(draft.href)
        echo_err(f"opened: {draft.href.partition('?')[0]}")
        if not draft.complete:
            echo_err("the words are not in it: --copy and --eml take them all")

    def _leave(self, hand_over: Any) -> None:
        """Hand the words over; where the machine cannot, print them, so that they are not lost."""
        try:
            hand_over()
        except MachineError:
            echo(view.words(self.drafts[:1], self.session.screen))
            raise


def _templates(session: Session, new: str) -> int:
    from followup_md.book import drafts
    from followup_md.drafts.kinds import KINDS

    book = session.open_cached()
    if new:
        path = drafts.new_template(book, new)
        echo(f"{path}: a copy to change; followup check says what is wrong in it\n")
        return 0
    rows = []
    for kind, sources in drafts.templates_of(book).kinds():
        help_ = KINDS[kind].help if kind in KINDS else "your own"
        rows += [(kind, source, help_) for source in sources[:1]]
        rows += [("", source, "") for source in sources[1:]]
    echo(view.kinds(rows, session.screen))
    return 0
