"""What a writing command does to one contact: the edits, and a summary for people.

A plan is made from the contact as its file has it at the moment of writing, so it can be made
again if somebody else has changed the file meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable

from followup_md.editing import operations
from followup_md.errors import RefusedError
from followup_md.model.contact import Contact, path_of
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from followup_md.typed import NamedTuple


class PlannedEdits(NamedTuple):
    """The edits of one contact's file, in turn; the summary lacks the name and the full stop."""

    edits: tuple[operations.Edit, ...]
    summary: str


class AppliedEdits(NamedTuple):
    """The new text of a file, what it says, and the summary of the edits."""

    text: str
    contact: Contact
    summary: str


EditPlan = Callable[[Contact], PlannedEdits]


def apply_plan(text: str, plan: EditPlan, id_: str, settings: Settings) -> AppliedEdits:
    """Apply a plan to the text of a contact file; nothing is written.

    Raises RefusedError (with what to paste) if the file cannot be read or an edit cannot be
    verified, and whatever the plan raises.
    """
    old = read_text(id_, text, settings)
    # A contact without any content is good enough for what to paste into an unreadable file.
    planned = plan(old.contact or Contact(id_, id_))
    new = operations.apply(old, planned.edits, settings)
    if new.contact is None or new.document is None:
        path = path_of(id_)
        raise RefusedError(f"{path} cannot be read: followup check {path}")
    return AppliedEdits(new.document.text, new.contact, planned.summary)
