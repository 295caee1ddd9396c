"""Which contact files have changed since they were last read, by stamps as Git's index keeps them.

A stamp is size, modification and change time, inode. Those of a folder are packed, so that nothing
is done in Python for a file that is as it was but asking the system for its stamp; the stamp of the
folder itself tells whether its names are the same.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from followup_md.store.files import CONTACTS, list_folder, unlisted

# A file that changes twice within the clock's grain has one stamp for both. So what is younger than
# this when it is read, is read again the next time. FAT counts in two seconds, most in some ms.
GRAIN = 2_000_000_000  # ns
_STAMP = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
_WIDTH = 4  # numbers of a stamp
_NONE = array("q", (-1, -1, -1, -1))  # of a file that could not be asked
_READ = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Folder(NamedTuple):
    """One folder as it was last seen."""

    itself: tuple[int, ...]  # its own stamp; () where it must be listed again
    names: tuple[str, ...] = ()  # of its contact files, sorted
    stamps: bytes = b""  # of these
    folders: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    unlisted: tuple[tuple[str, str], ...] = ()  # itself, where it cannot be listed
    seen: int = 0  # the file system's time before anything was read
    young: bool = False  # whether a stamp is so young that the file may have changed unseen


class Seen(NamedTuple):
    """A folder as it is now."""

    prefix: str  # its path under contacts/ with a slash behind, or ""
    folder: Folder
    before: Folder | None
    stale: tuple[int, ...] = ()  # places of the files to read (again)

    @property
    def same(self) -> bool:
        """Whether nothing of it has changed."""
        return self.folder is self.before


def look(root: str, known: Mapping[str, Folder], clock: Callable[[], int]) -> Iterator[Seen]:
    """Yield every folder of a book, subfolders after their parents.

    `clock` returns the file system's time. It is only asked where something has changed, before
    that is listed or read.
    """
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        seen = _folder(root, prefix, known.get(prefix), clock)
        if seen is not None:
            yield seen
            waiting += [f"{prefix}{name}/" for name in seen.folder.folders]


def without(folder: Folder, places: Collection[int]) -> Folder:
    """Return the folder with no stamps for these files: they are to be tried again next time."""
    if not places:
        return folder
    stamps = array("q", folder.stamps)
    for place in places:
        stamps[place * _WIDTH : (place + 1) * _WIDTH] = _NONE
    return folder._replace(stamps=stamps.tobytes())


def only(folder: Folder, places: Sequence[int]) -> Folder:
    """Return the folder with these files alone; it is to be listed again next time."""
    stamps = array("q", folder.stamps)
    kept = array("q")
    for place in places:
        kept.extend(stamps[place * _WIDTH : (place + 1) * _WIDTH])
    names = tuple(folder.names[place] for place in places)
    return folder._replace(itself=(), names=names, stamps=kept.tobytes(), young=True)


def _folder(root: str, prefix: str, old: Folder | None, clock: Callable[[], int]) -> Seen | None:
    # contacts/ itself may be a link, as for everybody who lists it; what is in it may not.
    flags = _READ | (os.O_NOFOLLOW if prefix else 0)
    try:
        fd = os.open(f"{root}/{CONTACTS}/{prefix}".rstrip("/"), flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Seen(prefix, Folder((), unlisted=(unlisted(prefix, error),)), old)
    try:
        return _opened(fd, prefix, old, clock)
    finally:
        os.close(fd)


def _opened(fd: int, prefix: str, old: Folder | None, clock: Callable[[], int]) -> Seen:
    status = os.fstat(fd)
    itself = (*_STAMP(status), status.st_dev)
    if old is not None and old.itself == itself and not _is_young(itself, old.seen):
        stamps = _stamps(fd, old.names)
        if not old.young and stamps.tobytes() == old.stamps:
            return Seen(prefix, old, old)
        return _compared(prefix, old._replace(seen=clock()), old, stamps)
    seen = clock()
    try:
        listed = list_folder(fd, prefix)
    except OSError as error:
        return Seen(prefix, Folder((), unlisted=(unlisted(prefix, error),)), old)
    names = tuple(sorted(listed.names))
    folder = Folder(
        itself if listed.steady else (),
        names,
        folders=tuple(sorted(listed.folders)),
        skipped=tuple(sorted(listed.skipped)),
        seen=seen,
    )
    return _compared(prefix, folder, old, _stamps(fd, names))


def _compared(prefix: str, folder: Folder, old: Folder | None, stamps: array[int]) -> Seen:
    """Find the files to read: those with another stamp than before, or with a young one."""
    known: dict[str, tuple[int, ...]] = {}
    if old is not None:
        kept = array("q", old.stamps)
        for place, name in enumerate(old.names):
            stamp = tuple(kept[place * _WIDTH : (place + 1) * _WIDTH])
            if not _is_young(stamp, old.seen):
                known[name] = stamp
    stale, young = [], False
    for place, name in enumerate(folder.names):
        stamp = tuple(stamps[place * _WIDTH : (place + 1) * _WIDTH])
        young = young or _is_young(stamp, folder.seen)
        if stamp[-1] < 0 or known.get(name) != stamp:
            stale.append(place)
    folder = folder._replace(stamps=stamps.tobytes(), young=young)
    return Seen(prefix, folder, old, tuple(stale))


def _is_young(stamp: Sequence[int], seen: int) -> bool:
    return max(stamp[1], stamp[2]) >= seen - GRAIN


def _stamps(fd: int, names: tuple[str, ...]) -> array[int]:
    stamps = array("q")
    extend, stat, stamp = stamps.extend, os.stat, _STAMP
    for name in names:
        try:
            extend(stamp(stat(name, dir_fd=fd)))
        except OSError:  # gone, or not ours to ask: reading it will tell
            extend(_NONE)
    return stamps
