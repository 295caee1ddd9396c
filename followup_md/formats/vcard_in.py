"""vCards (2.1, 3.0, 4.0) as people."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from followup_md.formats import texts, vcard_lines
from followup_md.formats.texts import one_line
from followup_md.formats.vcard_lines import BINARY, Card, Property, bare_uid, parts, plain
from followup_md.frontmatter.limits import MAX_FRONT
from followup_md.model import identity, person
from followup_md.model.contact import Birthday, Contact, Labelled
from followup_md.model.person import MOST, TOO_MANY, Group, NotRead, Options, People, Person
from followup_md.model.progress import counted
from followup_md.parsing import addresses, asks_privacy, values

LONGEST = 8 * 1024 * 1024  # characters of a card
_APPLE = re.compile(r"_\$!<(.*)>!\$_")
_NO_LABEL = frozenset({"INTERNET", "VOICE", "PREF", "MSG", "TEXT", "X-INTERNET"})
_LABELS = {"CELL": "mobile", "IPHONE": "mobile"}
_FIRST = ("CELL", "IPHONE", "WORK", "HOME", "MAIN")  # that tell most
_NOT_CALLED = {"FAX": "fax number", "PAGER": "pager number", "MODEM": "modem number"}
_OWN_GROUPS = frozenset({"mycontacts", "starred", "my contacts"})  # of Google's, for everybody
_EXTENSION = re.compile(r";ext=([^;]*)", re.I)
_KINDS = ("KIND", "X-ADDRESSBOOKSERVER-KIND")
_MEMBERS = ("MEMBER", "X-ADDRESSBOOKSERVER-MEMBER")
_RELATED = ("RELATED", "X-ABRELATEDNAMES", "X-MS-SPOUSE", "X-SPOUSE")
_ANNIVERSARIES = ("ANNIVERSARY", "X-MS-ANNIVERSARY", "X-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY")
_LONG = "too long"  # no name of a property
_ANDROID = "vnd.android.cursor.item/"
_ASKS = ("PRIVATE", "CONFIDENTIAL")

_Card = dict[str, list[Property]]


def read(raw: bytes, options: Options) -> People:
    """Return the people on the cards of a file."""
    text = texts.decode(raw).replace("\r\n", "\n").replace("\r", "\n")
    people: list[Person] = []
    unread: list[NotRead] = []
    groups: list[Group] = []
    seen: dict[str, tuple[int, str]] = {}  # by uid: number of the card, name
    count = vcard_lines.count(text)
    if count > MOST:
        return People((), (NotRead("the file", TOO_MANY),))
    every = counted(vcard_lines.cards(text), count, options.progress, "")
    for number, card in enumerate(every, 1):
        at = f"card {number} (line {card.line})"
        found = _read(at, card)
        if isinstance(found, Person) and (uid := found.contact.uid):
            first, name = seen.setdefault(uid, (number, found.contact.name))
            if not identity.is_one_name(name, found.contact.name):
                found = NotRead(at, f"cards {first} and {number} have the same UID")
        if isinstance(found, Person):
            people.append(found)
        elif isinstance(found, Group):
            groups.append(found)
        else:
            unread.append(found)
    return People(tuple(people), tuple(unread), tuple(groups))


def _read(at: str, card: Card) -> Person | Group | NotRead:
    if card.text is None:
        return NotRead(at, "no END:VCARD")
    if len(card.text) > LONGEST:
        return NotRead(at, "a card over 8 MiB")
    by_name: _Card = defaultdict(list)
    labels: dict[str, str] = {}
    try:
        for found in vcard_lines.properties(card.text):
            if len(found.value) > MAX_FRONT and found.name != "NOTE":
                found = found._replace(name=found.name if found.name in BINARY else _LONG, value="")
            if found.name == "X-ABLABEL":
                labels[found.group] = _apple(one_line(plain(found.value)))
            else:
                by_name[found.name].append(found)
    except ValueError:
        return NotRead(at, f"a card of over {vcard_lines.MOST_LINES:,} lines")
    labels.pop("", None)
    if any(each.value.strip().lower() == "group" for name in _KINDS for each in by_name[name]):
        members = (each.value.strip() for name in _MEMBERS for each in by_name[name])
        return Group(
            _first(by_name["FN"]) or _first(by_name["N"]).strip(";"),
            frozenset(map(bare_uid, members)),
        )
    return _Reader(by_name, labels).person(at)


class _Reader:
    """One card whose properties are sorted by name."""

    def __init__(self, card: _Card, labels: dict[str, str]) -> None:
        self._card = card
        self._labels = labels
        self._left: list[str] = []

    def person(self, at: str) -> Person | NotRead:
        card = self._card
        email, phone = tuple(self._email()), tuple(self._phone())
        org = self._org()
        name = self._name(org, email, phone)
        if not name:
            return NotRead(at, "no name, address, phone or organisation")
        self._left += [name.lower() for name in BINARY if card.get(name)]
        self._left += ["value too long for a contact"] * len(card.get(_LONG, ()))
        self._left += ["line without a colon"] * len(card.get("", ()))
        tags = self._tags()
        classed = any(each.value.strip().upper() in _ASKS for each in card["CLASS"])
        contact = Contact(
            "",
            name,
            uid=bare_uid(_first(card["UID"])),
            nickname=tuple(self._nicknames()),
            org=(org,) if org and org != name else (),
            role=_single(_first(card["TITLE"]) or _first(card["ROLE"])),
            language=_single(_first(_by_preference(card["LANG"]))),
            url=tuple(self._urls()),
            email=email,
            phone=phone,
            birthday=self._birthday(),
            timezone=self._timezone(),
            tags=tags,
            private=classed or any(map(asks_privacy.tag_asks, tags)),
            more=tuple(self._more()),
            body=self._note(),
        )
        return person.of(at, contact, self._left)

    def _name(self, org: str, email: Sequence[Labelled], phone: Sequence[Labelled]) -> str:
        name = _first(_by_preference(self._card["FN"]))
        if not name:
            pieces = [parts(each.value, ";") for each in self._card["N"]][:1] or [[]]
            family, given, additional, prefix, suffix = (*pieces[0], *[""] * 5)[:5]
            name = texts.full_name(prefix, given, additional, family, suffix)
        reached = next((each.value for each in (*email, *phone)), "")
        return name or org or reached

    def _org(self) -> str:
        for each in self._card["ORG"]:
            first, *units = [one_line(part) for part in parts(each.value, ";")]
            self._left += ["unit of an organisation"] * any(units)
            if first:
                return first
        return ""

    def _nicknames(self) -> Iterator[str]:
        for each in self._card["NICKNAME"]:
            yield from filter(None, map(one_line, parts(each.value, ",")))
        yield from filter(None, self._android("nickname"))

    def _android(self, kind: str) -> Iterator[str]:
        for each in self._card["X-ANDROID-CUSTOM"]:
            what, value, *_ = [one_line(part) for part in parts(each.value, ";")] + [""]
            if what == _ANDROID + kind:
                yield value

    def _email(self) -> Iterator[Labelled]:
        for each in _by_preference(self._card["EMAIL"]):
            address = re.sub("^mailto:", "", _text(each), flags=re.I)
            if address and addresses.wrong_email(address):
                self._left.append("e-mail address that is none")
            elif address:
                yield Labelled(self._label(each), address)

    def _phone(self) -> Iterator[Labelled]:
        for each in _by_preference(self._card["TEL"]):
            number = _text(each)
            if number[:4].lower() == "tel:":
                number = _EXTENSION.sub(r" ext. \1", number[4:]).partition(";")[0]
            unfit = [_NOT_CALLED[word] for word in each.types() if word in _NOT_CALLED]
            if unfit:
                self._left.append(unfit[0])
            elif not any(map(str.isdigit, number)):
                self._left += ["phone number without digits"] * bool(number)
            else:
                yield Labelled(self._label(each), number)

    def _label(self, each: Property) -> str:
        if label := self._labels.get(each.group, ""):
            return label
        words = [word for word in each.types() if word not in _NO_LABEL]
        word = next((word for word in _FIRST if word in words), words[0] if words else "")
        named = word.removeprefix("X-").replace("%20", " ").lower()
        return _LABELS.get(word, one_line(named))

    def _birthday(self) -> Birthday | None:
        for each in self._card["BDAY"]:
            day = texts.birthday(_text(each))
            if day is not None:
                return day._replace(year=None) if each.get("X-APPLE-OMIT-YEAR") else day
            self._left += ["birthday that is no day"] * bool(each.value.strip())
        return None

    def _timezone(self) -> str:
        for each in self._card["TZ"]:
            if values.is_timezone(zone := _text(each)):
                return zone
            self._left += ["time zone without a name"] * bool(zone)
        return ""

    def _tags(self) -> tuple[str, ...]:
        several = (parts(each.value, ",") for each in self._card["CATEGORIES"])
        tags = (one_line(tag) for some in several for tag in some)
        return tuple(dict.fromkeys(tag for tag in tags if tag and tag.lower() not in _OWN_GROUPS))

    def _urls(self) -> Iterator[str]:
        for each in (*self._card["URL"], *self._card["X-SOCIALPROFILE"]):
            url = _text(each)
            if url and (each.name == "URL" or url.lower().startswith(("http:", "https:"))):
                yield url

    def _note(self) -> str:
        if self._card.get("X-FOLLOWUP-LAST"):
            return ""  # the card is one of our export: reason and next step
        return texts.note("\n\n".join(plain(each.value).strip() for each in self._card["NOTE"]))

    def _more(self) -> Iterator[tuple[str, str]]:
        """Yield the keys that a contact's file does not know."""
        address = next(filter(None, map(_address, _by_preference(self._card["ADR"]))), "")
        if address:
            yield "address", address
        if day := next(self._anniversaries(), ""):
            yield "anniversary", day
        related = [f"{self._relation(one)} {_text(one)}".strip() for one in self._relatives()]
        if related:
            yield "related", ", ".join(related)

    def _anniversaries(self) -> Iterator[str]:
        found = [_text(each) for name in _ANNIVERSARIES for each in self._card[name]]
        for each in self._card["X-ABDATE"]:
            if self._labels.get(each.group, "").lower() == "anniversary":
                found.append(_text(each))
        for text in (*found, *self._android("contact_event")):
            day = texts.birthday(text)
            if day is not None:
                yield texts.day_text(day)
            self._left += ["anniversary that is no day"] * bool(text and day is None)

    def _relatives(self) -> Iterator[Property]:
        for name in _RELATED:
            yield from (one for one in self._card[name] if _text(one) and "urn:" not in one.value)

    def _relation(self, each: Property) -> str:
        spouse = "spouse" if each.name.endswith("SPOUSE") else ""
        types = [word.lower() for word in each.types() if word not in _NO_LABEL]
        return self._labels.get(each.group, "") or spouse or next(iter(types), "")


def _by_preference(found: Sequence[Property]) -> list[Property]:
    return sorted(found, key=_preference) if len(found) > 1 else list(found)


def _preference(each: Property) -> int:
    number = each.get("PREF")
    if number.isdecimal():
        return int(number[:3])
    return 1 if "PREF" in each.types() else 101


def _address(each: Property) -> str:
    """Return the parts of an address with commas between them."""
    box, more, street, *rest = [one_line(part) for part in parts(each.value, ";")] + [""] * 3
    return ", ".join(filter(None, [box, more, street, *rest]))


def _first(found: Sequence[Property]) -> str:
    return next((text for each in found if (text := _text(each))), "")


def _text(each: Property) -> str:
    return one_line(plain(each.value))


def _single(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _apple(label: str) -> str:
    match = _APPLE.fullmatch(label)
    return match[1].lower() if match else label
