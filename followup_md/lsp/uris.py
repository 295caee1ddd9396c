"""The files that an editor names by URI, and the books and contacts that they are."""

from __future__ import annotations

import os
from urllib.parse import quote, unquote_to_bytes, urlsplit

from followup_md.errors import UsageError
from followup_md.model.contact import CONTACTS, id_of, path_of
from followup_md.storage import files, locate


def path_in(uri: str) -> str:
    """Return the path that a URI names, or "" if it names no file of this machine."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return ""
    raw = unquote_to_bytes(parts.path)
    return "" if b"\0" in raw else os.path.normpath(os.fsdecode(raw))


def uri_of(path: str) -> str:
    """Return the URI of a file."""
    return f"file://{quote(os.fsencode(path))}"


def contact_uri(root: str, id_: str) -> str:
    """Return the URI of the file of a contact."""
    return uri_of(os.path.join(root, path_of(id_)))


def book_of(path: str) -> str:
    """Return the folder of the book that a file is in, or ""; the file need not be there yet."""
    folder = os.path.dirname(path)
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    try:
        return locate.find_book(folder)
    except UsageError:
        return ""


def contact_id(root: str, path: str) -> str:
    """Return the id of the contact in a file of a book, or "" if it is not read as one."""
    inside = os.path.relpath(path, os.path.join(root, CONTACTS)).replace(os.sep, "/")
    if not inside.endswith(".md") or inside.startswith("../"):
        return ""
    id_ = id_of(inside)
    return id_ if files.is_contact_id(id_) else ""
