"""Two clones that each add somebody: two people are never one file."""

from __future__ import annotations

import pytest

from tests.book.test_sync import Team, ann, bob, done, team
from tests.helpers.book_folder import BookFolder
from tests.helpers.real_git import commit_all, git

__all__ = ["ann", "bob", "team"]  # fixtures


def contacts(book: BookFolder) -> dict[str, str]:
    folder = book.root / "contacts"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}


@pytest.mark.slow
def test_names_of_other_scripts_do_not_meet(ann: BookFolder, bob: BookFolder) -> None:
    ann.run("add", "山田 太郎", "--phone", "+81 3 1111")
    bob.run("add", "Иван Петров", "--phone", "+7 495 222")
    ann.run("add", "🎉")
    bob.run("add", "!!!")
    for book in (ann, bob, ann):
        done(book.run("sync"))
    assert contacts(ann) == contacts(bob)
    assert len(contacts(ann)) == 5
    assert {"山田-太郎", "иван-петров"} < contacts(ann).keys()


@pytest.mark.slow
@pytest.mark.parametrize("setup", [True, False])
def test_two_of_one_name_are_two_files(team: Team, ann: BookFolder, setup: bool) -> None:
    bob = team.clone("bob", setup=setup)
    ann.run("add", "Amy Fox", "--phone", "+1 555 0100", "--on", "2026-09-14")
    ann.run("log", "amy-fox", "call", "voicemail", "--date", "2026-09-14", "--on", "2026-09-14")
    bob.run("add", "Amy Fox", "--email", "ann@other.example", "--on", "2026-09-14")
    bob.run("log", "amy-fox", "call", "voicemail", "--date", "2026-09-14", "--on", "2026-09-14")
    bob.add("carl", via="amy-fox")
    hers, his = contacts(ann)["amy-fox"], contacts(bob)["amy-fox"]
    done(ann.run("sync"))
    found = bob.run("sync")
    assert found.code == 0
    moved = "contacts/amy-fox.md is another person on the other side: yours is"
    assert f"{moved} contacts/amy-fox-2.md now\n" in found.out
    assert "contacts/carl.md may mean contacts/amy-fox-2.md" in found.err
    done(ann.run("sync"))
    assert contacts(ann) == contacts(bob)
    assert (contacts(ann)["amy-fox"], contacts(ann)["amy-fox-2"]) == (hers, his)
    assert git(bob.root, "status", "--short") == ""


SPELLINGS = {
    "dan": ("via: contacts/amy-fox.md, at the fair", ""),
    "eve": ("via: Amy-Fox", ""),
    "fay": ("touches:\n  - 2026-09-01 meeting with ./amy-fox", ""),
    "gus": ("assistant: '[her](../people/amy-fox/)'", ""),
    "hal": ("", "See [her](<amy-fox.md>).\n"),
    "ida": ("", "See [[amy-fox|her]].\n"),
}


@pytest.mark.slow
def test_whoever_may_mean_who_has_moved_is_named_in_every_spelling(
    ann: BookFolder, bob: BookFolder
) -> None:
    ann.run("add", "Amy Fox", "--phone", "+1 555 0100", "--on", "2026-09-14")
    bob.run("add", "Amy Fox", "--email", "ann@other.example", "--on", "2026-09-14")
    for id_, (field, body) in SPELLINGS.items():
        bob.write(f"contacts/{id_}.md", f"---\nname: {id_.title()}\n{field}\n---\n{body}")
    bob.write("contacts/jan.md", "---\nname: Jan\nvia: amy-foxe\n---\nThe fox.\n")
    done(ann.run("sync"))
    told = bob.run("sync").err
    may = [
        line.split()[0] for line in told.splitlines() if " may mean contacts/amy-fox-2.md" in line
    ]
    assert may == [f"contacts/{id_}.md" for id_ in SPELLINGS]


@pytest.mark.slow
def test_the_same_person_is_merged(ann: BookFolder, bob: BookFolder) -> None:
    for book, what in ((ann, ["--org", "Acme"]), (bob, ["--role", "Buyer"])):
        book.run("add", "Amy Fox", "--phone", "+1 555 0100", "--on", "2026-09-14", *what)
    done(ann.run("sync"))
    done(bob.run("sync"))
    assert "role: Buyer\norg: Acme\n" in contacts(bob)["amy-fox"]
    assert "amy-fox-2" not in contacts(bob)


@pytest.mark.slow
def test_gits_own_merge_leaves_both_to_a_person(ann: BookFolder, bob: BookFolder) -> None:
    ann.run("add", "Amy Fox", "--phone", "+1 555 0100", "--on", "2026-09-14")
    bob.run("add", "Amy Fox", "--email", "ann@other.example", "--on", "2026-09-14")
    for book in (ann, bob):
        commit_all(book.root)
    git(ann.root, "push", "-q")
    git(bob.root, "fetch", "-q")
    git(bob.root, "merge", "-q", "origin/main", code=1)
    text = contacts(bob)["amy-fox"]
    assert text.startswith("<<<<<<< ours\n---\nname: Amy Fox\nemail")
    assert "=======\n---\nname: Amy Fox\nphone" in text
    git(bob.root, "merge", "--abort")
    assert "yours is contacts/amy-fox-2.md" in bob.run("sync").out


@pytest.mark.slow
def test_what_has_made_room_is_told_beside_a_conflict(ann: BookFolder, bob: BookFolder) -> None:
    for book, phone in ((ann, "+1 555 0100"), (bob, "+1 555 0199")):
        book.run("add", "Amy Fox", "--phone", phone, "--on", "2026-09-14")
        text = contacts(book)["ann"]
        book.write("contacts/ann.md", text.replace("phone: 1", f"phone: {phone}"))
    done(ann.run("sync"))
    found = bob.run("sync")
    assert found.code == 3
    assert "contacts/ann.md: phone: changed on both sides" in found.err
    assert "yours is contacts/amy-fox-2.md now" in found.err
    bob.write("contacts/ann.md", contacts(ann)["ann"])
    git(bob.root, "add", "contacts/ann.md")
    done(bob.run("sync"))
    done(ann.run("sync"))
    assert contacts(ann) == contacts(bob)
    assert {"amy-fox", "amy-fox-2"} < contacts(ann).keys()


@pytest.mark.slow
@pytest.mark.parametrize("mark", [" 2", " (Nora's conflicted copy 2026-09-01)"])
def test_what_a_synchronising_program_has_copied_is_not_shared(
    ann: BookFolder, bob: BookFolder, mark: str
) -> None:
    ann.run("add", "Amy Fox", "--phone", "+1 555 0100", "--on", "2026-09-14")
    hers = (ann.root / "contacts/amy-fox.md").read_text()
    ann.write(f"contacts/amy-fox{mark}.md", hers)
    done(ann.run("sync"))
    done(bob.run("sync"))
    assert "amy-fox" in contacts(bob)
    assert [name for name in contacts(bob) if name.startswith("amy-fox ")] == []
    assert (ann.root / f"contacts/amy-fox{mark}.md").is_file()
