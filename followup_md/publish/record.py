"""What the last build made of which contact, in the book's cache: it need not be made again.

Nothing here is trusted further than the page on the disk is what was made then, byte for byte.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from followup_md.doors.memory import Memory
from followup_md.publish import staging
from followup_md.publish.press import Press
from followup_md.store.cache import DoubtError, sealed

_TABLE = "about"
_LIBRARIES = ("holidays", "jinja2", "markdown-it-py", "markupsafe", "mkdocs", "nh3")
_PACKAGE = Path(__file__).parents[1]


class Printed(NamedTuple):
    """The pages of a build: what each is made of, what it is, and where it waits."""

    keys: Mapping[str, bytes]
    digests: Mapping[str, bytes]
    waiting: Mapping[str, str]  # "": in place already


def renew(
    press: Press, memory: Memory | None, before: Container[str], site: Path, aside: str
) -> Printed:
    """Make, in the new folder `aside`, the pages that are not in `site` just so.

    `before`: what is there.
    """
    keys = press.keys(program())
    there = {uri: key for uri, key in keys.items() if uri in before}
    kept = _kept(memory, there, site)
    wanted = [uri for uri in keys if uri not in kept]
    waiting, new = press.print(wanted, before, os.fspath(site), aside)
    return Printed(keys, kept | new, dict.fromkeys(kept, "") | waiting)


def keep(memory: Memory | None, printed: Printed, site: Path) -> None:
    """Remember the pages of a build that has been put in place."""
    if memory is None:
        return
    key = _key(site)
    value = {uri: (printed.keys[uri], page) for uri, page in printed.digests.items()}
    with suppress(DoubtError):  # then the next build makes all pages
        memory.cache.put([(_TABLE, key, sealed(key, value, memory.cache.edition))])


def _kept(memory: Memory | None, keys: Mapping[str, bytes], site: Path) -> dict[str, bytes]:
    """Return the digests of the pages in `site` that would be made again just so."""
    before: dict[str, tuple[bytes, bytes]] = {}
    if memory is not None:
        with suppress(DoubtError):
            before = memory.cache.get(_TABLE, _key(site)) or {}
    found = {}
    for uri, key in keys.items():
        was, page = before.get(uri, (b"", b""))
        if was == key and page == staging.digest_of(os.path.join(site, uri)):
            found[uri] = page
    return found


def program() -> bytes:
    """Return a digest of what makes pages: this program, its templates and its libraries."""
    parts = [sys.version, *(f"{name} {version(name)}" for name in _LIBRARIES), *_stamps()]
    return blake2b("\n".join(parts).encode("utf-8", "surrogateescape")).digest()


def _stamps() -> Iterator[str]:
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in (".py", ".html"):
            status = path.stat()
            yield f"{path} {status.st_size} {status.st_mtime_ns}"


def _key(site: Path) -> str:
    return f"site {os.path.realpath(site)}"
