"""python -m followup_md, and what the `followup` script calls."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line and end with its exit code."""
    gc.disable()  # what is over in a moment has nothing to collect; front.py knows what is longer
    try:
        from followup_md.main import run

        code = run()
    except KeyboardInterrupt:  # while the modules were loading, or while an error was told
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
