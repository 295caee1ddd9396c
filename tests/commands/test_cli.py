from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from followup_md import __version__, cli, session
from tests.helpers.book_folder import ON, PROJECT, BookFolder


@pytest.fixture
def ann(book: BookFolder) -> BookFolder:
    book.add("ann", "2026-09-05 in call missed, my son took it", phone="1", name="Ann Lee")
    return book


def test_help_names_every_command_and_loads_none(book: BookFolder) -> None:
    found = book.run("--help")
    assert found.code == 0
    for rows in cli.TABLE.values():
        for name, (_, text) in rows.items():
            assert f"  {name} " in found.out
            assert text in found.out
    loaded = "import sys; from followup_md import main; main.run(['--help']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, cwd=PROJECT, check=True
    )
    modules = done.stdout.split()
    assert not {"yaml", "mkdocs", "followup_md.book.book", "wcwidth", "subprocess"} & set(modules)


@pytest.mark.parametrize("name", [name for rows in cli.TABLE.values() for name in rows])
def test_every_command_has_help(book: BookFolder, name: str) -> None:
    found = book.run(name, "--help")
    assert (found.code, found.err) == (0, "")
    assert found.out.startswith(f"Usage: followup {name}")


def test_nothing_typed_is_a_call_for_help(book: BookFolder) -> None:
    assert book.run() == book.run("--help")


def test_version(book: BookFolder) -> None:
    assert book.run("--version").out == f"followup {__version__}\n"


@pytest.mark.parametrize(
    ("args", "remedy"),
    [
        (("duu",), "did you mean due"),
        (("xyzzy",), "no command"),
        (("due", "--kind", "call"), "owed"),
        (("due", "--on", "some day"), "2026-09-14"),
        (("due", "--on", "2026-02-30"), "no day 2026-02-30"),
        (("due", "--on", "2026-9-1"), "2026-09-14"),
        (("due", "--on", "20260901"), "2026-09-14"),
        (("why",), "NAME"),
        (("check", "contacts/nobody.md"), "does not exist"),
    ],
)
def test_wrong_usage_is_2_with_a_remedy(
    ann: BookFolder, args: tuple[str, ...], remedy: str
) -> None:
    found = ann.run(*args)
    assert found.code == 2
    assert remedy in found.err
    assert found.out == ""


def test_no_book_is_2(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = BookFolder(tmp_path / "empty").run("due")
    assert found.code == 2
    assert "followup init" in found.err


def test_settings_that_cannot_be_read_are_2(ann: BookFolder) -> None:
    ann.write("followup.yml", "timezone: Europe/Dublin\nwhatever: 1\n")
    found = ann.run("due")
    assert found.code == 2
    assert "followup.yml:2:1: " in found.err


def test_a_book_is_found_from_inside_and_by_dash_c(ann: BookFolder) -> None:
    inside = ann.root / "contacts" / "deep"
    inside.mkdir()
    assert "ann\t" in BookFolder(inside).run("due", "--on", ON).out
    assert "ann\t" in BookFolder(ann.root.parent).run("-C", "book", "due", "--on", ON).out


def test_an_ambiguous_name_is_3_and_lists_them(ann: BookFolder) -> None:
    ann.add("annie", name="Annie Moor")
    assert "Annie Moor" in ann.run("why", "annie m").out
    found = ann.run("show", "n")
    assert (found.code, found.out) == (3, "")
    assert "annie  Annie Moor" in found.err
    assert ann.run("show", "nobody").code == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_4(ann: BookFolder) -> None:
    (ann.root / "contacts").chmod(0)
    found = ann.run("due", "--on", ON)
    (ann.root / "contacts").chmod(0o755)
    assert found.code in (1, 4)
    assert "Traceback" not in found.err


def test_a_full_disk_is_4(ann: BookFolder) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w") as full:
        done = ann.spawn("due", "--on", ON, stdout=full)
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert "No space left" in done.stderr


def test_a_bug_is_70_with_one_line(ann: BookFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a phone number")

    monkeypatch.setattr(session, "echo", broken)
    found = ann.run("due")
    assert found.code == 70
    assert found.err.count("\n") == 1
    assert "FOLLOWUP_DEBUG=1" in found.err
    assert "phone number" not in found.err
    monkeypatch.setenv("FOLLOWUP_DEBUG", "1")
    with pytest.raises(KeyError):
        ann.run("due")


@pytest.mark.slow
def test_interrupted_is_130(ann: BookFolder) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "followup_md", "agenda", "--watch", "--on", ON],
        cwd=ann.root,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    page = ann.root / "site" / "agenda.md"
    for _ in range(300):
        if page.exists():
            break
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors


@pytest.mark.slow
@pytest.mark.parametrize("args", [("due", "--on", ON), ("due", "--json"), ("--help",)])
def test_a_closed_pipe_is_quiet(ann: BookFolder, args: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = ann.spawn(*args, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("stream", ["1", "2"])
def test_a_closed_stream_does_no_harm(ann: BookFolder, stream: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m followup_md due --on {ON} {stream}>&-"],
        cwd=ann.root,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_ascii_locale_does_no_harm(book: BookFolder) -> None:
    book.add("zoe", "2026-09-05 in call missed", phone="1", name="Zoë 田中")
    env = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONIOENCODING": "ascii",
    }
    for args in (["due"], ["due", "--json"], ["list"], ["show", "zoe"], ["why", "zoe"]):
        done = book.spawn(*args, "--on", ON, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Zo" in done.stdout


def test_files_that_cannot_be_read_are_named_first_and_cost_nobody(ann: BookFolder) -> None:
    ann.write("contacts/bad.md", "---\nname: Bad\nphone: 0123\nstatus: gone\n---\n")
    ann.write("contacts/worse\x1b[31m\n.md", "no front matter")
    for command in ("due", "list"):
        found = ann.run(command, "--on", ON)
        assert found.code == 1
        assert "contacts/bad.md:4:" in found.err
        assert "contacts/worse\\x1b[31m\\n.md: E502 " in found.err
        assert "2 files could not be read" in found.err
        assert "0123" not in found.err
        assert "Ann Lee" in found.out
        assert "\x1b" not in found.err + found.out
    for command in ("show", "why"):
        assert ann.run(command, "Ann Lee", "--on", ON).code == 1
        by_id = ann.run(command, "ann", "--on", ON)  # for which no other file is read
        assert (by_id.code, by_id.err) == (0, "")
        meant = ann.run(command, "bad", "--on", ON)
        assert meant.code == 3
        assert "contacts/bad.md:4:" in meant.err


def test_what_is_no_file_is_named_and_never_opened(ann: BookFolder) -> None:
    os.mkfifo(ann.root / "contacts/pipe.md")
    (ann.root / "contacts/link.md").symlink_to("ann.md")
    found = ann.run("due", "--on", ON)
    assert found.code == 0
    assert "contacts/pipe.md: W" in found.err
    assert "contacts/link.md: W" in found.err


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(ann: BookFolder, on: str) -> None:
    ann.add("old", "0001-01-01 call", "9999-12-31 call planned", phone="1", birthday="--12-31")
    for args in (["due", "--days", "99999"], ["due", "--json", "--all"], ["list"], ["check"]):
        assert ann.run(*args, "--on", on).code == 0
    for args in (["show", "old"], ["why", "old"], ["agenda"]):
        assert ann.run(*args, "--on", on).code == 0


def test_a_folder_that_is_gone_is_no_bug(ann: BookFolder) -> None:
    command = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m followup_md due"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ann.root,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (2, 4)
    assert done.stderr.count("\n") == 1
    assert ann.run("-C", "nowhere", "due").code == 2


def test_no_command_lets_control_characters_through(book: BookFolder) -> None:
    book.write(
        "contacts/evil.md",
        '---\nname: "E\\e[31mvil \\u202egnp"\nphone: "1\\a"\nemail: "a\\x9b@b.c"\n'
        'reason: "r\\e]8;;x"\ntags: ["t\\e[0m"]\nmet: "2026-09-01 \\e[2J"\n'
        'touches:\n  - "2026-09-05 in call missed, \\b"\n'
        "---\nbody \u202e\n",
    )
    book.add("real", "2026-09-05 in call missed, \u202eabc\u2069", phone="1", body="\u2066x\u061c")
    for args in (["due"], ["due", "--all"], ["list"], ["show", "real"], ["why", "real"], ["check"]):
        found = book.run(*args, *(["--on", ON]))
        shown = found.out + found.err
        assert not [c for c in shown if ord(c) < 32 and c not in "\n\t"]
        assert not [c for c in shown if c in "\x7f\x9b\u202e\u2069\u2066\u061c"]
        assert found.code in (0, 1)


def test_completion_reads_names_of_files_and_nothing_else(ann: BookFolder) -> None:
    ann.add("clients/bob", name="Bob")
    ann.write("contacts/bad.md", b"\xff\xfe")
    env = {"COMP_WORDS": "followup why b", "COMP_CWORD": "2", "_FOLLOWUP_COMPLETE": "bash_complete"}
    done = ann.spawn(env=env)
    assert done.stdout.splitlines() == ["plain,bad", "plain,clients/bob"]
    done = ann.spawn(env=env | {"COMP_WORDS": "followup sh", "COMP_CWORD": "1"})
    assert done.stdout.splitlines() == ["plain,show"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(book: BookFolder, shell: str) -> None:
    found = book.run("completion", shell)
    assert found.code == 0
    assert "_FOLLOWUP_COMPLETE" in found.out


@pytest.mark.parametrize("typed", ["push", "polish", "finish"])
def test_no_command_is_named_that_means_something_else(book: BookFolder, typed: str) -> None:
    found = book.run(typed)
    assert found.code == 2
    assert "did you mean" not in found.err
