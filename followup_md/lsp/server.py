"""The language server: what an editor sends comes in, and answers go out. It writes no file."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date, datetime
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from followup_md import __version__
from followup_md.errors import RefusedError
from followup_md.lsp import answers, code_actions, completion, diagnostics
from followup_md.lsp.abilities import Abilities
from followup_md.lsp.book_keeper import BookKeeper
from followup_md.lsp.workspace import Workspace

_PAUSE = 0.05  # seconds without a change before problems are shown
_REQUEST_FAILED = -32803
_SWITCH = 0.001  # seconds that an answer waits while the book is being read
_WATCHED = ("**/contacts/**/*.md", "**/followup.yml")


class Server(LanguageServer):
    """One editor's server, over standard input and output."""

    def __init__(self, clock: Callable[[], datetime], on: date | None, cache: bool) -> None:
        # Whole texts: they are short, and nothing hangs on what each side takes for a line.
        super().__init__(
            "followup", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full
        )
        self.files = Workspace(clock, on, cache, self._changed_in_thread)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[str, asyncio.TimerHandle] = {}  # by URI
        self._told: dict[str, str] = {}  # the last failure that was shown of each book
        self._marked: set[str] = set()  # settings files that have problems shown
        for name, handler in self._notices():
            self.feature(name)(_function(handler))
        for name, answer, options in _ANSWERS:
            self.feature(name, options)(self._answering(answer))

    def _notices(self) -> list[tuple[str, Callable[[Any], None]]]:
        return [
            (lsp.INITIALIZE, self._initialize),
            (lsp.INITIALIZED, self._initialized),
            (lsp.SHUTDOWN, self._shut),
            (lsp.TEXT_DOCUMENT_DID_OPEN, self._opened),
            (lsp.TEXT_DOCUMENT_DID_CHANGE, self._changed),
            (lsp.TEXT_DOCUMENT_DID_SAVE, self._saved),
            (lsp.TEXT_DOCUMENT_DID_CLOSE, self._closed),
            (lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._files_changed),
        ]

    def _answering(self, answer: Callable[[Workspace, Any], Any]) -> Callable[[Any], Any]:
        def answered(params: Any) -> Any:
            try:
                return answer(self.files, params)
            except RefusedError as error:
                raise JsonRpcException(str(error), _REQUEST_FAILED) from None

        return answered

    def _initialize(self, params: lsp.InitializeParams) -> None:
        self._loop = asyncio.get_running_loop()
        encoding = self.workspace.position_encoding or lsp.PositionEncodingKind.Utf16
        self.files.encoding = lsp.PositionEncodingKind(encoding).value
        self.files.able = Abilities.of(params.capabilities)

    def _initialized(self, _params: lsp.InitializedParams) -> None:
        if not self.files.able.watches_files:
            return
        options = lsp.DidChangeWatchedFilesRegistrationOptions(
            [lsp.FileSystemWatcher(pattern) for pattern in _WATCHED]
        )
        which = lsp.Registration("files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        self.client_register_capability(lsp.RegistrationParams([which]))

    def _shut(self, _params: None) -> None:
        self.files.shut()

    def _opened(self, params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        if self.files.open(document.uri, document.version, document.text) is None:
            self._show(document.uri, [])
            return
        self._publish(document.uri)

    def _changed(self, params: lsp.DidChangeTextDocumentParams) -> None:
        document = params.text_document
        text = self.workspace.get_text_document(document.uri).source
        if self.files.change(document.uri, document.version, text) is not None:
            self._publish_soon(document.uri)

    def _saved(self, params: lsp.DidSaveTextDocumentParams) -> None:
        # The file may have got its book, or its book other settings.
        document = self.workspace.get_text_document(params.text_document.uri)
        if self.files.open(document.uri, document.version, document.source) is not None:
            self._publish(document.uri)

    def _closed(self, params: lsp.DidCloseTextDocumentParams) -> None:
        waiting = self._waiting.pop(params.text_document.uri, None)
        if waiting is not None:
            waiting.cancel()
        closed = self.files.close(params.text_document.uri)
        if closed is not None:
            self._show(closed.uri, [])
            if not closed.id:
                self._publish_settings(closed.keeper)

    def _files_changed(self, _params: lsp.DidChangeWatchedFilesParams) -> None:
        self.files.look_at_all()

    def _changed_in_thread(self, keeper: BookKeeper) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._book_changed, keeper)

    def _book_changed(self, keeper: BookKeeper) -> None:
        self.files.settings_changed(keeper)
        if keeper.failure and keeper.failure != self._told.get(keeper.root):
            self.window_show_message(
                lsp.ShowMessageParams(lsp.MessageType.Warning, f"followup: {keeper.failure}")
            )
        self._told[keeper.root] = keeper.failure
        for opened in self.files.of_book(keeper):
            self._publish(opened.uri)
        self._publish_settings(keeper)
        if self.files.able.refreshes_lenses:
            self.workspace_code_lens_refresh(None)

    def _publish_soon(self, uri: str) -> None:
        """Show the problems of a file once nobody has typed for a moment."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        assert self._loop is not None  # it runs
        self._waiting[uri] = self._loop.call_later(_PAUSE, self._publish, uri)

    def _publish(self, uri: str) -> None:
        self._waiting.pop(uri, None)
        opened = self.files.opened(uri)
        if opened is None:
            return
        if not opened.id:
            self._publish_settings(opened.keeper)
            return
        file, found = self.files.file(uri), self.files.problems(uri)
        if file is not None and found is not None:
            shown = [diagnostics.diagnostic(problem, file.places) for problem in found]
            self._show(uri, shown, opened.version)

    def _publish_settings(self, keeper: BookKeeper) -> None:
        uri, places, found = self.files.settings_of(keeper)
        if found or uri in self._marked or self.files.opened(uri) is not None:
            self._show(uri, [diagnostics.diagnostic(problem, places) for problem in found])
            self._marked.add(uri)

    def _show(self, uri: str, found: list[lsp.Diagnostic], version: int | None = None) -> None:
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, version))


def _function(method: Callable[[Any], None]) -> Callable[[Any], None]:
    # pygls keeps marks on what it calls, which a method does not take.
    return lambda params: method(params)


_ANSWERS: tuple[tuple[str, Callable[[Workspace, Any], Any], Any], ...] = (
    (
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        answers.actions,
        lsp.CodeActionOptions(code_action_kinds=list(code_actions.KINDS)),
    ),
    (
        lsp.TEXT_DOCUMENT_COMPLETION,
        answers.complete,
        lsp.CompletionOptions(trigger_characters=list(completion.TRIGGERS)),
    ),
    (lsp.TEXT_DOCUMENT_HOVER, answers.hover, None),
    (lsp.TEXT_DOCUMENT_CODE_LENS, answers.lenses, None),
    (lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, answers.symbols, None),
    (lsp.TEXT_DOCUMENT_DEFINITION, answers.definition, None),
    (lsp.TEXT_DOCUMENT_REFERENCES, answers.references, None),
    (lsp.TEXT_DOCUMENT_PREPARE_RENAME, answers.prepare_rename, None),
    (lsp.TEXT_DOCUMENT_RENAME, answers.rename, lsp.RenameOptions(prepare_provider=True)),
    (
        lsp.WORKSPACE_WILL_RENAME_FILES,
        answers.will_rename,
        lsp.FileOperationRegistrationOptions(
            [lsp.FileOperationFilter(lsp.FileOperationPattern("**/*.md"), "file")]
        ),
    ),
)


def serve(clock: Callable[[], datetime], on: date | None, cache: bool) -> None:
    """Answer one editor over standard input and output until it has gone."""
    sys.setswitchinterval(_SWITCH)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the thread that reads would not hear of ^C
    # Whatever else is printed goes where it does not disturb the editor.
    with open(os.dup(sys.stdout.fileno()), "wb") as out, redirect_stdout(sys.stderr):
        Server(clock, on, cache).start_io(stdout=out)
