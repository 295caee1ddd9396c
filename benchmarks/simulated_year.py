"""Live a year with the program: one person, sixty contacts, and what `due` makes of it.

    python benchmarks/simulated_year.py [--seed N] [--json] [--who] [--book FOLDER]

It measures the `followup_md` that Python finds, of whatever edition, so two checkouts can be
compared: what happens to the person depends on the seed, not on the verdicts.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from year.figures import table
from year.people import YEAR
from year.program import Program
from year.simulation import Simulation


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--who", action="store_true", help="name the contacts behind the figures")
    parser.add_argument("--until", type=date.fromisoformat, default=date(YEAR, 12, 31))
    parser.add_argument("--book", type=Path, help="write the book as it is at the end")
    options = parser.parse_args()
    simulation = Simulation(options.seed, Program())
    figures = table(simulation.run(options.until), simulation.states, options.until)
    if options.book:
        write(simulation, options.book)
    print(json.dumps(figures, indent=1) if options.json else "\n".join(lines(figures, options.who)))


def write(simulation: Simulation, folder: Path) -> None:
    """Write the book, for `followup why`."""
    (folder / "contacts").mkdir(parents=True, exist_ok=True)
    (folder / "followup.yml").write_text(simulation.program.settings, encoding="utf-8")
    for id_, state in simulation.states.items():
        (folder / "contacts" / f"{id_}.md").write_text(state.file.text(), encoding="utf-8")


def lines(figures: dict[str, Any], who: bool, indent: str = "") -> Iterator[str]:
    """Yield the figures as lines of text."""
    for key, value in figures.items():
        if isinstance(value, dict):
            yield f"{indent}{key}"
            yield from lines(value, who, f"{indent}  ")
        elif key == "who":
            yield from (f"{indent}    {each}" for each in value if who)
        else:
            yield f"{indent}{key:<{48 - len(indent)}} {value}"


if __name__ == "__main__":
    main()
