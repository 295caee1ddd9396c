"""Lays out text of any script in columns of a terminal: measures, cuts, pads, wraps, colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from followup_md.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import re

_FROM_THE_RIGHT = (
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_STEERING = rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}\u2028\u2029\ufeff\ufff9-\ufffb\ud800-\udfff]"
# Letters and signs that take one column each.
_LATIN = "[\x20-\x7e\xa0-\u02ff\u2010-\u2027\u2030-\u205e]*"
_JOINER = "\u200d"
ELLIPSIS = "…"
BOLD, DIM, UNDERLINED, RED, GREEN, YELLOW, CYAN = 1, 2, 4, 31, 32, 33, 36


class Screen(NamedTuple):
    """Where the text goes."""

    terminal: bool = False  # else a pipe or a file
    colour: bool = False
    width: int = 80  # columns

    def paint(self, text: str, *codes: int) -> str:
        """Return `text` in the given look, if the screen has colours."""
        if not self.colour or not text or not codes:
            return text
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m"


def printable(text: str) -> str:
    """Return `text` with everything escaped that would steer a terminal.

    These are control characters (except newline and tab), bidirectional ones, lone surrogates.
    """
    if text.isprintable():
        return text
    import re  # seldom needed, and takes longer to import than a screen to be filled

    return re.sub(_STEERING, _escaped, text)


def path_shown(path: str) -> str:
    """Return a path printable, on one line and without losing a character."""
    return printable(path).replace("\n", "\\n").replace("\t", "\\t")


def printable_line(text: str) -> str:
    """Return `text` printable and on one line: runs of white space as one blank."""
    return printable(" ".join(text.split()))


def width(text: str) -> int:
    """Return how many columns `text` takes."""
    if text.isascii() or _is_european(text):
        return len(text)
    import re

    if re.fullmatch(_LATIN, text):
        return len(text)
    from wcwidth import wcswidth  # its tables take some milliseconds to import

    return max(wcswidth(text), 0)


def take_columns(text: str, columns: int) -> str:
    """Return as much of the beginning of `text` as fits, without parting letters from accents."""
    if text.isascii():
        return text[: max(columns, 0)]
    end = 0
    while end < len(text) and width(text[: end + 1]) <= columns:
        end += 1
    return text[:end].rstrip(_JOINER)


def truncate(text: str, columns: int) -> str:
    """Return `text` if it fits in so many columns, else its beginning and an ellipsis."""
    if width(text) <= columns:
        return text
    return take_columns(text, columns - 1).rstrip() + ELLIPSIS if columns > 0 else ""


def pad(text: str, columns: int) -> str:
    """Return `text` cut or filled with blanks to exactly so many columns.

    Right-to-left text ends with a mark: else a terminal that reorders draws the digits of the next
    column into it.
    """
    text = truncate(text, columns)
    mark = "\u200e" if _is_from_the_right(text) else ""
    return text + mark + " " * (columns - width(text))


def wrap(text: str, columns: int) -> list[str]:
    """Return `text` broken at blanks into lines of at most so many columns (2 or more).

    A word that is too long is broken anywhere.
    """
    columns = max(columns, 2)
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer) <= columns:
            line = longer
            continue
        if line:
            lines.append(line)
        while width(word) > columns:
            part = take_columns(word, columns) or word[:1]
            lines.append(part)
            word = word[len(part) :]
        line = word
    return [*lines, line] if line or not lines else lines


def bar(share: float, columns: int) -> str:
    """Return a bar that fills its share of so many columns, to an eighth; it is not padded."""
    eighths = round(max(min(share, 1.0), 0.0) * columns * 8)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def sparkline(numbers: Sequence[int]) -> str:
    """Return a column for each number, a dot for nothing; the highest is a full block."""
    most = max(numbers, default=0)
    return "".join("▁▂▃▄▅▆▇█"[(n * 8 - 1) // most] if n else "·" for n in numbers)


def wrap_marked(text: str, looks: dict[str, int], columns: int, screen: Screen) -> list[str]:
    """Return `text` as `wrap` does, with these parts of it in their looks."""
    lines = wrap(text, columns)
    if not screen.colour:
        return lines
    import re

    look = [0] * len(text)
    for part, code in looks.items():
        for found in re.finditer(re.escape(printable_line(part)), text) if part else ():
            look[found.start() : found.end()] = [code] * (found.end() - found.start())
    painted, start = [], 0
    for line in lines:
        start = text.index(line, start)
        end = start + len(line)
        shown = ""
        for code, run in groupby(range(start, end), look.__getitem__):
            places = list(run)
            part = text[places[0] : places[-1] + 1]
            shown += screen.paint(part, code) if code else part
        painted.append(shown)
        start = end
    return painted


def widest(texts: Iterable[str], most: int) -> int:
    """Return the width of the widest text, but no more than `most`."""
    return min(max(map(width, texts), default=0), most)


def _is_european(text: str) -> bool:
    """Whether all is of the first pages of Unicode, where each letter takes a column."""
    text = text.rstrip(ELLIPSIS)  # of a text that was cut
    return text.isprintable() and max(text, default="") < "\u0300"


def _is_from_the_right(text: str) -> bool:
    if text.isascii() or _is_european(text):
        return False
    import re

    return re.search(_FROM_THE_RIGHT, text) is not None


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
