"""What every way of reading a book shares: one file, and the problems that are not of one file."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from followup_md.errors import MachineError, Problem
from followup_md.model import lookup
from followup_md.model.settings import Settings
from followup_md.storage import files

if TYPE_CHECKING:
    from followup_md.parsing.contact_file import ContactFile


def path_of(id_: str) -> str:
    """Return the path of a contact's file under the book."""
    return f"{files.CONTACTS}/{id_}.md"


def read(root: str, id_: str, settings: Settings) -> tuple[ContactFile, bool] | None:
    """Read one contact file; also whether it was the machine that failed. None: it is gone."""
    from followup_md.parsing import contact_file

    path = path_of(id_)
    try:
        raw = files.read_bytes(f"{root}/{path}")
    except FileNotFoundError:
        return None
    except MachineError as error:
        problem = Problem("error", path, 0, 0, "E109", f"cannot be read: {error.reason}")
        return contact_file.ContactFile(None, (problem,)), True
    return contact_file.read_bytes(id_, raw, settings), False


def path_collisions(paths: Iterable[str]) -> list[Problem]:
    """Return the errors of files that would be one on a system which folds case or accents."""
    problems = []
    for pair in lookup.path_collisions(sorted(paths)):
        for path, other in (pair, pair[::-1]):
            message = f"the same file as {other} on systems that fold case or accents: rename one"
            problems.append(Problem("error", path, 0, 0, "E501", message))
    return problems


def unread_problems(
    skipped: Sequence[tuple[str, str]], unlisted: Sequence[tuple[str, str]]
) -> list[Problem]:
    """Return the problems of what is skipped, and of folders that cannot be listed."""
    warnings = [
        Problem("warning", path, 0, 0, "W710", f"skipped: {what}") for path, what in skipped
    ]
    errors = [
        Problem("error", path, 0, 0, "E109", f"cannot be read: {words}") for path, words in unlisted
    ]
    return warnings + errors


def by_place(problem: Problem) -> tuple[str, int, int, str]:
    """Sort problems as they are told: by path, line, column, code."""
    return problem.path, problem.line, problem.column, problem.code


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the collector of garbage away from what is done inside."""
    # Nothing here makes cycles, and the collector would walk all contacts again and again: while
    # they are read, and (`freeze`, until the next reading) while the day is computed.
    was = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()
