"""What every way of reading a book shares: one file, what is returned, and its problems."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from followup_md.errors import MachineError, Problem
from followup_md.model import lookup
from followup_md.model.contact import Contact, path_of
from followup_md.model.settings import Settings
from followup_md.storage import files, odd_names

if TYPE_CHECKING:
    from followup_md.parsing.contact_file import ContactFile


class ReadProblems(NamedTuple):
    """What could not be read of a book."""

    problems: tuple[Problem, ...]  # errors, and warnings about entries that are no files
    unreadable: tuple[str, ...]  # paths of files and folders


class Reading(NamedTuple):
    """Every contact of a book, and what could not be read."""

    contacts: tuple[Contact, ...]  # by id
    problems: tuple[Problem, ...]
    unreadable: tuple[str, ...]


class ContactVersions(NamedTuple):
    """Which contacts a book has, none of them loaded yet, and what could not be read."""

    versions: Mapping[str, int]  # by id; the same version, the same contact
    problems: tuple[Problem, ...]
    unreadable: tuple[str, ...]
    load: Callable[[Collection[str]], dict[str, Contact]]  # raises CacheError


class Read(NamedTuple):
    """A contact file that was read."""

    file: ContactFile
    failed: bool = False  # whether the machine failed: trying again may help
    text: int = 0  # checksum of its bytes


def read(root: str, id_: str, settings: Settings) -> Read | None:
    """Read one contact file; return None if it is gone."""
    from followup_md.parsing import contact_file

    path = path_of(id_)
    odd = odd_name(root, id_)
    if odd is not None:
        return Read(contact_file.ContactFile(None, (odd,)))
    try:
        raw = files.read_bytes(f"{root}/{path}")
    except FileNotFoundError:
        return None
    except MachineError as error:
        problem = Problem("error", path, 0, 0, "E109", f"cannot be read: {error.reason}")
        return Read(contact_file.ContactFile(None, (problem,)), failed=True)
    return Read(contact_file.read_bytes(id_, raw, settings), text=crc32(raw))


def odd_name(root: str, id_: str) -> Problem | None:
    """Return what is wrong with the name of a contact's file, if anything is."""
    what = odd_names.wrong(id_)
    if not what:
        return None
    message = f"{what} in its name: {odd_names.renaming(root, id_)}"
    return Problem("error", path_of(id_), 0, 0, "E502", message)


def collect(
    problems: Iterable[Problem],
    unreadable: Iterable[str],
    skipped: Iterable[tuple[str, str]],
    unlisted: Iterable[tuple[str, str]],
    collisions: Collection[Problem],
) -> ReadProblems:
    """Return the problems of a book, sorted by place.

    `problems` and `unreadable` are of single files, `skipped` and `unlisted` come from listing the
    folders, and a file with a collision counts as unreadable.
    """
    found = [*problems, *collisions]
    paths = {*unreadable, *(problem.path for problem in collisions)}
    for path, what in skipped:
        found.append(Problem("warning", path, 0, 0, "W710", f"skipped: {what}"))
    for path, words in unlisted:
        found.append(Problem("error", path, 0, 0, "E109", f"cannot be read: {words}"))
        paths.add(path)
    return ReadProblems(by_place(found), tuple(sorted(paths)))


def by_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems by file, line and column."""
    return tuple(sorted(problems, key=lambda p: (p.path, p.line, p.column, p.code)))


def is_emptied(anybody: object, problems: Iterable[Problem]) -> bool:
    """Whether a book has nobody in it, and no file either that only has to be mended.

    `anybody`: its readable contacts. The folder may just be missing, or the disk.
    """
    return not anybody and all(p.code == "E109" for p in problems if p.is_error)


def path_collisions(paths: Iterable[str]) -> list[Problem]:
    """Return the errors of files that are one on a system which folds case or accents."""
    problems = []
    for pair in lookup.path_collisions(sorted(paths)):
        for path, other in (pair, pair[::-1]):
            message = f"the same file as {other} on systems that fold case or accents: rename one"
            problems.append(Problem("error", path, 0, 0, "E501", message))
    return problems


def source_line(root: str, problem: Problem) -> str | None:
    """Return the line of the file that a problem is about, or None; for a terminal only."""
    try:
        text = files.read_bytes(f"{root}/{problem.path}").decode(errors="replace")
    except (OSError, MachineError):
        return None
    lines = text.removeprefix("\ufeff").split("\n")
    return lines[problem.line - 1] if 0 < problem.line <= len(lines) else None


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from scanning what is made inside."""
    # Nothing here makes cycles, and the collector would scan all contacts over and over: while they
    # are read, and afterwards (hence `freeze`, until the next reading).
    was_enabled = gc.isenabled()
    gc.disable()
    gc.unfreeze()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def drop_cycles() -> None:
    """Free what only refers to itself, such as the site of MkDocs' last build.

    For processes that go on: `collector_paused` keeps the collector from looking at it again.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
