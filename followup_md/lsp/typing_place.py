"""What is being typed where the cursor is: a key, a value, a part of an entry, or a link.

Told from the lines before the cursor, as what is half typed need not be YAML.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from followup_md.lsp.fences import front_span
from followup_md.parsing.entries import PROMISE_KEYS, QUOTE_KEYS, TOUCH_KEYS
from followup_md.parsing.fields import ENTRIES

KEY, VALUE, ENTRY, ENTRY_KEY, ENTRY_VALUE, WIKI, FILE = (
    *("key", "value", "entry", "entry key", "entry value"),
    *("wikilink", "file"),
)
KEYS_OF = {"touches": TOUCH_KEYS, "promises": PROMISE_KEYS, "quotes": QUOTE_KEYS}
_MOST = 2000  # characters of a line that are looked at
_MOST_ABOVE = 200_000  # characters of the lines above
_WIKI = re.compile(r"\[\[([^\[\]|\n]*)$")
_FILE = re.compile(r"\]\(([^()\s]*)$")
_TOP = re.compile(r"([^\s:#-][^:#]*?):(?:[ \t]+(.*))?$", re.S)
_NEW_KEY = re.compile(r"(?:\w[\w-]*)?")
_ITEM = re.compile(r"([ \t]*-[ \t]+)(.*)$", re.S)
_PAIR = re.compile(r"(\w+):[ \t]+(.*)$", re.S)
_WORD = re.compile(r"\w*$")


class TypingPlace(NamedTuple):
    """What is typed: `typed` is the part before the cursor, from the offset `start` on."""

    kind: str
    start: int
    typed: str
    key: str = ""  # of the contact
    inner: str = ""  # of an entry that is written with keys
    before: tuple[str, ...] = ()  # words of the entry or values of the list


def at(text: str, offset: int) -> TypingPlace | None:
    """Return what is typed at an offset, or None where nothing can be proposed."""
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:offset]
    if len(line) > _MOST:
        return None
    first, last = front_span(text)
    for pattern, kind in ((_WIKI, WIKI), (_FILE, FILE)):
        found = pattern.search(line)
        if found and (kind == WIKI or not first <= offset <= last):
            return TypingPlace(kind, start + found.start(1), found[1])
    inside = first <= offset < last or (first <= offset and last == len(text))
    if not inside or line.lstrip().startswith("#") or " #" in line:
        return None
    if _NEW_KEY.fullmatch(line):
        return TypingPlace(KEY, start, line)
    top = _TOP.match(line)
    if top is not None:
        if top[2] is None:
            return None
        return _value(top[1].strip(), top[2], start + top.start(2))
    key = _key_above(text, first, start)
    return _inside(key, line, start, text[first:start]) if key else None


def _key_above(text: str, first: int, start: int) -> str:
    """Return the key whose value the line at `start` belongs to, or ""."""
    end = start - 1
    first = max(first, start - _MOST_ABOVE)
    while end > first:
        begin = max(text.rfind("\n", first, end) + 1, first)
        line = text[begin:end]
        found = _TOP.match(line.rstrip("\r"))
        if found:
            return found[1].strip()
        if line[:1] not in (" ", "\t", "-", "#", "\r", ""):
            return ""
        end = begin - 1
    return ""


def _value(key: str, value: str, start: int) -> TypingPlace | None:
    """Return what is typed behind a key."""
    if key in ENTRIES:
        brace = value.rfind("{")
        if brace < 0 or "}" in value[brace:]:
            return None
        return _in_braces(key, value[brace + 1 :], start + brace + 1)
    opening = 1 if value[:1] in "[\"'" and value else 0
    value, start = value[opening:], start + opening
    if key in ("tags", "prefer", "never", "aliases"):
        before, comma, last = value.rpartition(",")
        blank = len(last) - len(last.lstrip())
        others = tuple(word.strip() for word in before.split(",")) if comma else ()
        return TypingPlace(
            VALUE, start + len(before) + len(comma) + blank, last[blank:], key, before=others
        )
    words = value.split(" ")
    typed = words.pop()
    if key == "via":
        return TypingPlace(VALUE, start, value, key)
    return TypingPlace(VALUE, start + len(value) - len(typed), typed, key, before=tuple(words))


def _inside(key: str, line: str, start: int, above: str) -> TypingPlace | None:
    """Return what is typed in an indented line, or one that begins with a hyphen."""
    item = _ITEM.match(line)
    if key not in ENTRIES:
        if item is None or key in ("email", "phone"):
            return None
        found = _value(key, item[2], start + item.start(2))
        return found._replace(before=()) if found is not None else None
    if item is not None:
        content, at_ = item[2], start + item.start(2)
    elif _is_long(key, line, above):
        content, at_ = line.lstrip(), start + len(line) - len(line.lstrip())
    else:
        return None
    if content.startswith("{"):
        inner = content[1:]
        return None if "}" in inner else _in_braces(key, inner, at_ + 1)
    pair = _PAIR.match(content)
    if pair is not None and pair[1] in KEYS_OF[key]:
        return TypingPlace(ENTRY_VALUE, at_ + pair.start(2), pair[2], key, pair[1])
    if item is None:
        return TypingPlace(ENTRY_KEY, at_, content, key) if _WORD.fullmatch(content) else None
    quote = 1 if content[:1] in ("'", '"') else 0
    words = content[quote:].split(" ")
    typed = words.pop()
    before = tuple(word for word in words if word)
    at_ += len(content) - len(typed)
    return TypingPlace(ENTRY, at_, typed, key, before=before)


def _in_braces(key: str, inner: str, start: int) -> TypingPlace | None:
    """Return what is typed in an entry between braces."""
    last = inner[inner.rfind(",") + 1 :]
    blank = len(last) - len(last.lstrip())
    start += len(inner) - len(last) + blank
    last = last[blank:]
    pair = _PAIR.match(last)
    if pair is not None:
        return TypingPlace(ENTRY_VALUE, start + pair.start(2), pair[2], key, pair[1])
    return TypingPlace(ENTRY_KEY, start, last, key) if _WORD.fullmatch(last) else None


def _is_long(key: str, line: str, above: str) -> bool:
    """Whether a line goes on with an entry that is written with keys."""
    indent = len(line) - len(line.lstrip())
    for other in reversed(above[-2 * _MOST :].split("\n")[:-1][-20:]):
        item = _ITEM.match(other.rstrip("\r"))
        if item is not None:
            found = re.match(r"(\w+):(?:\s|$)", item[2])
            return bool(found and found[1] in KEYS_OF[key] and len(item[1]) == indent)
    return False
