"""How large a file may be."""

from __future__ import annotations

MAX_FILE = 8 * 1024 * 1024  # bytes
MAX_FRONT = 128 * 1024  # bytes of the front matter
