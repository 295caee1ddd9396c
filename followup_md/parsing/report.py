"""Places in a file, and the errors found there."""

from __future__ import annotations

from followup_md.errors import TextError
from followup_md.frontmatter.nodes import Node
from followup_md.typed import NamedTuple


class Position(NamedTuple):
    """A line and a column of a file, from 1."""

    line: int
    column: int

    def error(self, code: str, message: str) -> TextError:
        """Return an error at this position."""
        return TextError(code, message, self.line, self.column)


class Line(NamedTuple):
    """The text of an entry as typed, and its position."""

    text: str
    line: int
    column: int  # of the first character; 0 if the text spans several nodes
    indent: int  # spaces before the hyphen; negative if no single line can be pasted


class Report:
    """Collects what cannot be read, with lines counted from the first of the file."""

    def __init__(self, first_line: int, source: str = "") -> None:
        self.first_line = first_line
        self.source = source
        self.errors: list[TextError] = []

    def add(self, node: Node, code: str, message: str) -> None:
        """Add an error at a node."""
        self.errors.append(self.error(node, code, message))

    def error(self, node: Node, code: str, message: str) -> TextError:
        """Return an error at a node, to raise."""
        return self.position(node).error(code, message)

    def line(self, row: int) -> str:
        """Return a line of the source, rows counted from 0, or "" if it is not known."""
        lines = self.source.split("\n")
        return lines[row].rstrip("\r") if row < len(lines) else ""

    def position(self, node: Node) -> Position:
        """Return where a node starts."""
        return Position(node.line + self.first_line, node.column + 1)
