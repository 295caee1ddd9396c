"""What the recipes give to other programs is read by those programs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.helpers.reader import Reader

HOW_TO = Path(__file__).parents[1] / "docs" / "how-to"
WRONG = "---\nname: Ann Lee\ntouches:\n  - 2026-09-14 call answerd\n---\n"


def block(page: str, language: str, place: int = 0) -> str:
    text = (HOW_TO / page).read_text(encoding="utf-8")
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)
    return found[place]


def need(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """Return somebody with a book of one contact, whose file has a mistake."""
    made = Reader(tmp_path, tmp_path / "book", "2026-09-14")
    (tmp_path / "book" / "contacts").mkdir(parents=True)
    (tmp_path / "book" / "followup.yml").write_text("timezone: Europe/Dublin\n")
    (tmp_path / "book" / "contacts" / "ann.md").write_text(WRONG)
    return made


@pytest.mark.parametrize("program", ["vim", "nvim"])
def test_vim_goes_to_the_mistakes_of_a_file_at_every_save(reader: Reader, program: str) -> None:
    editor = need(program)
    (reader.home / "vimrc").write_text("set nocompatible\n" + block("vim.md", "vim"))
    script = "let q = getqflist()[0] | call writefile([q.lnum, q.col, q.text], 'q')"
    command = f'{editor} -es -N -u ~/vimrc contacts/ann.md -c write -c "{script}" -c qa!'
    code, shown = reader.type(f"{command} </dev/null; cat q")
    assert code == 0, shown
    line, column, *words = shown.splitlines()[-3:]
    assert (line, column) == ("4", "21")
    assert words[0].strip().startswith("E404 ")


def test_vs_code_reads_what_check_prints(reader: Reader) -> None:
    tasks = json.loads(block("vscode.md", "json"))["tasks"]
    matcher = tasks[0]["problemMatcher"]["pattern"]
    code, shown = reader.type(f"{tasks[0]['command']} | cat")
    assert code == 0
    found = re.search(matcher["regexp"], shown, re.M)
    assert found
    parts = {key: found[matcher[key]] for key in ("file", "line", "column", "code")}
    assert parts == {"file": "contacts/ann.md", "line": "4", "column": "21", "code": "E404"}
    assert json.loads(block("vscode.md", "json", 1))["files.exclude"] == {"public": True}


def test_tmux_takes_the_lines(reader: Reader) -> None:
    tmux = need("tmux")
    (reader.home / "tmux.conf").write_text(block("tmux.md", "tmux"))
    server = f"{tmux} -S {reader.home}/socket -f /dev/null"
    start = f"{server} new-session -d; {server} source-file {reader.home}/tmux.conf"
    code, shown = reader.type(f"{start} && {server} show-options -gv status-right")
    subprocess.run([*server.split(), "kill-server"], check=False, capture_output=True)
    assert code == 0, shown
    assert "followup -C ~/book due --short" in shown


def test_the_prompt_shows_how_many_wait(reader: Reader) -> None:
    line = block("tmux.md", "bash").strip()
    ours = line.replace("~/book", str(reader.folder))
    (reader.folder / "contacts" / "ann.md").write_text(WRONG.replace("answerd", "voicemail"))
    (reader.folder / "contacts" / "bob.md").write_text(
        "---\nname: Bob\ntouches:\n  - 2026-09-11 in call missed\n---\n"
    )
    (reader.home / "prompt").write_text(f"{ours}\necho ${{PS1@P}}\n")
    code, shown = reader.type("bash ~/prompt")
    assert (code, shown.strip().rstrip("$# ")) == (0, "1 owed · 1"), shown
