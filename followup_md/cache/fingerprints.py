"""Which contact files have changed since they were last read, by fingerprints of their folders.

A stamp is what Git's index has of a file, too: size, modification and change time, inode. The
fingerprint of a folder is its own stamp, which says whether its names are the same, and digests of
its files' stamps, one for so many files: an unchanged file costs Python nothing but the system call
for its stamp, and a changed one that a few are compared.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from operator import attrgetter

from followup_md.model.contact import CONTACTS
from followup_md.storage.folders import FOLDER, list_folder, open_folder, unlisted
from followup_md.typed import NamedTuple

# A file that changes twice within the clock's grain may have one stamp for both, so a file younger
# than this when it is read is read again the next time. FAT has two seconds, most have some ms.
GRAIN = 2_000_000_000  # ns
_STAMP = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
_WIDTH = 4  # numbers of a stamp
_PART = 250  # files of one digest
_NONE = array("q", (-1, -1, -1, -1))  # of a file without one
_SIZE = len(_NONE.tobytes())
_Stamp = tuple[int, ...]
_Parts = dict[int, list[_Stamp]]  # by number


class Folder(NamedTuple):
    """A folder as it was last seen."""

    itself: tuple[int, ...]  # its own stamp; () where it must be listed again
    listed: bytes = b""  # the names of its contact files, sorted, separated by slashes
    # Of their stamps, part by part; None: so young that a file may have changed unseen.
    digests: tuple[int | None, ...] = ()
    folders: tuple[str, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    unlisted: tuple[tuple[str, str], ...] = ()  # itself, where it cannot be listed
    seen: int = 0  # the file system's time before anything was read

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its contact files, computed at each access."""
        return tuple(os.fsdecode(self.listed).split("/")) if self.listed else ()


class Seen(NamedTuple):
    """A folder as it is now."""

    prefix: str  # its path under contacts/ with a slash at the end, or ""
    folder: Folder
    before: Folder | None
    stamps: bytes = b""  # of its files, packed
    stale: tuple[int, ...] = ()  # places of the files to be read

    @property
    def same(self) -> bool:
        """Whether nothing of it has changed."""
        return self.folder is self.before


class Known(NamedTuple):
    """What is known from earlier."""

    folders: Mapping[str, Folder]  # by prefix
    stamps: Callable[[str], bytes]  # of the files in a folder; b"" if they are lost
    clock: Callable[[], int]  # the file system's time in ns


class Elsewhere(NamedTuple):
    """Folders that another process looks at in the meantime."""

    prefixes: Set[str] = frozenset()
    same: Callable[[], Set[str]] = frozenset  # waits for what `unchanged` finds


_HERE = Elsewhere()


def look(root: str, known: Known, elsewhere: Elsewhere = _HERE) -> Iterator[Seen]:
    """Yield every folder of a book, subfolders after their parents."""
    waiting, later = [""], list[str]()
    while waiting or later:
        prefix = waiting.pop() if waiting else later.pop()
        if prefix in elsewhere.prefixes and waiting:
            later.append(prefix)
            continue
        seen: Seen | None
        if prefix in elsewhere.prefixes and prefix in elsewhere.same():
            seen = Seen(prefix, known.folders[prefix], known.folders[prefix])
        else:
            seen = _folder(root, prefix, known)
        if seen is not None:
            yield seen
            waiting += [f"{prefix}{name}/" for name in seen.folder.folders]


def unchanged(root: str, prefixes: Iterable[str], folders: Mapping[str, Folder]) -> list[str]:
    """Return the prefixes of the folders that are exactly as they were last seen."""
    found = []
    for prefix in prefixes:
        try:
            fd = os.open(_path(root, prefix), FOLDER)
        except OSError:
            continue
        try:
            if _is_same(fd, folders[prefix]):
                found.append(prefix)
        finally:
            os.close(fd)
    return found


def _is_same(fd: int, old: Folder) -> bool:
    itself = _itself(os.fstat(fd))
    settled = old.itself == itself and not _is_young(itself, old.seen)
    return settled and not _changed_parts(fd, old.listed, old.digests)


def names(root: str, folders: Mapping[str, Folder]) -> Iterator[tuple[str, bytes]]:
    """Yield every folder's prefix and names, in the form of `Folder.listed`.

    `folders`: as they were last seen; those that have not changed are not listed.
    """
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        path = _path(root, prefix)
        old = folders.get(prefix)
        try:
            itself = _itself(os.lstat(path))
            if old is not None and old.itself == itself and not _is_young(itself, old.seen):
                inside, listed = old.folders, old.listed
            else:
                with open_folder(path) as fd:
                    entries = list_folder(fd, prefix)
                inside, listed = tuple(entries.folders), joined(sorted(entries.names))
        except OSError:
            continue
        yield prefix, listed
        waiting += [f"{prefix}{name}/" for name in inside]


def clock() -> int:
    """Return the file system's time in ns, by a new pipe's stamp; 0 if there can be no pipe."""
    try:
        ends = os.pipe()
    except OSError:
        return 0  # long ago: every file is younger, and read again
    try:
        return os.fstat(ends[0]).st_mtime_ns
    finally:
        for end in ends:
            os.close(end)


def joined(names: Iterable[str]) -> bytes:
    """Return names in the form of `Folder.listed`."""
    return os.fsencode("/".join(names))


def without(stamps: bytes, places: Collection[int]) -> bytes:
    """Return stamps without those of some files, which are then read the next time."""
    changed = array("q", stamps)
    for place in places:
        changed[place * _WIDTH : (place + 1) * _WIDTH] = _NONE
    return changed.tobytes()


def only(stamps: bytes, places: Sequence[int]) -> bytes:
    """Return the stamps of these files only."""
    return b"".join(stamps[place * _SIZE : (place + 1) * _SIZE] for place in places)


def _folder(root: str, prefix: str, known: Known) -> Seen | None:
    try:
        fd = os.open(_path(root, prefix), FOLDER)
    except FileNotFoundError:
        return None
    except OSError as error:
        folder = Folder((), unlisted=(unlisted(prefix, error),))
        return Seen(prefix, folder, known.folders.get(prefix))
    try:
        return _opened(fd, prefix, known)
    finally:
        os.close(fd)


def _path(root: str, prefix: str) -> str:
    return f"{root}/{CONTACTS}/{prefix}".rstrip("/")


def _opened(fd: int, prefix: str, known: Known) -> Seen:
    old = known.folders.get(prefix)
    itself = _itself(os.fstat(fd))
    if old is not None and old.itself == itself and not _is_young(itself, old.seen):
        parts = _changed_parts(fd, old.listed, old.digests)
        if not parts:
            return Seen(prefix, old, old)
        folder = old._replace(seen=known.clock())
        stamps = known.stamps(prefix)
        if len(stamps) != _SIZE * _count(old.listed):  # they are lost
            stamps, parts = b"", _changed_parts(fd, old.listed, ())
    else:
        seen = known.clock()
        try:
            listed = list_folder(fd, prefix)
        except OSError as error:
            return Seen(prefix, Folder((), unlisted=(unlisted(prefix, error),)), old)
        names = joined(sorted(listed.names))
        stamps = known.stamps(prefix) if old is not None else b""
        parts = _changed_parts(fd, names, ())
        folder = Folder(
            itself if listed.steady else (),
            names,
            folders=tuple(sorted(listed.folders)),
            skipped=tuple(sorted(listed.skipped)),
            seen=seen,
        )
    return _compared(Seen(prefix, folder, old), stamps, parts)


def _itself(status: os.stat_result) -> tuple[int, ...]:
    return *_STAMP(status), status.st_dev


def _compared(seen: Seen, before: bytes, parts: _Parts) -> Seen:
    """Find the files to read: those whose stamp is new, or was young.

    `before`: the earlier stamps. `parts`: those of the folder as it is that have changed.
    """
    folder, packed, stale = seen.folder, bytearray(before), list[int]()
    digests: list[int | None] = list(folder.digests) or [None] * len(parts)
    if seen.before is None or seen.before.listed != folder.listed:
        packed = bytearray(_SIZE * _count(folder.listed))
    earlier = _earlier(seen, before)
    for number, stamps in parts.items():
        start = number * _PART
        found = enumerate(zip(earlier(start, len(stamps)), stamps, strict=True), start)
        stale += [place for place, (was, stamp) in found if was != stamp or stamp[-1] < 0]
        newest = max([max(mtime, ctime) for _, mtime, ctime, _ in stamps])
        digests[number] = None if newest >= folder.seen - GRAIN else hash(tuple(stamps))
        flat = array("q", chain.from_iterable(stamps)).tobytes()
        packed[start * _SIZE : start * _SIZE + len(flat)] = flat
    folder = folder._replace(digests=tuple(digests))
    return Seen(seen.prefix, folder, seen.before, bytes(packed), tuple(stale))


def _earlier(seen: Seen, stamps: bytes) -> Callable[[int, int], Sequence[_Stamp | None]]:
    """Return what gives the earlier stamps of some files; None for those not to be trusted."""
    old, folder = seen.before, seen.folder

    def unpacked(start: int, count: int) -> list[_Stamp | None]:
        numbers = iter(array("q", stamps[start * _SIZE : (start + count) * _SIZE]))
        found: list[_Stamp | None] = list(zip(*[numbers] * _WIDTH, strict=False))
        if old is not None:
            found = [s if s is not None and not _is_young(s, old.seen) else None for s in found]
        return found + [None] * (count - len(found))

    if old is None or old.listed == folder.listed:
        return unpacked
    by_name = dict(zip(old.names, unpacked(0, _count(old.listed)), strict=True))
    every = [by_name.get(name) for name in folder.names]
    return lambda start, count: every[start : start + count]


def _count(listed: bytes) -> int:
    return listed.count(b"/") + 1 if listed else 0


def _is_young(stamp: Sequence[int], seen: int) -> bool:
    return max(stamp[1], stamp[2]) >= seen - GRAIN


def _changed_parts(fd: int, listed: bytes, digests: Sequence[int | None]) -> _Parts:
    """Return the stamps of the parts of a folder's files that have another digest."""
    names, changed = listed.split(b"/") if listed else [], {}
    for number, start in enumerate(range(0, len(names), _PART)):
        stamps = _stamps(fd, names[start : start + _PART])
        if number >= len(digests) or hash(tuple(stamps)) != digests[number]:
            changed[number] = stamps
    return changed


def _stamps(fd: int, names: Iterable[bytes]) -> list[_Stamp]:
    found: list[_Stamp] = []
    add, stat, stamp = found.append, os.stat, _STAMP
    for name in names:  # bytes need no encoding: a tenth faster
        try:
            add(stamp(stat(name, dir_fd=fd)))
        except OSError:  # gone or forbidden: reading it will say
            add(tuple(_NONE))
    return found
