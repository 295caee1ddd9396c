"""A book with a website, in a temporary folder, and ways to build it and look at the result."""

from __future__ import annotations

import functools
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from followup_md.website.mkdocs import run

ON = date(2026, 9, 14)  # a Monday
PROJECT = Path(__file__).parents[2]

MKDOCS = """\
site_name: Follow-ups
docs_dir: site
site_dir: public
repo_url: https://github.com/me/contacts
edit_uri: edit/main/site/
theme: {name: followup}
plugins: [followup]
nav: [{Home: index.md}, {Agenda: agenda.md}, {People: people/index.md}]
validation: {omitted_files: warn, absolute_links: warn, unrecognized_links: warn, anchors: warn}
"""
INDEX = "# Good morning\n\n<!-- followup:agenda -->\n"

# A week of an invented small firm: one of everything that a page can show.
PEOPLE = {
    "ann-lee": """\
name: Ann Lee
nickname: Annie
org: Acme
role: Buyer
email: ann@acme.example
phone: "+1 555 0100"
url: https://acme.example
timezone: America/New_York
tags: [client, chamber]
birthday: 1984-09-17
owner: paul
met: 2026-08-30 Chamber of Commerce lunch
via: bob-smith
reason: the Project X quote
hobby: sailing
shoe: 38
touches:
  - 2025-11-02 in email, asks who does Project W
  - 2025-11-03 email replied, sent the deck
  - 2026-09-01 call voicemail, about the quote
  - 2026-09-05 14:30 in call missed, my son took the message
  - 2026-09-16 meeting planned, lunch at Rosa's
promises:
  - 2026-09-10, send the brochure
  - 2026-09-12 theirs, signed form
  - 2026-08-10 kept 2026-08-09, call the printer
quotes:
  - 2026-09-01 Q-114 won 2026-09-03, Project X
---
Two children, sails. Introduced by [Bob](bob-smith.md), not by [her](secret.md).

## Background

- wants **two** options
""",
    "bob-smith": """\
name: Bob Smith
phone: {mobile: "+44 20 7946 0018"}
tags: [friend]
touches:
  - 2026-07-10 lunch, the kids
---
""",
    "clients/carol": """\
name: Carol Ndiaye
email: carol@lumen.example
tags: [client]
owner: maria
quotes:
  - 2026-09-02 Q-120, brand refresh
touches:
  - 2026-09-02 meeting, the plan
---
""",
    "dmitri": """\
name: Дмитрий Волков
email: d@volkov.example
phone: "+7 495 123-45-67"
reason: the role in Berlin
touches:
  - 2026-09-01 call voicemail
  - 2026-09-03 email
  - 2026-09-08 call no-answer
---
""",
    "erika": """\
name: Érika Müller-Østergård
email: erika@nordlicht.example
tags: [chamber]
birthday: --09-14
touches:
  - 2026-08-11 in email, a date in October
  - 2026-08-12 email, the 14th
---
""",
    "grace": """\
name: Grace Okafor
email: grace@okafor.example
status: do-not-contact by them 2026-07-20 asked for no more mail
touches:
  - 2026-07-28 in email, please confirm
---
""",
    "hana": """\
name: 山田 花
email: hana@hana.example
touches:
  - 2026-09-01 in email
  - 2026-09-02 email
  - 2026-09-14 10:30 video planned, portfolio review
---
""",
    "lena": """\
name: Lena Fischer
email: lena@fischer.example
follow_up: 2026-09-15 after her holiday
touches:
  - 2026-08-25 call
---
""",
    "mo": "name: Mo Salah\ntags: [lead]\nmet: 2026-06-01 a fair\n---\n",
    "omar": "name: Omar Aziz\nkeep: 60d\ntouches:\n  - 2026-07-31 meeting\n---\n",
    "secret": """\
name: Hidden Person
private: yes
tags: [hiddentag]
touches:
  - 2026-09-05 in call missed, nobody may read this
---
""",
}


class SiteBook(NamedTuple):
    """A book on disk, and what was built from it."""

    root: Path

    @property
    def public(self) -> Path:
        """Where the site is."""
        return self.root / "public"

    def write(self, path: str, text: str | bytes) -> Path:
        """Write any file of the book."""
        full = self.root / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text.encode() if isinstance(text, str) else text)
        return full

    def contact(self, id_: str, text: str) -> Path:
        """Write a contact; `text` has no opening fence."""
        return self.write(f"contacts/{id_}.md", f"---\n{text}")

    def build(self, strict: bool = False, on: date = ON) -> tuple[int, str]:
        """Build in this process; return the exit code and the messages."""
        messages: list[str] = []
        return run.build(self.root, on, strict, messages.append), "\n".join(messages)

    def mkdocs(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run MkDocs as its own users do."""
        return subprocess.run(
            [sys.executable, "-m", "mkdocs", *args],
            cwd=self.root,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "FOLLOWUP_ON": str(ON)},
            capture_output=True,
            text=True,
            check=False,
        )

    def page(self, uri: str) -> str:
        """Return a page of the built site."""
        return (self.public / uri).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Return every file of the built site."""
        found = (path for path in self.public.rglob("*") if path.is_file())
        return {str(path.relative_to(self.public)): path.read_bytes() for path in found}


def new(root: Path, people: dict[str, str]) -> SiteBook:
    """Write a book with a website."""
    book = SiteBook(root)
    book.write("followup.yml", "timezone: Europe/London\npublish: {fields: [hobby]}\n")
    book.write("mkdocs.yml", MKDOCS)
    book.write("site/index.md", INDEX)
    (root / "contacts").mkdir(exist_ok=True)
    for id_, text in people.items():
        book.contact(id_, text)
    return book


def text(html: str) -> str:
    """Return the words of a page."""
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    return words.replace(" ,", ",")


def part(page: str, anchor: str) -> str:
    """Return the words of one group of the agenda."""
    return text(page.partition(f'id="{anchor}"')[2].partition("</section>")[0])


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes())
        return None


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; yield its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
