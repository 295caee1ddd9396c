"""Sharing by Git: status, fetch, merge, push."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from followup_md.errors import MachineError, RefusedError
from followup_md.git import command as git

TIMEOUT = 600.0  # seconds for one step without a terminal
_REFUSED = re.compile(r"^!\t[^\t]*\t\[([^]]*)] ?(.*)$", re.MULTILINE)
_LATE = ("fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref", "incorrect")
_PLACE = re.compile(r".*\.md: ")
_FILE = re.compile(r"^\t(.+)$", re.MULTILINE)


class Upstream(NamedTuple):
    """The remote branch that a branch is fetched from and pushed to."""

    branch: str
    remote: str
    ref: str  # such as refs/heads/main


class MergeOutcome(NamedTuple):
    """Why a merge is not done; both are empty if it is."""

    reason: str = ""
    places: tuple[str, ...] = ()  # of conflicts, as the merge driver reports them


class WorkingTree(NamedTuple):
    """What differs from the last commit, as paths relative to the book."""

    changed: list[str]  # staged or not, new and deleted ones too
    unmerged: list[str]


def status(folder: Path, under: str) -> WorkingTree:
    """Return what has changed under a folder of the book."""
    args = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
    prefix = git.inside(folder)
    found = WorkingTree([], [])
    for line in git.run(folder, *args, "--", under).paths:
        state, path = line[:2], line[3:].removeprefix(prefix)
        both = "U" in state or state in ("AA", "DD")
        (found.unmerged if both else found.changed).append(path)
    return found


def upstream(folder: Path) -> Upstream | None:
    """Return the upstream of the branch that is checked out, or None."""
    branch = git.branch(folder)
    keys = (f"branch.{branch}.remote", f"branch.{branch}.merge")
    remote, ref = (git.look(folder, "config", "--get", key, expected=(0, 1)).word for key in keys)
    return Upstream(branch, remote, ref) if remote and ref else None


def remotes(folder: Path) -> list[str]:
    """Return the names of the remotes."""
    return git.look(folder, "remote").word.split()


def tip(folder: Path) -> str:
    """Return the upstream's last commit that was fetched, or ""."""
    return git.look(folder, "rev-parse", "--verify", "--quiet", "@{upstream}", expected=None).word


def count(folder: Path, since: str, until: str) -> int:
    """Return how many commits are in `until` but not in `since`; either may be ""."""
    if not until:
        return 0
    span = f"{since}..{until}" if since else until
    return int(git.look(folder, "rev-list", "--count", span, "--").word)


def fetch(folder: Path, at: Upstream, shown: bool) -> None:
    """Fetch; `shown`: messages and questions go to the terminal. Raises MachineError."""
    args = ("fetch", "--quiet", at.remote)
    done = git.run(folder, *args, expected=None, shown=shown, timeout=TIMEOUT)
    if done.code:
        why = "see above" if shown else done.reason
        raise MachineError(f"cannot fetch from {at.remote}: {why}")


def push(folder: Path, at: Upstream, shown: bool) -> bool:
    """Push a branch to its upstream; see `push_to`."""
    return push_to(folder, f"refs/heads/{at.branch}", at.remote, at.ref, shown)


def push_to(folder: Path, source: str, remote: str, ref: str, shown: bool) -> bool:
    """Push to a branch of a remote; return False if somebody else was faster.

    Raises RefusedError if the remote or a hook refuses, and MachineError if it cannot be reached.
    """
    args = ("push", "--porcelain", "--quiet", remote, f"{source}:{ref}")
    done = git.run(folder, *args, expected=None, shown=shown, timeout=TIMEOUT)
    if done.code == 0:
        return True
    refused = _REFUSED.search(done.out.decode(errors="replace"))
    if refused is None:
        raise MachineError(f"cannot push to {remote}: {'see above' if shown else done.reason}")
    if any(word in refused[2] for word in _LATE):
        return False
    raise RefusedError(f"{remote} does not take it: {' '.join(refused.groups()).strip()}")


def merge(folder: Path, commit: str) -> MergeOutcome:
    """Merge a commit; only a conflict leaves the merge unfinished (see `status`)."""
    if _is_staged(folder) and not _is_ancestor(folder, "HEAD", commit):
        return _merge_staged(folder, commit)
    args = ("merge", "--ff", "--no-edit", "--no-stat", "--no-autostash", "--quiet", commit)
    return _merged(git.run(folder, *args, expected=None, timeout=TIMEOUT))


def _merged(done: git.Done) -> MergeOutcome:
    if done.code == 0:
        return MergeOutcome()
    named = ", ".join(_FILE.findall(done.err))
    places = tuple(line for line in done.err.splitlines() if _PLACE.match(line))
    return MergeOutcome(f"{done.reason} {named}".strip(), places)


def merging(folder: Path) -> str:
    """Return the commit that an unfinished merge brings in."""
    return git.look(folder, "rev-parse", "--verify", "--quiet", "MERGE_HEAD", expected=None).word


def unmerged(folder: Path) -> list[str]:
    """Return every file with a conflict, relative to the book."""
    args = ("diff", "--name-only", "--diff-filter=U", "-z")
    top = Path(os.sep, git.inside(folder))
    return [
        os.path.relpath(os.path.join(os.sep, path), top) for path in git.look(folder, *args).paths
    ]


def settle(folder: Path, path: str) -> bool:
    """Stage a file with a conflict if a person has merged it; return whether it is staged.

    That is so if it is neither side's unchanged version.
    """
    lines = git.look(folder, "ls-files", "-u", "-z", "--", path).paths
    sides = {words[2]: words[1] for words in (line.split("\t")[0].split() for line in lines)}
    if not {"2", "3"} <= sides.keys():
        return False  # one side deleted it: a person must decide
    now = git.run(folder, "hash-object", "--", path).word
    if now in sides.values():
        return False
    git.run(folder, "add", "--", path)
    return True


def conclude(folder: Path) -> str:
    """Commit a merge whose conflicts are resolved; return why not, or ""."""
    # Without --cleanup=strip, "# Conflicts:" would stay in the message.
    args = ("commit", "--quiet", "--no-edit", "--cleanup=strip")
    done = git.run(folder, *args, expected=None, timeout=TIMEOUT)
    return done.reason if done.code else ""


def is_part(folder: Path, commit: str, whole: str) -> bool:
    """Whether a commit is in the history of another."""
    return bool(commit and whole) and _is_ancestor(folder, commit, whole)


def blob(folder: Path, commit: str, path: str) -> bytes | None:
    """Return the content of a file in a commit, or None if it is not there."""
    done = git.look(folder, "cat-file", "blob", f"{commit}:./{path}", expected=None)
    return None if done.code else done.out


def added_on_both_sides(folder: Path, commit: str, under: str) -> tuple[list[str], list[str]]:
    """Return the files that are new since the two histories parted, in HEAD and in a commit."""
    base = git.look(folder, "merge-base", "HEAD", commit, expected=None).word
    if not base:
        return [], []
    args = ("diff", "--name-only", "-z", "--relative", "--no-renames", "--diff-filter=A", base)
    ours = git.look(folder, *args, "HEAD", "--", under).paths
    return ours, git.look(folder, *args, commit, "--", under).paths if ours else []


def files(folder: Path, commit: str, under: str) -> list[str]:
    """Return the paths of a commit's files under a folder of the book."""
    return git.look(folder, "ls-tree", "-r", "-z", "--name-only", commit, "--", under).paths


def _is_staged(folder: Path) -> bool:
    return bool(git.head(folder)) and bool(
        git.look(folder, "diff", "--cached", "--quiet", expected=(0, 1)).code
    )


def _is_ancestor(folder: Path, commit: str, whole: str) -> bool:
    args = ("merge-base", "--is-ancestor", commit, whole)
    return git.look(folder, *args, expected=(0, 1)).code == 0


def _merge_staged(folder: Path, commit: str) -> MergeOutcome:
    """Merge without touching what the user has staged: make the commit, then fast-forward to it."""
    done = git.run(folder, "merge-tree", "--write-tree", "HEAD", commit, expected=None)
    if done.code:  # conflicts, or a Git before 2.38
        return MergeOutcome("you have staged changes, and merging needs them out of the way")
    tree = done.word.split("\n")[0]
    words = ("-m", f"Merge {commit}")
    made = git.run(folder, "commit-tree", tree, "-p", "HEAD", "-p", commit, *words).word
    return _merged(git.run(folder, "merge", "--ff-only", "--quiet", made, expected=None))
