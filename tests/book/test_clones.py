"""Clones of one book that change it at random: no touch is lost, mixed with another or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import wild_clones
from tests.helpers.clones import make_program, play


@pytest.mark.slow
@pytest.mark.parametrize(("clones", "seed"), [(2, 1), (3, 2)])
def test_random_changes(tmp_path: Path, clones: int, seed: int) -> None:
    team = play(tmp_path, clones, seed, 7, make_program(tmp_path), append=False)
    assert len(team.touches) > 20


@pytest.mark.slow
@pytest.mark.parametrize(("clones", "seed"), [(2, 3), (3, 4)])
def test_touches_alone_never_conflict(tmp_path: Path, clones: int, seed: int) -> None:
    team = play(tmp_path, clones, seed, 5, make_program(tmp_path), append=True)
    assert team.conflicts == []


@pytest.mark.slow
@pytest.mark.parametrize(("setup", "seed"), [(True, 5), (False, 6)])
def test_people_removed_and_others_like_them_added(tmp_path: Path, setup: bool, seed: int) -> None:
    team = wild_clones.play(tmp_path, 3, seed, 6, setup)
    assert len(team.touches) > 20
