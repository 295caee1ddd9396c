"""Temporary files of runs that were killed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from followup_md.errors import MachineError
from followup_md.storage.files import TEMPORARY, ChangedUnderneathError, read_bytes, remove


def found(folder: Path) -> list[Path]:
    """Return the temporary files in a folder: of killed runs, or of one that is at work."""
    return sorted(folder.glob(f"{TEMPORARY}*.tmp"))


def remove_litter(folder: Path, known: Iterable[bytes]) -> list[Path]:
    """Remove temporary files of killed runs that hold nothing but (the beginning of) `known`.

    The caller must hold the book's lock. Returns the other ones: a person must look into them.
    """
    left = []
    for path in found(folder):
        with contextlib.suppress(FileNotFoundError, ChangedUnderneathError, MachineError):
            content = read_bytes(path)
            if any(text.startswith(content) for text in known):
                remove(path, content)
            else:
                left.append(path)
    return left
