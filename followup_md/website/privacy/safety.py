"""What a build or a preview refuses to do."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from followup_md.errors import RefusedError
from followup_md.model.contact import CONTACTS
from followup_md.storage import locate

ANYWHERE = "FOLLOWUP_SERVE_ANYWHERE"
ALLOW_EMPTY = "FOLLOWUP_ALLOW_EMPTY"
_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})

App = Callable[..., Iterable[bytes]]


def check_folders(root: Path, config_file: Path, docs: Path) -> None:
    """Refuse what links lead to, and a layout in which MkDocs would publish the contact files."""
    locate.refuse_links(root, config_file, docs)
    contacts, pages = (root / CONTACTS).resolve(), docs.resolve()
    if contacts == pages or pages in contacts.parents or contacts in pages.parents:
        raise RefusedError(
            "docs_dir and contacts/ must not lie inside each other:"
            " MkDocs would publish the contact files as they are (docs_dir: site)"
        )


def check_emptied(where: str, names: Iterable[str]) -> None:
    """Refuse to replace a site by one without contacts; `names`: what is in its people/."""
    if set(names) - {"index.html"} and os.environ.get(ALLOW_EMPTY) != "1":
        raise RefusedError(
            f"no contact can be read, and {where} shows some: --allow-empty empties it all the same"
            f" ({ALLOW_EMPTY}=1 for mkdocs)"
        )


def check_address(host: str) -> None:
    """Refuse to serve the book to other machines."""
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


def own_host(app: App, host: str) -> App:
    """Wrap a WSGI application so that it refuses foreign host names (DNS rebinding)."""
    names = _NAMES | {host.lower()}

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        header = str(environ.get("HTTP_HOST", "")).lower()
        name = header if header.endswith("]") else header.rpartition(":")[0] or header
        if name in names or os.environ.get(ANYWHERE) == "1":
            return app(environ, start_response)
        start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"This preview answers only under the name of this machine.\n"]

    return guarded
