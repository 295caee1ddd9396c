"""Text in, nodes out: the one mapping that a front matter or `followup.yml` must be."""

from __future__ import annotations

from followup_md.frontmatter import document
from followup_md.frontmatter.nodes import Mapping


def parse(text: str, first_line: int = 1) -> Mapping:
    """Return the one mapping that `text` must be, or raise a TextError.

    `first_line` is the number of the text's first line in its file, for the messages.
    """
    from followup_md.frontmatter import parser  # PyYAML is not light, and plain files never need it

    document.reject_unreadable(text, first_line)
    return parser.parse(text, first_line)
