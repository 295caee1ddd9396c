"""A contact file as it is in the editor, saved or not."""

from __future__ import annotations

import os
from functools import cached_property

from followup_md.book import reader
from followup_md.errors import MachineError, Problem, TextError
from followup_md.frontmatter import document
from followup_md.frontmatter.limits import MAX_FILE
from followup_md.lsp.positions import Places
from followup_md.model.contact import Contact, path_of
from followup_md.model.settings import Settings
from followup_md.parsing import contact_file
from followup_md.parsing.contact_file import ContactFile
from followup_md.storage import files


class OpenFile:
    """One contact file, read as the program reads it; of one that is too long nothing is kept."""

    def __init__(
        self,
        root: str,
        id_: str,
        text: str,
        encoding: str,
        settings: Settings,
        disk: Problem | None = None,
    ) -> None:
        self.root = root
        self.id = id_
        self.settings = settings
        self.too_long = _is_too_long(text)
        self.text = "" if self.too_long else text
        self.places = Places(self.text, encoding)
        self.disk = disk  # what was wrong with the file when it was opened or saved

    @property
    def path(self) -> str:
        """The file, relative to the book."""
        return path_of(self.id)

    @cached_property
    def read(self) -> ContactFile:
        """What can be read of it."""
        if self.too_long:
            return contact_file.read_bytes(self.id, b" " * (MAX_FILE + 1), self.settings)
        return contact_file.read_text(self.id, self.text, self.settings)

    @property
    def contact(self) -> Contact | None:
        """The contact, also of a file with errors, as far as it could be read."""
        return self.read.contact or self.read.partial

    @cached_property
    def odd_name(self) -> Problem | None:
        """What is wrong with the name of the file."""
        return reader.odd_name(self.root, self.id)


def _is_too_long(text: str) -> bool:
    if len(text) * 4 <= MAX_FILE:
        return False
    return len(text) > MAX_FILE or len(text.encode("utf-8", "surrogatepass")) > MAX_FILE


def undecodable(root: str, id_: str) -> Problem | None:
    """Return the problem of a file on disk that is not UTF-8, which an editor does not tell."""
    try:
        document.decode(files.read_bytes(os.path.join(root, path_of(id_))))
    except (FileNotFoundError, MachineError):
        return None
    except TextError as error:
        return error.problem(path_of(id_)) if error.code == "E102" else None
    return None
