"""Tables (CSV) with people, of address books, CRMs and spreadsheets."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from followup_md.formats import csv_cells, csv_headers, texts
from followup_md.formats.csv_headers import IGNORED, Column
from followup_md.formats.csv_row import LONG, Row
from followup_md.formats.texts import one_line
from followup_md.frontmatter.limits import MAX_FRONT
from followup_md.model.person import MOST, TOO_MANY, NotRead, Options, People, Person
from followup_md.model.progress import counted

_DELIMITERS = ",;\t|"
_ROWS = 10  # at the beginning, one of which has the headers
_MOST_COLUMNS = 1000
_LONGEST = 1024 * 1024  # characters of a cell
_DATES = ("birthday", "anniversary", "connected", "met")


def read(raw: bytes, options: Options) -> People:
    """Return the people in the rows of a table."""
    text = texts.decode(raw)
    csv.field_size_limit(_LONGEST)
    delimiter, at = _header(text)
    if not delimiter:
        return People((), (NotRead("the file", "no header row in the first 10 lines"),))
    found = _Table(text, delimiter, at, options)
    return found.people() if len(found) <= MOST else People((), (NotRead("the file", TOO_MANY),))


def _header(text: str) -> tuple[str, int]:
    """Return the delimiter and the number of the row of headers; ("", 0) if there is none."""
    best = ("", 0)
    most = 1
    head = text[: _LONGEST * 4]
    for delimiter in _DELIMITERS:
        for number, (_, row) in enumerate(islice(_rows(head, delimiter), _ROWS)):
            if row is None or len(row) > _MOST_COLUMNS:
                continue
            known = [csv_headers.meaning(cell)[0] for cell in row if cell.strip()]
            known = list(filter(None, known))
            alone = len(known) == 1 == len(row) and known[0] in ("name", "email")
            if len(known) > most or (alone and not best[0]):
                best, most = (delimiter, number), max(most, len(known))
    return best


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the rows with their numbers, as a spreadsheet counts them; None: a cell too long."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, None
        else:
            yield number, row


class _Table:
    """A table whose header row is known."""

    def __init__(self, text: str, delimiter: str, at: int, options: Options) -> None:
        rows = islice(_rows(text, delimiter), at, None)
        _, header = next(rows)
        assert header is not None  # it was found
        self._header = [one_line(cell) for cell in header]
        self._rows = list(islice(rows, MOST + 1))
        found = [csv_headers.meaning(cell) for cell in self._header]
        self._columns = [
            Column(place, self._header[place], *each) for place, each in enumerate(_resolved(found))
        ]
        self._progress = options.progress
        self._day_first: dict[int, bool | None] = {}
        self._notes: list[str] = []
        for column in self._columns:
            if column.meaning in (*_DATES, "event"):
                self._day_first[column.place] = self._order(column, options)

    def __len__(self) -> int:
        return len(self._rows)

    def people(self) -> People:
        """Return the people of all rows."""
        people: list[Person] = []
        unread: list[NotRead] = []
        for number, row in counted(self._rows, len(self), self._progress, ""):
            at = f"row {number}"
            if row is None:
                unread.append(NotRead(at, "a cell over 1 MiB"))
            elif not any(map(str.strip, row)):
                continue
            elif len(row) > len(self._header) and any(map(str.strip, row[len(self._header) :])):
                why = f"{len(row)} cells, header has {len(self._header)}"
                unread.append(NotRead(at, why))
            else:
                found = self._person(at, row)
                if isinstance(found, Person):
                    people.append(found)
                else:
                    unread.append(found)
        headers = map(csv_headers.folded, self._header)
        program = next(filter(None, map(csv_headers.PROGRAMS.get, headers)), "")
        return People(
            tuple(people),
            tuple(unread),
            columns=tuple(c.header for c in self._columns if self._is_left(c)),
            program=program,
            notes=tuple(self._notes),
        )

    def _is_left(self, column: Column) -> bool:
        """Whether a column holds something that was not taken."""
        return column.meaning == "" and any(
            row and len(row) > column.place and row[column.place].strip() for _, row in self._rows
        )

    def _order(self, column: Column, options: Options) -> bool | None:
        """Whether the day comes first in a column of dates; None if nothing tells."""
        rows = (row for _, row in self._rows if row and len(row) > column.place)
        first, unsure = csv_cells.day_first((row[column.place] for row in rows), options.day_first)
        if unsure and first is None:
            self._notes.append(
                f"column {column.header} could be day/month or month/day:"
                " --day-first or --month-first"
            )
        return first

    def _person(self, at: str, row: Sequence[str]) -> Person | NotRead:
        cells: dict[str, list[tuple[Column, str]]] = defaultdict(list)
        for column in self._columns:
            text = row[column.place] if column.place < len(row) else ""
            text = csv_cells.unguarded(text).strip()
            if len(text) > MAX_FRONT and column.meaning != "note":
                cells[LONG].append((column, ""))
            elif text and column.meaning not in ("", IGNORED):
                cells[column.meaning.partition(":")[0]].append((column, text))
        return Row(cells, self._day_first).person(at)


def _resolved(found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what the headers are, now that their neighbours are known."""
    every = {meaning for meaning, _ in found}
    for meaning, number in found:
        if meaning == "title":
            yield ("prefix" if "role" in every else "role"), number
        elif meaning == "nome":
            yield ("first" if "last" in every else "name"), number
        elif meaning == "name" and "first" in every and "last" not in every:
            yield "last", number
        else:
            yield meaning, number
