"""Which contacts a few typed letters may call: by id, for a shell that completes them.

Nothing but folders is looked at, and of those only the ones that have changed are listed anew.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from followup_md.book.book import settings_bytes
from followup_md.cache import fingerprints, index_store, namespace
from followup_md.cache.database import DoubtError
from followup_md.cache.fingerprints import Folder
from followup_md.errors import MachineError, UsageError
from followup_md.storage import locate


def matching_ids(start: str, typed: str, cache: bool = True) -> list[str]:
    """Return the ids that begin, as a whole or in their last part, with what was typed; sorted.

    `start`: a folder in the book. `cache`: whether what is kept of the book may be used.
    """
    try:
        root = locate.find_book(start)
    except UsageError:
        return []
    wanted = typed.casefold()
    found: list[str] = []
    for prefix, listed in fingerprints.names(root, _folders(root) if cache else {}):
        names = os.fsdecode(listed)
        if listed and _may(prefix.casefold(), f"/{names.casefold()}", wanted):
            every = (prefix + name[:-3] for name in names.split("/"))
            found += [id_ for id_ in every if _begins(id_.casefold(), wanted)]
    return sorted(found)


def _may(prefix: str, names: str, wanted: str) -> bool:
    """Whether a folder may hold what is wanted: a look at its names as one text."""
    rest = wanted.removeprefix(prefix)
    return prefix.startswith(wanted) or f"/{rest}" in names or f"/{wanted}" in names


def _begins(id_: str, wanted: str) -> bool:
    return id_.startswith(wanted) or id_.rpartition("/")[2].startswith(wanted)


def _folders(root: str) -> Mapping[str, Folder]:
    try:
        found = namespace.open_cache(root, settings_bytes(root))
        return index_store.load_folders(found.database) if found is not None else {}
    except (DoubtError, MachineError):
        return {}
