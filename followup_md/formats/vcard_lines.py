"""The text of vCards as cards, and cards as properties: versions 2.1, 3.0 and 4.0 alike."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from followup_md.formats import texts
from followup_md.typed import NamedTuple

# With the line end before them: it is found ten times as fast as a beginning of a line.
_BEGIN = re.compile(r"\n(?i:BEGIN[ \t]*:[ \t]*VCARD[ \t]*)(?=\n)")
_END = re.compile(r"\n(?i:END[ \t]*:[ \t]*VCARD[ \t]*)(?=\n)")
_AGENT = re.compile(r"\n(?i:(?:[\w-]+\.)?AGENT[^:\n]*:)\s*\Z")
_FOLD = re.compile(r"\n[ \t]")
_QUOTED = "QUOTED-PRINTABLE"
_HEAD = re.compile(r'((?:[^":]++|"[^"]*+")*+):')
_PARAMETER = re.compile(r';((?:[^";]++|"[^"]*+"|")*+)')
_ESCAPED = re.compile(r"\\(.)", re.S)
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})
_URN = re.compile("^urn:uuid:", re.I)
_PARTS = {sign: re.compile(rf"(?:[^\\{sign}]++|\\.|\\\Z)*+", re.S) for sign in (",", ";")}
BINARY = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})


MOST_LINES = 10_000  # of a card, unfolded


class Property(NamedTuple):
    """One property of a card."""

    name: str  # upper case
    parameters: tuple[tuple[str, str], ...]  # upper case; bare ones are values of TYPE
    value: str  # unfolded, not unescaped
    group: str = ""  # upper case

    def types(self) -> list[str]:
        """Return what TYPE says, in the order of the card."""
        found = []
        for key, value in self.parameters:
            if key == "TYPE":
                found += [word.strip().upper() for word in value.replace('"', "").split(",")]
        return [word for word in found if word]

    def get(self, key: str) -> str:
        """Return the value of a parameter, or ""."""
        return next((value.strip('"') for name, value in self.parameters if name == key), "")


class Card(NamedTuple):
    """One card: the line where it begins, counted from 1, and its lines; None: it has no end."""

    line: int
    text: str | None


def count(text: str) -> int:
    """Return how many cards a text begins."""
    return sum(1 for _ in _BEGIN.finditer(f"\n{text}\n"))


def cards(text: str) -> Iterator[Card]:
    """Yield the cards of a text with plain line ends. A card in an AGENT is part of the outer."""
    text = f"\n{text}\n"
    starts = [match.start() for match in _BEGIN.finditer(text)]
    line, counted, at = 1, 0, 0
    while at < len(starts):
        start = starts[at]
        line += text.count("\n", counted, start)
        counted = start
        end, at = _end(text, starts, at)
        yield Card(line, None if end is None else text[text.find("\n", start + 1) + 1 : end])


def _end(text: str, starts: list[int], at: int) -> tuple[int | None, int]:
    """Return where a card's last line ends (None: nowhere), and the number of the next card."""
    depth, after = 1, starts[at]
    at += 1
    while True:
        limit = starts[at] if at < len(starts) else len(text)
        for found in _END.finditer(text, after, min(limit + 1, len(text))):
            depth -= 1
            if not depth:
                return found.start(), at
        # The last line before the next BEGIN says whether that is a card within this one.
        above = text.rfind("\n", 0, limit)
        if at == len(starts) or not _AGENT.search(text, max(above, 0), limit):
            return None, at
        depth, after = depth + 1, starts[at]
        at += 1


def properties(card: str) -> Iterator[Property]:
    """Yield the properties of a card; a line that is none has no name.

    Raises ValueError if there are too many.
    """
    # A soft break joins lines before folding does: what begins with a blank may be text.
    quoted = _QUOTED in card.upper()
    lines = _joined(card) if quoted else _plain_lines(card)
    binary = False  # whether more lines of it may follow
    for number, line in enumerate(lines):
        if number > MOST_LINES:
            raise ValueError
        found = _property(line)
        if found is None:
            if line.strip() and not binary:
                yield Property("", (), "")
            continue
        binary = found.name in BINARY
        if quoted and not binary and _is_quoted(found):
            found = found._replace(value=_unquoted(found))
        yield found


def _plain_lines(card: str) -> list[str]:
    unfolded = _FOLD.sub("", card)
    if unfolded.count("\n") > MOST_LINES:
        raise ValueError
    return unfolded.split("\n")


def _joined(card: str) -> Iterator[str]:
    """Yield the lines of a card with quoted-printable text, unfolded and without soft breaks."""
    parts: list[str] = []
    soft = False  # whether the line so far ends with a soft break
    for line in card.split("\n"):
        if soft:
            parts.append(line)
        elif line[:1] in (" ", "\t") and parts:
            parts.append(line[1:])
        else:
            if parts:
                yield "".join(parts)
            parts = [line]
        soft = line.endswith("=") and _QUOTED in parts[0].partition(":")[0].upper()
        if soft:
            parts[-1] = parts[-1][:-1]
    yield "".join(parts)


def _property(line: str) -> Property | None:
    head, colon, value = line.partition(":")
    if '"' in head:
        match = _HEAD.match(line)
        if match is not None:
            head, value = match[1], line[match.end() :]
    if not colon:
        return None
    name, _, rest = head.partition(";")
    group, dot, plain = name.strip().rpartition(".")
    parameters = tuple(_parameters(f";{rest}")) if rest else ()
    return Property(plain.upper(), parameters, value, group.upper() if dot else "")


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    found = _PARAMETER.findall(text) if '"' in text else text[1:].split(";")
    for each in found:
        key, equals, value = each.partition("=")
        if equals:
            yield key.strip().upper(), value.strip()
        elif key.strip().upper() in (_QUOTED, "BASE64", "B"):
            yield "ENCODING", key.strip()
        elif key.strip():
            yield "TYPE", key.strip()


def _is_quoted(found: Property) -> bool:
    return _QUOTED in (found.get("ENCODING").upper(), *found.types())


def _unquoted(found: Property) -> str:
    raw = binascii.a2b_qp(found.value.encode("utf-8", "replace"))
    charset = found.get("CHARSET")
    if charset:
        try:
            return raw.decode(charset, errors="replace").replace("\r\n", "\n")
        except LookupError:  # no such character set
            pass
    return texts.decode(raw).replace("\r\n", "\n")


def plain(value: str) -> str:
    """Return a value without its escapes."""
    return _ESCAPED.sub(_meant, value) if "\\" in value else value


def escaped(text: str) -> str:
    """Return a text as a value that `plain` gives back."""
    return text.translate(_ESCAPES)


def bare_uid(text: str) -> str:
    """Return a UID without what tells that it is one."""
    return _URN.sub("", text)


def parts(value: str, separator: str) -> list[str]:
    """Return the parts of a value between separators that are not escaped."""
    if "\\" not in value:
        return value.split(separator)
    found, at = [], -1
    while at < len(value):
        match = _PARTS[separator].match(value, at + 1)
        assert match is not None  # it matches nothing, too
        found.append(plain(match[0]))
        at = match.end()
    return found


def _meant(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]
