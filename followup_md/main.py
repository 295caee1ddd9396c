"""The front door: every command line comes in here, and no error gets out.

The plainest ones, `followup due` and a name that a shell completes, are answered at once: click
alone takes longer to import than a book of thousands to be looked at. Whatever is less plain than
`followup [-C DIR] due [--on DATE]` is for the command line proper, which gives the same answer.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from followup_md.errors import FollowupError
from followup_md.session import Session, echo_err, now, screen

if TYPE_CHECKING:
    from datetime import date

_COMPLETE, _NO_CACHE = "_FOLLOWUP_COMPLETE", "FOLLOWUP_NO_CACHE"
INTERRUPTED, PIPE_CLOSED, BUG, MACHINE = 130, 141, 70, 4


def run(args: Sequence[str] | None = None) -> int:
    """Run one command line; return the exit code. No error gets past this function."""
    typed = list(sys.argv[1:] if args is None else args)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an ASCII terminal gets \xe9 for what it cannot show
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _at_once(typed)
        if code is None:
            from followup_md import cli

            gc.enable()
            code = cli.run(typed)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except (KeyboardInterrupt, EOFError):
        return INTERRUPTED
    except FollowupError as error:
        _say(str(error))
        return error.exit_code
    except BrokenPipeError:
        _drop_output()
        return PIPE_CLOSED
    except OSError as error:
        _drop_output()
        where = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        _say(f"{where}{error.strerror or error}")
        return MACHINE
    except Exception as error:  # a bug: the one place that catches everything
        if os.environ.get("FOLLOWUP_DEBUG"):
            raise
        from followup_md import __version__

        _say(
            f"a bug of ours ({type(error).__name__}, {__version__}); please report what you typed"
            " and what FOLLOWUP_DEBUG=1 adds"
        )
        return BUG


def _at_once(typed: list[str]) -> int | None:
    """Answer the plainest command lines; None: for the command line proper."""
    if _COMPLETE in os.environ:
        from followup_md import fastpath

        return fastpath.answer(os.environ)
    plain = _plain_due(typed) if _NO_CACHE not in os.environ else None
    if plain is None:
        return None
    place, on = plain
    return Session(place, now, screen()).due(on)


def _plain_due(typed: list[str]) -> tuple[str, date | None] | None:
    """Return folder and day of a plain `due`; None where it is anything else."""
    place, rest = (typed[1], typed[2:]) if typed[:1] == ["-C"] and typed[1:] else (".", typed)
    if rest == ["due"]:
        return place, None
    if len(rest) == 3 and rest[:2] == ["due", "--on"]:
        from datetime import date

        with suppress(ValueError):
            day = date.fromisoformat(rest[2])
            return (place, day) if day.isoformat() == rest[2] else None
    return None


def _say(message: str) -> None:
    echo_err(f"followup: {message}")


def _drop_output() -> None:
    # What Python still holds for a closed pipe or a full disk would fail again as it ends.
    with suppress(OSError, ValueError, AttributeError):  # no real stdout: nothing is held
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
