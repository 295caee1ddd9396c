"""The year of one person: each working day looks at `due`, and acts on some of its rows."""

from __future__ import annotations

from datetime import date, timedelta

from followup_md.model.contact import Contact
from year.actions import act
from year.desk import Desk, start
from year.dice import Dice
from year.happenings import happen
from year.observer import Observer
from year.people import YEAR, people
from year.program import Program
from year.truth import Truth


class Simulation:
    """A year with a book."""

    def __init__(self, seed: int, program: Program) -> None:
        self.program = program
        truth = Truth()
        self.observer = Observer(truth)
        self.states = {person.id: start(person) for person in people(seed)}
        self._desk = Desk(program, truth, date(YEAR, 1, 1))
        self._pace = Dice(seed, "the person")

    def run(self, until: date = date(YEAR, 12, 31)) -> Observer:
        """Live to that day, and return who watched."""
        desk = self._desk
        while desk.day <= until:
            absent = not self.program.is_workday(desk.day)
            if desk.day.weekday() < 5:
                for state in self.states.values():
                    happen(desk, state, absent)
            if not absent:
                self._work(desk)
            desk.day += timedelta(days=1)
        return self.observer

    def contacts(self, on: date) -> dict[str, Contact]:
        """Return those who are in the book, as the program reads their files."""
        found = {}
        for id_, state in self.states.items():
            if state.person.since <= on:
                if state.contact is None:
                    state.contact = self.program.read(id_, state.file.text())
                found[id_] = state.contact
        return found

    def _work(self, desk: Desk) -> None:
        day = desk.day
        rows = self.program.due(self.contacts(day).values(), day)
        self.observer.look(day, rows, self.states)
        left = self._pace.between(8, 12, "rows", day)
        for row in rows:
            state = self.states[row.id]
            if not left or not state.person.dice.chance(0.85, "acts", day):
                continue
            if act(desk, state, row):
                left -= 1
                dates = self.program.dates(self.contacts(day)[row.id], day)
                still = any(kind == row.kind and due <= day for kind, due, _ in dates)
                self.observer.acted(row, still)
        for id_, contact in self.contacts(day).items():
            self.observer.evening(day, self.states[id_], self.program.dates(contact, day))
