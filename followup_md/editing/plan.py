"""What a writing command does to one contact: the edits, and what to say of them.

A plan is made from the contact as its file has it at the moment of writing, so that it can be made
again where somebody else has changed the file meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from followup_md.editing import operations
from followup_md.errors import RefusedError
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text


class PlannedEdits(NamedTuple):
    """The edits of one contact's file, in turn; `said` has no name before and no stop behind it."""

    edits: tuple[operations.Edit, ...]
    said: str


class AppliedEdits(NamedTuple):
    """A deed in the text of a file: what came out, and what to say."""

    text: str
    contact: Contact
    said: str


EditPlan = Callable[[Contact], PlannedEdits]


def apply_plan(text: str, plan: EditPlan, id_: str, settings: Settings) -> AppliedEdits:
    """Carry out a plan in a contact file's text; nothing is written.

    Raises RefusedError (with what to paste) for a file that cannot be read, or an edit that cannot
    be proven; whatever the plan raises.
    """
    contact = read_text(id_, text, settings).contact
    if contact is None:
        # A plan for a contact of whom nothing is known: good enough for what to paste.
        operations.apply(text, plan(Contact(id_, id_)).edits, id_, settings)
        raise RefusedError(f"contacts/{id_}.md cannot be read: followup check contacts/{id_}.md")
    deed = plan(contact)
    new = operations.apply(text, deed.edits, id_, settings)
    after = read_text(id_, new, settings).contact
    assert after is not None  # `apply` has read it
    return AppliedEdits(new, after, deed.said)
