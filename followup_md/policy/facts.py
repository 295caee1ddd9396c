"""What the rules look at: a contact on a day, with its history read once."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.model.contact import Contact, Quote, Touch
from followup_md.model.settings import Settings
from followup_md.policy.cadence import OutreachPlan, outreach_plan
from followup_md.policy.history import BOUNCED, History, read_history
from followup_md.policy.workdays import Calendar


class Facts(NamedTuple):
    """A contact on a day, with what follows from its history and settings."""

    contact: Contact
    settings: Settings
    calendar: Calendar
    on: date | None
    history: History  # without the debts that the status dropped
    plan: OutreachPlan
    quotes: tuple[Quote, ...]  # open ones sent up to the day
    planned: tuple[Touch, ...]  # appointments, past and coming
    appointment: date | None  # the latest of them
    awaited: date | None  # the earliest open promise of theirs
    follow_up_pending: bool  # no touch has settled it yet


def gather_facts(
    contact: Contact,
    settings: Settings,
    calendar: Calendar,
    on: date | None,
    brief: bool = False,
) -> Facts:
    """Return what is known of `contact` on the day `on` (None: at any time).

    `brief`: enough for the rules, but not for words.
    """
    # A touch about a quote may be older than the last answer.
    history = read_history(contact, settings, on, brief and not contact.quotes)
    if contact.closed and history.debts:
        history = history._replace(debts=_outlasting(contact, history))
    planned = tuple([touch for touch in contact.touches if touch.outcome == "planned"])
    return Facts(
        contact=contact,
        settings=settings,
        calendar=calendar,
        on=on,
        history=history,
        plan=outreach_plan(contact, settings, history.two_way is not None),
        quotes=tuple([q for q in contact.quotes if q.open and (on is None or q.sent <= on)]),
        planned=planned,
        appointment=max([touch.date for touch in planned], default=None),
        awaited=min([p.due for p in contact.promises if p.theirs and p.open], default=None),
        follow_up_pending=contact.follow_up is not None
        and _is_pending(contact.follow_up.date, history, calendar),
    )


def stable_from(facts: Facts) -> date:
    """Return the day from which on no item's date depends on the day, except `birthday`.

    `facts` must be gathered without a day.
    """
    sent = [quote.sent for quote in facts.contact.quotes]
    return max([facts.history.last or date.min, *sent])


def _outlasting(contact: Contact, history: History) -> tuple[Touch, ...]:
    """Return the debts that came in after the status was set."""
    until = contact.status.date if contact.status is not None else None
    if until is None:
        sent = [touch.date for touch in history.touches if not touch.incoming]
        until = max(sent, default=None)
    if until is None:
        return history.debts
    return tuple(debt for debt in history.debts if debt.date > until)


def _is_pending(day: date, history: History, calendar: Calendar) -> bool:
    """Whether no touch reached anybody on or after the last working day before `day`."""
    since = calendar.before(day)
    for touch in reversed(history.touches):
        if touch.date < since:
            return True
        if touch.outcome != BOUNCED:
            return False
    return True
