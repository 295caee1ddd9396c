"""What an import has done, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from followup_md.editing.filling import UPDATED
from followup_md.model.person import Ambiguous, Imported, People, Unread
from followup_md.policy.phrases import plural
from followup_md.views.text_layout import Screen, path_shown, truncate

Found = tuple[str, str, People]  # the name of a source, its format, and what was in it

_FEW = 10  # rows of a kind, if not all are asked for
_MARGIN = 6
_FORMATS = {"vcard": "vCard", "csv": "table", "obsidian": "notes"}


def summary(
    found: Sequence[Found], done: Imported, screen: Screen, every: bool, written: int | None
) -> str:
    """Return how many are new, filled, left and not read, and who; in a pipe without their names.

    `every`: all of them, with names. `written`: files, None if nothing was to be written.
    """
    lines = [_heading(*each) for each in found]
    named = every or screen.terminal
    several = len(found) > 1
    lines += _counted("+", len(done.new), "new", done.new if every else ())
    filled = [f"{id_}: {', '.join(keys)}" for id_, keys in done.filled]
    lines += _counted("~", len(done.filled), "filled", _first(filled, every) if named else ())
    lines += _counted("=", done.same, "nothing new", ())
    lines += _counted("&", done.joined, "one with another of these", ())
    ambiguous = [_ambiguous(each, named, several) for each in done.ambiguous]
    lines += _counted("?", len(ambiguous), "left for you", _first(ambiguous, every))
    unread = [_unread(each, several) for each in done.unread]
    lines += _counted("!", len(unread), "not read", _first(unread, every))
    if any(each.ids for each in done.ambiguous):
        lines.append("--ask asks who is left for you, --as-new makes new contacts of them")
    if done.hidden:
        lines.append(f"private, as their file asks: {done.hidden}")
    if done.kept:
        counts = Counter(key for _, keys in done.kept for key in keys)
        kept = ", ".join(f"{key} ({count})" for key, count in counts.most_common())
        fields = ",".join(key for key in UPDATED if key in counts)
        hint = f" (--update {fields} takes theirs)" if fields else ""
        lines.append(f"kept although the import differs: {kept}{hint}")
    if not_taken := ", ".join(_not_taken(found, named)):
        lines.append(f"not taken: {not_taken}")
    if every:
        lines += _left(found, several)
    lines += [note for _, _, people in found for note in people.notes]
    if written is None:
        lines.append("nothing written")
    else:
        undo = " (followup undo takes them back)" if written else ""
        lines.append(f"wrote {plural(written, 'file')}{undo}")
        if done.new and screen.terminal:
            lines.append(f"nobody is due by an import: {_what_makes_due(found)}")
    shown = [path_shown(line) for line in lines]
    if screen.terminal and not every:
        shown = [truncate(line, screen.width) for line in shown]
    return "".join(f"{line}\n" for line in shown)


def _what_makes_due(found: Sequence[Found]) -> str:
    # A reason alone is enough where the source says when you met (LinkedIn does).
    if all(person.contact.met for _, _, people in found for person in people.people):
        return 'followup set NAME reason "why" puts them on the list'
    return "a touch, or `met` and a `reason`, does it"


def json_keys(found: Sequence[Found], done: Imported) -> dict[str, Any]:
    """Return the keys of `import --json` after "schema"."""
    return {
        "sources": [
            {
                "source": name,
                "format": format_name,
                "program": people.program or None,
                "people": len(people.people) + len(people.unread),
            }
            for name, format_name, people in found
        ],
        "new": list(done.new),
        "filled": [{"id": id_, "fields": list(keys)} for id_, keys in done.filled],
        "same": done.same,
        "joined": done.joined,
        "kept": [{"id": id_, "fields": list(keys)} for id_, keys in done.kept],
        "ambiguous": [
            {"source": each.source, "at": each.at, "ids": list(each.ids), "why": each.why}
            for each in done.ambiguous
        ],
        "unread": [each._asdict() for each in done.unread],
    }


def _heading(name: str, format_name: str, people: People) -> str:
    what = people.program or _FORMATS.get(format_name, format_name)
    count = len(people.people) + len(people.unread)
    return f"{name}: {what}, {'1 person' if count == 1 else f'{count} people'}"


def _counted(sign: str, count: int, words: str, rows: Sequence[str]) -> Iterator[str]:
    if count:
        yield f"  {sign} {count:>6,} {words}"
        yield from (f"{' ' * _MARGIN}{row}" for row in rows)


def _first(rows: list[str], every: bool) -> list[str]:
    if every or len(rows) <= _FEW:
        return rows
    return [*rows[:_FEW], f"and {len(rows) - _FEW} more (--list)"]


def _ambiguous(each: Ambiguous, named: bool, several: bool) -> str:
    at = f"{each.source}, {each.at}" if several else each.at
    if not named:
        return f"{at}: {each.why}"
    who = f" ({', '.join(each.ids)})" if each.ids else ""
    return f"{at}, {each.name}: {each.why}{who}"


def _unread(each: Unread, several: bool) -> str:
    at = ", ".join(filter(None, (each.source if several else "", each.at)))
    return ": ".join(filter(None, (at, each.why)))


def _not_taken(found: Sequence[Found], named: bool) -> Iterator[str]:
    columns = [column for _, _, people in found for column in people.columns]
    if columns and named:
        yield ", ".join(f'column "{column}"' for column in columns)
    elif columns:
        yield plural(len(columns), "column")
    left = Counter(
        what for _, _, people in found for person in people.people for what in person.left
    )
    yield from (f"{what} ({count})" for what, count in left.most_common())


def _left(found: Sequence[Found], several: bool) -> Iterator[str]:
    """Yield where something was not taken."""
    for name, _, people in found:
        for person in people.people:
            at = f"{name}, {person.at}" if several else person.at
            for what in dict.fromkeys(person.left):
                yield f"{' ' * _MARGIN}{at}: {what}"
