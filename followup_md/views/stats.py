"""The figures for a terminal, with bars of block characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from followup_md.policy.phrases import DAYS, channel_label, format_date, full_date, plural
from followup_md.stats import calls, waits
from followup_md.stats.figures import Stats
from followup_md.stats.promises import Kept
from followup_md.stats.shares import ENOUGH, MANY, percent, share_in_words
from followup_md.stats.standing import Drifting
from followup_md.stats.survival import Step
from followup_md.stats.tries import Answered, ChannelAnswers
from followup_md.stats.waits import Returned, Wait
from followup_md.views.text_layout import (
    BOLD,
    CYAN,
    DIM,
    Screen,
    bar,
    pad,
    printable_line,
    sparkline,
    width,
    wrap,
)

HONEST = "What is in the book is counted; calls that came to nothing are easily forgotten."
NOTHING = "nothing in this window"
_BAR = 24  # columns
_WIDE = 60  # columns of a screen with room for bars
_LABEL = 13
_DRIFTING = 12  # names
Row = tuple[str, float | None, str]  # label, share of the bar, words


def overview(stats: Stats, screen: Screen) -> str:
    """Return all figures, and how long each list is."""
    figures = stats.figures
    lines = [*_wrapped(_headline(stats), screen, BOLD), *_wrapped(HONEST, screen, DIM)]
    for name in FIGURES:
        if name != "owners" or len(stats.owners()) > 1:
            lines += ["", *figure(stats, name, screen)]
    lists = {
        "left": figures.left,
        "early": figures.early,
        "twice": figures.calls_returned.rang_twice + figures.written_returned.rang_twice,
        "introductions": len(stats.introductions.pairs),
        "referrals": len(stats.referrals.edges),
        "service": sum(one.your_turn is not None for one in stats.cases),
    }
    lines += ["", screen.paint("Lists: followup stats NAME", BOLD, CYAN)]
    for name, count in lists.items():
        start = f"  {pad(name, _LABEL)}  {count:4}  "
        for part in wrap(_LISTS[name], screen.width - len(start)):
            lines.append(start + part)
            start = " " * len(start)
    return "\n".join(lines) + "\n"


def figure(stats: Stats, name: str, screen: Screen) -> list[str]:
    """Return the lines of one figure."""
    heading, rows = FIGURES[name]
    lines = _wrapped(heading, screen, BOLD, CYAN)
    found = list(rows(stats))
    drawn_too = screen.width >= _WIDE
    label = min(max([width(row[0]) for row in found], default=0), max(screen.width - 30, 6))
    for words, share, text in found:
        start = f"  {pad(words, label)}  "
        if share is not None and drawn_too:
            drawn = bar(share, _BAR)
            start += screen.paint(drawn, CYAN) + " " * (_BAR - len(drawn)) + "  "
        indent = 4 + label + (_BAR + 2 if share is not None and drawn_too else 0)
        for part in wrap(text, screen.width - indent):
            lines.append((start + part).rstrip())
            start = " " * indent
    return lines if found else [*lines, f"  {NOTHING}"]


def _headline(stats: Stats) -> str:
    window = stats.figures.window
    count = plural(stats.figures.contacts, "contact")
    return f"{full_date(window.since)} to {full_date(window.on)}: {count}"


def _wrapped(text: str, screen: Screen, *look: int) -> list[str]:
    return [screen.paint(part, *look) for part in wrap(text, screen.width)]


def _counted(part: int, whole: int) -> tuple[float | None, str]:
    return (part / whole if whole >= ENOUGH else None), share_in_words(part, whole)


def _returned(stats: Stats) -> Iterator[Row]:
    found = [wait for one in stats.cases for wait in one.waits]
    for label, figure, live in (
        ("calls", stats.figures.calls_returned, True),
        ("written", stats.figures.written_returned, False),
    ):
        if figure.n:
            words = _ended(figure)
            if figure.n < ENOUGH:
                on = stats.figures.window.on
                cases = [_wait(one, stats, on) for one in found if one.live == live]
                words = "; ".join([words, *cases])
            yield label, None, words


def _ended(figure: Returned) -> str:
    counts = (
        (figure.returned, "returned"),
        (figure.open, "open"),
        (figure.rang_twice, "had to come back to you"),
        (figure.dropped, "dropped by a status"),
    )
    words = [f"{count} {what}" for count, what in counts if count]
    if figure.median is not None:
        half = plural(figure.median, "working day") if figure.median else "the day"
        words.insert(0, f"half within {half}")
    return ", ".join([f"{figure.n} came", *words])


def _wait(wait: Wait, stats: Stats, on: date) -> str:
    name = printable_line(stats.names[wait.id])
    how = {waits.OPEN: "open", waits.TWICE: "came back"}.get(wait.end, wait.end)
    return f"{name}, {format_date(wait.day, on)}: {how}, {plural(wait.wd, 'day')}"


def _tries(stats: Stats) -> Iterator[Row]:
    for who, answered in (("new", stats.figures.new), ("known", stats.figures.known)):
        if answered.n:
            yield who, None, _tried(answered)
        for step in answered.curve:
            yield f"  by try {step.time}", step.gone, _step(step, answered)


def _tried(answered: Answered) -> str:
    words = [plural(answered.n, "outreach").replace("outreachs", "outreaches")]
    if answered.open:
        words.append(f"{answered.open} still open")
    if answered.too_young:
        words.append(f"{answered.too_young} too young to count")
    if not answered.curve:
        words.append("too few for a rate")
    return ", ".join(words)


def _step(step: Step, answered: Answered) -> str:
    if answered.n >= MANY:
        return f"{percent(step.gone)} %, of {step.at_risk} at this try {step.ended} answered"
    return f"{step.ended} of {step.at_risk} answered this one"


def _channels(stats: Stats) -> Iterator[Row]:
    figures = stats.figures
    for who, rows in (("new", figures.new_channels), ("known", figures.known_channels)):
        for row in rows:
            yield _channel(who, row)


def _channel(who: str, row: ChannelAnswers) -> Row:
    share, words = _counted(row.answered, row.n)
    return f"{who}, {printable_line(channel_label(row.channel))}", share, words


def _weekdays(stats: Stats) -> Iterator[Row]:
    picked = stats.figures.picked_up
    if not picked.days:
        if picked.n:
            yield "calls", None, f"{picked.n}: shown from {calls.LEAST} on"
        return
    named = [(DAYS[row.number], row) for row in picked.days]
    for row in picked.hours:
        first, end = calls.BANDS[row.number]
        named.append((f"{first} to {end} h", row))
    for label, row in named:
        share, words = _counted(row.picked_up, row.n)
        if row.interval is not None and row.n >= MANY:
            low, high = row.interval
            words += f" ({percent(low)} to {percent(high)} %)"
        yield label, share, words


def _waiting(stats: Stats) -> Iterator[Row]:
    count = stats.figures.waiting
    most = max([*(n for _, n in count.by), count.past], default=0)
    for tries, n in count.by:
        label = f"after {tries} {'try' if tries == 1 else 'tries'}"
        yield label, n / most, str(n)
    if count.past:
        yield "series over", count.past / most, str(count.past)


def _promises(stats: Stats) -> Iterator[Row]:
    for who, kept in (("yours", stats.figures.mine), ("theirs", stats.figures.theirs)):
        if any(kept):
            yield who, kept.rate, _kept(kept)


def _kept(kept: Kept) -> str:
    words = [f"on time {share_in_words(kept.on_time, kept.n)}"] if kept.n else []
    counts = (
        (kept.late, "late"),
        (kept.past_due, "past due"),
        (kept.to_come, "to come"),
        (kept.dropped, "dropped"),
    )
    return ", ".join([*words, *(f"{count} {what}" for count, what in counts if count)])


def _quotes(stats: Stats) -> Iterator[Row]:
    figure = stats.figures.quotes
    for row in figure.by:
        share, words = _counted(row.won, row.won + row.lost) if row.won + row.lost else (None, "0")
        withdrawn = row.n - row.won - row.lost
        more = f", {withdrawn} withdrawn" if withdrawn else ""
        yield plural(row.follow_ups, "follow-up"), share, f"won {words}{more}"
    if figure.open:
        yield "open", None, str(figure.open)


def _ahead(stats: Stats) -> Iterator[Row]:
    ahead, on = stats.figures.ahead, stats.figures.window.on
    rows = [("due now", ahead.due)]
    for number, (monday, count) in enumerate(ahead.weeks):
        rows.append((format_date(monday, on) if number else "this week", count))
    rows.append(("later", ahead.later))
    most = max(count for _, count in rows)
    for label, count in rows if most else []:
        yield label, count / most, str(count)
    if ahead.no_date:
        yield "no date", None, f"{ahead.no_date}: followup list --no-date"


def _drifting(stats: Stats) -> Iterator[Row]:
    found = stats.drifting()
    for one in found[:_DRIFTING]:
        yield drifting_row(one)
    if len(found) > _DRIFTING:
        yield f"and {len(found) - _DRIFTING} more", None, "followup stats drifting"


def drifting_row(one: Drifting) -> Row:
    """Return a contact that drifts away: name, nothing for a bar, words."""
    keep = plural(one.keep, "day")
    return printable_line(one.name), None, f"{one.days} days, to be kept every {keep}"


def _weeks(stats: Stats) -> Iterator[Row]:
    weeks = stats.figures.weeks
    for label, numbers in (
        ("talked", [week.talked for week in weeks]),
        ("asked", [week.asked for week in weeks]),
        ("theirs", [week.theirs for week in weeks]),
        ("gave", [week.gave for week in weeks]),
    ):
        if any(numbers):
            yield label, None, f"{sparkline(numbers)}  {sum(numbers)}, this week {numbers[-1]}"


def _owners(stats: Stats) -> Iterator[Row]:
    for one in stats.owners():
        words = [plural(one.contacts, "contact")]
        if one.tries:
            words.append(f"{share_in_words(one.answered, one.tries)} tries answered")
        if one.calls:
            words.append(f"{share_in_words(one.picked_up, one.calls)} calls picked up")
        if any(one.promises):
            words.append(f"promises {_kept(one.promises)}")
        if one.open:
            words.append(f"{one.open} waiting for an answer of yours")
        if one.left:
            words.append(f"{one.left} left without one")
        yield printable_line(one.owner) or "nobody", one.answer_rate, ", ".join(words)


Rows = Callable[[Stats], Iterable[Row]]
FIGURES: dict[str, tuple[str, Rows]] = {
    "returned": ("How long they wait for you", _returned),
    "tries": ("Answered by which try", _tries),
    "channels": ("Which channel gets an answer", _channels),
    "weekdays": ("When calls are picked up", _weekdays),
    "waiting": ("Waiting for their answer", _waiting),
    "promises": ("Your word, and theirs", _promises),
    "quotes": ("Quotes, by follow-ups", _quotes),
    "ahead": ("The coming six weeks", _ahead),
    "drifting": ("Drifting", _drifting),
    "weeks": ("A week: the last 26", _weeks),
    "owners": ("By owner, and how many tries are answered", _owners),
}
_LISTS = {
    "left": "left without an answer",
    "early": "stopped early",
    "twice": "had to come back to you",
    "introductions": "pairs that you introduced",
    "referrals": "came by somebody you know",
    "service": "whom you asked, and gave nothing for long",
}
