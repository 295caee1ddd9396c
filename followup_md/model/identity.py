"""Whether two contacts are one person, as far as what is written of them tells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Sequence

from followup_md.model.contact import Contact, Entry, Touch, without_line
from followup_md.model.folding import fold
from followup_md.model.reminder import HOST

# What stands beside a name and is no part of it.
_TITLES = frozenset(
    {"dr", "dra", "prof", "professor", "phd", "md", "dds", "rev", "sir", "mag", "dipl", "ing"}
    | {"mr", "mrs", "ms", "miss", "mx", "herr", "frau", "mme", "mlle", "sr", "sra", "srta", "sig"}
)
# Of these, what tells nothing but how to address somebody.
HONORIFICS = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "herr", "frau", "mme", "mlle", "sr", "sra", "srta", "sig"}
)
_ASCII_WORD = re.compile("[a-z0-9]+")
_EXTENSION = re.compile(r"[\s,;]*(?:ext(?:ension|n)?\.?|x|#)\s*[=:]?\s*\d{1,6}\s*\Z", re.I)
_WORDS = 2  # that are left, at least, without a title: "Mr Lee" is not "Mrs Lee"
_ENTRIES = "entries"
_OWN = f"@{HOST}"
_LOCAL = 7  # digits of a number without the codes of country and area


def name_key(name: str) -> tuple[str, ...]:
    """Return what spellings of one name have in common: words in any order, without titles."""
    return tuple(sorted(_words_of(name)))


def _words_of(name: str) -> list[str]:
    folded = fold(name).replace("'", "")
    if folded.isascii():
        words = _ASCII_WORD.findall(folded)
    else:
        words = "".join(c if _in_word(c) else " " for c in folded).split()
    plain = [word for word in words if word not in _TITLES]
    return (plain if len(plain) >= _WORDS else words) or [folded]


def _in_word(char: str) -> bool:
    # The vowels of some scripts are marks.
    return char.isalnum() or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


def address_key(email: str) -> str:
    """Return what spellings of one e-mail address have in common."""
    _, opened, inside = email.partition("<")  # Ann <ann@a.example>
    address = inside.partition(">")[0] if opened else email
    return address.strip().casefold().removeprefix("mailto:")


def is_one_name(one: str, other: str) -> bool:
    """Whether two names may be one person's: one of them has all words of the other.

    An initial stands for a word (`A. Lee`), and a name of one word for the first one.
    """
    short, long = sorted(map(_words_of, (one, other)), key=len)
    if len(short) == 1:
        return short[0] == long[0]
    left = list(long)
    for word in short:
        found = next((each for each in left if _is_word(word, each)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _is_word(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def same_first_word(one: str, other: str) -> bool:
    """Whether two names begin alike, as before and after a marriage."""
    return _words_of(one)[0] == _words_of(other)[0]


def url_key(url: str) -> str:
    """Return what spellings of one address of a page have in common."""
    plain = re.sub(r"^https?://(?:www\.)?", "", url.strip().casefold())
    return plain.partition("#")[0].rstrip("/")


def number_key(number: str) -> str:
    """Return what two numbers have in common if `same_number` holds; it may also if not."""
    return _digits(number)[-_LOCAL:]


def same_number(one: str, other: str) -> bool:
    """Whether two phone numbers are one, with or without the codes of country and area."""
    short, long = sorted(map(_digits, (one, other)), key=len)
    return bool(short) and (short == long or (len(short) >= _LOCAL and long.endswith(short)))


def _digits(number: str) -> str:
    number = _EXTENSION.sub("", number)
    if any(c.isalpha() for c in number):  # 1-800-FLOWERS
        return "".join(filter(str.isalnum, fold(number)))
    digits = "".join(str(int(c)) for c in number.replace("(0)", "") if c.isdecimal())
    return digits.lstrip("0") or digits


def card_uid(contact: Contact) -> str:
    """Return the UID of a contact's card: of the one that it came with, or one made of its id."""
    return contact.uid or f"{contact.id}{_OWN}"


def is_own_uid(uid: str) -> bool:
    """Whether a UID was made of an id, in this book or another; it says nothing of who it is."""
    return uid.endswith(_OWN)


def in_common(contact: Contact) -> Iterator[tuple[str, Hashable]]:
    """Yield what two files of one person share besides the name: what it is, and the thing."""
    for email in contact.email:
        yield "e-mail address", address_key(email.value)
    for phone in contact.phone:
        if key := number_key(phone.value):
            yield "phone number", key
    if contact.birthday is not None:
        yield "birthday", contact.birthday
    if contact.met is not None and contact.met.words:
        yield "day and place you met", contact.met
    for entry in _entries(contact):
        # Two people may have been called on one day, but not with the same words.
        if not isinstance(entry, Touch) or entry.note:
            yield _ENTRIES, without_line(entry)


def shared(one: Contact, other: Contact) -> str:
    """Return what makes two contacts one person, or "" if nothing does."""
    if one.uid and other.uid:
        return "uid" if one.uid == other.uid else ""
    if name_key(one.name) != name_key(other.name):
        return ""
    theirs = set(in_common(other))
    return next((what for what, key in in_common(one) if (what, key) in theirs), "")


def moved(one: Contact, other: Contact) -> bool:
    """Whether a contact that is new in one file is one that is gone from another.

    Stricter than likeness: files of two people may be alike in all but a few lines.
    """
    if one.uid and other.uid:
        return one.uid == other.uid
    mine, its = set(in_common(one)), set(in_common(other))
    if name_key(one.name) == name_key(other.name):
        return bool(mine & its) or (not mine and _is_part(one, other))
    # Under a new name: a household shares a telephone, and everybody got the newsletter.
    kinds = {kind for kind, _ in mine & its}
    return _ENTRIES in kinds and len(kinds) > 1


def _is_part(one: Contact, other: Contact) -> bool:
    theirs = set(map(without_line, _entries(other)))
    return all(without_line(entry) in theirs for entry in _entries(one))


def _entries(contact: Contact) -> tuple[Entry, ...]:
    return (*contact.touches, *contact.promises, *contact.quotes)


def doubles(contacts: Iterable[Contact]) -> Iterator[tuple[Contact, Contact, str]]:
    """Yield each contact that may be an earlier one once more, that one, and what they share."""
    by_uid: dict[str, Contact] = {}
    by_name: dict[tuple[str, ...], list[Contact]] = {}
    for contact in contacts:
        if contact.uid and contact is not (first := by_uid.setdefault(contact.uid, contact)):
            yield contact, first, "uid"
        else:
            by_name.setdefault(name_key(contact.name), []).append(contact)
    for namesakes in by_name.values():
        if len(namesakes) > 1:
            yield from _doubles(namesakes)


def _doubles(namesakes: Sequence[Contact]) -> Iterator[tuple[Contact, Contact, str]]:
    seen: dict[tuple[str, Hashable], Contact] = {}
    for contact in namesakes:
        found = None
        touches = ((_ENTRIES, without_line(touch)) for touch in contact.touches)
        for key in (*in_common(contact), *touches):
            first = seen.setdefault(key, contact)
            if found is None and first is not contact and not (first.uid and contact.uid):
                found = contact, first, key[0]
        if found is not None:
            yield found
