"""Whose an e-mail address or a phone number is, or a name in your own address book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from followup_md.model.contact import Handle
from followup_md.model.identity import address_key, name_key, number_key, same_number
from followup_md.model.message import Party


class Reach:
    """The contacts of a book, found by where they are reached."""

    def __init__(self, handles: Iterable[Handle]) -> None:
        self._handles = tuple(handles)
        self._by_email: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._by_number: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        self._by_name: defaultdict[tuple[str, ...], dict[str, None]] | None = None
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        for handle in self._handles:
            for email in handle.emails:
                self._by_email[address_key(email)][handle.id] = None
            for phone in handle.phones:
                self._by_number[number_key(phone)].append((phone, handle.id))

    def ids(self, party: Party) -> tuple[str, ...]:
        """Return the contacts who may be somebody: one, several or none.

        An address or number comes first, then what you know them as, if anything.
        """
        key = party.address, party.known_as
        found = self._known.get(key)
        if found is None:
            found = self._of_address(party.address) if party.address else ()
            if len(found) != 1 and party.known_as:
                named = self._of_name(party.known_as)
                found = tuple(id_ for id_ in found if id_ in named) or found or named
            self._known[key] = found
        return found

    def _of_address(self, address: str) -> tuple[str, ...]:
        if "@" in address:
            return tuple(self._by_email.get(address_key(address), ()))
        same = self._by_number.get(number_key(address), ())
        each = (id_ for phone, id_ in same if same_number(phone, address))
        return tuple(dict.fromkeys(each))

    def _of_name(self, name: str) -> tuple[str, ...]:
        if self._by_name is None:
            self._by_name = defaultdict(dict)
            for handle in self._handles:
                for each in (handle.name, *handle.nicknames):
                    self._by_name[name_key(each)][handle.id] = None
        return tuple(self._by_name.get(name_key(name), ()))
