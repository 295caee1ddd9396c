"""Git's index: what is staged, and the versions of a file in conflict."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from followup_md.git import command as git
from followup_md.git import trees
from followup_md.typed import NamedTuple

BASE, OURS, THEIRS = 1, 2, 3  # the stages of a file in conflict
CONFLICT = "conflict"
_MODE = "100644"
_LISTED = ("--pathspec-from-file=-", "--pathspec-file-nul")
_MANY = 1000  # paths that fit on a command line


class WorkingTree(NamedTuple):
    """What differs from the last commit, as paths relative to the book."""

    changed: list[str]  # the file itself: new, different or deleted
    behind: list[str]  # the file is as committed, the index as before that commit
    staged: list[str]  # the file is as committed, the index is not
    vanished: list[str]  # staged as new, and gone since
    unmerged: list[str]


def status(folder: Path, *under: str) -> WorkingTree:
    """Return what has changed under folders of the book."""
    args = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
    prefix = git.inside(folder)
    states: dict[str, list[str]] = {}
    for line in git.run(folder, *args, "--", *under).paths:
        states.setdefault(line[3:].removeprefix(prefix), []).append(line[:2])
    found = WorkingTree([], [], [], [], [])
    doubtful = []
    for path, state in states.items():
        if any("U" in one or one in ("AA", "DD") for one in state):
            found.unmerged.append(path)
        elif len(state) > 1 or (state[0][0] not in " ?" and state[0][1] != " "):
            doubtful.append(path)  # the index has something else than the file
        else:
            found.changed.append(path)
    if doubtful:
        last, before = (trees.files(folder, at, *doubtful) for at in ("HEAD", "HEAD^"))
        now, staged = file_ids(folder, doubtful), _staged_ids(folder, doubtful)
        for path in doubtful:
            if not any(path in each for each in (now, last, before)):
                found.vanished.append(path)
            elif now.get(path) != last.get(path):
                found.changed.append(path)
            elif staged.get(path) == before.get(path):
                found.behind.append(path)
            else:
                found.staged.append(path)
    return found


def file_ids(folder: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return the ids that the contents of files would have, by path; without those not there."""
    there = [path for path in paths if (folder / path).is_file()]
    found = dict[str, str]()
    for at in range(0, len(there), _MANY):
        some = there[at : at + _MANY]
        ids = git.run(folder, "hash-object", "--", *some).word.split()
        found.update(zip(some, ids, strict=True))
    return found


def _staged_ids(folder: Path, paths: Sequence[str]) -> dict[str, str]:
    listed = git.look(folder, "ls-files", "-s", "-z", "--", *paths).paths
    # A file of which the index has only the name is not there yet.
    names = set(
        git.look(folder, "diff", "--name-only", "-z", "--relative", "--diff-filter=A").paths
    )
    pairs = (line.split("\t", 1) for line in listed)
    return {path: words.split(" ")[1] for words, path in pairs if path not in names}


def dirty(folder: Path) -> set[str]:
    """Return the paths from the top of all files that are not as last committed, but not new."""
    if not git.head(folder):
        return set()
    args = ("diff", "--name-only", "-z", "--no-renames", "--no-relative", "HEAD")
    return set(git.look(folder, *args).paths)


def ids(folder: Path) -> dict[str, str]:
    """Return the ids of the contents that the index has, or CONFLICT, by path."""
    found = {}
    for line in git.look(folder, "ls-files", "-s", "-z").paths:
        words, path = line.split("\t", 1)
        _, id_, stage = words.split(" ")
        found[path] = id_ if stage == "0" else CONFLICT
    return found


def catch_up(folder: Path, paths: Sequence[str]) -> None:
    """Make the index what the last commit has of these files."""
    if paths:
        git.run(folder, "reset", "--quiet", *_LISTED, feed=_nul_ended(paths))


def restore(folder: Path, paths: Sequence[str]) -> None:
    """Make these files what the index has."""
    if paths:
        git.run(folder, "restore", "--quiet", *_LISTED, feed=_nul_ended(paths))


def _nul_ended(paths: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(path) + b"\0" for path in paths)


def is_staged(folder: Path) -> bool:
    """Whether anything is staged."""
    return bool(git.head(folder)) and bool(
        git.look(folder, "diff", "--cached", "--quiet", expected=(0, 1)).code
    )


def unmerged(folder: Path) -> dict[str, dict[int, str]]:
    """Return the stages of each file in conflict: ids of contents, by path relative to the book.

    A stage is missing where that side has no such file.
    """
    top = folder / git.look(folder, "rev-parse", "--show-cdup").word
    inside = Path(os.sep, git.inside(folder))
    found: dict[str, dict[int, str]] = {}
    for line in git.look(top, "ls-files", "-u", "-z").paths:
        words, path = line.split("\t", 1)
        _, id_, stage = words.split(" ")
        place = os.path.relpath(os.path.join(os.sep, path), inside)
        found.setdefault(place, {})[int(stage)] = id_
    return found


def set_stages(folder: Path, path: str, stages: Mapping[int, str]) -> None:
    """Mark a file as in conflict between these contents; the file itself stays as it is."""
    full = f"{git.inside(folder)}{path}"
    none = "0" * len(next(iter(stages.values())))
    lines = [f"0 {none}\t{full}"]
    lines += [f"{_MODE} {id_} {stage}\t{full}" for stage, id_ in sorted(stages.items())]
    feed = "".join(f"{line}\0" for line in lines)
    git.run(folder, "update-index", "-z", "--index-info", feed=os.fsencode(feed))


def add(folder: Path, path: str) -> None:
    """Stage a file as it is now."""
    git.run(folder, "add", "--", path)


def forget(folder: Path, path: str) -> None:
    """Take a file out of the index."""
    git.run(folder, "update-index", "--force-remove", "--", path)


def paths(folder: Path, under: str) -> set[str]:
    """Return the paths under a folder of the book that the index knows."""
    return set(git.look(folder, "ls-files", "-z", "--", under).paths)
