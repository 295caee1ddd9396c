"""How far a long run is, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

# Called with what is done now, how much of it is done, and all: ("reading inbox", 10, 300). What
# has begun ends with as much as all, or an error.
Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _total: int) -> None:
    """Show nothing."""
