"""Committing exactly the files that were written, or saying why that cannot be done."""

from __future__ import annotations

import os
import re
import shlex
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from unicodedata import category

from followup_md.errors import MachineError
from followup_md.git import command as git
from followup_md.git import trees
from followup_md.typed import NamedTuple

NO_IDENTITY = "Git does not know who you are: git config --global user.email you@example.org"
TIMEOUT = 120.0  # seconds for a commit with its hooks
_LOCK_WAIT = 2.0  # seconds; an editor's `git status` is over by then
_TICK = 0.1
_TRAILERS = 20  # contacts named in one commit
_FEW = 500  # paths that fit on any command line
# Forges act on some of the rest: [skip ci], @mentions, #numbers.
_NOT_PLAIN = re.compile(r"[^\w.,/+ -]")
MERGING = "a merge is not finished"
_BUSY = {
    "MERGE_HEAD": MERGING,
    "CHERRY_PICK_HEAD": "a cherry-pick is not finished",
    "REVERT_HEAD": "a revert is not finished",
    "rebase-merge": "a rebase is not finished",
    "rebase-apply": "a rebase is not finished",
}


class Outcome(NamedTuple):
    """The commit that was made, or why there is none."""

    commit: str = ""  # its id; "" without a reason: nothing had changed
    reason: str = ""
    note: str = ""  # what is left to do where one was made


def commit(folder: Path, paths: Sequence[str], what: str, ids: Sequence[str]) -> Outcome:
    """Commit these files (relative to the folder) and nothing else; never raise.

    What the user has staged stays staged. If no commit can be made, the files stay as they are.
    """
    try:
        reason = why_not_committable(folder)
        if reason:
            return Outcome(reason=reason)
        return _commit(folder, paths, message(what, ids))
    except (MachineError, OSError) as error:
        return Outcome(reason=str(error))


def message(what: str, ids: Sequence[str]) -> tuple[str, str]:
    """Return the subject line and the trailers, in plain words whatever is in the arguments."""
    words = f"{what}, {ids[0]}" if len(ids) == 1 else what
    trailers = (f"Followup-Contact: {_plain(id_)}" for id_ in ids[:_TRAILERS])
    return f"followup: {_plain(words)[:80]}", "\n".join(trailers)


def why_not_committable(folder: Path) -> str:
    """Return why nothing can be committed here now, or "". Raises MachineError."""
    if not git.is_repository(folder):
        return "this book is not in a Git repository"
    if _is_strangers(folder):
        return "the Git repository above this book tracks none of its files: git add one of them"
    state = operation_in_progress(folder)
    if state:
        return f"{state}: see git status"
    if not git.branch(folder):
        return "no branch is checked out (detached HEAD): git switch to one"
    return locked(folder)


def operation_in_progress(folder: Path) -> str:
    """Return in words which Git operation is not finished, or ""."""
    own = git.own_folder(folder)
    return next((words for name, words in _BUSY.items() if os.path.lexists(own / name)), "")


def ignored(folder: Path, paths: Sequence[str]) -> set[str]:
    """Return which of these files Git is told to ignore; none where there is no repository."""
    args = ("check-ignore", "-z", "--stdin")
    try:
        done = git.run(folder, *args, feed=_nul_ended(paths), expected=None, literal=False)
        return set(done.paths)
    except MachineError:
        return set()


def is_clean(folder: Path, paths: Iterable[str]) -> bool:
    """Whether these files are as in the last commit."""
    done = git.run(folder, "diff", "--quiet", "HEAD", "--", *paths, expected=None)
    return done.code == 0


def is_changed(folder: Path, path: str) -> bool:
    """Whether a file is not as in the last commit, or in none."""
    return bool(git.look(folder, "status", "--porcelain", "--", path).out)


def _commit(folder: Path, paths: Sequence[str], words: tuple[str, str]) -> Outcome:
    listed = ("--pathspec-from-file=-", "--pathspec-file-nul")
    before = git.head(folder)
    few = len(paths) <= _FEW
    known = set(git.look(folder, "ls-files", "-z", "--", *(paths if few else ["."])).paths)
    new = _there(folder, [path for path in paths if path not in known])
    lost = {path for path in paths if path not in known}.difference(new)
    if lost:  # `git rm` leaves it in the last commit; the rest came and went without Git
        lost -= trees.files(folder, "HEAD", *(lost if few else ["."])).keys()
        paths = [path for path in paths if path not in lost]
    if not paths:
        return Outcome()
    if new:  # else `commit` would not know them; the index gets their names, no content
        add = ("add", "--intent-to-add", *listed)
        done = git.run(folder, *add, feed=_nul_ended(new), expected=None)
        if done.code:
            return Outcome(reason=_words(done))
    elif before and few and is_clean(folder, paths):
        # A run that was killed may have committed them, and no more.
        return Outcome(note=_follow(folder, paths))
    args = ("commit", "--quiet", "--only", "--cleanup=verbatim", "-m", words[0], "-m", words[1])
    feed = _nul_ended(paths)
    done = git.run(folder, *args, *listed, feed=feed, expected=None, timeout=TIMEOUT)
    try:
        after = git.head(folder)
    except MachineError as error:
        if done.code:
            raise
        return Outcome("HEAD", note=f"committed, but Git does not say as what ({error})")
    if after != before and (done.code == 0 or _subject(folder) == words[0]):
        # A post-commit hook may still have failed. What a hook has changed and added is in the
        # commit, but a partial commit leaves the old content in the index.
        return Outcome(after, note=_follow(folder, paths) if few else "")
    if new:
        forget = ("update-index", "--force-remove", "-z", "--stdin")
        git.run(folder, *forget, feed=_nul_ended(new), expected=None)
    return Outcome(reason=_words(done))


def _there(folder: Path, paths: Iterable[str]) -> list[str]:
    # By exactly this name: where the file system folds case, another may answer to it.
    names: dict[Path, set[str]] = {}
    found = []
    for path in paths:
        parent = (folder / path).parent
        if parent not in names:
            names[parent] = _names(parent)
        if os.path.basename(path) in names[parent]:
            found.append(path)
    return found


def _names(folder: Path) -> set[str]:
    try:
        return set(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return set()
    except OSError as error:  # taken for gone, a new file would be taken for committed
        raise MachineError(f"{folder}: {error.strerror}") from None


def _follow(folder: Path, paths: Sequence[str]) -> str:
    """Give the index what HEAD has of files that are as in HEAD: else the next commit undoes it.

    Returns what the user has to do where that cannot be done, or "".
    """
    if not git.look(folder, "diff", "--cached", "--quiet", "--", *paths, expected=None).code:
        return ""
    done = git.run(folder, "reset", "--quiet", "--", *paths, expected=None)
    if not done.code:
        return ""
    remedy = f"git reset -- {shlex.join(paths)}"
    return f"committed, but Git's index does not know it; {remedy} tells it ({done.reason})"


def _nul_ended(paths: Iterable[str]) -> bytes:
    return b"".join(os.fsencode(path) + b"\0" for path in paths)


def _subject(folder: Path) -> str:
    return git.look(folder, "log", "-1", "--format=%s").word


def _words(done: git.Done) -> str:
    """Return why Git did not commit."""
    if "tell me who you are" in done.err or "empty ident name" in done.err:
        return NO_IDENTITY
    if "ignored by one of your .gitignore" in done.err:
        return "Git ignores this file (.gitignore)"
    if done.code == git.TIMED_OUT:
        return f"Git or one of its hooks gave {done.reason}"
    if "fatal: " in done.err or "error: " in done.err:
        return f"Git says: {done.reason}"
    return f"Git or one of its hooks refused: {done.reason}"


def _is_strangers(folder: Path) -> bool:
    """Whether the repository merely surrounds the book, such as a home folder under Git."""
    return bool(git.inside(folder)) and not git.look(folder, "ls-files", "-z", "--", ".").out


def locked(folder: Path) -> str:
    """Return which lock of Git's keeps everybody from committing, or ""."""
    place = git.own_folder(folder) / "index.lock"
    for _ in range(round(_LOCK_WAIT / _TICK)):
        if not place.exists():
            return ""
        time.sleep(_TICK)
    try:
        since = datetime.fromtimestamp(place.stat().st_mtime)
    except FileNotFoundError:
        return ""
    return (
        f"{place} is there since {since:%Y-%m-%d %H:%M}: another Git is at work, or was killed"
        " (if none runs, delete that file)"
    )


def _plain(text: str) -> str:
    # The vowels of some scripts are marks, which are no \w.
    return _NOT_PLAIN.sub(lambda found: found[0] if category(found[0])[0] == "M" else "_", text)
