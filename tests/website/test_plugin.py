"""The plugin through MkDocs' door: what is built, replaced, removed and refused."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from followup_md.errors import MachineError, RefusedError, UsageError
from followup_md.website.mkdocs import run
from followup_md.website.privacy import safety
from tests.helpers.site_book import INDEX, MKDOCS, ON, SiteBook


def test_the_site_has_a_page_for_each_contact(site: SiteBook) -> None:
    assert site.build(strict=True)[0] == 0
    files = site.files()
    assert "people/ann-lee/index.html" in files
    assert "people/clients/carol/index.html" in files
    assert {"index.html", "agenda/index.html", "people/index.html", "404.html"} <= files.keys()
    assert not [name for name in files if name.endswith(".md") or "sitemap" in name]


@pytest.mark.slow
def test_mkdocs_itself_builds_the_same_site(site: SiteBook) -> None:
    site.build()
    ours = site.files()
    shutil.rmtree(site.public)
    done = site.mkdocs("build", "--strict")
    assert done.returncode == 0, done.stderr
    assert site.files() == ours


def test_nothing_is_written_where_nothing_changed(site: SiteBook) -> None:
    site.build()
    before = {path: path.stat().st_mtime_ns for path in site.public.rglob("*")}
    code, messages = site.build()
    assert code == 0
    assert " 0 files written" in messages
    assert {path: path.stat().st_mtime_ns for path in site.public.rglob("*")} == before


def test_a_change_of_one_contact_writes_its_pages_only(site: SiteBook) -> None:
    site.build()
    path = site.root / "contacts/omar.md"
    path.write_text(path.read_text().replace("Omar Aziz", "Omar Azizi"))
    assert " 2 files written" not in site.build()[1]  # his page, the lists, the data
    assert "Omar Azizi" in site.page("people/omar/index.html")


def test_a_contact_that_is_gone_loses_its_page(site: SiteBook) -> None:
    site.build()
    (site.root / "contacts/omar.md").unlink()
    site.build()
    assert not (site.public / "people/omar").exists()
    assert b"Omar" not in b"".join(site.files().values())


def test_a_build_leaves_nothing_but_the_site(site: SiteBook) -> None:
    before = {path.name for path in site.root.iterdir()}
    site.build()
    assert {path.name for path in site.root.iterdir()} == before | {"public"}


def test_what_a_killed_build_left_is_removed(site: SiteBook) -> None:
    site.write(".public-killed/people/ann-lee/index.html", "half a site")
    site.build()
    assert not (site.root / ".public-killed").exists()


def test_a_failed_build_keeps_the_last_good_site(site: SiteBook) -> None:
    site.build()
    before = site.files()
    site.write("site/broken.md", b"\xff\xfe not text")
    with pytest.raises(UsageError, match="UTF-8"):
        site.build()
    assert site.files() == before
    assert not list(site.root.glob(".public-*"))


def test_strict_publishes_nothing_where_mkdocs_warns(site: SiteBook) -> None:
    site.build()
    before = site.files()
    site.write("site/index.md", INDEX + "\n[nowhere](nowhere.md)\n")
    code, messages = site.build(strict=True)
    assert code == 1
    assert "nowhere.md" in messages
    assert site.files() == before


def test_even_then_nobodys_page_outlives_their_wish(site: SiteBook) -> None:
    site.build()
    site.write("site/index.md", INDEX + "\n[nowhere](nowhere.md)\n")
    path = site.root / "contacts/ann-lee.md"
    path.write_text(path.read_text().replace("name:", "private: yes\nname:", 1))
    assert site.build(strict=True)[0] == 1
    everything = b"".join(site.files().values())
    assert b"Ann Lee" not in everything
    assert b"ann-lee" not in everything


def test_an_unreadable_contact_is_counted_and_the_others_published(site: SiteBook) -> None:
    site.build()
    site.write("contacts/omar.md", "---\nname: Omar\nname: Omar\n---\n")
    code, messages = site.build()
    assert code == 1
    assert "1 contact file could not be read" in messages
    assert not (site.public / "people/omar").exists()
    assert "1 contact file could not be read" in site.page("agenda/index.html")
    assert "1 contact file could not be read" in site.page("people/index.html")
    assert b"omar" not in b"".join(site.files().values()).lower()


def test_a_disk_without_locks_is_told_and_left_clean(
    site: SiteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def unable(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unable)
    with pytest.raises(MachineError, match=f"^{site.root}: no file in it can be locked"):
        site.build()
    assert not list(site.root.glob(".public-*"))


def test_nobody_gives_away_whom_nobody_can_read(site: SiteBook) -> None:
    # It may have been private.
    site.write("contacts/zeldaq.md", "---\nname: [\nprivate: yes\n---\n")
    (site.root / "contacts/zeldaqs").mkdir()
    (site.root / "contacts/zeldaqs/zeldaq-two.md").write_bytes(b"---\nname: \xff\n---\n")
    site.write(
        "contacts/carl.md",
        "---\nname: Carl\nvia: ./zeldaq.md\nassistant: '[[zeldaq]]'\ntouches:\n"
        "  - 2026-09-01 meeting with zeldaq-two\n---\n"
        "[a](zeldaq.md) [[Zeldaq|b]] <a href='contacts/zeldaqs/zeldaq-two.md'>c</a>"
        " zeldaqs/zeldaq-two.md\n",
    )
    code, _ = site.build()
    assert code == 1
    files = site.files()
    assert b"Carl" in b"".join(files.values())
    assert b"zeldaq" not in b"".join(files.values()).lower()
    assert not [name for name in files if "zeldaq" in str(name)]


def test_the_generated_agenda_replaces_the_file(site: SiteBook) -> None:
    site.write("site/agenda.md", "# Old\n\nfrom last week\n")
    assert site.build(strict=True)[0] == 0
    page = site.page("agenda/index.html")
    assert "last week" not in page
    assert "Monday 14 September 2026" in page


def test_a_page_of_the_user_where_followup_makes_one_is_named(site: SiteBook) -> None:
    site.write("site/people/ann-lee.md", "# my own Ann\n")
    code, messages = site.build()
    assert code == 0
    assert "people/ann-lee.md" in messages
    assert "my own Ann" not in site.page("people/ann-lee/index.html")


def test_markdown_and_the_mark_work_in_pages_of_the_user(site: SiteBook) -> None:
    site.write(
        "site/about.md", "# About\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- followup:agenda -->\n"
    )
    site.write("mkdocs.yml", MKDOCS.replace("{Agenda", "{About: about.md}, {Agenda"))
    assert site.build(strict=True)[0] == 0
    page = site.page("about/index.html")
    assert "<td>1</td>" in page
    assert 'href="../people/ann-lee/"' in page


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_another_theme_shows_the_pages_too(site: SiteBook, theme: str) -> None:
    site.contact("x", 'name: "</title><script>alert(1)</script>"\n---\n')
    site.write("mkdocs.yml", MKDOCS.replace("name: followup", f"name: {theme}"))
    assert site.build(strict=True)[0] == 0
    assert "They called on Sat 5 Sep" in site.page("people/ann-lee/index.html")
    assert "Ann Lee" in site.page("people/index.html")
    assert "<script>alert(1)" not in site.page("people/x/index.html")


def test_without_nav_contacts_stay_out_of_the_navigation(site: SiteBook) -> None:
    site.write("mkdocs.yml", "\n".join(MKDOCS.splitlines()[:-2]))
    assert site.build(strict=True)[0] == 0
    head = site.page("people/ann-lee/index.html").partition("<main")[0]
    assert "bob-smith" not in head
    assert ">People</a>" in head


def test_pages_without_folders(site: SiteBook) -> None:
    site.write("mkdocs.yml", MKDOCS + "use_directory_urls: false\n")
    assert site.build(strict=True)[0] == 0
    assert 'href="people/ann-lee.html"' in site.page("agenda.html")
    assert 'href="../people/bob-smith.html"' in site.page("people/ann-lee.html")
    assert 'href="../../people/ann-lee.html"' not in site.page("people/ann-lee.html")
    assert 'data-end=".html"' in site.page("people/index.html")


@pytest.mark.parametrize(
    ("repo", "edit", "expected"),
    [
        ("https://github.com/me/b", "edit/main/site/", "/me/b/edit/main/contacts/ann-lee.md"),
        ("https://gitlab.com/me/b", "-/edit/main/site/", "/me/b/-/edit/main/contacts/ann-lee.md"),
        ("https://codeberg.org/me/b", "_edit/main/site/", "/me/b/_edit/main/contacts/ann-lee.md"),
    ],
)
def test_edit_links_lead_to_the_contact_file(
    site: SiteBook, repo: str, edit: str, expected: str
) -> None:
    text = MKDOCS.replace("https://github.com/me/contacts", repo).replace("edit/main/site/", edit)
    site.write("mkdocs.yml", text)
    site.build()
    assert f'{expected}"' in site.page("people/ann-lee/index.html")


@pytest.mark.slow
@pytest.mark.parametrize(
    "id_",
    ["a b", "50% off", "what?", "#1", "ünï", "a&b", "quo'te", 'say "hi"', "a+b", "x.html", "日本"],
)
def test_odd_file_names_get_an_address_that_works(empty_site: SiteBook, id_: str) -> None:
    from urllib.parse import quote

    empty_site.contact(id_, "name: Odd Name\nowner: me\nmet: 2026-09-01 a fair\nreason: x\n---\n")
    assert empty_site.build(strict=True)[0] == 0
    assert (empty_site.public / "people" / id_ / "index.html").is_file()
    assert f'href="../people/{quote(id_)}/"' in empty_site.page("agenda/index.html")
    rows = json.loads(empty_site.page("followup/people.json"))["rows"]
    assert [row[1] for row in rows] == [id_]


def test_ids_that_would_be_one_page_have_none(empty_site: SiteBook) -> None:
    empty_site.contact("ann", "name: One Ann\n---\n")
    empty_site.contact("Ann", "name: Other Ann\n---\n")
    if len(list((empty_site.root / "contacts").iterdir())) == 1:
        pytest.skip("this file system folds case")
    code, _ = empty_site.build()
    assert code == 1
    everything = b"".join(empty_site.files().values())
    assert b"One Ann" not in everything
    assert b"Other Ann" not in everything


@pytest.mark.slow
def test_the_day_comes_from_the_option_or_the_environment(site: SiteBook) -> None:
    site.mkdocs("build", "-q")
    assert f'data-on="{ON}"' in site.page("index.html")
    for day in ("2026-12-01", '"2026-12-01"'):
        site.write("mkdocs.yml", MKDOCS.replace("[followup]", f"[{{followup: {{on: {day}}}}}]"))
        done = site.mkdocs("build", "--strict")
        assert done.returncode == 0, done.stderr
        assert 'data-on="2026-12-01"' in site.page("index.html")


def test_a_wrong_day_is_wrong_usage(site: SiteBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWUP_ON", "20260914")
    with pytest.raises(UsageError, match="2026-09-14"):
        run.build(site.root, None, False, print)


@pytest.mark.slow
@pytest.mark.parametrize("target", [".", "contacts", "site", "notes", "elsewhere/.."])
def test_a_folder_that_is_no_site_is_never_emptied(site: SiteBook, target: str) -> None:
    site.write("notes/thesis.txt", "five years of work")
    before = sorted(site.root.rglob("*"))
    done = site.mkdocs("build", "-q", "-d", str(site.root / target))
    assert done.returncode != 0
    assert sorted(site.root.rglob("*")) == before


def test_hidden_files_of_the_site_stay(site: SiteBook) -> None:
    site.build()
    site.write("public/.nojekyll", "")
    site.write("public/old/page.html", "from another time")
    site.build()
    assert (site.public / ".nojekyll").exists()
    assert not (site.public / "old").exists()


def test_links_in_the_old_site_are_replaced_and_not_followed(site: SiteBook) -> None:
    site.build()
    outside = site.write("outside/index.html", "not ours")
    shutil.rmtree(site.public / "agenda")
    (site.public / "agenda").symlink_to(outside.parent)
    site.build()
    assert outside.read_text() == "not ours"
    assert not (site.public / "agenda").is_symlink()


def test_contacts_inside_docs_dir_are_refused(site: SiteBook) -> None:
    shutil.move(site.root / "contacts", site.root / "site/contacts")
    (site.root / "contacts").symlink_to("site/contacts")
    with pytest.raises(RefusedError, match="docs_dir"):
        site.build()


@pytest.mark.slow
def test_dirty_builds_are_refused(site: SiteBook) -> None:
    assert site.mkdocs("build", "--dirty").returncode != 0


def test_a_broken_followup_yml_is_wrong_usage(site: SiteBook) -> None:
    site.write("followup.yml", "timezone: Nowhere/Land\n")
    with pytest.raises(UsageError, match=r"followup\.yml"):
        site.build()


@pytest.mark.parametrize("text", ["site_name: [", "site_name: x\n", "theme: {name: nope}\n"])
def test_a_broken_mkdocs_yml_is_wrong_usage(site: SiteBook, text: str) -> None:
    site.write("mkdocs.yml", text)
    with pytest.raises(UsageError, match=r"mkdocs\.yml"):
        site.build()


def test_somebody_elses_book_is_not_run(site: SiteBook, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = (site.root / "mkdocs.yml").stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    if owner == 0:
        os.chown(site.root / "mkdocs.yml", 4242, -1)
    with pytest.raises(RefusedError, match="another user"):
        site.build()


@pytest.mark.parametrize(
    ("host", "own"),
    [
        *[("127.0.0.1", True), ("localhost", True), ("::1", True), ("127.8.8.8", True)],
        *[("0.0.0.0", False), ("192.168.1.5", False), ("example.org", False), ("::", False)],
    ],
)
def test_only_this_machine_is_this_machine(host: str, own: bool) -> None:
    assert safety.is_own(host) is own


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *[("127.0.0.1:8000", "200"), ("localhost", "200"), ("[::1]:8000", "200"), ("", "403")],
        *[("evil.example", "403"), ("127.0.0.1.evil.example:8000", "403"), ("localhost@x", "403")],
    ],
)
def test_a_foreign_host_is_refused(host: str, status: str) -> None:
    answers: list[str] = []

    def app(_environ: object, _start: object) -> list[bytes]:
        answers.append("200")
        return [b"everything"]

    guarded = safety.guarded(app, "127.0.0.1")
    asked = {"HTTP_HOST": host, "REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    body = guarded(asked, lambda code, _: answers.append(code))
    assert answers[0].startswith(status)
    assert (b"everything" in b"".join(body)) is (status == "200")


def test_publish_refuses_until_a_person_has_decided(site: SiteBook) -> None:
    site.write("followup.yml", "timezone: Europe/London\n")
    with pytest.raises(RefusedError, match="publish:"):
        run.publish(site.root, ON, lambda _: True, print)


@pytest.mark.slow
def test_publish_says_who_will_read_what_and_pushes(site: SiteBook, tmp_path: Path) -> None:
    import subprocess

    def git(*args: str) -> str:
        return subprocess.run(
            ["git", *args], cwd=site.root, check=True, capture_output=True, text=True
        ).stdout

    git("init", "-q", "-b", "main")
    git("init", "-q", "--bare", str(tmp_path / "remote"))
    git("remote", "add", "origin", str(tmp_path / "remote"))
    git("add", "mkdocs.yml")
    git("commit", "-q", "-m", "x")
    messages: list[str] = []
    with pytest.raises(RefusedError):
        run.publish(site.root, ON, lambda _: False, messages.append)
    assert "10 of 11 contacts" in "\n".join(messages)
    assert "phone numbers" in "\n".join(messages)
    assert str(tmp_path / "remote") in "\n".join(messages)
    assert "gh-pages" not in git("branch", "-a")
    assert run.publish(site.root, ON, lambda _: True, messages.append) == 0
    listed = git("ls-tree", "-r", "--name-only", "origin/gh-pages").splitlines()
    assert "people/ann-lee/index.html" in listed
    assert not [name for name in listed if "secret" in name]


def test_publish_stops_where_a_contact_cannot_be_read(site: SiteBook, tmp_path: Path) -> None:
    import subprocess

    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=site.root, check=True)
    remote = str(tmp_path / "remote.git")
    subprocess.run(["git", "init", "-q", "--bare", remote], check=True)
    subprocess.run(["git", "remote", "add", "origin", remote], cwd=site.root, check=True)
    site.write("contacts/omar.md", "no fence")
    assert run.publish(site.root, ON, lambda _: True, print) == 1
    found = subprocess.run(["git", "branch", "-a"], cwd=site.root, capture_output=True, check=True)
    assert b"gh-pages" not in found.stdout
