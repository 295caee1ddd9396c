"""Who may be in a file that cannot be read: somebody of its name is not taken for new."""

from __future__ import annotations

from collections.abc import Iterable

from followup_md.editing import slug
from followup_md.model import identity
from followup_md.model.contact import id_of

OF_NAME = "a file of this name cannot be read: followup check"
OF_FOLDER = "a folder of contacts cannot be read: followup check"


class UnreadNames:
    """The files and folders of contacts that cannot be read, by their paths in the book."""

    def __init__(self, unreadable: Iterable[str]) -> None:
        paths = list(unreadable)
        self._files = [id_of(path).rpartition("/")[2] for path in paths if path.endswith(".md")]
        self._folders = len(paths) > len(self._files)

    def why_not_new(self, name: str) -> str:
        """Return why somebody of this name may be there already, or ""."""
        if self._folders:
            return OF_FOLDER
        for file in self._files:
            words = file.replace("-", " ").replace("_", " ").strip()
            if slug.slug(file) == slug.slug(name) or (words and identity.is_one_name(words, name)):
                return OF_NAME
        return ""
