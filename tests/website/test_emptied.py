"""A book that has lost its contacts does not empty its site."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from followup_md.errors import RefusedError
from followup_md.website.mkdocs import run
from followup_md.website.privacy import safety
from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import commit_all, git
from tests.helpers.site_book import ON, SiteBook


def empty(site: SiteBook) -> None:
    shutil.rmtree(site.root / "contacts")
    (site.root / "contacts").mkdir()


def test_a_full_site_is_not_replaced_by_an_empty_one(site: SiteBook) -> None:
    site.build()
    before = site.files()
    empty(site)
    with pytest.raises(RefusedError, match="--allow-empty"):
        site.build()
    assert site.files() == before
    assert run.build(site.root, ON, False, print, allow_empty=True) == 0
    assert "people/index.html" in site.files()
    assert "people/ann-lee/index.html" not in site.files()
    assert site.build()[0] == 0  # nothing is left to be lost


def test_the_option_is_passed_on(site: SiteBook) -> None:
    site.build()
    empty(site)
    book = BookFolder(site.root)
    assert book.run("build", "--on", str(ON)).code == 3
    assert book.run("build", "--on", str(ON), "--allow-empty").code == 0
    assert not (site.public / "people/ann-lee").exists()


@pytest.mark.slow
def test_by_mkdocs_neither(site: SiteBook, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build()
    shutil.rmtree(site.root / "contacts")
    done = site.mkdocs("build")
    assert done.returncode == 1
    assert safety.ALLOW_EMPTY in done.stdout + done.stderr
    assert (site.public / "people/ann-lee/index.html").exists()
    monkeypatch.setenv(safety.ALLOW_EMPTY, "1")
    assert site.mkdocs("build").returncode == 0
    assert not (site.public / "people/ann-lee").exists()


def test_what_is_no_file_is_nobody(site: SiteBook) -> None:
    site.build()
    empty(site)
    loop = site.root / "contacts/x.md"
    loop.symlink_to(loop)
    with pytest.raises(RefusedError, match="--allow-empty"):
        site.build()


def test_a_new_book_is_built(empty_site: SiteBook) -> None:
    assert empty_site.build()[0] == 0
    assert empty_site.build()[0] == 0


def test_whoever_is_private_or_broken_now_is_gone_all_the_same(site: SiteBook) -> None:
    site.build()
    empty(site)
    site.contact("ann-lee", "name: Ann\nprivate: yes\n---\n")
    assert site.build()[0] == 0
    assert not (site.public / "people/ann-lee").exists()
    site.contact("bob-smith", "name: Bob\n---\n")
    assert site.build()[0] == 0
    empty(site)
    site.contact("bob-smith", "name: Bob\nprivate: yse\n---\n")
    assert site.build()[0] == 1
    assert not (site.public / "people/bob-smith").exists()


@pytest.mark.slow
def test_what_is_published_is_not_replaced_from_a_fresh_clone(
    site: SiteBook, tmp_path: Path
) -> None:
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
    git(site.root, "init", "-q", "-b", "main")
    git(site.root, "remote", "add", "origin", str(remote))
    commit_all(site.root)
    book = BookFolder(site.root)
    assert book.run("publish", "--yes", "--on", str(ON)).code == 0
    shutil.rmtree(site.public)
    empty(site)
    found = book.run("publish", "--yes", "--on", str(ON))
    assert found.code == 3
    assert "gh-pages of origin shows some" in found.err
    assert "ann-lee" in git(remote, "ls-tree", "--name-only", "gh-pages:people")
    assert book.run("publish", "--yes", "--on", str(ON), "--allow-empty").code == 0
    assert "ann-lee" not in git(remote, "ls-tree", "--name-only", "gh-pages:people")
