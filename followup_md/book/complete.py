"""The ids that a few typed letters may stand for, for shell completion.

Only folders are looked at, and only those that have changed are listed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from followup_md.book.book import settings_bytes
from followup_md.cache import fingerprints, index_store, namespace
from followup_md.cache.fingerprints import Folder
from followup_md.errors import MachineError, RefusedError, UsageError
from followup_md.model.folding import fold
from followup_md.storage import locate


def matching_ids(start: str, typed: str, cache: bool = True) -> list[str]:
    """Return the ids that begin, as a whole or in their last part, with what was typed; sorted.

    `start`: a folder in the book. `cache`: whether the book's cache may be used.
    """
    try:
        root = locate.find_book(start)
    except UsageError:
        return []
    wanted = fold(typed)
    found: list[str] = []
    for prefix, listed in fingerprints.names(root, _folders(root) if cache else {}):
        names = os.fsdecode(listed)
        if listed and _may_hold(fold(prefix), f"/{fold(names)}", wanted):
            every = (prefix + name[:-3] for name in names.split("/"))
            found += [id_ for id_ in every if _begins(fold(id_), wanted)]
    return sorted(found)


def _may_hold(prefix: str, names: str, wanted: str) -> bool:
    """Whether a folder may hold what is wanted; `names`: all of them in one string."""
    rest = wanted.removeprefix(prefix)
    return prefix.startswith(wanted) or f"/{rest}" in names or f"/{wanted}" in names


def _begins(id_: str, wanted: str) -> bool:
    return id_.startswith(wanted) or id_.rpartition("/")[2].startswith(wanted)


def _folders(root: str) -> Mapping[str, Folder]:
    try:
        opened = namespace.open_cache(root, settings_bytes(root))
    except (MachineError, RefusedError):
        return {}
    return index_store.load_folders(opened.database) if opened is not None else {}
