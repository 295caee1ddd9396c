"""A chat with one person, as WhatsApp exports it. No text is kept, and groups are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import BinaryIO, NamedTuple

from followup_md.formats import whatsapp_lines, whatsapp_words
from followup_md.formats.whatsapp_lines import Line, Stamp, shown
from followup_md.model import identity
from followup_md.model.message import Found, Message, Ours, Party, Skipped
from followup_md.model.person import NotRead

_PAIR = 2  # people in a chat that is no group
_LARGEST = 256 * 1024 * 1024  # bytes
_DIGITS = 6  # that a number has, at least
_WHO = "who of them you are is not told: me: your name in followup.yml, as it stands in the chat"
_ORDER = "days could be day/month or month/day: --day-first or --month-first"
_HALF = "a time with a word that is neither a.m. nor p.m. in a language known here"


class _Chat(NamedTuple):
    """Who is in a chat, and how its days are written."""

    other: str  # "" in a group, or where nobody else is named
    by: str  # who of the team exported it
    day_first: bool
    group: bool = False


def read(stream: BinaryIO, own: Ours) -> Iterator[Found]:
    """Yield the messages and calls of a chat; those of a group are skipped."""
    if stream.seek(0, 2) > _LARGEST:
        yield NotRead("", f"over {_LARGEST // 1024**2} MiB: split the file")
        return
    stream.seek(0)
    chat = _look(whatsapp_lines.read(stream), own)
    if isinstance(chat, NotRead):
        yield chat
        return
    stream.seek(0)
    alike, minute = Counter[int](), None
    for line in whatsapp_lines.read(stream):
        moment = line.stamp and line.stamp.moment(chat.day_first)
        found = _found(line, chat, moment)
        if isinstance(found, Message):
            if minute != moment:
                alike.clear()
                minute = moment
            key = hash((line.sender, line.text))
            alike[key] += 1
            found = found._replace(id=f"{chat.other}\0{moment}\0{key}\0{alike[key]}")
        yield found


def _found(line: Line, chat: _Chat, moment: datetime | None) -> Found:
    if chat.group:
        return Skipped("group")
    if whatsapp_words.is_notice(line.text, line.by_program):
        return Skipped("notice")
    call = whatsapp_words.call(line.text, line.by_program)
    if not (line.sender or call):
        return Skipped("notice")
    if moment is None:
        return Skipped("no date")
    if not chat.other:
        return Skipped("nobody else named")
    theirs = not line.sender or line.sender == chat.other
    channel, outcome = "whatsapp", ""
    if call:
        channel, missed = call
        outcome = "answered" if not missed else "missed" if theirs else "no-answer"
    direction, by = ("in", "") if theirs else ("out", chat.by)
    return Message(moment, channel, direction, (_party(chat.other),), outcome, by=by)


def _party(name: str) -> Party:
    digits = sum(map(str.isdecimal, name))
    if digits >= _DIGITS and not any(map(str.isalpha, name)):
        return Party(name[:40])
    return Party("", known_as=name)


def _look(lines: Iterable[Line], own: Ours) -> _Chat | NotRead:
    """Return who is in a chat and how its days are written, or why that is not told."""
    title, senders, days = whatsapp_words.title(own.title), dict[str, None](), _Days(own.until)
    group = False
    for line in lines:
        if line.stamp is None:
            return NotRead(f"line {line.number}", _HALF)
        days.see(line.stamp)
        if whatsapp_words.is_notice(line.text, line.by_program):
            if line.by_program and whatsapp_words.is_about_keys(line.text):
                title = title or line.sender
            continue
        if line.by_program and whatsapp_words.call(line.text, True) is None:
            group = group or whatsapp_words.is_of_group(line.text)
        if line.sender:
            senders[line.sender] = None
        if len(senders) > _PAIR:
            group = True
            break
    if group:
        return _Chat("", "", True, group=True)
    day_first = days.day_first(own.day_first)
    if not days.seen:
        return NotRead("", "no message in it")
    if day_first is None:
        return NotRead("", _ORDER)
    return _people(tuple(senders), title, day_first, own)


def _people(senders: tuple[str, ...], title: str, day_first: bool, own: Ours) -> _Chat | NotRead:
    """Return who of one or two is the other side."""
    named = [name for name in senders if identity.name_key(name) == identity.name_key(title)]
    named = named or [name for name in senders if title and _goes_with(name, title)]
    mine = _mine(senders, own)
    if len(named) == 1:
        others = named
    elif len(senders) == _PAIR and title and not named:
        return _Chat("", "", day_first, group=True)
    elif len(mine) == 1:
        others = [name for name in senders if name not in mine] or [title]
        if title and others != [title]:
            return _Chat("", "", day_first, group=True)
    elif senders and (len(senders) == _PAIR or not own.names):
        return NotRead("", _WHO)
    else:
        others = [title or next(iter(senders), "")]
        if senders and others[0] != senders[0]:
            return _Chat("", "", day_first, group=True)
    writer = next((name for name in senders if name not in others), "")
    return _Chat(others[0], mine.get(writer, ""), day_first)


def _mine(senders: Iterable[str], own: Ours) -> dict[str, str]:
    """Return who of them is you, or of the team, with their `by`: exactly, else by a part."""
    exact, alike = dict[str, str](), dict[str, str]()
    for sender in senders:
        for name, word in own.names:
            if _is_number(name):
                if identity.same_number(name, sender):
                    exact.setdefault(sender, word)
            elif identity.name_key(name) == identity.name_key(sender):
                exact.setdefault(sender, word)
            elif identity.is_one_name(name, sender):
                alike.setdefault(sender, word)
    return exact or alike


def _is_number(name: str) -> bool:
    return not any(map(str.isalpha, name))


def _goes_with(name: str, title: str) -> bool:
    """Whether a name is that of a title, of which a file's name may have lost some signs."""
    key = identity.name_key(name)
    return set(key) <= set(identity.name_key(shown(title)))


class _Days:
    """What the days of a chat tell of their order."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._last: dict[bool, date] = {}
        self._impossible: set[bool] = set()
        self._unlikely: set[bool] = set()  # it would go back, or beyond today
        self._before = (0, 0, 0)
        self._dotted = False
        self.seen = False

    def see(self, stamp: Stamp) -> None:
        """Take in the day of a line."""
        self.seen = True
        if stamp[:3] == self._before or stamp.year_first:
            return
        self._before = stamp[:3]
        self._dotted = self._dotted or stamp.sep in (".", "-")
        days = {first: stamp.day(first) for first in (True, False)}
        if days[True] is None and days[False] is None:
            return
        for first, day in days.items():
            if day is None:
                self._impossible.add(first)
                continue
            last = self._last.get(first, day)
            if (last - day).days > 1 or day > self._today:
                self._unlikely.add(first)
            self._last[first] = day

    def day_first(self, said: bool | None) -> bool | None:
        """Return whether the day comes before the month; None if nobody knows."""
        if not self._last:
            return True
        if len(self._impossible) == 1:
            return False in self._impossible
        if said is not None:
            return said
        if self._dotted:
            return True
        if len(self._unlikely) == 1:
            return False in self._unlikely
        return None
