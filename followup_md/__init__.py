"""Never drop a call: plain-text contacts, whom to reach today, and a website of it."""

from __future__ import annotations

__version__ = "0.1.0"
