"""The user's editor, run as a separate program."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from pathlib import Path

from followup_md.errors import MachineError, UsageError

_USUAL = ("sensible-editor", "editor", "nano", "vim", "vi")


def command(terminal: bool) -> list[str]:
    """Return the editor with its arguments: VISUAL, EDITOR, or a usual one on a terminal.

    Raises UsageError if there is none.
    """
    words = os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()
    try:
        parts = shlex.split(words)
    except ValueError:
        raise UsageError(f"the quotes in your EDITOR are not closed: {words}") from None
    usual = next((name for name in _USUAL if terminal and shutil.which(name)), None)
    found = parts or ([usual] if usual else [])
    if not found:
        raise UsageError("which editor? Set EDITOR, such as: export EDITOR=nano")
    return found


def run(editor: list[str], path: Path) -> None:
    """Open a file in the editor and wait until it ends. Raises MachineError if it fails."""

    def nothing(_signal: int, _frame: object) -> None:
        """Leave Ctrl-C to the editor."""

    before = signal.signal(signal.SIGINT, nothing)
    try:
        code = subprocess.Popen([*editor, str(path.absolute())]).wait()
    except OSError as error:
        raise MachineError(f"{editor[0]}: {error.strerror}; set EDITOR to another one") from None
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        raise MachineError(f"{editor[0]} ended with {code}; {path} is as it left it")


def edit_text(editor: list[str], text: str) -> str:
    """Open a text in the editor and return what became of it; no file stays behind."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="followup-") as folder:
        path = Path(folder) / "draft.txt"
        path.write_text(text, encoding="utf-8")
        run(editor, path)
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise MachineError("what the editor left is no text in UTF-8") from None
