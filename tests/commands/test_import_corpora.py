"""Other people's files: every one of them is read or refused, in less than a second."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, BookFolder
from tests.test_corpora import corpus

LONGEST = 1.0  # seconds of the processor
# By what they are: corpora, endings, how a file is read, and how many are read at least, of all.
KINDS = {
    "cards": (("ez-vcard", "sabre-vobject"), (".vcf",), "", 5),
    "calendars": (("icalendar", "ical.js", "py-vobject", "sabre-vobject"), (".ics",), "", 70),
    "mail": (("email-cpython", "email-stalwart"), (".txt", ".eml"), "mail", 40),
    "tables": (("csv-spectrum",), (".csv",), "csv", 0),
}


def found(kind: str) -> Iterator[Path]:
    names, endings, _, _ = KINDS[kind]
    for name in names:
        every = corpus(name).rglob("*")
        yield from sorted(path for path in every if path.suffix in endings and path.is_file())


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_public_files_are_read_or_refused(book: BookFolder, kind: str) -> None:
    book.write("followup.yml", "timezone: Europe/Dublin\nmy_email: nora@example.org\n")
    book.add("ann", email="ann@example.org")
    *_, as_, least = KINDS[kind]
    codes = Counter[int]()
    for path in found(kind):
        began = time.process_time()
        more = ("--as", as_) if as_ else ()
        done = book.run("import", str(path), "--dry-run", "--on", ON, *more)
        taken = time.process_time() - began
        assert done.code in (0, 1, 3), (path, done)
        assert done.code < 3 or done.err.count("\n") < 12
        assert taken < LONGEST, (path, taken)
        codes[done.code] += 1
    print(kind, dict(codes))
    assert codes[0] + codes[1] >= least
