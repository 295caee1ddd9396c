"""What a template may use: a contact on a day, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from followup_md.drafts.plain_text import clean, gap, is_gap, plain
from followup_md.drafts.tries import tried
from followup_md.drafts.words import NO_DAY, Day, Words
from followup_md.model.agenda import Item
from followup_md.model.contact import Contact, Promise, Quote, Touch
from followup_md.model.settings import Interval, Member
from followup_md.policy.cadence import interval_after_series
from followup_md.policy.channels import canonical, is_live, is_usable
from followup_md.policy.facts import Facts
from followup_md.policy.next_channel import spoken_debt, touch_number
from followup_md.typed import NamedTuple

GREET = "greet"  # the contact's own key: what to call them


class Purpose(NamedTuple):
    """What a draft is for, and who signs."""

    item: Item | None  # what it answers, if anything
    signer: Member
    signs_as: str = ""  # the word that `by` and `owner` use for them
    via: str = ""  # the name of whoever introduced the contact
    said: str = ""  # words from the command line
    other: Contact | None = None  # whom it introduces or asks about
    lasting: bool = False  # whether it is to be read on later days, too


class QuoteInWords(NamedTuple):
    """A quote."""

    ref: str
    what: str
    day: Day
    known: bool  # whether they talked about it
    final: bool  # whether the cadence is at its end


class PromiseInWords(NamedTuple):
    """A promise, yours or theirs."""

    what: str
    date: str
    late: int  # working days


def values(facts: Facts, on: date, purpose: Purpose, words: Words) -> dict[str, Any]:
    """Return every value by its name in templates (`template_language.NAMES`).

    No note of a touch is among them, and nothing of the text below the front matter. What was
    noted for oneself, such as what you promised, is a gap.
    """
    contact, item = facts.contact, purpose.item
    spoken = facts.history.two_way
    you, other = addressed(contact), purpose.other
    reason = _reason(facts, item, words)
    last = _last_meeting(facts, item)
    found: dict[str, Any] = {
        "you": you,
        "name": plain(contact.name),
        "org": plain(next(iter(contact.org), "")),
        "hello": words.text("hello", you=you),
        "me": clean(purpose.signer.name) or gap("your name"),
        "my_phone": clean(purpose.signer.phone),
        "reason": reason,
        "via": "" if spoken is not None else plain(purpose.via),
        "met_day": words.day(contact.met.date, on) if contact.met is not None else NO_DAY,
        "tried": tried(_tries(facts, item), _signers(purpose), words, facts.settings, on),
        "bounced": _bounced(facts, words),
        "last": spoken is not None,
        "last_day": words.day(last.date, on) if last is not None else NO_DAY,
        "last_what": _what(last, facts, words) if last is not None else "",
        "quote": _quote(facts, item, on, words),
        "promise": _promise(facts, item, on, words),
        "mine": tuple(_noted(p.what) for p in _promises(facts, theirs=False)),
        "yours": tuple(_theirs(p, contact, words) for p in _promises(facts, theirs=True)),
        "can_write": any(
            is_usable(word, contact, facts.settings, facts.history.touches)
            for word in ("email", "text")
        ),
        "birthday_late": item is not None and item.kind == "birthday" and item.start < on,
        "other": addressed(other) if other is not None else "",
        "other_name": plain(other.name) if other is not None else "",
        "other_org": plain(next(iter(other.org), "")) if other is not None else "",
        "words": clean(purpose.said),
        "more": {key: plain(value) for key, value in contact.more},
    }
    found["bye"] = f"{words.text('bye')}\n{found['me']}"
    return found | _debt(facts, on, words) | _series(facts, item, words)


def addressed(contact: Contact) -> str:
    """Return what to call somebody: the own key `greet`, a nickname, or the first name."""
    own = dict(contact.more).get(GREET, "") or next(iter(contact.nicknames), "")
    name = plain(own)
    if name:
        return name
    family, comma, given = plain(contact.name).partition(", ")
    parts = (given if comma and given else family).split()
    # Not a title or an initial, unless there is nothing else.
    return next((part for part in parts if not part.endswith(".")), "".join(parts[:1]).rstrip("."))


def named_in(via: str) -> str:
    """Return who a `via` names if it is nobody of the book; "" if it reads as no name."""
    return via if via[:1].isupper() and not any(mark in via for mark in "/[]<>@:") else ""


def quoted(found: dict[str, Any]) -> tuple[str, ...]:
    """Return the values that repeat words of the contact's file, to be looked at before sending."""
    words = [found["reason"], found["quote"].ref, found["quote"].what, found["promise"].what]
    return tuple(dict.fromkeys(text for text in (*words, *found["yours"]) if _repeats(text)))


def _repeats(text: str) -> bool:
    return bool(text) and not is_gap(text)


def _reason(facts: Facts, item: Item | None, words: Words) -> str:
    contact = facts.contact
    if contact.reason.strip():
        return _for_them(contact.reason, contact, words)
    if item is not None and item.kind == "follow-up" and contact.follow_up is not None:
        return _noted(contact.follow_up.words)  # said to oneself, for the day
    return ""


def _for_them(text: str, contact: Contact, words: Words) -> str:
    """Return words of the file, or a gap with them if they speak of the contact or to oneself."""
    said = text.casefold().split()
    named = {addressed(contact).casefold(), *contact.name.casefold().split()[:1]}
    about_them = any(word.strip(".,;:!?'\u2019s") in named for word in said)
    return _noted(text) if about_them or words.is_note(text) else plain(text)


def _noted(text: str) -> str:
    text = clean(text)
    return gap(text) if text else ""


def _signers(purpose: Purpose) -> Sequence[str]:
    return [purpose.signer.name, purpose.signs_as]


def _tries(facts: Facts, item: Item | None) -> Sequence[Touch]:
    """Return the unanswered tries that a draft is one more of."""
    if item is not None and isinstance(item.about, (Quote, Promise)):
        pursuit = facts.pursuits.get(item.about)
        return pursuit.tries if pursuit is not None else ()
    return facts.history.streak


def _bounced(facts: Facts, words: Words) -> str:
    """Return what of yours came back: `e-mail`; "" for nothing, and for a wrong number."""
    if not facts.history.bounced:
        return ""
    channel = facts.history.streak[-1].channel
    if is_live(channel, facts.settings):
        return ""
    return words.entry("sent", canonical(channel, facts.settings))


def _last_meeting(facts: Facts, item: Item | None) -> Touch | None:
    if item is not None and item.kind == "planned" and isinstance(item.about, Touch):
        return item.about
    return facts.history.two_way


def _what(touch: Touch, facts: Facts, words: Words) -> str:
    """Return what one thanks for: `lunch`."""
    channel = canonical(touch.channel, facts.settings)
    return words.entry(
        "shared", *(["their-visit"] * (touch.incoming and channel == "visit")), channel
    )


def _debt(facts: Facts, on: date, words: Words) -> dict[str, Any]:
    """Return the values of what they wait for."""
    debts = facts.history.debts
    debt = spoken_debt(facts) or next(iter(debts), None)
    if debt is None:
        none = {"theirs_live": False, "theirs": words.entry("theirs"), "theirs_day": NO_DAY}
        return none | {"late": 0, "asked": ""}
    channel, live = canonical(debt.channel, facts.settings), is_live(debt.channel, facts.settings)
    known = channel if channel in words.tables["theirs"] else ("call" if live else "other")
    return {
        "theirs_live": live,
        "theirs": words.entry("theirs", known),
        "theirs_day": words.day(debt.date, on),
        "late": facts.calendar.overdue(debts[0].date, on),
        "asked": words.entry("asked", "live" if live else "written"),
    }


def _series(facts: Facts, item: Item | None, words: Words) -> dict[str, Any]:
    """Return which try of a series it is, and what follows it."""
    n, of = touch_number(item, facts) if item is not None else (None, None)
    cadence = facts.plan.cadence
    after: Interval | None = None
    if cadence is not None and not facts.plan.keep_set:
        after = interval_after_series(cadence, facts.settings)
    else:
        after = facts.plan.keep
    return {
        "n": n or 0,
        "of": of or 0,
        "final": of is not None and n == of and of > 1,
        "later": words.later(after) if after is not None else "",
    }


def _quote(facts: Facts, item: Item | None, on: date, words: Words) -> QuoteInWords:
    about = item.about if item is not None else None
    quote = about if isinstance(about, Quote) else next(iter(facts.quotes), None)
    if quote is None:
        return QuoteInWords(gap("which quote"), "", NO_DAY, False, False)
    pursuit = facts.pursuits[quote]
    last = len(pursuit.cadence.gaps) - 1
    return QuoteInWords(
        plain(quote.ref),
        _for_them(quote.what, facts.contact, words) if quote.what.strip() else "",
        words.day(quote.sent, on),
        pursuit.answer is not None,
        bool(pursuit.counted) and pursuit.step >= last,
    )


def _promise(facts: Facts, item: Item | None, on: date, words: Words) -> PromiseInWords:
    about = item.about if item is not None else None
    if not isinstance(about, Promise):
        return PromiseInWords(gap("what was promised"), gap("which day"), 0)
    theirs = about.theirs
    what = _theirs(about, facts.contact, words) if theirs else _noted(about.what)
    late = facts.calendar.overdue(about.due, on)
    return PromiseInWords(what or gap("what was promised"), words.bare_date(about.due), late)


def _promises(facts: Facts, theirs: bool) -> Iterable[Promise]:
    return [p for p in facts.contact.promises if p.open and p.theirs == theirs and p.what.strip()]


def _theirs(promise: Promise, contact: Contact, words: Words) -> str:
    return _for_them(promise.what, contact, words) if promise.what.strip() else ""
