"""The file of somebody new, of all that an import says of them: copied where it is a note."""

from __future__ import annotations

from collections.abc import Sequence

from followup_md.editing import filling, new_contact
from followup_md.editing.operations import SetField
from followup_md.editing.past_touches import PastTouches
from followup_md.editing.plan import PlannedEdits, apply_plan
from followup_md.errors import RefusedError
from followup_md.frontmatter.limits import MAX_FILE
from followup_md.model.contact import Contact
from followup_md.model.person import Person
from followup_md.model.settings import Settings


def file_text(
    contact: Contact, people: Sequence[Person], past: PastTouches, settings: Settings
) -> tuple[str, bool]:
    """Return the text of a new contact's file, and whether it is private.

    `people` are what the import says of them, which `contact` has all of but for the touches.

    Raises RefusedError for what no file can hold, without a word of it.
    """
    note = next((each for each in people if each.text), None)
    text, private = (
        _made(contact, past, settings)
        if note is None
        else _copied(contact, note, [each for each in people if each is not note], past, settings)
    )
    if len(text.encode()) > MAX_FILE:
        raise RefusedError("over 8 MiB: too much for one contact")
    return text, private


def _made(contact: Contact, past: PastTouches, settings: Settings) -> tuple[str, bool]:
    contact = contact._replace(
        email=filling.with_labels(contact.email),
        phone=filling.with_labels(contact.phone),
        touches=past.look(contact).touches if past.touches else contact.touches,
    )
    try:
        return new_contact.text_of(contact, settings), contact.private
    except RefusedError:
        # A note may ask for it in words of its own.
        return new_contact.text_of(contact._replace(private=True), settings), True


def _copied(
    known: Contact, note: Person, others: Sequence[Person], past: PastTouches, settings: Settings
) -> tuple[str, bool]:
    """Return a note, with what else is known of the person."""

    def plan(contact: Contact) -> PlannedEdits:
        after = contact
        for each in (note, *others):
            after = filling.fill(after, each.contact).contact
        edits = [*filling.edits(contact, after), *past.look(contact).edits]
        if known.private and not contact.private:
            edits.append(SetField("private", "yes"))
        return PlannedEdits(tuple(edits), "")

    text = apply_plan(note.text, plan, known.id, settings).text
    bodies = (each.contact.body for each in others)
    more = [body for body in dict.fromkeys(bodies) if body.strip() not in text]
    return "\n".join([text, *more]), known.private
