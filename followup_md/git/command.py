"""Running Git, and asking it about a repository."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from followup_md.errors import MachineError
from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from subprocess import Popen

# What a hook or another Git sets would lead to its repository; these the user may have set.
_ALLOWED = (
    "GIT_ALLOW_PROTOCOL",
    "GIT_ASKPASS",
    "GIT_AUTHOR_EMAIL",
    "GIT_AUTHOR_NAME",
    "GIT_COMMITTER_EMAIL",
    "GIT_COMMITTER_NAME",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_EXEC_PATH",
    "GIT_HTTP_PROXY_AUTHMETHOD",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSL_CAINFO",
    "GIT_SSL_NO_VERIFY",
    "GIT_TERMINAL_PROMPT",
)
# A command that only reads runs no program of the repository, and never uses the network.
_QUIET = ("core.fsmonitor=false", f"core.hooksPath={os.devnull}", "protocol.allow=never")
TIMED_OUT = 124
_GRACE = 5  # seconds between asking a program to end and killing it
_PASSWORD = re.compile(r"(?<=://)[^/@\s]+@")


class Done(NamedTuple):
    """The result of a run of Git."""

    code: int
    out: bytes
    err: str

    @property
    def paths(self) -> list[str]:
        """The output as NUL-ended paths."""
        return [os.fsdecode(path) for path in self.out.split(b"\0") if path]

    @property
    def word(self) -> str:
        """The output as one line."""
        return os.fsdecode(self.out).removesuffix("\n")

    @property
    def reason(self) -> str:
        """The line of the messages that says what went wrong, without passwords in URLs."""
        lines = [line.strip() for line in self.err.splitlines() if line.strip()]
        fatal = [line for line in lines if line.startswith(("fatal: ", "error: "))]
        line = (fatal or lines[-1:] or [f"exit code {self.code}"])[0]
        return _PASSWORD.sub("", line.removeprefix("fatal: ").removeprefix("error: "))[:300]


def run(
    folder: Path,
    *args: str,
    expected: Sequence[int] | None = (0,),
    feed: bytes = b"",
    timeout: float | None = None,
    shown: bool = False,
    settings: Sequence[str] = (),
    literal: bool = True,
    index: Path | None = None,
) -> Done:
    """Run `git ARGS` in a folder with `feed` as its input.

    Without a terminal, where nobody could press ^C, it may take `timeout` seconds. `shown` leaves
    its messages to the terminal. `settings` override the repository's. `literal`: names in `args`
    are no patterns (not every command allows that). `index`: a file for this command's index.

    Raises MachineError if Git is missing, and for an exit code that is not `expected` (None: any;
    TIMED_OUT after `timeout`).
    """
    import subprocess

    # At a terminal Git may ask for a passphrase, so it must stay in our process group; elsewhere a
    # group of its own lets us end Git together with a hook that hangs.
    alone = not _at_terminal()
    options = ["--literal-pathspecs"] if literal else []
    options += [word for setting in settings for word in ("-c", setting)]
    try:
        child = subprocess.Popen(
            ["git", "--no-pager", *options, *args],
            cwd=folder,
            env=environment() | ({"GIT_INDEX_FILE": str(index)} if index else {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if shown else subprocess.PIPE,
            process_group=0 if alone else None,
        )
    except FileNotFoundError as error:
        if error.filename != "git":
            raise MachineError(f"{folder}: {error.strerror}") from None
        raise MachineError("git is not installed, or not on the PATH") from None
    with child:
        try:
            out, err = child.communicate(feed, timeout if alone else None)
            done = Done(child.returncode, out, (err or b"").decode(errors="replace"))
        except subprocess.TimeoutExpired:
            _end(child, alone)
            done = Done(TIMED_OUT, b"", f"no answer within {timeout:g} s")
        except BaseException:
            _end(child, alone)
            raise
    if expected is not None and done.code not in expected:
        raise MachineError(f"git {args[0]}: {done.reason}")
    return done


def look(folder: Path, *args: str, expected: Sequence[int] | None = (0,)) -> Done:
    """Run a Git command that only reads: no hook, no file-system monitor, no lock, no network."""
    return run(folder, *args, expected=expected, settings=_QUIET)


def environment() -> dict[str, str]:
    """Return the environment for Git: nothing that leads elsewhere, and messages in English."""
    found = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k in _ALLOWED}
    if not _at_terminal():
        found.setdefault("GIT_TERMINAL_PROMPT", "0")
    return found | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_MERGE_AUTOEDIT": "no"}


def _at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _end(child: Popen[bytes], group: bool) -> None:
    """End a program and what it started; ask first, so that Git removes its lock files."""
    import subprocess

    for asked in (signal.SIGTERM, signal.SIGKILL):
        try:
            if group:
                os.killpg(child.pid, asked)
            else:
                child.send_signal(asked)
            child.wait(_GRACE)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return


def is_repository(folder: Path) -> bool:
    """Whether the folder lies in the working tree of a repository."""
    done = look(folder, "rev-parse", "--is-inside-work-tree", expected=(0, 128))
    if done.code and "not a git repository" not in done.err:
        raise MachineError(f"git: {done.reason}")  # another user's, or damaged
    return done.out.strip() == b"true"


def init(folder: Path) -> None:
    """Make the folder a repository, with the branch `main`."""
    run(folder, "init", "--quiet", "--initial-branch=main")


def is_ignored(folder: Path, path: str) -> str:
    """Return the rule that makes Git ignore `path`, as `file:line: pattern`, or ""."""
    args = ("check-ignore", "--verbose", "--no-index", "-z", "--stdin")
    feed = os.fsencode(path) + b"\0"
    done = run(folder, *args, expected=(0, 1), feed=feed, settings=_QUIET, literal=False)
    parts = done.out.decode(errors="replace").split("\0")
    if done.code or len(parts) < 4 or parts[2].startswith("!"):
        return ""
    return f"{parts[0]}:{parts[1]}: {parts[2]}"


def own_folder(folder: Path) -> Path:
    """Return the folder with Git's data on this working tree, mostly `.git`."""
    plain = folder / ".git"
    if (plain / "HEAD").is_file() and plain.stat().st_uid == os.getuid():
        return plain.absolute()  # mostly; starting Git takes longer than writing a touch
    return Path(look(folder, "rev-parse", "--absolute-git-dir").word)


def shared_file(folder: Path, name: str) -> Path:
    """Return the path of a file of Git's that all working trees of the clone share."""
    return (folder / look(folder, "rev-parse", "--git-path", name).word).resolve()


def inside(folder: Path) -> str:
    """Return the path from the top of the working tree to the folder: "" or "some/folder/"."""
    return look(folder, "rev-parse", "--show-prefix").word


def top(folder: Path) -> str:
    """Return the top of the working tree that the folder lies in."""
    return look(folder, "rev-parse", "--show-toplevel").word


def head(folder: Path) -> str:
    """Return the id of the commit that is checked out, or "" before the first one."""
    return look(folder, "rev-parse", "--verify", "--quiet", "HEAD", expected=(0, 1)).word


def branch(folder: Path) -> str:
    """Return the branch that is checked out, or "" if none is (detached HEAD)."""
    done = look(folder, "symbolic-ref", "--quiet", "--short", "HEAD", expected=(0, 1))
    return done.word


class Entry(NamedTuple):
    """A commit in a file's history."""

    day: str  # YYYY-MM-DD, of its author
    author: str
    subject: str


def history(folder: Path, path: str, limit: int = 20) -> tuple[Entry, ...]:
    """Return the last commits of a file, across renames, newest first; none without Git."""
    form = "--format=%as%x1f%an%x1f%s"
    args = ("log", "-z", "--follow", "--no-show-signature", "--no-ext-diff", "--no-textconv")
    try:
        done = look(folder, *args, f"-n{limit}", form, "--", path)
    except MachineError:
        return ()  # no Git, no repository, or no commit yet
    lines = done.out.decode(errors="replace").split("\0")
    return tuple(Entry(*line.split("\x1f", 2)) for line in lines if line.count("\x1f") == 2)
