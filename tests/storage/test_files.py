"""Contact files on disk: what is opened at all, and what a replaced file is at each moment."""

from __future__ import annotations

import errno
import os
import resource
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from followup_md.errors import MachineError
from followup_md.frontmatter.limits import MAX_FILE
from followup_md.storage import atomic, disk, files, folders, litter

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "contacts").mkdir()
    return tmp_path


def put(root: Path, path: str, content: bytes = b"x") -> Path:
    full = root / "contacts" / path
    full.parent.mkdir(parents=True, exist_ok=True)
    full.write_bytes(content)
    return full


@pytest.mark.parametrize(
    "name",
    [
        "ann.md",
        "Ann Lee.md",
        "\u00e9.md",
        "-rf.md",
        "con.md",
        "a.b.md",
        "a~.md",
        "agenda.md",
        "404.md",
        "readmes.md",
        ":(glob)*.md",
        "x.tmp.md",
        "#a.md",
    ],
)
def test_contacts(root: Path, name: str) -> None:
    put(root, name)
    assert folders.is_contact_name(name)
    assert files.list_contacts(root) == files.Listing([name[:-3]], [], [])


@pytest.mark.parametrize(
    "name",
    [
        ".ann.md",
        "_ann.md",
        "README.md",
        "readme.md",
        "Index.md",
        "ann.md~",
        "ann.md.swp",
        ".ann.md.swp",
        "ann.md.orig",
        "ann.md.rej",
        "ann.md.bak",
        "ann.md.tmp",
        "#ann.md#",
        ".#ann.md",
        "ann",
        ".followup-123-abcd.tmp",
        "photo.jpg",
        ".md",
    ],
)
def test_what_is_silently_no_contact(root: Path, name: str) -> None:
    put(root, name)
    put(root, "folder/" + name)
    assert files.list_contacts(root) == files.Listing([], [], [])


@pytest.mark.parametrize("name", ["ann.MD", "ann.markdown", "ann.md.txt", "ann.mdown"])
def test_names_that_are_almost_right(root: Path, name: str) -> None:
    put(root, name)
    expected = [(f"contacts/{name}", "its name must end in .md")]
    assert files.list_contacts(root).skipped == expected


def test_folders(root: Path) -> None:
    for path in ("b.md", "a/c.md", "a/b/d.md", ".git/e.md", "_f/g.md", "a/.h/i.md"):
        put(root, path)
    (root / "contacts" / "dir.md").mkdir()
    put(root, "dir.md/inside.md")
    found = files.list_contacts(root)
    assert found.ids == ["a/b/d", "a/c", "b"]
    assert found.skipped == [("contacts/dir.md", "a folder")]


def test_no_contacts_folder(tmp_path: Path) -> None:
    assert files.list_contacts(tmp_path) == files.Listing([], [], [])


def test_very_deep_folders(root: Path) -> None:
    here = os.open(root / "contacts", os.O_RDONLY)
    for _ in range(2_000):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    found = files.list_contacts(root)
    assert found.ids == []
    assert [words for _, words in found.unlisted] in ([], ["File name too long"])
    subprocess.run(["rm", "-rf", str(root / "contacts")], check=True)


def strange(root: Path) -> Iterator[tuple[Path, str]]:
    folder = root / "contacts"
    outside = root / "outside.md"
    outside.write_text("secret")
    real = root / "folder"
    real.mkdir()
    (real / "inside.md").write_text("secret")
    links = {"link.md": outside, "dangling.md": root / "no", "folder-link.md": real}
    for name, target in links.items():
        (folder / name).symlink_to(target)
        yield folder / name, "a symbolic link"
    (folder / "loop.md").symlink_to("loop.md")
    yield folder / "loop.md", "a symbolic link"
    (folder / "linked").symlink_to(real)
    yield folder / "linked", "a symbolic link to a folder"
    (folder / "round").symlink_to(".")
    yield folder / "round", "a symbolic link to a folder"
    os.mkfifo(folder / "pipe.md")
    yield folder / "pipe.md", "not a regular file"
    here = os.getcwd()
    os.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")
    os.chdir(here)
    yield folder / "socket.md", "not a regular file"
    if os.geteuid() == 0:
        os.mknod(folder / "device.md", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        yield folder / "device.md", "not a regular file"


def test_links_pipes_and_devices_are_named_and_never_opened(root: Path) -> None:
    put(root, "ann.md")
    expected = sorted((f"contacts/{path.name}", what) for path, what in strange(root))
    opened: list[str] = []
    sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
    found = files.list_contacts(root)
    assert (found.ids, found.skipped, found.unlisted) == (["ann"], expected, [])
    assert not [path for path in opened if path.startswith(f"{root}/contacts/")]


def test_links_pipes_and_devices_are_not_read_either(root: Path) -> None:
    # One may have come in the place of a file after the folder was listed. Nothing hangs.
    for path, _ in strange(root):
        with pytest.raises((MachineError, FileNotFoundError)) as caught:
            files.read_bytes(path)
        assert path.name in str(caught.value)


def test_reading(root: Path) -> None:
    path = put(root, "ann.md", b"\xef\xbb\xbf---\r\n\x00")
    assert files.read_bytes(path) == path.read_bytes()
    assert files.read_bytes(put(root, "empty.md", b"")) == b""
    with pytest.raises(FileNotFoundError):
        files.read_bytes(root / "contacts" / "gone.md")
    with pytest.raises(MachineError, match="regular"):
        files.read_bytes(root / "contacts")


def test_reading_stops_behind_the_limit(root: Path) -> None:
    path = put(root, "big.md")
    os.truncate(path, 100 * 2**20)
    assert len(files.read_bytes(path)) == MAX_FILE + 1


AS_NOBODY = """
import os, sys
from pathlib import Path
from followup_md.errors import MachineError
from followup_md.storage import atomic, files, litter  # atomic: nobody may not read ctypes
root = Path(sys.argv[1])
os.setuid(65534)
found = files.list_contacts(root)
print(found.ids, found.unlisted)
try:
    files.read_bytes(root / "contacts" / "shut.md")
except MachineError as error:
    print(str(error).rpartition(": ")[2])
try:
    files.replace(root / "contacts" / "open.md", b"new", b"x")
except MachineError as error:
    print(str(error).rpartition(": ")[2])
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody who may not read")
def test_files_that_may_not_be_read(root: Path) -> None:
    put(root, "shut.md").chmod(0)
    put(root, "shut/inside.md").parent.chmod(0)
    put(root, "open.md").chmod(0o644)
    for folder in [root, *root.parents][:-1]:
        folder.chmod(folder.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(root)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    listed, *refused = done.stdout.splitlines()
    assert listed == "['open', 'shut'] [('contacts/shut', 'Permission denied')]"
    assert refused == ["Permission denied", "Permission denied"]
    assert os.listdir(root / "contacts").count("open.md") == 1


def names(root: Path) -> list[str]:
    return sorted(os.listdir(root / "contacts"))


def test_a_new_file(root: Path) -> None:
    path = root / "contacts" / "ann.md"
    files.replace(path, b"new", None)
    assert (path.read_bytes(), names(root)) == (b"new", ["ann.md"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755])
def test_a_file_keeps_its_mode(root: Path, mode: int) -> None:
    path = put(root, "ann.md", b"old")
    path.chmod(mode)
    files.replace(path, b"new", b"old")
    assert (path.read_bytes(), names(root)) == (b"new", ["ann.md"])
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("now", [b"other", b"", b"old and more", None])
def test_a_file_that_changed_meanwhile(root: Path, now: bytes | None) -> None:
    path = put(root, "ann.md", now or b"")
    if now is None:
        path.unlink()
    with pytest.raises(files.ChangedUnderneathError):
        files.replace(path, b"new", b"old")
    assert names(root) == ([] if now is None else ["ann.md"])
    assert now is None or path.read_bytes() == now


def test_a_new_file_whose_name_is_taken(root: Path) -> None:
    path = put(root, "ann.md", b"old")
    with pytest.raises(files.ChangedUnderneathError):
        files.replace(path, b"new", None)
    assert (path.read_bytes(), names(root)) == (b"old", ["ann.md"])


def test_a_file_that_is_read_only(root: Path) -> None:
    path = put(root, "ann.md", b"old")
    path.chmod(0o444)
    with pytest.raises(MachineError, match="read-only"):
        files.replace(path, b"new", b"old")
    assert (path.read_bytes(), names(root)) == (b"old", ["ann.md"])


def test_links_and_pipes_are_not_replaced(root: Path) -> None:
    every = [path for path, _ in strange(root)]
    before = names(root)
    for path in every:
        for expected in (None, b"secret"):
            with pytest.raises((MachineError, files.ChangedUnderneathError)):
                files.replace(path, b"new", expected)
    assert names(root) == before
    assert (root / "outside.md").read_text() == "secret"


def test_no_folder(root: Path) -> None:
    with pytest.raises(MachineError, match="No such file"):
        files.replace(root / "contacts" / "no" / "ann.md", b"new", None)


def test_no_space(root: Path) -> None:
    path = put(root, "ann.md", b"old")
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from followup_md.errors import MachineError\n"
        "from followup_md.storage import files\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: files.replace(Path(sys.argv[1]), b'n' * 10_000, b'old')\n"
        "except MachineError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{path}: File too large\n", "")
    assert (path.read_bytes(), names(root)) == (b"old", ["ann.md"])


def test_too_many_open_files(root: Path) -> None:
    path = put(root, "ann.md", b"old")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        with pytest.raises(MachineError, match="Too many open files"):
            files.replace(path, b"new", b"old")
        with pytest.raises(MachineError, match="Too many open files"):
            files.read_bytes(path)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert (path.read_bytes(), names(root)) == (b"old", ["ann.md"])


STEPS = ("open", "write", "fchmod", "fsync", "close", "lstat", "fstat", "read", "replace", "swap")


@pytest.mark.parametrize("step", STEPS)
def test_the_machine_fails_at_a_step(
    root: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What no temporary folder can be made to do: an error of the disk at each call of the system.
    path = put(root, "ann.md", b"old")
    module = atomic if step == "swap" else os
    real = getattr(module, step)
    failed: list[str] = []

    def fail(*args: object, **options: object) -> object:
        if failed:
            return real(*args, **options)
        failed.append(step)
        if step == "close":
            real(*args)
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        if step == "replace":  # where two files cannot trade places
            patch.setattr(atomic, "swap", lambda *_: False)
        patch.setattr(module, step, fail)
        with pytest.raises(MachineError, match="Input/output error"):
            files.replace(path, b"new", b"old")
    assert failed
    assert (path.read_bytes(), names(root)) == (b"old", ["ann.md"])


KILLED = """
import os, sys
from pathlib import Path
from followup_md.storage import atomic, files, litter
step, path = sys.argv[1], Path(sys.argv[2])
module = atomic if step == "swap" else os
real = getattr(module, step)
calls = []
def die(*args, **options):
    calls.append(1)
    if len(calls) == int(sys.argv[3]):
        if step == "write":
            real(args[0], b"ne")
        os._exit(9)
    return real(*args, **options)
if step == "replace":
    atomic.swap = lambda *_: False
setattr(module, step, die)
files.replace(path, b"new", b"old")
"""


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("call", ["1", "2"])
def test_a_kill_at_a_step_leaves_the_old_file_or_the_new(root: Path, step: str, call: str) -> None:
    path = put(root, "ann.md", b"old")
    command = [sys.executable, "-c", KILLED, step, str(path), call]
    done = subprocess.run(command, cwd=PROJECT, check=False)
    assert done.returncode in (0, 9)
    assert path.read_bytes() in (b"old", b"new")
    assert files.list_contacts(root).ids == ["ann"]
    # The next run goes on in spite of litter, and clears it.
    files.replace(path, b"newer", path.read_bytes())
    assert litter.remove_litter(root / "contacts", [b"old", b"new"]) == []
    assert (path.read_bytes(), names(root)) == (b"newer", ["ann.md"])


@pytest.mark.parametrize("new_file", [False, True])
@pytest.mark.parametrize("swaps", [True, False])
def test_a_save_at_the_last_moment(
    root: Path, swaps: bool, new_file: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(root, "ann.md", b"old")
    look = files._still

    def late(*args: Any) -> None:
        if not swaps:
            path.write_bytes(b"an editor's save")
        look(*args)
        path.write_bytes(b"an editor's save")

    monkeypatch.setattr(files, "_still", late)
    if not swaps:
        monkeypatch.setattr(atomic, "swap", lambda *_: False)
        monkeypatch.setattr(atomic, "into_free", lambda *_: False)
    if new_file:
        path.unlink()
    with pytest.raises(files.ChangedUnderneathError):
        files.replace(path, b"new", None if new_file else b"old")
    assert (path.read_bytes(), names(root)) == (b"an editor's save", ["ann.md"])


def test_saves_before_and_after_the_swap(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(root, "ann.md", b"old")
    swap = atomic.swap
    saves = iter([b"first", b"second"])

    def beside(one: Path, other: Path) -> bool:
        path.with_name("new").write_bytes(save := next(saves, b""))
        if save:
            path.with_name("new").replace(path)
        else:
            path.with_name("new").unlink()
        return swap(one, other)

    monkeypatch.setattr(atomic, "swap", beside)
    with pytest.raises(files.ChangedUnderneathError):
        files.replace(path, b"new", b"old")
    assert path.read_bytes() == b"second"


def test_litter_that_nobody_knows_is_left_alone(root: Path) -> None:
    unknown = put(root, ".followup-1-abc.tmp", b"a touch that is nowhere else")
    put(root, ".followup-2-abc.tmp", b"")
    put(root, ".followup-3.tmp", b"know")
    (root / "contacts" / ".followup-4.tmp").symlink_to(unknown)
    assert litter.remove_litter(root / "contacts", [b"known"]) == [unknown]
    assert names(root) == [".followup-1-abc.tmp", ".followup-4.tmp"]


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("ann", True),
        ("a/b", True),
        ("A b/\u00e9", True),
        ("../a", False),
        ("/a", False),
        ("a//b", False),
        (".a", False),
        (".git/a", False),
        ("a/../b", False),
        ("_a", False),
        ("readme", False),
        ("a\0b", False),
        ("", False),
        ("a/", False),
    ],
)
def test_ids(id_: str, expected: bool) -> None:
    assert files.is_contact_id(id_) is expected


@pytest.mark.parametrize("expected", [None, b"old"])
def test_a_folder_that_cannot_be_flushed_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected: bytes | None
) -> None:
    def fail(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk, "flush_folder", fail)
    path = tmp_path / "x.md"
    if expected is not None:
        path.write_bytes(expected)
    with pytest.raises(MachineError, match=r"x\.md: Input/output error"):
        files.replace(path, b"new", expected)
    assert [p.read_bytes() for p in tmp_path.iterdir()] == ([] if expected is None else [b"old"])


@pytest.mark.parametrize(
    ("id_", "expected"),
    [("new", True), ("folder/new", True), ("ann", True), ("\ud800", False), ("x" * 300, False)],
)
def test_what_the_file_system_can_hold(root: Path, id_: str, expected: bool) -> None:
    put(root, "ann.md")
    assert files.is_possible(root, id_) is expected
