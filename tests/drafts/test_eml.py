"""The file for mail programs."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st

from followup_md.drafts.eml import eml
from followup_md.model.contact import Labelled
from followup_md.model.draft import Draft

DRAFT = Draft(
    *("return", "email", "email", "en", "package:en/return.txt"),
    (Labelled("", "ann@example.org"),),
    "Your call",
    "Hi Annie,\n\nthank you.",
    sender="nora@whelan.example",
)
ANY = st.text(st.characters(codec="utf-8"), max_size=60)


def test_a_mail_program_opens_it_as_a_message_to_be_sent() -> None:
    found = message_from_bytes(eml(DRAFT, "Ann Lee"), policy=default)
    assert found["To"] == "Ann Lee <ann@example.org>"
    assert (found["From"], found["Subject"]) == ("nora@whelan.example", "Your call")
    assert found["X-Unsent"] == "1"
    assert found["Date"] is None
    assert found["Message-ID"] is None
    assert found.get_content().split() == DRAFT.text.split()
    assert "From" not in message_from_bytes(eml(DRAFT._replace(sender=""), "Ann"))


@given(name=ANY, subject=ANY, text=ANY, address=ANY)
def test_no_value_adds_a_header(name: str, subject: str, text: str, address: str) -> None:
    subject = " ".join(subject.split())
    draft = DRAFT._replace(
        subject=subject, text=text, to=(Labelled("", f"{address}\nBcc: x@example.org"),)
    )
    found = message_from_bytes(eml(draft, name), policy=default)
    allowed = {"From", "To", "Subject", "X-Unsent", "MIME-Version", "Content-Type"}
    assert set(found.keys()) <= allowed | {"Content-Transfer-Encoding"}
    assert found["Bcc"] is None
