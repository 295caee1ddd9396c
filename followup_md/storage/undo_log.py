"""The last change that the tool made, kept so that `undo` can take it back."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from followup_md.storage import files

NAME = "followup-last.json"
_SCHEMA = 1


class Change(NamedTuple):
    """What happened to one contact file; None: there was, or is, no such file."""

    id: str
    before: str | None
    after: str | None

    @property
    def path(self) -> str:
        """The file, relative to the book."""
        return f"{files.CONTACTS}/{self.id}.md"


class Record(NamedTuple):
    """One change of the tool's: what it did to which files, and the commit, if it made one."""

    what: str
    changes: tuple[Change, ...]
    commit: str = ""


def write(place: Path, record: Record) -> None:
    """Keep a record, in the place of the one before."""
    import json

    kept = {
        "schema": _SCHEMA,
        "what": record.what,
        "commit": record.commit,
        "changes": [change._asdict() for change in record.changes],
    }
    try:
        before: bytes | None = files.read_bytes(place, limit=None)
    except FileNotFoundError:
        before = None
    files.replace(place, json.dumps(kept).encode(), before)


def remove_litter(place: Path) -> None:
    """Remove what killed runs left beside the record; for who holds the book's lock."""
    for path in place.parent.glob(f"{files.TEMPORARY}*.tmp"):
        with suppress(OSError):  # the next run tries again
            path.unlink()


def read(place: Path) -> Record | None:
    """Return the record; None where there is none that makes sense."""
    import json

    try:
        kept = json.loads(files.read_bytes(place, limit=None))
        if kept["schema"] != _SCHEMA:
            return None
        changes = tuple(Change(c["id"], c["before"], c["after"]) for c in kept["changes"])
        record = Record(kept["what"], changes, kept["commit"])
    except (FileNotFoundError, ValueError, TypeError, LookupError):
        return None
    return record if _makes_sense(record) else None


def _makes_sense(record: Record) -> bool:
    """Whether it speaks of contact files only: the file may have come with somebody's folder."""
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
