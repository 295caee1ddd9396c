"""Each editor's configuration in the docs: run where the program is there, else at least read."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from followup_md import __version__
from tests.helpers.book_folder import ON, PATH, PROJECT
from tests.helpers.open_files import bundled

DOCS = (PROJECT / "docs" / "editors.md").read_text(encoding="utf-8")
VSCODE = PROJECT / "editors" / "vscode"
PACKAGE: dict[str, Any] = json.loads((VSCODE / "package.json").read_text(encoding="utf-8"))


def block(language: str, mark: str = "") -> str:
    """Return the one block of a language in the docs that holds a mark."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", DOCS, re.M | re.S)
    (one,) = [text for text in found if mark in text]
    return str(one)


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Return a PATH on which `followup` is this checkout, on the day of the tests."""
    shim = tmp_path / "bin" / "followup"
    shim.parent.mkdir()
    shim.write_text(
        f'#!/bin/sh\nPYTHONPATH={PATH} exec {sys.executable} -m followup_md "$@" --on {ON}\n'
    )
    shim.chmod(0o755)
    return f"{shim.parent}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.slow
def test_a_person_at_neovim(tmp_path: Path, path: str) -> None:
    nvim = program("nvim")
    book = bundled(tmp_path)
    told = subprocess.run([nvim, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.match(r"NVIM v(\d+)\.(\d+)", told)
    assert version is not None
    new = (int(version[1]), int(version[2])) >= (0, 11)
    (tmp_path / "init.lua").write_text(block("lua", "0.11" if new else "0.7"))
    seen = tmp_path / "seen.json"
    done = subprocess.run(
        [nvim, "--headless", "-i", "NONE", "-n", "-u", str(tmp_path / "init.lua"),
         "-c", f"luafile {Path(__file__).parent / 'neovim.lua'}"],
        cwd=book.root,
        env=os.environ | {"PATH": path, "BOOK": str(book.root), "SEEN": str(seen)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert seen.exists(), done.stderr
    found = json.loads(seen.read_text())
    assert "failure" not in found, found["failure"]
    assert found["codes"] == ["E403"]
    assert found["place"] == [14, 15]
    assert found["mended"] == "  - 2026-09-01 call voicemail, about the quote"
    assert found["completed"] == ["paul"]
    assert "they reached out (owed still)" in found["hover"]
    assert found["lens"].startswith("5 days late, you owe")
    assert found["definition"] == "bob-smith.md"
    contacts = book.root / "contacts"
    assert not (contacts / "bob-smith.md").exists()
    assert "name: Robert Smith\n" in (contacts / "robert-smith.md").read_text()
    ann = (contacts / "ann-lee.md").read_text()
    assert "via: robert-smith\n" in ann
    assert "[Bob](robert-smith.md)" in ann
    assert "owner: paul\n" in ann
    moira = (contacts / "clients" / "moira-kinsella.md").read_text()
    assert "bob-smith" not in moira
    assert book.run("check", "--on", ON).code == 0


def test_the_configurations_can_be_read_and_start_the_command() -> None:
    helix = tomllib.loads(block("toml"))
    server = helix["language-server"]["followup"]
    assert [server["command"], *server["args"]] == ["followup", "lsp"]
    assert "followup" in helix["language"][0]["language-servers"]
    kate = json.loads(block("json"))
    assert kate["servers"]["markdown"]["command"] == ["followup", "lsp"]
    lisp = block("elisp")
    assert lisp.count("(") == lisp.count(")")
    assert '("followup" "lsp")' in lisp
    for mark in ("0.11", "0.7"):
        assert "cmd = { 'followup', 'lsp' }" in block("lua", mark)


def test_emacs_reads_its_configuration(tmp_path: Path) -> None:
    emacs = program("emacs")
    (tmp_path / "init.el").write_text(block("elisp"))
    done = subprocess.run(
        [emacs, "--batch", "-Q", "-l", str(tmp_path / "init.el")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_extension_is_of_this_version_and_of_one_piece() -> None:
    assert PACKAGE["version"] == __version__
    code = (VSCODE / PACKAGE["main"]).read_text(encoding="utf-8")
    settings = PACKAGE["contributes"]["configuration"]["properties"]
    assert list(settings) == ["followup.command"]
    assert settings["followup.command"]["scope"] == "machine"
    used = set(re.findall(r'require\("([^"]+)"\)', code)) - {"vscode"}
    assert {name.split("/")[0] for name in used} == set(PACKAGE["dependencies"])
    lock = json.loads((VSCODE / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"][""]["version"] == __version__
    assert lock["packages"][""]["dependencies"] == PACKAGE["dependencies"]
    assert "resolved" not in json.dumps(lock)
    assert (VSCODE / "LICENSE").read_bytes() == (PROJECT / "LICENSE").read_bytes()


def test_the_extension_starts_the_command_that_is_set(tmp_path: Path) -> None:
    node = program("node")
    modules = tmp_path / "node_modules"
    (modules / "vscode-languageclient").mkdir(parents=True)
    (modules / "vscode").mkdir()
    (modules / "vscode" / "index.js").write_text(
        "exports.workspace = {getConfiguration: (part) => ({get: (key) => `${part}.${key}`})};"
    )
    (modules / "vscode-languageclient" / "node.js").write_text(
        "exports.LanguageClient = class { constructor(...given) { console.log("
        "JSON.stringify(given)); } start() { return 1; } stop() { console.log('stopped'); } };"
    )
    shutil.copy(VSCODE / "extension.js", tmp_path / "extension.js")
    script = "const e = require('./extension.js'); e.activate(); e.deactivate();"
    done = subprocess.run(
        [node, "-e", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    given, stopped = done.stdout.splitlines()
    _, _, server, client = json.loads(given)
    assert server == {"command": "followup.command", "args": ["lsp"]}
    assert [each["scheme"] for each in client["documentSelector"]] == ["file", "file"]
    assert stopped == "stopped"


@pytest.mark.slow
@pytest.mark.skipif("FOLLOWUP_VSIX" not in os.environ, reason="FOLLOWUP_VSIX=1 fetches from npm")
def test_the_extension_can_be_built(tmp_path: Path) -> None:
    folder = shutil.copytree(VSCODE, tmp_path / "vscode")
    steps = re.findall(r"npm (?:install|ci)[^`&\n]*|npx [^`\n]*", DOCS)
    assert len(steps) == 2
    for step in steps:
        command = step.replace("npx ", "npx --yes ").split()
        subprocess.run([program(command[0]), *command[1:]], cwd=folder, check=True, timeout=300)
    with ZipFile(folder / f"followup-{__version__}.vsix") as built:
        names = built.namelist()
    assert "extension/extension.js" in names
    assert "extension/node_modules/vscode-languageclient/node.js" in names
    assert not [
        name for name in names if name.endswith("package-lock.json") and "/node_m" not in name
    ]
