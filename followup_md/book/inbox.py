"""Filing the inbox: its lines become touches and promises of the contacts, as one change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from typing import NamedTuple

from followup_md.book import killed_run, one_file, transaction
from followup_md.book.book import Book
from followup_md.book.one_file import TextEdit
from followup_md.book.transaction import Saved
from followup_md.editing import inbox, new_contact, slug
from followup_md.editing.inbox import Line, Names
from followup_md.editing.new_contact import NewContact
from followup_md.editing.plan import apply_plan
from followup_md.errors import FollowupError, Problem, RefusedError, TextError
from followup_md.frontmatter import document
from followup_md.model import lookup
from followup_md.model.contact import Contact, Handle, Touch, id_of, path_of
from followup_md.parsing.contact_file import read_text
from followup_md.storage import files, inbox_files
from followup_md.storage.undo_log import Change

WHAT = "inbox"  # in a commit, and for `undo`


class Filed(NamedTuple):
    """What was filed, and what was not."""

    contacts: tuple[tuple[Contact, str], ...] = ()  # as they are now, and what was done to each
    lines: int = 0  # how many were filed
    left: tuple[Problem, ...] = ()  # about the lines that stay in the inbox
    saved: Saved = Saved(())

    @property
    def anything(self) -> bool:
        """Whether there was anything in the inbox."""
        return bool(self.lines or self.left)


def file_all(book: Book, today: date, commit: bool | None = None) -> Filed:
    """File every line that is clear: all of it one change, one undo, one commit.

    What is not clear stays where it is. Killed half-way, the next run finishes it: what is in a
    contact's file already is not written a second time.
    """
    earlier, litter_there = killed_run.left(book, WHAT, commit)
    if not (earlier or litter_there or any(inbox_files.list_inbox(book.folder))):
        return Filed()
    with transaction.begin(book) as writing:
        filing = _Filing(book, today)
        filed = filing.prepare(as_left=True)
        edits: dict[str, TextEdit] = dict.fromkeys(earlier, str)
        edits |= {change.id: partial(filing.again, change.id) for change in filing.edited}
        changes = tuple(change for change in filing.changes if change.before != change.after)
        return filed._replace(saved=writing.write(changes, WHAT, commit, edits))


def preview(book: Book, today: date) -> Filed:
    """Return what `file_all` would do now, without writing anything."""
    filing = _Filing(book, today)
    filed = filing.prepare(as_left=False)
    changes = tuple(change for change in filing.changes if change.before != change.after)
    return filed._replace(saved=Saved(changes))


class _Filing:
    """One look at the inbox, and what follows from it."""

    def __init__(self, book: Book, today: date) -> None:
        self._book = book
        self._today = today
        self._texts: dict[str, str] = {}  # of contacts, by id, with what was filed so far
        self._before: dict[str, str | None] = {}
        self._said: dict[str, list[str]] = {}
        self._lines: dict[str, list[Line]] = {}  # that were filed, by contact
        self._inbox: list[Change] = []
        self._names: Names | None = None
        self._unreadable: set[str] = set()
        self._some_hidden = False  # whether a folder of contacts cannot be read

    @property
    def edited(self) -> list[Change]:
        """The changes of contacts that were there, of which some change nothing."""
        return [change for change in self._contacts() if change.before is not None]

    @property
    def changes(self) -> list[Change]:
        """All changes: the inbox last, so that nothing leaves it before it is elsewhere."""
        return [*self._contacts(), *self._inbox]

    def _contacts(self) -> list[Change]:
        return [Change(id_, self._before[id_], text) for id_, text in self._texts.items()]

    def prepare(self, as_left: bool) -> Filed:
        """Read the inbox and make the changes.

        `as_left`: what is not clear is counted as the lines of what will be left of its file.
        """
        left: list[Problem] = []
        listed = inbox_files.list_inbox(self._book.folder)
        for path, what in listed.skipped:
            message = f"{what}: it is not read; a file of the inbox is a plain text file"
            left.append(Problem("error", path, 0, 0, "E109", message))
        texts: dict[str, str] = {}
        lines: dict[str, list[Line]] = {}
        for path in listed.paths:
            try:
                texts[path] = self._read(path)
            except TextError as error:
                left.append(error.problem(path))
            else:
                lines[path] = list(inbox.read(texts[path], path, self._book.settings))
        for found, at in _in_order(lines.values()):
            found[at] = self._file(found[at])
        count = 0
        for path, found in lines.items():
            filed = [line.number for line in found if line.entry is not None and not line.error]
            gone = filed if as_left else []
            left += [problem._replace(path=path) for problem in inbox.problems(found, gone)]
            count += len(filed)
            if filed:
                self._inbox.append(Change(f"/{path}", texts[path], _after(path, found, filed)))
        return Filed(tuple(self._done()), count, tuple(left))

    def again(self, id_: str, text: str) -> str:
        """File a contact's lines in a text that somebody has changed meanwhile."""
        for line in self._lines[id_]:
            text, _ = self._applied(line, id_, text)
        return text

    def _read(self, path: str) -> str:
        try:
            raw = files.read_bytes(self._book.root / path, inbox_files.LIMIT)
        except FileNotFoundError:
            return ""
        except FollowupError as error:
            raise TextError("E109", f"{error.reason}: it cannot be read") from None
        if len(raw) > inbox_files.LIMIT:
            message = f"over {inbox_files.LIMIT // 1024} KiB: make several files of it"
            raise TextError("E601", message)
        return document.decode(raw)

    def _file(self, line: Line) -> Line:
        """File one line, or return it with what is wrong with it."""
        if line.entry is None or line.error is not None:
            return line
        names = self._known()
        meant = names.meant(line.name)
        if not meant and line.new_name:
            meant = names.meant(line.new_name)
            if not meant and not self._some_hidden:
                return self._add(line)
            if meant and not self._is_filed(line, meant):
                plain = "\n".join(_with_name(line, id_) for id_ in meant)
                return line.wrong("somebody of that name is there: leave `new` out", plain)
        if not meant and self._some_hidden:  # they may be there
            return line.wrong("not all contacts can be read: followup check")
        if not meant:
            message = "no contact of that name: `new` before it adds one; see followup list"
            return line.wrong(message, _with_name(line, f"new {line.name}"))
        if len(meant) > 1:
            choice = "\n".join(_with_name(line, id_) for id_ in meant[:10])
            return line.wrong("several contacts of that name: write more of it, or the id", choice)
        return self._write(line, meant[0])

    def _known(self) -> Names:
        if self._names is None:
            handles, found = self._book.handles()
            self._unreadable = set(found.unreadable)
            self._some_hidden = bool(lookup.unread_folders(found.unreadable))
            others = (Handle(id_of(path), id_of(path)) for path in found.unreadable)
            self._names = Names((*handles, *others))
        return self._names

    def _is_filed(self, line: Line, ids: Iterable[str]) -> bool:
        """Whether one of several is who an earlier run, or another line, has added."""
        ids = list(ids)
        if len(ids) != 1:
            return False
        if self._before.get(ids[0], "") is None:
            return True
        try:
            text = self._text(ids[0])
            return text is not None and self._applied(line, ids[0], text)[0] == text
        except FollowupError:
            return False

    def _add(self, line: Line) -> Line:
        names, settings = self._known(), self._book.settings
        line = inbox.why_not(line, None, self._today, settings)
        if line.error is not None:
            return line
        fits = partial(files.is_possible, self._book.root)
        id_ = slug.free_id(line.new_name, "", names.ids, fits)
        day = line.entry.date if isinstance(line.entry, Touch) else self._today
        met = min(day, self._today).isoformat()
        try:
            text = new_contact.file_text(NewContact(line.new_name, {"met": met}), id_, settings)
            one_file.create(self._book, id_, text)
        except FollowupError:
            return line.wrong("followup add says why this cannot be added", code="E603")
        self._texts[id_], self._before[id_] = text, None
        self._said[id_] = [f"added as {path_of(id_)}"]
        names.add(Handle(id_, line.new_name))
        return self._write(line, id_)

    def _text(self, id_: str) -> str | None:
        if id_ not in self._texts:
            return one_file.read(self._book, id_)
        return self._texts[id_]

    def _write(self, line: Line, id_: str) -> Line:
        path = path_of(id_)
        if path in self._unreadable:
            return line.wrong(f"{path} cannot be read: followup check {path}", code="E603")
        try:
            text = self._text(id_)
            if text is None:
                return line.wrong(f"{path} has just been changed: run again", code="E603")
            contact = read_text(id_, text, self._book.settings).contact
            line = inbox.why_not(line, contact, self._today, self._book.settings)
            if line.error is not None:
                return line
            new, summary = self._applied(line, id_, text)
        except FollowupError:  # its message may hold the line
            message = f"this cannot be written to {path}: followup log says why"
            return line.wrong(message, code="E603")
        self._before.setdefault(id_, text)
        self._texts[id_] = new
        self._said.setdefault(id_, []).append(summary)
        self._lines.setdefault(id_, []).append(line)
        return line

    def _applied(self, line: Line, id_: str, text: str) -> tuple[str, str]:
        assert line.entry is not None
        settings = self._book.settings
        applied = apply_plan(text, inbox.plan(line.entry, self._today, settings), id_, settings)
        return applied.text, applied.summary

    def _done(self) -> Iterator[tuple[Contact, str]]:
        for id_, text in self._texts.items():
            contact = read_text(id_, text, self._book.settings).contact
            if contact is None:  # `apply_plan` has read it
                raise RefusedError(f"{path_of(id_)} cannot be read: followup check {path_of(id_)}")
            yield contact, "; ".join(self._said[id_])


def _in_order(files: Iterable[list[Line]]) -> list[tuple[list[Line], int]]:
    """Return the places of the lines: new people first, then day by day, as they were written."""
    places = [(found, at) for found in files for at, line in enumerate(found) if line.entry]
    return sorted(places, key=lambda place: inbox.order(place[0][place[1]]))


def _after(path: str, lines: list[Line], filed: list[int]) -> str | None:
    """Return what is left of a file, or None if nothing is.

    One that others write to as well is emptied: with its end, a merge would be a conflict.
    """
    left = list(inbox.unfiled(lines, filed))
    if any(map(inbox_files.is_entry, left)):
        return "".join(left)
    remarks = "".join(line for line in left if line.strip())
    return remarks if path in inbox_files.SINGLE else None


def _with_name(line: Line, name: str) -> str:
    _, _, entry = line.source.strip().replace("\uff1a", ":").partition(":")
    return f"{name}: {entry.strip()}"
