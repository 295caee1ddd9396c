"""Whatever is printed as the name of something is understood when it is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from followup_md.editing.serialize import read_field, read_touch
from followup_md.model.contact import STATUSES, Status
from followup_md.model.settings import CHANNELS, Settings
from followup_md.parsing.entries import OUTCOMES
from followup_md.policy.channels import canonical
from followup_md.policy.headings import KIND_LABELS
from followup_md.policy.phrases import channel_label, status_label
from tests.helpers.book_folder import ON, BookFolder

SETTINGS = Settings()
CASES = (str.lower, str.upper, str.title)


@pytest.mark.parametrize("change", CASES)
@pytest.mark.parametrize("word", CHANNELS)
def test_a_channel(word: str, change: Callable[[str], str]) -> None:
    label = change(channel_label(word))
    incoming = read_touch(f"2026-09-01 in {label} missed, x", SETTINGS)
    assert canonical(incoming.channel, SETTINGS) == canonical(word, SETTINGS)
    assert incoming.channel in CHANNELS
    for field in ("prefer", "never"):
        read = read_field(field, label, SETTINGS)
        assert isinstance(read, tuple)
        assert [canonical(one, SETTINGS) for one in read] == [canonical(word, SETTINGS)]


@pytest.mark.parametrize("change", CASES)
@pytest.mark.parametrize("word", OUTCOMES)
def test_an_outcome(word: str, change: Callable[[str], str]) -> None:
    label = change(word.replace("-", " ")) + " her son" * (word == "left-with")
    assert read_touch(f"2026-09-01 in call {label}", SETTINGS).outcome == word


@pytest.mark.parametrize("change", CASES)
@pytest.mark.parametrize("word", [word for word in STATUSES if word != "open"])
def test_a_status(word: str, change: Callable[[str], str]) -> None:
    label = status_label(Status(word, date=date(2026, 9, 1)))
    assert read_field("status", change(label), SETTINGS) == Status(word)


def test_a_mapping_and_the_settings(book: BookFolder) -> None:
    book.write(
        "followup.yml", "timezone: UTC\ncadences: {warm: {gaps: [1], channels: [E-Mail, call]}}\n"
    )
    entry = "{date: 2026-09-01, channel: E-mail, outcome: No Answer}"
    book.add("ann", entry, name="Ann", email="a@b.example", prefer="e-mail, email, call")
    assert book.run("check", "--strict").out == ""
    found = book.run("due", "--on", ON)
    assert (found.code, found.out.split("\t")[6]) == (0, "email")
    assert book.run("log", "ann", "E-Mail", "sent", "--on", ON).code == 0
    assert "  - 2026-09-14 email sent\n" in (book.root / "contacts/ann.md").read_text("utf-8")


@pytest.mark.parametrize("kind", KIND_LABELS)
def test_a_kind(book: BookFolder, kind: str) -> None:
    book.add("ann", "2026-09-01 in call missed", phone="1")
    found = [book.run("due", "--kind", word, "--on", ON) for word in (kind, KIND_LABELS[kind])]
    assert found[0] == found[1]
    assert found[0].code == 0
