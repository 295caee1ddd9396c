"""Git's guessed renames: nobody's call ends in the file of another without a word."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.helpers import lookalikes
from tests.helpers.clones import make_program

SEEDS = int(os.environ.get("FOLLOWUP_SEEDS", "2"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("way", lookalikes.WAYS)
def test_with_the_driver_a_person_is_asked(tmp_path: Path, way: str, seed: int) -> None:
    program = make_program(tmp_path)
    assert lookalikes.trial(tmp_path, seed, way, program) in ("asked", "right")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
def test_sync_needs_no_driver_for_it(tmp_path: Path, seed: int) -> None:
    assert lookalikes.trial(tmp_path, seed, "sync", None) == "asked"
