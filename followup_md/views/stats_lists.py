"""The cases of the figures, and the lists, for a terminal: always with names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from followup_md.policy.phrases import format_date, plural
from followup_md.stats import left, promises, quotes, waits
from followup_md.stats.figures import Stats
from followup_md.stats.ties import Referral
from followup_md.typed import NamedTuple
from followup_md.views.text_layout import (
    BOLD,
    CYAN,
    DIM,
    Screen,
    pad,
    printable_line,
    widest,
    wrap,
)

_NAME = 26  # the most columns for it


class Row(NamedTuple):
    """A line of a list."""

    name: str
    words: str
    depth: int = 0  # in a tree


def lines(stats: Stats, name: str, screen: Screen) -> list[str]:
    """Return the cases of a figure, or a list; nothing for a figure that is nothing but counts."""
    if name not in LISTS:
        return []
    heading, rows = LISTS[name]
    found = list(rows(stats))
    shown = [screen.paint(f"{heading}: {_count(name, found)}", BOLD, CYAN)]
    names = ["  " * row.depth + printable_line(row.name) for row in found]
    column = widest(names, min(_NAME, max(screen.width - 30, 8)))
    for who, row in zip(names, found, strict=True):
        start = f"  {pad(who, column)}  "
        for part in wrap(printable_line(row.words), screen.width - column - 4):
            shown.append((start + part).rstrip())
            start = " " * (column + 4)
    notes = [*_NOTES.get(name, ())]
    if name == "service":
        gave, asked = stats.figures.gave, stats.figures.asked
        notes.append(f"In all you gave {plural(gave, 'time')} and asked {plural(asked, 'time')}.")
    for note in notes:
        shown += [screen.paint(part, DIM) for part in wrap(note, screen.width)]
    return shown


def _count(name: str, found: list[Row]) -> str:
    if not found:
        return "nobody" if name in _PEOPLE else "none"
    return str(len(found) if name != "referrals" else sum(row.depth > 0 for row in found))


def _returned(stats: Stats) -> Iterator[Row]:
    every = [wait for one in stats.cases for wait in one.waits]
    on = stats.figures.window.on
    for wait in sorted(every, key=lambda one: (one.end != waits.OPEN, -one.wd, one.id)):
        how = {
            waits.RETURNED: "returned",
            waits.OPEN: "open",
            waits.TWICE: "they came back to you",
            waits.DROPPED: "dropped by a status",
        }[wait.end]
        how += f" {'for' if wait.end == waits.OPEN else 'after'} {_working_days(wait.wd)}"
        kind = "a call" if wait.live else "written"
        yield Row(stats.names[wait.id], f"{format_date(wait.day, on)}, {kind}: {how}")


def _working_days(wd: int) -> str:
    return plural(wd, "working day") if wd else "less than a working day"


def _twice(stats: Stats) -> Iterator[Row]:
    every = [wait for one in stats.cases for wait in one.waits if wait.end == waits.TWICE]
    on = stats.figures.window.on
    for wait in sorted(every, key=lambda one: (one.day, one.id)):
        assert wait.ended is not None
        came = f"{'called' if wait.live else 'wrote'} on {format_date(wait.day, on)}"
        yield Row(stats.names[wait.id], f"{came}, and was back on {format_date(wait.ended, on)}")


def _tries(stats: Stats) -> Iterator[Row]:
    every = [one for cases in stats.cases for one in cases.episodes if one.old]
    on = stats.figures.window.on
    for one in sorted(every, key=lambda one: (one.first, one.id)):
        tried = f"{one.tries} {'try' if one.tries == 1 else 'tries'}"
        if one.answered:
            how = f"answered at try {one.tries}"
        else:
            how = f"{tried}, no answer yet" if one.ended is None else f"{tried}, then you answered"
        who = "known" if one.known else "new"
        yield Row(stats.names[one.id], f"since {format_date(one.first, on)} ({who}): {how}")


def _waiting(stats: Stats) -> Iterator[Row]:
    every = [one.waiting for one in stats.cases if one.waiting is not None]
    on = stats.figures.window.on
    for one in sorted(every, key=lambda one: (-one.tries, one.last, one.id)):
        of = f" of {one.of}" if one.of is not None and not one.past else ""
        over = ", the series is over" if one.past else ""
        tried = f"{one.tries}{of} {'try' if one.tries == 1 and not of else 'tries'}"
        yield Row(stats.names[one.id], f"{tried}, the last on {format_date(one.last, on)}{over}")


def _promises(stats: Stats) -> Iterator[Row]:
    order = (promises.PAST_DUE, promises.LATE, promises.TO_COME, promises.DROPPED)
    every = [one for cases in stats.cases for one in cases.promises]
    rank = {state: place for place, state in enumerate((*order, promises.ON_TIME))}
    on = stats.figures.window.on
    for one in sorted(every, key=lambda one: (one.theirs, rank[one.state], one.due, one.id)):
        state = one.state.replace("-", " ")
        if one.wd:
            state += (
                f" by {plural(one.wd, 'working day')}"
                if one.state != promises.PAST_DUE
                else (f" for {plural(one.wd, 'working day')}")
            )
        who = "they" if one.theirs else "you"
        what = f": {one.what}" if one.what else ""
        yield Row(stats.names[one.id], f"{who}, for {format_date(one.due, on)}{what}; {state}")


def _quotes(stats: Stats) -> Iterator[Row]:
    every = [one for cases in stats.cases for one in cases.quotes]
    on = stats.figures.window.on
    for one in sorted(every, key=lambda one: (one.result != quotes.OPEN, one.sent, one.id)):
        followed = plural(one.follow_ups, "follow-up")
        result = one.result
        if one.ended is not None:
            result += f" on {format_date(one.ended, on)}"
        sent = format_date(one.sent, on)
        yield Row(stats.names[one.id], f"{one.ref} of {sent}: {result}, after {followed}")


def _drifting(stats: Stats) -> Iterator[Row]:
    on = stats.figures.window.on
    for one in stats.drifting():
        last, keep = format_date(one.last, on), plural(one.keep, "day")
        yield Row(one.name, f"last on {last}, {one.days} days ago; to be kept every {keep}")


def _left(stats: Stats) -> Iterator[Row]:
    found = [one.left for one in stats.cases if one.left is not None]
    on = stats.figures.window.on
    for one in sorted(found, key=lambda one: (-one.wd, one.id)):
        since = f"since {format_date(one.day, on)}, {plural(one.wd, 'working day')}"
        closed = "; closed without an answer" if one.why == left.CLOSED else ""
        yield Row(stats.names[one.id], f"{since}{closed}")


def _early(stats: Stats) -> Iterator[Row]:
    found = [one.early for one in stats.cases if one.early is not None]
    for one in sorted(found, key=lambda one: (one.why, one.tries - one.of, one.id)):
        at = f"at {one.tries} of {one.of}"
        why = {
            left.CLOSED: f"closed {at}",
            left.BY_CADENCE: f"cadence none {at}",
            left.RESTING: f"resting {at}",
        }[one.why]
        yield Row(stats.names[one.id], why)


def _introductions(stats: Stats) -> Iterator[Row]:
    on, found = stats.figures.window.on, stats.introductions
    for a, b, day in found.pairs:
        yield Row(stats.names[a], f"and {stats.names[b]}, {format_date(day, on)}")
    for id_, who, day in found.others:
        yield Row(stats.names[id_], f"and {who} (not in the book), {format_date(day, on)}")


def _referrals(stats: Stats) -> Iterator[Row]:
    found = stats.referrals
    below: dict[str, list[Referral]] = {}
    for edge in found.edges:
        below.setdefault(edge.referrer, []).append(edge)
    cut = {circle[0] for circle in found.circles}
    sent = {edge.id for edge in found.edges} - cut
    roots = [id_ for id_ in below if id_ not in sent]

    def tree(id_: str, words: str, depth: int) -> Iterator[Row]:
        yield Row(stats.names[id_], words, depth)
        for edge in sorted(below.get(id_, ()), key=lambda edge: _key(edge.id, stats)):
            if edge.id in cut:
                about = f"sent by {stats.names[id_]} in turn: a circle, cut here"
                yield Row(stats.names[edge.id], about, depth + 1)
            else:
                yield from tree(edge.id, _referral(edge, stats), depth + 1)

    for root in sorted(roots, key=lambda id_: _key(id_, stats)):
        yield from tree(root, "", 0)
    for id_, via in found.others:
        yield Row(stats.names[id_], f"via {via} (not in the book)")


def _key(id_: str, stats: Stats) -> tuple[str, str]:
    return stats.names[id_].casefold(), id_


def _referral(edge: Referral, stats: Stats) -> str:
    window = stats.figures.window
    words = [f"met {format_date(edge.met, window.on)}"] if edge.met is not None else []
    if edge.quotes_won:
        words.append(f"{plural(edge.quotes_won, 'quote')} won")
    if edge.word_back is False and edge.met is not None and window.holds(edge.met):
        words.append(f"tell {stats.names[edge.referrer]} how it went")
    return ", ".join(words)


def _service(stats: Stats) -> Iterator[Row]:
    found = [one.your_turn for one in stats.cases if one.your_turn is not None]
    for one in sorted(found, key=lambda one: (-one.asked, one.id)):
        yield Row(stats.names[one.id], f"asked {one.asked} times in 90 days, gave nothing")


LISTS: dict[str, tuple[str, Callable[[Stats], Iterable[Row]]]] = {
    "returned": ("Debts", _returned),
    "tries": ("Outreaches", _tries),
    "waiting": ("Who has not answered yet", _waiting),
    "promises": ("Promises", _promises),
    "quotes": ("Quotes", _quotes),
    "drifting": ("Drifting", _drifting),
    "left": ("Left without an answer", _left),
    "early": ("Stopped early", _early),
    "twice": ("They had to come back to you", _twice),
    "introductions": ("Introductions", _introductions),
    "referrals": ("Referrals", _referrals),
    "service": ("Asked often, given nothing lately", _service),
}
_PEOPLE = ("drifting", "left", "early", "twice", "service", "waiting")
_NOTES = {"introductions": ("Counted from `gave with WHO`; notes are not read.",)}
