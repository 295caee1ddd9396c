"""`python -m followup_md`, and what the `followup` script calls."""

from __future__ import annotations

from followup_md.main import main

if __name__ == "__main__":
    main()
