"""What cached values depend on besides the book: parts of this program, libraries, time zones."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from zlib import crc32

import followup_md
from followup_md import __version__
from followup_md.typed import NamedTuple

_PACKAGE = os.path.dirname(os.path.abspath(followup_md.__file__))
_ZONES = "/usr/share/zoneinfo"
_SOURCES = (".py", ".html", ".txt", ".yml")  # templates, too


class Dependencies(NamedTuple):
    """Parts of this package and libraries."""

    parts: tuple[str, ...]  # folders and modules of this package
    libraries: tuple[str, ...]


# What reads, judges and words contacts.
READING = Dependencies(
    (
        "book",
        "cache",
        "errors.py",
        "frontmatter",
        "model",
        "parsing",
        "policy",
        "typed.py",
        "session.py",
        "storage",
        "views",
    ),
    ("yaml", "holidays", "tzdata"),
)
# What renders pages of them, besides.
RENDERING = Dependencies(
    (*READING.parts, "drafts", "formats", "stats", "website"),
    (*READING.libraries, "icalendar", "jinja2", "markdown_it", "markupsafe", "mkdocs", "nh3"),
)


def checksum(what: Dependencies) -> int:
    """Return a checksum that changes whenever one of the dependencies may have changed."""
    stamps = [__version__, sys.version, *map(_stamp, sources(what))]
    for library in what.libraries:
        spec = PathFinder.find_spec(library)
        stamps.append(_stamp(spec.origin) if spec is not None and spec.origin else "")
    stamps.append(_stamp(_ZONES))
    return crc32(repr(stamps).encode("utf-8", "surrogateescape"))


def sources(what: Dependencies) -> Iterator[str]:
    """Yield the files of this program that are depended on."""
    for part in what.parts:
        top = os.path.join(_PACKAGE, part)
        if part.endswith(_SOURCES):
            yield top
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            yield from (os.path.join(folder, n) for n in sorted(names) if n.endswith(_SOURCES))


def _stamp(path: str) -> str:
    try:
        status = os.stat(path)
    except OSError:
        return path
    return f"{path} {status.st_size} {status.st_mtime_ns}"
