"""The cache of one book: values by table and key, in an SQLite file in the user's cache folder.

A value is made of plain tuples, strings and numbers, stored after a checksum of itself and its key.
Whatever is wrong with the file is a CacheError: the caller then reads the book itself. The file may
be deleted at any time, and never needs attention.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Set
from zlib import adler32, crc32

from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_WAIT = 1.0  # seconds for another process that is writing
_CHECK = 4  # bytes of a checksum
# The last version without references: equal values are equal bytes, and have equal checksums.
MARSHAL = 2
_BROKEN = (sqlite3.Error, OSError, ValueError, EOFError, TypeError, OverflowError, MemoryError)
CacheRow = tuple[str, str, bytes | None]  # table, key, encoded value


class CacheError(Exception):
    """The cache cannot be used."""


class CacheInvalidError(CacheError):
    """The cache is damaged, out of date or not the user's own."""


class CacheBusyError(CacheError):
    """Another process has locked the cache."""


class CacheChangedError(CacheError):
    """The book or its cache has changed in the meantime: trying again helps."""


class Cache:
    """The cached values of one book. Tables are made when something is first put into them."""

    def __init__(self, path: str, database: sqlite3.Connection) -> None:
        self._path = path
        self._database = database
        self._failure: CacheError | None = None  # to write: waiting once is enough
        self._tables = self.tables()
        self.namespace = 0  # part of every checksum: values of another one are invalid

    def get(self, table: str, key: str) -> Any:
        """Return a value, or None if there is none. Raises CacheError."""
        raw = self.raw(table, key)
        return None if raw is None else decode(key, raw, self.namespace)

    def raw(self, table: str, key: str) -> bytes | None:
        """Return an encoded value, or None if there is none. Raises CacheError."""
        if not self._has(table):
            return None
        with _cache_errors():
            query = f"SELECT value FROM {_quoted(table)} WHERE key = ?"
            found = self._database.execute(query, (key,)).fetchone()
            return None if found is None else bytes(found[0])

    def rows(self, table: str) -> Iterator[tuple[str, bytes]]:
        """Yield each key of a table with its encoded value. Raises CacheError."""
        if not self._has(table):
            return
        with _cache_errors():
            for key, value in self._database.execute(f"SELECT key, value FROM {_quoted(table)}"):
                if isinstance(key, str) and isinstance(value, bytes):
                    yield key, value

    def values(self, table: str) -> Iterator[tuple[str, Any]]:
        """Yield each key of a table with its value; skip invalid ones. Raises CacheError."""
        for key, raw in self.rows(table):
            data = memoryview(raw)[_CHECK:]
            if _sum(key, data, self.namespace) == checksum(raw):
                yield key, marshal.loads(data)

    @contextlib.contextmanager
    def read_transaction(self) -> Iterator[None]:
        """Make everything that is read inside belong to one moment. Raises CacheError."""
        with _cache_errors():
            self._database.execute("BEGIN")
        try:
            yield
        finally:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("COMMIT")

    def put(self, rows: Iterable[CacheRow], expected: tuple[str, str, int] | None = None) -> None:
        """Store encoded values, all or none; None deletes.

        `expected`: table, key and the checksum of the value there (0: none). Raises
        CacheChangedError if another process has changed it, and other CacheErrors.
        """
        with self._write_transaction() as execute:
            if expected is not None:
                *place, check = expected
                if checksum(self.raw(*place) or b"") != check:
                    raise CacheChangedError("another process was faster")
            gone: dict[str, list[tuple[str]]] = {}
            new: dict[str, list[tuple[str, bytes]]] = {}
            for table, key, value in rows:
                if value is None:
                    gone.setdefault(table, []).append((key,))
                else:
                    new.setdefault(table, []).append((key, value))
            for table in filter(self._has, gone):
                delete = f"DELETE FROM {_quoted(table)} WHERE key = ?"
                self._database.executemany(delete, gone[table])
            for table, values in new.items():
                if not self._has(table):
                    execute(f"CREATE TABLE {_quoted(table)} (key TEXT PRIMARY KEY, value BLOB)")
                insert = f"INSERT OR REPLACE INTO {_quoted(table)} VALUES (?, ?)"
                self._database.executemany(insert, values)

    def clear(self, tables: Iterable[str], key: tuple[str, str]) -> None:
        """Delete everything in these tables, and one value by table and key. Raises CacheError."""
        with self._write_transaction() as execute:
            for table in filter(self._has, tables):
                execute(f"DELETE FROM {_quoted(table)}")
            if self._has(key[0]):
                execute(f"DELETE FROM {_quoted(key[0])} WHERE key = ?", key[1:])

    @contextlib.contextmanager
    def _write_transaction(self) -> Iterator[Callable[..., object]]:
        if self._failure is not None:
            raise self._failure
        execute = self._database.execute
        try:
            with _cache_errors():
                execute("BEGIN IMMEDIATE")
                try:
                    yield execute
                    execute("COMMIT")
                except BaseException:
                    self._tables = frozenset()  # those made just now are gone
                    with contextlib.suppress(sqlite3.Error):
                        execute("ROLLBACK")
                    raise
        except CacheChangedError:
            raise
        except CacheError as error:
            self._failure = error
            raise

    def _has(self, table: str) -> bool:
        if table not in self._tables:  # another process may have made it
            self._tables = self.tables()
        return table in self._tables

    def tables(self) -> Set[str]:
        """Return the names of all tables. Raises CacheError."""
        with _cache_errors():
            names = self._database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return frozenset(str(name) for (name,) in names)

    def clock(self) -> int:
        """Return the file system's time in ns, or 0 if the cache cannot be written."""
        with contextlib.suppress(OSError):
            os.utime(self._path)
            return os.stat(self._path).st_mtime_ns
        return 0

    def __del__(self) -> None:
        """Close the file of a cache that nobody has any more: Python's SQLite leaves it open."""
        self.close()

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(sqlite3.Error):
            self._database.close()


def encode(key: str, value: Any, namespace: int) -> bytes:
    """Return a value as it is stored under this key: its checksum, then itself."""
    data = marshal.dumps(value, MARSHAL)
    return _sum(key, data, namespace).to_bytes(_CHECK) + data


def decode(key: str, raw: bytes, namespace: int) -> Any:
    """Return the value that was encoded for this key. Raises CacheInvalidError."""
    data = memoryview(raw)[_CHECK:]
    with _cache_errors():
        if _sum(key, data, namespace) == checksum(raw):
            return marshal.loads(data)
    raise CacheInvalidError(key)


def checksum(raw: bytes) -> int:
    """Return the checksum of an encoded value."""
    return int.from_bytes(raw[:_CHECK])


def open_cache(root: str) -> Cache:
    """Open the cache of the book in this folder; replace a damaged one. Raises CacheError."""
    path = _path(os.path.realpath(root))
    try:
        return _open(path)
    except CacheBusyError:
        raise
    except CacheError:
        _unlink(path)
        return _open(path)


def delete(root: str) -> None:
    """Delete the cache of the book in this folder."""
    with contextlib.suppress(CacheError):
        _unlink(_path(os.path.realpath(root)))


def _unlink(path: str) -> None:
    # With what SQLite may have left next to it.
    for ending in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            os.unlink(path + ending)


def _sum(key: str, data: bytes | memoryview, namespace: int) -> int:
    return crc32(data, crc32(key.encode("utf-8", "surrogateescape"), namespace))


@contextlib.contextmanager
def _cache_errors() -> Iterator[None]:
    """Turn whatever SQLite, marshal and the file system raise into CacheErrors."""
    try:
        yield
    except _BROKEN as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without its details
        busy = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        raise (CacheBusyError if busy else CacheInvalidError)(str(error)) from error


def _open(path: str) -> Cache:
    with _cache_errors():
        _refuse_foreign_file(path)
        database = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        try:
            # A cache that a crash of the machine has damaged is found out by its checksums.
            database.execute("PRAGMA synchronous = OFF")
            # For a new file: long values, those of a whole book, are read and written faster.
            database.execute("PRAGMA page_size = 16384")
            return Cache(path, database)
        except BaseException:
            database.close()
            raise


def _path(root: str) -> str:
    """Return the cache file of the book at `root`, whose folder is made if it is missing."""
    home = os.path.expanduser("~")
    place = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(place):
        place = os.path.join(home, "Library/Caches" if sys.platform == "darwin" else ".cache")
    folder = os.path.join(place, "followup")
    if os.path.realpath(folder).startswith(root.rstrip("/") + "/"):
        raise CacheInvalidError("the cache would be inside the book")
    with _cache_errors():
        with contextlib.suppress(FileExistsError):
            os.makedirs(place, exist_ok=True)
            os.mkdir(folder, 0o700)
        status = os.lstat(folder)
        if not stat.S_ISDIR(status.st_mode) or not _is_own(status) or status.st_mode & 0o022:
            raise CacheInvalidError("the cache folder is not the user's own")
    name = root.encode("utf-8", "surrogateescape")
    return os.path.join(folder, f"{crc32(name):08x}{adler32(name):08x}.db")


def _refuse_foreign_file(path: str) -> None:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISREG(status.st_mode) or not _is_own(status) or status.st_nlink != 1:
        raise CacheInvalidError("the cache is not a file of the user's own")


def _is_own(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid()


def _quoted(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'
