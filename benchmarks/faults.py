"""Break a command at every system call, and judge what is left without the code that made it.

    python benchmarks/faults.py [kills] [errors] [real] [--code CHECKOUT] [COMMAND...]

Linux on x86-64, with Git. Without a COMMAND (a name of `fault_cases.py`, or its first words): all.

`kills`: the command runs once, and before each system call of it and of every Git that it starts
the disk is as a kill at that moment would leave it. Each state that is not the same as another is
kept; on each, the same command runs again. `real` kills at each of these moments, which takes
longer and finds the same.

`errors`: a run for each call that changes something in the book (or opens a file of it), with each
error that the machine may give there: once, or from there on where that is how a disk fails (no
space, read-only); and with a write cut short.

What must hold: contact files are the old or the new ones; `git fsck` is content; what the command
said is true (done: written, and committed where that was wanted, unless it said why not; refused:
as before); the same command again ends where an undisturbed run ends (files, index, commits,
record for `undo`), and leaves no temporary file. Locks of a Git that was killed are removed as the
message says, which is counted.
"""

from __future__ import annotations

import argparse
import errno
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import tracer
from fault_cases import CASES, Place
from fault_judge import Disk, Judge
from tracer import Answer, Call, Fail, Kill, Shorten

_WRITES = ("write", "pwrite64", "writev", "sendfile", "copy_file_range")
_OPENS = ("open", "openat", "creat")
_NO_SPACE = {*_WRITES, *_OPENS, "mkdir", "mkdirat", "link", "symlink", "fallocate"}
_ONCE = {
    **dict.fromkeys(_OPENS, ("EMFILE", "EIO")),
    **dict.fromkeys(_WRITES, ("EIO",)),
    "fsync": ("EIO", "ENOSPC"),
    "fdatasync": ("EIO",),
    "rename": ("EIO",),
    "renameat2": ("EIO", "EINVAL"),
    "link": ("EIO", "EPERM"),
    "unlink": ("EIO",),
    "unlinkat": ("EIO",),
    "mkdir": ("EIO",),
    "fchmod": ("EPERM",),
    "flock": ("ENOLCK",),
    "": ("EMFILE", "EIO"),  # a file that is opened to read it
}


class State(NamedTuple):
    """What a kill before a call leaves."""

    call: int  # its number
    disk: Disk
    out: str
    err: str


def states(judge: Judge) -> tuple[int, list[State]]:
    """Run once; return the number of calls, and the states before them, each once."""
    place, found, calls, changed = judge.place, dict[str, State](), 0, True
    output = place.folder.parent / "said"

    def look(call: Call) -> Answer:
        nonlocal calls, changed
        calls += 1
        if changed:
            disk = Disk.look(place.folder)
            said = [output.with_suffix(s).read_text(errors="replace") for s in (".out", ".err")]
            found.setdefault(f"{disk.key} {said}", State(calls, disk, *said))
        changed = bool(call.name)
        return None

    judge.old.put(place.folder)
    tracer.run(place.command(judge.case.words), place.book, place.env, output, look)
    return calls, [*found.values()]


def kills(judge: Judge, step: int = 1) -> list[str]:
    """Judge what a kill before each call leaves, or each `step`th of the different states."""
    calls, different = states(judge)
    tally = Counter({"calls": calls, "states": len(different)})
    found = []
    for state in different[::step]:
        state.disk.put(judge.place.folder)
        found += _after_a_kill(judge, state.call, state.out, state.err, tally)
    _report(judge, "kills", tally, found)
    return found


def real(judge: Judge, step: int = 1) -> list[str]:
    """Kill for real, where `kills` only looks: once for each state, or each `step`th of them."""
    place, tally, found = judge.place, Counter[str](), list[str]()
    for state in states(judge)[1][::step]:
        calls = 0

        def look(_: Call, last: int = state.call) -> Answer:
            nonlocal calls
            calls += 1
            return Kill() if calls == last else None

        judge.old.put(place.folder)
        output = place.folder.parent / "said"
        command = place.command(judge.case.words)
        ended = tracer.run(command, place.book, place.env, output, look)
        tally["killed"] += ended.code == -9
        found += _after_a_kill(judge, state.call, ended.out, ended.err, tally)
    _report(judge, "real kills", tally, found)
    return found


def _after_a_kill(judge: Judge, call: int, out: str, err: str, tally: Counter[str]) -> list[str]:
    bad = judge.wrong(-9, out, err)
    tally["untrue or torn"] += bool(bad)
    tally["with litter until the next run"] += bool(judge.litter())
    later = judge.not_the_same_in_the_end()
    tally["never as undisturbed"] += bool(later)
    found = [f"{judge.name}: killed before call {call}: {words}" for words in (*bad, *later)]
    for words in found:
        print(words, flush=True)
    return found


def _report(judge: Judge, way: str, tally: Counter[str], found: list[str]) -> None:
    tally["by hand as the message said"] = judge.by_hand
    figures = ", ".join(f"{number} {what}" for what, number in tally.items())
    print(f"{judge.name}, {way}: {figures}; {len(found)} wrong", flush=True)


class Point(NamedTuple):
    """The `number`th call about the book gets this error, or is cut short ("")."""

    number: int
    call: str
    error: str
    stays: bool = False


def points(judge: Judge) -> list[Point]:
    """Return the faults of an undisturbed run."""
    found: list[Point] = []
    number = 0

    def look(call: Call) -> Answer:
        nonlocal number
        if not _concerns(judge.place, call):
            return None
        number += 1
        found.extend(Point(number, call.name, error) for error in _ONCE.get(call.name, ()))
        if call.name in _NO_SPACE:
            found.append(Point(number, call.name, "ENOSPC", stays=True))
        if call.name and call.name not in ("flock", "fsync", "fdatasync"):
            found.append(Point(number, call.name, "EROFS", stays=True))
        if call.name in _WRITES[:2]:
            found.append(Point(number, call.name, ""))
        return None

    judge.old.put(judge.place.folder)
    place = judge.place
    command = place.command(judge.case.words)
    tracer.run(command, place.book, place.env, place.folder.parent / "said", look)
    return found


def _concerns(place: Place, call: Call) -> bool:
    return bool(call.name or call.reads_file) and call.path.startswith(str(place.folder))


def errors(judge: Judge, step: int = 1) -> list[str]:
    """Judge a run for every error at every call, or every `step`th of these."""
    place, tally, found = judge.place, Counter[str](), list[str]()
    for point in points(judge)[::step]:
        judge.old.put(place.folder)
        ended = _broken(judge, point)
        stuck = point.call.startswith("unlink") or (point.stays and point.error == "EROFS")
        bad = judge.wrong(ended.code, ended.out, ended.err, stuck)
        if not stuck:
            bad += judge.litter()
        tally["runs"] += 1
        tally[f"exit {ended.code}"] += 1
        done = ended.code == 0 and not judge.case.again
        later = [] if done else judge.not_the_same_in_the_end(ended.code == 1)
        for words in (*bad, *later):
            found.append(f"{judge.name}: {point}: {words}")
            print(found[-1], flush=True)
    _report(judge, "errors", tally, found)
    return found


def _broken(judge: Judge, point: Point) -> tracer.Ended:
    place, number = judge.place, 0
    sticks = _NO_SPACE if point.error == "ENOSPC" else None

    def look(call: Call) -> Answer:
        nonlocal number
        if not _concerns(place, call):
            return None
        number += 1
        if number < point.number or (number > point.number and not point.stays):
            return None
        if number > point.number and (not call.name or (sticks and call.name not in sticks)):
            return None
        if number > point.number and call.name in ("flock", "fsync", "fdatasync"):
            return None
        return Fail(getattr(errno, point.error)) if point.error else Shorten()

    command = place.command(judge.case.words)
    return tracer.run(command, place.book, place.env, place.folder.parent / "said", look)


def fits(name: str, word: str) -> bool:
    """Whether a case is called so, or begins so where none is called so."""
    return name == word or (word not in CASES and name.startswith(f"{word} "))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--code", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--step", type=int, default=1, help="only every so many of them")
    parser.add_argument("words", nargs="*", metavar="kills|real|errors|COMMAND")
    given = parser.parse_args()
    ways = {"kills": kills, "real": real, "errors": errors}
    wanted = [word for word in given.words if word not in ways]
    bad = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        for name, case in CASES.items():
            if wanted and not any(fits(name, word) for word in wanted):
                continue
            for way in [word for word in given.words if word in ways] or ["kills", "errors"]:
                judge = Judge(name, case, Path(folder), given.code.resolve())
                bad += len(ways[way](judge, given.step))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
