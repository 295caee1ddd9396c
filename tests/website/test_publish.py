"""Publishing to a branch of a real remote, and what a host keeps there."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.helpers.book_folder import BookFolder, Result
from tests.helpers.real_git import commit_all, git, hook
from tests.helpers.site_book import PEOPLE, SiteBook, new

pytestmark = pytest.mark.slow


class Published(NamedTuple):
    """A book in a clone, and the bare repository that it is published to."""

    book: SiteBook
    remote: Path

    def publish(self, *args: str) -> Result:
        return BookFolder(self.book.root).run("publish", "--yes", "--on", "2026-09-14", *args)

    def names(self, branch: str = "gh-pages") -> list[str]:
        return git(self.remote, "ls-tree", "--name-only", branch).split()

    def commits(self) -> int:
        return int(git(self.remote, "rev-list", "--count", "gh-pages"))

    def by_hand(self, files: dict[str, str], start: str = "-b") -> None:
        """Change the branch from another clone, as a person or a host does."""
        other = self.remote.parent / "other"
        if not other.exists():
            git(self.remote.parent, "clone", "-q", str(self.remote), str(other))
        git(other, "fetch", "-q")
        if start == "--orphan":
            git(other, "switch", "-q", "--orphan", "gh-pages")
        else:
            git(other, "checkout", "-q", "-B", "gh-pages", "origin/gh-pages")
        for name, text in files.items():
            (other / name).write_text(text)
        commit_all(other)
        git(other, "push", "-q", "origin", "gh-pages")


@pytest.fixture
def published(tmp_path: Path) -> Published:
    remote, top = tmp_path / "remote.git", tmp_path / "book"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
    top.mkdir()
    git(top, "init", "-q", "-b", "main")
    return _in(top, top, remote)


def _in(top: Path, root: Path, remote: Path) -> Published:
    book = new(root, PEOPLE)
    book.write(".gitignore", "/public/\n/.public-*\n")
    commit_all(top)
    git(top, "remote", "add", "origin", str(remote))
    git(top, "push", "-q", "-u", "origin", "main")
    return Published(book, remote)


def test_a_domain_set_on_the_branch_survives(published: Published) -> None:
    first = published.publish()
    assert (first.code, first.out) == (0, "")
    assert "gh-pages of origin" in first.err
    assert {".nojekyll", "index.html", "people"} <= set(published.names())
    published.by_hand({"CNAME": "crm.example.org\n", ".domains": "crm.example.org\n", "x": ""})
    published.book.contact("bob-smith", "name: Robert Smith\n---\n")
    for turn in range(2):
        found = published.publish()
        assert found.code == 0, found.err
        assert "https://crm.example.org/" in found.err or turn
        assert git(published.remote, "show", "gh-pages:CNAME") == "crm.example.org\n"
        assert git(published.remote, "show", "gh-pages:.domains") == "crm.example.org\n"
        assert "Robert" in git(published.remote, "show", "gh-pages:people/bob-smith/index.html")
        assert "x" not in published.names()  # the rest of the branch is the site's
    assert "up to date" in found.err
    assert published.commits() == 3
    assert not (published.book.public / "CNAME").exists()
    assert git(published.book.root, "branch", "--format=%(refname)") == "refs/heads/main\n"
    assert "refs/followup" not in git(published.book.root, "for-each-ref")


def test_a_domain_in_the_book_comes_first(published: Published) -> None:
    published.publish()
    published.by_hand({"CNAME": "old.example.org\n"})
    published.book.write("site/CNAME", "new.example.org\n")
    assert "https://new.example.org/" in published.publish().err
    assert git(published.remote, "show", "gh-pages:CNAME") == "new.example.org\n"


def test_another_site_is_not_replaced(published: Published) -> None:
    published.by_hand({"index.html": "the manual"}, "--orphan")
    found = published.publish()
    assert found.code == 3
    assert "remote_branch:" in found.err
    assert published.names() == ["index.html"]
    assert not published.book.public.exists()


def test_a_branch_with_a_domain_alone_is_taken(published: Published) -> None:
    published.by_hand({"CNAME": "crm.example.org"}, "--orphan")
    assert published.publish().code == 0
    assert {"CNAME", "people"} <= set(published.names())


def test_the_branch_of_the_book_is_never_replaced(published: Published) -> None:
    config = published.book.root / "mkdocs.yml"
    config.write_text(config.read_text() + "remote_branch: main\n")
    before = git(published.remote, "rev-parse", "main")
    found = published.publish()
    assert found.code == 3
    assert "main, the branch of this book" in found.err
    assert git(published.remote, "rev-parse", "main") == before


def test_what_was_deleted_on_the_remote_is_not_pushed_again(published: Published) -> None:
    published.publish()
    old = git(published.remote, "rev-parse", "gh-pages").strip()
    git(published.remote, "update-ref", "-d", "refs/heads/gh-pages")
    published.book.contact("bob-smith", "name: Robert Smith\n---\n")
    assert published.publish().code == 0
    assert published.commits() == 1
    git(published.remote, "merge-base", "--is-ancestor", old, "gh-pages", code=1)


def test_a_refusal_of_the_remote_is_in_plain_words(published: Published) -> None:
    hook(published.remote, "pre-receive", "echo no pages here >&2; exit 1")
    found = published.publish()
    assert found.code == 3
    assert "origin does not take it" in found.err
    assert "Traceback" not in found.err


def test_a_remote_that_cannot_be_reached_is_said_before_anything_is_built(
    published: Published,
) -> None:
    git(published.book.root, "remote", "set-url", "origin", "/nowhere")
    found = published.publish()
    assert found.code == 4
    assert "cannot fetch gh-pages from origin" in found.err
    assert not published.book.public.exists()


def test_without_an_identity_the_remedy_is_named(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.delenv(f"{name}_NAME", raising=False)
        monkeypatch.delenv(f"{name}_EMAIL", raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(published.book.root, "config", "user.useConfigOnly", "true")
    found = published.publish()
    assert found.code == 4
    assert "git config --global user.email" in found.err


def test_a_book_in_a_folder_of_a_repository_is_published_from_a_hook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote, top = tmp_path / "remote.git", tmp_path / "mono"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
    root = top / "team/people"
    root.mkdir(parents=True)
    git(top, "init", "-q", "-b", "main")
    published = _in(top, root, remote)
    monkeypatch.setenv("GIT_DIR", ".git")  # as hooks have it
    found = published.publish()
    monkeypatch.delenv("GIT_DIR")
    assert found.code == 0, found.err
    assert "people" in published.names()
    assert not (root / ".git").exists()
