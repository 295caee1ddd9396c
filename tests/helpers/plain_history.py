"""How the policy's page reads a history, sentence by sentence: a part of its second statement."""

from __future__ import annotations

from datetime import date

from followup_md.model.contact import Contact, Touch
from followup_md.model.settings import Settings

UNHEARD = {"no-answer", "busy"}  # "an attempt that left nothing behind"


class History:
    """The touches up to a day, what kind each of them is, and which debts they leave."""

    def __init__(self, contact: Contact, settings: Settings, on: date) -> None:
        self.contact = contact
        self.channels = settings.channels
        # "`planned` touches are appointments, never history; `cancelled` ones are neither";
        # "touches dated after the day are left out".
        self.touches = [
            touch
            for touch in contact.touches
            if touch.outcome not in {"planned", "cancelled"} and touch.date <= on
        ]
        # "The others are sorted by date; entries of one date keep their order in the file."
        self.touches.sort(key=lambda touch: touch.date)
        self.kinds: list[str] = []
        for touch in self.touches:
            self.kinds.append(self.kind(touch))

    def of_kind(self, *kinds: str) -> list[Touch]:
        """The touches of these kinds, in order."""
        return [
            touch for touch, kind in zip(self.touches, self.kinds, strict=True) if kind in kinds
        ]

    # "Going through them in order, each is one of"

    def kind(self, touch: Touch) -> str:
        """What the next touch is, where the kinds of those before it are known."""
        outcome = touch.outcome
        if not outcome and self.live(touch.channel):
            outcome = "answered"  # format.md: "Without an outcome a live channel means `answered`"
        # "aside: outcome `fyi` or `gave`, either direction"
        if outcome in {"fyi", "gave"}:
            return "aside"
        # "bounced: either direction: an attempt that reached nobody"
        if outcome == "bounced":
            return "bounced"
        # "two-way: outcome `answered`, `met` or `declined`, either direction"
        if outcome in {"answered", "met", "declined"}:
            return "two-way"
        if touch.incoming:
            return "theirs"  # "any other incoming touch (incoming `replied` too)"
        # "outgoing `replied`"
        if outcome == "replied":
            return "two-way"
        # "an outgoing touch on a written channel with no outcome written while there are
        # undischarged debts and all of them came on written channels"
        if not outcome:
            debts = self.debts()
            if debts and all(not self.live(debt.channel) for debt in debts):
                return "two-way"
        if self.belongs_to_a_talk(touch):
            return "two-way"
        return "attempt"  # "any other outgoing touch"

    def belongs_to_a_talk(self, touch: Touch) -> bool:
        """Whether it is "the summary after the talk"."""
        # "later in order on the same date as a two-way touch with no theirs between them"
        for place in reversed(range(len(self.kinds))):
            if self.touches[place].date != touch.date or self.kinds[place] == "theirs":
                return False
            if self.kinds[place] == "two-way":
                return True
        return False

    # Debts

    def debts(self) -> list[Touch]:
        """Theirs that nothing has discharged so far, oldest first."""
        return [
            self.touches[place]
            for place, kind in enumerate(self.kinds)
            if kind == "theirs" and not self.discharged(place)
        ]

    def discharged(self, debt: int) -> bool:
        """Whether a touch after the debt at this place returns it."""
        unheard = set()
        for place in range(debt + 1, len(self.kinds)):
            # "It is discharged by the first later touch that is two-way, or an attempt in kind
            # that did not bounce"
            if self.kinds[place] == "two-way":
                return True
            if self.kinds[place] == "attempt" and self.in_kind(place, debt):
                # "`no-answer`, `busy` … only where it is the third distinct date of such attempts
                # since that debt"
                if self.touches[place].outcome not in UNHEARD:
                    return True
                unheard.add(self.touches[place].date)
                if len(unheard) == 3:
                    return True
        return False

    def in_kind(self, attempt: int, debt: int) -> bool:
        """Whether an attempt is of the kind that returns this debt."""
        # "on a live channel if the debt came on a live channel; on any channel if it came on a
        # written one, or if `call` is not usable for this contact"
        if not self.live(self.touches[debt].channel) or not self.usable("call"):
            return True
        return self.live(self.touches[attempt].channel)

    def last_unheard(self, debt: Touch) -> date | None:
        """When a debt that still stands was last tried to be returned, in vain."""
        # "the last `no-answer` or `busy` attempt after it that would otherwise have discharged it"
        start = [touch is debt for touch in self.touches].index(True)
        found = None
        for place in range(start + 1, len(self.touches)):
            unheard = self.kinds[place] == "attempt" and self.touches[place].outcome in UNHEARD
            if unheard and self.in_kind(place, start):
                found = self.touches[place].date
        return found

    # The streak

    def streak(self) -> list[Touch]:
        """The tries that nobody has answered."""
        # "the run of attempts, bounced ones included, after the last two-way or theirs touch
        # (asides do not break it)"
        run: list[Touch] = []
        for touch, kind in zip(self.touches, self.kinds, strict=True):
            if kind in {"two-way", "theirs"}:
                run = []
            if kind in {"attempt", "bounced"}:
                run.append(touch)
        # "Where `follow_up` names a day and an attempt that did not bounce is dated on or after
        # it, attempts before that day are no part of the streak"
        agreed = self.contact.follow_up
        if agreed and any(touch.date >= agreed.date for touch in self.of_kind("attempt")):
            run = [touch for touch in run if touch.date >= agreed.date]
        return run

    # Channels

    def live(self, channel: str) -> bool:
        return self.channels[channel].live

    def same(self, one: str, other: str) -> bool:
        """Whether two words count as one channel."""
        # format.md: "`phone` counts as `call`, `mail` as `email`, `sms` as `text` where channels
        # are compared"
        return (self.channels[one].same or one) == (self.channels[other].same or other)

    def has_what_it_needs(self, channel: str) -> bool:
        needs = self.channels[channel].needs
        if needs == "phone":
            return len(self.contact.phone) > 0
        if needs == "email":
            return len(self.contact.email) > 0
        return True

    def usable(self, channel: str) -> bool:
        # "A channel is usable when the contact has what it needs, it is not in `never`, and the
        # latest touch in history, either direction, on it did not bounce."
        if not self.has_what_it_needs(channel):
            return False
        if any(self.same(channel, other) for other in self.contact.never):
            return False
        on_it = [touch for touch in self.touches if self.same(channel, touch.channel)]
        return not on_it or on_it[-1].outcome != "bounced"
