"""Count what somebody who reads the program meets: files, lines, circles, and five trips.

    python benchmarks/structure.py [CHECKOUT] [--python ITS_PYTHON]

A trip is one thing that the program does. Its modules are those in which a function is called, its
moves the calls that lead from one module of ours to another.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).parents[1]
DAY = "2026-09-14"
# What each trip needs done before, and what it does; `@` is the book.
TRIPS = {
    "first `due`": ([], ["-C", "@", "due", "--on", DAY]),
    "cached `due`": ([["-C", "@", "due", "--on", DAY]], ["-C", "@", "due", "--on", DAY]),
    "`log` to commit": ([], ["-C", "@", "log", "ann-lee", "call", "voicemail", "--commit"]),
    "site after one edit": (
        [["-C", "@", "build", "--on", DAY], ["-C", "@", "log", "ann-lee", "call", "voicemail"]],
        ["-C", "@", "build", "--on", DAY],
    ),
    "merge of a contact": ([], ["merge-driver", "base.md", "ours.md", "theirs.md", "ann.md", "7"]),
}
COUNTED = """
import json, sys
from importlib import import_module
package = "followup_md."
modules, moves = set(), 0
def note(frame, event, _):
    global moves
    if event != "call":
        return
    name = frame.f_globals.get("__name__", "")
    if not name.startswith(package):
        return
    modules.add(name)
    before = frame.f_back
    while before is not None and not before.f_globals.get("__name__", "").startswith(package):
        before = before.f_back
    if before is not None and before.f_globals["__name__"] != name:
        moves += 1
try:
    entry = import_module(package + "main")
except ImportError:
    entry = import_module(package + "front")
sys.setprofile(note)
code = entry.run(sys.argv[2:])
sys.setprofile(None)
with open(sys.argv[1], "w") as file:
    json.dump([code, sorted(modules), moves], file)
"""


def files(package: Path) -> dict[str, ast.Module]:
    """Return the modules of a package by dotted name, parsed."""
    return {
        ".".join(path.relative_to(package.parent).with_suffix("").parts): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in sorted(package.rglob("*.py"))
    }


def imported(tree: ast.AST, names: set[str]) -> Iterator[str]:
    """Yield the modules of ours that a module imports anywhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            inner = [name for name in full if name in names]
            yield from inner
            if len(inner) < len(full) and node.module in names:
                yield node.module


def circles(graph: dict[str, set[str]]) -> int:
    """Return how many modules can be reached from themselves."""

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            for other in graph.get(waiting.pop(), set()) - found:
                found.add(other)
                waiting.append(other)
        return found

    return sum(module in reached(module) for module in graph)


def count(package: Path) -> dict[str, float]:
    """Return the figures of the source."""
    trees = files(package)
    sizes = [
        len(path.read_text(encoding="utf-8").splitlines())
        for path in package.rglob("*.py")
        if path.name != "__init__.py"
    ]
    local = defined = 0
    names: Counter[str] = Counter()
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                local += sum(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(node))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                defined += 1
                names[node.name] += not node.name.startswith("_") and node.name != "command"
    graph = {name: set(imported(tree, set(trees))) - {name} for name, tree in trees.items()}
    return {
        "files": len(sizes),
        "lines": sum(sizes),
        "median lines": median(sizes),
        "longest": max(sizes),
        "modules in circles": circles(graph),
        "imports in functions": local,
        "public names used twice": sum(times > 1 for times in names.values()),
    }


def trip(python: str, before: list[list[str]], args: list[str]) -> tuple[int, int]:
    """Take a trip in a copy of the bundled book; return the modules and moves it needs."""
    with tempfile.TemporaryDirectory() as folder:
        book, out = Path(folder, "book"), Path(folder, "out")
        subprocess.run(
            ["git", "clone", "-q", "--depth", "1", f"file://{PROJECT}", str(book)], check=True
        )
        old = (book / "contacts/ann-lee.md").read_text(encoding="utf-8")
        for side, line in (("base", ""), ("ours", "10 call"), ("theirs", "11 email")):
            new = f"touches:\n  - 2026-09-{line}\n" if line else "touches:\n"
            Path(folder, f"{side}.md").write_text(old.replace("touches:\n", new, 1))
        env = os.environ | {"XDG_CACHE_HOME": f"{folder}/cache"}
        env |= {f"GIT_{who}_NAME": "Nora" for who in ("AUTHOR", "COMMITTER")}
        env |= {f"GIT_{who}_EMAIL": "nora@example.org" for who in ("AUTHOR", "COMMITTER")}
        env.pop("PYTHONPATH", None)
        for words in (*before, args):
            given = [str(book) if word == "@" else word for word in words]
            command = [python, "-P", "-c", COUNTED, str(out), *given]
            subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
        code, modules, moves = json.loads(out.read_text())
        assert code == 0, (args, code)
        return len(modules), moves


def main() -> None:
    """Print the figures as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path, nargs="?", default=PROJECT)
    parser.add_argument("--python", default=sys.executable)
    given = parser.parse_args()
    print("| what | figure |\n|---|---:|")
    for name, figure in count(given.checkout / "followup_md").items():
        print(f"| {name} | {figure:,.0f} |")
    python = str(Path(given.python).absolute())
    for name, (before, args) in TRIPS.items():
        modules, moves = trip(python, before, args)
        print(f"| {name}: modules; moves | {modules}; {moves:,} |")


if __name__ == "__main__":
    main()
