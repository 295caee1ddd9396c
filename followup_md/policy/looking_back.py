"""A contact as it was on a day in the past, as far as its file has dates."""

from __future__ import annotations

from datetime import date

from followup_md.model.contact import NOT_HISTORY, Contact, Promise, Quote


def contact_on(contact: Contact, on: date) -> Contact:
    """Return `contact` without what is dated after the day `on`.

    What has no date of its own (`met`, `follow_up`, appointments, plain fields) stays as it is.
    """
    if on >= settled_from(contact):
        return contact
    status, snooze = contact.status, contact.snooze
    if status is not None and status.date is not None and status.date > on:
        status = None
    if snooze is not None and snooze.since is not None and snooze.since > on:
        snooze = None
    return contact._replace(
        touches=tuple([t for t in contact.touches if not t.happened or t.date <= on]),
        promises=tuple([_promise_on(promise, on) for promise in contact.promises]),
        quotes=tuple([_quote_on(quote, on) for quote in contact.quotes if quote.sent <= on]),
        status=status,
        snooze=snooze,
    )


def settled_from(contact: Contact) -> date:
    """Return the first day from which on nothing in the file is dated later.

    From then on, no item's date depends on the day asked about, except `birthday`.
    """
    return max(dates(contact), default=date.min)


def dates(contact: Contact) -> list[date]:
    """Return every date of what has happened by the file, in any order."""
    found = [touch.date for touch in contact.touches if touch.outcome not in NOT_HISTORY]
    if contact.promises:
        found += [end for promise in contact.promises if (end := promise.ended)]
    if contact.quotes:
        found += [quote.sent for quote in contact.quotes]
        found += [end for quote in contact.quotes if (end := quote.ended)]
    if contact.status is not None and contact.status.date is not None:
        found.append(contact.status.date)
    if contact.snooze is not None and contact.snooze.since is not None:
        found.append(contact.snooze.since)
    return found


def _promise_on(promise: Promise, on: date) -> Promise:
    ended = promise.ended
    return promise if ended is None or ended <= on else promise._replace(kept=None, dropped=None)


def _quote_on(quote: Quote, on: date) -> Quote:
    if quote.ended is None or quote.ended <= on:
        return quote
    return quote._replace(won=None, lost=None, withdrawn=None)
