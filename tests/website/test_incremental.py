"""Only what changed is rendered again; the site is what a build from scratch makes."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Collection
from contextlib import closing
from datetime import date, timedelta
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

import pytest

from followup_md.book.book import Book
from followup_md.book.reader import ContactVersions
from followup_md.cache import NO_CACHE, dependencies, workers
from followup_md.cache.database import CacheError
from followup_md.errors import FollowupError, RefusedError
from followup_md.model.contact import Contact
from followup_md.website import snapshot
from followup_md.website.build import output, output_scan, page_renderer, site_build
from followup_md.website.mkdocs import files
from followup_md.website.pages import agenda_lists, people
from followup_md.website.pages import contact as contact_page
from followup_md.website.pages.summary import ContactSummary
from followup_md.website.snapshot import EvaluatedContact, Snapshot
from tests.helpers.site_book import MKDOCS, ON, PEOPLE, PROJECT, SiteBook, new

PLAIN = "site_name: Plain\ndocs_dir: site\nsite_dir: public\ntheme: followup\nplugins: [followup]\n"
SETTINGS = (
    "timezone: Europe/London\npublish: {fields: [hobby]}\n",
    "timezone: Europe/London\npublish: {fields: [hobby], notes: no}\n",
    "timezone: Europe/London\nworkdays: [mon, tue, wed, thu]\n",
    "timezone: Europe/London\npublish: {fields: [hobby], insights: yes}\n",
)
CONFIGS = (
    MKDOCS,
    PLAIN,
    MKDOCS + "use_directory_urls: false\n",
    MKDOCS.replace("site_name: Follow-ups", "site_name: <b>Others</b>"),
    MKDOCS.replace("edit_uri: edit/main/site/", "edit_uri_template: 'e/{path}?x=1&y=2'"),
    MKDOCS + "extra_css: [extra/a.css]\n",
)
FEW = {"MANY": 2, "FIRST": 3, "LEAST": 1, "FEWEST": 1, "SHORTEST": 1, "LONGEST": 3}
_KILLED = """\
import json, os, sys
from datetime import date
from pathlib import Path
from followup_md.website.build import output
from followup_md.website.mkdocs import run
from followup_md.website.pages import agenda_lists, people
left = int(sys.argv[3])
for name, size in json.loads(sys.argv[4]).items():
    setattr(agenda_lists, name, size)
people.FIRST = int(sys.argv[5])
def counting(act):
    def counted(*args):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return act(*args)
    return counted
for name in ("put", "move_folder", "remove"):
    setattr(output, name, counting(getattr(output, name)))
run.build(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), False, print)
"""


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the ids whose pages are rendered from now on."""
    found: list[str] = []
    render = contact_page.render

    def counted(evaluated: EvaluatedContact, *args: object) -> str:
        found.append(evaluated.contact.id)
        return render(evaluated, *args)  # type: ignore[arg-type]  # handed on as they are

    monkeypatch.setattr(contact_page, "render", counted)
    return found


def from_scratch(site: SiteBook, folder: Path, on: date = ON) -> dict[str, bytes]:
    """Return what a build from scratch, without a cache, makes."""
    copy = SiteBook(folder)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site.root, folder, ignore=shutil.ignore_patterns("public", ".public-*"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NO_CACHE, "1")
        copy.build(on=on)
    return copy.files()


@pytest.mark.slow
def test_one_change_renders_one_page(site: SiteBook, tmp_path: Path, rendered: list[str]) -> None:
    assert site.build()[0] == 0
    assert len(rendered) == len(PEOPLE) - 1  # one is private
    rendered.clear()
    assert "0 files written" in site.build()[1]
    assert rendered == []
    site.contact("omar", PEOPLE["omar"].replace("Omar", "Umar"))
    assert site.build()[0] == 0
    assert "omar" in rendered
    assert set(rendered) <= {"omar", *_that_name_others()}
    assert site.files() == from_scratch(site, tmp_path / "other")


def _that_name_others() -> set[str]:
    return {id_ for id_, text in PEOPLE.items() if "via:" in text or "[" in text}


@pytest.mark.parametrize(
    ("zoe", "bob"),
    [
        ("via: bob-smith\n---\n", "name: Robert Smith\n---\n"),
        ("via: bob-smith\n---\n", "name: Bob Smith\nprivate: yes\n---\n"),
        ("---\nSee [him](bob-smith.md).\n", "name: Bob Smith\nprivate: yes\n---\n"),
    ],
)
def test_a_page_follows_whom_it_mentions(
    site: SiteBook, tmp_path: Path, zoe: str, bob: str
) -> None:
    site.contact("zoe", f"name: Zoe\n{zoe}")
    assert site.build()[0] == 0
    before = site.page("people/zoe/index.html")
    site.contact("bob-smith", bob)
    assert site.build()[0] == 0
    assert site.page("people/zoe/index.html") != before
    assert site.files() == from_scratch(site, tmp_path / "other")


def test_one_change_evaluates_one_contact(site: SiteBook, monkeypatch: pytest.MonkeyPatch) -> None:
    assert site.build()[0] == 0
    found: list[str] = []
    evaluate = snapshot.evaluate

    def counted(contact: Contact, on: Snapshot) -> EvaluatedContact:
        found.append(contact.id)
        return evaluate(contact, on)

    monkeypatch.setattr(site_build, "evaluate", counted)
    site.contact("omar", PEOPLE["omar"].replace("07-31", "07-30"))
    assert "5 files written" in site.build()[1]  # the page, and what is about everybody
    assert found == ["omar"]
    assert site.build(on=ON + timedelta(days=1))[0] == 0
    assert len(found) == len(PEOPLE)  # omar, then all but the private one on another day


@pytest.mark.parametrize("change", ["\nSome words.\n", ""])
def test_lists_are_made_again_only_if_they_show_something_else(
    site: SiteBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    a_few_are_many(monkeypatch)
    assert site.build()[0] == 0
    found: list[str] = []
    unpack = ContactSummary.unpack

    def counted(packed: tuple[Any, ...]) -> ContactSummary:
        found.append(packed[0])
        return unpack(packed)

    monkeypatch.setattr(ContactSummary, "unpack", counted)
    text = PEOPLE["omar"]
    site.contact("omar", text + change if change else text.replace("07-31", "07-30"))
    assert site.build()[0] == 0
    assert bool(found) is not bool(change)
    assert site.files() == from_scratch(site, tmp_path / "other")


def test_a_list_that_somebody_has_changed_is_made_again(
    site: SiteBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_few_are_many(monkeypatch)
    assert site.build()[0] == 0
    parts = sorted(site.public.glob("agenda/*/**/index.html"))
    assert parts
    for page in (parts[0], site.public / "agenda/index.html", site.public / "everybody/index.html"):
        page.write_text("Somebody was here.\n", encoding="utf-8")
    parts[-1].unlink()
    assert site.build()[0] == 0
    assert site.files() == from_scratch(site, tmp_path / "other")


def test_summaries_that_the_cache_loses_are_made_again(
    site: SiteBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert site.build()[0] == 0
    (file,) = (tmp_path / "cache" / "followup").glob("*.db")
    with closing(sqlite3.connect(file)) as database, database:
        gone = "DELETE FROM 'memo summaries' WHERE key IN ('omar', 'ann-lee')"
        assert database.execute(gone).rowcount > 0
    site.contact("zoe", "name: Zoe\n---\n")
    assert site.build()[0] == 0
    assert site.files() == from_scratch(site, tmp_path / "other")


def test_who_turns_private_is_not_left_in_what_the_lists_keep(
    site: SiteBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    site.contact("unmistakable", "name: Unmistakable\nreason: x\nfollow-up: 2026-09-01\n---\n")
    assert site.build()[0] == 0
    site.contact("unmistakable", "name: Unmistakable\nprivate: yes\n---\n")
    assert site.build()[0] == 0
    (file,) = (tmp_path / "cache" / "followup").glob("*.db")
    with closing(sqlite3.connect(file)) as database:
        for table in ("memo summaries", "memo contents"):
            kept = database.execute(f"SELECT value FROM '{table}'").fetchall()
            assert kept
            assert not [value for (value,) in kept if b"Unmistakable" in value]


def test_pages_with_known_stamps_are_not_opened(
    site: SiteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output_scan, "GRAIN", 0)
    opened: list[str] = []
    file_digest = output.file_digest

    def counted(path: str) -> bytes | None:
        opened.append(path)
        return file_digest(path)

    monkeypatch.setattr(output, "file_digest", counted)
    for _ in range(2):  # the stamp of a page just written is not trusted
        assert site.build()[0] == 0
    assert len(opened) == len(PEOPLE) - 1
    opened.clear()
    assert "0 files written" in site.build()[1]
    assert opened == []
    site.write("public/people/omar/stray.html", "stray")
    assert "0 files written, 23 as before, 1 removed" in site.build()[1]
    assert len(opened) == 1


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Return what lets contacts fail to come out of the cache, after something has happened."""
    known = Book.contact_versions

    def fail(happens: Callable[[], object]) -> None:
        def load(ids: Collection[str]) -> dict[str, Contact]:
            if not ids:
                return {}
            happens()
            raise CacheError("damaged")

        def failing(book: Book) -> ContactVersions | None:
            found = known(book)
            return found and found._replace(load=load)

        monkeypatch.setattr(Book, "contact_versions", failing)

    return fail


def test_contacts_that_the_cache_loses_are_read(
    site: SiteBook, tmp_path: Path, failing: Callable[[Callable[[], object]], None]
) -> None:
    failing(lambda: None)
    assert site.build()[0] == 0
    assert site.files() == from_scratch(site, tmp_path / "other")


def test_pages_of_contacts_that_the_cache_loses_are_made(
    site: SiteBook,
    tmp_path: Path,
    rendered: list[str],
    failing: Callable[[Callable[[], object]], None],
) -> None:
    assert site.build()[0] == 0
    site.write("mkdocs.yml", CONFIGS[3])
    rendered.clear()
    failing(lambda: None)
    assert site.build()[0] == 0
    assert len(rendered) == len(PEOPLE) - 1
    assert site.files() == from_scratch(site, tmp_path / "other")


def test_a_contact_that_turns_private_in_between_is_not_shown(
    site: SiteBook, failing: Callable[[Callable[[], object]], None]
) -> None:
    assert site.build()[0] == 0
    before = site.files()
    site.write("mkdocs.yml", CONFIGS[3])
    failing(lambda: site.contact("omar", f"private: yes\n{PEOPLE['omar']}"))
    with pytest.raises(RefusedError, match="run again"):
        site.build()
    assert site.files() == before


def test_without_a_cache_all_pages_are_made(
    site: SiteBook, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.build()[0] == 0
    monkeypatch.setenv(NO_CACHE, "1")
    rendered.clear()
    assert "0 files written" in site.build()[1]
    assert len(rendered) == len(PEOPLE) - 1


def test_another_program_makes_all_pages(
    site: SiteBook, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert site.build()[0] == 0
    rendered.clear()
    monkeypatch.setattr(dependencies, "__version__", "another")
    assert site.build()[0] == 0
    assert len(rendered) == len(PEOPLE) - 1


@pytest.mark.slow
@pytest.mark.parametrize("library", ["nh3", "markdown_it", "jinja2", "markupsafe", "mkdocs"])
def test_another_library_that_renders_makes_all_pages(
    site: SiteBook,
    rendered: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    library: str,
) -> None:
    assert site.build()[0] == 0
    rendered.clear()
    find = PathFinder.find_spec
    other = tmp_path / f"{library}.py"
    other.write_text("another version\n")

    def found(name: str, *rest: Any) -> ModuleSpec | None:
        return ModuleSpec(name, None, origin=str(other)) if name == library else find(name, *rest)

    monkeypatch.setattr(PathFinder, "find_spec", found)
    assert site.build()[0] == 0
    assert len(rendered) == len(PEOPLE) - 1


def test_a_changed_template_is_another_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dependencies, "_PACKAGE", str(tmp_path))
    template = tmp_path / "website" / "theme" / "contact.html"
    template.parent.mkdir(parents=True)
    template.write_text("<h1>{{ name }}</h1>")
    before = dependencies.checksum(dependencies.RENDERING)
    assert dependencies.checksum(dependencies.RENDERING) == before
    template.write_text("<h1>{{ name }}!</h1>")
    assert dependencies.checksum(dependencies.RENDERING) != before


@pytest.mark.slow
@pytest.mark.parametrize("config", CONFIGS)
def test_pages_rendered_directly_are_those_that_mkdocs_renders(
    site: SiteBook, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NO_CACHE, "1")
    site.write("mkdocs.yml", config)
    site.write("site/extra/a.css", "p {}")
    site.write("site/more.md", "# More\n\n[Omar](people/omar.md)\n")
    site.contact("a b/c&d/é", "name: \"<Élodie> & 'co'\"\nvia: omar\n---\n[o](../../omar.md)\n")
    code, messages = site.build()
    assert code == 0, messages
    direct = site.files()
    monkeypatch.setattr(files, "can_render_directly", lambda *_: False)
    assert site.build()[0] == 0
    assert site.files() == direct


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        MKDOCS.replace("plugins: [followup]", "plugins: [followup, search]"),
        MKDOCS.replace("{name: followup}", "{name: followup, custom_dir: own}"),
        MKDOCS.replace("{name: followup}", "mkdocs"),
        MKDOCS + "hooks: [own/hook.py]\n",
        MKDOCS.replace("{Home: index.md}", "{Home: index.md}, {Omar: people/omar.md}"),
    ],
)
def test_where_others_have_a_say_mkdocs_makes_the_pages(
    site: SiteBook, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("rendered directly")

    site.write(
        "own/hook.py", "def on_post_page(output, **_):\n    return output + '<!-- mine -->'\n"
    )
    site.write("own/404.html", "own")
    site.write("mkdocs.yml", text)
    monkeypatch.setattr(page_renderer.PageRenderer, "render", never)
    code, messages = site.build()
    assert code == 0, messages
    page = site.page("people/omar/index.html")
    assert "Omar Aziz" in page
    assert ("<!-- mine -->" in page) == ("hooks" in text)


@pytest.mark.slow
@pytest.mark.parametrize("dies", [False, True])
def test_several_processes_make_the_same_pages(
    site: SiteBook, tmp_path: Path, dies: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "worker_count", lambda: 2)
    monkeypatch.setattr(site_build, "MANY", 2)
    monkeypatch.setattr(site_build, "BATCH", 3)
    if dies:
        render, here = contact_page.render, os.getpid()
        left = iter(range(2))  # pages that a process makes before it dies

        def dying(*args: object) -> str:
            if os.getpid() != here and next(left, None) is None:
                os._exit(3)
            return render(*args)  # type: ignore[arg-type]  # handed on as they are

        monkeypatch.setattr(contact_page, "render", dying)
    assert site.build()[0] == 0
    found = site.files()
    monkeypatch.setattr(workers, "worker_count", lambda: 1)
    assert found == from_scratch(site, tmp_path / "other")


class Player:
    """Does to a book, and to its site, what people and machines do."""

    def __init__(self, site: SiteBook, dice: random.Random) -> None:
        self.site, self.dice, self.on = site, dice, ON
        self.count = 0

    def moves(self) -> tuple[Callable[[], object], ...]:
        """Return everything that can happen."""
        return (
            *(self.edit, self.edit, self.unseen_edit, self.add, self.rename, self.delete),
            *(self.toggle, self.break_, self.settings, self.config, self.day, self.kill),
            *(self.tamper, self.tamper, self.unpublish, self.replace, self.stray, self.wipe),
            *(self.damage, self.forget),
        )

    def people(self) -> list[Path]:
        """Return all contact files."""
        return sorted((self.site.root / "contacts").rglob("*.md"))

    def pages(self) -> list[Path]:
        """Return all pages of contacts."""
        return sorted((self.site.public / "people").rglob("*.html"))

    def edit(self) -> None:
        path = self.dice.choice(self.people())
        self.count += 1
        path.write_text(path.read_text() + f"\nLine {self.count}, [a](omar.md), [b](new1.md)\n")

    def unseen_edit(self) -> None:
        path = self.dice.choice(self.people())
        before, text = path.stat(), path.read_text()
        path.write_text(text.replace("a", "\0").replace("e", "a").replace("\0", "e"))
        if "name:" not in path.read_text():
            path.write_text(text)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def add(self) -> None:
        self.count += 1
        via = self.dice.choice(self.people()).stem
        text = f"name: New {self.count}\nvia: {via}\n---\nSee [them]({via}.md).\n"
        self.site.contact(f"new{self.count}", text)

    def rename(self) -> None:
        self.count += 1
        path = self.dice.choice(self.people())
        target = path.with_name(self.dice.choice((f"moved{self.count}", "omar", "lena")) + ".md")
        path.rename(target)

    def delete(self) -> None:
        if len(self.people()) > 3:
            self.dice.choice(self.people()).unlink()

    def toggle(self) -> None:
        path = self.dice.choice(self.people())
        text = path.read_text()
        mark = "private: yes\n"
        path.write_text(text.replace(mark, "") if mark in text else f"---\n{mark}{text[4:]}")

    def break_(self) -> None:
        path = self.dice.choice(self.people())
        text = path.read_text()
        mark = "touches: yesterday\n"
        path.write_text(text.replace(mark, "") if mark in text else f"---\n{mark}{text[4:]}")

    def settings(self) -> None:
        self.site.write("followup.yml", self.dice.choice(SETTINGS))

    def config(self) -> None:
        self.site.write("mkdocs.yml", self.dice.choice(CONFIGS))

    def day(self) -> None:
        self.on += timedelta(days=self.dice.randint(-1, 3))

    def kill(self) -> None:
        self.kill_after(self.dice.randint(0, 12))

    def kill_after(self, puts: int) -> None:
        """Build, and die before so many files and one more are put in place or cleared."""
        sizes = json.dumps({name: getattr(agenda_lists, name) for name in FEW})
        args = (str(self.site.root), self.on.isoformat(), str(puts), sizes, str(people.FIRST))
        paths = os.pathsep.join([str(PROJECT), *sys.path])
        env = os.environ | {"PYTHONPATH": paths}
        subprocess.run([sys.executable, "-c", _KILLED, *args], env=env, capture_output=True)

    def tamper(self) -> None:
        path = self.dice.choice(self.pages())
        if path.is_file() and not path.is_symlink():
            before = path.stat()
            path.write_bytes(path.read_bytes().replace(b"e", b"x"))
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def unpublish(self) -> None:
        path = self.dice.choice(self.pages())
        if path.parent != self.site.public / "people":
            shutil.rmtree(path.parent)

    def replace(self) -> None:
        path = self.dice.choice(self.pages())
        path.unlink()
        kind = self.dice.choice(("link", "folder", "fifo"))
        if kind == "link":
            path.symlink_to("../../404.html")
        elif kind == "folder":
            (path / "deep").mkdir(parents=True)
        else:
            os.mkfifo(path)

    def stray(self) -> None:
        folder = self.dice.choice(self.pages()).parent
        if self.dice.random() < 0.5:
            (folder / "stray.html").write_text("stray")
        else:
            (folder / "deep").mkdir(exist_ok=True)
            (folder / "deep" / "index.html").write_text("stray")

    def wipe(self) -> None:
        shutil.rmtree(self.site.public)
        self.kill()
        self.site.build(on=self.on)

    def damage(self) -> None:
        for path in self.caches():
            data = bytearray(path.read_bytes())
            for _ in range(20):
                data[self.dice.randrange(len(data))] ^= 1 << self.dice.randrange(8)
            path.write_bytes(data)

    def forget(self) -> None:
        for path in self.caches():
            path.unlink()

    def caches(self) -> list[Path]:
        """Return the caches of all books: the other book here is built without one."""
        return sorted((Path(os.environ["XDG_CACHE_HOME"]) / "followup").glob("*.db"))


def a_few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have lists cut that are longer than a few rows."""
    for name, size in FEW.items():
        monkeypatch.setattr(agenda_lists, name, size)
    monkeypatch.setattr(people, "FIRST", FEW["FIRST"])


# FOLLOWUP_SEEDS asks for more throws of the dice.
SEEDS = range(int(os.environ.get("FOLLOWUP_SEEDS", "4")))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_the_site_is_as_if_built_from_scratch(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:  # stamps are trusted at once, else almost never in so short a time
        monkeypatch.setattr(output_scan, "GRAIN", 0)
    if seed // 2 % 2:
        a_few_are_many(monkeypatch)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "book").mkdir()
    site = new(tmp_path / "book", PEOPLE)
    site.write("site/extra/a.css", "p {}")
    player = Player(site, random.Random(seed))
    site.build()
    for _ in range(12):
        done = [player.dice.choice(player.moves()) for _ in range(player.dice.randint(1, 3))]
        for move in done:
            move()
        try:
            site.build(on=player.on)
        except FollowupError as error:
            raise AssertionError(f"{[move.__name__ for move in done]}: {error}") from error
        names = [move.__name__ for move in done]
        assert site.files() == from_scratch(site, tmp_path / "other", player.on), names
        assert not [p for p in site.public.rglob("*") if p.is_symlink() or p.is_fifo()], names
        assert not list(site.root.glob(f"{output.PREFIX}*"))


@pytest.mark.slow
@pytest.mark.parametrize("puts", range(4))
def test_a_first_build_that_was_killed_is_repaired(
    site: SiteBook, tmp_path: Path, puts: int
) -> None:
    player = Player(site, random.Random(0))
    player.kill_after(puts)
    assert site.build()[0] == 0
    assert site.files() == from_scratch(site, tmp_path / "other")
