"""A front matter cut into keys, and a list into entries, byte for byte.

Comments and blank lines above a key or an entry are its `lead`. Above a list's first entry they
belong to its `head`; comments indented below its last entry are its `rest`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from followup_md.editing.serialize import entry_line
from followup_md.frontmatter import edits, quoting, spans
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from followup_md.frontmatter.spans import Data
from followup_md.model.contact import Contact, Entry, without_line
from followup_md.model.settings import Settings
from followup_md.parsing.fields import ENTRIES
from followup_md.typed import NamedTuple


class EntryItem(NamedTuple):
    """An entry in its list."""

    entry: Entry | None  # without its line; None for an empty item
    date: date
    lead: str  # whole lines
    text: str  # whole lines; "" in a flow list
    core: str  # the YAML of the entry alone
    trail: str  # the comment at its end
    inside: tuple[str, ...]  # the comments between its lines


class Block(NamedTuple):
    """A key with everything that belongs to it."""

    key: str
    lead: str
    text: str  # whole lines, the lead left out
    node: Node
    comments: tuple[str, ...]  # within the text
    head: str = ""
    items: tuple[EntryItem, ...] = ()
    rest: str = ""

    @property
    def value(self) -> Data:
        """The content of its value."""
        return spans.to_data(self.node)

    @property
    def column(self) -> int:
        """The column of the hyphens of its list, or -1 if it has none."""
        node = self.node
        return node.column if isinstance(node, Sequence) and not node.flow else -1


class FrontMatterBlocks(NamedTuple):
    """A front matter: its keys in order, and the comments behind the last."""

    blocks: dict[str, Block]
    tail: str

    def get(self, key: str) -> Block | None:
        """Return what belongs to a key, or None if it is missing."""
        return self.blocks.get(key)


def split_blocks(front: str, root: Mapping, contact: Contact) -> FrontMatterBlocks:
    """Cut a front matter whose root is not `{…}`; all parts joined are the text."""
    blocks: dict[str, Block] = {}
    at = 0
    every = list(spans.comments(front, root))
    for key, node in root.pairs:
        start = spans.line_start(front, key.start)
        stop = spans.end_of_pair(front, key, node)
        end = spans.lines_end(front, stop, root.column)
        comments = tuple(words for at_, words in every if start <= at_ < end)
        block = Block(key.value, front[at:start], front[start:end], node, comments)
        if key.value in ENTRIES:
            items = list(_items(front, node, getattr(contact, key.value)))
            below = front[spans.line_end(front, stop) : end]
            if isinstance(node, Sequence) and not node.flow:
                head = front[start : edits.dash_line(front, node, 0)]
                block = block._replace(head=head, items=tuple(items), rest=below)
            else:
                head, inner = _flow_frame(front, start, key, node, root.column)
                head, inner = (head, inner + below) if items else (head + inner + below, "")
                block = block._replace(head=head, items=tuple(items), rest=inner)
        blocks[key.value] = block
        at = end
    return FrontMatterBlocks(blocks, front[at:])


def reformat(item: EntryItem, column: int, newline: str, settings: Settings) -> tuple[str, str]:
    """Return lead and text of an entry for a list with its hyphens in `column`."""
    pad = " " * column
    comments = [f"{pad}{line.strip()}" for line in item.lead.split("\n") if line.strip()]
    core, trail = item.core, item.trail
    if "\n" in core:
        # From a block with another indentation: one line, with the comments inside it above.
        comments += [pad + words for words in item.inside]
        core = quoting.to_scalar(entry_line(item.entry, settings)) if item.entry else ""
    text = f"{pad}- {core}" + (f"  {trail}" if trail else "")
    return "".join(line + newline for line in comments), text.rstrip(" ") + newline


def _items(front: str, node: Node, entries: tuple[Entry, ...]) -> Iterator[EntryItem]:
    if not isinstance(node, Sequence):
        return
    left = iter(entries)
    day = date.min
    at = 0
    for number, child in enumerate(node.items):
        entry = None
        if not isinstance(child, Scalar) or child.value:
            entry = without_line(next(left))
            day = entry[0]
        stop = spans.end_of(front, child)
        core = front[child.start : stop]
        inside = tuple(words for _, words in spans.comments(front, child, child.start, stop))
        if node.flow:
            above = _gap(front, node, number)
            lead = _lines([words for same, words in above if not same], 0, front, child.start)
            trail = " ".join(words for same, words in _gap(front, node, number + 1) if same)
            yield EntryItem(entry, day, lead, "", core, trail, inside)
            continue
        start = edits.dash_line(front, node, number)
        end = spans.line_end(front, stop)
        lead = front[at:start] if number else ""  # the first entry's is in the head
        yield EntryItem(entry, day, lead, front[start:end], core, front[stop:end].strip(), inside)
        at = end


def _gap(front: str, node: Sequence, number: int) -> list[tuple[bool, str]]:
    # The comments before item `number` of a flow list; True if on the line of the item before.
    start = spans.end_of(front, node.items[number - 1]) if number else node.start + 1
    end = node.items[number].start if number < len(node.items) else node.end - 1
    line = spans.line_end(front, start)
    found = spans.comments_between(front, start, end)
    return [(number > 0 and at < line, words) for at, words in found]


def _flow_frame(front: str, start: int, key: Scalar, node: Node, column: int) -> tuple[str, str]:
    # The first line of a block list with this key, and the comments before the closing bracket.
    colon = spans.value_start(front, key)
    stop = max(colon, spans.end_of(front, node))
    after = front[stop : spans.line_end(front, stop)].strip()
    head = front[start:colon] + (f" {after}" if after else "") + spans.newline(front, start)
    if not isinstance(node, Sequence):
        return head, ""
    last = [words for same, words in _gap(front, node, len(node.items)) if not same]
    return head, _lines(last, column + 2, front, start)


def _lines(comments: list[str], column: int, front: str, offset: int) -> str:
    newline = spans.newline(front, offset)
    return "".join(" " * column + words + newline for words in comments)
