"""One folder of contacts: which of its entries are contact files, and which may be meant so."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from functools import cache

from followup_md.model.contact import CONTACTS
from followup_md.storage.conflict_copies import is_conflict_copy, original, unmarked
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_ALMOST = r"(?!readme\.|index\.).*\.(?:md|markdown|mdown|md\.txt)$"
_NOT_CONTACTS = ("readme.md", "index.md")


@cache  # not at import: most commands list no folder
def _litter() -> re.Pattern[str]:
    import re

    # What editors and merges leave behind is never a contact.
    return re.compile(r"\.|_|#.*#$|.*(?:~|\.swp|\.swo|\.orig|\.rej|\.bak|\.tmp)$", re.IGNORECASE)


def is_contact_name(name: str) -> bool:
    """Whether a file of this name is read as a contact."""
    if not name.endswith(".md") or _litter().match(name) or name.lower() in _NOT_CONTACTS:
        return False
    return not is_conflict_copy(name)


class Entries(NamedTuple):
    """The entries of one folder."""

    names: list[str]  # of contact files
    folders: list[str]  # that may hold more
    skipped: list[tuple[str, str]]  # path in the book, what it is
    steady: bool  # whether the folder's own stamp changes whenever any of this does


@contextlib.contextmanager
def open_folder(path: str) -> Iterator[int]:
    """Yield the descriptor of a folder; follow no link. Raises OSError."""
    fd = os.open(path, FOLDER)
    try:
        yield fd
    finally:
        os.close(fd)


def list_folder(folder: int, prefix: str) -> Entries:
    """List an open folder; `prefix` is its path under contacts/, or ""."""
    with os.scandir(folder) as entries:
        listed = list(entries)
    found = Entries([], [], [], not any(entry.is_symlink() for entry in listed))
    for entry in listed:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if not name.startswith((".", "_")) and not name.endswith(".md"):
                found.folders.append(name)
                continue
            what = "a folder" if is_contact_name(name) else ""
        elif not is_contact_name(name):
            what = _doubtful(entry)
        elif entry.is_file(follow_symlinks=False):
            found.names.append(name)
            continue
        else:
            what = "a symbolic link" if entry.is_symlink() else "not a regular file"
        if what:
            found.skipped.append((f"{CONTACTS}/{prefix}{name}", what))
    for name, first, is_copy in [*unmarked(folder, found.names)]:
        found = found._replace(steady=False)  # it depends on what is in the files
        if is_copy:
            found.names.remove(name)
            found.skipped.append((f"{CONTACTS}/{prefix}{name}", _copy_of(first)))
    return found


def unlisted(prefix: str, error: OSError) -> tuple[str, str]:
    """Return the path in the book of a folder that cannot be listed, and why."""
    words = error.strerror or str(error)
    if error.errno == errno.ENOTDIR:
        words = "a symbolic link, or not a folder"
    return f"{CONTACTS}/{prefix}".rstrip("/"), words


def _doubtful(entry: os.DirEntry[str]) -> str:
    # Why an entry that is not named like a contact may have been meant as one.
    if _litter().match(entry.name):
        return ""
    import re

    if is_conflict_copy(entry.name):
        return _copy_of(original(entry.name))
    if re.match(_ALMOST, entry.name, re.IGNORECASE):
        return "its name must end in .md"
    return "a symbolic link to a folder" if entry.is_symlink() and entry.is_dir() else ""


def _copy_of(name: str) -> str:
    return (
        f"a copy that a synchronising program made of {name}; a touch may be in it: move it over,"
        " then delete this file (or rename it, if it is somebody else)"
    )
