"""Merging the single values of a field that holds several: tags, addresses."""

from __future__ import annotations

from followup_md.frontmatter import edits, splices
from followup_md.frontmatter.nodes import Node, Scalar, Sequence
from followup_md.frontmatter.parse import parse
from followup_md.merging.blocks import Block
from followup_md.merging.three_way import merged_counts

# Without `prefer`, whose order matters.
SETS = (
    *("nickname", "aliases", "org", "role", "language", "url", "email", "phone", "tags", "never"),
)
_WORDS = ("aliases", "tags", "never")  # words separated by commas are a list too


def added_words(key: str, base: Block, changed: Block) -> str | None:
    """Return the lines of a list of words that one side deleted, with what the other side added.

    None for another field: its value was changed, and somebody has to choose.
    """
    return merge_set(key, base, changed, None) if key in _WORDS else None


def merge_set(key: str, base: Block | None, ours: Block, theirs: Block | None) -> str | None:
    """Return the merged lines of a field that both sides changed, or None if its form prevents it.

    What one side removed is removed and what one side added is added, in the list of one side as
    it is written. `theirs`: None if they deleted the field; "" comes of a list without any word.
    """
    b, o, t = (_values(key, block.node if block else None) for block in (base, ours, theirs))
    if b is None or o is None or t is None:
        return None
    total = merged_counts(b, o, t)
    if not any(total.values()):
        return ""
    if isinstance(ours.node, Sequence) and ours.node.items:
        frame, have, other = ours, o, t
    elif theirs is not None and isinstance(theirs.node, Sequence) and theirs.node.items:
        frame, have, other = theirs, t, o
    elif key in _WORDS:
        words = [*o, *(value for value in t if value not in o)]
        value = ", ".join(word for word in words if total[word])
        key_node, node = parse(ours.text).pairs[0]
        set_ = edits.set_value(ours.text, key_node, node, value, flow=False)
        return splices.apply(ours.text, set_)
    else:
        return None
    rest = theirs if frame is ours else ours
    comments = set(rest.comments if rest is not None else ())
    if not comments <= {*frame.comments, *(base.comments if base else ())}:
        return None
    text = frame.text
    for value in other:
        if value not in have and total[value]:
            text = splices.apply(text, edits.append_item(text, _list(text), value))
    for number in range(len(have) - 1, -1, -1):
        if not total[have[number]]:
            text = splices.apply(text, edits.remove_item(text, _list(text), number))
    return text


def _values(key: str, node: Node | None) -> list[str] | None:
    if node is None:
        return []
    if isinstance(node, Scalar):
        values = node.value.split(",") if key in _WORDS else [node.value]
        return [value.strip() for value in values if value.strip()]
    if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
        return [item.value for item in node.items if isinstance(item, Scalar)]
    return None


def _list(text: str) -> Sequence:
    node = parse(text).pairs[0][1]
    assert isinstance(node, Sequence)  # of a frame with items; one is added before any is removed
    return node
