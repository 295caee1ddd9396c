"""`followup export`: other people's readers read it as it is meant, and nobody private is in it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types
import icalendar
import jsonschema
import pytest
import vobject
import yaml

from tests.helpers import site_book
from tests.helpers.book_folder import ON, PROJECT, BookFolder, Result

FORMATS = ("vcard", "csv", "json", "ics", "atom", "schema")
ODD = 'A, B; C: "D" \\ E'


@pytest.fixture
def people(tmp_path: Path) -> BookFolder:
    """Return a book with one of everything, and an address of its site."""
    root = tmp_path / "book"
    root.mkdir()
    book = site_book.new(root, site_book.PEOPLE)
    book.write("mkdocs.yml", site_book.MKDOCS + "site_url: https://okade.example/people\n")
    return BookFolder(root)


def export(book: BookFolder, *args: str) -> Result:
    return book.run("export", *args, "--on", ON)


def cards(text: str) -> dict[str, Any]:
    return {card.uid.value: card for card in vobject.readComponents(text)}


def rows(text: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def events(text: str) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(text)
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_vobject_reads_our_cards(people: BookFolder) -> None:
    people.add(
        "odd",
        name=f"'{ODD}'",
        org=f"'{ODD}'",
        nickname="[Oddy, 'x; y']",
        phone='{work: "+1 555 0100 ext. 12", boat: "+1 555 0101", work 2: "+1 555 0102"}',
        birthday="--02-29",
        reason="'one; two, three'",
        tags="['a, b', c]",
    )
    done = export(people, "vcard")
    found = cards(done.out)
    assert done.code == 0
    assert len(found) == len(site_book.PEOPLE) - 1 + 1
    ann = found["ann-lee@followup-md"]
    assert (ann.fn.value, ann.n.value.family, ann.n.value.given) == ("Ann Lee", "Lee", "Ann")
    assert (ann.org.value, ann.title.value) == (["Acme"], "Buyer")
    assert (ann.email.value, ann.tel.value) == ("ann@acme.example", "+1 555 0100")
    assert (ann.bday.value, ann.url.value) == ("1984-09-17", "https://acme.example")
    assert ann.categories.value == ["client", "chamber"]
    assert ann.note.value == "the Project X quote\nCall Ann Lee, Mon 7 Sep 2026"
    odd = found["odd@followup-md"]
    assert (odd.fn.value, odd.org.value) == (ODD, [ODD])
    assert odd.bday.value == "1604-02-29"
    assert odd.bday.params == {"X-APPLE-OMIT-YEAR": ["1604"]}
    assert odd.note.value.splitlines()[0] == "one; two, three"
    assert odd.categories.value == ["a, b", "c"]
    assert [(tel.value, tel.params, tel.group) for tel in odd.tel_list] == [
        ("+1 555 0100 ext. 12", {"TYPE": ["WORK"]}, None),
        ("+1 555 0101", {}, "item1"),
        ("+1 555 0102", {"TYPE": ["WORK"]}, None),
    ]
    assert [(label.value, label.group) for label in odd.contents["x-ablabel"]] == [
        ("boat", "item1")
    ]


def test_a_card_keeps_the_uid_that_it_came_with(people: BookFolder) -> None:
    people.add("carl", name="Carl", uid="urn:uuid:4fbe8971")
    found = cards(export(people, "vcard").out)
    assert found["urn:uuid:4fbe8971"].fn.value == "Carl"


NAMES = [
    ("Ann Lee", "Lee", "Ann"),
    ("Cher", "", "Cher"),
    ("Ludwig van Beethoven", "Beethoven", "Ludwig van"),
    ("田中 恵子", "", "田中 恵子"),
    ("山田太郎", "", "山田太郎"),
    ("ليلى حداد", "حداد", "ليلى"),
]


@pytest.mark.parametrize(("name", "family", "given"), NAMES)
def test_the_parts_of_a_name(book: BookFolder, name: str, family: str, given: str) -> None:
    book.add("one", name=name)
    (card,) = cards(export(book, "vcard").out).values()
    assert (card.n.value.family, card.n.value.given) == (family, given)


def test_lines_of_cards_are_folded_between_characters(book: BookFolder) -> None:
    long = "Ελαιώνας 海風茶房 👩‍🌾 " * 20
    book.add("one", name="One", reason=long.strip())
    raw = book.spawn("export", "vcard", "--on", ON)
    lines = raw.stdout.encode().split(b"\n")
    book.write("out.vcf", "")
    assert export(book, "vcard", "out.vcf").code == 0
    data = (book.root / "out.vcf").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > len(lines) / 2
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert all(line.decode() is not None for line in data.split(b"\r\n"))
    (card,) = cards(data.decode()).values()
    assert card.note.value == long.strip()


def test_spreadsheets_read_the_table_and_run_no_formula(people: BookFolder) -> None:
    people.add(
        "evil",
        name='"=HYPERLINK(\\"http://x.example\\")"',
        org="'@SUM(1)'",
        phone='["+1 555 0100", "-1"]',
        role='"\'quoted"',
        email="[a@x.example, b@x.example, c@x.example]",
    )
    found = rows(export(people, "csv").out)
    evil = found["evil"]
    assert evil["name"] == '\'=HYPERLINK("http://x.example")'
    assert (evil["org"], evil["role"], evil["phone"]) == ("'@SUM(1)", "''quoted", "'+1 555 0100")
    assert [evil["email"], evil["email 2"], evil["email 3"]] == [f"{c}@x.example" for c in "abc"]
    ann = found["ann-lee"]
    assert (ann["tags"], ann["birthday"], ann["last touch"]) == (
        "client, chamber",
        "1984-09-17",
        "2026-09-05",
    )
    assert (ann["due"], ann["kind"], ann["channel"]) == ("2026-09-07", "owed", "call")
    assert ann["why"].startswith("they called on Sat 5 Sep (missed)")
    assert found["erika"]["birthday"] == "'--09-14"
    assert rows(export(people, "csv", "--raw").out)["evil"]["phone"] == "+1 555 0100"
    assert "private" not in ann
    assert rows(export(people, "csv", "--private").out)["secret"]["private"] == "yes"


def test_an_appointment_to_come_is_not_asked_about_in_the_table(book: BookFolder) -> None:
    book.add("a", "2026-09-16 lunch planned, Rosa's", name="A")
    row = rows(export(book, "csv").out)["a"]
    assert (row["due"], row["kind"]) == ("2026-09-16", "planned")
    assert row["why"] == "lunch planned for Wed 16 Sep: Rosa's"


def test_the_whole_book_as_json(people: BookFolder) -> None:
    done = export(people, "json")
    found = json.loads(done.out)
    assert (found["schema"], found["on"], found["problems"]) == (1, ON, [])
    ann = next(one for one in found["contacts"] if one["id"] == "ann-lee")
    assert ann["touches"][0] == {
        "date": "2025-11-02",
        "time": "",
        "direction": "in",
        "channel": "email",
        "outcome": "",
        "with": "",
        "re": "",
        "by": "",
        "note": "asks who does Project W",
    }
    assert ann["birthday"] == "1984-09-17"
    assert ann["more"] == {"hobby": "sailing", "shoe": "38"}
    assert ann["quotes"][0]["won"] == "2026-09-03"
    assert ann["items"][0] == {
        "kind": "owed",
        "due": "2026-09-07",
        "overdue": 5,
        "about": "call, my son took the message",
    }
    assert "## Background" in ann["body"]
    assert ann["status"] == {"word": "open", "by": "", "date": None, "words": ""}
    mo = next(one for one in found["contacts"] if one["id"] == "mo")
    assert mo["met"] == {"date": "2026-06-01", "words": "a fair"}


def test_calendars_read_what_is_due_and_what_comes(people: BookFolder) -> None:
    done = export(people, "ics")
    found = events(done.out)
    ann = found["ann-lee.owed@okade.example"]
    assert ann["summary"] == "Call Ann Lee"
    assert ann["description"].splitlines()[1] == "You promised it for Thu 10 Sep: send the brochure"
    assert ann["url"] == "https://okade.example/people/people/ann-lee/"
    assert (ann.decoded("dtstart"), ann.decoded("dtend")) == (date(2026, 9, 14), date(2026, 9, 15))
    assert ann.decoded("dtstamp") == datetime(2026, 9, 5, tzinfo=UTC)
    assert ann["transp"] == "TRANSPARENT"
    birthday = found["ann-lee.birthday-2026-09-17@okade.example"]
    assert birthday.decoded("dtstart") == date(2026, 9, 17)
    assert "ann-lee.appointment-2026-09-16@okade.example" in found
    hana = found["hana.appointment-2026-09-14@okade.example"]
    assert (hana["summary"], hana.decoded("dtstart")) == (
        "Video with 山田 花",
        datetime(2026, 9, 14, 9, 30, tzinfo=UTC),  # half past ten in Dublin
    )
    assert "clients%2Fcarol.quote-2026-09-02@okade.example" in found
    calendar = icalendar.Calendar.from_ical(done.out)
    assert calendar["name"] == calendar["x-wr-calname"] == "Follow-ups"
    assert calendar["refresh-interval"].to_ical() == b"PT12H"
    people.write("followup.yml", "")  # nobody knows in which time zone
    again = events(export(people, "ics").out)
    stamp = again["hana.appointment-2026-09-14@okade.example"].decoded("dtstart")
    assert stamp == datetime(2026, 9, 14, 10, 30)


def test_how_far_a_calendar_looks(book: BookFolder) -> None:
    book.add("a", "2026-07-31 meeting", name="A", keep="60d", follow_up="2026-10-02")
    assert not events(export(book, "ics").out)
    assert [str(uid) for uid in events(export(book, "ics", "--days", "30").out)] == [
        "a.follow-up@followup-md"
    ]


def test_two_promises_of_one_day_are_two_entries(book: BookFolder) -> None:
    book.add("a", name="A", promises="\n  - 2026-09-16, this\n  - 2026-09-16, that")
    assert sorted(events(export(book, "ics").out)) == [
        "a.promise-2026-09-16.2@followup-md",
        "a.promise-2026-09-16@followup-md",
    ]


def test_feed_readers_read_what_is_due(people: BookFolder) -> None:
    done = export(people, "atom")
    found = feedparser.parse(done.out.encode())
    assert not found.bozo
    assert found.version == "atom10"
    assert (found.feed.title, found.feed.id) == ("Follow-ups", "https://okade.example/people/")
    entries = {entry.id: entry for entry in found.entries}
    base = "https://okade.example/people/people/ann-lee/"
    owed = entries[f"{base}#owed-2026-09-07"]
    promise = entries[f"{base}#promise-2026-09-10-2026-09-10"]
    assert (owed.title, owed.link) == ("Call Ann Lee", base)
    assert owed.content[0].value.startswith("They called on Sat 5 Sep")
    assert promise.updated == "2026-09-10T00:00:00Z"
    assert len(entries) == len(found.entries)
    updated = [entry.updated for entry in found.entries]
    assert updated == sorted(updated, reverse=True)


def test_hostile_texts_break_no_reader(book: BookFolder) -> None:
    book.add(
        "evil",
        '"2026-09-12 in call missed, a \\u0085 ]]> <b>&amp; \\u2028 END:VEVENT"',
        name='"Eve\\u0007 \\x0b\\r\\nEND:VCARD <script>"',
        reason='"\\x1b[31m\\u2029BEGIN:VEVENT"',
    )
    assert export(book, "json").code == 0
    (card,) = cards(export(book, "vcard").out).values()
    assert card.fn.value.startswith("Eve")
    assert "END:VCARD" in card.fn.value
    (event,) = events(export(book, "ics").out).values()
    assert "<b>&amp;" in event["description"]
    feed = feedparser.parse(export(book, "atom").out.encode())
    assert (feed.bozo, len(feed.entries)) == (False, 1)
    assert [*rows(export(book, "csv").out)] == ["evil"]


def test_the_first_and_the_last_day_of_all(book: BookFolder) -> None:
    book.add("a", "9999-12-31 10:00 call planned", name="A", promises="\n  - 0001-01-01, this")
    for day in ("0001-01-01", "9999-12-31"):
        for word in FORMATS:
            assert book.run("export", word, "--on", day).code == 0, (word, day)


@pytest.mark.slow
@pytest.mark.parametrize("word", FORMATS)
def test_bytes_are_a_function_of_the_book_and_the_day(people: BookFolder, word: str) -> None:
    first = people.spawn("export", word, "--on", ON, env={"TZ": "Asia/Tokyo", "LC_ALL": "C"})
    other = {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}
    assert first.stdout == people.spawn("export", word, "--on", ON, env=other).stdout
    assert first.stdout == people.spawn("--no-cache", "export", word, "--on", ON).stdout
    assert first.stdout
    assert first.returncode == 0


@pytest.mark.parametrize("word", FORMATS)
def test_a_private_contact_is_in_no_export(people: BookFolder, word: str) -> None:
    people.add("friend", "2026-09-12 call left-with secret", name="Friend", via="Hidden Person")
    done = export(people, word)
    for canary in ("hidden person", "hiddentag", "nobody may read", "secret"):
        assert canary not in done.out.lower()
    if word != "schema":
        assert done.err == "1 private contact is left out (--private)\n"
        assert done.code == 0
        with_it = export(people, word, "--private")
        assert with_it.err == ""
        marks = {"vcard": "CLASS:PRIVATE", "ics": "CLASS:PRIVATE", "json": '"private": true'}
        assert marks.get(word, "Hidden Person") in with_it.out


def test_todos_of_a_folder_come_and_go(people: BookFolder) -> None:
    folder = people.root / "todos"
    done = export(people, "todo", "todos")
    names = {path.name for path in folder.iterdir()}
    assert done.code == 0
    assert "ann-lee.owed@followup-md.ics" in names
    assert not [name for name in names if "secret" in name or "appointment" in name]
    (todo,) = icalendar.Calendar.from_ical(
        (folder / "ann-lee.owed@followup-md.ics").read_text()
    ).walk("VTODO")
    assert (todo["summary"], todo.decoded("due")) == ("Call Ann Lee", date(2026, 9, 7))
    (folder / "mine.ics").write_text("BEGIN:VCALENDAR\n")
    before = os.stat(folder / "lena.follow-up@followup-md.ics").st_ino
    people.run("log", "ann", "call", "answered", "--on", ON)
    again = export(people, "todo", "todos")
    assert again.err.startswith("todos: 2 to-dos written, 5 as before, 2 removed\n")
    left = {path.name for path in folder.iterdir()}
    assert "ann-lee.owed@followup-md.ics" in names - left
    assert "ann-lee.promise-2026-09-10@followup-md.ics" in left - names
    assert "mine.ics" in left
    assert os.stat(folder / "lena.follow-up@followup-md.ics").st_ino == before


def test_a_file_is_replaced_only_if_it_differs(people: BookFolder) -> None:
    assert export(people, "csv", "people.csv").err.startswith("wrote people.csv: 10 contacts\n")
    before = os.stat(people.root / "people.csv").st_ino
    assert export(people, "csv", "people.csv").err.startswith("people.csv is up to date")
    assert os.stat(people.root / "people.csv").st_ino == before
    assert (people.root / "people.csv").read_bytes().decode() == export(people, "csv").out


WRONG = [
    (("csv", "contacts/all.csv"), 2, "contacts/all.csv is among the contacts"),
    (("todo", "contacts/todo"), 2, "contacts/todo is among the contacts"),
    (("todo",), 2, "name a folder"),
    (("ics", "contacts"), 2, "contacts is a folder: name a file in it"),
    (("vcard", "--raw"), 2, "--raw is for csv"),
    (("csv", "--days", "3"), 2, "--days is for ics and todo"),
    (("csv", "--tag", "clinet"), 2, "did you mean client?"),
    (("csv", "no/such/folder.csv"), 4, "no/such/folder.csv"),
    (("pdf",), 2, "'vcard', 'csv', 'json', 'ics', 'todo', 'atom', 'schema'"),
]


@pytest.mark.parametrize(("args", "code", "words"), WRONG)
def test_what_is_refused(people: BookFolder, args: tuple[str, ...], code: int, words: str) -> None:
    done = export(people, *args)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_only_some(people: BookFolder) -> None:
    assert set(rows(export(people, "csv", "--tag", "Client").out)) == {"ann-lee", "clients/carol"}
    assert set(rows(export(people, "csv", "--owner", "maria").out)) == {"clients/carol"}
    assert [*events(export(people, "ics", "--owner", "maria").out)] == [
        "clients%2Fcarol.quote-2026-09-02@okade.example"
    ]


def test_files_that_cannot_be_read_are_counted(people: BookFolder) -> None:
    people.write("contacts/bad.md", "---\nname: [\n---\n")
    done = export(people, "csv")
    assert done.code == 1
    assert "1 file could not be read and is left out" in done.err
    assert "bad" not in done.out


def test_a_terminal_is_not_steered(book: BookFolder) -> None:
    book.add("a", name="'A \u202e B'")
    code, shown = book.terminal("export", "csv", "--on", ON)
    assert code == 0
    assert "\na,A B," in shown.replace("A   B", "A B")
    assert not {"\u202e", "\r", "\x1b"} & set(shown)


def front_matter(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8").split("---\n")[1], yaml.BaseLoader)


def as_editors_read(path: Path) -> Any:
    """Return the front matter with YAML's own types; editors leave days as texts."""
    loader: Any = type("Loader", (yaml.SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(path.read_text(encoding="utf-8").split("---\n")[1], loader)


@pytest.mark.parametrize("read", [front_matter, as_editors_read])
def test_the_schema_takes_what_check_takes(read: Callable[[Path], Any]) -> None:
    book = BookFolder(PROJECT)
    schema = json.loads(book.spawn("export", "schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = [path for path in (PROJECT / "contacts").rglob("*.md") if path.name != "README.md"]
    assert len(files) > 30
    for path in files:
        assert [error.message for error in validator.iter_errors(read(path))] == [], path


REFUSED = [
    ({}, "'name' is a required property"),
    ({"name": "A", "cadence": "wram"}, "'wram'"),
    ({"name": "A", "met": "yesterday"}, "'yesterday'"),
    ({"name": "A", "hours": "9-18"}, "'9-18'"),
    ({"name": "A", "birthday": "1 May"}, "'1 May'"),
    ({"name": "A", "touches": ["called her"]}, "'called her'"),
]


@pytest.mark.parametrize(("data", "words"), REFUSED)
def test_the_schema_refuses_what_check_refuses(
    book: BookFolder, data: dict[str, Any], words: str
) -> None:
    schema = json.loads(export(book, "schema").out)
    errors = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(data)]
    assert any(words in error for error in errors), errors


@pytest.mark.parametrize("word", ["vcard", "csv"])
def test_what_is_exported_and_imported_changes_nothing(people: BookFolder, word: str) -> None:
    people.add("carl", name="Carl", uid="4fbe8971", phone='{shop: "+1 555 0107 ext. 4"}')
    people.add("evil", name="'=1+1'", nickname="'@x, y'", email='"a@evil.example"')
    assert export(people, word, f"all.{word}", "--private").code == 0
    done = people.run("import", f"all.{word}", "--on", ON, "--json")
    found = json.loads(done.out)
    assert (done.code, found["new"], found["filled"], found["ambiguous"]) == (0, [], [], [])
    assert found["same"] == len(site_book.PEOPLE) + 2


def test_a_card_of_another_book_is_nobody_of_this_one_by_its_uid_alone(book: BookFolder) -> None:
    book.add("ann", name="Ann Lee", email="ann@lee.example")
    book.write("all.vcf", export(book, "vcard").out.replace("lee", "moss").replace("Lee", "Moss"))
    book.write("contacts/ann.md", "---\nname: Bert Quinn\n---\n")
    found = json.loads(book.run("import", "all.vcf", "--json").out)
    assert (found["new"], found["filled"]) == (["ann-moss"], [])
    assert "uid" not in (book.root / "contacts/ann-moss.md").read_text()


ICAL_JS = os.environ.get("FOLLOWUP_ICAL_JS", "")  # the file ical.js of the package of that name
_SCRIPT = """
import(process.argv[1]).then(({default: ICAL}) => {
  const text = require("fs").readFileSync(0, "utf8");
  const all = ICAL.parse(text);
  const events = one => new ICAL.Component(one).getAllSubcomponents("vevent");
  const found = all[0] === "vcalendar" ? events(all) : all;
  console.log(JSON.stringify(found.map(one => one[0] === "vcard"
    ? new ICAL.Component(one).getFirstPropertyValue("fn")
    : [new ICAL.Event(one).summary, new ICAL.Event(one).startDate.toString()])));
});
"""


@pytest.mark.skipif(not (ICAL_JS and shutil.which("node")), reason="FOLLOWUP_ICAL_JS names none")
def test_ical_js_reads_calendars_and_cards(people: BookFolder) -> None:
    def read(word: str) -> Any:
        done = subprocess.run(
            ["node", "-e", _SCRIPT, ICAL_JS],
            input=export(people, word).out,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    assert ["Call Ann Lee", "2026-09-14"] in read("ics")
    assert "Érika Müller-Østergård" in read("vcard")
