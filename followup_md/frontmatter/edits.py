"""The splices that change one list item or one key of a YAML text, and nothing else.

The caller has to verify the new text. A new item is one line in the style of its neighbours.
Removing takes whole lines with the comment at their end; comments on lines of their own stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from followup_md.frontmatter import quoting, spans
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from followup_md.frontmatter.splices import Splice

_GAP = r"(?:\s|#[^\n]*(?=\n))*"
_TAIL = re.compile(rf"{_GAP}(,?){_GAP}")
_DASH = re.compile(r" *-[ \t]+")
_HEADER = re.compile(r"[|>][^\s#]*[ \t]*(#[^\r\n]*)?")
_REST = re.compile(r"[ \t]*,?[ \t]*(?:#[^\n]*)?\r?\n")
_INDENT = re.compile(r" *")
_BLANK = re.compile(r"[ \t]*\r?\n|[ \t]+\Z")
_SINGLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]*")


def append_item(text: str, node: Sequence, value: str) -> list[Splice]:
    """Add an item at the end of a list that has one."""
    return append_items(text, node, [value])


def append_items(text: str, node: Sequence, values: Collection[str]) -> list[Splice]:
    """Add items at the end of a list that has one."""
    if not values:
        return []
    last = node.items[-1]
    end = spans.end_of(text, last)
    if node.flow:
        source = ", ".join(quoting.to_scalar(value, flow=True) for value in values)
        return _append_flow(text, node, last.start, end, source)
    before = text[spans.line_start(text, last.start) : last.start]
    prefix = before if _DASH.fullmatch(before) else " " * node.column + "- "
    below, ending = spans.line_end(text, end), spans.newline(text, end)
    lines = (prefix + quoting.to_scalar(value) + ending for value in values)
    return [Splice(below, below, "".join(lines))]


def insert_items(text: str, node: Sequence, values: Collection[tuple[int, str]]) -> list[Splice]:
    """Add items to a list that has some, each before the item of that number, or at the end."""
    count = len(node.items)
    found = append_items(text, node, [value for index, value in values if index == count])
    for index, value in values:
        if index == count:
            continue
        item = node.items[index]
        if node.flow:
            source = quoting.to_scalar(value, flow=True) + ", "
            found.append(Splice(item.start, item.start, source))
            continue
        above = dash_line(text, node, index)
        before = text[above : item.start]
        prefix = before if _DASH.fullmatch(before) else " " * node.column + "- "
        line = prefix + quoting.to_scalar(value) + spans.newline(text, item.start)
        found.append(Splice(above, above, line))
    return found


def start_list(
    text: str, root: Mapping, key: Scalar, node: Node, value: str, indent: int
) -> list[Splice]:
    """Add the first item to a key with an empty value: nothing, `null`, `[]`."""
    item = quoting.to_scalar(value, flow=True)
    if isinstance(node, Sequence) and text[node.start + 1 : node.end - 1].strip():
        return [Splice(node.start + 1, node.start + 1, item)]  # comments within the brackets
    colon = spans.value_start(text, key)
    missing = spans.is_missing(node)
    if root.flow or (not missing and "\n" in text[colon : node.start]):
        start, end = (colon, colon) if missing else (node.start, node.end)
        return [Splice(start, end, " " * missing + f"[{item}]")]
    end = colon if missing else node.end
    line = " " * (root.column + indent) + "- " + quoting.to_scalar(value)
    below = spans.lines_end(text, end, root.column)
    new = Splice(below, below, line + spans.newline(text, end))
    return [new] if missing else [Splice(colon, end, ""), new]


def add_key(text: str, root: Mapping, after: int, key: str, value: str) -> list[Splice]:
    """Add `key: value` after the pair number `after` (-1: before the first).

    `value` is YAML source; a block list in it starts with a newline.
    """
    if root.flow:
        pair = f"{key}: {value}"
        if not root.pairs:
            return [Splice(root.start + 1, root.start + 1, pair)]
        last = root.pairs[-1]
        return _append_flow(text, root, last[0].start, spans.end_of_pair(text, *last), pair)
    pair = " " * root.column + key + ":" + ("" if value.startswith("\n") else " ") + value
    if after < 0:
        at = spans.line_start(text, root.start)
        ending = spans.newline(text, at)
    else:
        end = spans.end_of_pair(text, *root.pairs[after])
        at = spans.lines_end(text, end, root.column)
        ending = spans.newline(text, end)
    return [Splice(at, at, (pair + "\n").replace("\n", ending))]


def add_pairs(
    text: str, root: Mapping, key: str, after: int, pairs: Iterable[tuple[str, str]]
) -> list[Splice]:
    """Add pairs of texts to the mapping that is the value of a key.

    Where there is none, it is made, after the pair number `after` if the key is missing, too.
    """
    place = next((n for n, (name, _) in enumerate(root.pairs) if name.value == key), -1)
    if place < 0:
        new = flow_of_pairs(pairs) if root.flow else block_of_pairs(pairs, root.column + 2)
        return add_key(text, root, after, key, new)
    name, node = root.pairs[place]
    if not isinstance(node, Mapping) or not node.pairs:
        return _set_source(text, name, node, flow_of_pairs(pairs), root.flow)
    last = len(node.pairs) - 1
    added = (_pair(*pair, node.flow) for pair in pairs)
    return [splice for pair in added for splice in add_key(text, node, last, *pair)]


def block_of_pairs(pairs: Iterable[tuple[str, str]], indent: int) -> str:
    """Return pairs of texts as the source of a mapping, each on a line of its own."""
    lines = (": ".join(_pair(*pair, False)) for pair in pairs)
    return "".join(f"\n{' ' * indent}{line}" for line in lines)


def flow_of_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """Return pairs of texts as the source of a mapping on one line."""
    return "{" + ", ".join(": ".join(_pair(*pair, True)) for pair in pairs) + "}"


def _pair(key: str, value: str, flow: bool) -> tuple[str, str]:
    return quoting.to_scalar(key, flow), quoting.to_scalar(value, flow)


def set_value(text: str, key: Scalar, node: Node, value: str, flow: bool) -> list[Splice]:
    """Replace the value of a key by one text, quoted as it was before."""
    return _set_source(text, key, node, _like(node, value, flow), flow)


def set_list(text: str, key: Scalar, node: Node, values: list[str], flow: bool) -> list[Splice]:
    """Make the value of a key a list of these texts.

    If some are added behind those that are there, or one is gone, the others stay as they are.
    """
    if isinstance(node, Sequence) and all(isinstance(item, Scalar) for item in node.items):
        old = [item.value for item in node.items if isinstance(item, Scalar)]
        if old and values[: len(old)] == old:
            return append_items(text, node, values[len(old) :])
        gone = [at for at in range(len(old)) if old[:at] + old[at + 1 :] == values]
        if gone and values:
            return remove_item(text, node, gone[0])
    return _set_source(text, key, node, quoting.to_list(values), flow)


def _set_source(text: str, key: Scalar, node: Node, new: str, flow: bool) -> list[Splice]:
    colon = spans.value_start(text, key)
    if spans.is_missing(node):
        return [Splice(colon, colon, " " + new)]
    gap = text[colon : node.start]
    below = "\n" in gap and not gap.strip() and not flow
    replaced = _replace(text, node, new, None if flow else key.start, colon)
    if below:
        _, end, new = replaced[-1]
        replaced[-1] = Splice(colon, end, " " + new)
    return replaced


def set_item(text: str, parent: Sequence, index: int, value: str) -> list[Splice]:
    """Replace an item of a list by one text."""
    node, new = parent.items[index], quoting.to_scalar(value, parent.flow)
    if parent.flow:
        return _replace(text, node, new, None, node.start)
    above = dash_line(text, parent, index)
    return _replace(text, node, new, above, above + parent.column + 1)


def remove_item(text: str, node: Sequence, index: int) -> list[Splice]:
    """Remove an item of a list."""
    stops = [spans.end_of(text, item) for item in node.items]
    starts = [item.start for item in node.items]
    if node.flow:
        return _remove_flow(text, node, index, starts, stops)
    start, end = dash_line(text, node, index), spans.line_end(text, stops[index])
    return _remove_lines(text, start, end, node.column, node.items[index - 1] if index else None)


def dash_line(text: str, node: Sequence, index: int) -> int:
    """Return the offset of the line with the hyphen of a block list's item."""
    at = spans.line_start(text, node.start)
    if index:
        at = spans.line_end(text, spans.end_of(text, node.items[index - 1]))
        dash = re.compile(rf"^ {{{node.column}}}-(?=\s)", re.MULTILINE).search(text, at)
        at = dash.start() if dash else at
    return at


def remove_key(text: str, root: Mapping, index: int) -> list[Splice]:
    """Remove a key with its value."""
    key, value = root.pairs[index]
    if root.flow:
        stops = [spans.end_of_pair(text, *pair) for pair in root.pairs]
        return _remove_flow(text, root, index, [key.start for key, _ in root.pairs], stops)
    start = spans.line_start(text, key.start)
    end = spans.line_end(text, spans.end_of_pair(text, key, value))
    return _remove_lines(text, start, end, root.column, root.pairs[index - 1][1] if index else None)


def _remove_lines(text: str, start: int, end: int, column: int, above: Node | None) -> list[Splice]:
    """Remove whole lines; `column` is where they began, `above` the value before them.

    What stood below them must not become text of a block scalar that now stands right above.
    """
    block = spans.last_scalar(above) if above is not None else None
    if block is None or block.style not in ("|", ">") or text[block.end : start].strip():
        return [Splice(start, end, "")]
    below = end
    while (blank := _BLANK.match(text, below)) and blank.end() > below:
        below = blank.end()
    longest = max((len(line.rstrip("\r\n")) for line in text[end:below].split("\n")), default=0)
    keeps = "+" in text[block.start : spans.line_end(text, block.start)].split("#")[0]
    if keeps or longest > column:
        end = below  # blank lines, which would be a part of it
    indent = _INDENT.match(text, below)
    comment = indent.end() if indent else below
    if not text.startswith("#", comment) or comment - below <= column:
        return [Splice(start, end, "")]
    return [Splice(start, end, ""), Splice(below, comment, " " * column)]


def _replace(text: str, node: Node, new: str, above: int | None, after: int) -> list[Splice]:
    # Comments between the replaced lines move above the line of `above`, in their order: with them
    # those that stand between the colon or hyphen that ends at `after` and the value.
    end = spans.end_of(text, node)
    if isinstance(node, Scalar):
        header = _HEADER.match(text, node.start) if node.style in ("|", ">") else None
        return [Splice(node.start, end, f"{new}  {header[1]}" if header and header[1] else new)]
    inside = [words for _, words in spans.comments(text, node, node.start, end)]
    if above is None or not inside:
        return [Splice(node.start, end, new)]
    line = spans.line_start(text, above)
    column = _INDENT.match(text, line)
    before = [words for _, words in spans.comments_between(text, after, node.start)]
    lines = [
        (column[0] if column else "") + words + spans.newline(text, line)
        for words in (*before, *inside)
    ]
    value = Splice(after, end, f" {new}") if before else Splice(node.start, end, new)
    return [Splice(line, line, "".join(lines)), value]


def _append_flow(text: str, node: Node, start: int, end: int, new: str) -> list[Splice]:
    # `start` and `end` are the last member's; `node` is its collection, closed by one character.
    tail = _TAIL.match(text, end, node.end - 1)
    comma = tail.start(1) if tail and tail[1] else -1
    indent = text[spans.line_start(text, start) : start]
    own_line = not indent.strip() and text.rfind("\n", node.start, start) >= 0
    at = comma + 1 if comma >= 0 else end
    # After `key:` without a value, a comma alone would be part of a text.
    mark = " ," if text[end - 1] == ":" else ","
    first = [] if comma >= 0 else [Splice(end, end, mark)]
    new += "," * (comma >= 0)
    if not own_line:
        return [Splice(at, at, f" {new}" if first == [] else f"{mark} {new}")]
    ending = spans.newline(text, end)
    below = spans.line_end(text, at)
    if below >= node.end:
        return [Splice(at, at, (mark if first else "") + ending + indent + new)]
    return [*first, Splice(below, below, indent + new + ending)]


def _remove_flow(
    text: str, node: Node, index: int, starts: list[int], stops: list[int]
) -> list[Splice]:
    start, end = starts[index], stops[index]
    line = spans.line_start(text, start)
    rest = _REST.match(text, end, node.end - 1)
    if line > node.start and not text[line:start].strip() and rest:
        return [Splice(line, rest.end(), "")]  # YAML allows a comma before the bracket
    if index < len(starts) - 1:
        return [Splice(start, starts[index + 1], "")]
    if index:
        return [Splice(stops[index - 1], end, "")]
    tail = _TAIL.match(text, end, node.end - 1)
    return [Splice(start, tail.end(1) if tail else end, "")]


def _like(node: Node, value: str, flow: bool) -> str:
    style = node.style if isinstance(node, Scalar) else ""
    if style == '"':
        return quoting.quote(value)
    if style == "'" and _SINGLE.fullmatch(value):
        return "'" + value.replace("'", "''") + "'"
    return quoting.to_scalar(value, flow)
