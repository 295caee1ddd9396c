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

from followup_md.errors import RefusedError
from followup_md.storage import lock

PREFIX = ".public-"
FLAT = ".pages"  # where pages wait that have a folder of their own on the site
_LOCK = ".lock"  # hidden: MkDocs leaves it when it empties the folder
# At least one of these is in the top folder of every site that MkDocs makes.
MARKS = ("index.html", "404.html")


@contextmanager
def staged(root: Path) -> Iterator[Path]:
    """Yield an empty folder in the book to build into; it is gone afterwards.

    A lock of the kernel is held in it meanwhile, so what a killed run left is known as such.
    """
    _sweep(root)
    with ExitStack() as stack:
        while True:
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
            if stack.enter_context(lock.try_acquire(folder / _LOCK)) and (folder / _LOCK).exists():
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
        any(not name.startswith(".") for name in names) and not names.intersection(MARKS)
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


def apply(built: Mapping[str, str], site: Path) -> int:
    """Put files into a site: addresses, and where they are; return how many.

    Only differences are written. What stands in the way was cleared.
    """
    return sum(_renew(built[uri], os.fspath(site), uri) for uri in sorted(built))


def move(tree: str, site: str, name: str) -> bool:
    """Move a folder into the site, as a whole; return whether that was possible."""
    with suppress(OSError):
        os.makedirs(site, exist_ok=True)
        os.rename(tree, os.path.join(site, name))
        return True
    return False


def write(path: str, data: bytes) -> None:
    """Write a file whose folder may be missing, with as few calls as there can be.

    It may be there already: of a process of ours that died.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    try:
        fd = os.open(path, flags, 0o666)
    except FileNotFoundError:
        with suppress(FileExistsError):  # another process of ours was faster
            os.mkdir(os.path.dirname(path))
        fd = os.open(path, flags, 0o666)
    with open(fd, "wb") as file:
        file.write(data)


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


def withdraw(built: Mapping[str, str], site: Path, ours: Iterable[str], under: str) -> None:
    """Take from `site` the pages below `under` that were not built.

    Where there are any, the other pages that show contacts (`ours`) are renewed with them. For a
    build that must not be published as a whole: nobody's page outlives their wish.
    """
    gone = {uri for uri in listed(site).keys() - built.keys() if uri.startswith(under)}
    if clear(gone, site):
        for uri in built.keys() & set(ours):
            _clear_way(os.fspath(site), uri)  # links here were not listed
            _renew(built[uri], os.fspath(site), uri)


def clear(gone: Iterable[str], site: Path) -> int:
    """Remove files, and the folders that are empty without them; return how many files."""
    files = 0
    for uri in gone:
        path = os.path.join(site, uri)
        with suppress(FileNotFoundError, NotADirectoryError):  # another build was faster
            if not uri.endswith("/"):
                files += 1
                os.unlink(path)
        parent = os.path.dirname(path)
        while parent != os.fspath(site):
            try:
                os.rmdir(parent)
            except OSError:
                break
            parent = os.path.dirname(parent)
    return files


def _renew(source: str, site: str, uri: str) -> bool:
    """Put a file in place where it differs; return whether it did."""
    if _same(source, os.path.join(site, uri)):
        return False
    put(source, site, uri)
    return True


def put(source: str, site: str, uri: str) -> None:
    """Put a file in place; links on the way were listed, and cleared."""
    target = os.path.join(site, uri)
    try:
        try:
            os.replace(source, target)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            _make_way(site, uri, target)
            os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _make_way(site, uri, target)
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


def _sweep(root: Path) -> None:
    """Remove the folders of killed runs: those that nobody holds the lock of."""
    for folder in root.glob(f"{PREFIX}*"):
        if not folder.is_symlink() and folder.is_dir():
            with lock.try_acquire(folder / _LOCK) as is_left:
                if is_left:
                    shutil.rmtree(folder, ignore_errors=True)
