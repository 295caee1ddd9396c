"""Renaming as no portable call does it: two files trade places, or a file takes a place if free.

Between a look at a file and an ordinary rename over it, somebody may save it; these two leave
nothing between.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_HERE = -100  # AT_FDCWD: names are counted from the working directory
# Linux's renameat2() and macOS's renamex_np() number them differently.
_FREE, _SWAP = (4, 2) if sys.platform == "darwin" else (1, 2)
_LIBRARY = ctypes.CDLL(None, use_errno=True)  # once: every moment between two renames counts
_UNABLE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


def swap(one: Path, other: Path) -> bool:
    """Let two files trade places in one step; False where system or file system cannot."""
    return _rename(one, other, _SWAP)


def into_free(old: Path, new: Path) -> bool:
    """Rename, if nothing has the new name (else FileExistsError); False where that cannot be."""
    return _rename(old, new, _FREE)


def _rename(old: Path, new: Path, how: int) -> bool:
    names = os.fsencode(old), os.fsencode(new)
    try:
        if sys.platform == "darwin":
            failed = _LIBRARY.renamex_np(*names, how)
        else:
            failed = _LIBRARY.renameat2(_HERE, names[0], _HERE, names[1], how)
    except AttributeError:  # a C library without it
        return False
    if failed:
        number = ctypes.get_errno()
        if number in _UNABLE:
            return False
        raise OSError(number, os.strerror(number), os.fspath(new))
    return True
