"""The keys of `next`: which are shown for whom, and what each does in full."""

from __future__ import annotations

from collections.abc import Sequence

from followup_md.views.text_layout import pad, wrap

Keys = tuple[tuple[str, str], ...]  # a line of them: what to press, and what it does

ALWAYS = (("↵", "skip"), ("u", "undo"), (".", "more"), ("?", "help"), ("q", "stop"))
END = (("↵", "those who are left"), ("←", "back"), ("u", "undo"), ("q", "stop"))
_FIRST = {
    "planned": (("h", "it happened"), ("N", "it did not")),
    "promise": (("k", "kept"),),
    "waiting": (("k", "they kept it"),),
    "quote": (("k", "its end"),),
}
_TALKS = (("a", "answered"), ("v", "voicemail"), ("n", "no answer"))
_WRITTEN = (("m", "mailed"), ("t", "texted"))
_DRAFT = (("o", "open"), ("c", "copy"), ("e", "edit words"), ("f", "form"))
_LATER = (("l", "later"), ("p", "promise"))
_OTHERS = (
    *(("x", "decline"), ("g", "gave"), ("b", "bounced"), ("w", "written"), ("s", "status")),
    *(
        ("k", "kept"),
        ("h", "happened"),
        ("N", "did not"),
        ("E", "edit file"),
        ("y", "why"),
        ("/", "find"),
    ),
    ("←", "back"),
)
_COLUMN = 9
HELP = (
    (
        "a v n b",
        "a call: answered, voicemail, no answer, bounced; by the next channel if that is one for"
        " talking. Then a note, and behind `a` what you promised: ↵ for none",
    ),
    ("m t w", "an e-mail, a text, or the next written channel. Where they wrote, it is an answer"),
    ("g", "you gave something: an introduction, a hint, a card"),
    ("h N", "the appointment happened; it did not: its new day, or ↵ if it is off"),
    ("k", "a promise was kept, yours or theirs; a quote: won, lost or withdrawn"),
    ("l", "later: 1 tomorrow, 2 in two days, w a week, m a month, or a day in words"),
    ("p x s", "a promise; the kind no (tell them first); a status: archived, open …"),
    ("o c e f", "the words: open, copy, edit, another form. Nothing is sent, nothing is logged"),
    ("E y /", "the file in your editor; every rule that was weighed; find somebody else"),
    ("↵ space →", "skip: they come after the rest today"),
    ("←", "back"),
    ("u", "undo the last change, and back to that person; once more makes it again"),
    (". ? q", "more keys; this page; stop"),
    ("Esc", "leaves a question; nothing is written"),
)


def help_text(columns: int) -> str:
    """Return what every key does."""
    lines = [""]
    for keys, what in HELP:
        start = f" {pad(keys, _COLUMN)}  "
        for part in wrap(what, columns - _COLUMN - 4):
            lines.append(start + part)
            start = " " * (_COLUMN + 3)
    return "\n".join(lines) + "\n"


def for_kind(kind: str) -> list[tuple[str, str]]:
    """Return the keys for somebody of whom something of this kind is due first."""
    keys = [*_FIRST.get(kind, ()), *_TALKS, *_WRITTEN, *_LATER, *_DRAFT, *_OTHERS]
    found: dict[str, str] = {}
    for key, what in keys:
        found.setdefault(key, what)
    return list(found.items())


def page(lines: Sequence[Keys], number: int) -> list[Keys]:
    """Return the two lines that are page `number` of all of them, counted round."""
    count = max(-(-len(lines) // 2), 1)
    place = number % count * 2
    return [*lines[place : place + 2], *[()] * (2 - len(lines[place : place + 2]))]
