"""The answers to what an editor asks about an open file."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from lsprotocol import types as lsp

from followup_md.errors import RefusedError
from followup_md.lsp import (
    code_actions,
    completion,
    edits,
    navigation,
    renaming,
    uris,
    what_is_due,
)
from followup_md.lsp import (
    hover as hovers,
)
from followup_md.lsp import (
    symbols as outlines,
)
from followup_md.lsp.book_keeper import BookKeeper
from followup_md.lsp.edits import Change
from followup_md.lsp.known_book import KnownBook
from followup_md.lsp.navigation import FileOf
from followup_md.lsp.open_file import OpenFile
from followup_md.lsp.renaming import Renamed
from followup_md.lsp.workspace import Workspace


class _Placed(Protocol):
    """A question about a place."""

    @property
    def text_document(self) -> lsp.TextDocumentIdentifier: ...

    @property
    def position(self) -> lsp.Position: ...


def complete(at: Workspace, params: lsp.CompletionParams) -> lsp.CompletionList:
    """Return what may be typed."""
    uri = params.text_document.uri
    file = at.file(uri)
    if file is None:
        return lsp.CompletionList(False, [])
    offset = file.places.offset(params.position)
    return completion.complete(
        file, at.known(uri), offset, at.today(uri), at.able.markdown_completion
    )


def hover(at: Workspace, params: lsp.HoverParams) -> lsp.Hover | None:
    """Return what is known of a place."""
    uri = params.text_document.uri
    file = at.file(uri)
    if file is None:
        return None
    offset = file.places.offset(params.position)
    found = hovers.at(file, at.known(uri), at.calendar(uri), offset, at.today(uri))
    if found is None:
        return None
    shown = lsp.MarkupContent(lsp.MarkupKind.Markdown, found.text)
    if not at.able.markdown_hover:
        plain = found.text.removeprefix("```text\n").removesuffix("\n```").replace("`", "")
        shown = lsp.MarkupContent(lsp.MarkupKind.PlainText, plain)
    return lsp.Hover(shown, file.places.range(found.start, found.end))


def lenses(at: Workspace, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    """Return what is due, for above the file."""
    uri = params.text_document.uri
    file = at.file(uri)
    if file is None:
        return []
    first = file.places.range(0, 0)
    titles = what_is_due.titles(file, at.calendar(uri), at.today(uri))
    return [lsp.CodeLens(first, lsp.Command(title, "")) for title in titles]


def symbols(at: Workspace, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
    """Return the outline of a file."""
    file = at.file(params.text_document.uri)
    return outlines.outline(file) if file is not None else []


def actions(at: Workspace, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """Return the changes that mend what is wrong."""
    uri = params.text_document.uri
    file, opened = at.file(uri), at.opened(uri)
    if file is None or opened is None:
        return []

    def edit(text: str) -> lsp.WorkspaceEdit:
        change = Change(uri, opened.version, edits.to_text(file.places, text))
        return edits.workspace_edit([change], {}, at.able.versioned)

    found = at.problems(uri) or ()
    return code_actions.offered(file, found, params.range, params.context.only, edit)


def definition(at: Workspace, params: lsp.DefinitionParams) -> lsp.Location | None:
    """Return where the contact is that is named at a place."""
    found = _place(at, params)
    return navigation.definition(*found) if found is not None else None


def references(at: Workspace, params: lsp.ReferenceParams) -> list[lsp.Location] | None:
    """Return every place that names the contact which is meant at a place."""
    found = _place(at, params)
    if found is None:
        return None
    file, book, offset, file_of = found
    id_ = navigation.meant(file, book, offset)
    if id_ is None:
        return None
    also = at.open_ids(_keeper(at, params))
    return navigation.references(id_, book, also, file_of, params.context.include_declaration)


def prepare_rename(
    at: Workspace, params: lsp.PrepareRenameParams
) -> lsp.PrepareRenamePlaceholder | None:
    """Return what can be renamed at a place."""
    found = _place(at, params)
    if found is None:
        return None
    file, book, offset, _ = found
    span = renaming.span(file, book, offset)
    if span is None:
        return None
    return lsp.PrepareRenamePlaceholder(file.places.range(*span), file.text[slice(*span)])


def rename(at: Workspace, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """Return what another name changes, the file's own included. Raises RefusedError."""
    found = _place(at, params)
    if found is None:
        return None
    file, book, offset, file_of = found
    what = renaming.renamed(file, book, offset, params.new_name, file_of)
    if what.new_id != what.old_id and not at.able.renames:
        raise RefusedError("this editor does not let a language server rename files")
    keeper = _keeper(at, params)
    made = _changes(at, keeper, book, what)
    moved = {}
    if what.new_id != what.old_id:
        old = at.uri_of(keeper, what.old_id)[0]
        moved[old] = uris.contact_uri(keeper.root, what.new_id)
    return edits.workspace_edit(made, moved, at.able.versioned)


def will_rename(at: Workspace, params: lsp.RenameFilesParams) -> lsp.WorkspaceEdit | None:
    """Return what changes in other files once the editor has moved some."""
    made: list[Change] = []
    for each in params.files:
        old, new = uris.path_in(each.old_uri), uris.path_in(each.new_uri)
        root = uris.book_of(old) if old else ""
        keeper = at.keeper(root)
        if keeper is None or keeper.known is None or uris.book_of(new) != root:
            continue
        old_id, new_id = uris.contact_id(root, old), uris.contact_id(root, new)
        if old_id in keeper.known.ids and new_id and new_id != old_id:
            made += _changes(at, keeper, keeper.known, Renamed(old_id, new_id, "", ""))
    if not made:
        return None
    return edits.workspace_edit(made, {}, at.able.versioned)


def _changes(at: Workspace, keeper: BookKeeper, book: KnownBook, what: Renamed) -> list[Change]:
    found = []
    ids = at.open_ids(keeper)
    for file, splices in renaming.changes(what, book, ids, partial(at.file_of, keeper)):
        uri, version = at.uri_of(keeper, file.id)
        found.append(Change(uri, version, edits.spliced(file.places, splices)))
    return found


def _place(at: Workspace, params: _Placed) -> tuple[OpenFile, KnownBook, int, FileOf] | None:
    uri = params.text_document.uri
    file = at.file(uri)
    book = at.known(uri) if file is not None else None
    if file is None or book is None:
        return None
    file_of = partial(at.file_of, _keeper(at, params))
    return file, book, file.places.offset(params.position), file_of


def _keeper(at: Workspace, params: _Placed) -> BookKeeper:
    opened = at.opened(params.text_document.uri)
    assert opened is not None  # `_place` has found it
    return opened.keeper
