"""An editor's side of the language server: pytest-lsp's client, and a cursor in the text."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types as lsp
from pytest_lsp import LanguageClient

from tests.helpers.book_folder import ON, PATH

CURSOR = "\u25ae"
WAIT = 60.0  # seconds for the server, on a busy machine
Answer = TypeVar("Answer")

ALL = lsp.ClientCapabilities(
    workspace=lsp.WorkspaceClientCapabilities(
        workspace_edit=lsp.WorkspaceEditClientCapabilities(
            document_changes=True, resource_operations=[lsp.ResourceOperationKind.Rename]
        ),
        did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(
            dynamic_registration=True
        ),
        code_lens=lsp.CodeLensWorkspaceClientCapabilities(refresh_support=True),
    ),
    text_document=lsp.TextDocumentClientCapabilities(
        hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
        completion=lsp.CompletionClientCapabilities(
            completion_item=lsp.ClientCompletionItemOptions(
                documentation_format=[lsp.MarkupKind.Markdown]
            )
        ),
    ),
)


class Editor:
    """One editor with one server. Texts of methods hold a cursor where a place is wanted."""

    def __init__(self, client: LanguageClient, run: Callable[[Coroutine[Any, Any, Any]], Any]):
        self.client = client
        self._run = run
        self._versions: dict[Path, int] = {}
        self.texts: dict[Path, str] = {}
        self.published: list[lsp.PublishDiagnosticsParams] = []

    def open(self, path: Path, text: str | None = None, wait: bool = True) -> None:
        """Open a file, with the text on disk unless there is another."""
        text = path.read_text(encoding="utf-8") if text is None else text
        self._versions[path] = 1
        self.texts[path] = text
        item = lsp.TextDocumentItem(path.as_uri(), "markdown", 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        if wait:
            self.wait_for(path)

    def type(self, path: Path, text: str) -> int:
        """Change the text of an open file; return its cursor's offset, -1 if it has none."""
        at = text.find(CURSOR)
        text = text.replace(CURSOR, "")
        self._versions[path] += 1
        self.texts[path] = text
        document = lsp.VersionedTextDocumentIdentifier(self._versions[path], path.as_uri())
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))
        return at

    def save(self, path: Path) -> None:
        """Write a file as it is here, and say so."""
        path.write_bytes(self.texts[path].encode("utf-8", "surrogatepass"))
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(self._id(path)))
        self.tell([path])

    def tell(self, paths: Sequence[Path]) -> None:
        """Say that files have changed on disk."""
        events = [lsp.FileEvent(path.as_uri(), lsp.FileChangeType.Changed) for path in paths]
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(events))

    def close(self, path: Path) -> None:
        """Close a file."""
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(self._id(path)))

    def wait_for(
        self, path: Path, until: Callable[[list[lsp.Diagnostic]], bool] | None = None
    ) -> list[lsp.Diagnostic]:
        """Return the problems shown of the present text, as soon as they are as wanted."""
        end = time.monotonic() + WAIT
        version = self._versions.get(path)
        found: list[lsp.Diagnostic] | None = None
        while time.monotonic() < end:
            for each in reversed(self.published):
                if each.uri == path.as_uri():
                    if version is None or each.version in (version, None):
                        found = list(each.diagnostics)
                    break
            if found is not None and (until is None or until(found)):
                return found
            self._run(asyncio.sleep(0.01))
        raise AssertionError(f"not as wanted after {WAIT} s: {found}")

    def ready(self, path: Path) -> None:
        """Wait until the whole book is known."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            if self.definition_ready(path):
                return
            self._run(asyncio.sleep(0.02))
        raise AssertionError("the book is not read")

    def definition_ready(self, path: Path) -> bool:
        """Whether the server knows the book: it can tell where the name of a file stands."""
        text = self.texts[path]
        at = text.index("name: ") + len("name: ")
        return (
            self.ask(
                self.client.text_document_references_async(
                    lsp.ReferenceParams(
                        lsp.ReferenceContext(True), self._id(path), self.position(text, at)
                    )
                )
            )
            is not None
        )

    def ask(self, question: Coroutine[Any, Any, Answer]) -> Answer:
        """Return the answer to a request."""
        found: Answer = self._run(asyncio.wait_for(question, WAIT))
        return found

    def complete(self, path: Path, text: str) -> list[lsp.CompletionItem]:
        """Return what is proposed at the cursor."""
        at = self.type(path, text)
        found = self.ask(
            self.client.text_document_completion_async(
                lsp.CompletionParams(self._id(path), self.position(self.texts[path], at))
            )
        )
        assert isinstance(found, lsp.CompletionList)
        return list(found.items)

    def hover(self, path: Path, text: str) -> str:
        """Return what shows at the cursor."""
        at = self.type(path, text)
        found = self.ask(
            self.client.text_document_hover_async(
                lsp.HoverParams(self._id(path), self.position(self.texts[path], at))
            )
        )
        if found is None:
            return ""
        assert isinstance(found.contents, lsp.MarkupContent)
        return found.contents.value

    def actions(
        self, path: Path, at: lsp.Range | None = None, only: list[str] | None = None
    ) -> list[lsp.CodeAction]:
        """Return what is offered for a range, or for the whole file."""
        at = at or lsp.Range(lsp.Position(0, 0), lsp.Position(10**6, 0))
        context = lsp.CodeActionContext([], only)
        found = self.ask(
            self.client.text_document_code_action_async(
                lsp.CodeActionParams(self._id(path), at, context)
            )
        )
        return [each for each in found or () if isinstance(each, lsp.CodeAction)]

    def lenses(self, path: Path) -> list[str]:
        """Return what stands above a file."""
        found = self.ask(
            self.client.text_document_code_lens_async(lsp.CodeLensParams(self._id(path)))
        )
        return [each.command.title for each in found or () if each.command is not None]

    def place(self, path: Path, text: str) -> lsp.TextDocumentPositionParams:
        """Return the place of the cursor in a text, which is typed first if it is another."""
        at = text.index(CURSOR)
        if text.replace(CURSOR, "") != self.texts[path]:
            self.type(path, text)
        return lsp.TextDocumentPositionParams(self._id(path), self.position(self.texts[path], at))

    def apply(self, edit: lsp.WorkspaceEdit | None, root: Path) -> dict[str, str]:
        """Return the files that an edit changes, by path in a book, with their new texts."""
        assert edit is not None
        found: dict[str, str] = {}
        moved: dict[str, str] = {}
        for change in edit.document_changes or ():
            if isinstance(change, lsp.RenameFile):
                old, new = (
                    _path(uri).relative_to(root).as_posix()
                    for uri in (change.old_uri, change.new_uri)
                )
                moved[old] = new
                continue
            assert isinstance(change, lsp.TextDocumentEdit)
            path = _path(change.text_document.uri)
            text = self.texts.get(path)
            text = path.read_text(encoding="utf-8") if text is None else text
            found[path.relative_to(root).as_posix()] = edited(
                text, [e for e in change.edits if isinstance(e, lsp.TextEdit)]
            )
        for old, new in moved.items():
            found[new] = (
                found.pop(old) if old in found else (root / old).read_text(encoding="utf-8")
            )
        return found

    @staticmethod
    def position(text: str, offset: int) -> lsp.Position:
        """Return the position of an offset, in UTF-16."""
        before = text[:offset]
        line = before.rpartition("\n")[2]
        return lsp.Position(before.count("\n"), len(line.encode("utf-16-le", "surrogatepass")) // 2)

    def _id(self, path: Path) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(path.as_uri())


def offset(text: str, position: lsp.Position) -> int:
    """Return the offset of a position in UTF-16."""
    start = 0
    for _ in range(position.line):
        found = text.find("\n", start)
        if found < 0:
            return len(text)
        start = found + 1
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    raw = line.encode("utf-16-le", "surrogatepass")[: 2 * position.character]
    return start + len(raw.decode("utf-16-le", "surrogatepass"))


def edited(text: str, edits: Sequence[lsp.TextEdit]) -> str:
    """Return a text with edits of it."""
    places = [(offset(text, e.range.start), offset(text, e.range.end), e.new_text) for e in edits]
    for start, end, new in sorted(places, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _path(uri: str) -> Path:
    from urllib.parse import unquote, urlsplit

    return Path(unquote(urlsplit(uri).path))


@contextmanager
def editor(
    root: Path, *options: str, capabilities: lsp.ClientCapabilities = ALL, on: str = ON
) -> Iterator[Editor]:
    """Start a server in a process of its own, and an editor that speaks with it."""
    with asyncio.Runner() as runner:
        client = LanguageClient()
        made = Editor(client, runner.run)

        def shown(params: lsp.PublishDiagnosticsParams) -> None:
            made.published.append(params)

        def message(params: lsp.ShowMessageParams) -> None:
            client.messages.append(params)

        def nothing(*_: object) -> None:
            return None

        for name, handler in (
            (lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, shown),
            (lsp.WINDOW_SHOW_MESSAGE, message),
            (lsp.CLIENT_REGISTER_CAPABILITY, nothing),
        ):
            client.feature(name)(handler)
        client.feature(lsp.WORKSPACE_CODE_LENS_REFRESH)(lambda _: None)

        command = [sys.executable, "-m", "followup_md", *options, "lsp", "--on", on]
        env = os.environ | {"PYTHONPATH": PATH, "FOLLOWUP_DEBUG": "1"}
        runner.run(client.start_io(command[0], *command[1:], cwd=root, env=env))
        params = lsp.InitializeParams(capabilities, root_uri=root.as_uri())
        runner.run(asyncio.wait_for(client.initialize_session(params), WAIT))
        try:
            yield made
        finally:
            runner.run(asyncio.wait_for(client.shutdown_session(), WAIT))
            runner.run(client.stop())  # type: ignore[no-untyped-call]  # theirs
