"""The merge driver: installing it in a clone, and merging when Git calls it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from followup_md.book import file_merge
from followup_md.book.book import open_book
from followup_md.book.file_merge import MARKER, MergedFile
from followup_md.errors import FollowupError, RefusedError
from followup_md.git import command as git
from followup_md.git import remote, trees
from followup_md.model.contact import CONTACTS
from followup_md.model.settings import Settings
from followup_md.storage import files, locate

_KEY = "merge.followup"
_ATTRIBUTE = "merge=followup"
_NAME = "followup: joins the entries of a contact"
CONFLICT = 9  # exit code, which no accident has; Git gets 1


def install(root: Path, program: Sequence[str]) -> list[str]:
    """Set up this clone; return what was done, in words. `program`: how to start followup."""
    done = []
    path, line, before = _attributes(root)
    if line not in (each.strip() for each in before.splitlines()):
        gap = b"" if before.endswith(b"\n") or not before else b"\n"
        _put(path, before + gap + line + b"\n", before)
        done.append(f"wrote {_ATTRIBUTE} for this book's contacts into {path}")
    wanted = {f"{_KEY}.name": _NAME, f"{_KEY}.driver": command(program)}
    for key, value in wanted.items():
        if _config(root, key) != value:
            git.run(root, "config", "--local", key, value)
            done.append(f"set {key} in this clone's Git configuration")
    return done


def remove(root: Path) -> list[str]:
    """Undo `install`; return what was done, in words."""
    done = []
    path, line, before = _attributes(root)
    after = _without(before, line)
    if after != before:
        _put(path, after, before)
        done.append(f"removed {_ATTRIBUTE} of this book's contacts from {path}")
    if _ATTRIBUTE.encode() not in after.split() and _config(root, f"{_KEY}.driver"):
        git.run(root, "config", "--local", "--remove-section", _KEY)
        done.append(f"removed {_KEY} from this clone's Git configuration")
    return done


def program() -> list[str]:
    """Return the command line that starts this program from anywhere."""
    started = shutil.which(sys.argv[0])
    if started and Path(started).name.startswith("followup"):
        return [os.path.abspath(started)]
    return [sys.executable, "-P", "-m", "followup_md"]


def is_installed(root: Path) -> bool:
    """Whether this clone merges contacts with the driver."""
    args = ("check-attr", "-z", "merge", "--", f"{CONTACTS}/any.md")
    attribute = git.look(root, *args).paths[-1:]
    return attribute == ["followup"] and bool(_config(root, f"{_KEY}.driver"))


def is_wanting(root: Path) -> bool:
    """Whether this clone shares its contacts with others, and merges them without the driver."""
    try:
        return bool(remote.remotes(root)) and not is_installed(root)
    except FollowupError:  # no Git, or no repository
        return False


def command(program: Sequence[str]) -> str:
    """Return the shell line for Git's configuration.

    Whatever keeps the program from running (it is gone, its Python is gone, it is killed), Git must
    not end up with one side alone: the line then falls back to the lines of both sides. Git would
    take any exit code from 1 to 128 for a merge with conflicts.
    """
    start = " ".join(shlex.quote(word) for word in program).replace("%", "%%")
    test = shlex.quote(program[0]).replace("%", "%%")
    return (
        f"if test -x {test}; then {start} merge-driver %O %A %B %P %L; s=$?;"
        f" test $s = 0 && exit 0; test $s = {CONFLICT} && exit 1; fi;"
        " git merge-file --union %A %O %B || exit 1"
    )


def merge(base: Path, ours: Path, theirs: Path, name: str, marker: int = MARKER) -> MergedFile:
    """Merge three versions of a file into `ours`; `name`: the file's path from the top."""
    versions = [files.read_bytes(path) for path in (base, ours, theirs)]
    settings = _settings(name)
    if not _is_guess(versions, name, settings):
        joined = _join_one_of_two(versions, settings, marker)
        merged = joined or file_merge.merge(versions, settings, marker)
    elif _are_one(versions[1], versions[2], settings):
        merged = file_merge.merge([b"", *versions[1:]], settings, marker)  # new on both sides
    else:
        merged = file_merge.two_people(versions, marker)
    files.replace(ours, merged.content, versions[1])
    return merged


def _is_guess(versions: Sequence[bytes], name: str, settings: Settings) -> bool:
    """Whether Git merges files of two people, because they look like one that was renamed.

    It tells the driver one name only. So: where a side is perhaps not the person that the base is,
    were both of them ever in the file of this name?
    """
    from followup_md.model import identity
    from followup_md.parsing import contact_file

    base, *sides = (contact_file.read_bytes("merged", raw, settings).contact for raw in versions)
    if base is None:
        return False
    doubtful = [
        raw
        for raw, side in zip(versions[1:], sides, strict=True)
        if side is not None and not identity.moved(base, side)
    ]
    folder = Path.cwd()
    try:
        return bool(doubtful) and not all(
            trees.was_ever(folder, raw, name) for raw in (versions[0], *doubtful)
        )
    except FollowupError:
        return True


def _join_one_of_two(
    versions: Sequence[bytes], settings: Settings, marker: int
) -> MergedFile | None:
    """Merge the file of one of two people whom Git has taken for one; the other stays beside it.

    Where a side has a file of the name that Git thinks the other gave, it merges twice, and hands
    us for one side what we have put between markers before.
    """
    for at in (1, 2) if not versions[0] else ():
        halves, other = file_merge.parted(versions[at]), versions[3 - at]
        for number, half in enumerate(halves):
            if _are_one(half, other, settings):
                three = [b"", half, other] if at == 1 else [b"", other, half]
                one = file_merge.merge(three, settings, marker)
                halves[number] = one.content
                both = file_merge.two_people([b"", *halves], marker + bool(one.conflicts))
                return MergedFile(both.content, both.conflicts + one.conflicts, one.notes)
    return None


def _are_one(ours: bytes, theirs: bytes, settings: Settings) -> bool:
    from followup_md.model import identity
    from followup_md.parsing import contact_file

    one, other = (
        contact_file.read_bytes("merged", raw, settings).contact for raw in (ours, theirs)
    )
    return one is not None and other is not None and bool(identity.shared(one, other))


def _settings(name: str) -> Settings:
    """Return the settings of the book with this file, relative to where Git starts us: the top."""
    folder = Path(name).absolute().parent
    while not folder.is_dir():
        folder = folder.parent
    try:
        return open_book(locate.find_book_path(folder)).settings
    except (FollowupError, OSError):
        return Settings()  # its followup.yml may be in the same merge


def _attributes(root: Path) -> tuple[Path, bytes, bytes]:
    """Return the clone's own attributes file, our line for it, and its content."""
    path = git.shared_file(root, "info/attributes")
    try:
        content = files.read_bytes(path)
    except FileNotFoundError:
        content = b""
    return path, _line(root).encode(), content


def _line(root: Path) -> str:
    """Return the line for Git's attributes, with paths relative to the top."""
    pattern = re.sub(r"([*?!\[\\])", r"\\\1", git.inside(root)) + f"{CONTACTS}/**/*.md"
    if re.search(r"[\s\"]|^[#!]", pattern) or not pattern.isprintable():
        quoted = "".join(_octal(byte) for byte in os.fsencode(pattern))
        pattern = f'"{quoted}"'
    return f"{pattern} {_ATTRIBUTE}"


def _octal(byte: int) -> str:
    char = chr(byte)
    if char in '"\\':
        return f"\\{char}"
    return char if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def _without(content: bytes, line: bytes) -> bytes:
    return b"".join(each for each in content.splitlines(True) if each.strip() != line)


def _put(path: Path, content: bytes, before: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    try:
        files.replace(path, content, before if path.exists() else None)
    except files.ChangedUnderneathError:
        raise RefusedError(f"{path} was changed meanwhile: run it again") from None


def _config(root: Path, key: str) -> str:
    return git.look(root, "config", "--local", "--get", key, expected=(0, 1)).word
