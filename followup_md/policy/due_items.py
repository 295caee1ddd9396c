"""The rules: why and when to be in touch with a contact, due or not yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from followup_md.model.agenda import Item, Postponement
from followup_md.model.contact import Contact, Promise, Quote, Touch
from followup_md.model.settings import Interval, Settings
from followup_md.policy import birthdays
from followup_md.policy.cadence import NONE, interval_after_series
from followup_md.policy.facts import Facts, gather_facts
from followup_md.policy.history import BOUNCED
from followup_md.policy.pursuit import Pursued
from followup_md.policy.workdays import Calendar


def items_on(
    contact: Contact, settings: Settings, calendar: Calendar, on: date | None
) -> tuple[Item, ...]:
    """Return a contact's items on a day, in the order of the kinds.

    Without a day, the whole history counts and there is no `birthday`, which needs one.
    """
    return apply_rules(gather_facts(contact, settings, calendar, on, brief=True))


def apply_rules(facts: Facts) -> tuple[Item, ...]:
    """Return the items that follow from the facts, in the order of the kinds."""
    contact = facts.contact
    found = [] if why_not_owed(facts) else [_owed(facts)]
    for promise in contact.promises:
        if promise.open and not promise.theirs:
            found.append(Item("promise", promise.due, promise.due, about=promise))
    if contact.closed:
        return tuple(_snoozed(item, facts) for item in found)
    if facts.follow_up_pending and contact.follow_up is not None:
        found.append(Item("follow-up", contact.follow_up.date, contact.follow_up.date))
    if contact.birthday is not None and facts.on is not None:
        birthday = _birthday(facts)
        found += [birthday] if birthday is not None else []
    for touch in facts.planned:
        found.append(_item("planned", touch.date, 1, facts, touch))
    if not why_no_quote(facts):
        found += _pursued("quote", facts.quotes, facts)
    if not why_no_first(facts):
        found.append(_later(_first(facts), facts))
    if not why_no_chase(facts):
        found.append(_later(_chase(facts), facts))
    found += _pursued("waiting", facts.awaited, facts)
    if not why_no_keep(facts):
        found.append(_later(_keep(facts), facts))
    if contact.snooze is not None:
        found = [_snoozed(item, facts) for item in found]
    return tuple(found)


# Each rule is written once, here, for the agenda and for `why`: as the reason, in words, why there
# is no item of a kind, or "" if there is one.


def why_not_owed(facts: Facts) -> str:
    """Return why you owe nothing."""
    return "" if facts.history.debts else "nothing is owed"


def why_no_quote(facts: Facts) -> str:
    """Return why no quote is pursued."""
    if not facts.quotes:
        return "no open quote"
    if not has_item(facts.quotes, facts):
        return "all gaps are over, and `then` of the cadence quote is none"
    return _what_comes_first(facts)


def why_no_waiting(facts: Facts) -> str:
    """Return why nothing that they promised is pursued."""
    if not facts.awaited:
        return "no open promise of theirs"
    if not has_item(facts.awaited, facts):
        return "all gaps are over, and `then` of the cadence waiting is none"
    return ""


def why_no_first(facts: Facts) -> str:
    """Return why there is no first touch to make."""
    if facts.history.touches:
        return "there were touches already"
    if facts.quotes:
        return "a quote is open"
    if facts.contact.met is None:
        return "no `met`"
    if not facts.contact.reason and facts.contact.cadence in ("", NONE):
        return "no `reason` and no `cadence` of its own: nothing was promised"
    return "a follow-up day is set" if facts.follow_up_pending else ""


def why_no_chase(facts: Facts) -> str:
    """Return why no unanswered outreach is repeated."""
    if not facts.history.streak:
        return "no try waits for an answer"
    if facts.plan.cadence is None:
        return "the cadence is none"
    if has_run_through(facts) and not facts.history.bounced:
        return "the series has run through"
    return _what_comes_first(facts) or _what_is_pursued(facts)


def why_no_keep(facts: Facts) -> str:
    """Return why there is no keeping in touch."""
    if facts.plan.keep is None:
        return "keep is none"
    if not facts.history.touches and (facts.contact.met is None or not facts.plan.keep_set):
        return "no touch yet, and no `met` with a `keep` set for it"
    if _keep_interval(facts) is None:
        return "the series has run through, and its `then` is none"
    if not why_no_first(facts):
        return "the first touch comes first"
    if not why_no_chase(facts):
        return "a series of tries is running"
    return _what_comes_first(facts) or _what_is_pursued(facts)


def _what_comes_first(facts: Facts) -> str:
    if facts.history.debts:
        return "something is owed: that comes first"
    return "a follow-up day is set" if facts.follow_up_pending else ""


def _what_is_pursued(facts: Facts) -> str:
    if has_item(facts.quotes, facts):
        return "a quote is open"
    return "what they promised is pursued" if has_item(facts.awaited, facts) else ""


def has_item(entries: Sequence[Pursued], facts: Facts) -> bool:
    """Whether one of the open quotes or promises has not run out for good."""
    return any(facts.pursuits[entry].plus is not None for entry in entries)


def has_run_through(facts: Facts) -> bool:
    """Whether the streak has gone through all of its series."""
    return facts.plan.cadence is not None and facts.history.steps > len(facts.plan.cadence.gaps)


def _item(
    kind: str,
    start: date,
    plus: int | Interval,
    facts: Facts,
    about: Touch | Promise | Quote | None = None,
) -> Item:
    return Item(kind, facts.calendar.add(start, plus), start, plus, about=about)


def _owed(facts: Facts) -> Item:
    debt, unheard = facts.history.debts[0], facts.history.unheard[0]
    item = _item("owed", debt.date, facts.settings.owed_within, facts, debt)
    return _after_try(item, unheard.date, facts) if unheard is not None else item


def _birthday(facts: Facts) -> Item | None:
    assert facts.contact.birthday is not None
    assert facts.on is not None
    greeted = birthdays.last_greeting(facts.contact, facts.settings)
    for occurs, due in birthdays.occurrences(facts.contact.birthday, facts.calendar, facts.on):
        if not birthdays.is_over(due, greeted, facts.on):
            return Item("birthday", due, occurs)
    return None


def _pursued(kind: str, entries: Sequence[Pursued], facts: Facts) -> list[Item]:
    found = []
    for entry in entries:
        pursuit = facts.pursuits[entry]
        if pursuit.plus is not None:
            item = _item(kind, pursuit.start, pursuit.plus, facts, entry)
            found.append(_later(item, facts))
    return found


def _first(facts: Facts) -> Item:
    return _item("first", _met(facts), facts.settings.first_within, facts)


def _chase(facts: Facts) -> Item:
    last = facts.history.streak[-1]
    gaps = facts.plan.cadence.gaps if facts.plan.cadence is not None else ()
    gap = facts.settings.min_gap if last.outcome == BOUNCED else gaps[facts.history.steps - 1]
    return _item("chase", last.date, gap, facts, last)


def _keep_interval(facts: Facts) -> Interval | None:
    if facts.plan.cadence is not None and has_run_through(facts) and not facts.plan.keep_set:
        return interval_after_series(facts.plan.cadence, facts.settings)
    return facts.plan.keep


def _keep(facts: Facts) -> Item:
    interval = _keep_interval(facts)
    assert interval is not None, "else why_no_keep says so"
    last = facts.history.touches[-1] if facts.history.touches else None
    start = last.date if last is not None else _met(facts)
    return _item("keep-in-touch", start, interval, facts, last)


def _met(facts: Facts) -> date:
    assert facts.contact.met is not None, "else why_no_first and why_no_keep say so"
    return facts.contact.met.date


def _later(item: Item, facts: Facts) -> Item:
    """Move an outreach past the last try, an appointment and what they promised."""
    last = facts.history.last_try
    if last is not None:
        item = _after_try(item, last, facts)
    day = facts.appointment
    if day is not None:
        item = _moved(item, facts.calendar.add(day, 1), "planned", day)
    day = facts.awaited_from
    if day is not None:
        item = _moved(item, facts.calendar.add(day, 1), "their-promise", day)
    return item


def _after_try(item: Item, last: date, facts: Facts) -> Item:
    return _moved(item, facts.calendar.add(last, facts.settings.min_gap), "min-gap", last)


def _snoozed(item: Item, facts: Facts) -> Item:
    snooze = facts.contact.snooze
    if snooze is None or item.kind in ("promise", "birthday", "planned"):
        return item
    if item.kind == "owed":
        since = snooze.since
        if since is None or any(debt.date > since for debt in facts.history.debts):
            return item
    return _moved(item, snooze.until, "snooze", snooze.since)


def _moved(item: Item, to: date, cause: str, since: date | None) -> Item:
    """Return the item moved to the later day that a rule asks for, or unchanged if it is later."""
    if to <= item.due:
        return item
    base = item.base or item.due
    return item._replace(due=to, base=base, moves=(*item.moves, Postponement(to, cause, since)))
