"""What can go wrong: exceptions with an exit code, and problems of a file as values."""

from __future__ import annotations

from followup_md.typed import NamedTuple


class Problem(NamedTuple):
    """One thing wrong in one file; `line` and `column` count from 1 (0: the file as a whole).

    The message never holds content of the file: it may end up in a public log. `paste` may (a line
    to type instead) and is shown on a terminal only.
    """

    severity: str  # "error" or "warning"
    path: str  # relative to the book, "/" between folders
    line: int
    column: int
    code: str
    message: str
    paste: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the file cannot be used because of it."""
        return self.severity == "error"


class FollowupError(Exception):
    """Base of all expected errors: a message for people, and the exit code on the class.

    `reason` is the part of the message that also makes sense elsewhere: no path, no example.
    """

    exit_code = 1

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message


class UsageError(FollowupError):
    """Wrong usage: of the command line, or of `followup.yml`."""

    exit_code = 2


class RefusedError(FollowupError):
    """Refused, ambiguous or in conflict: nothing was written."""

    exit_code = 3


class MachineError(FollowupError):
    """The machine failed: disk, permissions, Git."""

    exit_code = 4


class TextError(FollowupError):
    """A text that cannot be read, and where; becomes a Problem once the path is known."""

    def __init__(
        self, code: str, message: str, line: int = 0, column: int = 0, paste: str = ""
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.column = column
        self.paste = paste

    def pasting(self, paste: str) -> TextError:
        """Return it with the line to type instead."""
        self.paste = paste
        return self

    def problem(self, path: str, severity: str = "error") -> Problem:
        """Return it as a value."""
        return Problem(severity, path, self.line, self.column, self.code, self.message, self.paste)


def words_of(error: OSError, where: str) -> str:
    """Return the path and what the system says; `where`: the place, if the error names none.

    A write to an open file does not name it, and of two files the second is the one written.
    """
    path = error.filename2 or error.filename or where
    path = path.decode(errors="replace") if isinstance(path, bytes) else path
    return f"{path}: {error.strerror or error}"
