"""The words at hand for the person on the screen: the draft, in one form or another."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from followup_md.book import drafts
from followup_md.book.book import Book
from followup_md.drafts import compose
from followup_md.drafts.kinds import FORMS
from followup_md.errors import FollowupError, RefusedError
from followup_md.model.draft import Draft
from followup_md.storage import desktop, editor
from followup_md.triage.day import Person
from followup_md.views import draft as view


class Words:
    """The draft for somebody. Nothing is ever sent."""

    def __init__(self, book: Book, on: date) -> None:
        self._book, self._on = book, on
        self._templates = drafts.templates_of(book)
        self._person: Person | None = None
        self.draft: Draft | None = None
        self.why_none = ""

    def of(self, person: Person | None, kind: str = "") -> None:
        """Find the words for somebody; `kind`: "" for what is due first."""
        self._person, self.draft, self.why_none = person, None, ""
        if person is not None:
            try:
                self.draft = self._write(person, kind)
            except FollowupError as error:
                self.why_none = f"no draft: {error.reason}"

    def open(self) -> None:
        """Open the words in the program that sends them. Raises RefusedError, MachineError."""
        draft = self._known()
        if not draft.href:
            raise RefusedError("nothing opens it; c copies the words")
        desktop.open_address(draft.href)

    def copy(self) -> str:
        """Put the words on the clipboard; return how. Raises RefusedError, MachineError."""
        return desktop.copy(view.plain(self._known()).removesuffix("\n"))

    def edit(self) -> None:
        """Change the words in the editor. Raises RefusedError, MachineError."""
        draft = self._known()
        text = editor.edit_text(editor.command(True), view.plain(draft))
        if not text.strip():
            raise RefusedError("nothing is left of it: the words are as before")
        self.draft = compose.with_words(draft, *view.parsed(draft, text), self._book.settings)

    def take_other_form(self) -> None:
        """Take the next form that there is a way for. Raises RefusedError if there is no other."""
        draft, person = self._known(), self._person
        place = FORMS.index(draft.form)
        for form in (*FORMS[place + 1 :], *FORMS[:place]):
            with suppress(FollowupError):
                assert person is not None
                self.draft = self._write(person, draft.kind, form)
                return
        raise RefusedError("there is no other form for them")

    def _known(self) -> Draft:
        if self.draft is None:
            raise RefusedError(self.why_none or "there are no words here")
        return self.draft

    def _write(self, person: Person, kind: str = "", form: str = "") -> Draft:
        return drafts.draft(
            self._book,
            person.contact,
            self._on,
            kind=kind,
            form=form,
            templates=self._templates,
        )
