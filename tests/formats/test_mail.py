"""E-mails and mailboxes: who, when, which way; machines are no people; hostile bytes."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_md.formats import mail, mbox, table
from followup_md.model.message import Message, Ours, Party, Skipped

CASES = Path(__file__).parents[1] / "cases/history"
OWN = Ours({"paul@okade.example": "", "nora@okade.example": "nora"})
SECONDS = 1.0  # of CPU
HEAD = "From: Ann <ann@a.example>\nTo: paul@okade.example\nDate: Tue, 1 Sep 2026 09:00:00 +0200\n"
MINE = "From: Paul <Paul@okade.example>\nDate: Tue, 1 Sep 2026 09:00:00 +0200\n"


def one(text: str | bytes) -> Message | Skipped:
    raw = text.encode() if isinstance(text, str) else text
    found = list(mail.read(io.BytesIO(raw), OWN))
    assert len(found) == 1
    assert isinstance(found[0], Message | Skipped)
    return found[0]


def said(text: str | bytes) -> str:
    """Return what was found, as a line."""
    found = one(text)
    if isinstance(found, Skipped):
        return found.why
    people = " ".join(each.address for each in found.people)
    return f"{found.moment:%m-%d %H:%M} {found.direction} {people} {found.outcome}".strip()


FILES = {
    "in.eml": "09-05 23:50 in Ann@acme.example",
    "out.eml": "09-01 09:00 out ann@acme.example bob@example.org",
    "bounce.eml": "09-01 09:00 out bob@example.org bounced",
    "list.eml": "list",
    "invite.eml": "invitation",
    "out-of-office.eml": "automatic",
}


@pytest.mark.parametrize(("name", "expected"), FILES.items())
def test_each_file_says_this(name: str, expected: str) -> None:
    raw = (CASES / name).read_bytes().replace(b"\r\n", b"\n")
    assert said(raw) == expected
    assert said(raw.replace(b"\n", b"\r\n")) == expected
    assert said(b"From MAILER-DAEMON Tue Sep  1 09:00:00 2026\n" + raw) == expected


def test_a_name_and_a_subject_are_decoded() -> None:
    found = one((CASES / "in.eml").read_bytes())
    assert isinstance(found, Message)
    assert found.people == (Party("Ann@acme.example", "Ann Lée"),)
    assert (found.note, found.id) == ("Re: Quote Q-114", "<in-1@acme.example>")


MAILS = {
    "of a member of the team": (
        HEAD.replace("paul@", "Nora <nora@").replace(".example\nD", ".example>\nD"),
        "nora",
    ),
    "to you": (HEAD, ""),
    "to both": (HEAD + "Cc: nora@okade.example\n", ""),
}


@pytest.mark.parametrize(("text", "by"), MAILS.values(), ids=MAILS)
def test_who_of_the_team_is_told(text: str, by: str) -> None:
    found = one(text)
    assert isinstance(found, Message)
    assert found.by == by


ODD = {
    HEAD + "Auto-Submitted: no\n": "09-01 09:00 in ann@a.example",
    HEAD + "Auto-Submitted: auto-generated; x=y\n": "automatic",
    HEAD + "X-Autoreply: yes\n": "automatic",
    HEAD + "Precedence: Bulk\n": "list",
    HEAD + "List-Unsubscribe: <mailto:x@y.example>\n": "list",
    HEAD + "X-Gmail-Labels: Drafts,Opened\n": "draft",
    HEAD + "X-Spam-Flag: YES\n": "spam",
    HEAD + "Content-Type: multipart/report; report-type=disposition-notification\n": "receipt",
    HEAD + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/calendar\n\n": (
        "invitation"
    ),
    HEAD.replace("1 Sep 2026", "31 Feb 2026"): "no date",
    HEAD.replace("Date:", "Received: from a by b;"): "09-01 09:00 in ann@a.example",
    HEAD.replace("+0200", "-0000"): "09-01 09:00 in ann@a.example",
    HEAD.replace("2026", "1904"): "no date",
    HEAD.replace("From", "X-From"): "no sender",
    HEAD.replace("Ann <", "Lee, Ann <"): "09-01 09:00 in ann@a.example",
    HEAD.replace("Ann", "=?nope?q?x?="): "09-01 09:00 in ann@a.example",
    MINE + "To: nora@okade.example\n": "to yourselves",
    MINE + "Cc: ann@a.example\n": "to yourselves",
    MINE + "To: Ann <ann@a.example>, ann@A.example\nTo: bob@b.example\n": (
        "09-01 09:00 out ann@a.example bob@b.example"
    ),
    MINE + "To: " + ", ".join(f"a{n}@a.example" for n in range(11)) + "\n": "circular",
}


@pytest.mark.parametrize(("text", "expected"), ODD.items())
def test_an_odd_message_is_understood_or_skipped(text: str, expected: str) -> None:
    assert said(text) == expected


def report(*blocks: str) -> str:
    head = MINE.replace("Paul@okade", "mailer-daemon@x")
    kind = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    rest = "\n\n".join(blocks)
    return f"{head}{kind}--b\n\n--b\nContent-Type: message/delivery-status\n\n{rest}\n--b--\n"


def test_a_report_names_each_who_was_not_reached_as_you_wrote_to_them() -> None:
    text = report(
        "Reporting-MTA: dns; mx",
        "Final-Recipient: rfc822; bob@b.example\nAction: failed\nStatus: 5.1.1 (unknown)",
        "Final-Recipient: rfc822; x@y.example\nOriginal-Recipient: rfc822;zoe@z.example\n"
        "Action: Failed\nStatus: 5.2.2",
        "Final-Recipient: rfc822; late@b.example\nAction: delayed\nStatus: 4.4.1",
    )
    found = list(mail.read(io.BytesIO(text.encode()), OWN))
    assert [(each.people[0].address, each.note) for each in found if isinstance(each, Message)] == [
        ("bob@b.example", "5.1.1"),
        ("zoe@z.example", "5.2.2"),
    ]
    assert said(report("Final-Recipient: rfc822; a@b.example\nAction: delayed")) == "delay"


def test_a_mailbox_is_split_only_where_a_message_begins() -> None:
    with (CASES / "inbox.mbox").open("rb") as stream:
        found = list(mbox.read(stream, OWN))
    assert len(found) == 7
    kinds = [each.direction if isinstance(each, Message) else each.why for each in found]
    assert kinds == ["in", "out", "out", "automatic", "list", "invitation", "in"]


def test_what_only_looks_like_a_beginning_is_text() -> None:
    line = "From ann Tue Sep  1 09:00:00 2026\n"
    text = f"{line}{HEAD}\nHello\n{line}X: no blank line above\n\n{line}no header below\n\n"
    text += f"From here on\nX: no time\n\n{line}{HEAD}\nBye\n"
    assert len(list(mbox.read(io.BytesIO(text.encode()), OWN))) == 2
    crlf = text.replace("\n", "\r\n").encode()
    assert len(list(mbox.read(io.BytesIO(crlf), OWN))) == 2


SIGNS = {
    b"From a@b Tue Sep  1 09:00:00 2026\nFrom: a@b\n": "mbox",
    b"Return-Path: <a@b>\nReceived: from x\n\tby y\nFrom: a@b\n": "mail",
    b"Subject: x\n\nFrom: a@b\n": "csv",
    b"Name,Email\nFrom: x,a@b\n": "csv",
    b"BEGIN:VCARD\nFN:From: x\n": "vcard",
}


@pytest.mark.parametrize(("head", "name"), SIGNS.items())
def test_a_mail_is_known_by_its_headers(head: bytes, name: str) -> None:
    found = table.recognise(head)
    assert found is not None
    assert found.name == name


START = b"From a@b Tue Sep  1 09:00:00 2026\n"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "a long line": lambda: b"From: " + b"x" * 20_000_000,
    "a long text": lambda: HEAD.encode() + b"\n" + (b"x" * 60 + b"\n") * 300_000,
    "folds": lambda: b"From: x" + b"\n y" * 100_000,
    "brackets": lambda: b"From: " + b"(" * 200_000 + b"\n",
    "quotes": lambda: b'From: "' + b'\\"' * 100_000 + b"\n",
    "angles": lambda: b"From: " + b"<" * 200_000 + b"\n",
    "addresses": lambda: b"From: " + b"a@b," * 60_000 + b"\n",
    "headers": lambda: b"To: a@b\n" * 30_000 + b"From: a@b\n",
    "words": lambda: b"Subject: " + b"=?utf-8?q?x?= " * 10_000 + b"\n" + HEAD.encode(),
    "a report": lambda: report("Final-Recipient: rfc822; a@b\n" * 10_000).encode(),
    "reports": lambda: report(*["Final-Recipient: rfc822; a@b\nAction: failed"] * 5000).encode(),
    "blanks": lambda: report("Action:" + " " * 200_000 + "x").encode(),
    "zeros": lambda: b"\0" * 5_000_000,
    "beginnings": lambda: START * 200_000,
    "a date": lambda: b"From: a@b\nDate: " + b"1 " * 100_000 + b"\n",
    "colons": lambda: b"From: " + b":;" * 100_000 + b"\n",
    "dots": lambda: b"From: " + b"a." * 100_000 + b"\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_no_mail_takes_long(make: Callable[[], bytes]) -> None:
    raw = make()
    for read, data in ((mail.read, raw), (mbox.read, START + raw)):
        start = time.process_time()
        found = list(read(io.BytesIO(data), OWN))
        assert time.process_time() - start < SECONDS
        assert len(found) <= 5000
    start = time.process_time()
    assert table.recognise(raw[: table.HEAD]) is not None or raw.startswith(b"\0")
    assert time.process_time() - start < SECONDS


@given(st.binary(max_size=300), st.sampled_from(["", HEAD, MINE, report("Action: failed\n")]))
def test_no_bytes_raise(raw: bytes, before: str) -> None:
    for data in (before.encode() + raw, raw + before.encode()):
        assert list(mail.read(io.BytesIO(data), OWN))
        assert len(list(mbox.read(io.BytesIO(START + data), OWN))) <= len(data)
