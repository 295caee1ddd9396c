"""Whose an e-mail address or a phone number is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from followup_md.model.contact import Handle
from followup_md.model.identity import address_key, number_key, same_number


class Reach:
    """The contacts of a book, found by where they are reached."""

    def __init__(self, handles: Iterable[Handle]) -> None:
        self._by_email: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._by_number: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._known: dict[str, tuple[str, ...]] = {}
        for handle in handles:
            for email in handle.emails:
                self._by_email[address_key(email)][handle.id] = None
            for phone in handle.phones:
                self._by_number[number_key(phone)].append((phone, handle.id))

    def ids(self, address: str) -> tuple[str, ...]:
        """Return the contacts that have an address or a number: one, several or none."""
        found = self._known.get(address)
        if found is None:
            if "@" in address:
                found = tuple(self._by_email.get(address_key(address), ()))
            else:
                same = self._by_number.get(number_key(address), ())
                each = (id_ for phone, id_ in same if same_number(phone, address))
                found = tuple(dict.fromkeys(each))
            self._known[address] = found
        return found
