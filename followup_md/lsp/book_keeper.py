"""A book that is kept open: read in a thread of its own, and again when files have changed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from followup_md.book.book import Book, open_book, open_cached
from followup_md.book.live import WatchedBook
from followup_md.errors import FollowupError, words_of
from followup_md.lsp.known_book import Known, KnownBook
from followup_md.policy.incremental import IdentityMemo


class BookKeeper:
    """Keeps what is known of one book; `changed` is called, in its thread, when that is new."""

    def __init__(self, root: str, cache: bool, changed: Callable[[BookKeeper], None]) -> None:
        self.root = root
        self.book: Book | None = None  # its settings; None: not opened yet
        self.known: KnownBook | None = None  # None: not read yet
        self.failure = ""  # why the book cannot be read, as of the last look
        self._cache = cache
        self._changed = changed
        self._watched: WatchedBook | None = None
        self._known_of = IdentityMemo(Known.of)
        self._reading: object = None
        self._lock = Lock()
        self._waiting = False  # whether a look has been asked for that has not begun
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="book")

    def look(self) -> None:
        """Have the files looked at soon; many calls are one look."""
        with self._lock:
            if self._waiting:
                return
            self._waiting = True
        # A bug is said on stderr, where editors keep what their servers say.
        self._thread.submit(self._look).add_done_callback(
            lambda done: done.cancelled() or done.result()
        )

    def close(self) -> None:
        """Look no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _look(self) -> None:
        with self._lock:
            self._waiting = False
        try:
            self._refresh()
        except FollowupError as error:
            self._fail(str(error))
        except OSError as error:
            self._fail(words_of(error, self.root))

    def _fail(self, why: str) -> None:
        if self.failure != why:
            self.failure = why
            self._changed(self)

    def _refresh(self) -> None:
        if self._watched is None:
            book = open_cached(self.root) if self._cache else open_book(self.root)
            self._watched = WatchedBook(book)
            self.book = book
            self._changed(self)  # enough for what a file says by itself
        reading = self._watched.refresh()
        if reading is self._reading and not self.failure:
            return
        book = self._watched.book
        known = KnownBook(
            self.root, book.settings, book.calendar, reading, self._known_of(reading.contacts)
        )
        self.book, self.known = book, known.prepare()
        self._reading, self.failure = reading, ""
        self._changed(self)
