"""Lines of the inbox: what each says, whom it is about, and the plan that files it.

NAME: ENTRY                    a touch, as in the contact's file
NAME: promise DATE, WHAT       a promise, as in the contact's file
new NAME: ENTRY                the first touch of somebody who has no file yet
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from followup_md.editing import log_touch, serialize
from followup_md.editing.log_touch import LogTouch
from followup_md.editing.plan import EditPlan, PlannedEdits
from followup_md.editing.promises_quotes import AddPromise
from followup_md.errors import Problem, TextError, UsageError
from followup_md.frontmatter import document
from followup_md.model.contact import Contact, Handle, Promise, Touch
from followup_md.model.folding import fold
from followup_md.model.settings import Settings
from followup_md.parsing import entry_text, note_outcomes
from followup_md.storage.inbox_files import is_entry, lines_of

LONGEST = 2000  # characters of a line
MOST = 2000  # lines of a file
_NEW = re.compile(r"new\s+", re.IGNORECASE)
_PROMISE = re.compile(r"promised?:?\s+", re.IGNORECASE)
_LINE = re.compile(r"(?:[-*\u2022]\s+(?:\[.\]\s+)?)?([^:\uff1a]*[^:\uff1a\s])\s*[:\uff1a]\s*(.*)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_BLANKS = str.maketrans("\t\u00a0\u202f\u2009", "    ")  # that phones type
_EXAMPLE = "Ann Lee: 2026-09-14 call answered, about the quote"


class Line(NamedTuple):
    """One line of a file, as it stands there; without an entry, it stays there."""

    number: int
    source: str  # with its line end
    name: str = ""
    entry: Touch | Promise | None = None
    error: TextError | None = None  # what is wrong with it
    own: str = ""  # the `@BY` of whoever the file is named after

    @property
    def new_name(self) -> str:
        """The name of somebody who is to be added; "" for those who are there."""
        match = _NEW.match(self.name)
        return self.name[match.end() :] if match else ""

    def wrong(self, message: str, paste: str = "", code: str = "E602") -> Line:
        """Return the line with what is wrong with it."""
        error = TextError(code, message, self.number, _column(self.source), paste)
        return self._replace(error=error)


def read(text: str, path: str, settings: Settings) -> tuple[Line, ...]:
    """Return the lines of a file; blank ones and remarks have neither entry nor error.

    A file that is named after a day (`inbox/2026-09-14.txt`) gives it to lines that have none, and
    one that is named after somebody of the team (`inbox/nora.txt`) gives `@nora`. Who files them
    gives nothing: that may be another clone, or two.
    """
    own = _whose(path, settings)
    named = _DAY.match(path.rpartition("/")[2])
    day = named[0] if named else ""
    found: list[Line] = []
    marked = False  # between Git's conflict markers
    for number, source in enumerate(lines_of(text), 1):
        line = Line(number, source, own=own)
        marker = document.conflict_marker(source)
        if marker or marked:
            marked = not (marker and source.startswith(">"))
            if marker and source.startswith("<"):
                message = "Git conflict markers: delete the marker lines, and keep all that is true"
                line = line.wrong(message, code="E107")
            found.append(line)
        elif number > MOST:
            found.append(
                line.wrong(f"more than {MOST} lines: make several files of it", "", "E601")
            )
            found += [Line(number + n, s) for n, s in enumerate(_rest(text, number), 1)]
            break
        else:
            found.append(_read(line, day, settings) if is_entry(source) else line)
    return tuple(found)


def _whose(path: str, settings: Settings) -> str:
    stem = fold(path.rpartition("/")[2].rpartition(".")[0])
    return next((word for word in settings.team if fold(word) == stem), "")


def _rest(text: str, number: int) -> list[str]:
    return list(lines_of(text))[number:]


def _read(line: Line, day: str, settings: Settings) -> Line:
    text = line.source.removesuffix("\n").removesuffix("\r").lstrip(document.BOM)
    if len(text) > LONGEST:
        return line.wrong(f"over {LONGEST} characters: a note is short", "", "E601")
    text = text.translate(_BLANKS).strip()
    try:
        document.reject_unreadable(text, line.number)
    except TextError as error:
        return line._replace(error=error)
    match = _LINE.fullmatch(text)
    if match is None:
        return line.wrong(f"not NAME: ENTRY, such as `{_EXAMPLE}`", "", "E601")
    line = line._replace(name=" ".join(match[1].split()))
    promise = _PROMISE.match(match[2])
    words = match[2][promise.end() :] if promise else match[2]
    if not promise and day and not _DAY.match(words):
        words = f"{day} {words}"
    try:
        entry = serialize.read_entry("promises" if promise else "touches", words, settings)
    except TextError as error:
        paste = error.paste.strip().removeprefix("- ")
        paste = f"{line.name}: {'promise ' if promise else ''}{paste}" if paste else ""
        return line.wrong(error.message, paste, error.code)
    assert isinstance(entry, Touch | Promise)
    return line._replace(entry=entry)


class Names:
    """Whom a name in the inbox may mean.

    Nobody looks on while a line is filed, so a name is one in full, or whole words of one: `Ann`
    is Ann Lee, and never Joanna.
    """

    def __init__(self, handles: Iterable[Handle]) -> None:
        self._by_id: dict[str, str] = {}
        self._exact: dict[str, set[str]] = {}
        self._words: dict[str, list[tuple[str, str]]] = {}  # by each word: the name, the id
        self.ids: list[str] = []
        for handle in handles:
            self.add(handle)

    def add(self, handle: Handle) -> None:
        """Add a contact."""
        self.ids.append(handle.id)
        self._by_id[fold(handle.id)] = handle.id
        names = list(map(fold, (handle.name, *handle.nicknames)))
        also = (handle.id.rpartition("/")[2], *handle.emails)
        for text in {*names, *map(fold, also)}:
            self._exact.setdefault(text, set()).add(handle.id)
        for name in names:
            for word in set(name.split()):
                self._words.setdefault(word, []).append((f" {name} ", handle.id))

    def meant(self, name: str) -> list[str]:
        """Return the ids of the contacts that a name may mean, sorted."""
        wanted = fold(name)
        if wanted in self._by_id:
            return [self._by_id[wanted]]
        if wanted in self._exact:
            return sorted(self._exact[wanted])
        first = wanted.split()[:1]
        known = self._words.get(first[0], []) if first else []
        return sorted({id_ for words, id_ in known if f" {wanted} " in words})


def plan(entry: Touch | Promise, today: date, settings: Settings, own: str = "") -> EditPlan:
    """Return the plan that files an entry; one that is there already changes nothing.

    `own`: see LogTouch.
    """
    if isinstance(entry, Touch):
        log = LogTouch(entry, today, settings, own=own)

        def add_touch(contact: Contact) -> PlannedEdits:
            planned = log.plan(contact)
            return planned._replace(summary=planned.summary.replace(log_touch.AGAIN, ""))

        return add_touch
    promise = entry

    def add_promise(contact: Contact) -> PlannedEdits:
        # One that was kept since was filed before.
        known = ((old.due, old.theirs, old.what) for old in contact.promises)
        if (promise.due, promise.theirs, promise.what) in known:
            return PlannedEdits((), "that promise is there already")
        return AddPromise(promise, today, settings).plan(contact)

    return add_promise


def order(line: Line) -> tuple[bool, date]:
    """Return what lines are filed by: somebody new before whatever else, then the day."""
    day = line.entry.date if isinstance(line.entry, Touch) else date.max
    return not line.new_name, day


def why_not(line: Line, contact: Contact | None, today: date, settings: Settings) -> Line:
    """Return the line with what speaks against filing it, if anything does."""
    touch = line.entry
    if not isinstance(touch, Touch):
        return line
    try:
        log_touch.reject_future_day(touch, today)
    except UsageError:
        message = "a day in the future: `planned` after the channel, or another day"
        return line.wrong(message, code="E603")
    found = note_outcomes.readings(touch, settings)
    if found is not None:
        said, talked = (f"{line.name}: {entry_text.text_of(each)}" for each in found)
        message = "the note begins like an outcome: write it before the comma, or `answered`"
        return line.wrong(message, f"{said}\n{talked}", "E603")
    if contact is not None and contact.do_not_contact and not touch.incoming:
        return line.wrong(
            "they are marked do-not-contact: delete this line, or followup log --force;"
            " what came from them begins with `in`",
            code="E603",
        )
    return line


def _column(source: str) -> int:
    """Return where a line begins, behind what blanks it has."""
    text = source.lstrip(f"{document.BOM} \t")
    return len(source) - len(text) + 1 - source.startswith(document.BOM)


def problems(lines: Iterable[Line], gone: Iterable[int]) -> Iterator[Problem]:
    """Yield what is wrong with the lines, in a file that has lost the lines of these numbers."""
    numbers = sorted(gone)
    for line in lines:
        if line.error is not None:
            before = bisect_left(numbers, line.number)
            yield line.error.problem("")._replace(line=line.number - before)


def unfiled(lines: Iterable[Line], filed: Iterable[int]) -> Iterator[str]:
    """Yield the lines of a file that are left, by the numbers of those that were filed."""
    gone = set(filed)
    yield from (line.source for line in lines if line.number not in gone)
