"""Every rule that was weighed for a contact on a day, and how: what `why` prints."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.model.agenda import KINDS, NO_CHANNEL, Item
from followup_md.model.contact import Contact, Promise, Quote, Touch
from followup_md.model.settings import Settings
from followup_md.policy import due_items
from followup_md.policy.agenda import evaluate
from followup_md.policy.channels import is_live
from followup_md.policy.due_items import apply_rules, has_run_through
from followup_md.policy.explain_dates import date_arithmetic
from followup_md.policy.facts import Facts, gather_facts
from followup_md.policy.history import ATTEMPT, THEIRS, TWO_WAY
from followup_md.policy.looking_back import dates
from followup_md.policy.next_channel import next_channel, touch_number
from followup_md.policy.phrases import NO_WAY, past_tense, plural, try_count
from followup_md.policy.pursuit import Pursuit
from followup_md.policy.workdays import Calendar


class TouchReading(NamedTuple):
    """A touch and how it was read."""

    date: date
    touch: str  # "in call missed"
    reading: str  # aside, bounced, two-way, attempt or theirs
    words: str  # why, and what it settled


class RuleOutcome(NamedTuple):
    """A kind of item, and either its date with the arithmetic or why there is none."""

    kind: str
    due: date | None
    overdue: int | None  # working days; None if it is not due
    words: tuple[str, ...]


class Explanation(NamedTuple):
    """A verdict with all that led to it."""

    on: date
    id: str
    name: str
    status: str  # "open", "declined", …
    touches: tuple[TouchReading, ...]
    left_out: int  # touches, quotes, ends and settings dated after the day
    tries: str  # the streak in words
    cadence: str
    cadence_from: str
    keep: str
    keep_from: str
    weighed: tuple[RuleOutcome, ...]
    verdict: str
    channel: str  # of the first due item; "" if nothing is due or there is no way to reach them


def explain(contact: Contact, settings: Settings, calendar: Calendar, on: date) -> Explanation:
    """Return how the verdict on `contact` came about on the day `on`."""
    facts = gather_facts(contact, settings, calendar, on)
    evaluation = evaluate(contact, apply_rules(facts), calendar, on)
    weighed: list[RuleOutcome] = []
    for kind in KINDS:
        items = list(evaluation.dated_items(kind))
        for item, overdue in items:
            words = (*_because(item, facts), *date_arithmetic(item, calendar))
            weighed.append(RuleOutcome(kind, item.due, overdue, words))
        if not items:
            weighed.append(RuleOutcome(kind, None, None, (_why_not(kind, facts),)))
    first = evaluation.first
    return Explanation(
        on=on,
        id=contact.id,
        name=contact.name,
        status=facts.contact.status_word,
        touches=tuple(readings(facts)),
        left_out=sum(day > on for day in dates(contact)),
        tries=_tries(facts),
        cadence=facts.plan.name,
        cadence_from=facts.plan.source,
        keep=facts.plan.keep_name,
        keep_from=facts.plan.keep_source,
        weighed=tuple(weighed),
        verdict=_verdict(first, facts, on),
        channel=next_channel(first, facts) if first is not None and evaluation.due else "",
    )


def explanation_lines(answer: Explanation) -> list[str]:
    """Return the explanation as lines of plain text."""
    lines = [f"{answer.name} ({answer.id}) on {answer.on}: {answer.verdict}"]
    lines.append("History:" if answer.touches else "History: no touch yet")
    for read in answer.touches:
        meaning = f" ({read.words})" if read.words else ""
        lines.append(f"  {read.date} {read.touch}: {read.reading}{meaning}")
    if answer.left_out:
        lines.append(f"  left out, because dated later: {answer.left_out}")
    lines.append(f"Tries: {answer.tries}")
    lines.append(f"Cadence: {answer.cadence} ({answer.cadence_from})")
    lines.append(f"Keep: {answer.keep} ({answer.keep_from})")
    if answer.status != "open":
        lines.append(f"Status: {answer.status}")
    lines.append("Weighed:")
    for kind, due, overdue, words in answer.weighed:
        if due is None:
            lines.append(f"  {kind}: no; {words[0]}")
            continue
        when = (
            "not due yet" if overdue is None else f"due, overdue {plural(overdue, 'working day')}"
        )
        lines.append(f"  {kind}: {due} ({'due' if overdue == 0 else when})")
        lines += [f"    {line}" for line in words]
    return lines


def as_data(value: object) -> object:
    """Return a value of this module for JSON: dicts, lists and texts, with dates in ISO."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Explanation, RuleOutcome, TouchReading)):
        return {name: as_data(part) for name, part in value._asdict().items()}
    if isinstance(value, tuple):
        return [as_data(part) for part in value]
    return value


def readings(facts: Facts) -> list[TouchReading]:
    """Return how each touch of the history was read, in its order."""
    history = facts.history
    # By identity: two touches may be equal.
    returned = {id(debt): by for debt, by in history.discharged}
    settles: dict[int, list[Touch]] = {}
    for debt, by in history.discharged:
        settles.setdefault(id(by), []).append(debt)
    owed = {id(debt): tried for debt, tried in zip(history.debts, history.unheard, strict=True)}
    tried: Touch | None = None  # the last attempt after the touch at hand
    found = []
    for touch, reading in zip(reversed(history.touches), reversed(history.readings), strict=True):
        if reading == THEIRS:
            answer, unheard = returned.get(id(touch)), owed.get(id(touch))
            words = _debt(touch, answer, id(touch) in owed, tried, unheard)
        else:
            words = _meaning(touch, reading, settles.get(id(touch), []), facts)
        if reading == ATTEMPT and tried is None:
            tried = touch
        parts = [touch.direction] if touch.incoming else []
        parts += [word for word in (touch.channel, touch.outcome) if word]
        parts += [f"re {touch.re}"] if touch.re else []
        found.append(TouchReading(touch.date, " ".join(parts), reading, words))
    return found[::-1]


def _meaning(touch: Touch, reading: str, settled: list[Touch], facts: Facts) -> str:
    how = ""
    if reading == TWO_WAY and touch.outcome in ("", "sent") and not touch.incoming:
        if not touch.outcome and is_live(touch.channel, facts.settings):
            how = "a talk, as no outcome is written"
        else:
            how = "they wrote, you answered" if settled else "belongs to the talk of that day"
    days = ", ".join(dict.fromkeys(str(debt.date) for debt in settled))
    returns = f"returns what came on {days}" if settled else ""
    return "; ".join(part for part in (how, returns) if part)


def _debt(
    debt: Touch, by: Touch | None, owed: bool, tried: Touch | None, unheard: Touch | None
) -> str:
    if by is not None:
        return f"owed, returned on {by.date}"
    if not owed:
        return "owed, dropped by the status"
    if tried is None:
        return "owed still"
    if unheard is not None:
        return f"owed still: nobody heard your try on {unheard.date}"
    return f"owed still: you {past_tense(tried)} on {tried.date}; they {past_tense(debt)}"


def _tries(facts: Facts) -> str:
    if not facts.history.streak:
        return "none waits for an answer"
    bounced = len(facts.history.streak) - facts.history.tries
    days = "one day" if facts.history.steps == 1 else f"{facts.history.steps} different days"
    if not facts.history.tries:
        return f"none reached anybody; {bounced} bounced"
    text = f"{facts.history.tries} without an answer, on {days}"
    return f"{text}; {bounced} more bounced" if bounced else text


def _because(item: Item, facts: Facts) -> list[str]:
    """Return which number of days applies, and which setting says so."""
    plan = facts.plan
    if item.kind == "chase" and plan.cadence is not None:
        if facts.history.bounced:
            return ["the last try bounced: min_gap"]
        return [f"gap {facts.history.steps} of {len(plan.cadence.gaps)} of the cadence {plan.name}"]
    if isinstance(item.about, Quote):
        return _gap(item.about.ref, facts.pursuits[item.about], "quote")
    if isinstance(item.about, Promise) and item.kind == "waiting":
        what = f"promised for {item.about.due}"
        return _gap(what, facts.pursuits[item.about], "waiting")
    if item.kind == "keep-in-touch":
        if has_run_through(facts) and not plan.keep_set:
            return [f"the series {plan.name} has run through: its `then`"]
        return [f"keep {plan.keep_name}, {plan.keep_source}"]
    if item.kind == "owed" and facts.contact.snooze is not None and not item.moves:
        return ["a snooze does not hide what came after it"]
    return []


def _gap(what: str, pursuit: Pursuit, name: str) -> list[str]:
    """Return which tries counted for a quote or promise, and which gap comes next."""
    days = list(dict.fromkeys(str(touch.date) for touch in pursuit.counted))
    lines = [f"{what}: counted as tries: {', '.join(days)}"] if days else []
    if pursuit.answer is not None and pursuit.step > pursuit.days:
        lines.append(f"{what}: they know of it since {pursuit.answer.date}, so gaps are left out")
    if pursuit.over:
        return [*lines, f"{what}: beyond the gaps of the cadence {name}, its `then`"]
    gaps = len(pursuit.cadence.gaps)
    return [*lines, f"{what}: gap {pursuit.step + 1} of {gaps} of the cadence {name}"]


def _why_not(kind: str, facts: Facts) -> str:
    contact = facts.contact
    if kind == "owed":
        return due_items.why_not_owed(facts)
    if kind == "promise":
        return "no open promise of yours"
    if contact.closed and contact.status is not None:
        return f"the status is {contact.status.word}"
    if kind == "follow-up":
        if contact.follow_up is None:
            return "no `follow_up`"
        return f"you were in touch, or tried, on or after {contact.follow_up.date}"
    if kind == "planned" and any(touch.planned for touch in contact.touches):
        return "each appointment was held: there was a talk on its day"
    if kind == "quote":
        return due_items.why_no_quote(facts)
    if kind == "waiting":
        return due_items.why_no_waiting(facts)
    if kind == "first":
        return due_items.why_no_first(facts)
    if kind == "chase":
        return due_items.why_no_chase(facts)
    if kind == "keep-in-touch":
        return due_items.why_no_keep(facts)
    if kind == "birthday":
        return "no `birthday`" if facts.contact.birthday is None else "the calendar ends before it"
    return "no appointment"


def _verdict(first: Item | None, facts: Facts, on: date) -> str:
    if first is None:
        return "no date to start from" if not facts.contact.closed else "nothing to do"
    if first.due > on:
        return f"not due; next {first.kind} on {first.due}"
    touch, of = touch_number(first, facts)
    count = f", {try_count(touch, of)}" if touch is not None else ""
    verdict = f"{first.kind}, due {first.due}{count}"
    if first.kind in NO_CHANNEL:
        return f"{verdict}: did it happen?"
    channel = next_channel(first, facts)
    return f"{verdict}; {f'next: {channel}' if channel else NO_WAY}"
