"""Single words of a touch as it was typed: its date, its time, its outcome.

Whatever else is in the entry stays: its blanks, its capitals, its quotes, its note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup_md.editing import serialize
from followup_md.errors import TextError
from followup_md.frontmatter import edits, spans
from followup_md.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from followup_md.frontmatter.spans import Data
from followup_md.frontmatter.splices import Splice
from followup_md.model.contact import Entry, Touch, without_line
from followup_md.model.settings import Settings
from followup_md.parsing.entries import TOUCH_KEYS
from followup_md.parsing.entry_list import COMMA

WORDS = ("date", "time", "outcome")  # the fields of a touch that can be amended


def amended(
    front: str, items: Sequence, at: int, old: Touch, new: Touch, settings: Settings
) -> tuple[list[Splice], Data]:
    """Return the splices that make the item `at`, which reads as `old`, read as `new`.

    Also what the item will be. The two may differ in WORDS only. An item whose words are not in
    the file as they are read (escapes, several lines) is replaced by one line.
    """
    item = items.items[at]
    if isinstance(item, Mapping) and not _is_line(item):
        return _amended_mapping(front, item, old, new)
    text, source = _text(item)
    line = _amended_line(text, old, new, settings)
    start, end = _difference(text, line)
    quotes = isinstance(source, Scalar) and source.style in ("'", '"')
    first = source.start + quotes
    if not front.startswith(text[: len(text) - end], first):
        return edits.set_item(front, items, at, line), line
    splice = Splice(first + start, first + len(text) - end, line[start : len(line) - end])
    if isinstance(item, Mapping):  # a colon in a line: YAML's key is its first half
        key, value = item.pairs[0]
        rest = len(text) - len(key.value)
        return [splice], ((line[: len(line) - rest], spans.to_data(value)),)
    return [splice], line


def _is_line(item: Mapping) -> bool:
    return len(item.pairs) == 1 and item.pairs[0][0].value not in TOUCH_KEYS


def _text(item: Node) -> tuple[str, Node]:
    # What was typed, and the node that it begins with.
    if isinstance(item, Scalar):
        return item.value, item
    assert isinstance(item, Mapping), "else it is no entry"
    key, value = item.pairs[0]
    assert isinstance(value, Scalar), "else it is no entry"
    return (f"{key.value}: {value.value}" if value.value else f"{key.value}:"), key


def _amended_mapping(
    front: str, item: Mapping, old: Touch, new: Touch
) -> tuple[list[Splice], Data]:
    splices: list[Splice] = []
    pairs = [(key.value, spans.to_data(value)) for key, value in item.pairs]
    names = [name for name, _ in pairs]
    for word in WORDS:
        value = str(getattr(new, word))
        if getattr(old, word) == getattr(new, word):
            continue
        if word in names:
            place = names.index(word)
            splices += edits.set_value(front, *item.pairs[place], value, item.flow)
            pairs[place] = word, value
        else:
            splices += edits.add_key(front, item, len(item.pairs) - 1, word, value)
            pairs.append((word, value))
    return splices, tuple(pairs)


def _amended_line(text: str, old: Touch, new: Touch, settings: Settings) -> str:
    # The reader of touches says which place is the right one: no grammar is repeated here.
    touch = without_line(old)
    for word in WORDS:
        before, after = str(getattr(old, word)), str(getattr(new, word))
        if before != after:
            touch = touch._replace(**{word: getattr(new, word)})
            tries = _with_word(text, before, after)
            text = next((line for line in tries if _reads(line, touch, settings)), "")
            if not text:
                return serialize.entry_line(new, settings)
    return text


def _with_word(text: str, before: str, after: str) -> Iterator[str]:
    """Yield the line with `after` at every place of `before`, or at every place if that is ""."""
    cut = COMMA.search(text)
    words = [match.span() for match in re.finditer(r"\S+", text[: cut.start() if cut else None])]
    for number, (start, end) in enumerate(words):
        if not before:
            yield f"{text[:end]} {after}{text[end:]}"
            continue
        for _, end in words[number : number + 2]:
            if "-".join(text[start:end].lower().split()) == before:
                more = " with" if before == "left-with" else ""
                yield f"{text[:start]}{after}{more}{text[end:]}"


def _reads(line: str, touch: Entry, settings: Settings) -> bool:
    try:
        return serialize.read_touch(line, settings) == touch
    except TextError:
        return False


def _difference(old: str, new: str) -> tuple[int, int]:
    """Return how many characters are the same at the beginning and at the end."""
    start = _alike(old, new)
    return start, _alike(old[start:][::-1], new[start:][::-1])


def _alike(old: str, new: str) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))
