"""Ways to a shared repository on this machine: its folder, `git daemon`, `git http-backend`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"


@contextmanager
def serving(shared: Path, over: str) -> Iterator[str]:
    """Serve a bare repository to this machine alone; yield its address."""
    with {"file": _file, "daemon": _daemon, "http": _http}[over](shared) as url:
        yield url


@contextmanager
def _file(shared: Path) -> Iterator[str]:
    yield f"file://{shared}"


@contextmanager
def _daemon(shared: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    options = ("--reuseaddr", "--export-all", "--enable=receive-pack", "--max-connections=0")
    where = (f"--base-path={shared.parent}", f"--listen={HOST}", f"--port={port}")
    process = subprocess.Popen(["git", "daemon", *options, *where, str(shared)])
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection((HOST, port)):
                break
            time.sleep(0.05)
        yield f"git://{HOST}:{port}/{shared.name}"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _http(shared: Path) -> Iterator[str]:
    git = ["git", "-C", str(shared), "config", "http.receivepack", "true"]
    subprocess.run(git, check=True)
    handler = type("Handler", (_Backend,), {"root": shared.parent})
    with _Server((HOST, 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}/{shared.name}"
        server.shutdown()


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


class _Backend(BaseHTTPRequestHandler):
    """Hands each request to `git http-backend`, as a web server does (CGI)."""

    root: Path

    def do_GET(self) -> None:
        """Answer a GET request."""
        self._answer()

    def do_POST(self) -> None:
        """Answer a POST request."""
        self._answer()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        env = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_ADDR": HOST,
        }
        body = self._body()
        done = subprocess.run(
            ["git", "http-backend"], env=env, input=body, capture_output=True, check=False
        )
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        self.send_response_only(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(rest)
        if done.stderr:
            sys.stderr.buffer.write(done.stderr)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))
