"""A finished site, put in place: only what differs is written, and nothing where it must not be."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from followup_md.errors import RefusedError
from followup_md.store import lock

PREFIX = ".public-"
FLAT = ".pages"  # where pages wait that have a folder of their own on the site
_LOCK = ".lock"  # hidden: MkDocs leaves it when it empties the folder
# At least one of these is in the top folder of every site that MkDocs makes.
_MARKS = ("index.html", "404.html")


class Applied(NamedTuple):
    """How many files of the site were written, kept as they were, and removed."""

    written: int
    kept: int
    removed: int


@contextmanager
def staged(root: Path) -> Iterator[Path]:
    """Yield an empty folder in the book to build into; it is gone afterwards.

    A lock of the kernel is held in it meanwhile, so what a killed run left is known as such.
    """
    _sweep(root)
    with ExitStack() as stack:
        while True:
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
            if stack.enter_context(lock.tried(folder / _LOCK)) and (folder / _LOCK).exists():
                break
            # Another build took it for a killed run's, in the moment before it was locked.
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


def check_target(site: Path, root: Path, docs: Path) -> None:
    """Refuse to empty a folder that is no site: MkDocs would."""
    real = site.resolve()
    for kept in (root, root / "contacts", docs):
        inside = kept.resolve()
        if real == inside or real in inside.parents or (kept != root and inside in real.parents):
            raise RefusedError(f"site_dir: {site.name} would overwrite the book: choose another")
    if site.is_symlink() or (site.exists() and not site.is_dir()):
        raise RefusedError(f"site_dir: {site.name} is not a folder: move it away")
    if not site.exists():
        return
    names = {entry.name for entry in site.iterdir()}
    if ".git" in names or (
        any(not name.startswith(".") for name in names) and not names.intersection(_MARKS)
    ):
        raise RefusedError(f"site_dir: {site.name} holds files that are no site: empty it first")


def listed(folder: Path) -> dict[str, str]:
    """Return the files below `folder`, hidden ones at its top apart: address, and where it is.

    Links are not followed; a folder with nothing in it is listed with a slash at its end.
    """
    found: dict[str, str] = {}
    waiting = [("", os.fspath(folder))]
    while waiting:
        prefix, parent = waiting.pop()
        try:
            entries = list(os.scandir(parent))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if prefix or not entry.name.startswith("."):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
            elif prefix or not entry.name.startswith("."):
                found[prefix + entry.name] = entry.path
        if prefix and not entries:
            found[prefix] = parent
    return found


def apply(
    built: Mapping[str, str], pages: Mapping[str, str], before: Iterable[str], site: Path
) -> Applied:
    """Make `site` what was built: addresses, and where the files are. Only differences are written.

    `pages`: more of them, that are known to differ; "": it is in place already. `before`: what is
    listed there; hidden files at its top stay.
    """
    gone = set(before).difference(built, pages)
    _clear(site, gone)
    waiting = [uri for uri, place in sorted(pages.items()) if place]
    for uri in waiting:
        _put(pages[uri], site, uri)
    written = len(waiting) + sum(_renew(built[uri], site, uri) for uri in sorted(built))
    kept = len(built) + len(pages) - written
    return Applied(written, kept, sum(not uri.endswith("/") for uri in gone))


def content(path: str) -> bytes | None:
    """Return what is in a file; None where there is none, or something else."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with open(fd, "rb") as file:
        try:
            return file.read()
        except OSError:
            return None


def digest(data: bytes) -> bytes:
    """Return a digest that no two pages share."""
    return blake2b(data, digest_size=16).digest()


def digest_of(path: str) -> bytes | None:
    """Return the digest of a file; None where there is none."""
    data = content(path)
    return None if data is None else digest(data)


def withdraw(built: Mapping[str, str], site: Path, ours: Iterable[str], under: str) -> Applied:
    """Take from `site` the pages below `under` that were not built.

    Where there are any, the other pages that show contacts (`ours`) are renewed with them. For a
    build that must not be published as a whole: nobody's page outlives their wish.
    """
    gone = {uri for uri in listed(site).keys() - built.keys() if uri.startswith(under)}
    _clear(site, gone)
    pages = [uri for uri in gone if not uri.endswith("/")]
    renewed = sorted(built.keys() & set(ours)) if pages else []
    for uri in renewed:
        _clear_way(os.fspath(site), uri)  # links here were not listed
    written = sum(_renew(built[uri], site, uri) for uri in renewed)
    return Applied(written, len(renewed) - written, len(pages))


def _renew(source: str, site: Path, uri: str) -> bool:
    """Put a file in place where it differs; return whether it did."""
    if _same(source, os.path.join(site, uri)):
        return False
    _put(source, site, uri)
    return True


def _put(source: str, site: Path, uri: str) -> None:
    """Put a file in place; there is no link on the way, or it was listed and is gone."""
    target = os.path.join(site, uri)
    try:
        try:
            os.replace(source, target)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            _make_way(os.fspath(site), uri, target)
            os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _make_way(os.fspath(site), uri, target)
        near = os.path.join(os.path.dirname(target), f"{PREFIX}{os.getpid()}.tmp")
        shutil.copyfile(source, near)
        os.replace(near, target)


def _make_way(site: str, uri: str, target: str) -> None:
    """Make the folder of a file, and remove what stands where it or the file must be."""
    with suppress(OSError):
        os.mkdir(os.path.dirname(target))
        return
    _clear_way(site, uri)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(target) and not os.path.islink(target):
        shutil.rmtree(target)


def _clear_way(site: str, uri: str) -> None:
    """Remove a file or link of the old site that stands where a folder must be."""
    path = site
    for part in uri.split("/")[:-1]:
        path = os.path.join(path, part)
        if os.path.islink(path) or os.path.isfile(path):
            os.unlink(path)


def _same(one: str, other: str) -> bool:
    try:
        same = os.path.getsize(one) == os.path.getsize(other)
    except OSError:
        return False
    return same and content(other) == content(one)


def _clear(site: Path, gone: Iterable[str]) -> None:
    """Remove files, and the folders that are empty without them."""
    for uri in gone:
        path = os.path.join(site, uri)
        with suppress(FileNotFoundError, NotADirectoryError):  # another build was faster
            if not uri.endswith("/"):
                os.unlink(path)
        parent = os.path.dirname(path)
        while parent != os.fspath(site):
            try:
                os.rmdir(parent)
            except OSError:
                break
            parent = os.path.dirname(parent)


def _sweep(root: Path) -> None:
    """Remove the folders of killed runs: those that nobody holds the lock of."""
    for folder in root.glob(f"{PREFIX}*"):
        if not folder.is_symlink() and folder.is_dir():
            with lock.tried(folder / _LOCK) as is_left:
                if is_left:
                    shutil.rmtree(folder, ignore_errors=True)
