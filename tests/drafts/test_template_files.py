"""Which template counts, what is wrong with one, and in which language it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup_md.drafts import template_files
from followup_md.drafts.kinds import FORMS, KINDS
from followup_md.drafts.template_files import Templates
from followup_md.errors import RefusedError
from tests.helpers.drafts import written
from tests.helpers.sample import person

BUILT_IN = Path(template_files.__file__).parent / "templates"


def own(folder: Path, name: str, text: str | bytes) -> None:
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def source(folder: Path, *languages: str, book: str = "en", form: str = "text") -> str:
    return Templates(str(folder), book).find("return", form, languages).source


def codes(folder: Path) -> list[tuple[str, str, int]]:
    return [(one.path, one.code, one.line) for one in template_files.problems(str(folder))]


def test_every_built_in_template_is_right() -> None:
    templates = Templates("")
    for kind in KINDS:
        for form in FORMS:
            templates.find(kind, form).section.check()
    assert {path.stem for path in (BUILT_IN / "en").glob("*.txt")} == set(KINDS)


def test_the_book_comes_before_the_program_and_the_contacts_language_first(tmp_path: Path) -> None:
    assert source(tmp_path) == "package:en/return.txt"
    own(tmp_path, "return.txt", "[text]\nHi")
    assert source(tmp_path) == "templates/return.txt"
    assert source(tmp_path, form="email") == "package:en/return.txt"
    own(tmp_path, "en/return.txt", "[text]\nHi")
    assert source(tmp_path) == "templates/en/return.txt"
    own(tmp_path, "de/return.txt", "[text]\nHallo")
    assert source(tmp_path) == "templates/en/return.txt"
    assert source(tmp_path, "de") == "templates/de/return.txt"
    assert source(tmp_path, "de-AT") == "templates/de/return.txt"
    assert source(tmp_path, "fr", "de_CH") == "templates/de/return.txt"
    assert source(tmp_path, "fr") == "templates/en/return.txt"
    assert source(tmp_path, book="de") == "templates/de/return.txt"
    own(tmp_path, "de-at/return.txt", "[text]\nServus")
    assert source(tmp_path, "de-AT") == "templates/de-at/return.txt"


def test_english_is_for_those_who_speak_it_in_a_german_book(tmp_path: Path) -> None:
    own(tmp_path, "return.txt", "[text]\nHallo")
    assert source(tmp_path, book="de") == "templates/return.txt"
    assert source(tmp_path, "en", book="de") == "package:en/return.txt"
    assert source(tmp_path, "fr", book="de") == "templates/return.txt"


def test_a_fallback_is_said(tmp_path: Path) -> None:
    contact = person("2026-09-05 in call missed", front="language: fr")
    found = written(contact, "09-14", form="text", templates=Templates(str(tmp_path)))
    assert found.notes == ("no return in fr: English used",)
    own(tmp_path, "fr/return.txt", "[text]\n{{ hello }} {{ theirs_day.of }} {{ theirs }}")
    found = written(contact, "09-14", form="text", templates=Templates(str(tmp_path)))
    assert (found.notes, found.language) == ((), "fr")
    assert found.text == "Bonjour Ann, du 5 septembre appel"


def test_own_words_stand_in_for_those_of_the_program(tmp_path: Path) -> None:
    own(tmp_path, "en/words.yml", "hello: Dear {you},\ntheirs:\n  call: ring\n")
    contact = person("2026-09-05 in call missed")
    found = written(contact, "09-14", form="email", templates=Templates(str(tmp_path)))
    assert found.subject == "Your ring of 5 September"
    assert found.text.startswith("Dear Ann,\n")


def test_a_language_that_is_no_language_opens_no_file(tmp_path: Path) -> None:
    own(tmp_path, "../secret/return.txt", "[text]\nsecret")
    assert source(tmp_path, "../secret", "..", "de/../../secret") == "package:en/return.txt"
    with pytest.raises(RefusedError, match="no template of this kind"):
        Templates(str(tmp_path)).find("../secret/return", "text")


def test_an_own_kind_is_a_file(tmp_path: Path) -> None:
    own(tmp_path, "newsletter.txt", "[email]\nSubject: News\n\nHi {{ you }}")
    templates = Templates(str(tmp_path))
    assert ("newsletter", ["templates/newsletter.txt"]) in templates.kinds()
    found = written(person(), "09-14", "newsletter", "email", templates=templates)
    assert (found.subject, found.text) == ("News", "Hi Ann")
    with pytest.raises(RefusedError, match=r"newsletter.txt has no section \[text\]"):
        templates.find("newsletter", "text")
    with pytest.raises(RefusedError, match="did you mean newsletter"):
        templates.find("newsleter", "text")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (b"[text]\n\xff", "T101", 2),
        (b"[text]\n" + b"x" * 17_000, "T101", 0),
        (b"x" * 1_000_000, "T101", 0),
        ("Hi", "T102", 1),
        ("", "T102", 1),
        ("[letter]\nHi", "T102", 1),
        ("[text]\nHi\n[emial]\nHi", "T102", 3),
        ("[text]\nHi\n[text]\nHi", "T102", 3),
        ("[text]\nHi\n{{ you", "T103", 3),
        ("[text]\n\n{% for x in y %}{% endfor %}", "T104", 3),
        ("[text]\nHi\n[email]\n{{ resaon }}", "T105", 4),
        ("[text]\n{{ you|caps }}", "T106", 2),
    ],
)
def test_what_is_wrong_with_a_template(
    tmp_path: Path, text: str | bytes, code: str, line: int
) -> None:
    own(tmp_path, "return.txt", text)
    assert codes(tmp_path) == [("templates/return.txt", code, line)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("weekdays: [a, b]", 1),
        ("hello: Hi\nmonths: x", 2),
        ("days: x", 1),
        ("greeting: x", 1),
        ("hello: [a]", 1),
    ],
)
def test_what_is_wrong_with_words(tmp_path: Path, text: str, line: int) -> None:
    own(tmp_path, "de/words.yml", text)
    assert codes(tmp_path) == [("templates/de/words.yml", "T110", line)]


def test_words_that_are_no_yaml_are_a_problem_too(tmp_path: Path) -> None:
    own(tmp_path, "de/words.yml", "hello: {")
    assert [path for path, _, _ in codes(tmp_path)] == ["templates/de/words.yml"]
    with pytest.raises(RefusedError, match=r"templates/de/words.yml:1"):
        Templates(str(tmp_path)).words("de")


def test_nothing_behind_a_link_is_read(tmp_path: Path) -> None:
    own(tmp_path, "return.txt", "[text]\nHi")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "templates").symlink_to(tmp_path / "templates")
    with pytest.raises(RefusedError, match="symbolic link"):
        source(tmp_path / "elsewhere")
    (tmp_path / "templates" / "first.txt").symlink_to(tmp_path / "templates" / "return.txt")
    assert codes(tmp_path) == [("templates/first.txt", "T101", 0)]


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_each_language_has_all_words(language: str) -> None:
    templates = Templates("")
    english, words = templates.words("en"), templates.words(language)
    assert words.language != "English"
    for key, text in english.texts.items():
        assert words.texts[key] != text or key == "and" or "{" in text
    for name, table in english.tables.items():
        assert words.tables[name].keys() == table.keys()
        raw = (BUILT_IN / language / "words.yml").read_text("utf-8")
        assert f"\n{name}:\n" in raw
    assert all(
        len(words.lists[name]) == len(english.lists[name]) for name in ("weekdays", "months")
    )
