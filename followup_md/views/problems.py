"""Problems for people: place, code, message; on a terminal also the line, with a caret."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from followup_md.errors import Problem
from followup_md.policy.phrases import plural
from followup_md.views.text_layout import (
    BOLD,
    DIM,
    GREEN,
    RED,
    YELLOW,
    Screen,
    path_shown,
    printable,
    printable_line,
    take_columns,
    width,
    wrap,
)

_MARGIN = 4


def listed(
    problems: Iterable[Problem], screen: Screen, source: Callable[[Problem], str | None]
) -> str:
    """Return one line per problem; on a terminal, the line that `source` returns below it."""
    lines: list[str] = []
    for problem in problems:
        text = line(problem)
        parts = wrap(text, screen.width) if screen.terminal else [text]
        start = f"{_where(problem)}: {problem.code}"
        if parts[0].startswith(start):
            look = RED if problem.is_error else YELLOW
            parts[0] = screen.paint(start, BOLD, look) + parts[0].removeprefix(start)
        lines += parts
        if screen.terminal:
            lines += _shown(problem, source(problem), screen)
    return "".join(f"{text}\n" for text in lines)


def line(problem: Problem) -> str:
    """Return `path:line:column: CODE message`, without the place if it is the whole file."""
    return f"{_where(problem)}: {problem.code} {printable_line(problem.message)}"


def summary(problems: Iterable[Problem], contacts: int, no_date: int | None) -> str:
    """Return how many problems there are in how many files."""
    found = list(problems)
    errors = sum(problem.is_error for problem in found)
    warnings = len(found) - errors
    people = plural(contacts, "contact")
    if not found:
        text = f"{people}, no problem"
    else:
        files = plural(len({problem.path for problem in found}), "file")
        parts = [plural(errors, "error")] if errors else []
        parts += [plural(warnings, "warning")] if warnings else []
        text = f"{people}; {' and '.join(parts)} in {files}"
    if no_date:
        text += f"; {no_date} {'has' if no_date == 1 else 'have'} no date to start from"
    return text


def _where(problem: Problem) -> str:
    place = f":{problem.line}:{problem.column}" if problem.line else ""
    return path_shown(problem.path) + place


def _shown(problem: Problem, source: str | None, screen: Screen) -> Iterator[str]:
    """Yield the line with a caret below the column, and the line to type instead."""
    room = screen.width - _MARGIN
    if source is not None and source.strip():
        text = source.expandtabs(1)
        before, after = text[: problem.column - 1], text[problem.column - 1 :]
        shown = printable(before)
        while width(shown) > room // 2:  # a long line: show the part around the place
            before = before[room // 4 :]
            shown = "…" + printable(before)
        rest = take_columns(printable(after), room - width(shown))
        yield " " * _MARGIN + screen.paint(shown + rest, DIM)
        yield " " * (_MARGIN + width(shown)) + screen.paint("^", BOLD)
    if problem.paste:
        yield " " * _MARGIN + "type instead:"
        yield screen.paint(printable(problem.paste.rstrip()), GREEN)
