"""Reading again what has changed, on all processors where it is much, and keeping it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any
from zlib import crc32

from followup_md.doors import intake
from followup_md.doors.memory import Kept
from followup_md.model.kept import packed
from followup_md.model.kept import shelf as shelves
from followup_md.model.kept.shelf import Card
from followup_md.model.policy.calendar import Calendar
from followup_md.model.settings import Settings
from followup_md.store import stamps
from followup_md.store.cache import Cache, DoubtError, check, sealed
from followup_md.store.stamps import Seen

MANY = 2000  # files for which a second process pays
_AT_ONCE = 100  # files of one job
_COMMIT = 2000  # files after which what was done is safe
_MOST_HANDS = 8

# Which folder, and for each file: its place, its card, the contact as it is kept, whether it was
# the machine that failed.
Result = tuple[int, list[tuple[int, tuple[Any, ...], bytes, bool]]]


class Gathering:
    """The folders of one look at a book that have changed, and what is read of them."""

    def __init__(
        self, root: str, settings: Settings, calendar: Calendar, cache: Cache, seen: Sequence[Seen]
    ) -> None:
        self._book = root, settings, calendar
        self._cache = cache
        self._piles = [_Pile(one, cache) for one in seen]
        self._rows: list[tuple[str, str, bytes | None]] = []
        self.total = sum(len(pile.places) for pile in self._piles)
        self.kept: dict[str, Kept] = {}
        self.fresh: dict[str, bytes] = {}  # the contacts, where they are few

    def run(self, tell: Callable[[int, int], None]) -> None:
        """Read and keep everything; where this is interrupted, what is done is kept."""
        done = safe = 0
        try:
            for pile in self._piles:
                if not pile.places:
                    self._finish(pile)
            for number, read in self._results():
                self._add(self._piles[number], read)
                done += len(read)
                if done - safe >= _COMMIT:
                    safe = done
                    self._commit()
                if self.total >= MANY:
                    tell(done, self.total)
        except BaseException:
            for pile in self._piles:
                if pile.left and pile.left < len(pile.cards):
                    self._finish(pile.part())
            with suppress(DoubtError):
                self._cache.put(self._rows)
            raise
        self._commit()

    def _results(self) -> Iterator[Result]:
        jobs = [
            (number, pile.places[start : start + _AT_ONCE])
            for number, pile in enumerate(self._piles)
            for start in range(0, len(pile.places), _AT_ONCE)
        ]
        if self.total < MANY:
            yield from map(self._work, jobs)
            return
        from followup_md.store import hands

        several = hands.processors()
        if several == 1:
            yield from map(self._work, jobs)
            return
        try:
            yield from hands.spread(jobs, self._work, min(several, _MOST_HANDS))
        except hands.HandsError as error:
            raise DoubtError("a process of ours has died") from error

    def _work(self, job: tuple[int, Sequence[int]]) -> Result:
        number, places = job
        root, settings, calendar = self._book
        pile = self._piles[number]
        found = []
        for place in places:
            id_ = pile.id_of(place)
            read = intake.read(root, id_, settings)
            if read is None:
                raise DoubtError("a file went while it was to be read")
            file, failed = read
            value = b""
            if file.contact is None:
                card = shelves.unread(file.problems)
            else:
                value = sealed(id_, packed.contact(file.contact), self._cache.edition)
                card = shelves.card(file.contact, check(value), settings, calendar)
            found.append((place, tuple(card), value, failed))
        return number, found

    def _add(self, pile: _Pile, read: list[tuple[int, tuple[Any, ...], bytes, bool]]) -> None:
        for place, card, value, failed in read:
            pile.cards[place] = Card._make(card)
            if failed:
                pile.failed.add(place)
            id_ = pile.id_of(place)
            self._rows.append(("contact", id_, value or None))
            if self.total < MANY:
                self.fresh[id_] = value
        pile.left -= len(read)
        if not pile.left:
            self._finish(pile)

    def _finish(self, pile: _Pile) -> None:
        prefix, edition = pile.prefix, self._cache.edition
        cards = [card for card in pile.cards if card is not None]
        folder, marks = pile.folder, pile.stamps
        if pile.failed:
            marks = stamps.without(marks, pile.failed)
            folder = folder._replace(digest=-1)  # no digest of stamps: they are compared one by one
        names = crc32("\0".join((prefix, *folder.names)).encode("utf-8", "surrogateescape"))
        kept = self.kept[prefix] = Kept(folder, shelves.pack(cards), names)
        plain = tuple(tuple(card) for card in cards)
        self._rows += [("contact", id_, None) for id_ in pile.gone]
        self._rows.append(("cards", prefix, sealed(prefix, (folder.names, plain, marks), edition)))
        self._rows.append(("folder", prefix, sealed(prefix, kept.plain(), edition)))

    def _commit(self) -> None:
        try:
            self._cache.put(self._rows)
        except DoubtError:
            if self.total >= MANY:
                raise
            # Read-only, full or busy: what was read is at hand, and is read again next time.
        self._rows.clear()


class _Pile:
    """One changed folder: cards that are known, and the places of those to be made."""

    def __init__(self, seen: Seen, cache: Cache) -> None:
        self.prefix, self.folder, self.stamps = seen.prefix, seen.folder, seen.stamps
        names = self.folder.names
        known: dict[str, Card] = {}
        if seen.before is not None and len(seen.stale) < len(names):
            kept = _cards(cache, seen.prefix)
            known = {name: kept[name] for name in seen.before.names if name in kept}
        stale = {names[place] for place in seen.stale}
        self.cards = [None if name in stale else known.get(name) for name in names]
        self.places = [place for place, card in enumerate(self.cards) if card is None]
        self.left = len(self.places)
        self.failed: set[int] = set()
        before = seen.before.names if seen.before is not None else ()
        self.gone = [f"{seen.prefix}{name[:-3]}" for name in set(before) - set(names)]

    def id_of(self, place: int) -> str:
        return f"{self.prefix}{self.folder.names[place][:-3]}"

    def part(self) -> _Pile:
        """Turn into what is done of it: a folder to be listed again, of fewer names."""
        done = [place for place, card in enumerate(self.cards) if card is not None]
        self.failed = {number for number, place in enumerate(done) if place in self.failed}
        self.cards = [self.cards[place] for place in done]
        self.stamps = stamps.only(self.stamps, done)
        names = tuple(self.folder.names[place] for place in done)
        self.folder = self.folder._replace(itself=(), names=names, digest=-1)
        return self


def _cards(cache: Cache, prefix: str) -> dict[str, Card]:
    try:
        names, cards, _ = cache.get("cards", prefix) or ((), (), b"")
    except DoubtError:
        return {}
    return dict(zip(names, map(Card._make, cards), strict=True))
