"""The policy a second time, written from its page alone, sentence by sentence, and plainly.

Whoever changes it, or the `plain_…` modules it is made of, reads the page and not
`followup_md/policy`: two programs written apart agree only where both follow the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from followup_md.model.contact import Promise, Quote
from followup_md.model.settings import CADENCES, CHANNELS
from tests.helpers.plain_items import ORDER, Item, Verdict


class Case(Verdict):
    """What the agenda of a day shows of one contact: whether it is due, where, how."""

    # The row

    def due(self) -> list[Item]:
        """The due items, the first of them in front."""
        # "An item is due when its date is on or before the day"; "its first item in the order …
        # among the due ones (of several of a kind the oldest due date)"
        due = [item for item in self.items if item.due <= self.on]
        return sorted(due, key=lambda item: (ORDER.index(item.kind), item.due))

    def overdue(self, item: Item) -> int:
        # "by the number of working days after (its date + 0 wd) up to the day"
        return self.week.between(self.week.on_or_after(item.due), self.on)

    def row_key(self) -> tuple[int, int, str, str]:
        # "Rows are ordered by that kind order, then overdue (most first), then name (case-folded,
        # by code point), then id."
        first = self.due()[0]
        name = self.contact.name.casefold()
        return ORDER.index(first.kind), -self.overdue(first), name, self.contact.id

    def touch_of(self, item: Item) -> tuple[int | None, int | None]:
        """Try n of m of a series; the try of what is pursued, without an m."""
        if item.kind == "chase" and self.cadence:
            # "m = len(gaps) + 1, n = min(tries + 1, m)"
            m = len(self.cadence.gaps) + 1
            return min(self.tries + 1, m), m
        if isinstance(item.about, Quote | Promise) and item.kind in {"quote", "waiting"}:
            # "try (number of distinct dates that counted) + 1"
            return self.pursuit(item.about).dates + 1, None
        return None, None

    @property
    def silent(self) -> bool:
        """ "No item of any kind, status open"."""
        return not self.items and self.status is None

    # Next channel

    def next_channel(self, item: Item) -> str:
        channels = self.channels()
        # "For a debt: the way that they used, of several the oldest call …, else the oldest"
        if item.kind == "owed":
            calls = [debt for debt in self.debts if self.history.live(debt.channel)]
            return self.usable_or_other((calls or self.debts)[0].channel, channels)
        # "`quote` and `waiting`: its cadence's list at the position that counts the touches that
        # counted one by one"
        if isinstance(item.about, Quote | Promise) and item.kind in {"quote", "waiting"}:
            return self.at_position(self.pursuit(item.about).touches, self.channels(item.kind))
        # "`chase`, `follow-up`: the cadence's list at position `tries`"
        if item.kind in {"chase", "follow-up"}:
            return self.at_position(self.tries, channels)
        # "`first`: its first"
        if item.kind == "first":
            return self.at_position(0, channels)
        # "`planned` ("did it happen?"): none"
        if item.kind == "planned":
            return ""
        # "the first written one of `prefer`, else e-mail, text, a written one of the list, or one
        # that you reached them on before"
        if item.kind == "promise":
            reached = [touch.channel for touch in reversed(self.history.of_kind("two-way"))]
            for channel in (*self.contact.prefer, "email", "text", *channels, *reached):
                if not self.history.live(channel) and self.history.usable(channel):
                    return channel
            return self.other(channels)
        # "`birthday`, `keep-in-touch`: the first of `prefer` where given; else the live channel of
        # the last two-way touch on one; else the channel of the last two-way touch; else the
        # list's first"
        if self.contact.prefer:
            return self.at_position(0, channels)
        talks = [touch.channel for touch in self.history.of_kind("two-way")]
        live = [channel for channel in talks if self.history.live(channel)]
        chosen = [live[-1]] if live else []
        chosen += [talks[-1]] if talks else []
        if item.kind == "birthday":
            # "for a birthday neither, where it was in person"
            chosen = [word for word in chosen if not self.settings.channels[word].in_person]
            for channel in chosen:
                if self.history.usable(channel):
                    return channel
        elif chosen:
            return self.usable_or_other(chosen[0], channels)
        return self.at_position(0, channels)

    def channels(self, kind: str = "") -> Sequence[str]:
        """The list: that of `quote` and `waiting`, or that of the contact's cadence."""
        # "`prefer`, where given, is the list"
        if self.contact.prefer:
            return self.contact.prefer
        # "the list of a contact without a cadence is `warm`'s"; "A cadence without `channels`
        # takes `warm`'s"
        cadences = self.settings.cadences
        cadence = cadences[kind] if kind else self.cadence or cadences["warm"]
        return cadence.channels or cadences["warm"].channels or CADENCES["warm"].channels

    def at_position(self, position: int, channels: Sequence[str]) -> str:
        # "Positions wrap round"; "If the chosen one is not usable: the next usable after that
        # position, wrapping"
        for step in range(len(channels)):
            channel = channels[(position + step) % len(channels)]
            if self.history.usable(channel):
                return channel
        return self.other(channels)

    def usable_or_other(self, channel: str, channels: Sequence[str]) -> str:
        return channel if self.history.usable(channel) else self.other(channels)

    def other(self, channels: Sequence[str]) -> str:
        """What there is where nothing was chosen by its position, or none of the list will do."""
        # "the first usable of the list; then any channel that they were reached on before, latest
        # first; then those of the built-in table that need something which the contact has; then
        # telegram and linkedin, if one of their pages is there"
        reached = [touch.channel for touch in self.history.of_kind("two-way")]
        needing = [channel for channel in CHANNELS if CHANNELS[channel].needs]
        there = [("telegram", "t.me/"), ("linkedin", "linkedin.com/")]
        urls = " ".join(self.contact.url)
        pages = [channel for channel, page in there if page in urls]
        for channel in (*channels, *reversed(reached), *needing, *pages):
            if self.history.usable(channel):
                return channel
        return ""
