"""The inbox: files in which touches wait to be filed, written where followup does not run."""

from __future__ import annotations

import os
from collections.abc import Iterator

from followup_md.errors import FollowupError
from followup_md.storage import files
from followup_md.typed import NamedTuple

INBOX = "inbox"
SINGLE = ("inbox.txt", "inbox.md")
LIMIT = 256 * 1024  # bytes of a file
_ENDS = (".txt", ".md")
_NOT_LINES = ("readme.md", "readme.txt")  # may explain the folder


class Listing(NamedTuple):
    """The files of an inbox, as paths in the book."""

    paths: list[str]  # sorted: files are named after their day
    skipped: list[tuple[str, str]]  # path, what it is


def list_inbox(root: str | os.PathLike[str]) -> Listing:
    """Find the files of the inbox; open none, follow no link."""
    found = Listing([], [])
    for name in SINGLE:
        _add(found, name, os.path.join(root, name))
    folder = os.path.join(root, INBOX)
    if os.path.islink(folder):
        found.skipped.append((INBOX, "a symbolic link"))
        return found
    try:
        names = os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return found
    except OSError as error:
        found.skipped.append((INBOX, error.strerror or str(error)))
        return found
    for name in sorted(names):
        if is_inbox_path(f"{INBOX}/{name}"):
            _add(found, f"{INBOX}/{name}", os.path.join(folder, name))
    return found


def _add(found: Listing, path: str, full: str) -> None:
    if os.path.islink(full):
        found.skipped.append((path, "a symbolic link"))
    elif os.path.isfile(full):
        found.paths.append(path)
    elif os.path.exists(full):
        found.skipped.append((path, "not a regular file"))


def is_inbox_path(path: str) -> bool:
    """Whether a path in the book is that of a file of the inbox."""
    folder, _, name = path.rpartition("/")
    if folder != INBOX:
        return path in SINGLE
    plain = not name.startswith((".", "_")) and "\0" not in name
    return plain and name.endswith(_ENDS) and name.lower() not in _NOT_LINES


def count_lines(root: str | os.PathLike[str]) -> int:
    """Return how many lines wait in the inbox; costs next to nothing where there is none."""
    return sum(
        is_entry(line)
        for path in list_inbox(root).paths
        for line in lines_of(_content(os.path.join(root, path)))
    )


def _content(path: str) -> str:
    try:
        return files.read_bytes(path, LIMIT).decode(errors="replace")
    except (FollowupError, FileNotFoundError):  # `followup inbox` says what is wrong
        return ""


def is_entry(line: str) -> bool:
    """Whether a line is neither blank nor a remark (`# …`)."""
    text = line.strip("\ufeff \t\r\n")
    return bool(text) and not text.startswith("#")


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a file with their ends: LF or CRLF, and nothing else."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
