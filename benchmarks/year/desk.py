"""What the person does with one contact, and what is typed about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from followup_md.model.contact import Contact
from year import world
from year.contact_file import ContactFile, Line
from year.people import Person
from year.program import Program
from year.truth import Truth
from year.world import Event, Fate

# What somebody in a hurry types instead of an outcome, and the outcome with a note.
UNANSWERED = {
    "no-answer": (("call, rang out", "call, no answer"), "call no-answer, rang out"),
    "busy": (("call, busy",), "call busy"),
    "voicemail": (("call, left a message", "call, voicemail"), "call voicemail, left a msg"),
    "left-with": (("call, lm w/ assistant",), "call left-with her assistant, lm w/ assistant"),
}


@dataclass
class Appointment:
    """An appointment that the person has still to bring to an end in the file."""

    line: Line
    day: date
    channel: str
    fate: Fate


@dataclass
class State:
    """What is between the person and one contact."""

    person: Person
    file: ContactFile
    contact: Contact | None = None  # as the program reads the file; None after a change
    coming: list[Event] = field(default_factory=list)
    # What came since our last answer, and whether it wants one.
    unanswered: list[tuple[Line, bool]] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    wrong_phone: bool = False  # the number on file is not theirs
    lost: set[str] = field(default_factory=set)  # channels on which that was seen


def start(person: Person) -> State:
    """Return what there is when the file is made."""
    fields = {"name": person.name, "tags": f"[{person.kind.tag}]"}
    first = person.name.split()[0].lower()
    if person.email:
        fields["email"] = f"{first}@example.org"
    if person.phone:
        fields["phone"] = '"+1 555 0100"'
    if person.prefer:
        fields["prefer"] = f"[{', '.join(person.prefer)}]"
    if person.birthday is not None:
        fields["birthday"] = str(person.birthday)
    if person.known is None:
        fields["met"] = f"{person.since} at the fair"
    if person.reason:
        fields["reason"] = person.reason
    touches = [Line(person.known, "meeting, talked it over")] if person.known else []
    file = ContactFile(person.id, fields, touches)
    opens = [Event(person.since, "opens")] if person.known and person.reason else []
    return State(person, file, coming=opens, wrong_phone=person.wrong_phone)


class Desk:
    """The person's desk on one day after another."""

    def __init__(self, program: Program, truth: Truth, day: date) -> None:
        self.program = program
        self.truth = truth
        self.day = day

    def workday(self, day: date) -> date:
        """Return the day, or the next working one."""
        while not self.program.is_workday(day):
            day += timedelta(days=1)
        return day

    def type(self, state: State, words: str, hasty: str = "", day: date | None = None) -> Line:
        """Add a touch to the file: `hasty` unless the program objects to it."""
        file = state.file
        state.contact = None
        if hasty:
            before = self.program.objections(file.id, file.text(), self.day)
            file.touches.append(Line(day or self.day, hasty))
            if self.program.objections(file.id, file.text(), self.day) == before:
                self.truth.hasty += 1
                return file.touches[-1]
            file.touches.pop()
            self.truth.objected += 1
        file.touches.append(Line(day or self.day, words))
        return file.touches[-1]

    def set(self, state: State, key: str, value: str) -> None:
        """Set a field of the file."""
        state.file.fields[key] = value
        state.contact = None

    def receive(self, state: State, note: str, wants: bool) -> None:
        """They write."""
        line = self.type(state, f"in {state.person.writes_by}, {note}")
        state.unanswered.append((line, wants))
        self.truth.touch(state.person, self.day, "theirs")

    def hear(self, state: State) -> None:
        """They say what they know: what was decided on a quote, when they keep their promise."""
        person, dice = state.person, state.person.dice
        for offer in state.file.quotes:
            decision = world.decision(person, offer.sent)
            if not offer.end and decision.end and decision.day <= self.day:
                offer.end = f"{decision.end} {self.day}"
                state.contact = None
                if decision.end == "lost" and dice.chance(0.3, "declines", offer.ref):
                    self.set(state, "status", f"declined by them {self.day}")
        for pledge in state.file.promises:
            late = pledge.theirs and not pledge.end and pledge.due < self.day
            deaf = dice.chance(0.15, "deaf", pledge.what)
            if late and not deaf and dice.chance(0.4, "reminded", pledge.what, self.day):
                day = self.workday(self.day + timedelta(days=2))
                state.coming.append(Event(day, "delivers", pledge.what))

    def talked(self, state: State, day: date) -> None:
        """Both spoke: nothing is unanswered now."""
        state.unanswered.clear()
        self.truth.touch(state.person, day, "talk")
        self.hear(state)

    def talk(self, state: State, words: str) -> None:
        """Type a talk of today."""
        self.type(state, words)
        self.talked(state, self.day)

    def business_talk(self, state: State, about: str) -> None:
        """Talk with them about what has to be done, however it comes about."""
        state.wrong_phone = False  # now the right number is known
        state.lost.clear()
        self.talk(state, f"call answered, {about}" if state.person.phone else f"zoom, {about}")

    def ring(self, state: State, note: str = "", re: str = "") -> None:
        """Call them."""
        person, dice = state.person, state.person.dice
        if state.wrong_phone:
            state.lost |= {"call", "phone"}
            self.type(state, "call bounced, wrong number")
            self.truth.touch(person, self.day, "bounced")
            return
        if dice.chance(person.kind.reach, "reached", self.day):
            self.talk(state, f"call answered{re}{note and ', '}{note}")
            return
        shares = ["no-answer"] * 8 + ["voicemail"] * 6 + ["left-with"] * 3 + ["busy"] * 3
        outcome = dice.pick(shares, "outcome", self.day)
        hasty, words = UNANSWERED[outcome]
        in_a_hurry = dice.chance(0.05, "hasty", self.day)
        self.type(state, words, dice.pick(hasty, "words", self.day) if in_a_hurry else "")
        self.truth.touch(person, self.day, outcome)
        if dice.chance(0.4 if outcome in ("voicemail", "left-with") else 0.12, "back", self.day):
            self._soon(state, "rings", 3)

    def write(
        self, state: State, channel: str, note: str, re: str = "", answer: bool = False
    ) -> None:
        """Write to them; `answer`: to what they wrote."""
        person, dice = state.person, state.person.dice
        if state.wrong_phone and channel in ("text", "whatsapp", "signal"):
            state.lost.add(channel)
            self.type(state, f"{channel} bounced, not delivered")
            self.truth.touch(person, self.day, "bounced")
            return
        words = channel
        if answer and dice.chance(0.08, "replied", self.day):
            words += " replied"
        elif not answer and dice.chance(0.7, "sent", self.day):
            words += " sent"
        self.type(state, f"{words}{re}, {note}")
        self.answered(state)
        self.truth.touch(person, self.day, "answer" if answer else "written")
        if dice.chance(0.15 if answer else person.kind.reply, "replies", self.day):
            self._soon(state, "remarks" if answer else "replies", 6)

    def answered(self, state: State) -> None:
        """What they wrote is answered; a call of theirs is not."""
        state.unanswered = [each for each in state.unanswered if "missed" in each[0].words]

    def _soon(self, state: State, what: str, days: int) -> None:
        after = state.person.dice.between(1, days, "after", what, self.day)
        day = self.day
        for _ in range(after):
            day = self.workday(day + timedelta(days=1))
        state.coming.append(Event(day, what))

    def dismiss(self, state: State) -> bool:
        """What they sent needs no answer; False where the program has no way to say it."""
        if self.program.ends_all:
            for line, _ in state.unanswered:
                head, mark, note = line.words.partition(",")
                line.words = f"{head} fyi{mark}{note}"
            self.truth.dismissed(state.person)
        elif state.person.dice.chance(0.5, "welcome", self.day):
            self.type(state, f"{state.person.writes_by}, you're welcome")
            self.truth.touch(state.person, self.day, "answer")
        else:
            return False
        state.unanswered.clear()
        state.contact = None
        return True

    def plan(self, state: State, day: date, channel: str) -> None:
        """Make an appointment."""
        line = self.type(state, f"{channel} planned, as agreed", day=day)
        fate = world.fate(state.person, day)
        state.appointments.append(Appointment(line, day, channel, fate))

    def end(self, state: State, appointment: Appointment) -> bool:
        """Note how an appointment went; False where the program has no way to say it."""
        line, what = appointment.line, appointment.fate.what
        by_hand = not self.program.ends_all and what not in ("held", "held otherwise")
        if by_hand and not state.person.dice.chance(0.15, "delete", self.day):
            return False
        state.appointments.remove(appointment)
        state.contact = None
        if by_hand:
            state.file.touches.remove(line)
        elif what == "held":
            line.words = f"{appointment.channel}, went well"
            self.talked(state, appointment.day)
        elif what == "held otherwise":
            self.type(state, f"{world.HELD_AS[appointment.channel]}, instead", day=appointment.day)
            self.talked(state, appointment.day)
            if not self.program.ends_all:  # its line stands until the person deletes it
                gone = appointment.fate._replace(what="stands", noted=None)
                state.appointments.append(Appointment(line, appointment.day, "", gone))
        elif what == "moved":
            state.file.touches.remove(line)
            day = self.workday(appointment.day + timedelta(days=7))
            self.plan(state, max(day, self.workday(self.day)), appointment.channel)
        else:
            line.words = f"{appointment.channel} cancelled, called off"
        return True
