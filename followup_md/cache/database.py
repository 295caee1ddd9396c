"""What was read of a book, kept in the user's cache folder: values by table and key, in SQLite.

A value is plain tuples, texts and numbers behind a checksum of them and their key. Whatever is
wrong with the file is a DoubtError: the caller then reads the book itself. Nothing in here is
ever needed, and nobody has to look after it.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Set
from typing import Any, NamedTuple
from zlib import adler32, crc32

_WAIT = 1.0  # seconds for another process that writes
_CHECK = 4  # bytes of a checksum
# The last version that knows no references: equal values are equal bytes, and have equal checks.
_MARSHAL = 2
_BROKEN = (sqlite3.Error, OSError, ValueError, EOFError, TypeError, OverflowError, MemoryError)


class DoubtError(Exception):
    """The cache cannot be trusted, or is not there."""

    busy = False  # another process has it
    again = False  # something has changed meanwhile: to begin again will do


class Expected(NamedTuple):
    """Where a value is kept, and the check of what is expected there (0: nothing)."""

    table: str
    key: str
    check: int


class Cache:
    """The kept values of one book."""

    def __init__(self, path: str, database: sqlite3.Connection) -> None:
        self._path = path
        self._database = database
        self._writable = True
        self._tables = self.tables()
        self.edition = 0  # of values: those of another one are broken

    def get(self, table: str, key: str) -> Any:
        """Return a value, or None if there is none. Raises DoubtError."""
        raw = self.raw(table, key)
        return None if raw is None else decode(key, raw, self.edition)

    def raw(self, table: str, key: str) -> bytes | None:
        """Return a value as `encode` made it, or None if there is none. Raises DoubtError."""
        if not self._has(table):
            return None
        with _doubting():
            query = f"SELECT value FROM {_quoted(table)} WHERE key = ?"
            found = self._database.execute(query, (key,)).fetchone()
            return None if found is None else bytes(found[0])

    def every(self, table: str) -> Iterator[tuple[str, bytes]]:
        """Yield each key of a table with its value as `encode` made it. Raises DoubtError."""
        if not self._has(table):
            return
        with _doubting():
            for key, value in self._database.execute(f"SELECT key, value FROM {_quoted(table)}"):
                if isinstance(key, str) and isinstance(value, bytes):
                    yield key, value

    def values(self, table: str) -> Iterator[tuple[str, Any]]:
        """Yield each key of a table with its value, but skip the broken ones. Raises DoubtError."""
        edition = self.edition
        for key, raw in self.every(table):
            data = memoryview(raw)[_CHECK:]
            if _sum(key, data, edition) == int.from_bytes(raw[:_CHECK]):
                yield key, marshal.loads(data)

    @contextlib.contextmanager
    def still(self) -> Iterator[None]:
        """Have all that is got meanwhile be of one moment."""
        with _doubting():
            self._database.execute("BEGIN")
        try:
            yield
        finally:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("COMMIT")

    def put(
        self, rows: Iterable[tuple[str, str, bytes | None]], where: Expected | None = None
    ) -> None:
        """Keep sealed values, given as (table, key, value), all of them or none; None: forget.

        Raises DoubtError where they cannot be kept; `again` where another process has changed what
        is expected at the place `where`.
        """
        with self._writing():
            if (
                where is not None
                and checksum(self.raw(where.table, where.key) or b"") != where.check
            ):
                raise begin_again("another process was faster")
            gone: dict[str, list[tuple[str]]] = {}
            new: dict[str, list[tuple[str, bytes]]] = {}
            for table, key, value in rows:
                if value is None:
                    gone.setdefault(table, []).append((key,))
                else:
                    new.setdefault(table, []).append((key, value))
            for table, keys in gone.items():
                if self._has(table):
                    self._database.executemany(f"DELETE FROM {_quoted(table)} WHERE key = ?", keys)
            for table, values in new.items():
                if not self._has(table):
                    columns = "key TEXT PRIMARY KEY, value BLOB"
                    self._database.execute(f"CREATE TABLE {_quoted(table)} ({columns})")
                row = f"INSERT OR REPLACE INTO {_quoted(table)} VALUES (?, ?)"
                self._database.executemany(row, values)

    def empty(self, tables: Iterable[str], also: Expected) -> None:
        """Forget all that is in these tables, and a value. Raises DoubtError."""
        with self._writing() as execute:
            for table in filter(self._has, tables):
                execute(f"DELETE FROM {_quoted(table)}")
            if self._has(also.table):
                execute(f"DELETE FROM {_quoted(also.table)} WHERE key = ?", (also.key,))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Callable[..., object]]:
        if not self._writable:
            raise DoubtError("the cache cannot be written")
        execute = self._database.execute
        try:
            with _doubting():
                execute("BEGIN IMMEDIATE")
                try:
                    yield execute
                    execute("COMMIT")
                except BaseException:
                    self._tables = frozenset()  # those made just now are gone again
                    with contextlib.suppress(sqlite3.Error):
                        execute("ROLLBACK")
                    raise
        except DoubtError as error:
            self._writable = error.again  # else to wait once is enough
            raise

    def clock(self) -> int:
        """Return the file system's time in ns; 0 where the cache cannot be written."""
        with contextlib.suppress(OSError):
            os.utime(self._path)
            return os.stat(self._path).st_mtime_ns
        return 0

    def _has(self, table: str) -> bool:
        if table not in self._tables:  # it may be another process's work
            self._tables = self.tables()
        return table in self._tables

    def tables(self) -> Set[str]:
        """Return the names of all tables. Raises DoubtError."""
        with _doubting():
            names = self._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return frozenset(str(name) for (name,) in names)

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()


def begin_again(why: str) -> DoubtError:
    """Return the doubt that goes away by itself."""
    doubt = DoubtError(why)
    doubt.again = True
    return doubt


def encode(key: str, value: Any, edition: int) -> bytes:
    """Return a value as it is kept under this key: its checksum, then itself."""
    data = marshal.dumps(value, _MARSHAL)
    return _sum(key, data, edition).to_bytes(_CHECK) + data


def decode(key: str, raw: bytes, edition: int) -> Any:
    """Return the value that `sealed` kept under this key, or raise DoubtError."""
    try:
        return _opened(key, raw, edition)
    except _BROKEN as error:
        raise _doubt(error) from error


def checksum(raw: bytes) -> int:
    """Return the checksum of a sealed value."""
    return int.from_bytes(raw[:_CHECK])


def open_cache(root: str) -> Cache:
    """Open the cache of the book in this folder; a broken one is made anew. Raises DoubtError."""
    path = _path(os.path.realpath(root))
    try:
        return _open(path)
    except DoubtError as error:
        if error.busy:
            raise
        _discard(path)
        return _open(path)


def delete(root: str) -> None:
    """Remove the cache of the book in this folder."""
    with contextlib.suppress(DoubtError):
        _discard(_path(os.path.realpath(root)))


def _discard(path: str) -> None:
    # With what SQLite may have left beside it.
    for ending in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            os.unlink(path + ending)


def _opened(key: str, raw: bytes, edition: int) -> Any:
    if not isinstance(raw, bytes) or not isinstance(key, str):
        raise DoubtError(key)
    data = memoryview(raw)[_CHECK:]
    if _sum(key, data, edition) != checksum(raw):
        raise DoubtError(key)
    return marshal.loads(data)


def _sum(key: str, data: bytes | memoryview, edition: int) -> int:
    return crc32(data, crc32(key.encode("utf-8", "surrogateescape"), edition))


@contextlib.contextmanager
def _doubting() -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise _doubt(error) from error


def _doubt(error: Exception) -> DoubtError:
    doubt = DoubtError(str(error))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without its details
    doubt.busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return doubt


def _open(path: str) -> Cache:
    with _doubting():
        _refuse_strangers(path)
        database = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        try:
            # A cache that a crash of the machine spoils is found out by its checksums.
            database.execute("PRAGMA synchronous = OFF")
            # Of a new file: the longest values, those of a whole book, are read and written faster.
            database.execute("PRAGMA page_size = 16384")
            return Cache(path, database)
        except BaseException:
            database.close()
            raise


def _path(root: str) -> str:
    """Return the file for the book at `root`; its folder is made where it is missing."""
    home = os.path.expanduser("~")
    place = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(place):
        place = os.path.join(home, "Library/Caches" if sys.platform == "darwin" else ".cache")
    folder = os.path.join(place, "followup")
    if os.path.realpath(folder).startswith(root.rstrip("/") + "/"):
        raise DoubtError("the cache would be inside the book")
    with _doubting():
        with contextlib.suppress(FileExistsError):
            os.makedirs(place, exist_ok=True)
            os.mkdir(folder, 0o700)
        status = os.lstat(folder)
        if not stat.S_ISDIR(status.st_mode) or not _is_ours(status) or status.st_mode & 0o022:
            raise DoubtError("the cache folder is not the user's own")
    name = root.encode("utf-8", "surrogateescape")
    return os.path.join(folder, f"{crc32(name):08x}{adler32(name):08x}.db")


def _refuse_strangers(path: str) -> None:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(status.st_mode) or not _is_ours(status) or status.st_nlink != 1:
        raise DoubtError("the cache is not a file of the user's own")


def _quoted(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid()
