from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.terminal_input import typed

GOOD = "---\nname: Ann Lee\n---\n"
BAD = "---\nname: Ann Lee\nstatus: gone\n---\n"


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.write("contacts/ann.md", GOOD)
    return book


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for what an editor, a real program, saves: one text each time it is run."""
    folder = tmp_path / "an editor's home"
    folder.mkdir()
    program = folder / "editor.py"
    program.write_text(
        "import sys; from pathlib import Path\n"
        "flag, path = sys.argv[1:]\n"
        "here = Path(__file__).parent\n"
        "(here / 'seen').write_text(f'{flag} {path}')\n"
        "texts = sorted(here.glob('*.txt'))\n"
        "if texts:\n"
        "    Path(path).write_bytes(texts[0].read_bytes())\n"
        "    texts[0].unlink()\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {shlex.quote(str(program))} --wait")
    return folder


def text(book: BookFolder) -> str:
    return (book.root / "contacts/ann.md").read_text(encoding="utf-8")


def test_the_file_itself_is_edited_and_checked(ann: BookFolder, editor: Path) -> None:
    (editor / "1.txt").write_text(GOOD.replace("Lee", "Li"), encoding="utf-8")
    found = ann.run("edit", "ann lee", "--on", ON)
    assert found == (
        0,
        "Ann Li: edited. No date follows yet: a touch, or a `reason` with `met`, sets one.\n",
        "",
    )
    assert (editor / "seen").read_text() == f"--wait {ann.root}/contacts/ann.md"
    assert text(ann) == GOOD.replace("Lee", "Li")
    assert ann.run("edit", "ann", "--on", ON).out.startswith("Ann Li: nothing changed.")
    assert ann.run("undo").code == 0
    assert text(ann) == GOOD


def test_what_cannot_be_read_stays_and_is_said(ann: BookFolder, editor: Path) -> None:
    (editor / "1.txt").write_text(BAD, encoding="utf-8")
    found = ann.run("edit", "ann", "--commit", "--on", ON)
    assert found.code == 1
    assert "contacts/ann.md:3:" in found.err
    assert "E310" in found.err
    assert "gone" not in found.err
    assert "cannot be read like this" in found.out
    assert text(ann) == BAD
    done = subprocess.run(["git", "log"], cwd=ann.root, capture_output=True, check=False)
    assert done.returncode != 0  # no commit yet


def test_a_broken_file_can_be_mended(ann: BookFolder, editor: Path) -> None:
    ann.write("contacts/ann.md", BAD)
    (editor / "1.txt").write_text(GOOD, encoding="utf-8")
    assert ann.run("edit", "ann", "--on", ON).code == 0
    assert text(ann) == GOOD


@pytest.mark.slow
def test_going_back_in_on_a_terminal(ann: BookFolder, editor: Path) -> None:
    for name, content in (("1", BAD), ("2", BAD), ("3", GOOD.replace("Lee", "Li"))):
        (editor / f"{name}.txt").write_text(content, encoding="utf-8")
    again = ("Go back in? [Y/n]: ", "\n")
    code, shown = typed(ann.root, ["edit", "ann", "--on", ON], [again, again])
    assert (code, text(ann)) == (0, GOOD.replace("Lee", "Li"))
    assert "status: gone" in shown
    assert "Ann Li: edited. No date follows yet: a touch, or" in shown
    (editor / "4.txt").write_text(BAD, encoding="utf-8")
    code, _ = typed(ann.root, ["edit", "ann", "--on", ON], [("Go back in? [Y/n]: ", "n\n")])
    assert (code, text(ann)) == (1, BAD)


def test_an_edit_is_committed_if_wanted(ann: BookFolder, editor: Path) -> None:
    (editor / "1.txt").write_text(GOOD.replace("Lee", "Li"), encoding="utf-8")
    found = ann.run("edit", "ann", "--commit", "--on", ON)
    assert (found.code, found.err) == (0, "")
    done = subprocess.run(
        ["git", "log", "--format=%s"], cwd=ann.root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "followup: edit, ann\n"


@pytest.mark.parametrize(
    ("program", "code", "remedy"),
    [
        ("", 2, "export EDITOR=nano"),
        ("'open", 2, "quotes"),
        ("no-such-editor-here", 4, "set EDITOR"),
        ("false", 4, "false ended with 1"),
    ],
)
def test_no_editor_that_works(
    ann: BookFolder, monkeypatch: pytest.MonkeyPatch, program: str, code: int, remedy: str
) -> None:
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", program)
    found = ann.run("edit", "ann", "--on", ON)
    assert (found.code, found.out) == (code, "")
    assert remedy in found.err
    assert text(ann) == GOOD


def test_no_name_of_a_file_is_a_command(book: BookFolder, editor: Path) -> None:
    book.add("$(touch broken) ; x", name="Odd")
    assert book.run("edit", "odd", "--on", ON).code == 0
    assert (editor / "seen").read_text().endswith("/contacts/$(touch broken) ; x.md")
    assert not list(book.root.rglob("broken"))
