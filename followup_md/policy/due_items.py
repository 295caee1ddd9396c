"""Why to be in touch with a contact, and when: every item that the policy makes."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.model.agenda import Item, Postponement
from followup_md.model.contact import Birthday, Contact, Promise, Quote, Touch
from followup_md.model.settings import Interval, Settings
from followup_md.policy.cadence import (
    NONE,
    OutreachPlan,
    interval_after_series,
    outreach_plan,
    quote_cadence,
)
from followup_md.policy.history import BOUNCED, History, read_history
from followup_md.policy.quote_chase import quote_states
from followup_md.policy.workdays import Calendar


class Facts(NamedTuple):
    """What the rules look at: a contact on a day, its history read once."""

    contact: Contact
    settings: Settings
    calendar: Calendar
    on: date | None
    history: History  # its debts without those that the status dropped
    plan: OutreachPlan
    quotes: tuple[Quote, ...]  # open ones sent up to the day
    planned: tuple[Touch, ...]  # appointments, past and coming
    appointment: date | None  # the latest of them
    awaited: date | None  # the earliest open promise of theirs
    follow_up: bool  # whether `follow_up` still stands


def facts(
    contact: Contact,
    settings: Settings,
    calendar: Calendar,
    on: date | None,
    brief: bool = False,
) -> Facts:
    """Read what is known of `contact` on the day `on` (None: all of it).

    `brief`: enough to weigh it, without words.
    """
    # What was said about a quote may be older than the last answer.
    history = read_history(contact, settings, on, brief and not contact.quotes)
    if contact.closed and history.debts:
        history = history._replace(debts=_outlasting(contact, history))
    planned = tuple([touch for touch in contact.touches if touch.outcome == "planned"])
    return Facts(
        contact,
        settings,
        calendar,
        on,
        history,
        outreach_plan(contact, settings, history.two_way is not None),
        tuple([q for q in contact.quotes if q.open and (on is None or q.sent <= on)]),
        planned,
        max([touch.date for touch in planned], default=None),
        min([p.due for p in contact.promises if p.theirs and p.open], default=None),
        contact.follow_up is not None and _stands(contact.follow_up.date, history, calendar),
    )


def items_on(
    contact: Contact, settings: Settings, calendar: Calendar, on: date | None
) -> tuple[Item, ...]:
    """Return a contact's items on a day, in the order of the kinds.

    Without a day: from the whole history, and without `birthday`, the only one that needs one.
    """
    return due_items(facts(contact, settings, calendar, on, brief=True))


def stable_from(f: Facts) -> date:
    """Return the first day from which on no item's date depends on the day, `birthday` apart.

    `f`: all that is known of the contact, whatever the day.
    """
    sent = [quote.sent for quote in f.contact.quotes]
    return max([f.history.last or date.min, *sent])


def due_items(f: Facts) -> tuple[Item, ...]:
    """Return the items that follow from the facts, in the order of the kinds."""
    found = _owed(f)
    found += [
        Item("promise", p.due, p.due, about=p)
        for p in f.contact.promises
        if p.open and not p.theirs
    ]
    if f.contact.closed:
        return tuple(_snoozed(item, f) for item in found)
    if f.follow_up and f.contact.follow_up is not None:
        found.append(Item("follow-up", f.contact.follow_up.date, f.contact.follow_up.date))
    if f.contact.birthday is not None and f.on is not None:
        found += birthday_item(f.contact.birthday, f.calendar, f.on)
    for touch in f.planned:
        found.append(_item("planned", touch.date, 1, f, touch))
    met, span, first, chase = f.contact.met, _keep_span(f), no_first(f), no_chase(f)
    if not no_quote(f):
        found += [_later(item, f) for item in _quotes(f)]
    if not first and met is not None:
        found.append(_later(_item("first", met.date, f.settings.first_within, f), f))
    if not chase:
        found.append(_later(_chase(f), f))
    found += [_waiting(p, f) for p in f.contact.promises if p.open and p.theirs]
    if first and chase and span is not None and not no_keep(f):
        found.append(_later(_keep(span, f), f))
    if f.contact.snooze is not None:
        found = [_snoozed(item, f) for item in found]
    return tuple(found)


# Why there is no item of a kind, in words; "" where there is one. Each rule is written once, here,
# for the day's work and for `why`.


def no_quote(f: Facts) -> str:
    """Why no quote is chased."""
    if not f.quotes:
        return "no open quote"
    return _first_things(f)


def no_first(f: Facts) -> str:
    """Why there is no first touch to make."""
    if f.history.touches:
        return "there were touches already"
    if f.contact.met is None:
        return "no `met`"
    if not f.contact.reason and f.contact.cadence in ("", NONE):
        return "no `reason` and no `cadence` of its own: nothing was promised"
    return "a follow-up day is set" if f.follow_up else ""


def no_chase(f: Facts) -> str:
    """Why there is no unanswered outreach to repeat."""
    history = f.history
    if not history.streak:
        return "no try waits for an answer"
    if f.plan.cadence is None:
        return "the cadence is none"
    if history.steps > len(f.plan.cadence.gaps) and not history.bounced:
        return "the series has run through"
    return _first_things(f) or ("a quote is open" if f.quotes else "")


def no_keep(f: Facts) -> str:
    """Why there is no keeping in touch."""
    if f.plan.keep is None:
        return "keep is none"
    if not f.history.touches and (f.contact.met is None or not f.plan.keep_set):
        return "no touch yet, and no `met` with a `keep` set for it"
    if _keep_span(f) is None:
        return "the series has run through, and its `then` is none"
    if not no_first(f):
        return "the first touch comes first"
    if not no_chase(f):
        return "a series of tries is running"
    return _first_things(f) or ("a quote is open" if f.quotes else "")


def _first_things(f: Facts) -> str:
    if f.history.debts:
        return "something is owed: that comes first"
    return "a follow-up day is set" if f.follow_up else ""


def has_run_through(f: Facts) -> bool:
    """Whether the streak has gone through all of its series."""
    return f.plan.cadence is not None and f.history.steps > len(f.plan.cadence.gaps)


def _outlasting(contact: Contact, history: History) -> tuple[Touch, ...]:
    """Return the debts that came after the status was set."""
    until = contact.status.date if contact.status is not None else None
    if until is None:
        sent = [touch.date for touch in history.touches if not touch.incoming]
        until = max(sent, default=None)
    if until is None:
        return history.debts
    return tuple(debt for debt in history.debts if debt.date > until)


def _stands(day: date, history: History, calendar: Calendar) -> bool:
    """Whether no touch reached anybody on or after the last working day before `day`."""
    since = calendar.before(day)
    for touch in reversed(history.touches):
        if touch.date < since:
            return True
        if touch.outcome != BOUNCED:
            return False
    return True


def _item(
    kind: str, start: date, gap: int, f: Facts, about: Touch | Promise | Quote | None = None
) -> Item:
    return Item(kind, f.calendar.add(start, gap), start, f"+ {gap} wd", about=about)


def _owed(f: Facts) -> list[Item]:
    debts = f.history.debts
    return [_item("owed", debts[0].date, f.settings.owed_within, f, debts[0])] if debts else []


def birthday_item(birthday: Birthday, calendar: Calendar, on: date) -> list[Item]:
    """Return the item of the next birthday on or after the day; none after 9999."""
    for year in range(on.year, min(on.year + 1, date.max.year) + 1):
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        day = 28 if (birthday.month, birthday.day) == (2, 29) and not leap else birthday.day
        occurs = date(year, birthday.month, day)
        if occurs >= on:
            due = occurs if calendar.works(occurs) else calendar.before(occurs)
            return [Item("birthday", due, occurs)]
    return []


def _quotes(f: Facts) -> list[Item]:
    cadence = quote_cadence(f.settings)
    after = interval_after_series(cadence, f.settings)
    found = []
    pursuits = quote_states(f.quotes, f.history, cadence)
    for quote, pursuit in zip(f.quotes, pursuits, strict=True):
        if pursuit.step < len(cadence.gaps):
            found.append(_item("quote", pursuit.start, cadence.gaps[pursuit.step], f, quote))
        elif after is not None:
            due = f.calendar.later(pursuit.start, after)
            found.append(Item("quote", due, pursuit.start, f"+ {after}", about=quote))
    return found


def _chase(f: Facts) -> Item:
    last = f.history.streak[-1]
    gaps = f.plan.cadence.gaps if f.plan.cadence is not None else ()
    gap = f.settings.min_gap if last.outcome == BOUNCED else gaps[f.history.steps - 1]
    return _item("chase", last.date, gap, f, last)


def _waiting(promise: Promise, f: Facts) -> Item:
    item = _item("waiting", promise.due, 1, f, promise)
    last = f.history.last
    if last is None:
        return item
    return _moved(item, f.calendar.add(last, 2), "last-touch", last)


def _keep_span(f: Facts) -> Interval | None:
    if f.plan.cadence is not None and has_run_through(f) and not f.plan.keep_set:
        return interval_after_series(f.plan.cadence, f.settings)
    return f.plan.keep


def _keep(span: Interval, f: Facts) -> Item:
    touches = f.history.touches
    about = touches[-1] if touches else None
    start = about.date if about is not None else f.contact.met.date if f.contact.met else date.min
    due = f.calendar.later(start, span)
    return Item("keep-in-touch", due, start, f"+ {span}", about=about)


def _later(item: Item, f: Facts) -> Item:
    """Move an outreach behind the last try, an appointment and what they promised."""
    last = f.history.last_try
    if last is not None:
        item = _moved(item, f.calendar.add(last, f.settings.min_gap), "min-gap", last)
    day = f.appointment
    if day is not None:
        item = _moved(item, f.calendar.add(day, 1), "planned", day)
    day = f.awaited
    if day is not None:
        item = _moved(item, f.calendar.add(day, 1), "their-promise", day)
    return item


def _snoozed(item: Item, f: Facts) -> Item:
    snooze = f.contact.snooze
    if snooze is None or item.kind in ("promise", "birthday", "planned"):
        return item
    if item.kind == "owed":
        since = snooze.since
        if since is None or any(debt.date > since for debt in f.history.debts):
            return item
    return _moved(item, snooze.until, "snooze", snooze.since)


def _moved(item: Item, to: date, cause: str, since: date | None) -> Item:
    """Return the item on the later day that a rule asks for; unchanged where it is late enough."""
    if to <= item.due:
        return item
    base = item.base or item.due
    return item._replace(due=to, base=base, moves=(*item.moves, Postponement(to, cause, since)))
