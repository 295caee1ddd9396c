"""What the person does about a row of `due`."""

from __future__ import annotations

from datetime import timedelta

from year import world
from year.desk import Desk, State
from year.program import Shown

LIVE = ("call", "phone", "video", "zoom", "meeting", "visit", "coffee", "lunch")
_WRITTEN = ("email", "text", "whatsapp", "signal", "linkedin", "chat")
_CALLS = ("call", "phone")


def act(desk: Desk, state: State, row: Shown) -> bool:
    """Act on a row; False if the person does nothing about it today."""
    if state.file.fields.get("status", "").startswith("do-not"):
        return row.kind == "owed" and desk.dismiss(state)
    if row.kind == "owed" and state.unanswered and not any(want for _, want in state.unanswered):
        return desk.dismiss(state)
    if row.kind == "promise":
        return _deliver(desk, state)
    if row.kind == "planned":
        over = [each for each in state.appointments if each.day < desk.day]
        return bool(over) and desk.end(state, over[0])
    if row.kind == "birthday":
        return _greet(desk, state, row)
    re = ""
    if row.kind == "quote":
        (ref,) = [offer.ref for offer in state.file.quotes if f" {offer.ref} " in row.reason]
        re = f" re {ref}" if state.person.dice.chance(0.5, "re", desk.day) else ""
    if row.kind == "waiting":
        desk.truth.pursued[row.id].append(desk.day)
    reached = reach(desk, state, row.channel, row.kind, re)
    if reached:
        _give_up(desk, state, row)
    return reached


def reach(desk: Desk, state: State, channel: str, kind: str, re: str = "") -> bool:
    """Try to reach them; another way where the channel is none of theirs."""
    if not can_reach(state, channel):
        ways = ("call", "email", *state.person.prefer, state.person.writes_by)
        channel = next((way for way in ways if can_reach(state, way)), "")
    note = {"owed": "back to them", "waiting": "where is it?", "quote": "any thoughts?"}
    answer = kind == "owed" and any(
        want and "missed" not in line.words for line, want in state.unanswered
    )
    if channel in _CALLS:
        desk.ring(state, note.get(kind, ""), re)
    elif channel in _WRITTEN:
        desk.write(state, channel, note.get(kind, "how are you?"), re, answer)
    elif channel:
        # Nobody walks in: a meeting is proposed in writing, and made if they agree.
        desk.write(state, state.person.writes_by, f"{channel}?", re)
        if state.person.dice.chance(0.4, "agrees", desk.day):
            day = desk.day + timedelta(days=state.person.dice.between(3, 9, "day", desk.day))
            desk.plan(state, desk.workday(day), channel)
    return bool(channel)


def can_reach(state: State, channel: str) -> bool:
    """Whether the contact can be reached so, as far as the person knows."""
    person = state.person
    if channel in state.lost:
        return False
    if channel in ("call", "phone", "text", "sms", "whatsapp", "signal"):
        return person.phone
    if channel in ("email", "mail"):
        return person.email
    if channel in ("meeting", "visit", "coffee", "lunch", "zoom", "video"):
        return any(channel in line.words for line in state.file.touches)  # as before
    return channel == person.writes_by


def _deliver(desk: Desk, state: State) -> bool:
    for pledge in state.file.promises:
        if pledge.theirs or pledge.end or pledge.due > desk.day:
            continue
        late = world.lateness(state.person, pledge.due, theirs=False) or 0
        if desk.day >= pledge.due + timedelta(days=late):
            pledge.end = f"kept {desk.day}"
            desk.write(state, state.person.writes_by, f"as promised: {pledge.what}")
            return True
    return False


def _greet(desk: Desk, state: State, row: Shown) -> bool:
    if row.channel == "call" and can_reach(state, "call") and not state.wrong_phone:
        desk.ring(state, "happy birthday")
    else:
        desk.type(state, f"{state.person.writes_by} fyi, happy birthday")
        desk.truth.touch(state.person, desk.day, "thanks")
    return True


def _give_up(desk: Desk, state: State, row: Shown) -> None:
    """End a quote that they never decide, and a promise that they never keep."""
    dice = state.person.dice
    if row.kind == "quote" and "won or lost?" in row.reason:
        for offer in state.file.quotes:
            if offer.ref not in row.reason:
                continue
            silent = not offer.end and not world.decision(state.person, offer.sent).end
            if silent and dice.chance(0.4, "gives up", desk.day):
                offer.end = f"lost {desk.day}"
                state.contact = None
    if row.kind == "waiting":
        for pledge in state.file.promises:
            old = pledge.theirs and not pledge.end and (desk.day - pledge.due).days > 90
            if old and dice.chance(0.5, "gives up", desk.day):
                pledge.end = f"dropped {desk.day}"
                state.contact = None
