"""The website's speed, against plain MkDocs on the same Markdown, and of the search box.

    python benchmarks/site.py 10000 [RUNS]

Plain MkDocs has its own theme, nothing in the navigation, and no search plugin. The first result is
timed in Chromium from the key press to the frame that shows it.
"""

from __future__ import annotations

import http.server
import os
import shutil
import sys
import tempfile
import threading
from functools import partial
from pathlib import Path
from statistics import median

import books
from measure import Cost, Job, as_installed, once, pairs

FOLLOWUP = [sys.executable, "-m", "followup_md", "build", "--on", str(books.DAY)]
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", "plain/mkdocs.yml"]


def prepare(count: int, root: Path) -> None:
    """Write the book, and beside it a plain MkDocs project of the same files."""
    books.write(count, root)
    plain = root / "plain"
    (plain / "docs").mkdir(parents=True)
    shutil.copytree(root / "contacts", plain / "docs" / "contacts")
    (plain / "docs" / "index.md").write_text("# People\n", encoding="utf-8")
    (plain / "mkdocs.yml").write_text(
        "site_name: Plain\nplugins: []\nnav: [index.md]\nnot_in_nav: contacts/\n", encoding="utf-8"
    )


def build(count: int, root: Path, runs: int) -> None:
    """Print the times of a build from nothing, of one after an edit, and of plain MkDocs."""
    fresh = ["sh", "-c", 'rm -rf public && FOLLOWUP_NO_CACHE=1 exec "$@"', "sh", *FOLLOWUP]
    contact = sorted((root / "contacts").rglob("*.md"))[count // 2].relative_to(root)
    edit = ["sh", "-c", f'echo A line. >> {contact} && exec "$@"', "sh", *FOLLOWUP]
    jobs = [Job(command, root, as_installed()) for command in (fresh, MKDOCS, edit, FOLLOWUP)]
    for job in jobs:
        once(job)  # a warm-up
    full, plain, ratio = pairs(jobs[0], jobs[1], runs)
    edited, again, _ = pairs(jobs[2], jobs[3], runs)
    print(f"{count} contacts, medians of {runs}:    CPU s   wall s     CPU    wall of plain MkDocs")
    _line("mkdocs build, stock theme", plain, plain)
    _line("followup build, from nothing", full, plain, ratio)
    _line("followup build, one edit", edited, plain)
    _line("followup build, no change", again, plain)


def _line(name: str, took: Cost, plain: Cost, ratio: tuple[float, float] | None = None) -> None:
    cpu, wall = ratio or took.per(plain)
    print(f"  {name:30} {took.cpu:7.2f}  {took.wall:7.2f} {cpu:7.2f} {wall:7.2f}")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the built site without a line a request."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def search(root: Path, runs: int) -> None:
    """Print how long a key press takes to its first result on the People page."""
    from playwright.sync_api import sync_playwright

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(root / "public"))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=os.environ.get("FOLLOWUP_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/people/", wait_until="networkidle")
        box = page.locator("input[type=search]")
        box.focus()
        page.evaluate(
            """() => {
              window.took = [];
              document.querySelector("input[type=search]").addEventListener("input", () => {
                const start = performance.now();
                requestAnimationFrame(() => setTimeout(() => took.push(performance.now() - start)));
              }, true);
            }"""
        )
        for _ in range(runs):
            for key in "priya":
                box.press(key)
                page.wait_for_timeout(60)
            box.fill("")
        took = page.evaluate("() => took")
        chromium.close()
    server.shutdown()
    print(
        f"  key press to the first result: median {median(took):.1f} ms, longest {max(took):.1f} ms"
    )


if __name__ == "__main__":
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    how_often = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        prepare(how_many, Path(folder))
        build(how_many, Path(folder), how_often)
        search(Path(folder), how_often)
