"""Who of a book somebody is that a file of another program names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from followup_md.model import identity
from followup_md.model.contact import Birthday, Contact
from followup_md.model.identity import address_key, name_key, number_key, same_number, url_key
from followup_md.typed import NamedTuple

NOBODY_TOLD_APART = "several contacts have this UID"
OTHER_NAME = "the same e-mail address, another name"
SEVERAL_ADDRESSES = "the same e-mail address as several contacts"
SEVERAL_PAGES = "the same name and page as several contacts"
SEVERAL_NUMBERS = "the same phone number as several contacts"
SEVERAL_NAMES = "the same name as several contacts"
OTHER_ADDRESS = "the same name, another e-mail address"
OTHER_UID = "the same name, another UID"
OTHER_BIRTHDAY = "the same name, another birthday"
OTHER_PAGE = "the same name, another page on the same site"
ONE_WORD = "the same name, of one word, and nothing else in common"


class Verdict(NamedTuple):
    """Who somebody is: the contact, or those who may be it and why it is not clear; or nobody."""

    id: str = ""
    why: str = ""
    candidates: tuple[str, ...] = ()


class KnownPeople:
    """The contacts of a book, and those that are to be made, found by what is said of them."""

    def __init__(self, contacts: Iterable[Contact] = ()) -> None:
        self.contacts: dict[str, Contact] = {}
        self._by_uid = _Index()
        self._by_email = _Index()
        self._by_url = _Index()
        self._by_number = _Index()
        self._by_name = _Index()
        for contact in contacts:
            self.put(contact)

    def put(self, contact: Contact) -> None:
        """Add a contact, or what is now known of one more."""
        id_ = contact.id
        self.contacts[id_] = contact
        self._by_uid.add(identity.card_uid(contact), id_)
        for email in contact.email:
            self._by_email.add(address_key(email.value), id_)
        for phone in contact.phone:
            self._by_number.add(number_key(phone.value), id_)
        for url in contact.url:
            self._by_url.add(url_key(url), id_)
        for name in (contact.name, *contact.nicknames):
            self._by_name.add(name_key(name), id_)

    def who_is(self, person: Contact) -> Verdict:
        """Return who somebody is: the first rule that says anything decides."""
        for rule in (self._uid, self._email, self._url, self._number, self._name):
            verdict = rule(person)
            if verdict is not None:
                return verdict
        return Verdict()

    def _uid(self, person: Contact) -> Verdict | None:
        found = self._by_uid.ids(person.uid) if person.uid else ()
        if identity.is_own_uid(person.uid):  # another book may have another person of this id
            found = self._of_name(person, found, _may_be_renamed)
        return self._one(person, found, NOBODY_TOLD_APART) if found else None

    def _email(self, person: Contact) -> Verdict | None:
        found = self._by_email.ids(*(address_key(email.value) for email in person.email))
        if not found:
            return None
        agreeing = self._of_name(person, found, _may_be_renamed)
        if not agreeing:
            return Verdict("", OTHER_NAME, found)
        return self._one(person, agreeing, SEVERAL_ADDRESSES)

    def _url(self, person: Contact) -> Verdict | None:
        found = self._by_url.ids(*map(url_key, person.url))
        key = name_key(person.name)
        same = tuple(id_ for id_ in found if key == name_key(self.contacts[id_].name))
        return self._one(person, same, SEVERAL_PAGES) if same else None

    def _number(self, person: Contact) -> Verdict | None:
        keys = (number_key(phone.value) for phone in person.phone)
        found = [
            id_
            for id_ in self._by_number.ids(*keys)
            if any(
                same_number(one.value, other.value)
                for one in person.phone
                for other in self.contacts[id_].phone
            )
        ]
        # A household shares a number and its family name, an office a number.
        agreeing = self._of_name(person, found, identity.is_one_name)
        return self._one(person, agreeing, SEVERAL_NUMBERS) if agreeing else None

    def _name(self, person: Contact) -> Verdict | None:
        key = name_key(person.name)
        found = self._by_name.ids(key)
        if not found:
            return None
        if len(found) > 1:
            return Verdict("", SEVERAL_NAMES, found)
        other = self.contacts[found[0]]
        why = ""
        if person.email and other.email:
            why = OTHER_ADDRESS
        elif person.uid and other.uid and not identity.is_own_uid(person.uid):
            why = OTHER_UID
        elif _differ(person.birthday, other.birthday):
            why = OTHER_BIRTHDAY
        elif _on_other_pages(person, other):
            why = OTHER_PAGE
        elif len(key) == 1 and key != name_key(other.name):
            why = ONE_WORD
        return Verdict("", why, found) if why else Verdict(found[0])

    def _of_name(
        self, person: Contact, ids: Iterable[str], agree: Callable[[str, str], bool]
    ) -> tuple[str, ...]:
        """Return those of the contacts who may have the same name."""
        names = (person.name, *person.nicknames)
        return tuple(
            id_
            for id_ in ids
            if any(agree(one, other) for one in names for other in _names(self.contacts[id_]))
            or is_nameless(person)
            or is_nameless(self.contacts[id_])
        )

    def _one(self, person: Contact, ids: tuple[str, ...], why: str) -> Verdict:
        """Return the only one, or the only one of exactly this name."""
        if len(ids) > 1:
            key = name_key(person.name)
            exact = [id_ for id_ in ids if name_key(self.contacts[id_].name) == key]
            if len(exact) != 1:
                return Verdict("", why, ids)
            return Verdict(exact[0])
        return Verdict(ids[0])


class _Index:
    """Ids by a key, in the order in which they came."""

    def __init__(self) -> None:
        self._ids: defaultdict[object, dict[str, None]] = defaultdict(dict)

    def add(self, key: object, id_: str) -> None:
        if key:
            self._ids[key][id_] = None

    def ids(self, *keys: object) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for key in keys:
            found |= self._ids.get(key, {}) if key else {}
        return tuple(found)


def is_nameless(contact: Contact) -> bool:
    """Whether what stands for the name is one of the addresses or numbers."""
    return any(contact.name == each.value for each in (*contact.email, *contact.phone))


def _names(contact: Contact) -> tuple[str, ...]:
    return (contact.name, *contact.nicknames)


def _may_be_renamed(one: str, other: str) -> bool:
    return identity.is_one_name(one, other) or identity.same_first_word(one, other)


def _on_other_pages(one: Contact, other: Contact) -> bool:
    """Whether both have a page on one site, as members of a network have, and none is the same."""
    ours, theirs = ({url_key(url) for url in each.url} for each in (one, other))
    sites = [{key.partition("/")[0] for key in keys if "/" in key} for keys in (ours, theirs)]
    return bool(sites[0] & sites[1]) and not ours & theirs


def _differ(one: Birthday | None, other: Birthday | None) -> bool:
    if one is None or other is None:
        return False
    years = one.year is not None and other.year is not None and one.year != other.year
    return years or one[:2] != other[:2]
