"""What a key writes: asks for what is missing, and makes the plan that the command makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import NamedTuple

from followup_md.editing import keystrokes, log_touch, natural_dates, promises_quotes, set_field
from followup_md.editing.decline import Decline, parse_told
from followup_md.editing.plan import EditPlan
from followup_md.editing.settle_touches import SettleAppointment, parse_to
from followup_md.errors import RefusedError
from followup_md.model.contact import Promise, Quote, Touch
from followup_md.model.settings import Settings
from followup_md.policy.channels import is_usable
from followup_md.triage.day import Person
from followup_md.triage.dialog import Dialog, LeftError

# When to go on to the next person: unless something else is due now, unless anything still is, or
# whatever is.
UNLESS_OTHER, UNLESS_DUE, ALWAYS = "unless other", "unless due", "always"
_NONE = ("↵", "none")
_QUOTE_ENDS = (("w", "won"), ("l", "lost"), ("d", "withdrawn"))
_LATER = (("1", "tomorrow"), ("2", "in 2 days"), ("w", "a week"), ("m", "a month"))
_DAYS = ("friday", "14 sep, in 2 weeks")


class Planned(NamedTuple):
    """A plan, how the change is called in a commit, and when to go on to the next person."""

    plan: EditPlan
    what: str
    goes_on: str = UNLESS_OTHER


class Plans:
    """Makes the plans of a day."""

    def __init__(self, dialog: Dialog, on: date, settings: Settings, own: str = "") -> None:
        """`own`: the `@BY` of whoever works through the day."""
        self._dialog, self._on, self._settings, self._own = dialog, on, settings, own
        self.by_key: dict[str, Callable[[Person], Planned]] = {
            **{key: partial(self._touch, key) for key in "avnbmtwg"},
            "h": self._held,
            "N": self._not_held,
            "k": self._kept,
            "l": self._put_off,
            "p": self._promise,
            "s": self._status,
        }

    def declined(self, _person: Person) -> Planned:
        """Ask how they were told; LeftError if they were not."""
        told = self._dialog.ask_until(
            "told them by which channel?",
            lambda text: parse_told(text, None, self._on, self._settings) if text else None,
            ("↵", "not yet"),
        )
        if told is None:
            raise LeftError("tell them first: here are words for it")
        told = told._replace(note=self._dialog.ask("why?", _NONE))
        return Planned(Decline(told, self._on, self._settings, own=self._own).plan, "decline")

    def _touch(self, key: str, person: Person) -> Planned:
        settings, contact = self._settings, person.contact
        words = keystrokes.log_words(
            key,
            person.row.channel if person.row is not None else "",
            [
                word
                for word in (*contact.prefer, "email", "text")
                if is_usable(word, contact, settings, contact.touches)
            ],
            person.debts,
            settings,
        )
        return self._logged(words, self._on, key == "a")

    def _logged(self, words: list[str], day: date, talked: bool) -> Planned:
        """Ask for a note and, after a talk, for a promise."""
        settings = self._settings

        def read(note: str) -> Touch:
            touch = log_touch.parse_touch(words, note, day, settings)
            log_touch.reject_unclear(touch, settings)
            return touch

        touch = self._dialog.ask_until(f"{' '.join(words)}, note:", read, _NONE)
        promise = None
        if talked and (what := self._dialog.ask("what did you promise?", _NONE)):
            promise = Promise(self._ask_day("for when?"), what=what)
        plan = log_touch.LogTouch(touch, self._on, settings, promise, own=self._own).plan
        return Planned(plan, f"log {touch.channel}")

    def _held(self, person: Person) -> Planned:
        touch = _appointment(person)
        if touch.date > self._on:
            raise RefusedError("that appointment is still to come")
        return self._logged(keystrokes.held_words(touch, self._settings), touch.date, True)

    def _not_held(self, person: Person) -> Planned:
        touch = _appointment(person)
        to = self._dialog.ask_until(
            f"{touch.channel} of {touch.date}: its new day?",
            lambda text: parse_to(text, self._on) if text else None,
            ("↵", "it is off"),
        )
        plan = SettleAppointment(touch.channel, touch.date, to, self._settings).plan
        return Planned(plan, f"settle {'cancelled' if to is None else 'moved'}", UNLESS_DUE)

    def _kept(self, person: Person) -> Planned:
        abouts = (item.about for item in person.due)
        about = next((each for each in abouts if isinstance(each, (Promise, Quote))), None)
        if about is None:
            raise RefusedError("no promise and no quote is due here")
        end, which = "kept", about.what
        if isinstance(about, Quote):
            which = about.ref
            key = self._dialog.choose(f"quote {about.ref}:", *_QUOTE_ENDS)
            end = dict(_QUOTE_ENDS)[key]
        plan = promises_quotes.Settle(which, end, self._on, self._settings).plan
        return Planned(plan, f"settle {end}", UNLESS_DUE)

    def _put_off(self, _person: Person) -> Planned:
        until, why = self._dialog.ask_until(
            "until when?", lambda text: keystrokes.later_day(text, self._on), *_LATER
        )
        return Planned(
            set_field.snooze(until, self._on, why, self._settings).plan, "snooze", ALWAYS
        )

    def _promise(self, _person: Person) -> Planned:
        what = self._dialog.ask("you promise:")
        if not what:
            raise LeftError
        promise = Promise(self._ask_day("for when?"), what=what)
        plan = promises_quotes.AddPromise(promise, self._on, self._settings).plan
        return Planned(plan, "promise", UNLESS_DUE)

    def _status(self, _person: Person) -> Planned:
        status = self._dialog.ask_until(
            "status:",
            lambda text: set_field.status(text, self._on, self._settings),
            ("declined by them, …", "archived, do-not-contact, open"),
        )
        return Planned(status.plan, "status")

    def _ask_day(self, question: str) -> date:
        return self._dialog.ask_until(
            question, lambda text: natural_dates.parse_day(text, self._on), _DAYS
        )


def _appointment(person: Person) -> Touch:
    """Return the appointment that is asked about, or else the first. RefusedError for none."""
    asked = (item.about for item in person.due if item.kind == "planned")
    planned = [about for about in asked if isinstance(about, Touch)]
    planned += [touch for touch in person.contact.touches if touch.planned]
    if not planned:
        raise RefusedError("there is no appointment")
    return planned[0]
