from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from followup_md.storage import undo_log
from followup_md.storage.undo_log import Change, Record

RECORD = Record(
    "log call",
    (
        Change("ann", "a\r\n\ufeff", "b\x1b\u2028"),
        Change("clients/\udce9 new\nline", None, "new"),
        Change("gone", "old", None),
    ),
    "0" * 40,
    ("clients", "clients/\udce9 new"),
    undoing=True,
)


def test_a_record_comes_back_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "last"
    assert undo_log.read(place) is None
    undo_log.write(place, Record("before", ()))
    undo_log.write(place, RECORD)
    assert undo_log.read(place) == RECORD
    assert [path.name for path in tmp_path.iterdir()] == ["last"]


def test_a_record_may_be_larger_than_a_contact_file_may(tmp_path: Path) -> None:
    place = tmp_path / "last"
    large = Record("edit", (Change("ann", "\u20ac" * 2_000_000, "x" * 8_000_000),))
    for _ in "12":
        undo_log.write(place, large)
    assert undo_log.read(place) == large


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../../outside"},
        {"id": "/etc/passwd"},
        {"id": ".hidden"},
        {"id": "a/../b"},
        {"id": "a//b"},
        {"id": "a\0b"},
        {"id": ""},
        {"id": "README"},
        {"id": 1},
        {"before": 1},
        {"after": ["x"]},
        {"after": ...},
    ],
    ids=str,
)
def test_a_record_that_is_not_ours_is_none(tmp_path: Path, change: dict[str, object]) -> None:
    place = tmp_path / "last"
    undo_log.write(place, Record("x", (Change("ann", "a", "b"),)))
    kept = json.loads(place.read_text())
    kept["changes"][0] |= change
    if change.get("after") is ...:
        del kept["changes"][0]["after"]
    place.write_text(json.dumps(kept))
    assert undo_log.read(place) is None


@pytest.mark.parametrize(
    ("id_", "ours"),
    [
        ("/inbox.txt", True),
        ("/inbox/2026-09-14 ann.txt", True),
        ("/inbox/notes.md", True),
        ("/followup.yml", False),
        ("/inbox/../followup.yml", False),
        ("/inbox/x/y.txt", False),
        ("/inbox/.git.txt", False),
        ("//etc/inbox.txt", False),
        ("/../inbox.txt", False),
        ("/", False),
        ("", False),
    ],
)
def test_of_other_files_only_the_inbox_is_ours(tmp_path: Path, id_: str, ours: bool) -> None:
    place = tmp_path / "last"
    undo_log.write(place, Record("inbox", (Change(id_, "a", None),)))
    assert (undo_log.read(place) is not None) == ours


def test_a_record_of_an_older_version_is_read(tmp_path: Path) -> None:
    place = tmp_path / "last"
    undo_log.write(place, RECORD)
    kept = json.loads(place.read_text())
    del kept["folders"], kept["undoing"]
    place.write_text(json.dumps(kept))
    assert undo_log.read(place) == RECORD._replace(folders=(), undoing=False)


@pytest.mark.parametrize("folder", ["..", "../x", "/x", "", ".git", "a/../..", 1, None])
def test_a_folder_elsewhere_is_not_ours(tmp_path: Path, folder: object) -> None:
    place = tmp_path / "last"
    undo_log.write(place, Record("x", (Change("ann", "a", "b"),)))
    kept = json.loads(place.read_text())
    place.write_text(json.dumps(kept | {"folders": [folder]}))
    assert undo_log.read(place) is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"schema": 2}', '{"schema": 1}', "\xff"]
)
def test_a_damaged_record_is_none(tmp_path: Path, content: str) -> None:
    place = tmp_path / "last"
    place.write_bytes(content.encode("latin-1"))
    assert undo_log.read(place) is None


def test_what_a_killed_run_left_next_to_it_goes(tmp_path: Path) -> None:
    place = tmp_path / "last"
    undo_log.write(place, RECORD)
    (tmp_path / ".followup-1-abc.tmp").write_text('{"sch')
    (tmp_path / ".followup-2.tmp").mkdir()  # cannot go: nobody minds
    undo_log.remove_litter(place)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".followup-2.tmp", "last"]


@pytest.mark.parametrize("links", [True, False])
def test_a_record_is_put_back(tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    place = tmp_path / "last"
    for before in (None, RECORD):
        if before:
            undo_log.write(place, before)
        undo_log.keep(place)
        undo_log.write(place, Record("after", ()))
        undo_log.put_back(place, before)
        assert undo_log.read(place) == before
    for end in (undo_log.drop, lambda path: undo_log.put_back(path, RECORD)):
        undo_log.keep(place)
        end(place)
        assert undo_log.read(place) == RECORD
    assert list(tmp_path.iterdir()) == [place]
