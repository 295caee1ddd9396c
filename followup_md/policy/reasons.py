"""The reason of an item in one line of plain words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from followup_md.model.agenda import Item
from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.settings import Interval
from followup_md.policy.channels import is_live
from followup_md.policy.due_items import has_run_through
from followup_md.policy.facts import Facts
from followup_md.policy.history import ATTEMPT
from followup_md.policy.next_channel import spoken_debt
from followup_md.policy.phrases import (
    HAPPENED,
    after_colon,
    channel_label,
    describe_try,
    format_date,
    in_words,
    one_line,
    past_tense,
)
from followup_md.policy.pursuit import Pursuit

_SHOWN = 3  # tries named one by one
_NOT_HEARD = ("no-answer", "busy", "bounced")  # whose notes say what happened, not what it is about


def reason(item: Item, facts: Facts, on: date) -> str:
    """Return why there is the item, without the contact's name and without markup."""
    text = _REASONS[item.kind](item, facts, on)
    if item.moves and item.moves[-1].cause == "snooze" and facts.contact.snooze is not None:
        text += (
            f"; snoozed until {format_date(item.due, on)}{after_colon(facts.contact.snooze.words)}"
        )
    return text


def _owed(item: Item, facts: Facts, on: date) -> str:
    debt = item.about
    if not isinstance(debt, Touch):
        return ""
    how = f" ({debt.outcome.replace('-', ' ')})" if debt.outcome not in ("", "received") else ""
    text = f"they {past_tense(debt)} on {format_date(debt.date, on)}{how}{after_colon(debt.note)}"
    others = len(facts.history.debts) - 1
    if others:
        text += f"; and {'once' if others == 1 else f'{others} times'} more"
    call = spoken_debt(facts)
    if call is not None and call is not debt:
        text += f", and {past_tense(call)} on {format_date(call.date, on)}"
    place = next(n for n, touch in enumerate(facts.history.touches) if touch is debt)
    later = zip(facts.history.touches[place:], facts.history.readings[place:], strict=True)
    answers = [touch for touch, reading in later if reading == ATTEMPT]
    if answers:
        last = answers[-1]
        text += f"; you {past_tense(last)} on {format_date(last.date, on)}"
        if is_live(last.channel, facts.settings):
            text += f" ({last.outcome.replace('-', ' ')})"
        else:
            text += f", they {past_tense(debt)}"
    return text


def _promise(item: Item, _facts: Facts, on: date) -> str:
    what = item.about.what if isinstance(item.about, Promise) else ""
    return f"you promised it for {format_date(item.start, on)}{after_colon(what)}"


def _follow_up(item: Item, facts: Facts, on: date) -> str:
    words = facts.contact.follow_up.words if facts.contact.follow_up is not None else ""
    return (
        f"to follow up on {format_date(item.start, on)}{after_colon(words or facts.contact.reason)}"
    )


def _birthday(item: Item, facts: Facts, on: date) -> str:
    year = facts.contact.birthday.year if facts.contact.birthday is not None else None
    age = item.start.year - year if year is not None else 0
    return f"birthday on {format_date(item.start, on)}" + (f", turns {age}" if age > 0 else "")


def _planned(item: Item, _facts: Facts, on: date) -> str:
    touch = item.about
    if not isinstance(touch, Touch):
        return ""
    what = f"{channel_label(touch.channel)} planned for {format_date(touch.date, on)}"
    return f"{what}{after_colon(touch.note)}{HAPPENED}"


def _quote(item: Item, facts: Facts, on: date) -> str:
    quote = item.about
    if not isinstance(quote, Quote):
        return ""
    pursuit = facts.pursuits[quote]
    what = f" ({one_line(quote.what)})" if quote.what.strip() else ""
    text = f"quote {one_line(quote.ref)}{what}, sent on {format_date(quote.sent, on)}"
    return text + _pursued(pursuit, on) + ("; won or lost?" if pursuit.over else "")


def _first(item: Item, facts: Facts, on: date) -> str:
    topic = one_line(facts.contact.reason)
    return (f"{topic}; " if topic else "") + f"{_met(item, facts, on)}, not in touch since"


def _met(item: Item, facts: Facts, on: date) -> str:
    words = one_line(facts.contact.met.words) if facts.contact.met is not None else ""
    return f"met on {format_date(item.start, on)}" + (f" ({words})" if words else "")


def _chase(_item: Item, facts: Facts, on: date) -> str:
    streak = facts.history.streak
    notes = (touch.note for touch in streak if touch.note and touch.outcome not in _NOT_HEARD)
    topic = facts.contact.reason or next(notes, "")
    silence = "no answer yet" if facts.history.tries else "nobody was reached yet"
    tries = f"{_tries(streak, on)}, {silence}"
    return f"{one_line(topic)}; {tries}" if topic.strip() else tries


def _waiting(item: Item, facts: Facts, on: date) -> str:
    promise = item.about
    if not isinstance(promise, Promise):
        return ""
    pursuit = facts.pursuits[promise]
    text = f"they promised it for {format_date(promise.due, on)}{after_colon(promise.what)}"
    return text + _pursued(pursuit, on) + ("; still to come?" if pursuit.over else "")


def _pursued(pursuit: Pursuit, on: date) -> str:
    text, answer = "", pursuit.answer
    if answer is not None:
        how = "they said no" if answer.outcome == "declined" else "you were in touch"
        text = f"; {how} on {format_date(answer.date, on)} ({channel_label(answer.channel)})"
    if pursuit.tries:
        text += f"; {_tries(pursuit.tries, on)}, no answer yet"
    return text


def _keep(item: Item, facts: Facts, on: date) -> str:
    touch = item.about
    every = in_words(item.plus) if isinstance(item.plus, Interval) else ""
    if not isinstance(touch, Touch):
        return f"{_met(item, facts, on)}; {every} on"
    if has_run_through(facts):
        return f"{_tries(facts.history.streak, on)}, no answer yet; reconnect after {every}"
    last = f"last in touch on {format_date(touch.date, on)} ({channel_label(touch.channel)})"
    topic = one_line(facts.contact.reason)
    return (f"{topic}; " if topic else "") + f"{last}; every {every}"


_REASONS: dict[str, Callable[[Item, Facts, date], str]] = {
    "owed": _owed,
    "promise": _promise,
    "follow-up": _follow_up,
    "birthday": _birthday,
    "planned": _planned,
    "quote": _quote,
    "first": _first,
    "chase": _chase,
    "waiting": _waiting,
    "keep-in-touch": _keep,
}


def _tries(tries: tuple[Touch, ...], on: date) -> str:
    """Return the tries one by one, or how many there were and the last of them."""
    if len(tries) <= _SHOWN:
        return ", ".join(describe_try(touch, on) for touch in tries)
    since = format_date(tries[0].date, on)
    return f"{len(tries)} tries since {since}, the last: {describe_try(tries[-1], on)}"
