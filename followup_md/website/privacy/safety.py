"""What a build or a preview refuses, and what wakes the preview up."""

from __future__ import annotations

import ipaddress
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from followup_md.errors import RefusedError, UsageError
from followup_md.storage.watch import changes

ANYWHERE = "FOLLOWUP_SERVE_ANYWHERE"
NO_CACHE = "FOLLOWUP_NO_CACHE"  # read every file, make every page
_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
_TICK = 20.0  # seconds between two looks at the date

App = Callable[..., Iterable[bytes]]


def check_folders(root: Path, docs: Path) -> None:
    """Refuse a layout in which MkDocs itself would publish the contact files."""
    contacts, pages = (root / "contacts").resolve(), docs.resolve()
    if contacts == pages or pages in contacts.parents or contacts in pages.parents:
        raise RefusedError(
            "docs_dir and contacts/ must not lie inside each other:"
            " MkDocs would publish the contact files as they are (docs_dir: site)"
        )


def check_address(host: str) -> None:
    """Refuse to show the book to other machines."""
    if os.environ.get(ANYWHERE) == "1" or is_own(host):
        return
    raise RefusedError(
        f"the preview is for this machine only (dev_addr: 127.0.0.1:8000); {ANYWHERE}=1 overrides"
    )


def check_owner(config_file: Path) -> None:
    """Refuse to run MkDocs for somebody else's book: its `mkdocs.yml` is code."""
    owner = config_file.stat().st_uid
    mine = {os.geteuid(), 0}
    if os.geteuid() == 0 and "SUDO_UID" in os.environ:
        mine.add(int(os.environ["SUDO_UID"]))
    if owner not in mine:
        raise RefusedError(
            f"{config_file.name} belongs to another user of this machine, and it is code:"
            " build your own copy of the book"
        )


def is_own(host: str) -> bool:
    """Whether only this machine can be reached at `host`."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def day(text: str) -> date:
    """Return the day that the site is asked to show."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise UsageError("the day of the site must be a date like 2026-09-14 (on, FOLLOWUP_ON)")
    return found


def own_host(app: App, host: str) -> App:
    """Wrap a WSGI application: a request under a foreign name is refused (DNS rebinding)."""
    names = _NAMES | {host.lower()}

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = str(environ.get("HTTP_HOST", "")).lower()
        name = asked if asked.endswith("]") else asked.rpartition(":")[0] or asked
        if name in names or os.environ.get(ANYWHERE) == "1":
            return app(environ, start_response)
        start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"This preview answers only under the name of this machine.\n"]

    return guarded


@contextmanager
def watching(
    root: Path,
    today: Callable[[], date],
    is_old: Callable[[], bool],
    warn: Callable[[str], object],
) -> Iterator[Path]:
    """Yield a file that changes whenever a contact does, and at midnight.

    `is_old`: whether one has changed since the site was made, asked once there is somebody to see
    the next change.
    MkDocs polls what it watches: one file costs nothing, ten thousand would.
    """
    with tempfile.TemporaryDirectory(prefix="followup-") as folder:
        bell = Path(folder) / "bell"
        bell.write_text("0")
        over = threading.Event()

        def ring() -> None:
            count, seen, first = 0, today(), True
            for changed in changes(root / "contacts", idle=_TICK, over=over, warn=warn):
                now = today()
                old, first = first and is_old(), False
                if changed or old or now != seen:
                    count, seen = count + 1, now
                    bell.write_text(str(count))

        thread = threading.Thread(target=ring, name="followup-watch", daemon=True)
        thread.start()
        try:
            yield bell
        finally:
            over.set()
            thread.join(timeout=5)
