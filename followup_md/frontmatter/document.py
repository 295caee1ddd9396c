"""A Markdown file cut into fences, front matter and body; joined, they are the file."""

from __future__ import annotations

import re

from followup_md.errors import TextError
from followup_md.frontmatter.limits import MAX_FILE, MAX_FRONT
from followup_md.typed import NamedTuple

BOM = "\ufeff"
_FENCE = re.compile(r"---[ \t]*(?:\r?\n|\Z)")
_CLOSING = re.compile(r"\n---[ \t]*(?:\r?\n|\Z)")
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)"
)
_ASCII = bytes(range(0x20, 0x7F)) + b"\n"
_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?=[ \r\n]|\Z)", re.MULTILINE)
_LFS = "version https://git-lfs.github.com/"
_NEAR_FENCE = re.compile(
    r"^[ \t]*(?:-{2,}|[\u2014\u2013]+|\*{3,}|_{3,}|={3,}|\+{3}|\.{3})[ \t]*(?:#.*)?\r?$", re.M
)
# Markdown formatters turn the last lines of a front matter into a heading.
_FORMATTED = re.compile(r"\s*#{1,6} +[\w-]+:")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Document(NamedTuple):
    """The parts of a file, in order; `"".join(document)` is its text."""

    bom: str
    opening: str  # the first fence with its line end
    front: str  # the front matter, whole lines
    closing: str  # the second fence with its line end, if it has one
    body: str

    @property
    def newline(self) -> str:
        """The line end of the file's first line."""
        return "\r\n" if self.opening.endswith("\r\n") else "\n"

    @property
    def text(self) -> str:
        """The whole file."""
        return "".join(self)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column (from 1) of an offset into `text`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def decode(raw: bytes) -> str:
    """Decode the bytes of a file, or raise a TextError that names the byte."""
    if len(raw) > MAX_FILE:
        raise TextError("E101", "the file is over 8 MiB: move the long part elsewhere")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if raw.startswith(_UTF16):
            raise TextError("E102", "UTF-16 at byte 0: save the file as UTF-8", 1, 1) from None
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        message = f"not UTF-8 at byte {error.start}: save the file as UTF-8"
        raise TextError("E102", message, line, column) from None


def split(text: str) -> Document:
    """Cut a file's text into its parts, or raise a TextError.

    The grammar is docs/format.md's: the first line is `---`, the front matter runs to the next
    line that is exactly `---` (spaces may follow either). The front matter itself is not checked.
    """
    bom = BOM if text.startswith(BOM) else ""
    start = len(bom)
    opening = _FENCE.match(text, start)
    if opening is None:
        raise _no_opening(text, start)
    closing = _CLOSING.search(text, opening.end() - 1)
    if closing is None:
        raise _no_closing(text, opening.end())
    end = closing.start() + 1
    front = text[opening.end() : end]
    if len(front) > MAX_FRONT // 4 and len(front.encode("utf-8", "replace")) > MAX_FRONT:
        raise TextError("E106", "the front matter is over 128 KiB: move text to the body", 1, 1)
    fences = text[start : opening.end()], text[end : closing.end()]
    return Document(bom, fences[0], front, fences[1], text[closing.end() :])


def reject_unreadable(text: str, first_line: int = 1) -> None:
    """Raise a TextError for what libyaml must not see.

    `first_line` is the number of the text's first line in its file.
    """
    # A lone ======= may underline a heading, but in a front matter it is not YAML anyway.
    marker = conflict_marker(text)
    if marker is not None:
        message = "Git conflict markers: keep the lines that are right and delete the marker lines"
        raise error_at("E107", message, text, marker.start(), first_line)
    if is_printable(text):
        return
    bad = _NOT_TEXT.search(text)
    if bad is None:
        return
    code = ord(bad.group())
    names = {0x0D: "a carriage return without a line feed", 0x85: "NEL", 0xFEFF: "a BOM"}
    names |= {0x2028: "LINE SEPARATOR", 0x2029: "PARAGRAPH SEPARATOR", 0: "NUL"}
    name = names.get(code, "a control character")
    message = f"U+{code:04X} ({name}) does not belong here: delete it or type a space"
    raise error_at("E108", message, text, bad.start(), first_line)


def is_printable(text: str) -> bool:
    """Whether a text has no characters but printable ones and line feeds."""
    if text.isascii():  # ten times as fast
        return not text.encode().translate(None, _ASCII)
    return text.replace("\n", "").isprintable()


def conflict_marker(text: str, start: int = 0) -> re.Match[str] | None:
    """Find the first Git conflict marker after an offset."""
    if "<<<<<<<" in text or "=======" in text or ">>>>>>>" in text or "|||||||" in text:
        return _CONFLICT.search(text, start)
    return None


def error_at(code: str, message: str, text: str, offset: int, first_line: int = 1) -> TextError:
    """Return an error at an offset into a text."""
    line, column = line_and_column(text, offset)
    return TextError(code, message, line + first_line - 1, column)


def _no_opening(text: str, start: int) -> TextError:
    if not text[start:].strip():
        return TextError("E103", "the file is empty: a contact starts with --- and a name", 1, 1)
    first = text[start : start + 1000].split("\n", 1)[0].removesuffix("\r")
    if conflict_marker(first):
        return TextError("E107", "Git conflict markers: keep the lines that are right", 1, 1)
    if "\r" in first:
        message = "line endings of old Macs (CR alone): save the file with LF or CRLF"
        return TextError("E108", message, 1, first.index("\r") + 1)
    if first.startswith(_LFS):
        message = "a pointer of Git LFS, not the contact: git lfs pull fetches it"
    elif not first.strip():
        message = "a blank line before the first ---: the file must start with ---"
    elif _NEAR_FENCE.match(first):
        message = "the first line is almost ---: it must be exactly three hyphens"
        if first.strip() == "+++":  # what Hugo writes
            message = "TOML between +++ is not read: write YAML between ---, as `key: value`"
    elif re.match(r"[\w-]+:(\s|$)", first):
        message = "no --- before the front matter: add a first line with three hyphens"
    else:
        message = "no front matter: the first line must be ---, then `name: …`, then --- again"
    return TextError("E104", message, 1, 1)


def _no_closing(text: str, start: int) -> TextError:
    formatted = _FORMATTED.match(text, start, start + MAX_FRONT)
    if formatted is not None:
        message = "a Markdown formatter took this front matter for a heading: restore the file"
        return error_at("E105", message, text, formatted.end() - 1)
    near = _NEAR_FENCE.search(text, start, start + MAX_FRONT)
    if near is not None:
        message = "this line is almost ---: the front matter must end with three hyphens alone"
        return error_at("E105", message, text, near.start())
    marker = conflict_marker(text, start)
    if marker is not None:
        return error_at("E107", "Git conflict markers in the file", text, marker.start())
    message = "the front matter has no end: add a line --- after its last key"
    return TextError("E105", message, 1, 1)
