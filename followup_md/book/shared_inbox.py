"""The inbox of a shared book: its files are committed as they are, and filed after the merge."""

from __future__ import annotations

import os
from datetime import date

from followup_md.book import inbox
from followup_md.book.book import Book
from followup_md.book.inbox import Filed
from followup_md.errors import FollowupError
from followup_md.git import commit as commits
from followup_md.git import index
from followup_md.storage import inbox_files


def commit(book: Book) -> tuple[str, ...]:
    """Commit what has changed in the inbox, so that a merge finds no file in its way.

    Returns what to tell the user. Nothing is committed that is no file of lines.
    """
    root = book.root
    changed = index.status(root, inbox_files.INBOX, *inbox_files.SINGLE).changed
    left = {path for path, _ in inbox_files.list_inbox(root).skipped}
    paths = [
        path
        for path in changed
        if inbox_files.is_inbox_path(path)
        and not left & {path, inbox_files.INBOX}
        and _size(root / path) <= inbox_files.LIMIT
    ]
    made = commits.commit(root, paths, inbox.WHAT, []) if paths else commits.Outcome()
    return (f"the inbox is not committed, because {made.reason}",) if made.reason else ()


def file_all(book: Book, today: date) -> tuple[Filed, tuple[str, ...]]:
    """File the inbox and commit that; return what was filed, and what to tell the user."""
    try:
        filed = inbox.file_all(book, today, commit=True)
    except FollowupError as error:  # the next run does it
        return Filed(), (f"the inbox is not filed: {error}",)
    return filed, filed.saved.notes


def _size(path: str | os.PathLike[str]) -> int:
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:  # its removal is small
        return 0
