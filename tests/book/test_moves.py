"""Who was moved, removed or merely looks like another, while the other clone changed them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from followup_md.book import moves
from tests.book.test_sync import Team
from tests.helpers.book_folder import BookFolder, Result
from tests.helpers.real_git import commit_all, git

BOB = "contacts/bob-ray.md"
CALL = "2026-09-05 call answered, wants it"
LETTER = "2026-09-06 email, with the plan"
ANN = "---\nname: Ann\ntouches:\n  - 2026-09-01 call voicemail\n---\n"


class Pair:
    """Two clones that have Bob; `here` runs sync second."""

    def __init__(self, folder: Path, setup: bool, inside: str = "") -> None:
        self.team, self.inside = Team(folder), inside
        self.clones = [self.team.clone(name, setup=False) for name in ("there", "here")]
        self.there, self.here = (BookFolder(clone.root / inside) for clone in self.clones)
        self.there.write("followup.yml", "")
        self.there.write(".gitattributes", "/contacts/**/*.md merge=union\n")
        self.there.write(BOB, person("Bob Ray", "+1 555 0101"))
        self.there.write("contacts/zed.md", "---\nname: Zed\n---\n")
        commit_all(self.there.root)
        git(self.there.root, "push", "-q")
        git(self.clones[1].root, "pull", "-q")
        if setup:
            for book in (self.there, self.here):
                assert book.spawn("setup").returncode == 0

    def sync(self, book: BookFolder, code: int = 0) -> str:
        """Run sync; return what it says, without the advice to set up the clone."""
        if self.inside:  # Git's folder is above the book, where `run` may not write
            spawned = book.spawn("sync")
            result = Result(spawned.returncode, spawned.stdout, spawned.stderr)
        else:
            result = book.run("sync")
        assert result.code == code, result
        lines = (result.out + result.err).splitlines(True)
        return "".join(line for line in lines if "line by line" not in line)

    def share(self) -> dict[str, str]:
        """Return the contacts, which both clones must have in the end."""
        for book in (self.here, self.there):
            self.sync(book)
        found = contacts(self.here)
        assert contacts(self.there) == found
        for book in (self.here, self.there):
            assert git(book.root, "status", "--short") == ""
        return found


def contacts(book: BookFolder) -> dict[str, str]:
    top = book.root / "contacts"
    paths = [path for path in sorted(top.rglob("*.md")) if "zed" not in path.name]
    return {str(path.relative_to(top)): path.read_text() for path in paths if path.stem != "ann"}


def person(name: str, phone: str, *more: str) -> str:
    lines = [f"name: {name}", f'phone: "{phone}"', "org: Ltd", "tags: client", "reason: the plan"]
    touches = ["2026-09-01 call voicemail", "2026-09-02 call no-answer", *more]
    return "\n".join(["---", *lines, "touches:", *(f"  - {line}" for line in touches), "---", ""])


def edit(book: BookFolder, line: str, path: str = BOB) -> None:
    full = book.root / path
    full.write_text(full.read_text().replace("\n---\n", f"\n  - {line}\n---\n", 1))


def move(book: BookFolder, to: str = "contacts/clients/bob-ray.md") -> None:
    (book.root / to).parent.mkdir(exist_ok=True)
    (book.root / BOB).rename(book.root / to)


def remove(book: BookFolder) -> None:
    (book.root / BOB).unlink()


def swap(book: BookFolder) -> None:
    """Remove Bob and add somebody whose file is like his."""
    remove(book)
    book.write("contacts/rita-moss.md", person("Rita Moss", "+1 555 0188"))


@pytest.fixture(params=[True, False], ids=["setup", "plain"])
def pair(tmp_path: Path, request: pytest.FixtureRequest) -> Pair:
    return Pair(tmp_path, setup=request.param)


def both(text: str) -> None:
    assert [text.count(line) for line in (CALL, LETTER)] == [1, 1], text
    assert "<<<<" not in text


@pytest.mark.slow
@pytest.mark.parametrize("mover", ["there", "here"])
def test_a_contact_that_one_moved_and_both_changed(pair: Pair, mover: str) -> None:
    edit(pair.there, CALL)
    edit(pair.here, LETTER)
    move(getattr(pair, mover))
    pair.sync(pair.there)
    assert "merged" in pair.sync(pair.here)
    found = pair.share()
    assert list(found) == ["clients/bob-ray.md"]
    both(found["clients/bob-ray.md"])
    assert not (pair.here.root / BOB).exists()


@pytest.mark.slow
@pytest.mark.parametrize("same", [True, False])
def test_a_contact_that_both_moved(pair: Pair, same: bool) -> None:
    """What one deleted is not back because the file has another name."""
    for book, line, folder in ((pair.there, CALL, "clients"), (pair.here, LETTER, "friends")):
        edit(book, line)
        move(book, f"contacts/{'clients' if same else folder}/bob-ray.md")
    path = pair.here.root / f"contacts/{'clients' if same else 'friends'}/bob-ray.md"
    path.write_text(path.read_text().replace("  - 2026-09-01 call voicemail\n", ""))
    pair.sync(pair.there)
    pair.sync(pair.here)
    found = pair.share()
    assert list(found) == ["clients/bob-ray.md"]
    both(found["clients/bob-ray.md"])
    assert "2026-09-01" not in found["clients/bob-ray.md"]


@pytest.mark.slow
@pytest.mark.parametrize("remover", ["there", "here"])
@pytest.mark.parametrize("how", [remove, swap])
@pytest.mark.parametrize("choice", ["add", "rm"])
def test_removed_on_one_side_and_changed_on_the_other_is_asked(
    pair: Pair, remover: str, how: Callable[[BookFolder], None], choice: str
) -> None:
    edit(pair.there if remover == "here" else pair.here, CALL)
    how(getattr(pair, remover))
    pair.sync(pair.there)
    said = pair.sync(pair.here, code=3)
    what = "changed here and removed there"
    what = "removed here and changed there" if remover == "here" else what
    assert f"{BOB} (Bob Ray) was {what}. Choose:\n" in said
    assert f"\n  git add {BOB}    keeps" in said
    assert f"\n  git rm {BOB}    removes" in said
    assert "Nothing was pushed" in said
    assert what in pair.sync(pair.here, code=3)  # it is asked again
    git(pair.here.root, choice, BOB)
    found = pair.share()
    people = ["rita-moss.md"] if how is swap else []
    assert list(found) == ([Path(BOB).name] if choice == "add" else []) + people
    assert CALL not in found.get("rita-moss.md", "")
    assert CALL in found.get(Path(BOB).name, CALL)


def cross(pair: Pair) -> None:
    """Let each clone merge the last commit of the other: then they parted in two commits."""
    books = (pair.there, pair.here)
    for book in books:
        commit_all(book.root)
        git(book.root, "tag", book.root.name)
    for book, other in (books, books[::-1]):
        git(book.root, "fetch", "-q", str(other.root), "tag", other.root.name)
        git(book.root, "merge", "-q", "--no-edit", other.root.name)
    heads = [git(book.root, "rev-parse", "HEAD").strip() for book in books]
    git(pair.here.root, "fetch", "-q", str(pair.there.root), "main")
    assert git(pair.here.root, "merge-base", "--all", *heads).count("\n") == 2


@pytest.mark.slow
@pytest.mark.parametrize("first", ["there", "here"])
@pytest.mark.parametrize("mover", ["there", "here"])
def test_what_was_deleted_is_not_back_if_merges_have_crossed(
    pair: Pair, first: str, mover: str
) -> None:
    edit(getattr(pair, first), CALL)
    getattr(pair, "here" if first == "there" else "there").write("contacts/ann.md", ANN)
    cross(pair)
    move(getattr(pair, mover))
    other = pair.here if mover == "there" else pair.there
    path = other.root / BOB
    path.write_text(path.read_text().replace(f"  - {CALL}\n", f"  - {LETTER}\n"))
    pair.sync(pair.there)
    pair.sync(pair.here)
    (text,) = pair.share().values()
    assert (CALL in text, text.count(LETTER)) == (False, 1)


@pytest.mark.slow
@pytest.mark.parametrize("first", ["there", "here"])
def test_who_is_known_to_both_makes_no_room_if_merges_have_crossed(pair: Pair, first: str) -> None:
    getattr(pair, first).write("contacts/rita-moss.md", ANN.replace("Ann", "Rita Moss"))
    getattr(pair, "here" if first == "there" else "there").write("contacts/ann.md", ANN)
    cross(pair)
    edit(pair.there, CALL, "contacts/rita-moss.md")
    edit(pair.here, LETTER, "contacts/rita-moss.md")
    pair.sync(pair.there)
    assert "another person" not in pair.sync(pair.here)
    found = pair.share()
    assert list(found) == ["bob-ray.md", "rita-moss.md"]
    both(found["rita-moss.md"])


@pytest.mark.slow
def test_who_was_removed_and_is_back_on_both_sides_is_one_person(pair: Pair) -> None:
    path = pair.there.root / BOB
    path.write_text(path.read_text().replace("1 call voicemail", f"1 email, plan\n  - {CALL}"))
    pair.sync(pair.there)
    pair.sync(pair.here)
    old = path.read_text()
    path.unlink()
    pair.sync(pair.there)
    pair.sync(pair.here)
    bare = old.replace('phone: "+1 555 0101"\n', "")
    pair.there.write(BOB, bare.replace(", plan", ", our plan"))
    pair.here.write(BOB, bare.replace(CALL, LETTER))
    pair.sync(pair.there)
    said = pair.sync(pair.here)
    assert "another person" not in said
    (text,) = pair.share().values()
    assert [text.count(words) for words in (", our plan", LETTER, CALL)] == [1, 1, 0], text
    assert [text.count(words) for words in ("name: ", "1 email", "555")] == [1, 1, 0], text


@pytest.mark.slow
def test_it_can_be_taken_back(pair: Pair) -> None:
    edit(pair.here, CALL)
    swap(pair.there)
    pair.sync(pair.there)
    pair.sync(pair.here, code=3)
    git(pair.here.root, "merge", "--abort")
    assert CALL in contacts(pair.here)["bob-ray.md"]
    assert git(pair.here.root, "status", "--short") == ""


@pytest.mark.slow
@pytest.mark.parametrize("mover", ["there", "here"])
@pytest.mark.parametrize("choice", ["add", "rm"])
def test_moved_on_one_side_and_removed_on_the_other_is_asked(
    pair: Pair, mover: str, choice: str
) -> None:
    move(getattr(pair, mover))
    remove(pair.here if mover == "there" else pair.there)
    pair.sync(pair.there)
    path = "contacts/clients/bob-ray.md"
    assert f"{path} (Bob Ray) was " in pair.sync(pair.here, code=3)
    git(pair.here.root, choice, path)
    assert list(pair.share()) == (["clients/bob-ray.md"] if choice == "add" else [])


@pytest.mark.slow
def test_who_got_another_name_and_file_is_known_by_the_rest(pair: Pair) -> None:
    edit(pair.there, LETTER)
    pair.sync(pair.there)
    pair.sync(pair.here)
    path = "contacts/bob-moss.md"
    move(pair.there, path)
    full = pair.there.root / path
    full.write_text(full.read_text().replace("Bob Ray", "Bob Moss"))
    edit(pair.here, CALL)
    pair.sync(pair.there)
    pair.sync(pair.here)
    found = pair.share()
    assert list(found) == ["bob-moss.md"]
    both(found["bob-moss.md"])


@pytest.mark.slow
def test_a_conflict_in_a_contact_that_was_moved(pair: Pair) -> None:
    path = "contacts/clients/bob-ray.md"
    move(pair.there)
    for book, where, word in ((pair.there, path, "roof"), (pair.here, BOB, "barn")):
        full = book.root / where
        full.write_text(full.read_text().replace("reason: the plan", f"reason: {word}"))
        edit(book, CALL if word == "roof" else LETTER, where)
    pair.sync(pair.there)
    said = pair.sync(pair.here, code=3)
    assert f"changed the same words of {path} (Bob Ray): settle" in said
    full = pair.here.root / path
    text = full.read_text()
    assert "<<<<<<< ours\nreason: barn\n=======\nreason: roof\n>>>>>>> theirs\n" in text
    assert not (pair.here.root / BOB).exists()
    assert pair.here.run("sync").code == 3
    lines = [line for line in text.splitlines(True) if line[:7] not in ("<" * 7, "=" * 7, ">" * 7)]
    full.write_text("".join(lines).replace("reason: barn\n", ""))
    both(pair.share()["clients/bob-ray.md"])


@pytest.mark.slow
def test_two_files_made_one_are_left_to_a_person(pair: Pair) -> None:
    """Two contacts of one person: each may be the one that the new file continues."""
    pair.here.write("contacts/robert.md", person("Bob Ray", "+1 555 0101", LETTER))
    pair.sync(pair.here)
    pair.sync(pair.there)
    remove(pair.there)
    (pair.there.root / "contacts/robert.md").unlink()
    pair.there.write("contacts/bob.md", person("Bob Ray", "+1 555 0101", LETTER, CALL))
    edit(pair.here, "2026-09-07 text, one")
    edit(pair.here, "2026-09-08 text, two", "contacts/robert.md")
    pair.sync(pair.there)
    said = pair.sync(pair.here, code=3)
    for path in (BOB, "contacts/robert.md"):
        assert f"{path} (Bob Ray) was changed here and removed there" in said


@pytest.mark.slow
def test_a_run_that_is_killed_before_it_has_followed(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(pair.here, CALL)
    edit(pair.there, LETTER)
    move(pair.there)
    move(pair.here, "contacts/bob.md")
    pair.sync(pair.there)
    with monkeypatch.context() as patch:
        patch.setattr(moves, "follow", killed)
        assert pair.here.run("sync").code == 130
    found = pair.share()
    assert list(found) == ["clients/bob-ray.md"]
    both(found["clients/bob-ray.md"])


def killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.slow
def test_other_files_are_followed_as_git_does(pair: Pair) -> None:
    page = "".join(f"Line {number}.\n" for number in range(30))
    pair.there.write("site/about.md", page)
    commit_all(pair.there.root)
    pair.sync(pair.there)
    pair.sync(pair.here)
    git(pair.there.root, "mv", "site/about.md", "site/team.md")
    pair.there.write("site/team.md", page + "There.\n")
    commit_all(pair.there.root)
    pair.here.write("site/about.md", "Here.\n" + page)
    commit_all(pair.here.root)
    edit(pair.there, CALL)
    edit(pair.here, LETTER)
    pair.sync(pair.there)
    both(pair.share()["bob-ray.md"])
    assert (pair.here.root / "site/team.md").read_text() == f"Here.\n{page}There.\n"


@pytest.mark.slow
@pytest.mark.parametrize("how", [move, swap])
def test_in_a_folder_of_a_larger_repository(
    tmp_path: Path, how: Callable[[BookFolder], None]
) -> None:
    pair = Pair(tmp_path, setup=True, inside="some folder/people")
    edit(pair.here, CALL)
    edit(pair.there, LETTER)
    how(pair.there)
    pair.sync(pair.there)
    if how is swap:
        assert f"git add {BOB}    keeps" in pair.sync(pair.here, code=3)
        git(pair.here.root, "add", BOB)
        assert list(pair.share()) == ["bob-ray.md", "rita-moss.md"]
    else:
        pair.sync(pair.here)
        both(pair.share()["clients/bob-ray.md"])


@pytest.mark.slow
@pytest.mark.parametrize("way", ["merge", "rebase", "cherry-pick", "stash"])
@pytest.mark.parametrize("remover", ["there", "here"])
def test_git_alone_asks_a_person_where_it_guesses(tmp_path: Path, way: str, remover: str) -> None:
    pair = Pair(tmp_path, setup=True)
    edit(pair.there if remover == "here" else pair.here, CALL)
    swap(getattr(pair, remover))
    commit_all(pair.there.root)
    git(pair.there.root, "push", "-q")
    root = pair.here.root
    git(root, "fetch", "-q")
    if way == "stash":
        git(root, "add", "-A")
        git(root, "stash", "-q")
        git(root, "merge", "-q", "--ff-only", "origin/main")
        git(root, "stash", "pop", "-q", code=1)
    else:
        commit_all(root)
        git(root, way, "origin/main", code=1)
    text = (root / "contacts/rita-moss.md").read_text()
    assert text.count("<<<<<<< ours\n---\nname: ") == 1
    assert text.count("=======\n---\nname: ") == 1
    assert {"name: Bob Ray", "name: Rita Moss"} < set(text.splitlines())
    assert (text.find(CALL) < text.find("====")) == (text.find("name: Bob") < text.find("===="))


@pytest.mark.slow
def test_who_is_new_on_both_sides_is_merged_whoever_git_takes_them_for(tmp_path: Path) -> None:
    pair = Pair(tmp_path, setup=True)
    for book, line in ((pair.there, CALL), (pair.here, LETTER)):
        swap(book)
        edit(book, line, "contacts/rita-moss.md")
        commit_all(book.root)
    git(pair.there.root, "push", "-q")
    git(pair.here.root, "fetch", "-q")
    git(pair.here.root, "merge", "-q", "--no-edit", "origin/main")
    both(contacts(pair.here)["rita-moss.md"])


@pytest.mark.slow
@pytest.mark.parametrize("remover", ["there", "here"])
@pytest.mark.parametrize("role", ["one", "two"])
def test_who_is_new_on_both_sides_is_merged_beside_whom_git_takes_for_them(
    tmp_path: Path, remover: str, role: str
) -> None:
    """Bob is removed on one side only, so Git merges Rita with him, and then with Rita."""
    pair = Pair(tmp_path, setup=True)
    new = ((pair.there, CALL, "one"), (pair.here, LETTER, role))
    for book, line, word in new:
        swap(book)
        edit(book, line, "contacts/rita-moss.md")
        rita = book.root / "contacts/rita-moss.md"
        rita.write_text(rita.read_text().replace("org:", f"role: {word}\norg:"))
    stays = pair.here if remover == "there" else pair.there
    git(stays.root, "restore", BOB)
    edit(stays, "2026-09-07 text")
    for book, _, _ in new:
        commit_all(book.root)
    git(pair.there.root, "push", "-q")
    git(pair.here.root, "fetch", "-q")
    git(pair.here.root, "merge", "-q", "--no-edit", "origin/main", code=1)
    text = contacts(pair.here)["rita-moss.md"]
    rows = re.findall(r"^(?:[<=>]{7,8}|name: .*|  - .*(?:09-0[567]).*)", text, re.M)
    many = 7 if role == "one" else 8
    bob = ["name: Bob Ray", "  - 2026-09-07 text"]
    them = ["name: Rita Moss", *[f"  - {line}" for line in (CALL, LETTER)]]
    inner = [] if role == "one" else ["<" * 7, "=" * 7, ">" * 7]
    found = [row for row in rows if row not in inner]
    halves = (them, bob) if them[0] in found[1] else (bob, them)
    assert found == ["<" * many, *halves[0], "=" * many, *halves[1], ">" * many], text
    assert len(rows) - len(found) == len(inner)
