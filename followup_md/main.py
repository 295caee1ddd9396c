"""Runs one command line, and turns every error into an exit code."""

from __future__ import annotations

# Only what Python has loaded anyway: ^C while anything else loads must reach the `try` in `run`.
import gc
import os
import sys
from collections.abc import Sequence

INTERRUPTED, PIPE_CLOSED, BUG, MACHINE = 130, 141, 70, 4


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()  # a short run has nothing to collect
    try:
        code = run()
    except KeyboardInterrupt:  # while an error was reported
        code = INTERRUPTED
    sys.exit(code)


def run(args: Sequence[str] | None = None) -> int:
    """Run one command line; return the exit code. No error gets past this function."""
    typed = list(sys.argv[1:] if args is None else args)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an ASCII terminal gets \xe9 for what it cannot show
            stream.reconfigure(errors="backslashreplace")
    try:
        from followup_md import fastpath
        from followup_md.errors import FollowupError, words_of

        code = fastpath.run(typed)
        if code is None:
            from followup_md import cli

            gc.enable()
            code = cli.run(typed)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except EOFError:
        return INTERRUPTED
    except KeyboardInterrupt as stopped:
        _interrupted(str(stopped))
        return INTERRUPTED
    except FollowupError as error:
        _report(str(error))
        return error.exit_code
    except BrokenPipeError:
        _drop_output()
        return PIPE_CLOSED
    except OSError as error:
        _drop_output()
        _report(words_of(error, "standard output"))
        return MACHINE
    except Exception as error:  # a bug: the one place that catches everything
        if os.environ.get("FOLLOWUP_DEBUG"):
            raise
        from followup_md import __version__

        _report(
            f"a bug of ours ({type(error).__name__}, {__version__}); please report what you typed"
            " and what FOLLOWUP_DEBUG=1 adds"
        )
        return BUG


def _interrupted(words: str) -> None:
    """Say what an interruption has left, and take a bar off the line."""
    from followup_md import session

    session.clear()
    if words:
        _report(f"interrupted: {words}")


def _report(message: str) -> None:
    from followup_md.session import echo_err

    echo_err(f"followup: {message}")


def _drop_output() -> None:
    # What Python still buffers for a closed pipe or a full disk would fail again at exit.
    from contextlib import suppress

    with suppress(OSError, ValueError, AttributeError):  # no real stdout: nothing is buffered
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
