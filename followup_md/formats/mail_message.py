"""One e-mail as a touch: who, when, which way. Its text is never looked at, its subject kept.

Mail of machines is none: answers of an absence, lists, invitations, receipts. What says that a
message has bounced is a touch with the one to whom it went.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email import errors, header, utils
from email.message import Message as Headers
from email.parser import BytesHeaderParser

from followup_md.formats import texts
from followup_md.model.identity import address_key
from followup_md.model.message import BOUNCED, Message, Party, Skipped

LIMIT = 256 * 1024  # bytes of a message that are looked at
_MOST = 200  # addresses of a header
_LONG = 20_000  # characters of a header
_CIRCULAR = 10  # recipients: more of them are a circular
_FIRST_YEAR = 1971  # an earlier date is a clock that was not set
_ODD = (
    AssertionError,
    AttributeError,
    IndexError,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
    errors.MessageError,
)
_PARSER = BytesHeaderParser()
_END = re.compile(rb"\r?\n\r?\n")
_INVITATION = re.compile(rb"^Content-Type:[ \t]*text/calendar", re.IGNORECASE | re.MULTILINE)
_REPORT = re.compile(r"\A[\s\S]*?^Content-Type:[ \t]*message/delivery-status", re.I | re.M)
_FIELD = re.compile(
    r"^(Final-Recipient|Original-Recipient|Action|Status):[ \t]*(?:rfc822|utf-8)?[ \t]*;?[ \t]*"
    r"([^\r\n]*?)[ \t]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK = re.compile(r"\n[ \t]*\r?\n")
_STATUS = re.compile(r"\d\.\d{1,3}\.\d{1,3}")
_BRACKETS = re.compile(r"<([^<>@\s]{1,64}@[^<>@\s]{1,255})>")


def read(raw: bytes, own: Mapping[str, str]) -> Iterator[Message | Skipped]:
    """Yield the touch of a message, several of a report, or why it is none.

    `own`: the addresses from which you write, as `address_key` has them, each with its `by`.
    """
    raw = raw[:LIMIT]
    end = _END.search(raw)
    head, body = (raw[: end.end()], raw[end.end() :]) if end else (raw, b"")
    headers = _PARSER.parsebytes(head)
    why = _no_touch(headers)
    kind = _text(headers, "Content-Type").lower()
    if not why and kind.startswith("multipart/report") and "delivery-status" in kind:
        yield from _bounces(headers, body)
        return
    if not why:
        why = _machine(headers, kind, body)
    if why:
        yield Skipped(why)
        return
    yield _letter(headers, own)


def _letter(headers: Headers, own: Mapping[str, str]) -> Message | Skipped:
    moment = _moment(headers)
    if moment is None:
        return Skipped("no date")
    senders = _parties(headers, "From")
    if not senders:
        return Skipped("no sender")
    to, copied = _parties(headers, "To"), _parties(headers, "Cc")
    if len(to) + len(copied) > _CIRCULAR:
        return Skipped("circular")
    from_us = [each for each in senders if address_key(each.address) in own]
    note, id_ = _decoded(_text(headers, "Subject")), _text(headers, "Message-ID").strip()
    if not from_us:
        by = {own[key] for each in (*to, *copied) if (key := address_key(each.address)) in own}
        who = by.pop() if len(by) == 1 else ""
        return Message(moment, "email", "in", senders, note=note, by=who, id=id_)
    people = tuple(each for each in to if address_key(each.address) not in own)
    if not people:
        return Skipped("to yourselves")
    by_us = own[address_key(from_us[0].address)]
    return Message(moment, "email", "out", people, note=note, by=by_us, id=id_)


def _no_touch(headers: Headers) -> str:
    labels = _text(headers, "X-Gmail-Labels").lower()
    if "draft" in labels:
        return "draft"
    if "spam" in labels or _text(headers, "X-Spam-Flag").strip().lower() == "yes":
        return "spam"
    return ""


def _machine(headers: Headers, kind: str, body: bytes) -> str:
    """Return what a message that nobody has written is, or ""."""
    precedence = _text(headers, "Precedence").strip().lower()
    automatic = _text(headers, "Auto-Submitted").partition(";")[0].strip().lower()
    if kind.startswith("multipart/report"):
        return "receipt"
    if automatic not in ("", "no") or precedence in ("auto_reply", "auto-reply"):
        return "automatic"
    if "X-Autoreply" in headers or "X-Autorespond" in headers:
        return "automatic"
    if "List-Id" in headers or "List-Unsubscribe" in headers:
        return "list"
    if precedence in ("bulk", "list", "junk"):
        return "list"
    if kind.startswith("text/calendar"):
        return "invitation"
    if kind.startswith("multipart/") and _INVITATION.search(body):
        return "invitation"
    return ""


def _bounces(headers: Headers, body: bytes) -> Iterator[Message | Skipped]:
    """Yield a touch for each recipient who was not reached."""
    moment = _moment(headers)
    id_ = _text(headers, "Message-ID").strip()
    report = _REPORT.sub("", body.decode("ascii", errors="replace"))
    found = [
        {match[1].lower(): match[2] for match in _FIELD.finditer(block)}
        for block in _BLANK.split(report)
    ]
    failed = [each for each in found if each.get("action", "").lower() == "failed"]
    if not failed or moment is None:
        yield Skipped("delay" if moment else "no date")
    for number, each in enumerate(failed[:_MOST] if moment else []):
        # The address to which you wrote, not the one to which it was forwarded.
        address = each.get("original-recipient") or each.get("final-recipient", "")
        address = texts.one_line(address.strip("<> "))
        status = _STATUS.match(each.get("status", ""))
        if moment is None or "@" not in address:
            yield Skipped("no sender")
            continue
        note, one = status[0] if status else "", id_ and f"{id_} {number}"
        yield Message(moment, "email", "out", (Party(address),), BOUNCED, note, id=one)


def _moment(headers: Headers) -> datetime | None:
    received = _text(headers, "Received").rpartition(";")[2]
    for text in (_text(headers, "Date"), received):
        try:
            found = utils.parsedate_to_datetime(text.strip()) if text.strip() else None
        except _ODD:
            continue
        if found is not None and found.year >= _FIRST_YEAR:
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _parties(headers: Headers, name: str) -> tuple[Party, ...]:
    """Return the addresses of all headers of a name, each once."""
    found: dict[str, Party] = {}
    try:
        values = headers.get_all(name) or []
    except _ODD:
        return ()
    for value in values:
        try:
            text = str(value)[:_LONG]
            every = utils.getaddresses([text])
        except _ODD:
            continue
        pairs = [(who, address) for who, address in every if "@" in address]
        if not pairs:  # a comma in a name that is not quoted
            pairs = [("", address) for address in _BRACKETS.findall(text)]
        for who, address in pairs:
            if len(found) == _MOST:
                return tuple(found.values())
            plain = texts.one_line(address)
            key = address_key(plain)
            if key not in found:
                found[key] = Party(plain, _decoded(who))
    return tuple(found.values())


def _text(headers: Headers, name: str) -> str:
    try:
        return str(headers.get(name, ""))[:_LONG]
    except _ODD:
        return ""


def _decoded(text: str) -> str:
    """Return a text without the encoding of a header, on one line."""
    if "=?" in text:
        try:
            text = str(header.make_header(header.decode_header(text)))
        except _ODD:
            return ""
    return texts.one_line(text)
