"""Contact files as an editor has them, without a server."""

from __future__ import annotations

import shutil
from pathlib import Path

from followup_md.book.book import open_book
from followup_md.book.live import WatchedBook
from followup_md.lsp.known_book import Known, KnownBook
from followup_md.lsp.open_file import OpenFile
from tests.helpers.book_folder import PROJECT, BookFolder


def bundled(folder: Path) -> BookFolder:
    """Return a copy of the bundled book."""
    root = folder / "bundled"
    shutil.copytree(PROJECT / "contacts", root / "contacts")
    for name in ("followup.yml", "mkdocs.yml"):
        shutil.copy(PROJECT / name, root / name)
    return BookFolder(root)


def known(root: Path) -> KnownBook:
    """Return what is known of a book as it is on disk."""
    book = open_book(root)
    reading = WatchedBook(book).refresh()
    return KnownBook(
        str(root), book.settings, book.calendar, reading, map(Known.of, reading.contacts)
    ).prepare()


def opened(book: KnownBook, id_: str, text: str | None = None) -> OpenFile:
    """Return a contact of a book with another text, or with that on disk."""
    if text is None:
        raw = (Path(book.root) / "contacts" / f"{id_}.md").read_bytes()
        text = raw.decode("utf-8")
    return OpenFile(book.root, id_, text, "utf-16", book.settings)
