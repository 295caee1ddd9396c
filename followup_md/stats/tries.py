"""At which try they answer, and on which channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from followup_md.model.contact import Touch
from followup_md.policy.channels import canonical, is_in_person
from followup_md.policy.facts import Facts
from followup_md.policy.history import ASIDE, ATTEMPT, BOUNCED, THEIRS, TWO_WAY, is_two_way
from followup_md.stats import survival
from followup_md.stats.shares import share
from followup_md.stats.survival import Step
from followup_md.stats.window import RIPE, Window, first_since
from followup_md.typed import NamedTuple

EpisodeMark = tuple[bool, int, bool, bool]
TryMark = tuple[bool, str, bool, bool]


class Episode(NamedTuple):
    """Tries with no answer between them."""

    id: str
    first: date
    tries: int
    old: int  # how many of them have had their time
    known: bool  # whether you had spoken before
    answered: bool  # at the last of them
    ended: date | None  # None: it goes on

    @property
    def mark(self) -> EpisodeMark:
        """What it counts as, without who or when."""
        over = self.answered and self.old == self.tries
        return self.known, self.old, over, self.ended is None


class Try(NamedTuple):
    """A try that was not in person."""

    day: date
    channel: str
    known: bool
    answered: bool
    young: bool  # it has not had its time yet

    @property
    def mark(self) -> TryMark:
        """What it counts as, without who or when."""
        return self.known, self.channel, self.answered, self.young


class Answered(NamedTuple):
    """At which try people answer."""

    n: int
    open: int
    too_young: int  # left out
    curve: tuple[Step, ...]  # by tries


class ChannelAnswers(NamedTuple):
    """How often tries on a channel are answered."""

    channel: str
    n: int
    answered: int

    @property
    def rate(self) -> float | None:
        """The share that is answered."""
        return share(self.answered, self.n)


class _Walk:
    """Goes through a history, from one answer to the next."""

    def __init__(self, facts: Facts, window: Window, known: bool) -> None:
        """`known`: whether you had spoken before."""
        self._facts = facts
        self._window = window
        self._known = known
        self._run: list[Touch] = []  # the tries since the last answer
        self._run_known = False
        self._attempt: Touch | None = None  # not in person; the next touch may answer it
        self._attempt_known = False
        self.episodes: list[Episode] = []
        self.tries: list[Try] = []

    def step(self, touch: Touch, reading: str) -> None:
        settings = self._facts.settings
        in_person = is_in_person(touch.channel, settings)
        through = reading == TWO_WAY and not in_person and is_two_way(touch, settings)
        answer = reading == THEIRS or (
            reading == TWO_WAY and (touch.incoming or in_person or touch.outcome == "replied")
        )
        if self._attempt is not None:
            span = self._facts.calendar.count(self._attempt.date, touch.date) if answer else 0
            self._add(self._attempt, self._attempt_known, answer and span <= RIPE)
            self._attempt = None
        if not touch.incoming and (reading == ATTEMPT or through):
            if not self._run:
                self._run_known = self._known
            self._run.append(touch)
            if through:
                self._add(touch, self._known, True)
                self._end(True, touch.date)
            elif not in_person:
                self._attempt, self._attempt_known = touch, self._known
        elif answer or reading == TWO_WAY:
            self._end(answer, touch.date)
        self._known = self._known or reading == TWO_WAY

    def stop(self) -> None:
        if self._attempt is not None:
            self._add(self._attempt, self._attempt_known, False)
        self._end(False, None)

    def _add(self, touch: Touch, known: bool, answered: bool) -> None:
        if self._window.holds(touch.date):
            channel = canonical(touch.channel, self._facts.settings)
            young = touch.date >= self._window.young
            self.tries.append(Try(touch.date, channel, known, answered, young))

    def _end(self, answered: bool, ended: date | None) -> None:
        if self._run and self._window.holds(self._run[0].date):
            old = sum(touch.date < self._window.young for touch in self._run)
            first, tries, known = self._run[0].date, len(self._run), self._run_known
            one = Episode(self._facts.contact.id, first, tries, old, known, answered, ended)
            self.episodes.append(one)
        self._run = []


def episodes_and_tries(facts: Facts, window: Window) -> tuple[list[Episode], list[Try]]:
    """Return the episodes that began in the window, and its tries."""
    touches, readings = facts.history.touches, facts.history.readings
    # Tries before the window have their part in it only if nothing has ended their run.
    start = first_since(facts.history, window.since)
    while start and readings[start - 1] not in (TWO_WAY, THEIRS):
        start -= 1
    if start == len(touches):
        return [], []
    walk = _Walk(facts, window, TWO_WAY in readings[:start])
    for touch, reading in zip(touches[start:], readings[start:], strict=True):
        if reading not in (ASIDE, BOUNCED):
            walk.step(touch, reading)
    walk.stop()
    return walk.episodes, walk.tries


def answered_by_try(marks: Mapping[EpisodeMark, int], known: bool) -> Answered:
    """Return at which try new people answer, or `known` ones."""
    spans: dict[tuple[int, bool], int] = {}
    still_open = too_young = 0
    for (was_known, old, over, is_open), count in marks.items():
        if was_known != known:
            continue
        if not old:
            too_young += count
            continue
        spans[old, over] = spans.get((old, over), 0) + count
        still_open += count if is_open else 0
    most = max((tries for tries, _ in spans), default=0)
    found = survival.steps(spans, range(1, most + 1))
    return Answered(sum(spans.values()), still_open, too_young, survival.curve(found))


def answered_by_channel(marks: Mapping[TryMark, int], known: bool) -> tuple[ChannelAnswers, ...]:
    """Return which channels new people answer on, or `known` ones; the most used first."""
    tried: dict[str, int] = {}
    answers: dict[str, int] = {}
    for (was_known, channel, answered, young), count in marks.items():
        if was_known == known and not young:
            tried[channel] = tried.get(channel, 0) + count
            answers[channel] = answers.get(channel, 0) + (count if answered else 0)
    order = sorted(tried, key=lambda channel: (-tried[channel], channel))
    return tuple([ChannelAnswers(word, tried[word], answers[word]) for word in order])


def too_young(marks: Mapping[TryMark, int]) -> int:
    """Return how many tries have not had their time yet."""
    return sum(count for mark, count in marks.items() if mark[3])
