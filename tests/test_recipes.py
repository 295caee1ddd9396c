"""The recipes of the docs, as they stand there: run with other programs' places taken by ours."""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from tests.helpers.book_folder import PROJECT

PAGE = (PROJECT / "docs/reminders.md").read_text(encoding="utf-8")
pytestmark = pytest.mark.slow
TOLD = {"notify-send", "osascript", "msmtp", "curl", "mail"}


def recipe(language: str, words: str) -> str:
    """Return the example in this language that has these words in it."""
    every = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    (found,) = (text for text in every if words in text)
    assert isinstance(found, str)
    return found


class Machine(NamedTuple):
    """A home folder with a book, followup where pipx puts it, and programs that only tell."""

    home: Path

    def sh(self, script: str, **env: str) -> tuple[str, str]:
        """Run a script as cron does; return what it prints, and what other programs were told."""
        told = self.home / "told"
        told.unlink(missing_ok=True)
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=self.home,
            env={
                "HOME": str(self.home),
                "PATH": f"{self.home}/bin:{self.home}/.local/bin:/usr/bin:/bin",
                "LANG": "C.UTF-8",
                **env,
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout, told.read_text(encoding="utf-8") if told.exists() else ""

    def nobody_is_due(self) -> None:
        (self.home / "contacts-book/contacts/ann.md").write_text("---\nname: Ann Lee\n---\n")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    found = Machine(tmp_path / "home")
    contacts = found.home / "contacts-book/contacts"
    contacts.mkdir(parents=True)
    (found.home / "contacts-book/followup.yml").write_text("timezone: Europe/Dublin\n")
    (contacts / "ann.md").write_text(
        "---\nname: Ann Lée\npromises:\n  - 2026-09-01, the brochure\n---\n", encoding="utf-8"
    )
    programs = {
        f"bin/{name}": f'#!/bin/sh\n{{ echo "$0" "$@"; cat; }} > {found.home}/told\n'
        for name in TOLD
    }
    for name in ("notify-send", "osascript", "curl"):  # which read nothing
        programs[f"bin/{name}"] = f'#!/bin/sh\necho "$0" "$@" > {found.home}/told\n'
    path = os.pathsep.join([str(PROJECT), *sys.path])
    run = f"PYTHONPATH={shlex.quote(path)} exec {shlex.quote(sys.executable)} -m followup_md"
    programs[".local/bin/followup"] = f'#!/bin/sh\n{run} "$@"\n'
    for name, text in programs.items():
        file = found.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(0o755)
    return found


def cron() -> str:
    (line,) = re.findall(r"^30 7 \* \* 1-5 +(.*)$", recipe("crontab", "MAILTO"), re.MULTILINE)
    assert isinstance(line, str)
    return line


def unit() -> str:
    (line,) = re.findall(r"^ExecStart=(.*)$", recipe("ini", "ExecStart"), re.MULTILINE)
    # As systemd reads it.
    return str(line).replace("$$", "$").replace("%h", "$HOME")


def agent() -> str:
    plist = plistlib.loads(recipe("xml", "followup.morning").encode())
    assert plist["Label"] == "followup.morning"
    assert plist["StartCalendarInterval"] == {"Hour": 7, "Minute": 30}
    return shlex.join(plist["ProgramArguments"])


def github() -> str:
    (job,) = yaml.safe_load(recipe("yaml", "remind:\n    if")).values()
    return str(job["steps"][-1]["run"])


def gitlab() -> str:
    text = recipe("yaml", "remind:\n  rules").replace("*install", "'true'")
    return "\n".join(yaml.safe_load(text)["remind"]["script"])


def test_cron_has_something_to_mail_only_if_somebody_is_due(machine: Machine) -> None:
    printed, _ = machine.sh(cron())
    assert "Ann Lée" in printed
    assert "the brochure" in printed
    machine.nobody_is_due()
    assert machine.sh(cron()) == ("", "")


def test_the_mail_has_a_head_and_the_day(machine: Machine) -> None:
    script = recipe("sh", "msmtp you@example.org")
    printed, told = machine.sh(script)
    assert printed == ""
    words, head, *text = re.split(r"\n(?=To: )|\n\n", told)
    assert words.endswith("/msmtp you@example.org")
    assert head.splitlines()[:2] == ["To: you@example.org", "Subject: Whom to reach today"]
    assert "Ann Lée" in "".join(text)
    machine.nobody_is_due()
    assert machine.sh(script) == ("", "")


SHOWN = {
    "systemd": (unit, "/notify-send followup 1"),
    "launchd": (agent, '/osascript -e display notification "1" with title "followup"'),
    "GitHub": (github, "/curl -fsS -d 1 https://ntfy.example/x"),
    "GitLab": (gitlab, "/curl -fsS -d 1 https://ntfy.example/x"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_number_is_shown_if_somebody_is_due(machine: Machine, name: str) -> None:
    script, expected = SHOWN[name]
    env = {"NTFY": "https://ntfy.example/x", "BOOK": "contacts-book"}
    printed, told = machine.sh(script(), **env)
    assert printed == ""
    assert told.endswith(f"{expected}\n")
    assert "Ann" not in told
    machine.nobody_is_due()
    assert machine.sh(script(), **env) == ("", "")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    shell = "/bin/sh"
    assert shell in recipe("ini", "ExecStart")
    for ending, words in (("service", "ExecStart"), ("timer", "OnCalendar")):
        (tmp_path / f"followup.{ending}").write_text(recipe("ini", words))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", tmp_path / "followup.timer"],
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert (done.returncode, said) == (0, []), done.stderr
