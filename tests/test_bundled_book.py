"""The book that `followup demo` shows, and the one that `followup init` starts."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from followup_md import __version__
from followup_md.book import checking
from followup_md.book.book import open_book
from followup_md.book.reader import Reading
from followup_md.model.agenda import RANK, Agenda
from followup_md.model.contact import STATUSES
from followup_md.model.settings import CHANNELS, Settings
from followup_md.parsing import settings_file
from followup_md.parsing.entries import OUTCOMES
from followup_md.parsing.fields import KEYS
from followup_md.policy import agenda
from tests.helpers.sample import without_date

ROOT = Path(__file__).parent.parent
STARTER = ROOT / "followup_md" / "starter"
DAY = date(2026, 9, 14)
FILLED = {
    "@TIMEZONE@": "Europe/Dublin",
    "@SOURCE@": f"followup-md=={__version__}",
    "@TODAY@": DAY.isoformat(),
    "@YESTERDAY@": "2026-09-13",
}


@pytest.fixture(scope="module")
def bundled() -> Reading:
    return open_book(ROOT).read()


def day_of(root: Path) -> Agenda:
    book = open_book(root)
    return agenda.build_agenda(book.read().contacts, book.settings, book.calendar, DAY)


def starter(folder: Path) -> Path:
    """Copy the starter with its placeholders filled in, as `followup init` does."""
    shutil.copytree(STARTER, folder, dirs_exist_ok=True)
    for path in folder.rglob("*.*"):
        text = path.read_text()
        for mark, value in FILLED.items():
            text = text.replace(mark, value)
        path.write_text(text)
    return folder


def test_the_bundled_book_has_no_problem() -> None:
    assert checking.check(open_book(ROOT), [], DAY).problems == ()


def test_the_demo_day_shows_every_kind() -> None:
    found = day_of(ROOT)
    assert {row.item.kind for row in found.due} == set(RANK)
    assert len(found.due) < 25, "a day that a person could do"
    assert len({coming.item.kind for coming in found.upcoming}) >= 4
    assert found.appointments[0].touch.date == DAY
    book = open_book(ROOT)
    silent = without_date(book.read().contacts, book.settings, book.calendar, DAY)
    assert silent == ["chamber/declan-roche"]


def test_an_email_does_not_return_a_call(bundled: Reading) -> None:
    id_ = "clients/dimitris-papadopoulos"
    (row,) = (r for r in day_of(ROOT).due if r.contact.id == id_)
    assert (row.item.kind, row.channel) == ("owed", "call")
    last = next(contact for contact in bundled.contacts if contact.id == id_).touches[-1]
    assert (last.channel, last.direction) == ("email", "out")


def test_a_long_winded_book_uses_every_word(bundled: Reading) -> None:
    touches = [touch for contact in bundled.contacts for touch in contact.touches]
    assert {touch.channel for touch in touches} >= set(CHANNELS)
    assert {touch.outcome for touch in touches} >= set(OUTCOMES)
    assert len(touches) > 300
    texts = [contact_file(contact.id) for contact in bundled.contacts]
    used = {key for key in KEYS if any(re.search(rf"(?m)^{key}:", text) for text in texts)}
    assert used == set(KEYS) - {"aliases", "uid"}  # which other programs write
    statuses = {contact.status.word for contact in bundled.contacts if contact.status}
    assert statuses == set(STATUSES)


def test_quotes_and_promises_end_in_every_way(bundled: Reading) -> None:
    quotes = [quote for contact in bundled.contacts for quote in contact.quotes]
    for end in ("won", "lost", "withdrawn", "open"):
        assert any(getattr(quote, end) for quote in quotes), end
    promises = [promise for contact in bundled.contacts for promise in contact.promises]
    for end in ("kept", "dropped", "open", "theirs"):
        assert any(getattr(promise, end) for promise in promises), end


def test_the_people_are_many_and_invented(bundled: Reading) -> None:
    assert 30 <= len(bundled.contacts) <= 40
    assert {contact.owner for contact in bundled.contacts} == {"", "nora", "paul"}
    assert sum(contact.private for contact in bundled.contacts) == 1
    for contact in bundled.contacts:
        for _, address in contact.email:
            assert address.endswith(".example"), contact.id
    names = "".join(contact.name for contact in bundled.contacts)
    for letter in ("Δ", "田", "ل", "л", "प", "🌻", "Å"):
        assert letter in names


def test_links_and_introductions_lead_to_a_contact(bundled: Reading) -> None:
    ids = {contact.id for contact in bundled.contacts}
    parts = {id_.rpartition("/")[2] for id_ in ids}
    via = [contact.via for contact in bundled.contacts if contact.via and " " not in contact.via]
    assert len(via) > 3
    assert set(via) <= ids | parts
    for contact in bundled.contacts:
        for target in re.findall(r"\]\(([^):]+\.md)\)", contact.body):
            path = ROOT / "contacts" / f"{contact.id}.md"
            assert (path.parent / target).is_file(), (contact.id, target)


def contact_file(id_: str) -> str:
    return (ROOT / "contacts" / f"{id_}.md").read_text()


def test_the_starter_is_a_book_without_a_problem(tmp_path: Path) -> None:
    root = starter(tmp_path)
    assert not [path for path in root.rglob("*.*") if re.search(r"@[A-Z]+@", path.read_text())]
    assert checking.check(open_book(root), [], DAY).problems == ()
    (row,) = day_of(root).due
    assert (row.contact.name, row.item.kind) == ("Ann Lee", "owed")
    assert [item.kind for item in row.also] == ["promise"]


def test_the_starter_shows_every_default() -> None:
    text = (STARTER / "followup.yml").read_text().replace("@TIMEZONE@", "Europe/Dublin")
    assert settings_file.read(text.encode()) == Settings(timezone="Europe/Dublin")
    # Prose has one blank behind its `#`, settings have none or their own indentation.
    shown = re.sub(r"(?m)^#(?! \S|$)", "", text)
    defaults = Settings(timezone="Europe/Dublin", publish_written=True)
    assert settings_file.read(shown.encode()) == defaults
    assert set(settings_file.KEYS) == set(re.findall(r"(?m)^(\w+):", shown))


def test_dotfiles_are_stored_without_their_dot() -> None:
    assert not list(STARTER.rglob(".*"))
    for name in ("gitattributes", "prettierignore"):
        assert (STARTER / name).read_text() == (ROOT / f".{name}").read_text()


@pytest.mark.parametrize("source", [ROOT / ".gitattributes", STARTER / "gitattributes"])
def test_contacts_of_every_folder_merge_as_a_union(source: Path, tmp_path: Path) -> None:
    shutil.copy(source, tmp_path / ".gitattributes")
    for path in ("contacts/ann.md", "contacts/a/ann.md", "contacts/a/b/ann.md"):
        found = git(tmp_path, "check-attr", "merge", "eol", "--", path)
        assert found.splitlines() == [f"{path}: merge: union", f"{path}: eol: lf"]
    assert "unspecified" in git(tmp_path, "check-attr", "merge", "--", "site/index.md")


@pytest.mark.parametrize("source", [ROOT / ".gitignore", STARTER / "gitignore"])
def test_the_pages_are_kept_and_the_output_is_not(source: Path, tmp_path: Path) -> None:
    shutil.copy(source, tmp_path / ".gitignore")
    for name in (
        "site/index.md",
        "site/agenda.md",
        "public/i.html",
        ".public-1/i.html",
        ".public-lock",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = git(tmp_path, "status", "--porcelain", "-uall").split()
    assert found == ["??", ".gitignore", "??", "site/index.md"]


def test_github_checks_proposals_with_the_base_and_without_rights() -> None:
    recipe = load("github-pages.yml")
    assert recipe["permissions"] == {}
    assert set(recipe[True]) == {"push", "pull_request", "schedule", "workflow_dispatch"}
    job = recipe["jobs"]["proposal"]
    assert job["permissions"] == {"contents": "read"}
    base, head = (step["with"] for step in job["steps"] if "checkout" in step.get("uses", ""))
    assert base["ref"] == "${{ github.event.pull_request.base.sha }}"
    assert head["sparse-checkout"] == "${{ env.BOOK }}contacts"
    assert base["persist-credentials"] is head["persist-credentials"] is False
    run = " ".join(step.get("run", "") for step in job["steps"])
    assert 'followup -C "base/$BOOK" check' in run
    assert "build" not in run
    assert "secrets." not in (STARTER / "github-pages.yml").read_text()
    # Only the job that runs nothing of the book may write.
    writers = [name for name, job in recipe["jobs"].items() if "write" in str(job["permissions"])]
    assert writers == ["deploy"]
    assert not any("run" in step for step in recipe["jobs"]["deploy"]["steps"])


def test_gitlab_checks_proposals_with_the_target_branch() -> None:
    recipe = load("gitlab-ci.yml")
    fetch, checkout, install, restore, *_, check = recipe["proposal"]["script"]
    assert "CI_MERGE_REQUEST_TARGET_BRANCH_NAME" in fetch
    assert checkout == "git checkout --force --detach FETCH_HEAD"
    assert "pip install" in install[-1]  # from the target branch: before anything of the request
    assert restore.endswith('-- "${BOOK}contacts"')
    assert check == 'followup -C "./$BOOK" check'


@pytest.mark.parametrize("name", ["github-pages.yml", "gitlab-ci.yml"])
def test_recipes_check_before_they_build(name: str) -> None:
    text = (STARTER / name).read_text()
    check, publish = text.rindex('followup -C "./$BOOK" check'), text.index("grep -q '^publish:'")
    assert check < publish < text.index('followup -C "./$BOOK" build --strict')


def test_an_action_has_the_same_version_as_in_our_own_workflows() -> None:
    text = (STARTER / "github-pages.yml").read_text()
    ours = "".join(path.read_text() for path in (ROOT / ".github/workflows").glob("*.yml"))
    for action, version in set(re.findall(r"uses: (\S+)@(\S+)", text)):
        assert set(re.findall(rf"uses: {action}@(\S+)", ours)) <= {version}


def load(name: str) -> dict[Any, Any]:
    recipe = yaml.safe_load((STARTER / name).read_text())
    assert isinstance(recipe, dict)
    return recipe


def git(folder: Path, *words: str) -> str:
    subprocess.run(["git", "init", "-q", folder], check=True)
    done = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True)
    return done.stdout
