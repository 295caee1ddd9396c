"""The language server as an editor meets it, over the bundled book."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from tests.helpers.book_folder import PATH, BookFolder
from tests.helpers.editor import CURSOR, WAIT, Editor, editor
from tests.helpers.open_files import bundled


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bundled(tmp_path_factory.mktemp("server")).root


@pytest.fixture(scope="module")
def at_work(root: Path) -> Iterator[Editor]:
    with editor(root) as made:
        made.open(root / "contacts/ann-lee.md")
        made.ready(root / "contacts/ann-lee.md")
        yield made


@pytest.fixture
def ann(root: Path, at_work: Editor) -> Iterator[Path]:
    path = root / "contacts/ann-lee.md"
    at_work.type(path, path.read_text())
    yield path
    at_work.type(path, path.read_text())


def with_(path: Path, *changes: str) -> str:
    """Return the text of a file with changes `old -> new`."""
    text = path.read_text()
    for change in changes:
        old, new = change.split(" -> ")
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def codes(found: list[lsp.Diagnostic]) -> list[str]:
    return [str(each.code) for each in found]


def test_a_problem_shows_while_one_types_and_goes_when_it_is_mended(
    at_work: Editor, ann: Path
) -> None:
    at_work.type(ann, with_(ann, "call voicemail -> cal voicemail", "org: Acme -> company: Acme"))
    other, wrong = at_work.wait_for(ann, lambda found: len(found) == 2)
    assert (wrong.code, wrong.severity, wrong.source) == (
        "E403",
        lsp.DiagnosticSeverity.Error,
        "followup",
    )
    assert wrong.message == "unknown channel; did you mean `call`?"
    assert wrong.range == lsp.Range(lsp.Position(14, 15), lsp.Position(14, 18))
    assert wrong.code_description is not None
    assert wrong.code_description.href.endswith("/docs/errors.md#entries")
    assert (other.code, other.severity) == ("W705", lsp.DiagnosticSeverity.Warning)
    at_work.type(ann, ann.read_text())
    assert at_work.wait_for(ann, lambda found: not found) == []


def test_the_line_to_paste_and_the_fix_are_offered(at_work: Editor, ann: Path, root: Path) -> None:
    at_work.type(ann, with_(ann, "call voicemail -> cal voicemail", "org: Acme -> company: Acme"))
    found = {each.title: each for each in at_work.actions(ann)}
    assert list(found) == [
        "Type instead: org: Acme",
        "Type instead: - 2026-09-01 call voicemail, about the quote",
        "All that followup check --fix mends in this file",
    ]
    (first, second, third) = found.values()
    texts = [
        at_work.apply(each.edit, root)["contacts/ann-lee.md"] for each in (first, second, third)
    ]
    assert texts[0] == with_(ann, "call voicemail -> cal voicemail")
    assert texts[1] == with_(ann, "org: Acme -> company: Acme")
    assert texts[2] == texts[0]
    assert third.kind == "source.fixAll.followup"
    assert first.diagnostics is not None
    assert codes(list(first.diagnostics)) == ["W705"]
    only = at_work.actions(ann, only=[lsp.CodeActionKind.SourceFixAll])
    assert [each.title for each in only] == [third.title]
    line = lsp.Range(lsp.Position(14, 0), lsp.Position(14, 0))
    assert [each.title for each in at_work.actions(ann, line)] == [second.title, third.title]


# Where a line is typed: above these.
FIELD = "reason: the"
TOUCH = "  - 2026-09-05"
PROMISE = "  - 2026-09-10,"
TYPED_LINES = [
    (FIELD, "ke\u25ae", "keep", "keep: "),
    (FIELD, "k\u25ae: friend", "keep", "keep"),
    (FIELD, "keep: \u25ae", "friend", "friend"),
    (FIELD, "cadence: \u25ae", "gentle", "gentle"),
    (FIELD, "prefer: [call, \u25ae", "email", "email"),
    (FIELD, "never:\n  - \u25ae", "call", "call"),
    (FIELD, "status: \u25ae", "do-not-contact", "do-not-contact"),
    (FIELD, "status: declined by \u25ae", "them", "them"),
    (FIELD, "follow_up: \u25ae", "next working day 2026-09-15", "2026-09-15"),
    (FIELD, "snooze: fri\u25ae", "friday 2026-09-18", "2026-09-18"),
    (TOUCH, "- \u25ae", "today 2026-09-14", "2026-09-14"),
    (TOUCH, "  - yes\u25ae", "yesterday 2026-09-13", "2026-09-13"),
    (TOUCH, "  - 2026-09-04 \u25ae", "in", "in"),
    (TOUCH, "  - 2026-09-04 in c\u25ae", "call", "call"),
    (TOUCH, "  - 2026-09-04 in call \u25ae", "missed", "missed"),
    (TOUCH, "  - 2026-09-04 14:30 call \u25ae", "voicemail", "voicemail"),
    (TOUCH, "  - 2026-09-04 call re \u25ae", "Q-114", "Q-114"),
    (TOUCH, "  - 2026-09-04 call with bob\u25ae", "Bob Smith", "Bob Smith"),
    (TOUCH, "  - 2026-09-04 call @\u25ae", "@nora", "@nora"),
    (TOUCH, "  - {date: 2026-09-04, \u25ae", "channel", "channel: "),
    (TOUCH, "  - {date: \u25ae", "today 2026-09-14", "2026-09-14"),
    (TOUCH, "  - date: 2026-09-04\n    ou\u25ae", "outcome", "outcome: "),
    (TOUCH, "  - date: 2026-09-04\n    outcome: \u25ae", "voicemail", "voicemail"),
    (PROMISE, "  - \u25ae", "next working day 2026-09-15", "2026-09-15"),
    (PROMISE, "  - 2026-09-16 \u25ae", "theirs", "theirs"),
    (PROMISE, "  - 2026-09-10 kept \u25ae", "today 2026-09-14", "2026-09-14"),
]
TYPED_WORDS = [
    ("timezone: America/New_York -> timezone: rom\u25ae", "Europe/Rome", "Europe/Rome"),
    ("tags: [client, chamber] -> tags: [client, fr\u25ae]", "friend", "friend"),
    ("tags: [client, chamber] -> tags: client, \u25ae", "family", "family"),
    ("owner: nora -> owner: \u25ae", "paul", "paul"),
    ("via: bob-smith -> via: moi\u25ae", "Moira Kinsella", "clients/moira-kinsella"),
    ("  - 2026-09-01 Q-114, ->   - 2026-09-01 Q-114 w\u25ae,", "won", "won"),
    ("Introduced by -> [[moi\u25ae by", "Moira Kinsella", "Moira Kinsella]]"),
    ("Introduced by -> [her](moi\u25ae by", "Moira Kinsella", "clients/moira-kinsella.md)"),
]
IN_THE_RIGHT_PLACE = [
    *((f"{above} -> {line}\n{above}", *rest) for above, line, *rest in TYPED_LINES),
    *TYPED_WORDS,
]


@pytest.mark.parametrize(("change", "label", "text"), IN_THE_RIGHT_PLACE)
def test_words_complete_where_they_belong(
    at_work: Editor, ann: Path, change: str, label: str, text: str
) -> None:
    found = {each.label: each for each in at_work.complete(ann, with_(ann, change))}
    assert label in found, list(found)
    edit = found[label].text_edit
    assert isinstance(edit, lsp.TextEdit)
    assert edit.new_text == text


NOWHERE = [
    "Introduced by -> cal\u25ae",
    "Met at -> \u25aeMet at",
    "name: Ann Lee -> name: An\u25ae",
    "about the quote -> about ca\u25ae",
    "org: Acme -> org: \u25ae",
    "  - 2026-09-05 -> # a note: \u25ae\n  - 2026-09-05",
    "owner: nora -> owner: nora # \u25ae",
    "---\nMet -> \u25ae---\nMet",
    "  - 2026-09-05 ->   - 2026-09-04 call left-with \u25ae\n  - 2026-09-05",
    "quotes: -> unknown: \u25ae\nquotes:",
]


@pytest.mark.parametrize("change", NOWHERE)
def test_nothing_is_proposed_elsewhere(at_work: Editor, ann: Path, change: str) -> None:
    assert at_work.complete(ann, with_(ann, change)) == []


def test_a_key_that_is_there_is_not_proposed_and_words_say_what_they_mean(
    at_work: Editor, ann: Path
) -> None:
    found = at_work.complete(ann, with_(ann, "reason: the -> \u25ae\nreason: the"))
    assert "org" not in [each.label for each in found]
    (keep,) = [each for each in found if each.label == "keep"]
    assert isinstance(keep.documentation, lsp.MarkupContent)
    assert keep.documentation.value == "How often to keep in touch: friend, 60d, none."
    found = at_work.complete(ann, with_(ann, "reason: the -> keep: \u25ae\nreason: the"))
    abouts = [
        each.documentation.value
        for each in found
        if isinstance(each.documentation, lsp.MarkupContent)
    ]
    assert "Every 60 days." in abouts


HOVERS = [
    ("name: Ann -> name: An\u25aen", "Ann Lee (ann-lee) on 2026-09-14: owed, due 2026-09-07"),
    ("call voicemail -> call voi\u25aecemail", "a try, not answered"),
    ("in call missed -> in call mis\u25aesed", "missed: They called (`in`)"),
    ("in call missed -> in call mis\u25aesed", "they reached out (owed still)"),
    ("in call missed -> in call mis\u25aesed", "At the end of that day: not due; next owed on"),
    ("lunch planned -> lunch pla\u25aenned", "An appointment: Wed 16 Sep 2026"),
    ("2026-09-10, send -> 2026-09-10, se\u25aend", "you promised it for Thu 10 Sep"),
    ("Q-114, -> Q-1\u25ae14,", "nothing is due because of it: something is owed"),
    ("owner: -> ow\u25aener:", "Who of the team looks after them."),
    ("touches: -> tou\u25aeches:", "DATE [HH:MM] [in|out] CHANNEL"),
    ("via: bob-smith -> via: bob-\u25aesmith", "Bob Smith, Owner, Smith & Daughters"),
    ("(bob-smith.md) -> (bob-\u25aesmith.md)", "Bob Smith, Owner, Smith & Daughters"),
    (
        "reason: -> cadence: gen\u25aetle\nreason:",
        "Next touch after 7, 14 working days; `text`, `call`, `email`",
    ),
    (
        "  - 2026-09-16 ->   - date: 2026-09-06\n    channel: ca\u25aell\n  - 2026-09-16",
        "returns what came on 2026-09-05",
    ),
]


@pytest.mark.parametrize(("change", "words"), HOVERS)
def test_what_rests_under_the_pointer_is_explained(
    at_work: Editor, ann: Path, change: str, words: str
) -> None:
    assert words in at_work.hover(ann, with_(ann, change))


def test_nothing_is_said_of_the_text_below(at_work: Editor, ann: Path) -> None:
    assert at_work.hover(ann, with_(ann, "Met at -> M\u25aeet at")) == ""


def test_what_is_due_stands_above_the_file(at_work: Editor, ann: Path) -> None:
    assert at_work.lenses(ann) == [
        "5 days late, you owe an answer: they called on Sat 5 Sep (missed): my son took the"
        " message; next: call",
        "Also: you promised: send the brochure, Thu 10 Sep",
        "Appointment Wed 16 Sep, lunch: Rosa's at half past twelve",
    ]  # fmt: skip
    at_work.type(ann, with_(ann, "in call missed -> in call answered"))
    assert at_work.lenses(ann)[0].startswith("2 days late, you promised")
    at_work.type(ann, with_(ann, "in call missed -> in call mised"))
    assert at_work.lenses(ann) == ["Left out of every list until 1 error in here is mended"]


def test_the_outline_is_the_name_and_what_happened(at_work: Editor, ann: Path) -> None:
    params = lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(ann.as_uri()))
    found = at_work.ask(at_work.client.text_document_document_symbol_async(params))
    assert found is not None
    (person,) = found
    assert isinstance(person, lsp.DocumentSymbol)
    assert person.name == "Ann Lee"
    assert person.children is not None
    groups = {each.name: [one.name for one in each.children or ()] for each in person.children}
    assert groups == {
        "touches": [
            "Tue 1 Sep 2026 call voicemail",
            "Tue 1 Sep 2026 e-mail",
            "Sat 5 Sep 2026 in call missed",
            "Wed 16 Sep 2026 lunch planned",
        ],
        "promises": ["Thu 10 Sep 2026"],
        "quotes": ["Tue 1 Sep 2026 Q-114"],
    }


@pytest.mark.parametrize(
    "place", ["via: bob\u25ae-smith", "[Bob](bob-\u25aesmith.md)", "[[Bob Sm\u25aeith]]"]
)
def test_a_name_leads_to_its_file(at_work: Editor, ann: Path, root: Path, place: str) -> None:
    text = ann.read_text()
    plain = place.replace(CURSOR, "")
    text = text.replace(plain, place, 1) if plain in text else f"{text}{place}\n"
    where = at_work.place(ann, text)
    params = lsp.DefinitionParams(where.text_document, where.position)
    found = at_work.ask(at_work.client.text_document_definition_async(params))
    assert isinstance(found, lsp.Location)
    assert found.uri == (root / "contacts/bob-smith.md").as_uri()
    assert found.range == lsp.Range(lsp.Position(1, 6), lsp.Position(1, 15))


def test_everything_that_names_a_contact_is_found(at_work: Editor, ann: Path, root: Path) -> None:
    where = at_work.place(ann, with_(ann, "via: bob-smith -> via: bob-\u25aesmith"))
    context = lsp.ReferenceContext(include_declaration=True)
    params = lsp.ReferenceParams(context, where.text_document, where.position)
    found = at_work.ask(at_work.client.text_document_references_async(params)) or ()
    files = sorted({Path(each.uri.removeprefix("file://")).stem for each in found})
    told = subprocess.run(
        ["grep", "-rlE", r"via: bob-smith|bob-smith\.md|\[\[Bob Smith", str(root / "contacts")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert files == sorted({Path(line).stem for line in told.stdout.split()} | {"bob-smith"})
    assert len([each for each in found if each.uri == ann.as_uri()]) == 2


def test_another_name_moves_the_file_and_rewrites_the_links(
    at_work: Editor, ann: Path, root: Path
) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    where = at_work.place(ann, with_(ann, "via: bob-smith -> via: bob-\u25aesmith"))
    asked = lsp.PrepareRenameParams(where.text_document, where.position)
    placed = at_work.ask(at_work.client.text_document_prepare_rename_async(asked))
    assert isinstance(placed, lsp.PrepareRenamePlaceholder)
    assert placed.placeholder == "bob-smith"
    params = lsp.RenameParams(where.text_document, where.position, "robert-smith")
    edit = at_work.ask(at_work.client.text_document_rename_async(params))
    found = at_work.apply(edit, root)
    assert "contacts/robert-smith.md" in found
    assert "contacts/bob-smith.md" not in found
    assert "via: robert-smith\n" in found["contacts/ann-lee.md"]
    assert "[Bob](robert-smith.md)" in found["contacts/ann-lee.md"]
    assert not any("bob-smith" in text for text in found.values())
    assert {path: path.read_bytes() for path in root.rglob("*.md")} == before


def test_a_bad_name_is_refused_in_words(at_work: Editor, ann: Path) -> None:
    where = at_work.place(ann, with_(ann, "via: bob-smith -> via: bob-\u25aesmith"))
    params = lsp.RenameParams(where.text_document, where.position, "ann-lee")
    with pytest.raises(Exception, match="there is a contact's file of that name already"):
        at_work.ask(at_work.client.text_document_rename_async(params))


def test_a_file_that_the_editor_moves_takes_its_links_along(at_work: Editor, root: Path) -> None:
    old, new = (root / "contacts" / name for name in ("bob-smith.md", "old/bob.md"))
    moved = lsp.RenameFilesParams([lsp.FileRename(old.as_uri(), new.as_uri())])
    edit = at_work.ask(at_work.client.workspace_will_rename_files_async(moved))
    found = at_work.apply(edit, root)
    assert "via: old/bob\n" in found["contacts/ann-lee.md"]
    assert "[Bob](old/bob.md)" in found["contacts/ann-lee.md"]
    assert "[Moira](../clients/moira-kinsella.md)" in found["contacts/bob-smith.md"]


def test_what_another_program_writes_is_followed(at_work: Editor, ann: Path, root: Path) -> None:
    new = BookFolder(root).add("xaver", name="Xaver Young")
    at_work.tell([new])
    for _ in range(500):
        found = at_work.complete(ann, with_(ann, "via: bob-smith -> via: xav\u25ae"))
        if found:
            break
        at_work.ask(asyncio.sleep(0.02))
    assert [each.label for each in found] == ["Xaver Young"]
    new.unlink()
    at_work.tell([new])


def test_files_of_no_contact_are_left_alone(at_work: Editor, root: Path, tmp_path: Path) -> None:
    readme, outside = root / "contacts/README.md", tmp_path / "x.md"
    outside.write_text("---\nname: [\n")
    for path in (readme, outside):
        at_work.open(path)
        assert at_work.wait_for(path) == []
        assert at_work.lenses(path) == []
        assert at_work.actions(path) == []
        assert at_work.complete(path, f"{at_work.texts[path]}{CURSOR}") == []
        assert at_work.hover(path, f"na{CURSOR}me: x") == ""
        at_work.close(path)


def test_a_new_file_is_a_contact_before_it_is_saved(at_work: Editor, root: Path) -> None:
    path = root / "contacts/new/somebody.md"
    at_work.open(path, "")
    assert codes(at_work.wait_for(path, bool)) == ["E103"]
    at_work.type(path, "---\nname: Some Body\nvia: \n---\n")
    assert at_work.wait_for(path, lambda found: not found) == []
    at_work.close(path)


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_letters_of_two_units_move_nothing(
    at_work: Editor, ann: Path, bom: str
) -> None:
    text = with_(
        ann, "name: Ann Lee -> name: \U0001f600 Ann Lee", "call voicemail -> cal voicemail"
    )
    at_work.type(ann, bom + text.replace("\n", "\r\n"))
    (wrong,) = at_work.wait_for(ann, lambda found: len(found) == 1)
    assert wrong.range == lsp.Range(lsp.Position(14, 15), lsp.Position(14, 18))
    (action,) = at_work.actions(ann)
    assert action.edit is not None
    assert action.edit.document_changes is not None
    (change,) = action.edit.document_changes
    assert isinstance(change, lsp.TextDocumentEdit)
    (edit,) = change.edits
    assert isinstance(edit, lsp.TextEdit)
    assert edit.new_text == "  - 2026-09-01 call voicemail, about the quote\r\n"


def test_it_writes_no_file_of_the_book_and_opens_no_port(at_work: Editor, root: Path) -> None:
    server = at_work.client._server
    assert server is not None
    held = [
        os.readlink(path) for path in Path(f"/proc/{server.pid}/fd").iterdir() if path.is_symlink()
    ]
    sockets = {name[8:-1] for name in held if name.startswith("socket:")}
    for table in ("tcp", "tcp6", "udp", "udp6"):
        rows = Path(f"/proc/{server.pid}/net/{table}").read_text().splitlines()[1:]
        assert not sockets & {row.split()[9] for row in rows}
    assert not [
        path for path in root.rglob("*") if path.suffix not in (".md", ".yml") and path.is_file()
    ]


def test_settings_are_read_as_they_are_typed_and_used_when_saved(
    at_work: Editor, book: BookFolder
) -> None:
    settings = book.write("followup.yml", "timezone: Europe/Dublin\n")
    path = book.add("ann", "2026-09-01 fax, the plan")
    at_work.open(path)
    assert codes(at_work.wait_for(path, bool)) == ["E403"]
    at_work.open(settings)
    at_work.type(settings, "timezone: Europe/Dublin\nchanels: {fax: {live: no}}\n")
    (wrong,) = at_work.wait_for(settings, bool)
    assert (wrong.code, wrong.range.start) == ("E902", lsp.Position(1, 0))
    at_work.save(settings)  # broken: the contacts stay as they were
    at_work.type(path, "---\nname: Ann\ntouches:\n  - 2026-09-01 fax\n  - 2026-09-02 tex\n---\n")
    assert codes(at_work.wait_for(path, lambda found: len(found) == 2)) == ["E403", "E403"]
    assert "E902" in "".join(each.message for each in at_work.client.messages)
    at_work.type(settings, "timezone: Europe/Dublin\nchannels: {fax: {live: no}}\n")
    assert at_work.wait_for(settings, lambda found: not found) == []
    at_work.save(settings)
    assert codes(at_work.wait_for(path, lambda found: len(found) == 1)) == ["E403"]
    at_work.type(settings, "# nothing\n")
    (hint,) = at_work.wait_for(settings, bool)
    assert hint.code == "W901"


def test_a_broken_settings_file_is_named_although_it_is_not_open(
    at_work: Editor, book: BookFolder
) -> None:
    settings = book.write("followup.yml", "timezone: Nowhere\n")
    path = book.add("ann", "2026-09-01 cal, the plan")
    at_work.open(path, wait=False)
    assert codes(at_work.wait_for(settings, bool)) == ["E903"]
    assert at_work.lenses(path) == []
    settings.write_text("timezone: Europe/Dublin\n")
    at_work.tell([settings])
    assert codes(at_work.wait_for(path, bool)) == ["E403"]
    assert at_work.wait_for(settings, lambda found: not found) == []


def test_a_book_may_break_or_go_while_it_is_open(at_work: Editor, book: BookFolder) -> None:
    path, other = book.add("ann", via="bob"), book.add("bob")
    at_work.open(path)
    at_work.ready(path)
    other.write_text("---\nname: [\n")
    at_work.tell([other])
    at_work.type(path, "---\nname: Ann\nvia: bob\n---\n[x](bob.md)\n")
    where = at_work.place(path, f"---\nname: Ann\nvia: bo{CURSOR}b\n---\n[x](bob.md)\n")
    params = lsp.DefinitionParams(where.text_document, where.position)
    found = at_work.ask(at_work.client.text_document_definition_async(params))
    assert isinstance(found, lsp.Location)
    for each in (path, other):
        each.unlink()
    (book.root / "contacts").rmdir()
    at_work.tell([path, other])
    at_work.type(path, "---\nname: Ann\ntouches:\n  - 2026-09-01 cal\n---\n")
    assert codes(at_work.wait_for(path, bool)) == ["E403"]


def test_bytes_that_no_editor_tells_of_are_named_when_a_file_is_opened(
    at_work: Editor, book: BookFolder
) -> None:
    path = book.write("contacts/ann.md", b"---\nname: Ann\nrole: caf\xe9\n---\n")
    at_work.open(path, "---\nname: Ann\nrole: caf\u00e9\n---\n")
    assert codes(at_work.wait_for(path, bool)) == ["E102"]
    at_work.save(path)
    assert at_work.wait_for(path, lambda found: not found) == []


@pytest.mark.slow
def test_an_editor_that_can_do_little_gets_little(book: BookFolder) -> None:
    path = book.add("ann", "2026-09-01 cal voicemail", via="bob")
    book.add("bob", name="Bob Smith")
    with editor(book.root, capabilities=lsp.ClientCapabilities()) as made:
        made.open(path)
        made.ready(path)
        book.add("zoe", name="Zoe Young")  # nobody tells of it
        started = time.monotonic()
        while not made.complete(path, f"---\nname: Ann\nvia: zo{CURSOR}\n---\n"):
            assert time.monotonic() < started + WAIT
            made.ask(asyncio.sleep(0.1))
        made.type(path, path.read_text())
        (action,) = made.actions(path)
        assert action.edit is not None
        assert action.edit.document_changes is None
        assert action.edit.changes is not None
        assert list(action.edit.changes) == [path.as_uri()]
        assert "```" not in made.hover(path, made.texts[path].replace("cal v", f"call {CURSOR}v"))
        where = made.place(path, made.texts[path].replace("via: b", f"via: {CURSOR}b"))
        params = lsp.RenameParams(where.text_document, where.position, "robert")
        with pytest.raises(Exception, match="does not let a language server rename files"):
            made.ask(made.client.text_document_rename_async(params))


def test_without_its_library_it_says_how_to_get_it(book: BookFolder) -> None:
    code = (
        "import sys; sys.modules['pygls'] = None; from followup_md import main;"
        " sys.exit(main.run(['lsp']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=book.root, env=os.environ | {"PYTHONPATH": PATH},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert done.stdout == ""
    assert done.stderr.startswith("followup: the language server needs pygls: pip")
