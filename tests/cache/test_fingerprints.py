"""Nothing that changes goes unseen, whatever the clock shows."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from followup_md.cache import fingerprints
from followup_md.cache.fingerprints import Folder, Known, Seen


class Watcher:
    """Looks at a book again and again, and remembers."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folders: dict[str, Folder] = {}
        self.stamps: dict[str, bytes] = {}

    def clock(self) -> int:
        probe = self.root / "probe"
        probe.touch()
        return probe.stat().st_mtime_ns

    def look(self) -> dict[str, Seen]:
        known = Known(self.folders, lambda prefix: self.stamps.get(prefix, b""), self.clock)
        seen = {one.prefix: one for one in fingerprints.look(str(self.root), known)}
        for prefix, one in seen.items():
            if not one.same:
                self.folders[prefix], self.stamps[prefix] = one.folder, one.stamps
        return seen

    def stale(self) -> set[str]:
        return {
            f"{prefix}{one.folder.names[place]}"
            for prefix, one in self.look().items()
            for place in one.stale
        }


@pytest.fixture(params=[1, 2, 250])
def watcher(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Watcher:
    monkeypatch.setattr(fingerprints, "GRAIN", 0)
    monkeypatch.setattr(fingerprints, "_PART", request.param)
    (tmp_path / "contacts" / "a").mkdir(parents=True)
    for name in ("x.md", "y.md", "a/z.md"):
        (tmp_path / "contacts" / name).write_text("one")
    return Watcher(tmp_path)


def grow_old(watcher: Watcher) -> None:
    """Wait until no stamp is as young as the clock's grain."""
    before = watcher.clock()
    while watcher.clock() == before:
        pass
    watcher.look()
    assert watcher.stale() == set()


def test_a_second_change_within_the_grain_of_the_clock(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    grain, fine = 50_000_000, watcher.clock  # ns; a clock that goes by steps of this
    monkeypatch.setattr(
        fingerprints,
        "_STAMP",
        lambda s: (s.st_size, s.st_mtime_ns // grain, s.st_ctime_ns // grain, s.st_ino),
    )
    monkeypatch.setattr(watcher, "clock", lambda: fine() // grain)
    path = watcher.root / "contacts" / "x.md"
    twins = 0
    for _ in range(100):
        path.write_text("one")
        stamp = fingerprints._STAMP(path.stat())
        assert "x.md" in watcher.stale()
        path.write_text("two")
        twins += stamp == fingerprints._STAMP(path.stat())
        assert "x.md" in watcher.stale()  # also where no stamp tells
    assert twins


def put_back(path: Path) -> None:
    before = path.stat()
    path.write_text("two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap(path: Path) -> None:
    other = path.with_name("other")
    other.write_text("two")
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


@pytest.mark.parametrize(
    "change",
    [put_back, swap, lambda path: os.utime(path, (0, 0)), lambda path: path.chmod(0o600)],
)
def test_a_change_is_seen_whatever_its_time(
    watcher: Watcher, change: Callable[[Path], object]
) -> None:
    grow_old(watcher)
    change(watcher.root / "contacts" / "a" / "z.md")
    assert watcher.stale() == {"a/z.md"}


def test_folders_that_come_and_go(watcher: Watcher) -> None:
    grow_old(watcher)
    contacts = watcher.root / "contacts"
    (contacts / "a").rename(contacts / "b")
    assert set(watcher.look()) == {"", "b/"}
    (contacts / "b" / "z.md").unlink()
    assert watcher.look()["b/"].folder.names == ()
    (contacts / "b").rmdir()
    assert set(watcher.look()) == {""}
    contacts.rename(watcher.root / "elsewhere")
    assert watcher.look() == {}


def test_what_a_link_leads_to_may_change(watcher: Watcher) -> None:
    link = watcher.root / "contacts" / "link"
    link.symlink_to(watcher.root / "target")
    grow_old(watcher)
    assert watcher.look()[""].folder.skipped == ()
    (watcher.root / "target").mkdir()
    assert watcher.look()[""].folder.skipped == (("contacts/link", "a symbolic link to a folder"),)


def test_parts_of_stamps(watcher: Watcher) -> None:
    seen = watcher.look()[""]
    assert fingerprints.only(seen.stamps, [1]) == seen.stamps[32:]
    assert fingerprints.only(fingerprints.without(seen.stamps, {0}), [0]) == b"\xff" * 32


def test_of_a_large_folder_only_the_parts_that_changed_are_compared(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprints, "_PART", 3)
    folder = watcher.root / "contacts"
    for number in range(10):
        (folder / f"c{number}.md").write_text("one")
    watcher.look()
    grow_old(watcher)
    before = watcher.folders[""]
    (folder / "c4.md").write_text("two")
    assert watcher.stale() == {"c4.md"}
    after = watcher.folders[""]
    assert [was == now for was, now in zip(before.digests, after.digests, strict=True)] == [
        *(True, False, True, True),
    ]
    grow_old(watcher)
    for gone in ("c0.md", "c9.md"):
        (folder / gone).unlink()
        assert watcher.stale() == set()
    (folder / "a0.md").write_text("new")
    (folder / "c8.md").write_text("other")
    assert watcher.stale() == {"a0.md", "c8.md"}
    watcher.stamps.clear()  # as if they were damaged
    (folder / "c8.md").write_text("again")
    assert len(watcher.stale()) == len(list(folder.glob("*.md")))
