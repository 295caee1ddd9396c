"""Several people with one book: whose a contact is, who logs, and who else was in touch today."""

from __future__ import annotations

import json
import re

import pytest

from tests.helpers.book_folder import ON, BookFolder
from tests.helpers.person_at_screen import PersonAtScreen
from tests.helpers.real_git import git

TEAM = """\
timezone: Europe/Dublin
me: Paul Okade
team:
  nora: {name: Nora Quinn}
  bea: {name: Bea}
"""
MISSED = "2026-09-10 in call missed"


def is_me(book: BookFolder, name: str) -> None:
    git(book.root, "config", "followup.me", name)


@pytest.fixture
def team(book: BookFolder) -> BookFolder:
    """A book of three, in the clone of Nora: her contact, Bea's, and nobody's."""
    book.write("followup.yml", TEAM)
    book.add("ann", MISSED, name="Ann Lee", owner="nora", phone="1")
    book.add("bob", MISSED, name="Bob Ray", owner="bea", phone="2")
    book.add("cy", MISSED, name="Cy Fox", phone="3")
    is_me(book, "nora quinn")
    return book


def due(book: BookFolder, *args: str) -> list[str]:
    found = book.run("due", "--on", ON, *args)
    return [line.split("\t")[4] for line in found.out.splitlines() if line[0] != "#"]


def screen(book: BookFolder, *args: str) -> str:
    """What is on a terminal, as one line."""
    return " ".join(book.terminal(*args, "--on", ON, env={"NO_COLOR": "1"})[1].split())


def last_touch(book: BookFolder, id_: str) -> str:
    touches = (book.root / f"contacts/{id_}.md").read_text().split("touches:\n")[1]
    return [line[4:] for line in touches.splitlines() if line.startswith("  - ")][-1]


def test_mine_and_nobody_are_words_for_an_owner_wherever_one_is_chosen(team: BookFolder) -> None:
    assert due(team) == ["ann", "bob", "cy"]
    for args in (["--mine"], ["--owner", "mine"], ["--owner", "Mine"], ["--owner", "nora"]):
        assert due(team, *args) == ["ann"]
    assert due(team, "--owner", "nobody") == ["cy"]
    assert [team.run("list", "--owner", who).out.split()[0] for who in ("mine", "nobody")] == [
        "ann",
        "cy",
    ]
    for command in ("stats", "review"):
        shown = team.run(command, "--mine", "--json", "--on", ON)
        assert "ann" in shown.out
        assert "bob" not in shown.out
    assert "Cy Fox" in team.run("export", "csv", "--owner", "nobody").out
    assert team.run("due", "--mine", "--owner", "bea").code == 2


def test_whoever_is_nobodys_is_told_beside_mine(team: BookFolder) -> None:
    told = "1 more is due whom nobody looks after: followup due --owner nobody\n"
    assert team.run("due", "--mine", "--on", ON).err == told
    assert team.run("due", "--owner", "bea", "--on", ON).err == ""
    team.run("set", "cy", "owner", "mine")
    assert team.run("due", "--mine", "--on", ON).err == ""


def test_mine_asks_who_you_are(team: BookFolder) -> None:
    git(team.root, "config", "--unset", "followup.me")
    for args in (["due", "--mine"], ["list", "--owner", "mine"], ["set", "cy", "owner", "mine"]):
        found = team.run(*args)
        assert (found.code, "followup setup --me NAME" in found.err) == (2, True)
    team.write("followup.yml", "me: nora\n")  # nobody else works here
    assert due(team, "--mine") == ["ann"]


def test_mine_is_written_as_your_word_and_nobody_as_none(team: BookFolder) -> None:
    assert team.run("set", "bob,cy", "owner", "mine").code == 0
    assert due(team, "--mine") == ["ann", "bob", "cy"]
    assert team.run("set", "bob", "owner", "nobody").code == 0
    assert "owner" not in (team.root / "contacts/bob.md").read_text()
    assert team.run("add", "Zoe Day", "--owner", "mine").code == 0
    assert "owner: nora\n" in (team.root / "contacts/zoe-day.md").read_text()


WRITES = [
    (["log", "ann", "call", "voicemail"], "call voicemail @nora"),
    (["log", "ann", "in", "call", "missed", "-m", "back soon"], "in call missed @nora, back soon"),
    (["log", "ann", "call @bea"], "call @bea"),
    (["decline", "ann", "call", "-m", "no"], "call declined @nora, no"),
    (["introduce", "ann", "bob"], "email gave with bob @nora"),
]


@pytest.mark.parametrize(("args", "entry"), WRITES)
def test_a_touch_says_who_wrote_it(team: BookFolder, args: list[str], entry: str) -> None:
    assert team.run(*args, "--on", ON).code == 0
    assert last_touch(team, "ann") == f"{ON} {entry}"


def test_who_held_an_appointment_is_told_and_the_same_touch_is_known(team: BookFolder) -> None:
    team.add("ann", f"{ON} meeting planned @bea, lunch", name="Ann Lee")
    assert team.run("log", "ann", "meeting", "--on", ON).code == 0
    assert last_touch(team, "ann") == f"{ON} meeting @nora, lunch"
    again = team.run("log", "ann", "meeting", "--on", ON)
    assert "is there already" in again.out
    team.add("ann", f"{ON} call voicemail", name="Ann Lee")  # by hand
    assert "is there already" in team.run("log", "ann", "call", "voicemail", "--on", ON).out


def test_two_who_call_alike_on_one_day_are_two_touches_and_the_second_is_told(
    team: BookFolder,
) -> None:
    assert team.run("log", "ann", "10:40", "call", "voicemail", "--on", ON).code == 0
    is_me(team, "bea")
    told = team.run("log", "ann", "call", "voicemail", "--on", ON)
    assert told.code == 0
    assert "; also in touch today: nora (call at 10:40, voicemail)" in told.out
    assert last_touch(team, "ann") == f"{ON} call voicemail @bea"
    assert "also in touch" not in team.run("log", "ann", "email", "--date", "2026-09-11").out


def test_the_inbox_names_whom_a_file_is_named_after_and_never_who_files(team: BookFolder) -> None:
    line = f"Ann: {ON} call voicemail, about the roof\n"
    team.write("inbox/2026-09-14.txt", line.replace("roof", "door"))
    assert team.run("inbox", "--on", ON).code == 0
    assert last_touch(team, "ann") == f"{ON} call voicemail, about the door"
    for _ in range(2):  # filed by Bea, on another clone, and once more
        team.write("inbox/Bea.txt", line)
        assert team.run("inbox", "--on", ON).code == 0
    assert last_touch(team, "ann") == f"{ON} call voicemail @bea, about the roof"
    assert (team.root / "contacts/ann.md").read_text().count("roof") == 1


def test_a_name_that_is_no_single_word_signs_nothing(team: BookFolder) -> None:
    is_me(team, "Zoë Day, Jr")
    assert team.run("log", "ann", "call", "voicemail", "--on", ON).code == 0
    assert last_touch(team, "ann") == f"{ON} call voicemail"


def test_who_works_here_is_asked_once_several_do(team: BookFolder) -> None:
    git(team.root, "config", "--unset", "followup.me")
    hint = "several people work with this book; which are you? followup setup --me NAME"
    assert hint in team.run("log", "ann", "call", "voicemail", "--on", ON).err
    assert team.run("log", "ann", "call @bea", "--on", ON).err == ""
    assert hint in screen(team, "due")
    team.write("followup.yml", "me: Paul\n")
    assert team.run("log", "bob", "call", "voicemail", "--on", ON).err == ""


def test_rows_say_whose_they_are_where_several_look_after_somebody(team: BookFolder) -> None:
    assert re.findall(r"\(owner: ([a-z]+)\)", screen(team, "due")) == ["bea", "nobody"]
    git(team.root, "config", "--unset", "followup.me")
    assert re.findall(r"\(owner: ([a-z]+)\)", screen(team, "due")) == ["nora", "bea", "nobody"]
    git(team.root, "config", "followup.me", "nora")
    for args in (["--mine"], ["--owner", "bea"]):
        assert "(owner:" not in screen(team, "due", *args)
    for id_ in ("bob", "cy"):
        (team.root / f"contacts/{id_}.md").unlink()
    assert "(owner:" not in screen(team, "due")


@pytest.fixture
def called(team: BookFolder) -> BookFolder:
    """Bea has called Nora's contact today, who is still to get the plan."""
    fields = {"owner": "nora", "phone": "1", "promises": f"['{ON}, the plan']"}
    team.add("ann", f"{ON} 10:40 call busy @bea", name="Ann Lee", **fields)
    return team


CALLED = "in touch today: bea (call at 10:40, busy)"


def test_a_call_of_somebody_else_today_is_told_before_the_second(called: BookFolder) -> None:
    for _ in range(2):  # the second time from the cache
        assert CALLED in called.run("due", "--on", ON).out
        assert CALLED in screen(called, "due")
    assert CALLED in screen(called, "show", "ann")
    assert CALLED[1:] in called.run("why", "ann", "--on", ON).out
    assert CALLED in called.run("due", "--digest", "--on", ON).out
    row = json.loads(called.run("due", "--json", "--on", ON).out)["due"][-1]
    bea = {"by": "bea", "time": "10:40", "direction": "out", "channel": "call", "outcome": "busy"}
    assert row["in_touch"] == [bea]
    assert json.loads(called.run("why", "ann", "--json", "--on", ON).out)["in_touch"] == [bea]
    called.run("agenda", "--on", ON)
    page = (called.root / "site/agenda.md").read_text()
    assert "in touch on Mon 14 Sep: bea (call at 10:40, busy)" in page


def test_it_is_told_on_its_day_only_and_not_to_oneself(called: BookFolder) -> None:
    assert "in touch" not in called.run("due", "--on", "2026-09-15").out
    assert "in touch" not in called.run("due", "--on", "2026-09-11").out
    is_me(called, "bea")
    assert "in touch" not in screen(called, "due")
    assert "in touch" not in screen(called, "show", "ann")


@pytest.mark.slow
def test_next_tells_it_and_signs(called: BookFolder) -> None:
    with PersonAtScreen(called.root, ["next", "--mine", "--on", ON]) as person:
        person.sees(CALLED)
        person.presses("v", "\r", "q")
        assert person.ends() == 0
    assert last_touch(called, "ann") == f"{ON} call voicemail @nora"


def test_setup_says_who_works_in_a_clone(team: BookFolder) -> None:
    git(team.root, "config", "--unset", "followup.me")
    assert "which are you? followup setup --me NAME" in team.run("setup").err
    told = team.run("setup", "--me", "Nora Quinn")
    assert (told.out, told.err) == ("nora works in this clone\n", "")
    assert due(team, "--mine") == ["ann"]
    wrong = team.run("setup", "--me", "norma")
    assert (wrong.code, "known: nora, bea" in wrong.err) == (2, True)
    assert team.run("setup", "--me", "Paul Okade").code == 0


@pytest.mark.slow
def test_a_contact_changes_hands_with_every_touch(team: BookFolder) -> None:
    """As docs/team.md says: there first, then gone."""
    south = BookFolder(team.root.parent / "south")
    south.write("followup.yml", "")
    south.add("clients/bob")
    for book in (team, south):
        git(book.root.parent, "init", "-q", "-b", "main", str(book.root))
        git(book.root, "add", ".")
        git(book.root, "commit", "-qm", "the book")
    ann = south.write("contacts/clients/ann.md", (team.root / "contacts/ann.md").read_bytes())
    assert team.run("-C", "../south", "check", str(ann)).code == 0
    assert "committed contacts/clients/ann.md" in team.run("-C", "../south", "sync").out
    git(team.root, "rm", "-q", "contacts/ann.md")
    assert "removed contacts/ann.md (Ann Lee)" in team.run("sync").out
    assert last_touch(south, "clients/ann") == MISSED
