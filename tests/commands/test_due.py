from __future__ import annotations

import json
import re
import shlex
from datetime import date
from typing import Any

import pytest
from wcwidth import wcswidth

from tests.helpers.book_folder import ON, BookFolder

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def people(book: BookFolder) -> BookFolder:
    book.write("followup.yml", "timezone: Europe/Dublin\n")
    book.add(
        "ann-lee",
        "2026-09-01 call voicemail",
        "2026-09-03 email",
        "2026-09-08 call no-answer",
        name="Ann Lee",
        phone="1",
        email="a@b.example",
        tags="[client]",
        owner="nora",
        reason="the quote",
        promises="\n  - 2026-09-09 theirs, signed form",
    )
    book.add(
        "dora",
        "2026-09-05 in call missed, my son took it",
        name="Dora",
        phone="2",
        birthday="--09-14",
    )
    book.add("keiko", "2026-03-18 call", name="田中 恵子", phone="3", timezone="Asia/Tokyo")
    book.add("lunch", "2026-09-16 lunch planned, Rosa's", "2026-09-10 call", name="Lu", phone="4")
    book.add("silent", name="Silent", tags="[Client]")
    return book


def data(book: BookFolder, *args: str) -> Any:
    found = book.run("due", "--json", "--on", ON, *args)
    assert found.code == 0, found.err
    assert found.out.isascii()
    return json.loads(found.out)


def test_the_json_is_the_promise(people: BookFolder) -> None:
    found = data(people)
    head = ["schema", "on", "due", "upcoming", "appointments", "no_date", "problems"]
    assert list(found)[:7] == head
    assert (found["schema"], found["on"], found["no_date"]) == (1, ON, 1)
    assert [row["id"] for row in found["due"]] == ["dora", "ann-lee", "keiko"]
    ann = found["due"][1]
    keys = "id name kind due overdue channel touch of reason owner also"
    assert list(ann)[:11] == keys.split()
    assert ann | {"reason": ""} == {
        "id": "ann-lee",
        "name": "Ann Lee",
        "kind": "waiting",
        "due": "2026-09-10",
        "overdue": 2,
        "channel": "text",
        "touch": 1,
        "of": None,
        "reason": "",
        "owner": "nora",
        "also": [],
        "status": "open",
        "about": "signed form",
        "in_touch": [],
    }
    assert found["due"][0]["touch"] is None
    assert found["due"][0]["also"] == [
        {"kind": "birthday", "due": "2026-09-14", "overdue": 0, "about": None}
    ]
    assert found["due"][0]["owner"] is None
    appointment = {"id": "lunch", "name": "Lu", "date": "2026-09-16", "channel": "lunch"}
    assert found["appointments"] == [appointment | {"note": "Rosa's", "time": None}]
    row = {"id": "lunch", "name": "Lu", "kind": "planned", "due": "2026-09-17", "channel": None}
    assert found["upcoming"] == [row | {"about": "lunch, Rosa's"}]
    assert found["problems"] == []
    assert "items" not in found


def test_all_adds_every_date_and_changes_nothing_else(people: BookFolder) -> None:
    found = data(people, "--all")
    items = found.pop("items")
    assert found == data(people)
    assert [(i["id"], i["kind"], i["overdue"]) for i in items[:3]] == [
        ("ann-lee", "waiting", 2),
        ("dora", "birthday", 0),
        ("dora", "owed", 5),
    ]
    assert [i for i in items if i["id"] == "lunch"][-1]["overdue"] is None
    assert items == sorted(items, key=lambda i: (i["id"], i["kind"], i["due"]))


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        (("--kind", "owed"), ["dora"]),
        (("--kind", "waiting"), ["ann-lee"]),
        (("--kind", "quote"), []),
        (("--tag", "client"), ["ann-lee"]),
        (("--tag", "CLI\u00c9NT"), ["ann-lee"]),
        (("--owner", "Nora"), ["ann-lee"]),
    ],
)
def test_filters(people: BookFolder, args: tuple[str, ...], ids: list[str]) -> None:
    assert [row["id"] for row in data(people, *args)["due"]] == ids


FILTERED = [
    (["--tag", "cleint"], "no contact has the tag 'cleint'; did you mean client?"),
    (["--tag", "x"], "no contact has the tag 'x'; known: client"),
    (["--owner", "nroa"], "no contact has the owner 'nroa'; did you mean nora?"),
    (["--tag", "client", "--owner", "paul"], "no contact has the owner 'paul'; known: nora"),
]


@pytest.mark.parametrize(("args", "said"), FILTERED)
@pytest.mark.parametrize("form", [[], ["-q"], ["--json"], ["--all"], ["--kind", "quote"]])
def test_a_filter_that_nothing_could_match_is_a_mistake(
    people: BookFolder, args: list[str], said: str, form: list[str]
) -> None:
    found = people.run("due", *form, *args, "--on", ON)
    assert (found.code, found.out) == (2, "")
    assert said in found.err
    if not {"-q", "--all", "--kind"} & {*form}:
        listed = people.run("list", *form, *args, "--on", ON)
        assert (listed.code, listed.out) == (2, "")
        assert said in listed.err


def test_a_filter_in_a_book_without_any(book: BookFolder) -> None:
    book.add("ann")
    book.write("contacts/bad.md", "---\nname: Bad\ntags: [typo]\ntouches: 1\n---\n")
    found = book.run("due", "--tag", "typo", "--on", ON)
    assert found.code == 2
    assert "no contact has the tag 'typo': none has any tag" in found.err
    assert found.err.count("contacts/bad.md:4") == 1
    assert "1 file could not be read" in found.err


@pytest.mark.slow
def test_nobody_is_due_only_where_it_is_true(people: BookFolder) -> None:
    def first(*args: str) -> str:
        return ESCAPES.sub("", people.terminal("due", "--on", "2026-03-01", *args)[1])

    assert "Sun 1 Mar 2026: nobody is due\n" in first()
    assert "nobody is due with the tag Client\n" in first("--tag", "Client")
    assert "followup list --no-date --tag Client" in first("--tag", "Client")
    assert "nobody is due with the kind quote and the owner nora" in first(
        "--kind", "quote", "--owner", "nora"
    )
    people.write("contacts/bad.md", "no front matter")
    assert "nobody is due, as far as the files can be read" in first()


@pytest.fixture
def topics(book: BookFolder) -> BookFolder:
    book.write(
        "contacts/ann.md",
        "---\nname: Ann\nphone: 1\nfollow_up: 2026-09-11 when she is back\n"
        "promises:\n  - 2026-09-10, send the brochure\n"
        "quotes:\n  - 2026-09-01 Q-114, Project X, 1200 EUR\n  - 2026-09-02 Q-115\n---\n",
    )
    return book


def test_other_items_say_what_they_are_about(topics: BookFolder) -> None:
    (ann,) = data(topics)["due"]
    assert (ann["kind"], ann["about"]) == ("promise", "send the brochure")
    assert [(i["kind"], i["about"]) for i in ann["also"]] == [("follow-up", "when she is back")]
    (topics.root / "contacts/ann.md").write_text(
        (topics.root / "contacts/ann.md").read_text("utf-8").replace("follow_up", "met"), "utf-8"
    )
    (ann,) = data(topics)["due"]
    assert [i["about"] for i in ann["also"]] == ["Q-114 (Project X, 1200 EUR)", "Q-115"]
    piped = topics.run("due", "--on", ON).out
    assert "; also quote (2026-09-02): Q-114 (Project X, 1200 EUR); also quote" in piped
    also = (
        "also: quote Q-114 (Project X, 1200 EUR), ask on Wed 2 Sep; quote Q-115, ask on Thu 3 Sep"
    )
    _, shown = topics.terminal("due", "--on", ON, columns=200, env={"NO_COLOR": "1"})
    assert also in shown
    assert "  quote Q-115, ask on Thu 3 Sep\n" in topics.run("show", "ann", "--on", ON).out


def test_a_date_beside_another_item_is_the_one_that_it_seems_to_be(book: BookFolder) -> None:
    book.write(
        "contacts/ann.md",
        "---\nname: Ann\nphone: 1\nbirthday: --09-12\n"
        "touches:\n  - 2026-09-11 meeting planned, at Rosa's\n"
        "promises:\n  - 2026-09-10, the brochure\n  - 2026-09-08 theirs, the form\n---\n",
    )
    _, shown = book.terminal("due", "--on", ON, columns=200, env={"NO_COLOR": "1"})
    assert (
        "also: birthday, Sat 12 Sep; appointment: meeting, at Rosa's, Fri 11 Sep (did it happen?);"
        " they promised: the form, ask on Mon 14 Sep\n"
    ) in shown


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_every_date_says_what_it_is_about(topics: BookFolder, columns: int) -> None:
    items = data(topics, "--all", "--kind", "promise")["items"]
    assert [item["about"] for item in items] == ["send the brochure"]
    (topics.root / "contacts/ann.md").write_text(
        (topics.root / "contacts/ann.md").read_text("utf-8").replace("follow_up", "met"), "utf-8"
    )
    piped = topics.run("due", "--all", "--kind", "quote", "--on", ON).out.splitlines()
    assert [row.split("\t")[-1] for row in piped if row.startswith("item")] == [
        "Q-114 (Project X, 1200 EUR)",
        "Q-115",
    ]
    _, shown = topics.terminal("due", "--all", "--kind", "quote", "--on", ON, columns=columns)
    lines = ESCAPES.sub("", shown).splitlines()
    assert max(map(len, lines)) <= columns
    every = " ".join(" ".join(lines[lines.index("Every date") :]).split())
    assert "quote Q-114 (Project X, 1200 EUR)" in every
    assert "8 days late Ann quote Q-114" in every


def test_days_look_further_or_not_at_all(people: BookFolder) -> None:
    assert data(people, "--days", "0")["upcoming"] == []
    assert [row["id"] for row in data(people, "--days", "7")["upcoming"]] == ["lunch"]


def test_a_broken_file_is_a_problem_in_the_json_too(people: BookFolder) -> None:
    people.write("contacts/bad.md", "---\nname: Bad\nphone: 0123\nstatus: gone\n---\n")
    found = people.run("due", "--json", "--on", ON)
    assert found.code == 1
    (problem,) = json.loads(found.out)["problems"]
    assert list(problem) == ["severity", "path", "line", "column", "code", "message"]
    assert (problem["path"], problem["line"]) == ("contacts/bad.md", 4)


def test_quiet_answers_like_grep(book: BookFolder) -> None:
    assert book.run("due", "-q", "--on", ON).code == 1
    book.write("contacts/bad.md", "nothing")
    found = book.run("due", "-q", "--on", ON)
    assert (found.code, found.out) == (2, "")
    assert "contacts/bad.md" in found.err
    book.add("dora", "2026-09-05 in call missed", phone="2")
    assert book.run("due", "-q", "--on", ON).code == 0
    assert book.run("due", "-q", "--on", "2026-09-04").code == 2
    assert book.run("due", "-q", "--on", "nonsense").code == 2


def test_what_does_not_fit_the_plate_is_later_and_not_lost(people: BookFolder) -> None:
    people.write("followup.yml", "timezone: Europe/Dublin\nagenda: {limit: 1}\n")
    found = data(people)
    assert [row["id"] for row in found["due"]] == ["dora", "ann-lee"]
    assert [row["id"] for row in found["later"]] == ["keiko"]
    assert people.run("due", "-q", "--on", ON).code == 0
    assert "\nlater\tkeep-in-touch\t" in people.run("due", "--on", ON).out
    assert "Later today" in people.terminal("due", "--on", ON)[1]


def test_a_pipe_gets_a_line_a_contact_in_columns(people: BookFolder) -> None:
    found = people.run("due", "--on", ON)
    *lines, remark = found.out.splitlines()
    assert remark == "# 1 contact has no date to start from"
    assert {len(line.split("\t")) for line in lines} == {9}
    assert [line.split("\t")[0] for line in lines] == [*["due"] * 3, "appointment", "coming"]
    ann = lines[1].split("\t")
    assert ann[1:8] == ["waiting", "2026-09-10", "2", "ann-lee", "Ann Lee", "text", "1"]
    assert people.run("due", "--on", ON, "--all").out.startswith(found.out)


@pytest.mark.slow
@pytest.mark.parametrize("columns", [40, 60, 80, 100, 140])
def test_a_terminal_gets_a_table_that_fits(people: BookFolder, columns: int) -> None:
    people.add("long", "2026-09-05 in call missed, " + "very " * 200, name="N" * 300, phone="2")
    people.add("word", "2026-09-05 in call missed, " + "x" * 500, name="田" * 90, phone="2")
    code, shown = people.terminal("due", "--on", ON, columns=columns)
    assert code == 0
    lines = ESCAPES.sub("", shown).splitlines()
    assert max(wcswidth(line) for line in lines) <= columns
    assert lines[0].startswith("Mon 14 Sep 2026: 5 to reach")
    for heading in ("You owe", "Follow up", "Keep in touch", "Coming up"):
        assert heading in lines
    assert "1 contact has no date to start from" in " ".join(lines[-2:])


def test_columns_are_straight_in_any_script(people: BookFolder) -> None:
    shown = ESCAPES.sub("", people.terminal("due", "--on", ON)[1])
    rows = [line for line in shown.splitlines() if re.match(r" \d  \S.* (today|late) ", line)]
    assert len(rows) == 3
    starts = {wcswidth(re.split(r"today|\d+ days? late", row)[0]) for row in rows}
    assert len(starts) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(people: BookFolder, env: dict[str, str], coloured: bool) -> None:
    _, shown = people.terminal("due", "--on", ON, env=env)
    assert ("\x1b[31m5 days late" in shown) is coloured
    assert bool(ESCAPES.search(shown)) is coloured


@pytest.mark.slow
def test_a_pipe_has_no_colour_unless_forced(people: BookFolder) -> None:
    for args in (["due"], ["list"], ["show", "dora"], ["why", "dora"]):
        plain = people.spawn(*args, "--on", ON).stdout
        forced = people.spawn(*args, "--on", ON, env={"FORCE_COLOR": "1"}).stdout
        assert not ESCAPES.search(plain)
        assert ESCAPES.search(forced)
        assert ESCAPES.sub("", forced) == plain
    forced = people.spawn("due", "--json", "--on", ON, env={"FORCE_COLOR": "1"}).stdout
    assert json.loads(forced)["on"] == ON


def test_a_call_at_night_says_when_it_would_be_welcome(book: BookFolder) -> None:
    book.add("day", "2026-01-05 in call missed", phone="1", hours="00:00-24:00")
    book.add("never", "2026-01-05 in call missed", phone="1", hours="00:00-00:01")
    _, shown = book.terminal("due")
    assert shown.count("a call is fine from 00:00") == 1
    assert "a call is fine" not in book.terminal("due", "--on", ON)[1]
    assert "a call is fine" not in book.run("due").out + book.run("due", "--json").out


@pytest.mark.slow
def test_do_not_contact_is_said_wherever_they_are_shown(book: BookFolder) -> None:
    book.add(
        "dan",
        "2026-09-10 in call missed",
        phone="1",
        status="do-not-contact 2026-09-01 asked to be left alone",
    )
    assert "do not contact" in book.terminal("due", "--on", ON)[1]
    assert "do not contact" in book.run("due", "--on", ON).out
    assert data(book)["due"][0]["status"] == "do-not-contact"
    for command in (["show", "dan"], ["why", "dan"], ["list"]):
        shown = book.run(*command, "--on", ON).out + book.terminal(*command, "--on", ON)[1]
        assert "do-not-contact" in shown


def test_private_contacts_are_in_the_owners_own_output(book: BookFolder) -> None:
    book.add("doc", "2026-09-10 in call missed", phone="1", private="yes")
    assert data(book)["due"][0]["id"] == "doc"
    assert "\tdoc\t" in book.run("due", "--on", ON).out


@pytest.mark.slow
def test_an_empty_book_is_told_how_to_begin_and_a_quiet_one_is_not(book: BookFolder) -> None:
    (book.root / "contacts").mkdir(exist_ok=True)
    advice = re.search(r"followup (add .*)", book.terminal("due")[1])
    assert advice is not None
    assert book.run(*shlex.split(advice[1])).code == 0
    assert "Coming up" in book.terminal("due")[1]
    for path in (book.root / "contacts").iterdir():
        path.unlink()
    book.add("ann", f"{date.today()} meeting, the plan", keep="60d")
    assert "followup add" not in book.terminal("due")[1]


def test_nobody_is_due(book: BookFolder) -> None:
    assert book.run("due", "--on", ON).out == ""
    assert "Mon 14 Sep 2026: nobody is due" in book.terminal("due", "--on", ON)[1]
