"""The website's speed, against plain MkDocs and Hugo on the same Markdown, and in a browser.

    python benchmarks/site.py 10000 [RUNS]

Plain MkDocs has its own theme, nothing in the navigation, and no search plugin; Hugo has the most
trivial of themes. In Chromium: from the key press in the search box to the frame that shows the
first result, and from a saved contact file to the reloaded page of `followup serve`.
"""

from __future__ import annotations

import http.server
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import books
from measure import Cost, Job, as_installed, once, pairs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLLOWUP = [sys.executable, "-m", "followup_md"]
BUILD = [*FOLLOWUP, "build", "--on", str(books.DAY)]
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", "plain/mkdocs.yml"]
HUGO = ["hugo", "--quiet", "-s", "hugo"]
GRAIN = 2.2  # seconds after which the fingerprint of a changed file is trusted
THEME = """\
<!doctype html><title>{{ .Params.name }}</title><h1>{{ .Params.name }}</h1>
{{ range .Params.touches }}<p>{{ . }}</p>{{ end }}{{ .Content }}
"""


class Bench:
    """A book, with a plain MkDocs project and a Hugo site of the same files next to it."""

    def __init__(self, count: int, root: Path, runs: int) -> None:
        self.root, self.runs, self.count = root / "book", runs, count
        self.trash = root / "trash"
        self.env = as_installed() | {"HOME": str(root / "home")}
        self.env |= {"XDG_CACHE_HOME": str(root / "home" / "cache")}
        books.write(count, self.root)
        plain, hugo = self.root / "plain", self.root / "hugo"
        (plain / "docs").mkdir(parents=True)
        shutil.copytree(self.root / "contacts", plain / "docs" / "contacts")
        (plain / "docs" / "index.md").write_text("# People\n", encoding="utf-8")
        (plain / "mkdocs.yml").write_text(
            "site_name: Plain\nplugins: []\nnav: [index.md]\nnot_in_nav: contacts/\n",
            encoding="utf-8",
        )
        shutil.copytree(self.root / "contacts", hugo / "content")
        (hugo / "layouts" / "_default").mkdir(parents=True)
        for name in ("single", "list"):
            (hugo / "layouts" / "_default" / f"{name}.html").write_text(THEME, encoding="utf-8")
        (hugo / "config.toml").write_text(
            'title = "Hugo"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n',
            encoding="utf-8",
        )
        self.contact = sorted((self.root / "contacts").rglob("*.md"))[count // 2]
        time.sleep(GRAIN)

    def job(self, command: list[str], before: Callable[[], object] = lambda: None) -> Job:
        return Job(command, self.root, self.env, before=before)

    def away(self, *paths: str) -> None:
        """Move folders away; on ext4, files are slow to write after many were removed."""
        for path in paths:
            full = self.root / path
            if full.exists():
                self.trash.mkdir(exist_ok=True)
                full.rename(self.trash / str(time.time_ns()))

    def nothing_cached(self) -> None:
        self.away("public", "../home/cache")

    def contacts_cached(self) -> None:
        self.nothing_cached()
        once(self.job([*FOLLOWUP, "due"]))

    def edit(self) -> None:
        with self.contact.open("a", encoding="utf-8") as file:
            file.write("A line.\n")

    def builds(self) -> None:
        """Print the times of our builds as multiples of the others' full ones."""
        stock = self.job(MKDOCS, lambda: self.away("plain/site"))
        hugo = self.job(HUGO, lambda: self.away("hugo/public"))
        ours = {
            "from nothing": self.job(BUILD, self.nothing_cached),
            "from nothing, contacts cached": self.job(BUILD, self.contacts_cached),
            "one contact changed": self.job(BUILD, self.edit),
            "nothing changed": self.job(BUILD),
        }
        print(f"{self.count} contacts, medians of {self.runs} pairs      of plain MkDocs  of Hugo")
        print("                                  CPU s  wall s    MB    CPU   wall    CPU   wall")
        mkdocs = once(stock)
        other = once(hugo) if shutil.which("hugo") else None
        _line("mkdocs build, stock theme", mkdocs, (1, 1), None)
        if other is not None:
            _line("hugo, trivial theme", other, other.per(mkdocs), (1, 1))
        for what, job in ours.items():
            once(job)
            time.sleep(GRAIN)
            once(job)  # reads again what was too young to be trusted
            took, _, ratio = pairs(job, stock, self.runs)
            peer = pairs(job, hugo, self.runs)[2] if other is not None else None
            _line(f"followup build, {what}", took, ratio, peer)


def _line(
    name: str, took: Cost, mkdocs: tuple[float, float], hugo: tuple[float, float] | None
) -> None:
    ratios = [*mkdocs, *(hugo or ())]
    numbers = "".join(f"{ratio:7.3f}" for ratio in ratios)
    print(f"  {name:45}{took.cpu:7.2f} {took.wall:7.2f} {took.memory:5.0f}{numbers}", flush=True)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the built site without a line a request."""

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@contextmanager
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=os.environ.get("FOLLOWUP_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


def search(page: Page, root: Path, runs: int) -> None:
    """Print how long a key press takes to its first result on the People page."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(root / "public"))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
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
    server.shutdown()
    print(
        f"key press to the first result: median {median(took):.1f} ms, longest {max(took):.1f} ms"
    )


def live(page: Page, bench: Bench, runs: int) -> None:
    """Print how long a saved contact file takes to the reloaded page, under `followup serve`."""
    command = [*FOLLOWUP, "serve", "--port", "0", "--on", str(books.DAY)]
    env = bench.env | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        cwd=bench.root,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = (re.search(r"http://127\.0\.0\.1:\d+/", line) for line in process.stdout)
    found = next(filter(None, lines))
    threading.Thread(target=process.stdout.read, daemon=True).start()
    text = bench.contact.read_text(encoding="utf-8")
    id_ = bench.contact.relative_to(bench.root / "contacts").with_suffix("")
    try:
        for what, path in (("their page", f"people/{id_}/"), ("the agenda", "agenda/")):
            page.goto(f"{found[0]}{path}")
            took = []
            for number in range(runs):
                time.sleep(GRAIN)
                name = f"Somebody {path} {number}"
                start = time.perf_counter()
                # First of those who are owed something: a long agenda is cut.
                touch = "2020-01-01 in call missed, about the quote"
                bench.contact.write_text(
                    f"---\nname: {name}\ntouches:\n  - {touch}\n---\n", encoding="utf-8"
                )
                page.wait_for_function(
                    "name => document.body && document.body.textContent.includes(name)", arg=name
                )
                took.append(time.perf_counter() - start)
            print(f"saved to reloaded, {what}: median {median(took):.2f} s, max {max(took):.2f} s")
    finally:
        bench.contact.write_text(text, encoding="utf-8")
        process.terminate()
        process.wait()


if __name__ == "__main__":
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    how_often = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(how_many, Path(folder), how_often)
        bench.builds()
        with browser() as chromium:
            search(chromium.new_page(), bench.root, how_often)
            live(chromium.new_page(), bench, how_often)
