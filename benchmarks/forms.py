"""What each form of a command costs, as a multiple of `git status` in the same book.

    python benchmarks/forms.py                  both layouts of folders; some minutes
    python benchmarks/forms.py --only "check"   only the rows with this text; writes nothing

Two books of 10,000: all contacts in one folder, as most people keep them, and 250 to a folder. A
sixth of them is due; "everybody due" asks for a day a year later. Writes its table into
docs/performance.md (--dry: prints it only).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import NamedTuple

import books
import page
from bench import PROJECT, Bench
from measure import Job
from page import Aim, Line
from run import LATER, Row, measure, where

SIZE = 10_000
NUMBER = 5000  # of the contact that is asked for
NAME = books.person(NUMBER).name


class Form(NamedTuple):
    """A command line; `{id}` and `{file}` stand for the contact that is asked for."""

    words: tuple[str, ...]
    aim: float | None = None  # times the CPU time of `git status`
    terminal: bool = False
    later: bool = False  # on a day on which nearly everybody is due


FORMS = (
    Form(("due",), 3.2, terminal=True),
    Form(("due",), 3.2),
    Form(("due", "-q"), 3.2),
    Form(("due", "--short"), 3.2),
    Form(("due", "--json"), 5),
    Form(("due", "--kind", "chase"), 5),
    Form(("due", "--kind", "chase"), 5, terminal=True),
    Form(("due", "--days", "14"), 5),
    Form(("due", "--tag", "supplier"), 7),
    Form(("due", "--tag", "supplier"), 7, terminal=True),
    Form(("due", "--owner", "mary"), 7),
    Form(("due",), 4.8, terminal=True, later=True),
    Form(("due",), later=True),
    Form(("due", "-q"), 3.2, later=True),
    Form(("due", "--json"), 5, later=True),
    Form(("due", "--kind", "chase"), 5, terminal=True, later=True),
    Form(("list",), 10),
    Form(("list",), 10, terminal=True),
    Form(("list", "heat", "pumps"), 16),
    Form(("show", "{id}"), 6),
    Form(("show", NAME), 6),
    Form(("why", "{id}"), 6),
    Form(("why", NAME), 6),
    Form(("log", "{id}", "call", "voicemail", "--dry-run"), 6),
    Form(("log", NAME, "call", "voicemail", "--dry-run"), 8),
    Form(("check", "{file}"), 7),
    Form(("check",)),
)


def row(form: Form, flat: bool) -> Row:
    """Return what is measured."""
    id_ = books.path(NUMBER, flat).removeprefix("contacts/").removesuffix(".md")
    words = [word.format(id=id_, file=f"contacts/{id_}.md") for word in form.words]
    day = LATER if form.later else books.DAY
    on = () if form.words[0] == "log" else ("--on", str(day))

    def job(bench: Bench, size: int) -> Job:
        root = bench.book(size, flat=flat)
        return bench.followup(root, *words, *on, terminal=form.terminal)

    def status(bench: Bench, size: int) -> Job:
        root = bench.book(size, flat=flat)
        return Job(["git", "status", "--porcelain"], root, bench.bare)

    shown = " ".join(form.words).replace("{id}", "ID").replace("{file}", "FILE")
    shown = shown.replace(NAME, "NAME")
    notes = [", terminal"] if form.terminal else []
    notes += [", everybody due"] if form.later else []
    aims = {SIZE: Aim(cpu=form.aim)} if form.aim and flat else {}
    layout = "one folder" if flat else "40 folders"
    return Row(f"`{shown}`{''.join(notes)}", job, f"`git status`, {layout}", status, aims)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--only", default="", metavar="TEXT", help="only rows with this text")
    parser.add_argument("--books", type=Path, help="where to make the books, and to leave them")
    parser.add_argument("--dry", action="store_true", help="do not write the page")
    asked = parser.parse_args()
    rows = [row(form, flat) for form in FORMS for flat in (True, False)]
    found: list[Line] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = (asked.books or Path(temporary)).resolve()
        folder.mkdir(exist_ok=True)
        bench = Bench(folder)
        for each in rows:
            if asked.only.lower() in f"{each.what} against {each.against}".lower():
                found.append(measure(bench, each, SIZE))
                print(page.row(found[-1]), flush=True)
    if not asked.dry and not asked.only:
        page.replace(PROJECT / "docs", "forms.py", where(), page.table(found))


if __name__ == "__main__":
    main()
