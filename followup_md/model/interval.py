"""Calendar intervals as typed: `30d`, `6w`, `3m`, `1y`."""

from __future__ import annotations

import re
from functools import lru_cache

from followup_md.model.settings import Interval

_INTERVAL = re.compile(r"([0-9]{1,9})([dwmy])")


@lru_cache(maxsize=1024)
def parse_interval(text: str) -> Interval | None:
    """Return the interval that `text` names, or None if it names none (`0d` does not)."""
    match = _INTERVAL.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        return None
    return Interval(int(match[1]), match[2])
