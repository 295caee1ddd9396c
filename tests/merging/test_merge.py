from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from followup_md.merging import keys
from followup_md.merging import merge as module
from followup_md.merging.blocks import FrontMatterBlocks
from followup_md.merging.merge import MergeResult, merge
from followup_md.merging.three_way import Versions
from followup_md.model.settings import Settings
from tests.helpers import merge_cases
from tests.helpers.git_merge import git_merge
from tests.helpers.merge_proof import choose, entries, read, several

SETTINGS = Settings()
BASE = "---\nname: Ann\nreason: roof\ntouches:\n  - 2026-09-01 call\n---\nMet.\n"
OURS = BASE.replace("09-01 call\n", "09-01 call\n  - 2026-09-02 call, ours\n")
THEIRS = BASE.replace("09-01 call\n", "09-01 call\n  - 2026-09-03 call, theirs\n")
# A longer run is made by setting it, or by `python -m tests.helpers.merge_proof 20000`.
PAIRS = int(os.environ.get("FOLLOWUP_MERGES", "800"))
CASES = sorted(merge_cases.FOLDER.glob("*.txt"))


def no_text_merge(base: str, ours: str, theirs: str) -> tuple[str, bool]:
    raise AssertionError((base, ours, theirs))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_merges_what_both_meant(path: Path) -> None:
    case = merge_cases.read(path)
    assert merge(case.base, case.ours, case.theirs, SETTINGS, git_merge) == case.result


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_was_merged_is_merged_already(path: Path) -> None:
    case = merge_cases.read(path)
    text = case.result.text
    for base in (case.base, case.theirs, case.ours):
        assert merge(base, text, text, SETTINGS, no_text_merge) == MergeResult(text)
    assert merge(case.theirs, text, case.theirs, SETTINGS, no_text_merge).text == text
    assert merge(case.ours, case.ours, text, SETTINGS, no_text_merge).text == text


@pytest.mark.slow
def test_random_histories_lose_and_mix_nothing() -> None:
    found = several(PAIRS)
    assert found["merged"] > PAIRS * 0.8, found
    assert found["lines"] == 0, found  # only a front matter in braces is merged as lines
    assert found["lines, a root in braces"] < PAIRS * 0.03, found


def test_one_changed_side_needs_no_merging() -> None:
    broken = BASE.replace("call", "cal")
    assert merge(BASE, OURS, BASE, SETTINGS, no_text_merge).text == OURS
    assert merge(BASE, BASE, broken, SETTINGS, no_text_merge).text == broken
    assert merge(BASE, broken, broken, SETTINGS, no_text_merge).text == broken


def test_entries_and_fields_need_no_text_merge() -> None:
    theirs = THEIRS.replace("roof", "house")
    text = merge(BASE, OURS, theirs, SETTINGS, no_text_merge).text
    assert text.index("house") < text.index("09-01") < text.index("ours") < text.index("theirs")


def test_a_merge_that_would_hold_anything_else_is_left_to_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As if the merge of lists lost what is theirs: the reading afterwards must see it.
    real = keys.merge_front

    def lossy(versions: Versions[FrontMatterBlocks], *rest: Any) -> keys.MergedFrontMatter:
        return real(versions._replace(theirs=versions.base), *rest)

    monkeypatch.setattr(module, "merge_front", lossy)
    result = merge(BASE, OURS, THEIRS, SETTINGS, git_merge)
    assert result.conflicts == ("the file, merged line by line",)
    assert "ours" in choose(result.text, "ours")
    assert "theirs" in choose(result.text, "theirs")


def test_lines_merged_without_conflict_but_wrongly_are_a_conflict_of_the_whole_file() -> None:
    base, ours, theirs = (
        f"---\n{{name: Ann, touches: [{items}]}}\n---\n"
        for items in ("2026-09-01 call", "2026-09-02 call", "2026-09-03 call")
    )

    def loses(_base: str, ours: str, _theirs: str) -> tuple[str, bool]:
        return ours, False

    result = merge(base, ours, theirs, SETTINGS, loses)
    assert result.conflicts == ("the whole file: keep what is right of both",)
    assert choose(result.text, "ours") == ours
    assert choose(result.text, "theirs") == theirs


def test_markers_are_as_long_as_git_asks() -> None:
    ours, theirs = OURS.replace("roof", "barn"), THEIRS.replace("roof", "house")
    result = merge(BASE, ours, theirs, SETTINGS, git_merge, marker=11)
    assert f"{'<' * 11} ours\nreason: barn\n{'=' * 11}\n" in result.text
    assert f"\n{'>' * 11} theirs\ntouches:" in result.text
    assert result.conflicts == ("reason: changed on both sides",)


def test_no_message_holds_content_of_the_file() -> None:
    for path in CASES:
        result = merge_cases.read(path).result
        for words in (*result.conflicts, *result.notes):
            assert not any(text in words for text in ("2026", "Rosa", "roof", "Acme")), words


def test_root_indented_anew_by_one_side() -> None:
    lines = THEIRS.split("---\n")
    theirs = "---\n" + "".join(f"  {line}\n" for line in lines[1].splitlines()) + "---\nMet.\n"
    result = merge(BASE, OURS, theirs, SETTINGS, git_merge)
    assert result.conflicts == ()
    assert entries(read(result.text)).keys() == entries(read(OURS)).keys() | (
        entries(read(THEIRS)).keys()
    )


def test_thousands_of_entries_are_merged_soon() -> None:
    days = [f"  - {1900 + n // 360}-{n // 30 % 12 + 1:02d}-{n % 30 % 28 + 1:02d} call, {n}\n"
            for n in range(2500)]  # fmt: skip
    versions = [
        "---\nname: Ann\ntouches:\n" + "".join(days[:at] + days[at + 1 :]) + f"{last}---\n"
        for at, last in ((2500, ""), (100, "  - 2026-01-01 call\n"), (200, "  - 2026-01-02 call\n"))
    ]
    result = merge(versions[0], versions[1], versions[2], SETTINGS, no_text_merge)
    assert result.conflicts == ()
    assert len(read(result.text).touches) == 2500


@pytest.mark.parametrize("middle", ["", "||||||||| base\nreason: door\n"])
def test_a_base_that_was_merged_with_a_conflict(middle: str) -> None:
    """Where merges have crossed, the base may hold markers: they conflict nothing beside them."""
    marked = f"<<<<<<<<< ours\nreason: wall\n{middle}=========\nreason: house\n>>>>>>>>> theirs\n"
    base = BASE.replace("reason: roof\n", marked)
    ours, theirs = OURS.replace("roof", "wall"), THEIRS.replace("roof", "house")
    text = merge(base, ours, theirs, SETTINGS, no_text_merge).text
    assert "reason: house" in text
    assert text.count("ours") == text.count("theirs") == 1
    result = merge(base, ours.replace("wall", "shed"), theirs, SETTINGS, no_text_merge)
    assert result.conflicts == ("reason: changed on both sides",)
    assert choose(result.text, "ours").count("2026-09") == 3
