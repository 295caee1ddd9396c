"""What each key of `next` does: the plan of a command, for the person on the screen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from followup_md.book import external_edit, members, save
from followup_md.book.book import Book
from followup_md.book.planned_save import PlannedSave
from followup_md.errors import FollowupError, RefusedError, UsageError
from followup_md.model import lookup
from followup_md.model.agenda import RowContact
from followup_md.policy import explain, in_touch, next_step
from followup_md.storage import editor
from followup_md.storage.full_screen import Key
from followup_md.triage import plans
from followup_md.triage.day import Day, Person, look
from followup_md.triage.dialog import Dialog, LeftError
from followup_md.triage.plans import Planned, Plans
from followup_md.triage.words import Words
from followup_md.views import contact as contact_view
from followup_md.views import problems, triage_keys
from followup_md.views.triage import Card, Progress

_SENT = "opened; sent? m mailed, t texted, w written; ↵ not yet"


class Triage:
    """Works through the people of a day."""

    def __init__(
        self,
        book: Book,
        day: Day,
        on: date,
        commit: bool | None,
        dialog: Dialog,
        quiet: Callable[[RowContact], str | None],
    ) -> None:
        self._book, self._day, self._on, self._commit = book, day, on, commit
        self._dialog, self._quiet = dialog, quiet
        self._words = Words(book, on)
        self._own = members.own_word(book)
        self._plans = Plans(dialog, on, book.settings, members.signature(book))
        self._person: Person | None = None  # None: the end of the day
        self._wrote = False  # anything at all, that `u` may take back
        self._opened = False  # the draft, just now
        self._keys: dict[str, Callable[[Person], None]] = {
            "x": self._decline,
            "y": self._why,
            "o": self._open,
            "c": self._copy,
            "e": self._edit_words,
            "f": self._other_form,
        }

    def run(self) -> None:
        """Take keys until the end."""
        self._show(self._day.advance())
        while (key := self._dialog.key()).name != "q":
            try:
                self._press(key)
            except LeftError as left:
                self._dialog.message = str(left) or "nothing was written"
            except FollowupError as error:
                self._dialog.message = str(error)

    def _press(self, key: Key) -> None:
        name, person = key.name, self._person
        opened, self._opened = self._opened, False
        if name in ("enter", " ", "right"):
            if not (opened and name == "enter"):
                self._go_on()
        elif name == "left":
            self._show(self._day.back() or person)
        elif name == "u":
            self._undo()
        elif name == "/":
            self._find()
        elif name == "?":
            self._dialog.read(triage_keys.help_text(self._dialog.screen.width))
        elif name == ".":
            self._dialog.turn()
        elif name == "paste":
            self._dialog.message = "pasted text does nothing here: press a key"
        elif name == "E" and person is not None:
            self._edit_file(person)
        elif name in self._plans.by_key and person is not None:
            if self._is_current(person):
                self._write(person, self._plans.by_key[name](person))
        elif name in self._keys and person is not None:
            if self._is_current(person):
                self._keys[name](person)
        elif name not in ("escape", "unknown"):
            self._dialog.message = f"{name!r} does nothing here; ? shows the keys"

    def _show(self, person: Person | None) -> None:
        """Show somebody, with words for what is due first; None: the end of the day."""
        self._person = person
        self._words.of(person)
        self._redraw()

    def _redraw(self) -> None:
        person, day = self._person, self._day
        card = None
        if person is not None:
            row = person.row
            quiet = None
            if row is not None and row.channel in ("call", "phone"):
                quiet = self._quiet(row.contact)
            words = self._words
            others = in_touch.words(in_touch.on_day(person.contact.touches, self._on, self._own))
            card = Card(person.contact, row, self._on, words.draft, words.why_none, quiet, others)
        number = min(day.place + 1, len(day.order))
        self._dialog.show(card, Progress(number, len(day.order), *day.counts))

    def _go_on(self) -> None:
        person = self._person
        if person is None:
            self._show(self._day.again())
            return
        self._day.skip(person.id)
        self._show(self._day.advance())

    def _is_current(self, person: Person) -> bool:
        """Whether somebody is as shown; if not, show how it is now: keys are for what is seen."""
        fresh = look(self._book, person.id, self._on)
        if fresh.contact == person.contact:
            return True
        self._show(fresh)
        self._dialog.message = f"{person.contact.name} was changed meanwhile: this is how it is now"
        return False

    def _write(self, person: Person, planned: Planned) -> None:
        """Carry out a plan, and perhaps go on to the next person."""
        book, on = self._book, self._on
        change = PlannedSave(book, {person.id: planned.plan})
        saved = change.save(planned.what, self._commit)
        done = change.applied[person.id]
        said = next_step.told(done.contact, done.summary, book.settings, book.calendar, on)
        if saved.changes:
            self._wrote = True
            self._day.wrote(person.id, planned.goes_on == plans.ALWAYS)
            fresh = look(book, person.id, on)
            stays = {
                plans.UNLESS_OTHER: fresh.kind not in ("", person.kind),
                plans.UNLESS_DUE: bool(fresh.kind),
                plans.ALWAYS: False,
            }
            self._show(fresh if stays[planned.goes_on] else self._day.advance())
        self._dialog.message = " ".join([said, *saved.notes])

    def _decline(self, person: Person) -> None:
        self._words.of(person, kind="decline")
        self._redraw()
        self._write(person, self._plans.declined(person))

    def _undo(self) -> None:
        if not self._wrote:
            raise RefusedError("nothing was written here yet; earlier changes: followup undo")
        what, saved = save.undo(self._book)
        ids = [change.contact_id for change in saved.changes if change.contact_id]
        undone = what.startswith("undo ")
        for id_ in ids:
            if undone:
                self._day.took_back(id_)
            else:
                self._day.wrote(id_, "snooze" in what)
        with suppress(RefusedError):  # the file may be gone again
            self._show(self._day.jump(ids[0]) if ids else self._person)
        said = f"undone: {what.removeprefix('undo ')}" if undone else f"made again: {what}"
        self._dialog.message = " ".join([said, *saved.notes])

    def _find(self) -> None:
        handles = self._book.handles()[0]

        def read(text: str) -> str:
            try:
                return lookup.resolve(text, handles)
            except RefusedError as error:
                raise UsageError(str(error)) from None

        self._show(self._day.jump(self._dialog.ask_until("who?", read)))

    def _why(self, person: Person) -> None:
        book = self._book
        answer = explain.explain(person.contact, book.settings, book.calendar, self._on)
        lines = explain.explanation_lines(answer)
        self._dialog.read(contact_view.why(lines, self._dialog.screen))

    def _edit_file(self, person: Person) -> None:
        book, program = self._book, editor.command(True)
        before = external_edit.current(book, person.id)
        with self._dialog.lent():
            found = external_edit.open_in(program, book, person.id, self._on)
        wrong = [problem for problem in found if problem.is_error]
        notes = external_edit.keep(book, person.id, before, False if wrong else self._commit)
        self._wrote = self._wrote or external_edit.current(book, person.id) != before
        if wrong:
            self._dialog.message = f"{problems.line(wrong[0])}; E opens it again"
            return
        self._show(look(book, person.id, self._on))
        self._dialog.message = " ".join(["edited.", *notes])

    def _open(self, _person: Person) -> None:
        self._words.open()
        self._opened = True
        self._dialog.message = _SENT

    def _copy(self, _person: Person) -> None:
        self._dialog.message = self._words.copy()

    def _edit_words(self, _person: Person) -> None:
        with self._dialog.lent():
            self._words.edit()
        self._redraw()

    def _other_form(self, _person: Person) -> None:
        self._words.take_other_form()
        self._redraw()
