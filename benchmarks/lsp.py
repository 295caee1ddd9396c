"""How long the language server takes to answer: each request, median and worst.

    python benchmarks/lsp.py [CONTACTS] [RUNS]

The file that is open is changed before each request, as somebody types, so nothing is answered
from what was worked out before; a hundred contacts name the one that is renamed. Times are those
of an editor: from the request to the answer. Problems are shown once nobody has typed for 50 ms,
which is part of their time. CPU is that of the server, with all that it does meanwhile.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import books
from measure import as_installed

HUB = 100  # contacts that name another one
AIM = 0.050  # seconds
SERVER = [sys.executable, "-m", "followup_md", "lsp", "--on", str(books.DAY)]
ABLE = {
    "workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["rename"]}},
    "textDocument": {"hover": {"contentFormat": ["markdown"]}},
}


class Client:
    """The least that speaks with a language server."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            SERVER, cwd=root, env=as_installed(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._number = itertools.count(1)
        self.ask("initialize", processId=os.getpid(), rootUri=root.as_uri(), capabilities=ABLE)
        self.tell("initialized")

    def tell(self, method: str, **params: Any) -> None:
        self._send(method=method, params=params)

    def ask(self, method: str, **params: Any) -> Any:
        number = next(self._number)
        self._send(id=number, method=method, params=params)
        while True:
            found = self.read()
            if found.get("id") == number and "method" not in found:
                if "error" in found:
                    raise SystemExit(f"{method}: {found['error']['message']}")
                return found["result"]

    def read(self) -> Any:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name == b"Content-Length" else length
        return json.loads(self.process.stdout.read(length))

    def cpu(self) -> float:
        """Return the CPU seconds that the server has used, which no load makes longer."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def _send(self, **message: Any) -> None:
        assert self.process.stdin is not None
        raw = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(raw), raw))
        self.process.stdin.flush()


class Typist:
    """A contact that is open, and somebody who types in it."""

    def __init__(self, client: Client, path: Path) -> None:
        self.client = client
        self.file = {"uri": path.as_uri()}
        self.plain = path.read_text(encoding="utf-8")
        self._version = itertools.count(2)
        opened = {**self.file, "languageId": "markdown", "version": 1, "text": self.plain}
        client.tell("textDocument/didOpen", textDocument=opened)

    def type(self, text: str) -> int:
        """Change the text; return the version."""
        version = next(self._version)
        self.client.tell(
            "textDocument/didChange",
            textDocument={**self.file, "version": version},
            contentChanges=[{"text": f"{text}\n<!-- {version} -->\n"}],
        )
        return version

    def at(self, before: str, typed: str, after: str = "\n") -> tuple[str, dict[str, int]]:
        """Return the text with something typed above a line, and the place behind it."""
        start = self.plain.index(before)
        text = f"{self.plain[:start]}{typed}{after}{self.plain[start:]}"
        return text, place(text, start + len(typed))


def place(text: str, offset: int) -> dict[str, int]:
    line = text.count("\n", 0, offset)
    return {"line": line, "character": offset - text.rfind("\n", 0, offset) - 1}


def jobs(typist: Typist, hub: str) -> dict[str, Callable[[], float]]:
    """Return what is measured, by its name: each returns seconds."""
    plain = typist.plain

    def asked(method: str, text: str, at: dict[str, int], **more: Any) -> Callable[[], float]:
        def run() -> float:
            typist.type(text)
            start = time.perf_counter()
            found = typist.client.ask(method, textDocument=typist.file, position=at, **more)
            took = time.perf_counter() - start
            if not found:
                raise SystemExit(f"{method}: no answer")
            return took

        return run

    def shown() -> float:
        start = time.perf_counter()
        version = typist.type(plain.replace("  - 2", "  - x2", 1))
        while True:
            found = typist.client.read()
            if found.get("params", {}).get("version") == version:
                return time.perf_counter() - start

    def typed(what: str, before: str = "touches:", after: str = "\n") -> Callable[[], float]:
        return asked("textDocument/completion", *typist.at(before, what, after))

    touch = plain.index("  - 2")
    name = plain.index("name: ") + 7
    via, in_via = typist.at("touches:", f"via: {hub}")
    every = {"start": place(plain, 0), "end": place(plain, len(plain))}
    wrong = plain.replace("\norg:", "\ncompany:", 1)
    document = "textDocument/"
    return {
        "problems, after the last key": shown,
        "completion of a key": typed("ke"),
        "completion of a channel": typed("  - 2026-06-30 ", "  - 2", "\n"),
        "completion of `via`, one letter": typed("via: a"),
        "completion of `via`, a name": typed("via: ann lee 12"),
        "completion of a link": typed("[[grace", "\n---\n", "\n"),
        "hover on a touch": asked(f"{document}hover", plain, place(plain, touch + 20)),
        "hover on the name (`why`)": asked(f"{document}hover", plain, place(plain, name)),
        "hover on `via`": asked(f"{document}hover", via, in_via),
        "what is due, above the file": asked(f"{document}codeLens", plain, place(plain, 0)),
        "outline": asked(f"{document}documentSymbol", plain, place(plain, 0)),
        "changes that mend": asked(
            f"{document}codeAction",
            wrong,
            place(plain, 0),
            range=every,
            context={"diagnostics": []},
        ),
        "definition of `via`": asked(f"{document}definition", via, in_via),
        f"references, {HUB} of them": asked(
            f"{document}references", via, in_via, context={"includeDeclaration": True}
        ),
        f"rename with {HUB} references": asked(
            f"{document}rename", via, in_via, newName="someone-else"
        ),
    }


def measure(root: Path, runs: int) -> None:
    hub = books.path(1).removeprefix("contacts/").removesuffix(".md")
    for number in range(2, 2 + HUB):
        path = root / books.path(number)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("touches:", f"via: {hub}\ntouches:", 1), encoding="utf-8")
    for start in ("with nothing kept", "with what the last one kept"):
        began = time.perf_counter()
        client = Client(root)
        typist = Typist(client, root / books.path(0))
        up = time.perf_counter() - began
        via, at = typist.at("touches:", f"via: {hub}")
        typist.type(via)
        while not client.ask("textDocument/definition", textDocument=typist.file, position=at):
            time.sleep(0.01)
        ready = time.perf_counter() - began
        print(f"started in {up:.2f} s, the whole book known after {ready:.2f} s, {start}")
        if start.startswith("with what"):
            break
        client.ask("shutdown")
        client.tell("exit")
        client.process.wait()
    print("\n| request | median, ms | worst, ms | CPU, ms |\n|---|---:|---:|---:|")
    late = []
    for what, job in jobs(typist, hub).items():
        job()
        times, cpu = [], []
        for _ in range(runs):
            before = client.cpu()
            times.append(job())
            cpu.append(client.cpu() - before)
        figures = (median(times), max(times), median(cpu))
        shown = " | ".join(f"{seconds * 1000:.1f}" for seconds in figures)
        print(f"| {what} | {shown} |", flush=True)
        late += [what] if median(times) > AIM + (0.05 if what.startswith("problems") else 0) else []
    client.ask("shutdown")
    client.tell("exit")
    client.process.wait()
    print(f"\nover {AIM * 1000:.0f} ms: {', '.join(late)}" if late else "\nall within the aim")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = f"{folder}/cache"
        books.write(count, Path(folder) / "book")
        measure(Path(folder) / "book", runs)


if __name__ == "__main__":
    main()
