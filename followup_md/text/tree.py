"""Strict YAML: a text in, a tree of texts with their places out, or an error with its place."""

from __future__ import annotations

from followup_md.text import document, plain
from followup_md.text.nodes import Mapping


def parse(text: str, first_line: int = 1) -> Mapping:
    """Return the one mapping that `text` must be, or raise a TextError.

    `first_line` is the number of the text's first line in its file, for the messages.
    """
    root = plain.read(text)
    if root is None:
        document.refuse(text, first_line)
        from followup_md.text import events  # PyYAML is not light, and most books never need it

        root = events.parse(text, first_line)
    return root
