"""How large a file may be: apart from `document`, since a warm start needs no more."""

from __future__ import annotations

MAX_FILE = 8 * 1024 * 1024  # bytes
MAX_FRONT = 128 * 1024  # bytes of the front matter
