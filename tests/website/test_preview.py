"""`serve`, as a process of its own: it rebuilds, shows what is broken, and answers only here."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from followup_md.book.book import open_book, open_cached
from followup_md.errors import RefusedError
from followup_md.website.build.inventory import take_inventory
from followup_md.website.mkdocs import preview as live
from followup_md.website.mkdocs import run
from tests.helpers.site_book import MKDOCS, ON, PEOPLE, PROJECT, SiteBook

PATIENCE = 30.0  # seconds
_START = """\
import sys
from datetime import date
from pathlib import Path
from followup_md.website.mkdocs import run
tell = lambda text: print(text, flush=True)
run.serve(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), "127.0.0.1:0", False, tell)
"""


class Preview(NamedTuple):
    """A running preview."""

    book: SiteBook
    port: int
    output: list[str]
    process: int

    def get(self, path: str, host: str | None = None) -> tuple[int, str]:
        """Ask for a page."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        link.request("GET", path, headers={"Host": host} if host is not None else {})
        answer = link.getresponse()
        text = answer.read().decode("utf-8", "replace")
        link.close()
        return answer.status, text

    def raw(self, request: bytes) -> bytes:
        """Send bytes as they are; return the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as link:
            link.sendall(request)
            return b"".join(iter(lambda: link.recv(65536), b""))

    def memory(self) -> int:
        """Return the resident memory of the process, in kB."""
        status = Path(f"/proc/{self.process}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0])

    def waits_until(self, words: str) -> None:
        """Wait until these words are among the messages."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and words not in "".join(self.output):
            time.sleep(0.1)
        assert words in "".join(self.output)

    def waits_for(self, path: str, words: str) -> str:
        """Ask until the page has these words; return it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            status, text = self.get(path)
            if words in text:
                return text
            time.sleep(0.1)
        raise AssertionError(f"{status}: no {words!r} in {path}\n{''.join(self.output)}")


@pytest.fixture
def preview(site: SiteBook) -> Iterator[Preview]:
    """Serve a book."""
    process = subprocess.Popen(
        [sys.executable, "-c", _START, str(site.root), str(ON)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(PROJECT), *sys.path])},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output: list[str] = []
    found = threading.Event()

    def listen() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            output.append(line)
            if "Serving on" in line:
                found.set()
        found.set()

    listener = threading.Thread(target=listen)
    listener.start()
    try:
        assert found.wait(PATIENCE)
        match = re.search(r"127\.0\.0\.1:(\d+)/", "".join(output))
        assert match is not None, output
        yield Preview(site, int(match[1]), output, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        listener.join()
        if process.stdout is not None:
            process.stdout.close()


@pytest.mark.slow
def test_a_change_of_a_contact_is_seen(preview: Preview) -> None:
    path = preview.book.root / "contacts/omar.md"
    assert "Omar Aziz" in preview.get("/people/omar/")[1]
    path.write_text(path.read_text().replace("Omar Aziz", "Omar Azizi"))
    preview.waits_for("/people/omar/", "Omar Azizi")
    path.unlink()
    page = preview.waits_for("/people/", "9 people")
    assert "Omar" not in page
    assert preview.get("/people/omar/")[0] == 404


@pytest.mark.slow
def test_what_is_broken_is_shown_and_stops_nothing(preview: Preview) -> None:
    path = preview.book.root / "contacts/omar.md"
    good = path.read_text()
    path.write_text("---\nname: Omar\nname: again\n---\n")
    page = preview.waits_for("/", "to fix")
    assert "contacts/omar.md:3:1" in page
    assert "Ann Lee" in page
    path.write_text(good)
    preview.waits_for("/people/", "10 people")
    preview.book.write("followup.yml", "timezone: Nowhere/Land\n")
    assert "followup.yml" in preview.waits_for("/agenda/", "to fix")
    preview.book.write("followup.yml", "timezone: Europe/London\n")
    preview.waits_for("/people/", "10 people")


def test_a_page_asked_for_late_is_not_of_a_contact_that_is_private_by_now(site: SiteBook) -> None:
    inventory = take_inventory(open_book(site.root), ON, lambda _: set())
    assert inventory.read("omar").name == "Omar Aziz"
    site.contact("omar", f"private: yes\n{PEOPLE['omar']}")
    with pytest.raises(RefusedError, match="run again"):
        inventory.read("omar")
    site.contact("omar", "name: [\n---\n")
    with pytest.raises(RefusedError, match="cannot be read"):
        inventory.read("omar")


@pytest.mark.slow
def test_only_this_machines_names_are_answered(preview: Preview) -> None:
    assert preview.get("/")[0] == 200
    assert preview.get("/", f"localhost:{preview.port}")[0] == 200
    for host in ("evil.example", f"evil.example:{preview.port}", "127.0.0.1.evil.example"):
        status, text = preview.get("/people/", host)
        assert status == 403
        assert "Ann" not in text
    assert preview.raw(b"GET /people/ HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 403 ")
    for path in (
        "/../followup.yml",
        "/%2e%2e/followup.yml",
        "/.git/config",
        "/contacts/ann-lee.md",
    ):
        assert preview.get(path)[0] == 404
    assert "Hidden Person" not in preview.get("/agenda/")[1]


# Requests that no browser makes, without the host; and the status of the answer.
ODD_REQUESTS = (
    (b"GET /%00 HTTP/1.1", 400),
    (b"GET /people/%00/ HTTP/1.1", 400),
    (b"GET /people%0a HTTP/1.1", 400),
    (b"GET /%ff HTTP/1.1", 400),
    (b"GET /%zz%f HTTP/1.1", 404),
    (b"GET http://evil.example/ HTTP/1.1", 404),
    (b"GET /..%2f..%2fetc/passwd HTTP/1.1", 404),
    (b"GET /livereload/" + b"9" * 5000 + b"/1 HTTP/1.1", 414),
    (b"GET /" + b"a" * 300 + b" HTTP/1.1", 404),
    (b"GET /" + b"a" * 5000 + b" HTTP/1.1", 414),
    (b"GET /people/?x=%00 HTTP/1.1", 200),
    (b"GET / HTTP/1.0", 200),
    (b"HEAD / HTTP/1.1", 200),
    (b"HEAD /nowhere HTTP/1.1", 404),
    *((method + b" / HTTP/1.1", 405) for method in (b"POST", b"PUT", b"DELETE", b"TRACE")),
    (b"OPTIONS * HTTP/1.1", 405),
)


@pytest.mark.slow
def test_what_no_browser_asks_is_answered_without_a_traceback(preview: Preview) -> None:
    for request, status in ODD_REQUESTS:
        answer = preview.raw(request + b"\r\nHost: 127.0.0.1\r\n\r\n")
        assert answer.startswith(b"HTTP/1.0 %d " % status), request
        head, _, body = answer.partition(b"\r\n\r\n")
        assert not (request.startswith(b"HEAD") and body)
        assert (status == 405) == (b"Allow: GET, HEAD" in head)
    twice = preview.raw(b"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1\r\n\r\n")
    assert twice.startswith(b"HTTP/1.0 403 ")
    assert "Traceback" not in "".join(preview.output)


@pytest.mark.slow
def test_many_rebuilds_take_no_more_memory(preview: Preview) -> None:
    rounds = int(os.environ.get("FOLLOWUP_REBUILDS", "32"))
    path = preview.book.root / "contacts/omar.md"
    used = []
    for number in range(rounds):
        path.write_text(f"---\nname: Omar Number {number}\n---\n")
        preview.waits_for("/people/", f"Omar Number {number}<")  # which a build makes
        used.append(preview.memory())
    # Each build leaves some 200 kB that only the collector of cycles frees, now and then.
    assert max(used[rounds // 2 :]) - max(used[: rounds // 2]) < rounds * 100 / 2 / 3


@pytest.mark.slow
def test_what_stops_a_rebuild_is_said_without_a_traceback(preview: Preview) -> None:
    page = preview.book.write("site/page.md", b"caf\xe9\n")
    preview.waits_until("not UTF-8")
    page.unlink()
    preview.book.write("site/index.md", "# Good evening\n")
    preview.waits_for("/", "Good evening")
    preview.book.write("mkdocs.yml", "nav: [")
    preview.waits_until("mkdocs: ")
    assert "Traceback" not in "".join(preview.output)


@pytest.mark.slow
def test_nothing_is_written_into_the_book(preview: Preview) -> None:
    preview.waits_for("/", "Ann Lee")
    names = {path.name for path in preview.book.root.iterdir()}
    assert names == {"contacts", "site", "followup.yml", "mkdocs.yml"}
    assert 'http-equiv="Content-Security-Policy"' not in preview.get("/")[1]


@pytest.mark.parametrize("address", ["0.0.0.0:0", "192.168.0.7:8000", "[::]:8000"])
def test_other_machines_are_not_served(site: SiteBook, address: str) -> None:
    with pytest.raises(RefusedError, match="this machine"):
        run.serve(site.root, date(2026, 9, 14), address, False, print)


@pytest.mark.slow
def test_neither_by_mkdocs(site: SiteBook) -> None:
    Path(site.root / "mkdocs.yml").write_text(MKDOCS + "dev_addr: 0.0.0.0:8123\n")
    done = site.mkdocs("serve", "--livereload")
    assert done.returncode == 1
    assert "this machine" in done.stdout + done.stderr


@pytest.mark.slow
def test_a_change_while_the_site_was_built_is_not_missed(site: SiteBook) -> None:
    inventory = take_inventory(open_cached(site.root), ON, lambda _: set())
    assert not inventory.is_outdated
    asked: list[bool] = []

    def is_outdated() -> bool:
        asked.append(inventory.is_outdated)
        return asked[-1]

    site.write("contacts/late.md", "---\nname: Late\n---\n")
    with live.reload_trigger(site.root, lambda: ON, is_outdated, print) as trigger:
        end = time.monotonic() + PATIENCE
        while trigger.read_text() != "1" and time.monotonic() < end:
            time.sleep(0.02)
        assert trigger.read_text() == "1"
        assert asked == [True]
    site.write("followup.yml", "timezone: [")
    assert inventory.is_outdated
