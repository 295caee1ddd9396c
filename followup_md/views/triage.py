"""One person of the day on a whole terminal, as `next` shows it: values in, lines out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from followup_md.model.agenda import Row
from followup_md.model.contact import Contact, Touch
from followup_md.model.draft import Draft
from followup_md.parsing import entry_text
from followup_md.policy import headings
from followup_md.policy.phrases import (
    NO_WAY,
    channel_label,
    format_date,
    lateness,
    status_label,
    try_count,
)
from followup_md.typed import NamedTuple
from followup_md.views.text_layout import (
    BOLD,
    CYAN,
    DIM,
    ELLIPSIS,
    RED,
    UNDERLINED,
    YELLOW,
    Screen,
    pad,
    printable,
    printable_line,
    truncate,
    width,
    wrap,
    wrap_marked,
)

_WITH_DRAFT = 60, 16  # columns and lines; a smaller screen shows no draft
_LEAST = 8  # lines
_TOUCHES, _TALL = 4, 30  # that are shown, unless there are so many lines
_HEAD, _KEYS = 2, 3  # lines of the place in the day, and of the keys
_WHAT = 18  # columns of how a touch was
# Who gets lines of the middle, and up to how many, in turn until there are none left.
_SHARES = (
    *(("others", 1), ("why", 1), ("also", 1), ("draft", 4), ("touches", 1), ("why", 3)),
    *(("touches", 4), ("also", 2), ("gap", 1), ("draft", 200), ("why", 20), ("touches", 30)),
    *(("also", 20),),
)


Key = tuple[str, str]  # what to press, and what it does
Keys = tuple[Key, ...]  # a line of them


class Card(NamedTuple):
    """What is shown of a person."""

    contact: Contact
    row: Row | None  # None: nothing is due
    on: date
    draft: Draft | None = None
    no_draft: str = ""  # why there is none
    quiet: str | None = None  # when a call would be welcome, if not now
    others: str = ""  # who else was in touch on the day


class Progress(NamedTuple):
    """The place in the day."""

    number: int
    of: int
    done: int
    later: int = 0
    left: int = 0

    @property
    def summary(self) -> str:
        """What has become of the day: `11 done, 3 later, 6 left`."""
        later = f"{self.later} later, " if self.later else ""
        return f"{self.done} done, {later}{self.left} left"


class Prompt(NamedTuple):
    """A question in the last line, and what was typed."""

    question: str
    typed: str = ""
    wrong: str = ""  # with what was typed before


def picture(
    card: Card | None,
    progress: Progress,
    keys: Sequence[Keys],
    last: str | Prompt,
    size: tuple[int, int],
    screen: Screen,
) -> tuple[list[str], int | None]:
    """Return the lines of the screen, and the column of the cursor in the last one.

    `card`: None at the end of the day. `keys`: those that are shown, line by line. `last`: a
    message, or a question. `size`: columns and lines; exactly so many lines are returned.
    """
    columns, lines = max(size[0], 20), max(size[1], _LEAST)
    rule = screen.paint("─" * columns, DIM)
    foot, cursor = _foot(keys, last, columns, screen)
    room = lines - _HEAD - len(foot) - 1
    if card is not None:
        middle = _middle(card, room, columns, size, screen)
    else:
        middle = ["", truncate(f" The end of the day: {progress.summary}.", columns)]
    middle = (middle + [""] * room)[:room]
    return [_place(progress, card, columns), rule, *middle, rule, *foot], cursor


def key_lines(keys: Sequence[Key], columns: int) -> list[Keys]:
    """Return the keys line by line, as many as fit into each."""
    lines: list[list[Key]] = []
    free = 0
    for key, what in keys:
        needed = width(key) + width(what) + 3
        if needed > free or not lines:
            lines.append([])
            free = columns
        lines[-1].append((key, what))
        free -= needed
    return [tuple(line) for line in lines]


def _place(progress: Progress, card: Card | None, columns: int) -> str:
    day = format_date(card.on, card.on) if card is not None else ""
    left = f" {progress.number} of {progress.of}   done {progress.done}"
    return pad(left, columns - width(day) - 1) + day if columns > width(left + day) + 1 else left


def key_texts(keys: Keys, columns: int, screen: Screen) -> str:
    """Return a line of keys; of too many, the last ones: how to stop, how to leave a question."""
    fitting = key_lines(keys[::-1], columns)[0][::-1] if keys else ()
    painted = (f" {screen.paint(key, BOLD)} {screen.paint(what, DIM)}" for key, what in fitting)
    return " ".join(painted)


def _foot(
    keys: Sequence[Keys], last: str | Prompt, columns: int, screen: Screen
) -> tuple[list[str], int | None]:
    """Return the lines with the keys and the last one, and the column of the cursor in that."""
    shown = [key_texts(line, columns, screen) for line in keys][:_KEYS]
    shown += [""] * (_KEYS - len(shown))
    said = last.wrong if isinstance(last, Prompt) else last
    room = _KEYS - 1 if isinstance(last, Prompt) else _KEYS
    message = _cut(wrap(printable_line(said), columns - 2), room, columns - 2) if said else []
    painted = [screen.paint(f" {line}", YELLOW) for line in message]
    if isinstance(last, Prompt):
        question = truncate(f" {printable_line(last.question)} ", columns // 2)
        typed = printable(last.typed)
        while width(question + typed) >= columns:
            typed = typed[1:]
        above = [*painted, *[""] * (room - len(painted))] if painted else shown[:room]
        line = screen.paint(question, BOLD) + typed
        return [*above, line], width(question + typed)
    used = sum(width(key) + width(what) + 3 for key, what in keys[-1]) if keys else 0
    if len(message) == 1 and len(keys) == _KEYS and used + width(message[0]) + 3 <= columns:
        return [*shown[:-1], f"{shown[-1]}  {painted[0]}"], None
    return [*shown[: _KEYS - len(painted)], *painted], None


def _middle(
    card: Card, room: int, columns: int, size: tuple[int, int], screen: Screen
) -> list[str]:
    contact, row = card.contact, card.row
    with_draft = size[0] >= _WITH_DRAFT[0] and size[1] >= _WITH_DRAFT[1]
    # The latest first; of one day, what stands last in the file.
    numbered = sorted(
        enumerate(contact.touches), key=lambda one: (one[1].date, one[0]), reverse=True
    )
    shown = _TOUCHES if size[1] < _TALL else len(numbered)
    also = headings.also(row.also, card.on) if row is not None else ""
    have = {
        "others": wrap(printable_line(card.others), columns - 2) if card.others else [],
        "why": wrap(_why(card), columns - 2),
        "also": wrap(printable_line(f"also: {also}"), columns - 2) if also else [],
        "touches": [_touch(touch, columns) for _, touch in numbered[:shown]],
        "draft": _draft(card, columns, screen) if with_draft else [],
        "gap": [""],
    }
    left, given = room - 2, dict.fromkeys(have, 0)
    for part, most in _SHARES:
        more = max(min(len(have[part]), most) - given[part], 0)
        more = min(more, max(left, 0))
        if part == "draft" and given[part] + more == 1:
            more = 0  # a heading alone
        given[part] += more
        left -= more
    cut = {  # those of a draft begin with their blank already
        part: _cut(lines, given[part], columns - (part != "draft")) for part, lines in have.items()
    }
    return [
        _name(card, columns, screen),
        _what(card, columns, bool(given["draft"]), screen),
        *(screen.paint(f" {line}", YELLOW) for line in cut["others"]),
        *(f" {line}" for line in cut["why"]),
        *(screen.paint(f" {line}", DIM) for line in cut["also"]),
        *cut["gap"],
        *have["touches"][: given["touches"]],
        *cut["draft"],
    ]


def _cut(lines: Sequence[str], most: int, columns: int) -> list[str]:
    """Return the first lines, the last of them with an ellipsis if there were more."""
    if len(lines) <= most or not most:
        return list(lines[:most])
    last = lines[most - 1]
    return [*lines[: most - 1], last if "\x1b" in last else truncate(f"{last} {ELLIPSIS}", columns)]


def _name(card: Card, columns: int, screen: Screen) -> str:
    contact = card.contact
    name = printable_line(contact.name)
    work = ", ".join(map(printable_line, (*contact.role, *contact.org)))
    status = status_label(contact.status)
    more = "".join(f"  ·  {part}" for part in (status, work) if part)
    room = columns - 1
    if width(name + more) <= room:
        # As a cell of its own: right-to-left names would take the rest with them.
        return f" {screen.paint(pad(name, width(name)), BOLD)}{more}"
    shown = min(width(name), max(room - width(more), room // 2))
    rest = truncate(more, room - shown)
    return f" {screen.paint(pad(name, shown), BOLD)}{rest}"


def _what(card: Card, columns: int, with_draft: bool, screen: Screen) -> str:
    """Return the line with the kind, how late it is, which try it is, and what is next."""
    row = card.row
    if row is None:
        return screen.paint(truncate(" nothing is due", columns), DIM)
    late = lateness(row.item.overdue)
    kind = headings.KIND_LABELS[row.item.kind]
    parts = [f"{kind}, {late}", try_count(row.touch, row.of)]
    if row.channel:
        label = f"next: {printable_line(channel_label(row.channel))}"
        quiet = f" ({card.quiet})" if card.quiet else ""
        to = "" if with_draft else _to(card)
        parts.append(f"{label}{to}{quiet}")
    elif row.unreachable:
        parts.append(NO_WAY)
    text = truncate(" " + "  ·  ".join(filter(None, parts)), columns)
    if not row.item.overdue:
        return text
    return text.replace(late, screen.paint(late, RED), 1)


def _to(card: Card) -> str:
    contact, channel = card.contact, card.row.channel if card.row is not None else ""
    found = contact.email if channel in ("email", "mail") else contact.phone
    return f" {printable_line(found[0].value)}" if found else ""


def _why(card: Card) -> str:
    return printable_line(card.row.reason) if card.row is not None else ""


def _touch(touch: Touch, columns: int) -> str:
    head = entry_text.text_of(touch._replace(note=""))
    day, _, what = printable_line(head).partition(" ")
    room = max(columns - 2 - 10 - 2 - _WHAT - 2, 0)
    note = truncate(printable_line(touch.note), room)
    start = f"   {day}  "
    if not note:
        return start + truncate(what, columns - width(start))
    return f"{start}{pad(what, _WHAT)} {note}".rstrip()


def _draft(card: Card, columns: int, screen: Screen) -> list[str]:
    """Return the draft under a heading that says what it is, and to whom it goes."""
    draft = card.draft
    if draft is None:
        return [_heading(card.no_draft, columns, screen)] if card.no_draft else []
    to = printable_line(draft.to[0].value) if draft.to else ""
    way = draft.form if draft.channel in ("", draft.form) else f"{draft.form} by {draft.channel}"
    lines = [_heading(", ".join(filter(None, (draft.kind, way, to))), columns, screen)]
    subject = f"Subject: {draft.subject}\n\n" if draft.subject else ""
    looks = {f"[{gap}]": YELLOW for gap in draft.gaps} | dict.fromkeys(draft.quoted, UNDERLINED)
    for paragraph in f"{subject}{draft.text}".split("\n"):
        lines += [
            f" {line}"
            for line in wrap_marked(printable_line(paragraph), looks, columns - 2, screen)
        ]
    return lines


def _heading(words: str, columns: int, screen: Screen) -> str:
    text = truncate(f"── {printable_line(words)} ", columns)
    return screen.paint(text + "─" * (columns - width(text)), CYAN)
