"""What is in a site's folder: every file, with stamps of contact pages.

A page mostly has a folder of its own. If page and folder both have their known stamp, the page is
unchanged and alone in there, and neither is opened. As in cache/fingerprints, the stamp of a file
as young as the clock's grain cannot be trusted.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Collection, Mapping

from followup_md.cache.fingerprints import GRAIN

_PAGE = "index.html"
_STAMP = struct.Struct("7q")  # size, times and inode of a page; times and inode of its folder
_SHARED = (0, 0, 0)  # in place of a folder that holds other files, too
_READ = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


def scan(
    folder: str, pages: Collection[str] = (), known: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """Return, by URI, the stamp of every HTML file below the folders `pages`, and b"" for others.

    `known`: stamps of pages when they were written. Links are not followed, hidden entries at the
    top are left out, and an empty folder is listed with a slash at its end.
    """
    found: dict[str, bytes] = {}
    prefixes = tuple(f"{name}/" for name in pages)
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with_stamps = prefix.startswith(prefixes)
        try:
            fd = os.open(f"{folder}/{prefix}", _READ | (os.O_NOFOLLOW if prefix else 0))
        except OSError:
            continue
        try:
            waiting += _scan_folder(fd, prefix, with_stamps, known or {}, found)
        except OSError:
            continue
        finally:
            os.close(fd)
    return found


def is_young(stamp: bytes, now: int) -> bool:
    """Whether the page may change without a new stamp; `now` in ns."""
    _, *times = map(int, _STAMP.unpack(stamp))
    return max(*times[:2], *times[3:5]) >= now - GRAIN


def _scan_folder(
    fd: int,
    prefix: str,
    with_stamps: bool,
    known: Mapping[str, bytes],
    found: dict[str, bytes],
) -> list[str]:
    """Add the files of a folder; return the folders in it that are to be scanned, too."""
    folder = os.fstat(fd)  # before the entries: any later change has another stamp
    with os.scandir(fd) as listed:
        entries = list(listed)
    alone = [entry.name for entry in entries] == [_PAGE]
    deeper = []
    for entry in entries:
        name, uri = entry.name, prefix + entry.name
        if not prefix and name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            page = f"{uri}/{_PAGE}"
            stamp = known.get(page)
            if stamp and stamp == _of_page_in(fd, name):
                found[page] = stamp
            else:
                deeper.append(f"{uri}/")
        elif with_stamps and name.endswith(".html") and entry.is_file(follow_symlinks=False):
            status = entry.stat(follow_symlinks=False)
            found[uri] = _stamp(status, folder if alone else None)
        else:
            found[uri] = b""
    if prefix and not entries:
        found[prefix] = b""
    return deeper


def _of_page_in(fd: int, name: str) -> bytes:
    """Return the stamp of the page in a folder, or b"" if there is none."""
    try:
        folder = os.stat(name, dir_fd=fd, follow_symlinks=False)
        page = os.stat(f"{name}/{_PAGE}", dir_fd=fd, follow_symlinks=False)
    except OSError:
        return b""
    return _stamp(page, folder)


def _stamp(page: os.stat_result, folder: os.stat_result | None) -> bytes:
    of_folder = (folder.st_mtime_ns, folder.st_ctime_ns, folder.st_ino) if folder else _SHARED
    return _STAMP.pack(page.st_size, page.st_mtime_ns, page.st_ctime_ns, page.st_ino, *of_folder)
