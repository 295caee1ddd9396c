"""The rows that `due` showed last on each terminal: the number of one stands for its contact.

They are kept in the cache, and only as good as the book is unchanged: else a number might stand
for somebody who was dealt with meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress

from followup_md.cache.database import CacheError, CacheRow, encode
from followup_md.errors import RefusedError
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from followup_md.book.book import Book
    from followup_md.book.cached import CachedBook

_TABLE = "shown rows"
_TERMINALS = 20  # whose rows are kept


def keep(book: Book, terminal: str, state: int | None, ids: Sequence[str], now: int) -> bool:
    """Keep the rows shown on a terminal, in their order; whether that was possible.

    `state`: of the book that they come from. `now`: any number that grows with time, by which the
    terminals are told that were not used for long.
    """
    if book.cache is None or state is None or not terminal:
        return False
    cache = book.cache.database
    try:
        old = _get(cache.get(_TABLE, terminal))
        if old is not None and old[1:] == (state, tuple(ids), ()):
            return True
        rows: list[CacheRow] = []
        used = sorted((value[0], key) for key, value in cache.values(_TABLE) if key != terminal)
        rows += [(_TABLE, key, None) for _, key in used[: max(len(used) - _TERMINALS + 1, 0)]]
        value = now, state, tuple(ids), ()
        cache.put([*rows, (_TABLE, terminal, encode(terminal, value, cache.namespace))])
    except CacheError:
        return False
    return True


def contact(book: Book, terminal: str, number: int) -> str | None:
    """Return the id of the contact in a row shown on this terminal; None if there is no such row.

    Raises RefusedError if the book has changed since.
    """

    def ask(cached: CachedBook) -> tuple[str, bool] | None:
        kept = _get(cached.cache.get(_TABLE, terminal))
        if kept is None or not 0 < number <= len(kept[2]):
            return None
        _, state, ids, written = kept
        return ids[number - 1], cached.state_without(written) == state

    found = book.ask_cache(ask) if terminal else None
    if found is None:
        return None
    id_, same = found
    if not same:
        raise RefusedError(
            f"the book has changed since row {number} was shown here: see followup due, and take"
            " the number from there; or type the name"
        )
    return id_


def expect_change(book: Book, terminal: str, ids: Collection[str]) -> None:
    """Let the numbers hold although these contacts, taken from the rows, are going to be changed.

    What is changed by number is known on this terminal.
    """

    def ask(cached: CachedBook) -> bool:
        kept = _get(cached.cache.get(_TABLE, terminal))
        if kept is not None:
            now, state, rows, written = kept
            more = tuple(sorted({*written, *ids}))
            value = now, state - cached.state_without(written) + cached.state_without(more)
            row = encode(terminal, (*value, rows, more), cached.cache.namespace)
            cached.cache.put([(_TABLE, terminal, row)])
        return True

    with suppress(CacheError):
        book.ask_cache(ask)


def _get(value: Any) -> tuple[int, int, tuple[str, ...], tuple[str, ...]] | None:
    return None if value is None else tuple(value)
