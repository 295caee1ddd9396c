"""Text in, nodes out: the one mapping that a front matter or `followup.yml` must be."""

from __future__ import annotations

from followup_md.frontmatter import document, fast_parser
from followup_md.frontmatter.nodes import Mapping


def parse(text: str, first_line: int = 1) -> Mapping:
    """Return the one mapping that `text` must be, or raise a TextError.

    `first_line` is the number of the text's first line in its file, for the messages.
    """
    root = fast_parser.parse(text)
    if root is None:
        # PyYAML is slow to import, and rarely needed.
        from followup_md.frontmatter import libyaml_parser

        document.reject_unreadable(text, first_line)
        root = libyaml_parser.parse(text, first_line)
    return root
