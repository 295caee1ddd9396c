"""What the rules look at: a contact on a day, with its history read once."""

from __future__ import annotations

from datetime import date

from followup_md.model.contact import Contact, Promise, Quote, Touch
from followup_md.model.settings import Settings
from followup_md.policy.cadence import OutreachPlan, outreach_plan
from followup_md.policy.channels import is_live
from followup_md.policy.history import ATTEMPT, TWO_WAY, History, read_history
from followup_md.policy.looking_back import contact_on
from followup_md.policy.pursuit import Pursued, Pursuer, Pursuit
from followup_md.policy.workdays import Calendar
from followup_md.typed import NamedTuple


class Facts(NamedTuple):
    """A contact on a day, with what follows from its history and settings."""

    contact: Contact  # as it was on the day
    settings: Settings
    calendar: Calendar
    on: date | None
    history: History  # without the debts that the status dropped
    plan: OutreachPlan
    quotes: tuple[Quote, ...]  # open ones
    awaited: tuple[Promise, ...]  # open promises of theirs
    awaited_from: date | None  # the earliest day of these
    pursuits: dict[Pursued, Pursuit]  # of both
    planned: tuple[Touch, ...]  # appointments that were not held, past and coming
    appointment: date | None  # the latest of them
    follow_up_pending: bool  # nothing on its day or later has fulfilled it


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
    if on is not None:
        contact = contact_on(contact, on)
    quotes = tuple([quote for quote in contact.quotes if quote.open])
    awaited = tuple([promise for promise in contact.promises if promise.theirs and promise.open])
    planned = tuple([touch for touch in contact.touches if touch.planned])
    # What is older than the last answer may count for a quote or promise, or be an appointment.
    brief = brief and not (quotes or awaited or planned)
    history = read_history(contact, settings, brief)
    if contact.closed and history.debts:
        history = _without_dropped(history, contact)
    if planned:
        planned = _not_held(planned, history, settings)
    pursued: list[Pursued] = [*quotes, *awaited]
    pursuer = Pursuer(history, settings, calendar) if pursued else None
    return Facts(
        contact=contact,
        settings=settings,
        calendar=calendar,
        on=on,
        history=history,
        plan=outreach_plan(contact, settings, history.two_way is not None),
        quotes=quotes,
        awaited=awaited,
        awaited_from=min([promise.due for promise in awaited], default=None),
        pursuits={about: pursuer.pursue(about) for about in pursued} if pursuer else {},
        planned=planned,
        appointment=max([touch.date for touch in planned], default=None),
        follow_up_pending=contact.follow_up is not None
        and _is_pending(contact.follow_up.date, history),
    )


def _without_dropped(history: History, contact: Contact) -> History:
    """Return the history with only the debts that came in after the status was set."""
    until = contact.status.date if contact.status is not None else None
    if until is None:
        sent = [touch.date for touch in history.touches if not touch.incoming]
        until = max(sent, default=None)
    if until is None:
        return history
    dropped = sum(debt.date <= until for debt in history.debts)
    return history._replace(debts=history.debts[dropped:], unheard=history.unheard[dropped:])


def _not_held(
    planned: tuple[Touch, ...], history: History, settings: Settings
) -> tuple[Touch, ...]:
    """Return the appointments on whose day there was no talk, by whatever channel."""
    held = {
        touch.date
        for touch, reading in zip(history.touches, history.readings, strict=True)
        if reading == TWO_WAY and is_live(touch.channel, settings)
    }
    return tuple([touch for touch in planned if touch.date not in held])


def _is_pending(day: date, history: History) -> bool:
    """Whether nobody was reached, and no try made that did not bounce, from `day` on."""
    for touch, reading in zip(reversed(history.touches), reversed(history.readings), strict=False):
        if touch.date < day:
            return True
        if reading in (TWO_WAY, ATTEMPT):
            return False
    return True
