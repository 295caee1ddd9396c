"""Cases as data: `tests/cases/read/*.txt`, a mistyped front matter and what is said about it.

# title
| a line of the front matter (the file's second line is its first)
= LINE:COLUMN CODE message, or `fine`
> the line to paste for the message above
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CASES = Path(__file__).parents[1] / "cases"


class Case(NamedTuple):
    title: str
    front: str
    expected: list[str]  # the lines with = and >

    @property
    def text(self) -> str:
        return f"---\n{self.front}\n---\nbody\n"


def load() -> Iterator[Case]:
    for file in sorted((CASES / "read").glob("*.txt")):
        for block in file.read_text(encoding="utf-8").rstrip("\n").split("\n\n# "):
            title, *lines = block.removeprefix("# ").split("\n")
            front = [line[2:] for line in lines if line.startswith("|")]
            expected = [line for line in lines if line.startswith(("=", ">"))]
            assert len(front) + len(expected) == len(lines), (file.name, title)
            yield Case(f"{file.stem}: {title}", "\n".join(front), expected)
