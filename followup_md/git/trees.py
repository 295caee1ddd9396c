"""What is in a commit, and what has changed between two."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path

from followup_md.git import command as git
from followup_md.typed import NamedTuple

_MODE = "100644"


class Change(NamedTuple):
    """A file that differs between two commits: the ids of its contents, "" where it is not."""

    before: str
    after: str


def forks(folder: Path, one: str, other: str) -> list[str]:
    """Return the commits where two histories parted: several if each has merged the other.

    There are none if they have nothing in common.
    """
    done = git.look(folder, "merge-base", "--all", one, other, expected=None)
    return [] if done.code else done.word.split()


def is_ancestor(folder: Path, commit: str, whole: str) -> bool:
    """Whether a commit is in the history of another; either may be ""."""
    if not (commit and whole):
        return False
    args = ("merge-base", "--is-ancestor", commit, whole)
    return git.look(folder, *args, expected=(0, 1)).code == 0


def is_commit(folder: Path, name: str) -> bool:
    """Whether a commit of this id is here."""
    args = ("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    return git.look(folder, *args, expected=None).code == 0


def changes(folder: Path, before: str, after: str, under: str) -> dict[str, Change]:
    """Return the files under a folder of the book that differ between two commits, by path."""
    args = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--relative", before, after)
    words = git.look(folder, *args, "--", under).paths
    found = {}
    for line, path in zip(words[::2], words[1::2], strict=True):
        _, _, old, new, _ = line.split(" ")
        found[path] = Change(*("" if set(id_) == {"0"} else id_ for id_ in (old, new)))
    return found


def files(folder: Path, commit: str, *under: str) -> dict[str, str]:
    """Return the ids of the contents of a commit's files under folders of the book, by path.

    There are none if there is no such commit.
    """
    done = git.look(folder, "ls-tree", "-r", "-z", commit, "--", *under, expected=None)
    pairs = (line.split("\t", 1) for line in done.paths if not done.code)
    return {path: words.split(" ")[2] for words, path in pairs}


def with_files(folder: Path, tree: str, contents: Mapping[str, str]) -> str:
    """Return a new tree with other files than that of an id ("": an empty one) has.

    `contents`: their ids by path from the top, "" for a file that is not there.
    """
    import tempfile

    none = "0" * len(tree)
    lines = (f"{_MODE} {id_}" if id_ else f"0 {none}" for id_ in contents.values())
    feed = "".join(f"{line}\t{path}\0" for line, path in zip(lines, contents, strict=True))
    with tempfile.TemporaryDirectory(prefix="followup-") as own:
        index = Path(own, "index")
        git.run(folder, "read-tree", tree or "--empty", index=index)
        args = ("update-index", "--replace", "-z", "--index-info")
        git.run(folder, *args, feed=os.fsencode(feed), index=index)
        return git.run(folder, "write-tree", "--missing-ok", index=index).word


def keep(folder: Path, content: bytes) -> str:
    """Give Git a content; return its id."""
    return git.run(folder, "hash-object", "-w", "--stdin", feed=content).word


def before_removal(folder: Path, commits: Collection[str], path: str) -> str:
    """Return the id of the last content of a file that was removed in their history, or ""."""
    if not commits:
        return ""
    args = ("log", "-1", "-m", "--full-history", "--no-renames", "--diff-filter=D", "--format=%P")
    parents = git.look(folder, *args, *commits, "--", path).word.split()
    return next((id_ for each in parents if (id_ := files(folder, each, path).get(path))), "")


def blob(folder: Path, commit: str, path: str) -> bytes | None:
    """Return the content of a file in a commit, or None if it is not there."""
    done = git.look(folder, "cat-file", "blob", f"{commit}:./{path}", expected=None)
    return None if done.code else done.out


def contents(folder: Path, ids: Collection[str]) -> dict[str, bytes]:
    """Return contents by their ids."""
    feed = "".join(f"{id_}\n" for id_ in ids).encode()
    out = git.run(folder, "cat-file", "--batch", feed=feed).out if ids else b""
    found = {}
    at = 0
    for id_ in ids:
        end = out.index(b"\n", at)
        size = int(out[at:end].split(b" ")[2])
        found[id_] = out[end + 1 : end + 1 + size]
        at = end + size + 2
    return found


def known(folder: Path, ids: Collection[str]) -> set[str]:
    """Return those of these ids of which Git has the content."""
    feed = "".join(f"{id_}\n" for id_ in ids).encode()
    out = git.run(folder, "cat-file", "--batch-check", feed=feed).word if ids else ""
    return {line.split(" ")[0] for line in out.splitlines() if not line.endswith(" missing")}


def was_ever(folder: Path, content: bytes, path: str) -> bool:
    """Whether a file had this content in any commit of any branch."""
    id_ = git.run(folder, "hash-object", "--stdin", feed=content).word
    args = ("log", "-1", "-m", "--all", "--format=%H", f"--find-object={id_}")
    return bool(git.look(folder, *args, "--", path).word)
