"""A draft as a file that mail programs open as a message to be sent (`X-Unsent`)."""

from __future__ import annotations

from contextlib import suppress

from followup_md.drafts.plain_text import clean
from followup_md.model.draft import Draft


def eml(draft: Draft, name: str) -> bytes:
    """Return the message; `name`: of the recipient.

    It has no date and no Message-ID: the program that sends it gives it both.
    """
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    if draft.sender:
        message["From"] = draft.sender
    found: list[Address] = []
    for one in draft.to if draft.together else draft.to[:1]:
        with suppress(ValueError, IndexError):  # what no header may hold is left out
            found.append(Address("" if found else clean(name), addr_spec=one.value))
    if found:
        message["To"] = found
    message["Subject"] = draft.subject
    message["X-Unsent"] = "1"
    message.set_content(draft.text + "\n", charset="utf-8")
    return message.as_bytes()
