"""Texts without what spellings of one word differ in: case, accents, how letters are encoded.

The site's search folds alike (website/theme/followup/fold.js): a test holds the two together.
"""

from __future__ import annotations

from functools import cache

from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import re

# Accents, vowel points of Hebrew and Arabic, variants of a character, and what does not print.
# Listed here and not taken from Unicode's classes: a Devanagari vowel and a Kana voice mark are
# marks, too, but part of the letter. And so a version of Unicode changes nothing.
DROPPED = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061c\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06ed\u180b-\u180e\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
    "\U000e0100-\U000e01ef"
)
# Lower-case letters that are not a letter with an accent, and the punctuation of names.
LETTERS = {
    "ß": "ss", "ς": "\u03c3", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d",
    "þ": "th", "ħ": "h", "ŋ": "ng", "ŧ": "t", "\u0131": "i",
    "\u2018": "'", "\u2019": "'", "\u02bb": "'", "\u02bc": "'", "\u2010": "-", "\u2013": "-",
}  # fmt: skip
# Scripts that part the words of a name with a blank, a dot, or nothing; letters as NFKD has them.
UNSPACED = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\ud7b0-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
BLANKS = "\t \u30fb"


def fold(text: str) -> str:
    """Return what every spelling of a text has in common: `nunez` for `Núñez`.

    Case, accents and compositions go, so does a blank within a Chinese, Japanese or Korean name.
    """
    if text.isascii():
        return text.lower()
    from unicodedata import normalize

    dropped, letters, gaps = _patterns()
    text = dropped.sub("", normalize("NFKD", text)).lower()
    if text.isascii():
        return text
    text = letters.sub(lambda found: LETTERS[found[0]], text)
    return gaps.sub("", text)


@cache  # not at import: most texts are ASCII
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    import re  # not for ASCII: it takes some milliseconds

    return (
        re.compile(f"[{DROPPED}]+"),
        re.compile(f"[{''.join(LETTERS)}]"),
        re.compile(f"[{BLANKS}](?=[{BLANKS}]*[{UNSPACED}])(?<=[{UNSPACED}].)[{BLANKS}]*"),
    )
