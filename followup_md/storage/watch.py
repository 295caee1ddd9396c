"""Waiting for contact files to change: by the system's notifications, else by polling."""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

# Seconds without another event after which a change is complete: a file that is closed, renamed or
# removed is, one that was written to may be written to again.
_DONE = 0.03
_WRITING = 0.1
_LONGEST = 2.0  # seconds after which a change that goes on and on is reported all the same
_LOOK = 0.5  # seconds between two looks at `over`
_IDLE = 30.0  # seconds between two looks at whether the folder is still the same one
_POLL = 1.0  # seconds between two looks without notifications
_COMPLETE = ("closed", "moved", "deleted")
# The events to ask watchdog for; not every version knows them all.
_KINDS = (
    "FileCreatedEvent",
    "FileModifiedEvent",
    "FileAttribEvent",
    "FileClosedEvent",
    "FileMovedEvent",
    "FileDeletedEvent",
    "DirCreatedEvent",
    "DirMovedEvent",
    "DirDeletedEvent",
)
# Events of mere reading: reading the book upon these would never end.
_READING = ("opened", "closed_no_write")
_NO_NOTIFICATIONS = (errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOSYS)


def changes(
    folder: Path,
    idle: float | None = None,
    over: threading.Event | None = None,
    warn: Callable[[str], object] = lambda _: None,
    polling: bool = False,
    siblings: Collection[str] = (),
) -> Iterator[bool]:
    """Yield True after each change of a contact file below `folder`, once it has settled.

    `siblings`: names of files next to the folder that count, too. Yield False once it is watching,
    and each time that `idle` seconds have passed without a change, so that the caller can look at
    the date. End when `over` is set. `warn` is called once if only polling is possible.
    """
    watcher = _FolderWatcher(folder, siblings, warn, polling)
    try:
        watcher.start()
        yield False
        last = time.monotonic()
        while over is None or not over.is_set():
            changed = watcher.changed.wait(_wait(idle, over is not None, watcher.is_watching))
            if changed:
                watcher.settle()
            if watcher.must_restart():
                watcher.start()
                changed = True
            if changed or (idle is not None and time.monotonic() - last >= idle):
                last = time.monotonic()
                yield changed
    finally:
        watcher.stop()


def concerns(kind: str, is_directory: bool, *paths: str) -> bool:
    """Whether an event may have changed a contact."""
    if kind in _READING:
        return False
    if is_directory:
        return kind != "modified"  # its files speak for themselves
    names = [os.path.basename(path) for path in paths if path]
    return any(name.endswith(".md") and not name.startswith(".") for name in names)


def _wait(idle: float | None, ends: bool, watching: bool) -> float:
    """Return the seconds to wait for an event."""
    pause = _IDLE if watching else _POLL
    return min(_IDLE if idle is None else idle, _LOOK if ends else _IDLE, pause)


class _FolderWatcher:
    """Watches a folder, and its parent in case the folder is replaced."""

    def __init__(
        self, folder: Path, siblings: Collection[str], warn: Callable[[str], object], polling: bool
    ) -> None:
        self._folder = folder
        self._siblings = {folder.name, *siblings}
        self._warn = warn
        self._polling = polling
        self._observer: BaseObserver | None = None
        self._identity: object = None
        self._moved = False  # whether folders have come or gone
        self._pause = _WRITING
        self.changed = threading.Event()

    @property
    def is_watching(self) -> bool:
        """Whether there is a folder to watch."""
        return self._observer is not None

    def start(self) -> None:
        """Start watching the folder that is there now."""
        self.stop()
        self._moved = False
        self._identity = self._identities()
        try:
            self._observer = self._observe()
        except FileNotFoundError:  # it has just gone
            self._identity = None
        except OSError as error:
            if self._polling or error.errno not in _NO_NOTIFICATIONS:
                raise
            self._warn("the system's limit of watched files is reached: looking once a second")
            self._polling = True
            self.start()

    def must_restart(self) -> bool:
        """Whether the folder that is there now may not be the one that is watched."""
        # watchdog does not say which new folders the system refuses to watch; starting again does.
        return self._identities() != self._identity or (self._moved and not self._polling)

    def settle(self) -> None:
        """Wait until nothing has changed for a moment."""
        end = time.monotonic() + _LONGEST
        while time.monotonic() < end:
            self.changed.clear()
            if not self.changed.wait(self._pause):
                return

    def stop(self) -> None:
        """Stop watching."""
        observer, self._observer = self._observer, None
        if observer is not None:
            _stop(observer)

    def _observe(self) -> BaseObserver | None:
        parent = self._folder.parent
        if not parent.is_dir():
            return None
        from watchdog import events
        from watchdog.observers import Observer
        from watchdog.observers.polling import PollingObserver

        notice = self._notice
        # Lost events need no warning: any event means no more than "look".
        logging.getLogger("watchdog").setLevel(logging.ERROR)

        class Handler(events.FileSystemEventHandler):
            def __init__(self, is_relevant: Callable[..., bool]) -> None:
                self._is_relevant = is_relevant

            def on_any_event(self, event: FileSystemEvent) -> None:
                paths = os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
                if self._is_relevant(event.event_type, event.is_directory, *paths):
                    notice(event)

        kinds = [getattr(events, name) for name in _KINDS if hasattr(events, name)]
        observer: BaseObserver = PollingObserver(timeout=_POLL) if self._polling else Observer()
        try:
            if self._folder.is_dir():
                real = os.path.realpath(self._folder)  # the target of a link
                observer.schedule(Handler(concerns), real, recursive=True, event_filter=kinds)
            observer.start()
            # Last: if the system has refused a folder below, which watchdog does not say, it
            # refuses this one, too.
            around = Handler(self._is_sibling)
            observer.schedule(around, os.fspath(parent), recursive=False, event_filter=kinds)
        except BaseException:
            _stop(observer)
            raise
        return observer

    def _is_sibling(self, _kind: str, _is_directory: bool, *paths: str) -> bool:
        return not self._siblings.isdisjoint(map(os.path.basename, paths))

    def _notice(self, event: FileSystemEvent) -> None:
        self._pause = _DONE if event.event_type in _COMPLETE else _WRITING
        self._moved = self._moved or event.is_directory
        self.changed.set()

    def _identities(self) -> object:
        return _identity(self._folder.parent), _identity(self._folder)


def _stop(observer: BaseObserver) -> None:
    observer.stop()
    if observer.is_alive():
        observer.join(timeout=5)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino
