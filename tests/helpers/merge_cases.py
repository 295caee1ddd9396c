"""The cases of tests/cases/merge: base, ours, theirs and what comes of them.

`␍` stands for a carriage return. Lines above the result name the conflicts and the notes.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from followup_md.merging.merge import MergeResult

FOLDER = Path(__file__).parents[1] / "cases" / "merge"


class Case(NamedTuple):
    base: str
    ours: str
    theirs: str
    result: MergeResult


def read(path: Path) -> Case:
    text = path.read_text(encoding="utf-8").replace("␍", "\r")
    found: dict[str, str] = {}
    for section in text.removesuffix("\n").split("\n==== ")[1:]:
        name, _, content = section.partition("\n")
        found[name] = content
    said = text.split("\n==== ")[0].splitlines()[1:]
    conflicts, notes = (
        tuple(line.removeprefix(kind) for line in said if line.startswith(kind))
        for kind in ("conflict: ", "note: ")
    )
    result = MergeResult(found["result"], conflicts, notes)
    return Case(found["base"], found["ours"], found["theirs"], result)


def write(path: Path, title: str, case: Case) -> None:
    said = [f"conflict: {words}" for words in case.result.conflicts]
    said += [f"note: {words}" for words in case.result.notes]
    lines = [title, *said]
    for name, text in (*zip(("base", "ours", "theirs"), case, strict=False), ("result", "")):
        lines += [f"==== {name}", case.result.text if name == "result" else str(text)]
    path.write_text("\n".join(lines).replace("\r", "␍") + "\n", encoding="utf-8")
