"""The site's folder: only differences are written to it, and nothing is ever half a site."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

from followup_md.errors import MachineError, RefusedError
from followup_md.model.contact import CONTACTS
from followup_md.storage import locate, lock
from followup_md.website.build.output_scan import scan
from followup_md.website.pages.urls import PEOPLE

PREFIX = ".public-"
PAGES = ".pages"  # in the staging folder: contact pages, which are not laid out as on the site
_CONTACT_LINK = re.compile(
    rb'href="[^"]*?' + re.escape(PEOPLE).encode() + rb'/([^"?#]+?)(?:/|\.html)"'
)
_ATTEMPTS = 20  # at a folder that no other build takes away
_LOCK = ".lock"  # hidden, so that MkDocs leaves it when it empties the folder
# At least one of these is at the top of every site that MkDocs makes.
TOP_PAGES = ("index.html", "404.html")


@contextmanager
def staging_folder(root: Path) -> Iterator[str]:
    """Yield an empty folder in the book to build into, and remove it afterwards.

    A kernel lock is held in it, which tells it from what killed builds left behind.
    """
    _remove_leftovers(root)
    with ExitStack() as stack:
        for _ in range(_ATTEMPTS):
            folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root))
            stack.callback(_remove, folder)
            if stack.enter_context(lock.try_acquire(folder / _LOCK)) and (folder / _LOCK).exists():
                break
            # Another build took it for a leftover before it was locked.
        else:
            raise MachineError(f"{root}: no file in it can be locked (or opened at all)")
        yield os.fspath(folder)


def _remove(folder: Path) -> None:
    for _ in range(2):  # it may fail in the middle; what stays then, the next build removes
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(root: Path) -> None:
    """Remove the staging folders of killed builds: those that nobody has locked."""
    for folder in root.glob(f"{PREFIX}*"):
        if not folder.is_symlink() and folder.is_dir():
            with lock.try_acquire(folder / _LOCK) as is_left:
                if is_left:
                    _remove(folder)


def check_target(site: Path, root: Path, docs: Path) -> None:
    """Refuse to empty a folder that is no site: MkDocs would. Raises RefusedError."""
    locate.refuse_links(root, site)
    real = site.resolve()
    for precious in (root, root / CONTACTS, docs):
        inside = precious.resolve()
        below = precious != root and inside in real.parents
        if real == inside or real in inside.parents or below:
            raise RefusedError(f"site_dir: {site.name} would overwrite the book: choose another")
    if site.exists() and not site.is_dir():
        raise RefusedError(f"site_dir: {site.name} is not a folder: move it away")
    if not site.exists():
        return
    names = {entry.name for entry in site.iterdir()}
    if ".git" in names or (
        any(not name.startswith(".") for name in names) and not names.intersection(TOP_PAGES)
    ):
        raise RefusedError(f"site_dir: {site.name} holds files that are not a site: empty it first")


def contact_pages(site: str) -> list[str]:
    """Return what is in the folder of a site's contact pages."""
    with suppress(OSError):
        return os.listdir(os.path.join(site, PEOPLE))
    return []


def staged_files(folder: str) -> dict[str, str]:
    """Return the path of each file in a staging folder by URI."""
    return {uri: os.path.join(folder, uri) for uri in scan(folder) if not uri.endswith("/")}


def apply(staged: Mapping[str, str], site: str) -> int:
    """Move staged files into the site, given by URI; return how many differed.

    Files that are in the way of a folder, or the other way round, must have been removed.
    """
    return sum(_put_if_different(staged[uri], site, uri) for uri in sorted(staged))


def withdraw(staged: Mapping[str, str], gone: Collection[str], site: str) -> None:
    """Remove `gone` pages, and update the `staged` ones that mention contacts.

    For a build that must not be published as a whole: whoever turned private is gone all the same.
    """
    if remove(gone, site):
        for uri, path in staged.items():
            _remove_files_above(site, uri)  # the site was not scanned for links here
            _put_if_different(path, site, uri)


def pages_that_link(people: Collection[str], pages: Iterable[str], site: str) -> set[str]:
    """Return which pages of the site link to pages of contacts; all given as URIs."""
    ends = {uri.removesuffix("index.html").removesuffix(".html") for uri in people}
    ids = (end.removeprefix(f"{PEOPLE}/").removesuffix("/") for end in ends)
    addresses = {quote(id_).encode() for id_ in ids}
    found = set()
    for uri in pages:
        if uri.endswith(".html") and not uri.startswith(f"{PEOPLE}/"):
            links = _CONTACT_LINK.findall(read(os.path.join(site, uri)) or b"")
            if not addresses.isdisjoint(links):
                found.add(uri)
    return found


def remove(gone: Collection[str], site: str) -> int:
    """Remove files, and the folders that are empty without them; return how many files."""
    files = 0
    for uri in gone:
        path = os.path.join(site, uri)
        with suppress(FileNotFoundError, NotADirectoryError):  # another build was faster
            if not uri.endswith("/"):
                files += 1
                os.unlink(path)
        parent = os.path.dirname(path)
        while parent != site:
            try:
                os.rmdir(parent)
            except OSError:
                break
            parent = os.path.dirname(parent)
    return files


def move_folder(source: str, site: str, name: str) -> bool:
    """Move a folder into the site as a whole; return whether that was possible."""
    with suppress(OSError):
        os.makedirs(site, exist_ok=True)
        os.rename(source, os.path.join(site, name))
        return True
    return False


def put(source: str, site: str, uri: str) -> None:
    """Move a file into the site."""
    target = os.path.join(site, uri)
    try:
        try:
            os.replace(source, target)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            _make_room(site, uri, target)
            os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _make_room(site, uri, target)
        near = os.path.join(os.path.dirname(target), f"{PREFIX}{os.getpid()}.tmp")
        shutil.copyfile(source, near)
        os.replace(near, target)


def _put_if_different(source: str, site: str, uri: str) -> bool:
    target = os.path.join(site, uri)
    with suppress(OSError):
        if os.path.getsize(source) == os.path.getsize(target) and read(target) == read(source):
            return False
    put(source, site, uri)
    return True


def _make_room(site: str, uri: str, target: str) -> None:
    """Make the folder of a file, and remove what is in the way of either."""
    with suppress(OSError):
        os.mkdir(os.path.dirname(target))
        return
    _remove_files_above(site, uri)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(target) and not os.path.islink(target):
        shutil.rmtree(target)


def _remove_files_above(site: str, uri: str) -> None:
    """Remove files and links of the old site that are in the way of a folder."""
    path = site
    for part in uri.split("/")[:-1]:
        path = os.path.join(path, part)
        if os.path.islink(path) or os.path.isfile(path):
            os.unlink(path)


def write(path: str, data: bytes) -> None:
    """Write a staged file with as few system calls as possible; make its folder if missing.

    A worker process that died may have left it there already.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    try:
        fd = os.open(path, flags, 0o666)
    except FileNotFoundError:
        with suppress(FileExistsError):  # another worker was faster
            os.mkdir(os.path.dirname(path))
        fd = os.open(path, flags, 0o666)
    try:
        with open(fd, "wb") as file:
            file.write(data)
    except OSError as error:
        error.filename = path
        raise


def read(path: str) -> bytes | None:
    """Return the content of a regular file, or None."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with open(fd, "rb") as file:
        try:
            return file.read()
        except OSError:
            return None


def page_digest(data: bytes) -> bytes:
    """Return a digest that no two pages share."""
    return blake2b(data, digest_size=16).digest()


def file_digest(path: str) -> bytes | None:
    """Return the digest of a file, or None."""
    data = read(path)
    return None if data is None else page_digest(data)
