"""Files made to hurt a reader; each is read in a process of its own.

    python -m tests.helpers.hostile NAME

The process may use 300 MB more than an empty one, and one second of the processor for the file.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import date

MEMORY = 300 * 2**20  # bytes
TIME = 1.0  # seconds

KIB = 1024
FRONT = 128 * KIB - 64  # just under the limit of a front matter


def front(lines: str, body: str = "") -> bytes:
    return f"---\nname: Ann\n{lines}\n---\n{body}".encode("utf-8", "surrogatepass")


def touch(text: str) -> bytes:
    return front(f"touches:\n  - {text}")


def fill(text: str, size: int = FRONT) -> str:
    return text * ((size - 200) // len(text.encode()))


def _bomb() -> bytes:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return front("\n".join(lines))


FILES: dict[str, Callable[[], bytes]] = {
    "200,000 brackets": lambda: front("x: " + "[" * 200_000),
    "brackets": lambda: front("x: " + fill("[")),
    "braces": lambda: front("x: " + fill("{")),
    "braces and keys": lambda: front("x: " + fill("{a: ")),
    "hyphens": lambda: front("x:\n " + fill("- ")),
    "question marks": lambda: front(fill("? ")),
    "deep indentation": lambda: front("\n".join(" " * depth + "a:" for depth in range(500))),
    "lists in touches": lambda: touch(fill("- ")),
    "bare file of brackets": lambda: b"[" * 200_000,
    "alias bomb": _bomb,
    "recursive alias": lambda: front("x: &x [*x]"),
    "recursive mapping": lambda: front("x: &x {*x : *x}"),
    "python object": lambda: front("x: !!python/object/apply:os.system ['true']"),
    "python name": lambda: front("x: !!python/name:os.system"),
    "timestamp tag": lambda: front("x: !!timestamp x"),
    "empty int tag": lambda: front('x: !!int ""'),
    "directive": lambda: b"---\n%YAML 1.1\n---\n",
    "tag directive": lambda: b"---\n%TAG ! tag:x,2000:\nname: Ann\n---\n",
    "no such day": lambda: touch("2026-02-30 call, x"),
    "number of 5,000 digits": lambda: front(f"met: {'9' * 5000}"),
    "date of 5,000 digits": lambda: touch(f"{'9' * 5000}-01-01 call, x"),
    "span of 5,000 digits": lambda: front(f"keep: {'9' * 5000}d"),
    "hours of 5,000 digits": lambda: touch(f"2026-09-01 {'9' * 5000}:00 call"),
    "NEL": lambda: front("a: b\u0085c: d"),
    "LS": lambda: front("a: b\u2028c: d"),
    "PS": lambda: front("a: b\u2029c: d"),
    "BOM inside": lambda: front("a: \ufeffb"),
    "NUL": lambda: front("a: b\0c"),
    "escapes": lambda: front('a: "\\0\\e]0;x\\a\\N\\L\\P"'),
    "lone surrogate": lambda: front("a: \ud800"),
    "lone surrogate escaped": lambda: front('a: "\\ud800"'),
    "not UTF-8": lambda: front("a: b") + b"\xff\xfe",
    "UTF-16": lambda: front("a: b").decode().encode("utf-16"),
    "UTF-32": lambda: front("a: b").decode().encode("utf-32"),
    "key of 1 MB": lambda: front("k" * 2**20 + ": x"),
    "long key": lambda: front(fill("k") + ": x"),
    "scalar of 20 MB": lambda: front("x: " + "y" * 20 * 2**20),
    "body of 8 MB": lambda: front("x: y", "z" * (8 * 2**20 - 100)),
    "100,000 touches": lambda: touch("\n  - ".join(["2026-09-01 call, x"] * 100_000)),
    "as many touches as fit": lambda: touch(fill("2026-09-01 call\n  - ") + "2026-09-01 call"),
    "as many bad touches as fit": lambda: touch(fill("2026-09-01 cal\n  - ") + "x"),
    "as many bad mappings as fit": lambda: touch(fill("{date: x}\n  - ") + "x"),
    "as many keys as fit": lambda: front("".join(f"touch{i}: x\n" for i in range(9_000))),
    "as many nearly private keys": lambda: front("".join(f"priv{i}: x\n" for i in range(9_000))),
    "blanks in an entry": lambda: touch("2026-09-01 call" + fill(" ") + "x"),
    "blanks in a quoted entry": lambda: touch(f'"2026-09-01 call{fill(" ")}"'),
    "blanks before a comma": lambda: touch("2026-09-01 call with Bob" + fill(" ") + ", x"),
    "long head": lambda: touch("2026-09-01 call with " + fill("Bob ")),
    "long head of re": lambda: touch("2026-09-01 call with " + fill("x re ")),
    "long head of @": lambda: touch("2026-09-01 call with x" + fill(" @y")),
    "long head of colons": lambda: touch("2026-09-01 call with " + fill("a:")),
    "long reference": lambda: touch("2026-09-01 call re " + fill("x:")),
    "long word": lambda: touch("2026-09-01 " + fill("call")),
    "long quote": lambda: front("quotes:\n  - 2026-09-01 " + fill("Q:") + " x"),
    "long promise": lambda: front("promises:\n  - 2026-09-01 " + fill("kept ")),
    "continued entry": lambda: touch("2026-09-01 call, x" + fill("\n     - y")),
    "status of blanks": lambda: front("status: open" + fill(" ") + "x"),
    "status of by": lambda: front("status: declined" + fill(" by me")),
    "snooze of blanks": lambda: front(f"snooze: 2026-09-01{fill(' ')}since{fill(' ', KIB)}x"),
    "met of blanks": lambda: front("met: 2026-09-01" + fill(" ") + "x"),
    "hours of blanks": lambda: front("hours: 09:00" + fill(" ") + "x"),
    "time zone": lambda: front("timezone: " + fill("A/")),
    "keep": lambda: front("keep: " + fill("1 ")),
    "tags": lambda: front("tags: " + fill("a,")),
    "second colon after blanks": lambda: front(f"reason: a: {fill(' ')}b{fill(' ', KIB)}: c"),
    "words and blanks to quote": lambda: front("reason: @" + fill("a" + " " * 999) + ": b"),
    "many refused lines": lambda: front(fill("reason: @a: b\n")),
    "many colons": lambda: touch(fill("a: ")),
    "many quotes": lambda: front("\n".join(["- 'a' b"] * 9_000)),
    "quote never closed": lambda: front('x: "' + fill('a" ')),
    "quotes never closed": lambda: front(fill('x: "\n')),
    "markup": lambda: front(fill("**a") + ": b"),
    "hash after blanks": lambda: front("x: y" + fill(" ") + "#z"),
    "hashes": lambda: front("x: [" + fill("a  , ") + "]"),
    "glued keys": lambda: front("x: y\n" + fill(" a:b\n")),
    "conflict markers": lambda: front("x: y", "<<<<<<< \n" * 500_000),
    "links": lambda: front("x: y", "](" * 1_000_000),
    "links of words": lambda: front("x: y", "](" + "a" * 4_000_000),
    "fences never closed": lambda: b"---\n" + b" --- -\n" * 500_000,
    "blanks for a fence": lambda: b"---" + b" " * 4_000_000 + b"x",
    "blank lines for a fence": lambda: b"---\n" + b"\n" * 4_000_000,
    "hash for a fence": lambda: b"---\n" + b"---#" * 1_000_000,
    "carriage returns": lambda: b"---" + b"\r" * 4_000_000,
    "one byte": lambda: b"-",
    "nothing": lambda: b"",
}  # fmt: skip


def read(name: str) -> float:
    """Read, check and mend a file within the limits; return the seconds that reading took."""
    from followup_md.model.settings import Settings
    from followup_md.parsing import autofix, contact_file, lint, private_links

    raw = FILES[name]()
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: SIM115 - ends at once
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    started = time.process_time()
    file = contact_file.read_bytes("x", raw, Settings())
    list(lint.warnings(file, date(2026, 9, 10), Settings()))
    if file.contact is not None:
        private = file.contact._replace(id="p", private=True)
        list(private_links.warnings([file.contact, private]))
    elif any(problem.paste for problem in file.problems):
        autofix.quoted(raw.decode())
    for problem in file.problems:
        assert len(problem.message) < 500, problem.code
    return time.process_time() - started


if __name__ == "__main__":
    taken = read(sys.argv[1])
    assert taken < TIME, f"{taken:.2f} s"
