"""What a file says in the words of another program, in ours: the lines to paste, and the splices.

A respelling is `certain` where it says the same as before; `check --fix` makes these alone.
"""

from __future__ import annotations

import re
from collections import abc
from collections.abc import Iterator
from types import MappingProxyType

from followup_md.errors import TextError
from followup_md.frontmatter import edits, nodes, quoting, spans, splices
from followup_md.frontmatter.nodes import Mapping, Node, Scalar
from followup_md.frontmatter.spans import Data
from followup_md.frontmatter.splices import Splice
from followup_md.model.settings import Settings
from followup_md.parsing import date_suggestions, elsewhere, last_contact, values
from followup_md.parsing.fields import ENTRIES, FIELDS, KEYS
from followup_md.parsing.report import Report
from followup_md.typed import NamedTuple

_MOST_KEYS = 500  # compared with the known ones: nobody types more
_OWN = ("name", "title")  # what they mean depends on the file: see parsing/naming


class Respelling(NamedTuple):
    """A pair of a front matter in our words."""

    number: int  # of the pair
    known: str  # the key that it becomes
    splices: tuple[Splice, ...] = ()  # none if nothing is clear but the key
    changes: abc.Mapping[str, Data | None] = MappingProxyType(
        {}
    )  # of the changed keys; None: removed
    certain: bool = False

    def line(self, front: str, key: Scalar) -> str:
        """Return the line of the key as it should be, or "" if not only that line changes."""
        start = spans.line_start(front, key.start)
        end = spans.line_end(front, start)
        if not self.splices or any(not start <= s.start <= s.end < end for s in self.splices):
            return ""
        here = [Splice(s.start - start, s.end - start, s.new) for s in self.splices]
        return splices.apply(front[start:end], here).rstrip().replace("\r", "")


def find(
    front: str, root: Mapping, settings: Settings, readable: bool = False, unsaid: str = ""
) -> Iterator[Respelling]:
    """Yield how the pairs of a front matter are written here, where that is different.

    `readable`: the fields can all be read, and need no look. `unsaid`: the channel of a last
    contact that does not say how it was.
    """
    for number, (key, _) in enumerate(root.pairs[:_MOST_KEYS]):
        if readable and (key.value in ENTRIES or key.value in FIELDS):
            continue
        found = of_pair(front, root, number, settings, unsaid)
        if found is not None:
            yield found


def of_pair(
    front: str, root: Mapping, number: int, settings: Settings, unsaid: str = ""
) -> Respelling | None:
    """Return how one pair is written here, or None if it is so already."""
    key, node = root.pairs[number]
    if isinstance(node, Scalar) and not values.text(node):
        return None
    if key.value in ENTRIES:
        return _as_list(front, root, number, settings)
    if key.value in FIELDS:
        return _other_value(front, root, number, settings)
    if elsewhere.channel_of_last_contact(key.value) is not None:
        return _last_contact(front, root, number, settings, unsaid)
    if found := elsewhere.flag(key.value):
        if not isinstance(node, Scalar) or values.yes_no(node.value.strip()) is not True:
            return None
        if any(other.value == "status" for other, _ in root.pairs):
            return Respelling(number, "status")
        return _renamed(front, root, number, "status", found, True)
    return _other_key(front, root, number, settings)


def _as_list(front: str, root: Mapping, number: int, settings: Settings) -> Respelling | None:
    # One entry that stands where its list should.
    key, node = root.pairs[number]
    if not isinstance(node, Scalar) or node.line != key.line or node.line != node.end_line:
        return None
    if root.flow or "#" in front[node.start : spans.line_end(front, node.start)]:
        return None
    text, certain, more = node.value.strip(), True, ""
    if key.value == "touches" and (found := last_contact.read("", node, root, settings)):
        text, certain = found.text, found.certain
        more = found.line.removeprefix(quoting.to_scalar(text))
    report = Report(0)
    ENTRIES[key.value](nodes.sequence([text]), settings, report)
    if report.errors:
        return None
    start = f"{key.value}:{spans.newline(front, key.start)}{' ' * (root.column + 2)}- "
    splice = Splice(key.start, node.end, f"{start}{quoting.to_scalar(text)}{more}")
    return Respelling(number, key.value, (splice,), {key.value: [text]}, certain)


def _other_value(front: str, root: Mapping, number: int, settings: Settings) -> Respelling | None:
    key, node = root.pairs[number]
    instead = _instead(key.value, node, settings)
    known = key.value
    if known == "cadence" and instead is not None and root.get("keep") is None:
        span, certain = _span("", node)
        if span:
            return _renamed(front, root, number, "keep", span, certain)
    if not instead:
        return None
    certain = isinstance(node, Scalar) and not date_suggestions.timestamp(node.value.strip())[0]
    return _renamed(front, root, number, known, instead, certain)


def _other_key(front: str, root: Mapping, number: int, settings: Settings) -> Respelling | None:
    key, node = root.pairs[number]
    flat = elsewhere.flat_key(key.value)
    if flat in _OWN:
        name = root.get("name")
        if flat == "name" or name is None or spans.to_data(name) == spans.to_data(node):
            return None
        return _renamed(front, root, number, "role", None, False)
    known = elsewhere.known_key(key.value, KEYS)
    certain = known != ""
    known = known or elsewhere.mistyped_key(key.value, KEYS)
    if not known or known == "name":
        return Respelling(number, known) if known and root.get("name") is not None else None
    if known == "cadence" and root.get("keep") is None and _span("", node)[0]:
        known = "keep"  # a cadence is a name here
    if any(other.value == known for other, _ in root.pairs):
        return _beside(front, root, number, known)
    value: str | None = None
    if known in ENTRIES:
        report = Report(0)
        ENTRIES[known](node, settings, report)
        certain = certain and not report.errors and not isinstance(node, Scalar)
        if report.errors:
            return Respelling(number, known)
    elif known == "keep" and (found := _span(flat, node))[0]:
        value, sure = found
        certain = certain and sure
    else:
        value = _instead(known, node, settings)
        if value == "":
            return Respelling(number, known)
        if known == "url" and "." not in str(spans.to_data(node)):
            return None  # a name on some network, not an address
    return _renamed(front, root, number, known, value, certain)


def _instead(known: str, node: Node, settings: Settings) -> str | None:
    # None if the field can read its value, the text that it can read, or "".
    try:
        FIELDS[known](node, settings)
    except TextError as error:
        return error.paste
    return None


def _span(flat: str, node: Node) -> tuple[str, bool]:
    # A span, and whether its unit is said.
    if not isinstance(node, Scalar):
        return "", False
    text = node.value.strip()
    if re.fullmatch(r"\d{1,4}", text, re.ASCII):
        return f"{int(text)}d", flat.endswith("days")
    span = elsewhere.span(text)
    return span, span != ""


def _renamed(
    front: str, root: Mapping, number: int, known: str, value: str | None, certain: bool
) -> Respelling:
    """Return a pair with another key and another value (None: the same)."""
    key, node = root.pairs[number]
    found: list[Splice] = []
    data = spans.to_data(node) if value is None else value
    label = elsewhere.label(key.value) if not root.flow and known in elsewhere.LABELS else ""
    if label and isinstance(node, Scalar) and node.line == key.line:
        indent = " " * (root.column + 2)
        ending = spans.newline(front, key.start)
        new = f"{known}:{ending}{indent}{quoting.to_scalar(label)}"
        found.append(Splice(key.start, key.end, new))
        data = ((label, data),)
    elif key.value != known:
        found.append(Splice(key.start, key.end, known))
    if value is not None:
        found += edits.set_value(front, key, node, value, root.flow)
    changes: dict[str, Data | None] = {known: data}
    if key.value != known:
        changes[key.value] = None
    return Respelling(number, known, tuple(found), changes, certain)


def _beside(front: str, root: Mapping, number: int, known: str) -> Respelling:
    """Return one more number or address: a line below those that the field has by label."""
    key, node = root.pairs[number]
    home = root.get(known)
    label = elsewhere.label(key.value)
    whole = isinstance(node, Scalar) and node.line == key.line == node.end_line
    if not label or not whole or not isinstance(home, Mapping) or home.flow or root.flow:
        return Respelling(number, known)
    below = spans.line_end(front, spans.end_of(front, home))
    line = front[key.end : spans.line_end(front, key.end)]
    if home.get(label) is not None or "#" in line or not line.endswith("\n"):
        return Respelling(number, known)
    new = Splice(below, below, " " * home.column + quoting.to_scalar(label) + line)
    old = spans.to_data(home)
    assert isinstance(old, tuple)
    changes = {known: (*old, (label, spans.to_data(node))), key.value: None}
    return Respelling(number, known, (*edits.remove_key(front, root, number), new), changes, True)


def _last_contact(
    front: str, root: Mapping, number: int, settings: Settings, unsaid: str
) -> Respelling | None:
    key, node = root.pairs[number]
    found = last_contact.read(key.value, node, root, settings, unsaid)
    if found is None:
        return Respelling(number, "touches")
    touches = root.get("touches")
    if touches is None and not root.flow:
        ending = spans.newline(front, key.start)
        item = f"touches:{ending}{' ' * (root.column + 2)}- {found.line}"
        splice = Splice(key.start, spans.end_of_pair(front, key, node), item)
        changes: dict[str, Data | None] = {"touches": [found.text], key.value: None}
        return Respelling(number, "touches", (splice,), changes, found.certain)
    if touches is None or isinstance(touches, Scalar | Mapping) or not touches.items:
        return Respelling(number, "touches")
    days = [str(spans.to_data(item))[:10] for item in touches.items]
    if touches.flow or days != sorted(days) or found.day < days[-1]:
        return Respelling(number, "touches")
    items = [spans.to_data(item) for item in touches.items]
    if found.day in days:  # the list knows of it
        return Respelling(number, "touches")
    new = (*edits.append_item(front, touches, found.text), *edits.remove_key(front, root, number))
    changes = {"touches": [*items, found.text], key.value: None}
    return Respelling(number, "touches", new, changes, found.certain)
