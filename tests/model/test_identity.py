"""Whether a contact in a new file is one that is gone from another."""

from __future__ import annotations

import pytest

from followup_md.model import identity
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text

BARE = "name: Ann Lee"
CALL = "touches: [2026-09-01 call]"
LETTER = 'touches: ["2026-09-01 email, the plan"]'


def contact(*lines: str) -> Contact:
    found = read_text("ann", "\n".join(["---", *lines, "---", ""]), Settings()).contact
    assert found is not None, lines
    return found


@pytest.mark.parametrize(
    ("one", "other", "moved"),
    [
        ([BARE], [BARE, "role: Buyer"], True),
        ([BARE, CALL], [BARE, CALL, "phone: 1"], True),
        ([BARE, CALL], [BARE], False),
        ([BARE, "phone: 1"], [BARE, "phone: 1"], True),
        ([BARE, "phone: 1"], ["name: Lee, Dr Ann", "phone: 1"], True),
        ([BARE, "phone: 1"], [BARE, "phone: 2"], False),
        ([BARE, "uid: x"], ["name: Ann Moss", "uid: x"], True),
        ([BARE, "uid: x"], [BARE, "uid: y"], False),
        ([BARE, LETTER, "phone: 1"], ["name: Ann Moss", LETTER, "phone: 1"], True),
        ([BARE, "phone: 1"], ["name: Bob Lee", "phone: 1"], False),
        ([BARE, LETTER], ["name: Bob Ray", LETTER], False),
        ([BARE, CALL], ["name: Bob Ray", CALL], False),
    ],
)
def test_who_was_moved(one: list[str], other: list[str], moved: bool) -> None:
    assert identity.moved(contact(*one), contact(*other)) is moved
