"""The log of the last change, which `undo` takes back."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from followup_md.model.contact import path_of
from followup_md.storage import files

NAME = "followup-last.json"
_SCHEMA = 1


class Change(NamedTuple):
    """A change of one contact file; None: there was, or is, no such file."""

    id: str
    before: str | None
    after: str | None

    @property
    def path(self) -> str:
        """The file, relative to the book."""
        return path_of(self.id)


class Record(NamedTuple):
    """One change by a command: the files, and the commit if there is one."""

    what: str
    changes: tuple[Change, ...]
    commit: str = ""


def write(place: Path, record: Record) -> None:
    """Write a record in the place of the previous one."""
    import json

    data = {
        "schema": _SCHEMA,
        "what": record.what,
        "commit": record.commit,
        "changes": [change._asdict() for change in record.changes],
    }
    try:
        before: bytes | None = files.read_bytes(place, limit=None)
    except FileNotFoundError:
        before = None
    files.replace(place, json.dumps(data).encode(), before)


def remove_litter(place: Path) -> None:
    """Remove what killed runs left next to the record. The caller must hold the book's lock."""
    for path in place.parent.glob(f"{files.TEMPORARY}*.tmp"):
        with suppress(OSError):  # the next run tries again
            path.unlink()


def read(place: Path) -> Record | None:
    """Return the record, or None if there is none that is valid."""
    import json

    try:
        data = json.loads(files.read_bytes(place, limit=None))
        if data["schema"] != _SCHEMA:
            return None
        changes = tuple(Change(c["id"], c["before"], c["after"]) for c in data["changes"])
        record = Record(data["what"], changes, data["commit"])
    except (FileNotFoundError, ValueError, TypeError, LookupError):
        return None
    return record if _is_valid(record) else None


def _is_valid(record: Record) -> bool:
    """Whether it names contact files only: the file may have come with somebody else's folder."""
    texts = [text for change in record.changes for text in (change.before, change.after)]
    return (
        isinstance(record.what, str)
        and isinstance(record.commit, str)
        and all(text is None or isinstance(text, str) for text in texts)
        and all(
            isinstance(change.id, str) and files.is_contact_id(change.id)
            for change in record.changes
        )
    )
