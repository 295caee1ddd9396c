"""What comes to the person's desk by itself: from them, and from business."""

from __future__ import annotations

from datetime import timedelta

from year import world
from year.contact_file import Offer, Pledge
from year.desk import Desk, State
from year.world import Event


def happen(desk: Desk, state: State, absent: bool) -> None:
    """Note what the day brings from one contact."""
    coming = [event for event in state.coming if event.day <= desk.day]
    state.coming = [event for event in state.coming if event.day > desk.day]
    for event in [*world.events(state.person, desk.day, absent), *coming]:
        if not state.file.fields.get("status", "").startswith("do-not"):
            _HAPPENINGS[event.what](desk, state, event)
    for appointment in list(state.appointments):
        if appointment.fate.noted == desk.day:
            desk.end(state, appointment)


def _writes(desk: Desk, state: State, _event: Event) -> None:
    desk.receive(state, state.person.dice.pick(world.WANTS, "wants", desk.day), wants=True)


def _remarks(desk: Desk, state: State, _event: Event) -> None:
    desk.receive(state, state.person.dice.pick(world.REMARKS, "says", desk.day), wants=False)


def _rings(desk: Desk, state: State, event: Event) -> None:
    dice = state.person.dice
    state.wrong_phone = False  # now the right number is known
    state.lost.clear()
    if not state.person.phone:
        _writes(desk, state, event)
    elif world.is_absent(desk.day) or dice.chance(0.55, "missed", desk.day):
        # One in 25 is typed without `in`, as if it were ours.
        hasty = "call missed" if dice.chance(0.04, "hasty", desk.day) else ""
        state.unanswered.append((desk.type(state, "in call missed", hasty), True))
        desk.truth.they_rang(state.person, desk.day)
    else:
        desk.talk(state, f"in call answered, {dice.pick(world.WANTS, 'rang', desk.day)}")


def _stops(desk: Desk, state: State, _event: Event) -> None:
    desk.receive(state, "please do not contact me again", wants=False)
    desk.set(state, "status", f"do-not-contact by them {desk.day}")


def _replies(desk: Desk, state: State, event: Event) -> None:
    wants = state.person.dice.chance(0.7, "wants more", desk.day)
    (_writes if wants else _remarks)(desk, state, event)
    desk.hear(state)


def _delivers(desk: Desk, state: State, event: Event) -> None:
    for pledge in state.file.promises:
        if pledge.theirs and not pledge.end and pledge.what == event.about:
            pledge.end = f"kept {desk.day}"
            desk.receive(state, f"here you are: {pledge.what}", wants=False)


def _decides(desk: Desk, state: State, event: Event) -> None:
    if any(offer.ref == event.about and not offer.end for offer in state.file.quotes):
        desk.receive(state, f"about {event.about}: we have decided", wants=False)
        desk.hear(state)


def _ours(desk: Desk, state: State, _event: Event) -> None:
    dice, channel = state.person.dice, state.person.writes_by
    if dice.chance(0.25, "only thanks", desk.day):
        fyi = "" if dice.chance(0.6, "no outcome", desk.day) else " fyi"
        desk.type(state, f"{channel}{fyi}, thanks!")
        desk.answered(state)
        desk.truth.touch(state.person, desk.day, "thanks")
    else:
        desk.write(state, channel, dice.pick(world.OURS, "ours", desk.day))


def _opens(desk: Desk, state: State, _event: Event) -> None:
    desk.write(state, state.person.writes_by, f"about {state.person.reason}")


def _plans(desk: Desk, state: State, _event: Event) -> None:
    dice = state.person.dice
    day = desk.workday(desk.day + timedelta(days=dice.between(4, 18, "plan", desk.day)))
    desk.plan(state, day, dice.pick(world.APPOINTMENTS, "channel", desk.day))


def _we_promise(desk: Desk, state: State, _event: Event) -> None:
    _promise(desk, state, theirs=False)


def _they_promise(desk: Desk, state: State, _event: Event) -> None:
    _promise(desk, state, theirs=True)


def _promise(desk: Desk, state: State, theirs: bool) -> None:
    dice = state.person.dice
    desk.business_talk(state, "talked it over")
    due = desk.workday(desk.day + timedelta(days=dice.between(2, 12, "due", theirs, desk.day)))
    thing = dice.pick(world.THINGS, "thing", theirs, desk.day)
    pledge = Pledge(due, theirs, f"send {thing} of {desk.day:%d %b}")
    state.file.promises.append(pledge)
    state.contact = None
    late = world.lateness(state.person, due, theirs)
    if theirs and late is not None:
        day = desk.workday(due + timedelta(days=late))
        state.coming.append(Event(day, "delivers", pledge.what))


def _agree(desk: Desk, state: State, _event: Event) -> None:
    if state.file.fields.get("follow_up", "")[:10] < str(desk.day):
        desk.business_talk(state, "ring them again then")
        days = state.person.dice.between(5, 40, "agreed", desk.day)
        day = desk.workday(desk.day + timedelta(days=days))
        desk.set(state, "follow_up", f"{day} as agreed")
        desk.truth.follow_ups[state.person.id] = day
        if state.person.dice.chance(0.3, "something else", desk.day):
            before = day - timedelta(days=state.person.dice.between(1, 3, "before", day))
            state.coming.append(Event(max(before, desk.day + timedelta(days=1)), "writes"))


def _quote(desk: Desk, state: State, _event: Event) -> None:
    ref = f"Q-{desk.day:%m%d}"
    state.file.quotes.append(Offer(desk.day, ref, "as discussed"))
    desk.write(state, state.person.writes_by, "the quote", f" re {ref}")
    decision = world.decision(state.person, desk.day)
    if decision.end and decision.told:
        state.coming.append(Event(desk.workday(decision.day), "decides", ref))


_HAPPENINGS = {
    "writes": _writes,
    "remarks": _remarks,
    "rings": _rings,
    "stops": _stops,
    "replies": _replies,
    "delivers": _delivers,
    "decides": _decides,
    "ours": _ours,
    "opens": _opens,
    "plans": _plans,
    "ours_promised": _we_promise,
    "theirs_promised": _they_promise,
    "follow_ups": _agree,
    "quotes": _quote,
}
