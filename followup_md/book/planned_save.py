"""Carrying out what a writing command does: plans become edits of the files as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from followup_md.book import save
from followup_md.book.book import Book
from followup_md.book.transaction import Saved
from followup_md.editing.plan import AppliedEdits, EditPlan, apply_plan
from followup_md.storage.undo_log import Change

NONE: Mapping[str, str] = MappingProxyType({})


class PlannedSave:
    """Plans for contacts by id, carried out for all of them or for none."""

    def __init__(self, book: Book, plans: Mapping[str, EditPlan]) -> None:
        self._book = book
        self._plans = plans
        self._edits = {id_: partial(self._edit, id_) for id_ in plans}
        self.applied: dict[str, AppliedEdits] = {}  # as they were carried out last

    def preview(self) -> tuple[Change, ...]:
        """Return what would change; nothing is written."""
        return save.preview(self._book, self._edits)

    def save(self, what: str, commit: bool | None, new: Mapping[str, str] = NONE) -> Saved:
        """Write, with the texts of new contacts; `what` names the change in a commit.

        See save.create_all.
        """
        return save.create_all(self._book, new, what, commit, self._edits)

    def _edit(self, id_: str, text: str) -> str:
        self.applied[id_] = apply_plan(text, self._plans[id_], id_, self._book.settings)
        return self.applied[id_].text
