"""What later commands need not read or compute again."""

from __future__ import annotations

# The environment variable with which every file is read and every page rendered.
NO_CACHE = "FOLLOWUP_NO_CACHE"
