"""Merging by Git, and finishing a merge that stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from pathlib import Path

from followup_md.git import command as git
from followup_md.git import index, trees
from followup_md.git.remote import TIMEOUT
from followup_md.typed import NamedTuple

UPSTREAM = "@{upstream}"
BEGAN = "ORIG_HEAD"
_SAID = re.compile(r".*\.md: ")
_FILE = re.compile(r"^\t(.+)$", re.MULTILINE)
# Git guesses renames by similar lines. `no-renames` is heard by all versions of `recursive`, but by
# `ort` and `merge.renames` only since Git 2.50.
_NO_RENAMES = ("--strategy=recursive", "--strategy-option=no-renames")


class MergeOutcome(NamedTuple):
    """Why a merge is not done ("" if it is), and what the merge driver says about files."""

    reason: str = ""
    said: tuple[str, ...] = ()


def merge(
    folder: Path,
    commit: str,
    dirty: Set[str] = frozenset(),
    *,
    renames: bool = True,
    conclude: bool = True,
) -> MergeOutcome:
    """Merge a commit; only a conflict leaves the merge unfinished (see `index.unmerged`).

    `dirty`: paths from the top of what is not as last committed. `renames`: Git may guess that a
    file was renamed. `conclude`: commit it if it can be.
    """
    in_the_way = ", ".join(sorted(_in_the_way(folder, commit, dirty)))
    if in_the_way:
        return MergeOutcome(f"what you changed would be overwritten: {in_the_way}")
    if index.is_staged(folder) and not trees.is_ancestor(folder, "HEAD", commit):
        if not renames:
            return MergeOutcome("you have staged changes, and merging needs them out of the way")
        return _merge_staged(folder, commit)
    args = ["--no-edit", "--no-stat", "--no-autostash", "--quiet"]
    args += ["--ff"] if conclude else ["--no-ff", "--no-commit"]
    args += [] if renames else _NO_RENAMES
    done = git.run(
        folder, "merge", *args, commit, expected=None, timeout=TIMEOUT, settings=_SETTINGS
    )
    return _outcome(done)


def _in_the_way(folder: Path, commit: str, dirty: Set[str]) -> Iterator[str]:
    # Git refuses, too, but it puts away what was changed and back again: a kill would lose it.
    if not dirty:
        return
    top = Path(git.top(folder))
    bases = trees.forks(top, "HEAD", commit) or ["HEAD"]
    theirs = set[str]().union(*(trees.changes(top, base, commit, ".") for base in bases))
    for path in theirs & trees.changes(top, "HEAD", commit, ".").keys() & dirty:
        if (top / path).exists():
            yield path


# A new file stays in the folder in which it was made.
_SETTINGS = ("merge.directoryRenames=false",)


def _outcome(done: git.Done) -> MergeOutcome:
    said = tuple(line for line in done.err.splitlines() if _SAID.match(line))
    if done.code == 0:
        return MergeOutcome(said=said)
    named = ", ".join(_FILE.findall(done.err))
    return MergeOutcome(f"{done.reason} {named}".strip(), said)


def incoming(folder: Path) -> str:
    """Return the commit that an unfinished merge brings in, or ""."""
    return git.look(folder, "rev-parse", "--verify", "--quiet", "MERGE_HEAD", expected=None).word


def began_from(folder: Path) -> str:
    """Return the commit that was checked out when the last merge (or such) began, or ""."""
    return git.look(folder, "rev-parse", "--verify", "--quiet", BEGAN, expected=None).word


def forget(folder: Path) -> None:
    """Forget an unfinished merge; files and index stay as they are."""
    git.run(folder, "merge", "--quit")


def conclude(folder: Path, name: str = "") -> str:
    """Commit a merge whose conflicts are resolved; return why not, or "".

    `name`: what was merged, for a message if a Git that was killed has written none.
    """
    # Without --cleanup=strip, "# Conflicts:" would stay in the message.
    args = ["commit", "--quiet", "--no-edit", "--cleanup=strip"]
    if name and not _has_message(folder):
        args += ["-m", f"Merge {name}"]
    done = git.run(folder, *args, expected=None, timeout=TIMEOUT)
    return done.reason if done.code else ""


def _has_message(folder: Path) -> bool:
    try:
        return bool((git.own_folder(folder) / "MERGE_MSG").read_bytes().strip())
    except FileNotFoundError:
        return False


def merge_file(
    versions: tuple[bytes, bytes, bytes], marker: int, names: tuple[str, str] = ("ours", "theirs")
) -> tuple[bytes, bool]:
    """Merge base, ours and theirs line by line, as Git does; also return whether that is clean.

    `names`: what the sides are called in a conflict.
    """
    import tempfile

    order = ("ours", "base", "theirs")
    labels = [word for name in (names[0], "base", names[1]) for word in ("-L", name)]
    with tempfile.TemporaryDirectory(prefix="followup-") as folder:
        for name, content in zip(("base", "ours", "theirs"), versions, strict=True):
            Path(folder, name).write_bytes(content)
        args = ("merge-file", "-p", "-q", f"--marker-size={marker}", *labels, *order)
        done = git.look(Path(folder), *args, expected=range(128))
    return done.out, done.code == 0


def _merge_staged(folder: Path, commit: str) -> MergeOutcome:
    """Merge without touching what the user has staged: make the commit, then fast-forward to it."""
    args = ("merge-tree", "--write-tree", "HEAD", commit)
    done = git.run(folder, *args, expected=None, settings=_SETTINGS)
    if done.code:  # conflicts, or a Git before 2.38
        return MergeOutcome("you have staged changes, and merging needs them out of the way")
    tree = done.word.split("\n")[0]
    words = ("-m", f"Merge {commit}")
    made = git.run(folder, "commit-tree", tree, "-p", "HEAD", "-p", commit, *words).word
    done = git.run(folder, "merge", "--ff-only", "--quiet", made, expected=None)
    return _outcome(done)
