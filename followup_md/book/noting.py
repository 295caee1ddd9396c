"""Importing history: touches of the past, as one change for `undo` and Git.

Of what is written the last message of a day in each direction is a touch, of calls and meetings
each. Nobody is made a contact by it, and what may be one of several is left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from followup_md.book import one_file, save
from followup_md.book.book import Book
from followup_md.book.history_sources import HistorySource
from followup_md.book.transaction import Saved
from followup_md.editing.past_touches import Added, PastTouches, order
from followup_md.editing.plan import apply_plan
from followup_md.errors import FollowupError
from followup_md.model.contact import Touch, path_of
from followup_md.model.message import Message, Noted, Ours, Party, Skipped, own_addresses, own_names
from followup_md.model.person import NotRead, Unread
from followup_md.model.reach import Reach
from followup_md.model.settings import Settings
from followup_md.parsing import note_outcomes
from followup_md.parsing.contact_file import read_text
from followup_md.policy import channels
from followup_md.storage.undo_log import Change

WHAT = "import"  # in a commit, and for `undo`
_SUBJECT = 200  # characters
_MANY = 1000  # touches: about as many as a file takes


class NoteWishes(NamedTuple):
    """What the user wants of an import of history."""

    today: date
    since: date  # what is older is left
    closed: date  # nothing is awaited of what is older than this
    subjects: bool = False  # for notes
    day_first: bool | None = None  # in 04/05/2026; None: not said


Key = tuple[date, str, str, str, str]  # day, channel, direction, time of a talk, outcome


class _Last(NamedTuple):
    """The last message of a day and direction, and how many there were; or a talk."""

    moment: datetime
    message: Message
    number: int


class Noting:
    """One import of history: what is added to whom."""

    def __init__(self, book: Book, wishes: NoteWishes) -> None:
        self._book = book
        self._wishes = wishes
        handles, self.found = book.handles()
        self._reach = Reach(handles)
        self._own = Ours(
            own_addresses(book.settings),
            wishes.since,
            wishes.today,
            own_names(book.settings),
            wishes.day_first,
        )
        self._seen: set[int] = set()
        self._days: defaultdict[str, dict[Key, _Last]] = defaultdict(dict)
        self._skipped = Counter[str]()
        self._strangers = Counter[Party]()
        self._ambiguous = Counter[Party]()
        self._unread: list[Unread] = []
        self._plans: dict[str, PastTouches] = {}
        self._added: dict[str, Added] = {}

    def take(self, source: HistorySource) -> int:
        """Take in what a source has; return how much that was."""
        count = 0
        for each in source.found(self._own):
            count += not isinstance(each, NotRead)
            if isinstance(each, Message):
                self._take(each)
            elif isinstance(each, Skipped):
                self._skipped[each.why] += 1
            else:
                self._unread.append(Unread(source.name, *each))
        return count

    def prepare(self) -> None:
        """Find out what is lacking, once everything is taken in."""
        settings, wishes = self._book.settings, self._wishes
        for id_, days in sorted(self._days.items()):
            touches = sorted((self._touch(*each) for each in days.items()), key=order)
            plan = PastTouches(tuple(touches), settings, wishes.closed)
            try:
                text = one_file.read(self._book, id_)
                contact = None if text is None else read_text(id_, text, settings).contact
                if text is None or contact is None:
                    raise FollowupError("")
                self._added[id_] = plan.look(contact)
                apply_plan(text, plan.plan, id_, settings)
            except FollowupError:
                path = path_of(id_)
                why = f"{path} is written in a way that followup cannot add this to"
                if len(touches) > _MANY:
                    why = f"{path} cannot hold {len(touches):,} more touches: --since a later day"
                self._unread.append(Unread("", "", why))
                self._added.pop(id_, None)
            else:
                self._plans[id_] = plan

    @property
    def result(self) -> Noted:
        """What is done, or would be."""
        added = self._added
        return Noted(
            tuple((id_, each.added) for id_, each in added.items() if each.added),
            sum(each.same for each in added.values()),
            sum(each.closed for each in added.values()),
            tuple((party.shown, count) for party, count in self._strangers.most_common()),
            tuple(
                (party.shown, self._reach.ids(party), count)
                for party, count in self._ambiguous.most_common()
            ),
            tuple(self._skipped.most_common()),
            tuple(self._unread),
        )

    def changes(self) -> Sequence[Change]:
        """Return what would be written."""
        return save.preview(self._book, self._edits())

    def save(self, commit: bool | None) -> Saved:
        """Write it; see `save.create_all`."""
        return save.create_all(self._book, {}, WHAT, commit, self._edits(), self._plans)

    def _edits(self) -> dict[str, one_file.TextEdit]:
        return {id_: partial(self._edit, id_) for id_, each in self._added.items() if each.edits}

    def _edit(self, id_: str, text: str) -> str:
        return apply_plan(text, self._plans[id_].plan, id_, self._book.settings).text

    def _take(self, message: Message) -> None:
        if message.id:
            key = hash((message.id, message.outcome))
            if key in self._seen:
                self._skipped["copy"] += 1
                return
            self._seen.add(key)
        moment = local(message.moment, self._book.settings)
        day = moment.date()
        if not self._wishes.since <= day <= self._wishes.today:
            older = day < self._wishes.since
            self._skipped["older than --since" if older else "in the future"] += 1
            return
        for party in message.people:
            ids = self._reach.ids(party)
            if len(ids) == 1:
                self._put(ids[0], message, moment)
            else:
                unnamed = party._replace(name="")  # of one address, by whatever name
                (self._ambiguous if ids else self._strangers)[unnamed] += 1

    def _put(self, id_: str, message: Message, moment: datetime) -> None:
        live = channels.is_live(message.channel, self._book.settings)
        time = f"{moment:%H:%M}" if live else ""
        kind = "" if live else message.outcome
        key = moment.date(), message.channel, message.direction, time, kind
        days = self._days[id_]
        old = days.get(key)
        if old is None:
            days[key] = _Last(moment, message, 1)
        elif live or old.moment <= moment:
            days[key] = _Last(moment, message, old.number + 1)
        else:
            days[key] = old._replace(number=old.number + 1)

    def _touch(self, key: Key, last: _Last) -> Touch:
        message = last.message
        note = touch_note(message, self._wishes.subjects)
        if last.number > 1 and not key[3]:
            several = f"{last.number} messages"
            note = f"{note} ({several})" if note else several
        touch = touch_of(message, last.moment, note)
        if note_outcomes.readings(touch, self._book.settings) is not None:
            return touch._replace(note="")  # a title that would say how it went
        return touch


def local(moment: datetime, settings: Settings) -> datetime:
    """Return a moment in the book's time zone; one without a zone is in it already."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(ZoneInfo(settings.timezone) if settings.timezone else None)
    except (ValueError, OSError, OverflowError):  # the edge of the calendar
        return moment


def touch_of(message: Message, moment: datetime, note: str) -> Touch:
    """Return the touch of a message, at a moment in the book's time zone."""
    return Touch(
        moment.date(),
        f"{moment:%H:%M}",
        message.direction,
        message.channel,
        message.outcome,
        by=message.by,
        note=note,
    )


def touch_note(message: Message, subjects: bool) -> str:
    """Return the note of a message: its subject if that is wanted."""
    if not subjects and not message.outcome:
        return ""
    return message.note[:_SUBJECT].strip()
