"""Atomic renames that no portable call offers: exchange two files, or never replace one.

Between a look at a file and an ordinary rename over it, somebody may save it; these leave no gap.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_HERE = -100  # AT_FDCWD: names are relative to the working directory
# Linux's renameat2() and macOS's renamex_np() number them differently.
_FREE, _SWAP = (4, 2) if sys.platform == "darwin" else (1, 2)
_LIBRARY = ctypes.CDLL(None, use_errno=True)  # at import: every moment between two renames counts
_UNABLE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)


def swap(one: Path, other: Path) -> bool:
    """Exchange two files; return False if the system or the file system cannot."""
    return _rename(one, other, _SWAP)


def into_free(old: Path, new: Path) -> bool:
    """Rename if the new name is free, else raise FileExistsError; return False as `swap` does."""
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
