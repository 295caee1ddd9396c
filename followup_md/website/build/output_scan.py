"""What stands in a site's folder: every file, and the stamps by which pages are known again.

A page mostly has a folder of its own. Where both bear the stamps of old, the page is as it was and
nothing else is in there: neither is opened. A stamp is as in cache/fingerprints: of a file as young
as the clock's grain it says nothing.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping

from followup_md.cache.fingerprints import GRAIN

_PAGE = "index.html"
_STAMP = struct.Struct("7q")  # size, times and inode of a page; times and inode of its folder
_NONE = (0, 0, 0)  # of a folder that holds other things, too
_READ = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


def look(site: str, below: str, known: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the stamp of every page below the folder `below`, b"" of every other file, by address.

    `known`: stamps that pages had. Links are not followed; hidden files at the top are left out; a
    folder with nothing in it is listed with a slash at its end.
    """
    found: dict[str, bytes] = {}
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            fd = os.open(f"{site}/{prefix}", _READ | (os.O_NOFOLLOW if prefix else 0))
        except OSError:
            continue
        try:
            waiting += _list(fd, prefix, prefix.startswith(below), known, found)
        except OSError:
            continue
        finally:
            os.close(fd)
    return found


def is_young(stamp: bytes, now: int) -> bool:
    """Whether the page may have changed since without another stamp; `now` in ns."""
    _, *times = map(int, _STAMP.unpack(stamp))
    return max(*times[:2], *times[3:5]) >= now - GRAIN


def _list(
    fd: int, prefix: str, ours: bool, known: Mapping[str, bytes], found: dict[str, bytes]
) -> list[str]:
    """Add what is in a folder; return those of its folders that are to be listed, too."""
    folder = os.fstat(fd)  # before its entries: what comes in between is another stamp
    with os.scandir(fd) as listed:
        entries = list(listed)
    alone = folder if [entry.name for entry in entries] == [_PAGE] else None
    deeper = []
    for entry in entries:
        name, uri = entry.name, prefix + entry.name
        if not prefix and name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            page = f"{uri}/{_PAGE}"
            stamp = known.get(page)
            if stamp and stamp == _of_both(fd, name):
                found[page] = stamp
            else:
                deeper.append(f"{uri}/")
        elif ours and name.endswith(".html") and entry.is_file(follow_symlinks=False):
            found[uri] = _stamp(entry.stat(follow_symlinks=False), alone)
        else:
            found[uri] = b""
    if prefix and not entries:
        found[prefix] = b""
    return deeper


def _of_both(fd: int, name: str) -> bytes:
    """Return the stamp of the page that may be in a folder; b"" where none is."""
    try:
        folder = os.stat(name, dir_fd=fd, follow_symlinks=False)
        page = os.stat(f"{name}/{_PAGE}", dir_fd=fd, follow_symlinks=False)
    except OSError:
        return b""
    return _stamp(page, folder)


def _stamp(page: os.stat_result, folder: os.stat_result | None) -> bytes:
    its = (folder.st_mtime_ns, folder.st_ctime_ns, folder.st_ino) if folder is not None else _NONE
    return _STAMP.pack(page.st_size, page.st_mtime_ns, page.st_ctime_ns, page.st_ino, *its)
