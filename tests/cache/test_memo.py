"""Values computed from contacts are valid while the contact's version and the key are the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from followup_md.cache import memo
from followup_md.cache.database import Cache, open_cache
from followup_md.cache.memo import Memo
from tests.helpers.cached_book import database, own_cache

__all__ = ["own_cache"]  # a fixture

VERSIONS = {"a": 1, "b": 2}


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    found = open_cache(str(tmp_path / "book"))
    Memo(found, "test", b"key").save({"a": ("x", 1), "b": ()}, VERSIONS)
    yield found
    found.close()


def test_what_was_saved_is_loaded(cache: Cache) -> None:
    again = Memo(cache, "test", b"key")
    assert (again.get("a", 1), again.get("c", 1)) == (("x", 1), None)
    assert again.load(VERSIONS) == {"a": ("x", 1), "b": ()}
    again.preload()
    assert (again.get("a", 1), again.get("a", 2), again.get("c", 1)) == (("x", 1), None, None)


@pytest.mark.parametrize(
    ("name", "key", "version"), [("other", b"key", 1), ("test", b"other", 1), ("test", b"key", 3)]
)
def test_what_is_not_current_is_not_there(
    cache: Cache, name: str, key: bytes, version: int
) -> None:
    assert Memo(cache, name, key).get("a", version) is None
    assert "a" not in Memo(cache, name, key).load({"a": version})


def test_what_is_gone_is_dropped(cache: Cache) -> None:
    again = Memo(cache, "test", b"key")
    assert again.load({"a": 1}) == {"a": ("x", 1)}
    again.save({}, {})
    assert Memo(cache, "test", b"key").load(VERSIONS) == {"a": ("x", 1)}


def test_a_broken_row_costs_no_other(cache: Cache) -> None:
    with sqlite3.connect(database()) as rows:
        rows.execute("UPDATE 'memo test' SET value = X'0011' WHERE key = 'a'")
    rows.close()
    assert Memo(cache, "test", b"key").get("a", 1) is None
    assert Memo(cache, "test", b"key").load(VERSIONS) == {"b": ()}


def test_a_cache_that_fails_is_as_good_as_an_empty_one(cache: Cache) -> None:
    cache.close()
    for failing in (Memo(cache, "test", b"key"), Memo(None, "test", b"key")):
        assert failing.get("a", 1) is None
        failing.save({"a": 1}, VERSIONS)
        assert failing.load(VERSIONS) == {}


def test_each_memo_has_a_table(cache: Cache) -> None:
    Memo(cache, 'a "quoted" name', b"").save({"a": 1}, VERSIONS)
    assert sorted(memo.tables(cache)) == ['memo a "quoted" name', "memo test"]
    assert Memo(cache, 'a "quoted" name', b"").get("a", 1) == 1
