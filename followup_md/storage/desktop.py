"""Handing something to the other programs of the machine: opening an address, the clipboard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from base64 import b64encode

from followup_md.errors import MachineError

_OPENERS = ("xdg-open", "wslview", "gio")
_PATIENCE = 3  # seconds; an opener that still runs then has found its program
_MOST = 74_994  # bytes that terminals take for the clipboard
_TTY = "/dev/tty"


def open_address(address: str) -> None:
    """Hand an address to the program that the machine opens it with. Raises MachineError."""
    names = ("open",) if sys.platform == "darwin" else _OPENERS
    opener = next(filter(None, map(shutil.which, names)), None)
    if opener is None:
        raise MachineError("nothing on this machine opens addresses (xdg-open is missing)")
    more = ["open"] if os.path.basename(opener) == "gio" else []
    try:
        child = subprocess.Popen(
            [opener, *more, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        code = child.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return
    except OSError as error:
        raise MachineError(f"{opener}: {error.strerror}") from None
    if code:
        scheme = address.partition(":")[0]
        raise MachineError(f"no program opens {scheme}: here ({os.path.basename(opener)}: {code})")


def copy(text: str) -> str:
    """Put a text on the clipboard; return how, in words. Raises MachineError.

    Over SSH, and where the machine has no clipboard, the terminal is asked to (OSC 52).
    """
    if not os.environ.get("SSH_TTY"):
        import pyperclip

        try:
            pyperclip.copy(text)
        except pyperclip.PyperclipException:
            pass
        else:
            return "copied"
    return _copy_by_terminal(text)


def _copy_by_terminal(text: str) -> str:
    encoded = b64encode(text.encode("utf-8", "replace"))
    if len(encoded) > _MOST:
        raise MachineError("too long for the clipboard of a terminal")
    try:
        with open(_TTY, "wb", buffering=0) as terminal:
            terminal.write(b"\x1b]52;c;" + encoded + b"\x07")
    except OSError:
        raise MachineError("this machine has no clipboard (xclip, xsel, wl-copy)") from None
    hint = "; in tmux: set-clipboard on" if os.environ.get("TMUX") else ""
    return f"copied by the terminal, if it lets programs do that{hint}"
