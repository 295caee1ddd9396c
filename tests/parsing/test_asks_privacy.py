"""Who asks for privacy in the words of another program is not published by mistake."""

from __future__ import annotations

import pytest

from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from tests.helpers.book_folder import BookFolder

ASKS = [
    "publish: false", "published: no", "Publish: off", "is_published: 0", "dg-publish: false",
    "public: no", "visible: false", "listed: no", "visibility: private", "visibility: hidden",
    "access: restricted", "class: PRIVATE", "CLASS: CONFIDENTIAL", "sensitivity: Confidential",
    "audience: internal", "confidential: yes", "confidential: NDA", "hidden: true", "hide: yes",
    "secret: x", "draft: true", "unlisted: true", "no_publish: yes", "do-not-publish: true",
    "tags: [private]", "tags: client, Secret", "tags: ['#person/private']", "categories: [privat]",
    "tag: confidential", "confidentiel: oui", "vertraulich: ja", "geheim: ja", "confidencial: si",
    "hidden:\n  - yes", "site:\n  publish: false", "type: private", "oculto: true",
]  # fmt: skip
NEAR = ["privado: si", "privé: oui", "privat: ja", "privato: si", "privée: true"]
OPPOSITE = [
    "publish: true", "published: 2026-01-01", "draft: false", "hidden: no", "hidden: null",
    "hide: ~", "hidden:", "visibility: public", "class: PUBLIC", "confidential: false",
    "secret: none", "public: yes", "tags: [client, privacy-law]", "class: person", "draft: v2",
    "access: by bus", "unlisted: off", "secretary: Bob",
]  # fmt: skip


def codes(lines: str, body: str = "") -> list[str]:
    file = read_text("x", f"---\nname: Ann\n{lines}\n---\n{body}", Settings())
    return [problem.code for problem in file.problems]


@pytest.mark.parametrize("lines", ASKS)
def test_a_key_or_a_tag_that_asks_is_an_error(lines: str) -> None:
    assert codes(lines) == ["E313"]


@pytest.mark.parametrize("lines", ASKS)
@pytest.mark.parametrize("said", ["yes", "no"])
def test_the_word_private_settles_it(lines: str, said: str) -> None:
    assert codes(f"{lines}\nprivate: {said}") == []


@pytest.mark.parametrize("lines", NEAR)
def test_the_word_itself_in_another_language(lines: str) -> None:
    assert codes(lines) == ["E312"]


@pytest.mark.parametrize("lines", OPPOSITE)
def test_the_opposite_is_no_error(lines: str) -> None:
    assert codes(lines) == []


@pytest.mark.parametrize(
    "body", ["#private\n", "x #person/secret y", "publish:: false", "- **x**\n- public:: no\n"]
)
def test_the_body_may_ask_too(body: str) -> None:
    assert codes("org: x", body) == ["E313"]
    assert codes("private: no", body) == []


@pytest.mark.parametrize("body", ["# private matters", "see issue#private", "a#secret", "x::y"])
def test_other_bodies(body: str) -> None:
    assert codes("org: x", body) == []


def test_through_every_door(book: BookFolder) -> None:
    book.run("init", ".")
    book.add("ann-lee", "2026-01-01 call", name="Zebra Canary", publish="false", body="quagga")
    book.add("bo", "2026-01-01 call", name="Bo")
    built = book.run("build")
    assert built.code == 1
    shown = [path for path in (book.root / "public").rglob("*") if path.is_file()]
    assert shown
    for path in shown:
        data = path.read_bytes().lower()
        assert not any(word in data for word in (b"zebra", b"quagga", b"ann-lee")), path
        assert "ann-lee" not in str(path)
    agenda = book.run("agenda", "--stdout")
    assert "Zebra" not in agenda.out
    assert "E313" in book.run("check").out
