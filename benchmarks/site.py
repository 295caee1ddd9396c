"""The website's speed, against plain MkDocs and Hugo on the same Markdown, and in a browser.

    python benchmarks/site.py                  10,000 contacts; under ten minutes
    python benchmarks/site.py --only "touch"   only the rows with this text; writes nothing

Plain MkDocs has its own theme, nothing in the navigation, and no search plugin; Hugo has the most
trivial of themes. In Chromium: from the key press in the search box to the frame that shows the
first result, and from a saved contact file to the reloaded page of `followup serve`. Writes its
table into docs/performance.md (--dry: prints it only).
"""

from __future__ import annotations

import argparse
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
from typing import TYPE_CHECKING, NamedTuple

import books
import page as tables
from bench import PROJECT
from measure import Job, as_installed, once
from measure import median as medians
from page import Aim, Line
from run import where

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLLOWUP = [sys.executable, "-m", "followup_md"]
BUILD = [*FOLLOWUP, "build", "--on", str(books.DAY)]
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", "plain/mkdocs.yml"]
HUGO = ["hugo", "--quiet", "-s", "hugo"]
SIZE = 10_000
GRAIN = 2.2  # seconds after which the fingerprint of a changed file is trusted
INSIGHTS = books.SETTINGS + "publish:\n  insights: yes\n"
THEME = """\
<!doctype html><title>{{ .Params.name }}</title><h1>{{ .Params.name }}</h1>
{{ range .Params.touches }}<p>{{ . }}</p>{{ end }}{{ .Content }}
"""


class Bench:
    """A book, with a plain MkDocs project and a Hugo site of the same files next to it."""

    def __init__(self, count: int, root: Path, runs: int) -> None:
        self.root, self.runs, self.count = root / "book", runs, count
        self.logged = 0
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

    def with_insights(self, wanted: bool = True) -> None:
        self.nothing_cached()
        text = INSIGHTS if wanted else books.SETTINGS
        (self.root / "followup.yml").write_text(text, encoding="utf-8")

    def edit(self) -> None:
        with self.contact.open("a", encoding="utf-8") as file:
            file.write("A line.\n")

    def log(self) -> None:
        """Write a touch down: what is next changes, and with it the lists."""
        self.logged += 1
        touch = f"touches:\n  - {books.DAY.replace(day=1 + self.logged % 28)} call voicemail\n"
        text = self.contact.read_text(encoding="utf-8")
        self.contact.write_text(text.replace("touches:\n", touch, 1), encoding="utf-8")

    def builds(self, only: str) -> Iterator[Line]:
        """Measure our builds, each in turn with those that it is compared with."""
        stock = Peer("plain MkDocs", self.job(MKDOCS, lambda: self.away("plain/site")))
        hugo = Peer("Hugo", self.job(HUGO, lambda: self.away("hugo/public")))
        bare = Peer("without Insights", self.job(BUILD, lambda: self.with_insights(False)))
        peers = [stock, hugo] if shutil.which("hugo") else [stock]
        edits = {stock.name: Aim(cpu=0.06), hugo.name: Aim(cpu=0.15)}
        full, insights = {stock.name: Aim(0.6, 0.4)}, {bare.name: Aim(1.1)}
        if self.count != SIZE:
            full = edits = insights = {}  # what is wanted of another size, nobody has said
        rows = (
            Ours("from nothing", self.nothing_cached, peers, full),
            Ours("from nothing, `due` has run", self.contacts_cached, peers, {}),
            Ours("a line of notes added", self.edit, peers, edits),
            Ours("a touch logged", self.log, peers, edits),
            Ours("nothing changed", lambda: None, peers, {}),
            Ours("from nothing, with Insights", self.with_insights, [bare], insights),
        )
        for row in rows:
            if only.lower() in row.what:
                yield from self.measured(row)

    def measured(self, row: Ours) -> Iterator[Line]:
        """Run a build and its peers in turn, so that all have the same machine."""
        job = self.job(BUILD, row.before)
        once(job)
        time.sleep(GRAIN)
        once(job)  # reads again what was too young to be trusted
        rounds = [(once(job), [once(peer.job) for peer in row.peers]) for _ in range(self.runs)]
        ours = [cost for cost, _ in rounds]
        for place, peer in enumerate(row.peers):
            theirs = [costs[place] for _, costs in rounds]
            ratios = [cost.per(other) for cost, other in zip(ours, theirs, strict=True)]
            ratio = (median(cpu for cpu, _ in ratios), median(wall for _, wall in ratios))
            cost, other, aim = medians(ours), medians(theirs), row.aims.get(peer.name, Aim())
            what = f"`build`, {row.what}"
            yield Line(what, peer.name, self.count, cost, other, ratio, aim, 0, self.runs)


class Peer(NamedTuple):
    """What one of our builds is compared with."""

    name: str
    job: Job


class Ours(NamedTuple):
    """One of our builds: what is done before it, what it is compared with, and the aims."""

    what: str
    before: Callable[[], object]
    peers: list[Peer]
    aims: dict[str, Aim]


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


def search(page: Page, root: Path, runs: int) -> str:
    """Return how long a key press takes to its first result on the People page."""
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
    return f"key press to the first result: {median(took):.0f} ms, the longest {max(took):.0f} ms"


def live(page: Page, bench: Bench, runs: int) -> Iterator[str]:
    """Yield how long a saved contact file takes to the reloaded page, under `followup serve`."""
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
            yield f"saved to reloaded, {what}: {median(took):.2f} s, the longest {max(took):.2f} s"
    finally:
        bench.contact.write_text(text, encoding="utf-8")
        process.terminate()
        process.wait()


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("contacts", type=int, nargs="?", default=SIZE)
    parser.add_argument("runs", type=int, nargs="?", default=3)
    parser.add_argument("--only", default="", metavar="TEXT", help="only rows with this text")
    parser.add_argument("--dry", action="store_true", help="do not write the page")
    asked = parser.parse_args()
    found: list[Line] = []
    seen: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(asked.contacts, Path(folder), asked.runs)
        for line in bench.builds(asked.only):
            found.append(line)
            print(tables.row(line), flush=True)
        if not asked.only:
            bench.with_insights(False)
            once(bench.job(BUILD))
            with browser() as chromium:
                seen.append(search(chromium.new_page(), bench.root, asked.runs))
                seen += live(chromium.new_page(), bench, asked.runs)
            print(*seen, sep="\n")
    if not asked.dry and not asked.only:
        others = {line.against: line.peer for line in found}
        full = [f"{name}: {c.cpu:.1f} s CPU, {c.wall:.1f} s" for name, c in others.items()]
        notes = "\n".join(f"- {words}" for words in (*full, *seen))
        runs = f"Medians of {asked.runs} rounds."
        tables.replace(PROJECT / "docs", "site.py", f"{where()} {runs}", tables.table(found), notes)


if __name__ == "__main__":
    main()
