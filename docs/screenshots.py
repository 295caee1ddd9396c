"""Makes the pictures of the README from the bundled book: python docs/screenshots.py

Needs the test extra and a Chromium (FOLLOWUP_CHROMIUM, else /usr/bin/chromium).
"""

from __future__ import annotations

import contextlib
import fcntl
import html
import http.server
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import threading
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
DAY = "2026-09-14"
COLOURS = {"31": "#ff8f8f", "36": "#7fd4e8", "33": "#f2c879", "32": "#9fdc9f", "35": "#d9a7ee"}


def run_in_terminal(*words: str) -> str:
    """Run the program in a pseudo-terminal of 80 columns and return its output."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 80, 0, 0))
    command = [sys.executable, "-m", "followup_md", *words]
    with tempfile.NamedTemporaryFile("w", suffix=".gitconfig") as config:
        config.write("[followup]\n\tme = nora\n")
        config.flush()
        env = os.environ | {"PAGER": "cat", "GIT_CONFIG_GLOBAL": config.name}
        process = subprocess.Popen(command, cwd=ROOT, stdout=theirs, env=env)
        os.close(theirs)
        output = b""
        with contextlib.suppress(OSError):  # how a pseudo-terminal ends
            while chunk := os.read(ours, 65536):
                output += chunk
        assert process.wait() == 0
    return output.decode().replace("\r\n", "\n")


def as_html(output: str) -> str:
    """Return text with colour codes as a page that looks like a terminal."""
    body, open_spans = "", 0
    for part in re.split(r"(\x1b\[[\d;]*m)", output):
        codes = re.fullmatch(r"\x1b\[([\d;]*)m", part)
        if codes is None:
            body += html.escape(part)
        elif codes[1] in ("", "0"):
            body, open_spans = body + "</span>" * open_spans, 0
        else:
            style = {"1": "font-weight:600;color:#fff", "2": "color:#9aa4ad"}
            rules = [
                style.get(c) or f"color:{COLOURS.get(c, 'inherit')}" for c in codes[1].split(";")
            ]
            body, open_spans = body + f'<span style="{";".join(rules)}">', open_spans + 1
    return (
        '<body style="margin:0;background:#14181c"><pre style="display:inline-block;margin:0;'
        "padding:20px 24px;font:15px/1.42 'DejaVu Sans Mono','Noto Sans Mono',monospace;"
        f'color:#d5dbe0">{body}</pre></body>'
    )


def terminal(browser: Browser) -> None:
    """Write the picture of `followup due`."""
    groups = run_in_terminal("due", "--on", DAY).split("\n\n")
    page = browser.new_page(device_scale_factor=2)
    page.set_content(as_html("$ followup due\n" + "\n\n".join(groups[:5])))
    page.locator("pre").screenshot(path=IMAGES / "due.png")


def site(browser: Browser) -> None:
    """Write the picture of the agenda, light and dark side by side."""
    run_in_terminal("build", "--on", DAY)
    handler = partial(Quiet, directory=str(ROOT / "public"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shots = []
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport={"width": 760, "height": 900}, color_scheme=scheme)
        page.clock.set_fixed_time(f"{DAY}T09:00:00+01:00")
        page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="load")
        shots.append(page.screenshot())
    server.shutdown()
    page = browser.new_page(viewport={"width": 1536, "height": 900})
    pictures = "".join(f'<img src="{data_url(shot)}" style="width:760px">' for shot in shots)
    page.set_content(f'<body style="margin:0;display:flex;gap:16px;background:#fff">{pictures}')
    page.screenshot(path=IMAGES / "agenda.png")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the built site without a line a request."""

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def data_url(png: bytes) -> str:
    """Return a picture as a data URL."""
    import base64

    return "data:image/png;base64," + base64.b64encode(png).decode()


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path=os.environ.get("FOLLOWUP_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        terminal(chromium)
        site(chromium)
        chromium.close()
