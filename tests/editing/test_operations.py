from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from followup_md.editing import operations, verify
from followup_md.editing.operations import (
    AddEntry,
    Edit,
    RemoveEntry,
    RemoveField,
    ReplaceEntry,
    SetField,
)
from followup_md.errors import RefusedError, UsageError
from followup_md.frontmatter.splices import Splice
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from tests.helpers import edit_cases
from tests.helpers.edit_cases import apply
from tests.helpers.edit_proof import one
from tests.helpers.shapes import make

SETTINGS = Settings()
TEXT = "---\nname: Ann Lee # hers\ntouches:\n  - 2026-09-01 call # one\n---\nMet.\n"
# A longer run is made by setting it, or by `python -m tests.helpers.edit_proof 100000`.
FILES = int(os.environ.get("FOLLOWUP_EDITS", "4000"))
CASES = sorted(edit_cases.FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_changes_what_was_asked_and_no_other_byte(path: Path) -> None:
    case = edit_cases.read(path)
    assert edit_cases.visible(apply(case.before, [case.edit], "ann", SETTINGS)) == (
        edit_cases.visible(case.after)
    )


@pytest.mark.slow
def test_all_ways_of_writing_are_edited_and_hardly_one_is_refused() -> None:
    found = Counter(one(seed, wild=seed % 4 == 0) for seed in range(FILES))
    refused = sum(number for name, number in found.items() if name.startswith("refused"))
    assert found["unread"] < FILES / 30  # comments put into a text make some
    assert refused <= FILES / 1000, found
    assert min(found[name] for name in ("AddEntry", "SetField", "RemoveField")) > FILES / 50


def test_several_edits_are_made_in_turn() -> None:
    edits: list[Edit] = [
        AddEntry("promises", "2026-09-10, send it"),
        AddEntry("promises", "2026-09-11, send that"),
        ReplaceEntry("promises", 1, "2026-09-11 kept 2026-09-10, send that"),
        RemoveEntry("promises", 0),
        SetField("snooze", "2026-10-01"),
        RemoveField("snooze"),
    ]
    expected = TEXT.replace(
        "---\nMet", "promises:\n  - 2026-09-11 kept 2026-09-10, send that\n---\nMet"
    )
    assert apply(TEXT, edits, "ann", SETTINGS) == expected


def test_no_edits_and_a_removed_field_that_is_not_there_change_nothing() -> None:
    assert apply(TEXT, [], "ann", SETTINGS) == TEXT
    assert apply(TEXT, [RemoveField("snooze")], "ann", SETTINGS) == TEXT


def test_a_file_that_cannot_be_read_is_refused_with_place_and_words_to_paste() -> None:
    broken = TEXT.replace("2026-09-01 call", "2026-09-31 call")
    with pytest.raises(RefusedError) as error:
        apply(broken, [AddEntry("touches", "2026-09-02 call, a: b")], "ann", SETTINGS)
    message = str(error.value)
    assert "contacts/ann.md:4:5: E402" in message
    assert "nothing was written" in message
    assert message.endswith('\n  - "2026-09-02 call, a: b"')


def test_what_cannot_be_proven_is_refused_and_called_a_bug(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # No file is known where this happens: one splice takes a line too many.
    monkeypatch.setattr(operations, "remove_key", lambda text, *_: [Splice(0, len(text) - 1, "")])
    with pytest.raises(RefusedError) as error:
        apply("---\nname: Ann\norg: Acme\n---\n", [RemoveField("org")], "ann", SETTINGS)
    assert "a bug of ours" in str(error.value)
    assert "Nothing was written" in str(error.value)


def test_the_name_cannot_be_removed() -> None:
    with pytest.raises(RefusedError, match="a contact needs a name"):
        apply(TEXT, [RemoveField("name")], "ann", SETTINGS)


def test_a_front_matter_that_would_grow_too_large_is_refused() -> None:
    large = TEXT.replace("touches:", f"reason: {'x' * 131_000}\ntouches:")
    with pytest.raises(RefusedError, match="128 KiB"):
        apply(large, [AddEntry("touches", f"2026-09-02 call, {'y' * 900}")], "ann", SETTINGS)


@pytest.mark.parametrize(
    "edit",
    [
        AddEntry("touches", "2026-09-02 calll, x"),
        AddEntry("promises", "tomorrow, x"),
        AddEntry("touches", ""),
        SetField("snooze", "soon"),
        SetField("keep", "sometimes"),
    ],
)
def test_words_that_are_no_entry_or_value_are_wrong_usage(edit: Edit) -> None:
    with pytest.raises(UsageError):
        apply(TEXT, [edit], "ann", SETTINGS)


def test_a_key_of_the_users_own_is_set_and_removed() -> None:
    text = apply(TEXT, [SetField("shoe size", "44: wide")], "ann", SETTINGS)
    contact = read_text("ann", text, SETTINGS).contact
    assert contact is not None
    assert contact.more == (("shoe size", "44: wide"),)
    assert apply(text, [RemoveField("shoe size")], "ann", SETTINGS) == TEXT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Ann Lee", "Ann  Lee "),  # the same to a reader, but see the next ones
        ("Ann Lee", "Ann Leo"),
        ("# hers", "# his"),
        (" # one", ""),
        ("Met.", "met."),
        ("---\nMet", "--- \nMet"),
        ("2026-09-01 call", "2026-09-01 email"),
        ("name", "aim: 1\nname"),
        ("2026-09-02 call", "2026-09-02 email"),
    ],
)
def test_the_proof_sees_every_other_change(old: str, new: str) -> None:
    before = read_text("ann", TEXT, SETTINGS)
    good = TEXT.replace("# one\n", "# one\n  - 2026-09-02 call\n")
    after = read_text("ann", good, SETTINGS)
    assert before.contact is not None
    assert after.contact is not None
    wanted = verify.Expected(after.contact, {"touches": ["2026-09-01 call", "2026-09-02 call"]})
    assert verify.is_verified(before, after, wanted, [])
    bad = read_text("ann", good.replace(old, new), SETTINGS)
    if old != "Ann Lee" or new == "Ann Leo":
        assert not verify.is_verified(before, bad, wanted, [])


CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "yaml-test-suite" / "cases.json"


@pytest.mark.skipif(not CORPUS.is_file(), reason="no ../shared/corpora")
def test_odd_yaml_around_an_edit_stays_as_it_is() -> None:
    documents = [case["yaml"] for case in json.loads(CORPUS.read_text(encoding="utf-8"))]
    found: Counter[str] = Counter()
    for document in documents:
        inner = "".join(f"  {line}\n" for line in document.removesuffix("\n").split("\n"))
        for front in (
            f"name: Ann\n{document}",
            f"name: Ann\nown:\n{inner}",
            f"{document}name: A\n",
        ):
            text = f"---\n{front}---\nMet.\n"
            if read_text("ann", text, SETTINGS).contact is None:
                continue
            line = "2026-09-02 call, x"
            for edit, added in (
                (AddEntry("touches", line), f"touches:\n  - {line}\n"),
                (SetField("reason", "roof"), "reason: roof\n"),
            ):
                try:
                    new = apply(text, [edit], "ann", SETTINGS)
                except RefusedError:
                    found["refused"] += 1
                else:
                    assert new.replace(added, "", 1) == text
                    found["made"] += 1
    assert found["made"] > 300
    assert found["refused"] <= 2, found


ADDED: list[Edit] = [
    AddEntry("touches", "2026-09-02 call, x: y"),
    AddEntry("promises", "2026-09-10, send it"),
    AddEntry("quotes", "2026-09-03 Q-77, roof"),
]


@pytest.mark.parametrize("seed", range(500))
def test_edits_at_once_are_edits_in_turn(seed: int) -> None:
    text = make(Random(seed), seed % 4 == 0)
    if read_text("ann", text, SETTINGS).contact is None:
        return
    in_turn = text
    for edit in ADDED:
        in_turn = apply(in_turn, [edit], "ann", SETTINGS)
    assert apply(text, ADDED, "ann", SETTINGS) == in_turn
