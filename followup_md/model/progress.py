"""How far a long run is, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeVar

    Item = TypeVar("Item")

# Called with what is done now, how much of it is done, and all (0: nobody knows). What has begun
# ends with as much as all, or with an error.
Progress = Callable[[str, int, int], None]
_OFTEN = 50  # items between two calls


def silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""


def counted(items: Iterable[Item], total: int, progress: Progress, what: str) -> Iterator[Item]:
    """Yield the items, and tell how many of them were."""
    for done, item in enumerate(items):
        if not done % _OFTEN:
            progress(what, done, max(total, done + 1))
        yield item
    progress(what, 1, 1)
