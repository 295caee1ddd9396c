"""What an import of history has done, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from followup_md.model.message import Noted
from followup_md.policy.phrases import plural
from followup_md.views.text_layout import Screen, path_shown, truncate

Counted = tuple[str, str, int]  # the name of a source, its format, and how much was in it

_FEW = 10  # rows of a kind, if not all are asked for
_MARGIN = " " * 6
_FORMATS = {
    "mail": "mail",
    "mbox": "mailbox",
    "maildir": "Maildir",
    "calls": "phone log",
    "calendar": "calendar",
    "whatsapp": "WhatsApp chat",
    "telegram": "Telegram chats",
}
_CHATS = {"whatsapp", "telegram"}  # which know people by their names
_WHAT = {"calls": "entry", "calendar": "event"}


def summary(
    sources: Sequence[Counted], done: Noted, screen: Screen, every: bool, written: int | None
) -> str:
    """Return how many touches are new, and what was left; names and addresses on a terminal only.

    `every`: all of them, with names. `written`: files, None if nothing was to be written.
    """
    named = every or screen.terminal
    lines = [_heading(*each) for each in _few(sources)]
    touches = sum(count for _, count in done.added)
    if touches:
        contacts = plural(len(done.added), "contact")
        lines.append(f"  + {touches:>6,} {_touches(touches)}, of {contacts}")
        rows = [f"{id_}: {count}" for id_, count in done.added]
        lines += _rows(rows, every) if named else []
    if done.same:
        lines.append(f"  = {done.same:>6,} there already")
    if done.ambiguous:
        lines.append(f"  ? {len(done.ambiguous):>6,} left: of several contacts")
        rows = [f"{address}: {', '.join(ids)}" for address, ids, _ in done.ambiguous]
        lines += _rows(rows, every) if named else []
    if done.unread:
        lines.append(f"  ! {len(done.unread):>6,} not read")
        rows = [": ".join(filter(None, each)) for each in done.unread]
        lines += _rows(rows, every)
    if done.closed:
        closed = f"{done.closed:,} of them older than --open: nothing is awaited (fyi)"
        lines.append(closed)
    if done.skipped:
        lines.append("skipped: " + ", ".join(f"{why} ({n:,})" for why, n in done.skipped))
    if done.strangers:
        what = "name" if _CHATS & {each[1] for each in sources} else "address"
        lines.append(f"of nobody here: {counted(len(done.strangers), what)}")
        rows = [f"{address}: {count:,}" for address, count in done.strangers]
        lines += _rows(rows, every) if named else []
    if written is None:
        lines.append("nothing written")
    else:
        undo = " (followup undo takes them back)" if written else ""
        lines.append(f"wrote {plural(written, 'file')}{undo}")
    shown = [path_shown(line) for line in lines]
    if screen.terminal and not every:
        shown = [truncate(line, screen.width) for line in shown]
    return "".join(f"{line}\n" for line in shown)


def json_keys(sources: Sequence[Counted], done: Noted) -> dict[str, Any]:
    """Return the keys of `import --json` after "schema": numbers and ids, no addresses."""
    return {
        "sources": [
            {"source": name, "format": format_, "found": count} for name, format_, count in sources
        ],
        "added": [{"id": id_, "touches": count} for id_, count in done.added],
        "same": done.same,
        "closed": done.closed,
        "ambiguous": [{"ids": list(ids), "count": count} for _, ids, count in done.ambiguous],
        "skipped": dict(done.skipped),
        "strangers": len(done.strangers),
        "unread": [each._asdict() for each in done.unread],
    }


def _few(sources: Sequence[Counted]) -> Sequence[Counted]:
    """Return the sources, or their sums by format if they are many."""
    if len(sources) <= _FEW:
        return sources
    files, found = Counter[str](), Counter[str]()
    for _, format_, count in sources:
        files[format_] += 1
        found[format_] += count
    return [(counted(files[each], "file"), each, found[each]) for each in files]


def _heading(name: str, format_: str, count: int) -> str:
    return f"{name}: {_FORMATS[format_]}, {counted(count, _WHAT.get(format_, 'message'))}"


def counted(number: int, noun: str) -> str:
    """Return `1 entry`, `4,000 messages`."""
    if number == 1:
        return f"1 {noun}"
    ending = "ies" if noun.endswith("y") else "es" if noun.endswith("s") else "s"
    return f"{number:,} {noun.removesuffix('y') if noun.endswith('y') else noun}{ending}"


def _touches(number: int) -> str:
    return "touch" if number == 1 else "touches"


def _rows(rows: Sequence[str], every: bool) -> Iterator[str]:
    shown = rows if every or len(rows) <= _FEW else rows[:_FEW]
    yield from (f"{_MARGIN}{row}" for row in shown)
    if len(shown) < len(rows):
        yield f"{_MARGIN}and {len(rows) - len(shown):,} more (--list)"
