"""What a build or a preview refuses to do."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from followup_md.cache import fingerprints
from followup_md.errors import RefusedError
from followup_md.model.contact import CONTACTS
from followup_md.storage import checkout, locate

ANYWHERE = "FOLLOWUP_SERVE_ANYWHERE"
ALLOW_EMPTY = "FOLLOWUP_ALLOW_EMPTY"
_METHODS = ("GET", "HEAD")
_CONTROLS = {*map(chr, range(32)), "\x7f"}
_LONGEST = 4000  # of an address
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


def check_whole(root: Path) -> None:
    """Refuse to take for the book what Git has left of it when it was killed."""
    words = checkout.cut_off(os.fspath(root), fingerprints.clock)
    if words:
        raise RefusedError(f"nothing was written, for contacts may be missing or half: {words}")


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


def guarded(app: App, host: str) -> App:
    """Wrap a WSGI application so that it gets only requests for a page, under its own name.

    Foreign host names are refused (DNS rebinding), and what MkDocs' server does not expect.
    """
    names = _NAMES | {host.lower()}

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        status, text = _refusal(environ, names)
        method = environ.get("REQUEST_METHOD")
        if not status:
            body = app(environ, start_response)
            if method != "HEAD":
                return body
            getattr(body, "close", str)()
            return []
        headers = [("Content-Type", "text/plain; charset=utf-8")]
        if status.startswith("405"):
            headers.append(("Allow", ", ".join(_METHODS)))
        start_response(status, headers)
        return [] if method == "HEAD" else [f"{text}\n".encode()]

    return answer


def _refusal(environ: dict[str, Any], names: Collection[str]) -> tuple[str, str]:
    """Return the status and the words that refuse a request, or "" for both."""
    header = str(environ.get("HTTP_HOST", "")).lower()
    name = header if header.endswith("]") else header.rpartition(":")[0] or header
    if name not in names and os.environ.get(ANYWHERE) != "1":
        return "403 Forbidden", "This preview answers only under the name of this machine."
    if environ.get("REQUEST_METHOD") not in _METHODS:
        return "405 Method Not Allowed", "This preview only shows pages."
    path = str(environ.get("PATH_INFO", ""))
    if len(path) > _LONGEST:
        return "414 URI Too Long", "No page has so long an address."
    try:
        odd = not set(path.encode("latin-1").decode()).isdisjoint(_CONTROLS)
    except UnicodeError:
        odd = True
    if odd:
        return "400 Bad Request", "No page has such an address: a control, or no UTF-8."
    return "", ""
