"""Files and folders with history to import: messages, one after another, of any number."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from followup_md.book.import_sources import LIMIT, STDIN, inside
from followup_md.errors import FollowupError, RefusedError
from followup_md.formats import table
from followup_md.formats.table import HISTORY, MAILDIR, Format
from followup_md.model.message import Found, Ours, Skipped
from followup_md.model.person import NotRead
from followup_md.storage import files

_NEW, _CUR = "new", "cur"  # folders of a Maildir
_FLAGS = re.compile(r"[:;!]2,([A-Za-z]*)\Z")  # at the end of a file's name
_DRAFT = "D"
_CHAT = "_chat"


class HistorySource(NamedTuple):
    """One file or folder, and the format of what is in it."""

    name: str  # as the user knows it
    path: str
    format: Format
    stdin: bytes = b""

    def found(self, own: Ours) -> Iterator[Found]:
        """Yield what the format finds."""
        if self.path == STDIN:
            yield from self.format.read(io.BytesIO(self.stdin), own)
        elif os.path.isdir(self.path):
            for path in _files(self.path, self.format):
                if self.format.among_others and _known(path) is not self.format:
                    continue
                flags = _FLAGS.search(path)
                if flags and _DRAFT in flags[1]:
                    yield Skipped("draft")
                else:
                    yield from self._in_file(path, own)
        else:
            yield from self._in_file(self.path, own)

    def _in_file(self, path: str, own: Ours) -> Iterator[Found]:
        try:
            with files.open_bytes(path) as stream:
                yield from self.format.read(stream, own._replace(title=_title(path)))
        except FileNotFoundError:  # read meanwhile, in a Maildir
            return
        except (FollowupError, OSError) as error:
            why = error.reason if isinstance(error, FollowupError) else error.strerror
            yield NotRead(os.path.basename(path), why or "it cannot be read")


def find(path: str, format_name: str, stdin: bytes) -> HistorySource | None:
    """Return what is at a path, if it is history; else it is people, or nothing at all."""
    named = table.BY_NAME.get(format_name)
    if named is not None and named.family != HISTORY:
        return None
    if path == STDIN:
        found = named or table.recognise(stdin)
        if found is None or found.family != HISTORY or not stdin:
            return None
        if len(stdin) > LIMIT:
            raise RefusedError(f"standard input: over {LIMIT // 1024**2} MiB: import the file")
        return HistorySource("standard input", path, found, stdin)
    name = os.path.basename(os.path.abspath(path))
    if os.path.isdir(path):
        known = _of_folder(path)
        if known is None and named is not None:
            raise RefusedError(f"{name}: no Maildir, and no {_endings()} in it")
        return None if known is None else HistorySource(name, path, known)
    if not os.path.lexists(path):
        return None
    head = files.read_bytes(path, table.HEAD)
    found = named or (None if table.is_archive(head) else table.recognise(head))
    if found is None or found.family != HISTORY or not head.strip():
        return None
    return HistorySource(name, path, found)


def _of_folder(path: str) -> Format | None:
    if all(os.path.isdir(os.path.join(path, name)) for name in (_NEW, _CUR)):
        return table.BY_NAME[MAILDIR]
    # A chat has cards and calendars beside it that were sent in it.
    for each in sorted(table.FORMATS, key=lambda each: not each.among_others):
        found = inside(path, each.ending) if each.ending else iter(())
        if any(not each.among_others or _known(entry) is each for entry in found):
            return each if each.family == HISTORY else None
    return None


def _known(path: str | Path) -> Format | None:
    """Return the format of a file among others; None if it cannot be read."""
    try:
        return table.recognise(files.read_bytes(path, table.HEAD))
    except (FollowupError, OSError):
        return None


def _title(path: str) -> str:
    """Return the name of a file; of a chat on an iPhone, that of its folder."""
    name = Path(path).stem
    return Path(os.path.abspath(path)).parent.name if name == _CHAT else name


def _endings() -> str:
    every = {each.ending for each in table.FORMATS if each.family == HISTORY and each.ending}
    *others, last = sorted(every)
    return f"{', '.join(others)} or {last} with history"


def _files(path: str, known: Format) -> Iterator[str]:
    if known.name != MAILDIR:
        yield from map(str, inside(path, known.ending))
        return
    for name in (_CUR, _NEW):
        yield from map(str, inside(os.path.join(path, name), ""))
