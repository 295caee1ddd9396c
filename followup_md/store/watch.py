"""Waiting for contact files to change: by the system's own notices, else by looking regularly."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

SETTLE = 0.1  # seconds of quiet after which a change is complete
_LOOK = 0.5  # seconds between two looks at whether the folder is still the same
_POLL = 1.0  # seconds between two looks at the files, where there are no notices
# Reading a file is no change: re-reading the book upon these would never end.
_READING = ("opened", "closed_no_write")
_NO_NOTICES = (errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOSYS)


def changes(
    folder: Path,
    idle: float | None = None,
    over: threading.Event | None = None,
    warn: Callable[[str], object] = lambda _: None,
    polling: bool = False,
) -> Iterator[bool]:
    """Yield True after each change of a contact file below `folder`, once it has settled.

    Also False each time that `idle` seconds have passed without one, so that the caller can look
    at the date. Ends when `over` is set. `warn` hears it, once, where only polling is possible.
    """
    changed = threading.Event()
    over = over or threading.Event()
    observer: BaseObserver | None = None
    armed: tuple[int, int] | None = None
    last = time.monotonic()
    try:
        observer, polling = _arm(folder, changed, warn, polling)
        armed = _identity(folder)
        while not over.is_set():
            noticed = changed.wait(_LOOK if idle is None else min(_LOOK, idle))
            if _identity(folder) != armed or (observer is None and armed is not None):
                # A switch of branches may replace the folder; notices are of the old one.
                _disarm(observer)
                observer, polling = _arm(folder, changed, warn, polling)
                armed = _identity(folder)
                noticed = True
            if noticed:
                _settle(changed, over)
                last = time.monotonic()
                yield True
            elif idle is not None and time.monotonic() - last >= idle:
                last = time.monotonic()
                yield False
    finally:
        _disarm(observer)


def concerns(kind: str, is_directory: bool, *paths: str) -> bool:
    """Whether an event may have changed a contact."""
    if kind in _READING:
        return False
    if is_directory:
        return kind != "modified"  # its files speak for themselves
    names = [os.path.basename(path) for path in paths if path]
    return any(name.endswith(".md") and not name.startswith(".") for name in names)


def _arm(
    folder: Path, changed: threading.Event, warn: Callable[[str], object], polling: bool
) -> tuple[BaseObserver | None, bool]:
    """Start listening; None where there is no folder yet. Also whether it is by polling."""
    from watchdog.events import FileSystemEventHandler
    from watchdog.observers import Observer
    from watchdog.observers.polling import PollingObserver

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            paths = (os.fsdecode(event.src_path), os.fsdecode(event.dest_path))
            if concerns(event.event_type, event.is_directory, *paths):
                changed.set()

    if not folder.is_dir():
        return None, polling
    observer: BaseObserver = PollingObserver(timeout=_POLL) if polling else Observer()
    try:
        observer.schedule(Handler(), os.fspath(folder), recursive=True)
        observer.start()
    except FileNotFoundError:  # gone since
        return None, polling
    except OSError as error:
        if polling or error.errno not in _NO_NOTICES:
            raise
        warn("the system's limit of watched files is reached: looking once a second instead")
        return _arm(folder, changed, warn, True)
    return observer, polling


def _disarm(observer: BaseObserver | None) -> None:
    if observer is not None and observer.is_alive():
        observer.stop()
        observer.join(timeout=5)


def _settle(changed: threading.Event, over: threading.Event) -> None:
    """Wait until nothing has changed for a moment."""
    while not over.is_set():
        changed.clear()
        if not changed.wait(SETTLE):
            return


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino
