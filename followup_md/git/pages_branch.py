"""The branch of a remote that a website is published from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from followup_md.errors import MachineError
from followup_md.git import command as git
from followup_md.git import remote
from followup_md.git.commit import NO_IDENTITY
from followup_md.git.remote import TIMEOUT
from followup_md.typed import NamedTuple

_NEW = "refs/followup/pages"  # keeps the commit until it is pushed


class PagesBranch(NamedTuple):
    """A branch as it is on its remote; this clone needs none of that name."""

    folder: Path  # in the clone
    remote: str
    name: str

    @property
    def head(self) -> str:
        """Its name on the remote, in full."""
        return f"refs/heads/{self.name}"

    @property
    def ref(self) -> str:
        """Where this clone remembers it."""
        return f"refs/remotes/{self.remote}/{self.name}"

    def fetch(self, shown: bool) -> None:
        """Fetch it, or forget it if the remote has none any more. Raises MachineError.

        `shown`: messages and questions go to the terminal.
        """
        done = self._ask("ls-remote", "--exit-code", self.remote, self.head, shown=shown)
        if done.code == 0:
            fetched = f"+{self.head}:{self.ref}"
            done = self._ask("fetch", "--quiet", "--no-tags", self.remote, fetched, shown=shown)
        elif done.code == 2:  # the remote answers, and has no such branch
            # Who deleted it there wants its history gone: it must not be pushed again.
            git.run(self.folder, "update-ref", "-d", self.ref)
            return
        if done.code:
            why = "see above" if shown else done.reason
            raise MachineError(f"cannot fetch {self.name} from {self.remote}: {why}")

    def _ask(self, *args: str, shown: bool) -> git.Done:
        return git.run(self.folder, *args, expected=None, shown=shown, timeout=TIMEOUT)

    def names(self, folder: str = "") -> set[str]:
        """Return what is in a folder of it, or at its top, after `fetch`."""
        args = ("ls-tree", "--full-tree", "--name-only", "-z", f"{self.ref}:{folder}")
        done = git.look(self.folder, *args, expected=None)
        return set() if done.code else set(done.paths)

    def read(self, names: Iterable[str]) -> dict[str, bytes]:
        """Return those of these files that are at its top."""
        found = {}
        for name in names:
            done = git.look(self.folder, "cat-file", "blob", f"{self.ref}:{name}", expected=None)
            if not done.code:
                found[name] = done.out
        return found

    def committer(self) -> str:
        """Return who commits, and when, as Git writes it. Raises MachineError."""
        done = git.look(self.folder, "var", "GIT_COMMITTER_IDENT", expected=None)
        if done.code:
            raise MachineError(NO_IDENTITY)
        return done.word

    @contextmanager
    def commit(self, files: Mapping[str, bytes], subject: str) -> Iterator[bool]:
        """Make a commit with exactly these files for `push`, which the block may call.

        Yields whether they differ from those of the branch after `fetch`.
        """
        who, before = self.committer(), self._id(self.ref)
        stream = [f"commit {_NEW}\ncommitter {who}\n".encode(), _data(subject.encode())]
        stream += [f"from {before}\n".encode()] if before else []
        stream.append(b"deleteall\n")
        for name, data in files.items():
            stream += [b"M 100644 inline %s\n" % _quoted(name), _data(data)]
        args = ("fast-import", "--quiet", "--force", "--date-format=raw")
        try:
            git.run(self.folder, *args, feed=b"".join(stream), literal=False)
            yield self._id(f"{_NEW}^{{tree}}") != self._id(f"{self.ref}^{{tree}}")
        finally:
            git.run(self.folder, "update-ref", "-d", _NEW)

    def push(self, shown: bool) -> bool:
        """Push what `commit` made; return False if somebody else was faster.

        Raises RefusedError and MachineError.
        """
        return not remote.push_to(self.folder, _NEW, self.remote, self.head, shown)

    def _id(self, name: str) -> str:
        return git.look(self.folder, "rev-parse", "--verify", "--quiet", name, expected=(0, 1)).word


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)


def _quoted(path: str) -> bytes:
    text = os.fsencode(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%s"' % text
