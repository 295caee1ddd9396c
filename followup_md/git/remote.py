"""Sharing by Git: where a branch goes, fetch, push."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from followup_md.errors import MachineError, RefusedError
from followup_md.git import command as git

TIMEOUT = 600.0  # seconds for one step without a terminal
_REFUSED = re.compile(r"^!\t[^\t]*\t\[([^]]*)] ?(.*)$", re.MULTILINE)
_SAID = re.compile(r"^remote: *(\S.*?) *$", re.MULTILINE)
_LOCK = re.compile(r"Unable to create '([^']+\.lock)'")  # of another push, or one that was killed
LOCKED = "was locked by"
_LINES = 4  # of what a remote says
_LATE = ("fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref", "incorrect")


class Upstream(NamedTuple):
    """The remote branch that a branch is fetched from and pushed to."""

    branch: str
    remote: str
    ref: str  # such as refs/heads/main

    @property
    def tracking(self) -> str:
        """Where this clone remembers it, mostly."""
        return f"{self.remote}/{self.ref.removeprefix('refs/heads/')}"


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


def push(folder: Path, at: Upstream, shown: bool) -> str:
    """Push a branch to its upstream; see `push_to`."""
    try:
        return push_to(folder, f"refs/heads/{at.branch}", at.remote, at.ref, shown)
    except RefusedError as error:
        raise RefusedError(
            f"{error}\nNothing is lost: what you changed is committed here. If the branch is"
            " protected, share it by one of your own, and ask for it to be merged:\n"
            f"  git push {at.remote} HEAD:refs/heads/NAME\n"
            f"Else ask whoever looks after {at.remote}, then run followup sync again"
        ) from None


def push_to(folder: Path, source: str, remote: str, ref: str, shown: bool) -> str:
    """Push to a branch of a remote; return "", or in words that somebody else was faster.

    Raises RefusedError if the remote or a hook refuses, and MachineError if it cannot be reached.
    """
    args = ("push", "--porcelain", "--quiet", remote, f"{source}:{ref}")
    done = git.run(folder, *args, expected=None, shown=shown, timeout=TIMEOUT)
    if done.code == 0:
        return ""
    refused = _REFUSED.search(done.out.decode(errors="replace"))
    if refused is None:
        why = "see above" if shown else done.reason
        raise MachineError(f"cannot push to {remote}: {why}")
    if any(word in refused[2] for word in _LATE):
        lock = _LOCK.search(done.err)
        return f"{remote} {LOCKED} {lock[1]}" if lock else "somebody else was faster"
    said = "".join(f"\n  {line}" for line in _SAID.findall(done.err)[:_LINES])
    why = refused[2].strip("()") or refused[1]
    raise RefusedError(f"{remote} does not take it: {why}{said}")
