"""The undo log: the last change that the tool made, so that `undo` can take it back."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from followup_md.model.contact import path_of
from followup_md.storage import files, inbox_files, litter
from followup_md.typed import NamedTuple

NAME = "followup-last.json"
_SCHEMA = 1
_KEPT = f"{files.TEMPORARY}last.tmp"


class Change(NamedTuple):
    """What happened to one file; None: there was, or is, no such file."""

    id: str  # of a contact; `/` and the path in the book, of a file of the inbox
    before: str | None
    after: str | None

    @property
    def path(self) -> str:
        """The file, relative to the book."""
        return path_in_book(self.id)

    @property
    def contact_id(self) -> str:
        """The contact's id; "" for a file of the inbox."""
        return "" if self.id.startswith("/") else self.id

    @property
    def reversed(self) -> Change:
        """The change that takes this one back."""
        return Change(self.id, self.after, self.before)


def path_in_book(id_: str) -> str:
    """Return the path of a file in the book, by the id that it has in changes."""
    return id_[1:] if id_.startswith("/") else path_of(id_)


class Record(NamedTuple):
    """One change: what the tool did, to which files, and the commit, if it made one."""

    what: str
    changes: tuple[Change, ...]
    commit: str = ""
    folders: tuple[str, ...] = ()  # under contacts/, that exist for these files only
    undoing: bool = False  # taking it back has begun


def write(path: Path, record: Record) -> None:
    """Replace the record in the log; MachineError if that fails."""
    document = {
        "schema": _SCHEMA,
        "what": record.what,
        "commit": record.commit,
        "changes": [change._asdict() for change in record.changes],
        "folders": record.folders,
        "undoing": record.undoing,
    }
    try:
        before: bytes | None = files.read_bytes(path, limit=None)
    except FileNotFoundError:
        before = None
    files.replace(path, json.dumps(document).encode(), before)


def keep(path: Path) -> None:
    """Keep the record under another name until `drop`, so that it can be put back."""
    with suppress(OSError):  # there is none, or the file system has no links
        os.link(path, path.with_name(_KEPT))


def put_back(path: Path, record: Record | None) -> None:
    """Put back the record of before, also where the disk is full; MachineError if that fails."""
    try:
        os.replace(path.with_name(_KEPT), path)
        drop(path)  # where both were still one file, that did nothing
    except OSError:
        if record is None:
            files.remove(path, files.read_bytes(path, limit=None))
        else:
            write(path, record)


def drop(path: Path) -> None:
    """Remove what `keep` has kept."""
    with suppress(OSError):  # the next run tries again
        path.with_name(_KEPT).unlink()


def remove_litter(path: Path) -> None:
    """Remove what killed runs left next to the log. Requires the book's lock."""
    for temporary in litter.found(path.parent):
        with suppress(OSError):  # the next run tries again
            temporary.unlink()


def read(path: Path) -> Record | None:
    """Return the record, or None if there is none, or it makes no sense."""
    try:
        document = json.loads(files.read_bytes(path, limit=None))
        if document["schema"] != _SCHEMA:
            return None
        changes = tuple(Change(c["id"], c["before"], c["after"]) for c in document["changes"])
        folders = tuple(document.get("folders", ()))  # older versions wrote none,
        undoing = document.get("undoing") is True  # nor this
        record = Record(document["what"], changes, document["commit"], folders, undoing)
    except (FileNotFoundError, ValueError, TypeError, LookupError):
        return None
    return record if _is_valid(record) else None


def _is_valid(record: Record) -> bool:
    """Whether it names contacts and the inbox only: the log may have come with a folder."""
    texts = [text for change in record.changes for text in (change.before, change.after)]
    paths = [*(change.id for change in record.changes), *record.folders]
    return (
        all(isinstance(word, str) for word in (record.what, record.commit, *paths))
        and all(text is None or isinstance(text, str) for text in texts)
        and all(map(_may_change, record.changes))
        and all(files.is_contact_id(f"{folder}/x") for folder in record.folders)
    )


def _may_change(change: Change) -> bool:
    id_ = change.contact_id
    return files.is_contact_id(id_) if id_ else inbox_files.is_inbox_path(change.path)
