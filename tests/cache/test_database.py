"""The file in which something is kept; what a doubt does to a book is in test_kept_doubts.py."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from followup_md.cache import database
from followup_md.cache.database import CacheError, checksum, decode, encode, open_cache


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "followup"


def test_what_is_put_is_got(place: Path, tmp_path: Path) -> None:
    value = ("é", 1 << 40, None, (b"\xff", {3: ()}))
    kept = open_cache(str(tmp_path / "book"))
    kept.put([("contact", "a", encode("a", value, 0)), ("contact", "b", encode("b", 2, 0))])
    assert kept.get("contact", "a") == value
    kept.close()
    kept = open_cache(str(tmp_path / "book"))
    assert kept.get("contact", "a") == value
    kept.put([("contact", "a", None)])
    assert kept.get("contact", "a") is None
    assert kept.raw("contact", "a") is None
    assert dict(kept.rows("contact")) == {"b": encode("b", 2, 0)}
    kept.close()
    assert [path.suffix for path in place.iterdir()] == [".db"]


def test_equal_values_are_equal_bytes() -> None:
    word, again = "".join(["wo", "rd"]), "".join(["wor", "d"])
    assert encode("a", (word, word, (1, word)), 0) == encode("a", (again, word, (1, "word")), 0)


def test_all_of_a_put_or_nothing(tmp_path: Path) -> None:
    kept = open_cache(str(tmp_path / "book"))
    rows = [("contact", "a", encode("a", 1, 0)), ("nowhere", "\udc80", b"")]
    with pytest.raises(CacheError):
        kept.put(rows)
    assert kept.get("contact", "a") is None


def test_a_value_is_bound_to_its_key_and_edition() -> None:
    raw = encode("a", (1, "x"), 7)
    assert decode("a", raw, 7) == (1, "x")
    assert checksum(raw) == int.from_bytes(raw[:4])
    broken = [("b", raw, 7), ("a", raw, 8), ("a", raw[:-1], 7), ("a", b"", 7), ("a", raw[:4], 7)]
    for place in range(len(raw)):
        flipped = bytearray(raw)
        flipped[place] ^= 1
        broken.append(("a", bytes(flipped), 7))
    for key, data, edition in broken:
        with pytest.raises(CacheError):
            decode(key, data, edition)


def test_books_do_not_share_a_file(place: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "one")
    for name in ("one", "two", "link"):
        open_cache(str(tmp_path / name)).close()
    assert len(list(place.glob("*.db"))) == 2
    database.delete(str(tmp_path / "link"))
    assert len(list(place.glob("*.db"))) == 1


def test_a_hard_linked_file_is_refused(place: Path, tmp_path: Path) -> None:
    book = str(tmp_path / "book")
    open_cache(book).close()
    (path,) = place.glob("*.db")
    elsewhere = tmp_path / "elsewhere.db"
    os.link(path, elsewhere)
    before = elsewhere.read_bytes()
    kept = open_cache(book)  # a new file: what somebody else holds is neither read nor written
    kept.put([("contact", "a", encode("a", 1, 0))])
    kept.close()
    assert elsewhere.read_bytes() == before
    assert path.stat().st_ino != elsewhere.stat().st_ino
    os.unlink(elsewhere)


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_no_plain_file_is_refused(place: Path, tmp_path: Path, kind: str) -> None:
    book = str(tmp_path / "book")
    open_cache(book).close()
    (path,) = place.glob("*.db")
    os.unlink(path)
    target = tmp_path / "elsewhere.db"
    if kind == "link":
        path.symlink_to(target)
    elif kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    if kind == "folder":  # not ours to remove
        with pytest.raises(CacheError):
            open_cache(book)
    else:
        open_cache(book).close()
        assert path.is_file()
        assert not path.is_symlink()
    assert not target.exists()


def test_where_it_is_without_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "relative/path"):
        monkeypatch.setenv("XDG_CACHE_HOME", value)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        open_cache(str(tmp_path / "book")).close()
        folder = "Library/Caches" if sys.platform == "darwin" else ".cache"
        assert list((tmp_path / "home" / folder / "followup").glob("*.db"))


def test_the_clock_is_that_of_the_file_system(tmp_path: Path) -> None:
    kept = open_cache(str(tmp_path / "book"))
    before = kept.clock()
    (tmp_path / "file").touch()
    assert before <= os.stat(tmp_path / "file").st_mtime_ns <= kept.clock()


def test_a_cache_that_nobody_has_any_more_is_closed(tmp_path: Path) -> None:
    before = len(os.listdir("/dev/fd"))
    for _ in range(20):
        cache = open_cache(str(tmp_path / "book"))
        cache.put([("table", "key", encode("key", 1, 0))])
        assert cache.get("table", "key") == 1
    del cache
    assert len(os.listdir("/dev/fd")) <= before
