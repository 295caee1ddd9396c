"""Whether Git is changing the very files that are being read, such as in a merge.

Git removes a file before it writes the new one, so for a moment a contact is gone, empty or half.
It holds a lock while it does so and replaces its index at the end. Readers never lock: they look at
both, and where they found a change, look again when Git is done.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

NOTE = "followup-merging"  # in Git's folder, while it merges for `sync`
LOCK = "followup.lock"  # in Git's folder, too: held by whoever writes
_WAIT = 5.0  # seconds, at most, for all of Git's work
_TICK = 0.02  # seconds
_INDEX = "index.lock"
# What is there while Git works, and for how many ns at most: afterwards it was killed, waits for a
# person, or has an editor open.
_AT_WORK = {
    _INDEX: 30_000_000_000,
    "rebase-merge": 2_000_000_000,
    "rebase-apply": 2_000_000_000,
}
_BY_GIT = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_REFLOG_ACTION")


class Checkout:
    """What Git does in the working tree around a folder from now on.

    `clock` returns the file system's time in ns.
    """

    def __init__(self, folder: str, clock: Callable[[], int]) -> None:
        self._own = "" if _started_by_git() else _own_folder(folder)
        self._clock = clock
        self._index = self._stamp()
        self._end = 0.0

    def has_interfered(self) -> bool:
        """Whether Git was at work since this was made, or was last asked; wait until it is done.

        False if Git takes too long: what is there must do.
        """
        if not self._own:
            return False
        now = time.monotonic()
        self._end = self._end or now + _WAIT
        waited = False
        while self._is_at_work():
            if time.monotonic() > self._end:
                return False
            waited = True
            time.sleep(_TICK)
        before, self._index = self._index, self._stamp()
        return (waited or before != self._index) and now < self._end

    def _is_at_work(self) -> bool:
        for name, most in _AT_WORK.items():
            try:
                since = os.lstat(f"{self._own}/{name}").st_mtime_ns
            except OSError:
                continue
            if self._clock() - since < most:
                return True
        return False

    def _stamp(self) -> tuple[int, ...]:
        try:
            status = os.stat(f"{self._own}/index") if self._own else None
        except OSError:
            return ()
        return (status.st_mtime_ns, status.st_ino, status.st_size) if status else ()


def cut_off(folder: str, clock: Callable[[], int]) -> str:
    """Return in words that Git was killed here and may have left contacts out, or "".

    `clock` as above.
    """
    own = "" if _started_by_git() else _own_folder(folder)
    if _is_cut_off(own):
        return "a merge was cut off here: followup sync finishes it"
    try:
        since = os.lstat(f"{own}/{_INDEX}").st_mtime_ns if own else 0
    except OSError:
        return ""
    if not since or clock() - since < _AT_WORK[_INDEX]:
        return ""
    lock = f"{own}/{_INDEX}"
    return f"Git is at work, or was killed: if none runs, delete {lock}, then see git status"


def _is_cut_off(own: str) -> bool:
    """Whether `sync` was killed while Git merged. `own`: the folder with Git's data, or ""."""
    if not own or not os.path.lexists(f"{own}/{NOTE}"):
        return False
    from pathlib import Path  # not needed for a plain `due`

    from followup_md.storage import lock  # which is hardly ever needed

    with lock.try_acquire(Path(own, LOCK)) as held:
        return held


def _started_by_git() -> bool:
    # By a hook, whose Git may hold the lock until we end.
    return any(name in os.environ for name in _BY_GIT)


def _own_folder(folder: str) -> str:
    """Return the folder with Git's data on the working tree around a folder, or ""."""
    place = os.path.abspath(folder)
    while True:
        git = f"{place}/.git"
        if os.path.isdir(git):
            return git
        if os.path.isfile(git):  # of a linked working tree, or a submodule
            return _linked(git)
        above = os.path.dirname(place)
        if above == place:
            return ""
        place = above


def _linked(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            words = file.read(4096)
    except OSError:
        return ""
    return os.path.join(os.path.dirname(path), words.removeprefix("gitdir:").strip())
