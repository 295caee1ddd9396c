"""Programs that read folders of cards, to-dos and calendars read ours (skipped where not here)."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.helpers import site_book
from tests.helpers.book_folder import ON, BookFolder

pytestmark = pytest.mark.slow
PUBLIC = len(site_book.PEOPLE) - 1

CONFIGS = {
    "khard/khard.conf": "[addressbooks]\n[[ours]]\npath = {home}/cards\n",
    "todoman/config.py": 'path = "{home}/todos*"\ndate_format = "%Y-%m-%d"\n',
    "khal/config": """\
[calendars]
[[agenda]]
path = {home}/calendar
type = calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
""",
    "vdirsyncer/config": """\
[general]
status_path = "{home}/status/"
[pair phone]
a = "ours"
b = "theirs"
collections = null
[storage ours]
type = "filesystem"
path = "{home}/cards"
fileext = ".vcf"
[storage theirs]
type = "filesystem"
path = "{home}/phone"
fileext = ".vcf"
""",
}


class Home:
    """A home folder with these programs set up, beside a book."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for folder in ("book", "calendar", "phone"):
            (path / folder).mkdir(parents=True)
        site_book.new(path / "book", site_book.PEOPLE)
        self.book = BookFolder(path / "book")
        for name, text in CONFIGS.items():
            config = path / ".config" / name
            config.parent.mkdir(parents=True)
            config.write_text(text.format(home=path))

    def export(self, *args: str) -> None:
        assert self.book.run("export", *args, "--on", ON).code == 0

    def run(self, program: str, *args: str, typed: str = "") -> str:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not here")
        home = {"HOME": str(self.path), "XDG_CONFIG_HOME": str(self.path / ".config")}
        found = subprocess.run(
            [program, *args],
            env=os.environ | home | {"LC_ALL": "C.UTF-8", "PYTHONPATH": ""},
            input=typed,
            capture_output=True,
            text=True,
            check=True,
        )
        return found.stdout


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_khard_lists_everybody(home: Home) -> None:
    home.export("vcard", f"{home.path}/cards/")
    names = {line.split("\t")[1] for line in home.run("khard", "list", "--parsable").splitlines()}
    assert len(names) == PUBLIC
    assert {"Ann Lee", "Érika Müller-Østergård", "山田 花"} <= names


def test_todoman_lists_and_completes(home: Home) -> None:
    home.export("todo", f"{home.path}/todos")
    count = len(list((home.path / "todos").iterdir()))
    listed = home.run("todoman", "list").splitlines()
    assert len(listed) == count
    place = next(line for line in listed if "Call Ann Lee" in line).split("]")[1].split()[0]
    home.run("todoman", "done", place)
    assert len(home.run("todoman", "list").splitlines()) == count - 1
    home.export("todo", f"{home.path}/todos")  # what nobody has logged is still to be done
    assert len(home.run("todoman", "list").splitlines()) == count


def test_khal_shows_the_day(home: Home) -> None:
    home.export("ics", f"{home.path}/agenda.ics")
    home.run("khal", "import", "--batch", f"{home.path}/agenda.ics")
    shown = home.run("khal", "list", ON, "4d")
    assert "Call Ann Lee :: They called on Sat 5 Sep (missed)" in shown
    assert "Meeting with Ann Lee :: Lunch at Rosa's" in shown


def test_vdirsyncer_brings_an_edit_of_the_phone_back(home: Home) -> None:
    def sync() -> str:
        return home.run("vdirsyncer", "sync")

    home.export("vcard", f"{home.path}/cards/")
    home.run("vdirsyncer", "discover", typed="y\n" * 9)
    sync()
    phone = next(p for p in (home.path / "phone").iterdir() if "FN:Bob Smith" in p.read_text())
    text = phone.read_bytes()
    phone.write_bytes(text.replace(b"END:VCARD", b"X-FOO:bar\r\nTEL:+1 555 0777\r\nEND:VCARD"))
    sync()
    home.book.run("set", "bob", "org", "Acme", "--on", ON)
    home.export("vcard", f"{home.path}/cards")
    sync()
    found = phone.read_text()
    assert ("X-FOO:bar" in found, "TEL:+1 555 0777" in found, "ORG:Acme" in found) == (True,) * 3
    before = {path: path.read_bytes() for path in (home.path / "phone").iterdir()}
    home.export("vcard", f"{home.path}/cards")
    sync()
    assert {path: path.read_bytes() for path in (home.path / "phone").iterdir()} == before
