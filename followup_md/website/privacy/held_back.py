"""What is due and not shown because of `publish:`. It is counted, and never named."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from followup_md.model.contact import Contact
from followup_md.model.settings import Publish
from followup_md.policy.phrases import plural
from followup_md.typed import NamedTuple

# What a page does not show of a contact: nothing that is due, a due reason, or the whole row.
NOTHING, REASON, ROW = 0, 1, 2


class HeldBack(NamedTuple):
    """How many of the contacts that others may see have something due that they do not see."""

    rows: int = 0  # contacts that are not listed at all
    reasons: int = 0  # contacts that are listed with fewer reasons

    @classmethod
    def tally(cls, found: Iterable[int]) -> HeldBack:
        """Count ROW and REASON among these."""
        every = list(found)
        return cls(every.count(ROW), every.count(REASON))

    def words(self, shown: int) -> str:
        """Return it in words, to be followed by "hidden by `publish:`"; `shown`: contacts due."""
        parts = []
        if self.rows:
            parts.append(f"{self.rows}{' more' * bool(shown)} {_are(self.rows)} due")
        if self.reasons:
            one = self.reasons == 1
            reasons = "has another reason" if one else "have other reasons"
            parts.append(f"{self.reasons} of those listed {reasons}")
        return " and ".join(parts)


def private_words(contacts: int, due: int) -> str:
    """Return how many contacts are private, and how many of them are due, for their owner."""
    if not contacts:
        return ""
    one = contacts == 1
    some = (", which is due," if one else f", {due} of them due,") if due else ""
    return (
        f"{plural(contacts, 'private contact')}{some} {_are(contacts)} not on the published site."
    )


def hides_dates(publish: Publish) -> bool:
    """Whether something that can make a contact due is not published."""
    return not (publish.birthdays and publish.promises and publish.quotes)


def loses_dates(contact: Contact, view: Contact) -> bool:
    """Whether the public view of a contact lacks something that can make it due."""
    return (contact.birthday, contact.promises, contact.quotes) != (
        view.birthday,
        view.promises,
        view.quotes,
    )


def compare(due: Collection[str], shown: Collection[str]) -> int:
    """Compare the kinds of what is due for a contact with those that are shown."""
    if due and not shown:
        return ROW
    return REASON if set(due) - set(shown) else NOTHING


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
