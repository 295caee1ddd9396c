"""One contact for a terminal: its fields, what is due, its timeline; and the lines of `why`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from followup_md.model.agenda import Agenda, Row
from followup_md.model.contact import Contact, Labelled, Promise, Quote, Touch
from followup_md.policy import headings
from followup_md.policy.phrases import (
    HAPPENED,
    NO_WAY,
    channel_label,
    format_date,
    plural,
    status_label,
    try_count,
)
from followup_md.views.text_layout import (
    BOLD,
    CYAN,
    DIM,
    RED,
    YELLOW,
    Screen,
    pad,
    printable,
    printable_line,
    widest,
    wrap,
)


def why(lines: Iterable[str], screen: Screen) -> str:
    """Return the lines of `why`, wrapped to a terminal, with headings and due items in bold."""
    found: list[str] = []
    for number, line in enumerate(lines):
        text = printable_line(line)
        indent = len(line) - len(line.lstrip())
        parts = wrap(text, screen.width - indent - 2) if screen.terminal else [text]
        for place, part in enumerate(parts):
            looks = [BOLD] if number == 0 else [CYAN] if indent == 0 else []
            looks += [DIM] if ": no; " in line and indent == 2 else []
            looks += [BOLD] if indent == 2 and place == 0 and " (due" in line else []
            shown = screen.paint(part, *looks) if looks else part
            found.append(" " * (indent + (2 if place else 0)) + shown)
    return "\n".join(found) + "\n"


def show(
    contact: Contact,
    agenda: Agenda,
    history: Iterable[tuple[date, str]],
    screen: Screen,
    others: str = "",
) -> str:
    """Return everything that is known of a contact.

    `agenda` is that of this contact alone, `history` its commits, `others` who else was in touch
    on the day.
    """
    on = agenda.on
    title = wrap(printable_line(contact.name), screen.width)
    lines = [screen.paint(line, BOLD) for line in title]
    status = status_label(contact.status)
    lines += [screen.paint(status, BOLD, YELLOW)] if status else []
    if others:
        parts = wrap(printable_line(others), screen.width)
        lines += [screen.paint(part, YELLOW) for part in parts]
    lines += _fields(contact, on, screen)
    lines += _section("Due", _due(agenda, screen), screen)
    touches = sorted(contact.touches, key=lambda touch: touch.date, reverse=True)
    lines += _section("Touches", _dated(map(_touch, touches), screen), screen)
    lines += _section("Promises", _dated(map(_promise, contact.promises), screen), screen)
    lines += _section("Quotes", _dated(map(_quote, contact.quotes), screen), screen)
    lines += _section("Changes", _dated(history, screen), screen)
    body = printable(contact.body.strip("\n"))
    if body.strip():
        lines += ["", *(line.rstrip() for line in body.expandtabs(4).split("\n"))]
    return "\n".join(lines) + "\n"


def _fields(contact: Contact, on: date, screen: Screen) -> Iterator[str]:
    fields = [(key, printable_line(value)) for key, value in _named(contact, on) if value.strip()]
    column = widest((key for key, _ in fields), 16)
    for key, value in fields:
        yield from _hanging(f"  {screen.paint(pad(key, column), DIM)}  ", column + 4, value, screen)


def _named(contact: Contact, on: date) -> Iterator[tuple[str, str]]:
    yield "id", contact.id
    yield "nickname", ", ".join(contact.nicknames)
    yield "role", ", ".join(contact.role)
    yield "org", ", ".join(contact.org)
    yield from _labelled("e-mail", contact.email)
    yield from _labelled("phone", contact.phone)
    for url in contact.url:
        yield "url", url
    if contact.birthday is not None:
        month, day, year = contact.birthday
        yield (
            "birthday",
            f"{year:04d}-{month:02d}-{day:02d}" if year else f"--{month:02d}-{day:02d}",
        )
    yield "language", ", ".join(contact.language)
    yield "timezone", contact.timezone
    yield "hours", "-".join(contact.hours) if contact.hours else ""
    yield "tags", ", ".join(contact.tags)
    yield "uid", contact.uid
    yield "owner", contact.owner
    if contact.met is not None:
        yield "met", f"{format_date(contact.met.date, on)} {contact.met.words}"
    yield "via", contact.via
    yield "reason", contact.reason
    yield "cadence", contact.cadence
    yield "keep", contact.keep
    yield "prefer", ", ".join(contact.prefer)
    yield "never", ", ".join(contact.never)
    if contact.follow_up is not None:
        yield "follow up", f"{format_date(contact.follow_up.date, on)} {contact.follow_up.words}"
    if contact.snooze is not None:
        yield "snoozed", f"until {format_date(contact.snooze.until, on)} {contact.snooze.words}"
    if contact.status is not None:
        by = f"by {contact.status.by}" if contact.status.by else ""
        when = format_date(contact.status.date, on) if contact.status.date else ""
        yield "status", " ".join([contact.status.word, by, when, contact.status.words])
    yield "private", "yes: never on the site" if contact.private else ""
    yield from contact.more


def _labelled(key: str, values: Iterable[Labelled]) -> Iterator[tuple[str, str]]:
    for label, value in values:
        yield key, f"{value} ({label})" if label else value


def _due(agenda: Agenda, screen: Screen) -> Iterator[str]:
    for row in (*agenda.due, *agenda.later):
        yield from _row(row, agenda.on, screen)
    for _, item, reason, channel in agenda.upcoming:
        day = format_date(headings.day_shown(item, agenda.on), agenda.on)
        when = f"{headings.KIND_LABELS[item.kind]}, {day}"
        how = f"; next: {printable_line(channel_label(channel))}" if channel else ""
        yield f"  {when}{how}"
        what = reason if item.start < agenda.on else reason.removesuffix(HAPPENED)
        yield from _hanging("    ", 4, printable_line(what), screen)
    if agenda.no_date:
        yield "  no date to start from: a touch, or `met` with a `reason`, gives one"


def _row(row: Row, on: date, screen: Screen) -> Iterator[str]:
    late = row.item.overdue
    how = f"next: {printable_line(channel_label(row.channel))}" if row.channel else ""
    how = NO_WAY if row.unreachable else how
    when = f"{plural(late, 'working day')} late" if late else "today"
    when = screen.paint(when, RED if late else YELLOW)
    count = try_count(row.touch, row.of)
    words = ", ".join(word for word in (headings.KIND_LABELS[row.item.kind], when, count) if word)
    yield f"  {words}" + (f"; {how}" if how else "")
    yield from _hanging("    ", 4, printable_line(row.reason), screen)
    for item in row.also:
        yield from _hanging("  ", 4, printable_line(headings.dated_label(item, on)), screen)


def _touch(touch: Touch) -> tuple[date, str]:
    words = [touch.time, "in" if touch.incoming else "", touch.channel, touch.outcome]
    words.append("with" if touch.with_ and touch.outcome != "left-with" else "")
    words.append(touch.with_)
    words.append(f"re {touch.re}" if touch.re else "")
    words.append(f"@{touch.by}" if touch.by else "")
    return touch.date, _noted(words, touch.note)


def _promise(promise: Promise) -> tuple[date, str]:
    words = ["theirs" if promise.theirs else ""]
    words.append(f"kept {promise.kept}" if promise.kept else "")
    words.append(f"dropped {promise.dropped}" if promise.dropped else "")
    return promise.due, _noted(words, promise.what)


def _quote(quote: Quote) -> tuple[date, str]:
    results = {"won": quote.won, "lost": quote.lost, "withdrawn": quote.withdrawn}
    words = [quote.ref, *(f"{word} {day}" for word, day in results.items() if day)]
    return quote.sent, _noted(words, quote.what)


def _noted(words: Iterable[str], note: str) -> str:
    start = " ".join(word for word in words if word)
    return ", ".join(part for part in (start, note) if part)


def _dated(entries: Iterable[tuple[date, str]], screen: Screen) -> Iterator[str]:
    for day, text in entries:
        yield from _hanging(f"  {day.isoformat()}  ", 14, printable_line(text), screen)


def _hanging(start: str, indent: int, text: str, screen: Screen) -> Iterator[str]:
    """Yield the text, wrapped, after `start`, which takes `indent` columns."""
    parts = wrap(text, screen.width - indent) if screen.terminal else [text]
    for part in parts:
        yield (start + part).rstrip()
        start = " " * indent


def _section(title: str, rows: Iterable[str], screen: Screen) -> list[str]:
    found = list(rows)
    return ["", screen.paint(title, BOLD, CYAN), *found] if found else []
