from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from wcwidth import wcswidth

from tests.helpers.book_folder import ON, BookFolder

SECRET = "+44 20 7946 0123"


@pytest.fixture
def people(book: BookFolder) -> BookFolder:
    book.add(
        "clients/ann-lee",
        "2026-09-01 14:30 call answered with Zed re Q-1 @paul, wants two options",
        "2026-09-05 in call left-with her son, call back",
        "2026-09-16 meeting planned, lunch",
        name="Ann Lee",
        nickname="Annie",
        org="Acme",
        role="Buyer",
        phone="\n  work: 0123",
        email="ann@acme.example",
        birthday="--04-27",
        tags="[client, Chamber]",
        owner="nora",
        met="2026-08-30 the chamber lunch",
        promises="\n  - 2026-09-10 kept 2026-09-09, the brochure\n  - 2026-09-20 theirs, the form",
        quotes="\n  - 2026-09-01 Q-1 won 2026-09-03, Project X",
        shoe_size="42",
        body="Sails. Two *children*.\n",
    )
    book.add("bob", name="Bob Smith", status="archived by me 2026-01-01 moved", private="yes")
    book.add("cy", name="Cy", email="cy@acme.example")
    return book


def test_show_has_everything_that_the_file_says(people: BookFolder) -> None:
    shown = people.run("show", "ann", "--on", ON).out
    for words in (
        "Ann Lee\n",
        "Annie",
        "role       Buyer\n",
        "org        Acme\n",
        "0123 (work)",
        "ann@acme.example",
        "--04-27",
        "client, Chamber",
        "nora",
        "Sun 30 Aug the chamber lunch",
        "shoe_size",
        "you owe an answer, 5 working days late; next: call",
        "2026-09-16  meeting planned, lunch",
        "2026-09-05  in call left-with her son, call back",
        "2026-09-01  14:30 call answered with Zed re Q-1 @paul, wants two options",
        "2026-09-10  kept 2026-09-09, the brochure",
        "2026-09-20  theirs, the form",
        "2026-09-01  Q-1 won 2026-09-03, Project X",
        "Sails. Two *children*.",
    ):
        assert words in shown
    assert "Changes" not in shown


def test_an_appointment_to_come_is_listed_and_shown_on_its_own_day(book: BookFolder) -> None:
    book.add("ann", "2026-09-16 meeting planned", name="Ann")
    _, listed = book.terminal("list", "--on", ON, env={"NO_COLOR": "1"})
    assert "Name  Next        Why" in listed
    assert "Ann   2026-09-16  appointment" in listed
    shown = book.run("show", "ann", "--on", ON).out
    assert "\n  appointment, Wed 16 Sep\n    meeting planned for Wed 16 Sep\n" in shown
    shown = book.run("show", "ann", "--on", "2026-09-17").out
    assert "\n  appointment, today\n    meeting planned for Wed 16 Sep; did it happen?\n" in shown


def test_show_has_the_history_of_the_file(people: BookFolder) -> None:
    for args in (["add", "contacts"], ["commit", "-q", "-m", "ann: met at lunch"]):
        subprocess.run(["git", *args], cwd=people.root, check=True)
    assert "  ann: met at lunch (Nora Whelan)" in people.run("show", "ann").out
    shutil.rmtree(people.root / ".git")
    assert people.run("show", "ann").code == 0


@pytest.mark.parametrize("name", ["ann", "Annie", "ANN LEE", "ann@acme", "clients/ann-lee", "lee"])
@pytest.mark.parametrize("command", ["show", "why"])
def test_a_contact_has_many_names(people: BookFolder, command: str, name: str) -> None:
    assert "Ann Lee" in people.run(command, name, "--on", ON).out.splitlines()[0]


def test_why_shows_the_sums_and_what_was_not_made(people: BookFolder) -> None:
    shown = people.run("why", "ann", "--on", ON).out
    assert "  owed: 2026-09-07 (due, overdue 5 working days)" in shown
    assert "2026-09-05 + 0 working days = 2026-09-07" in shown
    assert "  chase: no; " in shown


def test_why_json(people: BookFolder) -> None:
    found = json.loads(people.run("why", "ann", "--on", ON, "--json").out)
    assert (found["schema"], found["on"], found["id"]) == (1, ON, "clients/ann-lee")
    owed = found["weighed"][0]
    assert (owed["kind"], owed["due"], owed["overdue"]) == ("owed", "2026-09-07", 5)


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        ((), ["clients/ann-lee", "bob", "cy"]),
        (("acme",), ["clients/ann-lee", "cy"]),
        (("ACME", "children"), ["clients/ann-lee"]),
        (("acme children",), ["clients/ann-lee"]),
        (("moved",), ["bob"]),
        (("42",), ["clients/ann-lee"]),
        (("2026-09-03",), ["clients/ann-lee"]),
        (("nothing like it",), []),
        (("\u00e1cm\u00c9",), ["clients/ann-lee", "cy"]),
        (("--tag", "CHA\u0301MBER"), ["clients/ann-lee"]),
        (("--owner", "N\u00f3ra"), ["clients/ann-lee"]),
        (("--tag", "chamber"), ["clients/ann-lee"]),
        (("--owner", "nora"), ["clients/ann-lee"]),
        (("--status", "archived"), ["bob"]),
        (("--status", "open"), ["clients/ann-lee", "cy"]),
        (("--no-date",), ["cy"]),
    ],
)
def test_list_finds(people: BookFolder, args: tuple[str, ...], ids: list[str]) -> None:
    found = people.run("list", *args, "--on", ON)
    assert found.code == 0
    assert [line.split("\t")[0] for line in found.out.splitlines()] == ids
    data = json.loads(people.run("list", *args, "--on", ON, "--json").out)
    assert [row["id"] for row in data["contacts"]] == ids


@pytest.mark.parametrize("typed", ["nunez", "N\u00da\u00d1EZ", "nu\u0301n\u0303ez", "peggy", "MEG"])
@pytest.mark.parametrize("command", ["why", "show", "list", "log"])
def test_whatever_way_a_name_is_typed(book: BookFolder, command: str, typed: str) -> None:
    book.add("z", name="Zo\u00eb N\u00fa\u00f1ez", nickname="Peggy", aliases="[P\u00e9ggy, Meg]")
    book.add("other", name="Somebody Else")
    touch = ["call", "voicemail"] if command == "log" else []
    found = book.run(command, typed, *touch, "--on", ON)
    assert found.code == 0
    assert "Zo\u00eb" in found.out
    assert "Somebody" not in found.out


def test_aliases_are_shown_as_nicknames(book: BookFolder) -> None:
    book.add("m", name="Margaret", nickname="Peggy", aliases="[Peggy, Meg]")
    assert "nickname  Peggy, Meg\n" in book.run("show", "m", "--on", ON).out


def test_list_json(people: BookFolder) -> None:
    found = json.loads(people.run("list", "--on", ON, "--json").out)
    assert list(found) == ["schema", "on", "contacts", "problems"]
    assert found["contacts"][0] == {
        "id": "clients/ann-lee",
        "name": "Ann Lee",
        "org": ["Acme"],
        "email": ["ann@acme.example"],
        "phone": ["0123"],
        "tags": ["client", "Chamber"],
        "owner": "nora",
        "status": "open",
        "private": False,
        "last": "2026-09-05",
        "next": {"kind": "owed", "due": "2026-09-07", "overdue": 5},
    }


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 80, 130])
def test_list_and_why_and_show_fit_the_terminal(people: BookFolder, columns: int) -> None:
    people.add("long", "2026-09-05 call, " + "word " * 99, name="N" * 99, tags="[" + "t" * 99 + "]")
    for args in (["list"], ["show", "long"], ["why", "long"]):
        _, shown = people.terminal(*args, "--on", ON, columns=columns, env={"NO_COLOR": "1"})
        assert max(wcswidth(line) for line in shown.splitlines()) <= columns


def test_check_is_content_free_in_a_pipe_and_shows_the_line_on_a_terminal(
    book: BookFolder,
) -> None:
    book.add("ann", f"2026-09-01 call voicemial, at {SECRET}")
    found = book.run("check", "--on", ON)
    assert found.code == 1
    (line,) = found.out.splitlines()
    assert line.startswith("contacts/ann.md:4:21: E404 ")
    assert found.err == "1 contact; 1 error in 1 file\n"
    assert SECRET not in found.out + found.err
    code, shown = book.terminal("check", "--on", ON, env={"NO_COLOR": "1"})
    assert code == 1
    lines = shown.splitlines()
    source = next(line for line in lines if SECRET in line)
    mark = lines[lines.index(source) + 1]
    assert source[mark.index("^") :].startswith("voicemial")
    assert lines[-1] == "1 contact; 1 error in 1 file"


def test_the_mark_stands_under_its_place_in_any_line(book: BookFolder) -> None:
    for number, before in enumerate(["", "田中 with ", "\t", "long " * 60]):
        book.add(f"c{number}", name="X", phone=f'"{before}', note="1")
    _, shown = book.terminal("check", env={"NO_COLOR": "1"})
    assert max(wcswidth(line) for line in shown.splitlines()) <= 80
    assert shown.count("^") == 4


def test_check_strict_counts_warnings(book: BookFolder) -> None:
    book.add("ann", "2026-09-20 call, not yet")
    assert book.run("check", "--on", ON).code == 0
    assert "W701" in book.run("check", "--on", ON).out
    assert book.run("check", "--on", ON, "--strict").code == 1


def test_check_fix_quotes_and_says_so(book: BookFolder) -> None:
    path = book.add("ann", "2026-09-01 call, she said: call back: any time")
    assert book.run("check").code == 1
    found = book.run("check", "--fix")
    assert found.code == 0
    assert "fixed contacts/ann.md: quoted line 4" in found.err
    assert '- "2026-09-01 call, she said: call back: any time"' in path.read_text()
    assert "2026-09-01  call, she said: call back: any time" in book.run("show", "ann").out


def test_check_json(book: BookFolder) -> None:
    book.add("ann", "2026-09-01 call voicemial, at noon")
    book.add("cy", name="Cy")
    found = json.loads(book.run("check", "--json", "--on", ON).out)
    (problem,) = found["problems"]
    assert (problem["code"], problem["line"]) == ("E404", 4)
    assert (found["schema"], found["contacts"], found["no_date"]) == (1, 2, 1)
    assert "noon" not in json.dumps(found)


def test_check_of_some_paths(book: BookFolder) -> None:
    book.add("ann", "2026-09-01 call voicemial, at noon")
    book.add("cy", name="Cy")
    book.write("contacts/README.md", "Read me")
    assert book.run("check", "contacts/cy.md").code == 0
    assert book.run("check", "contacts/README.md").code == 0
    assert book.run("check", "contacts/cy.md", "contacts/ann.md").code == 1
    assert book.run("check", "contacts").code == 1
    assert book.run("check", "followup.yml").code == 2


def test_check_ends_with_those_who_have_no_date(book: BookFolder) -> None:
    book.add("cy", name="Cy")
    book.add("di", name="Di", status="archived")
    assert book.run("check").err == "2 contacts, no problem; 1 has no date to start from\n"


def test_check_of_one_file_says_the_id_that_a_wikilink_stands_for(book: BookFolder) -> None:
    book.add("bob-ray", name="Bob Ray")
    path = book.add("ann", "2026-09-01 call with [[Bob Ray]], x", name="Ann", via='"[[Bob Ray|B]]"')
    found = book.run("check", "--on", ON, str(path))
    assert found.out.count("W716") == 2
    _, shown = book.terminal("check", "--on", ON, env={"NO_COLOR": "1"})
    assert "via: bob-ray" in shown


def test_check_says_what_fix_would_mend(book: BookFolder) -> None:
    book.write("contacts/ann.md", "---\nname: Ann\ncompany: Acme\n---\n")
    found = book.run("check", "--on", ON)
    assert "check --fix can fix 1 file by itself" in found.err
    assert "Acme" not in found.out + found.err
    fixed = json.loads(book.run("check", "--fix", "--json", "--on", ON).out)["fixed"]
    assert fixed == [{"path": "contacts/ann.md", "lines": [], "keys": ["org"]}]
