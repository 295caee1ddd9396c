"""followup.yml: what it sets, and each mistake with its place."""

from __future__ import annotations

from typing import Any

import pytest

from followup_md.errors import TextError
from followup_md.model.settings import Cadence, Channel, Interval, Member, Publish, Rule, Settings
from followup_md.parsing.settings_file import KEYS, read


def setting(text: str) -> Any:
    return getattr(read(text.encode()), text.partition(":")[0])


@pytest.mark.parametrize(
    "text", ["", "\n \n", "# nothing\n  # at all\n", "\ufeff", "me:\nrules:\n"]
)
def test_nothing_set(text: str) -> None:
    assert read(text.encode()) == Settings()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("me: paul", "paul"),
        ("timezone: Europe/Rome", "Europe/Rome"),
        ("workdays: [Mon, tuesday, SAT]", frozenset({0, 1, 5})),
        ("workdays: mon", frozenset({0})),
        ("holidays: [GB, US-CA, 2026-12-24]", ("GB", "US-CA", "2026-12-24")),
        ("holidays: 2026-12-24 the eve", ("2026-12-24",)),
        ("owed_within: 0", 0),
        ("first_within: 2", 2),
        ("min_gap: 3", 3),
        ("commit: Yes", True),
        ('my_phone: "+353 91 1"', "+353 91 1"),
        ("language: de-AT", "de-AT"),
        (
            "team: {paul: {name: Paul O, phone: '1', email: [p@x.example]}, nora: {name: Nora}}",
            {"paul": Member("Paul O", "1", ("p@x.example",)), "nora": Member("Nora")},
        ),
        ("publish: {drafts: yes}", Publish(drafts=True)),
        (
            "rules:\n- {tag: family, keep: 2w}\n- {tag: x, cadence: gentle}",
            (Rule("family", "", "2w"), Rule("x", "gentle")),
        ),
        (
            "publish: {notes: no, fields: [boat], files: .pdf}",
            Publish(notes=False, fields=("boat",), files=(".pdf",)),
        ),
        ("publish:", Publish()),
    ],
)
def test_a_setting(text: str, expected: Any) -> None:
    assert setting(text) == expected


def test_tables_are_added_to() -> None:
    settings = read(
        b"cadences: {slow: {gaps: [5, 10], channels: [xing, call], then: rare}}\n"
        b"channels: {Xing: {needs: email}, fax: {live: no}, horn: {live: yes}}\n"
        b"keep: {rare: 2y}\n"
        b"defaults: {new: slow, known: none, keep: rare}\nagenda: {limit: 5, days: 14}\n"
    )
    assert settings.cadences["slow"] == Cadence((5, 10), ("xing", "call"), "rare")
    assert settings.channels["xing"] == Channel(live=False, needs="email")
    assert settings.channels["horn"].live
    assert settings.keep["rare"] == Interval(2, "y")
    assert {"warm", "gentle", "quote"} < set(settings.cadences)
    assert (settings.new, settings.known, settings.default_keep) == ("slow", "none", "rare")
    assert (settings.limit, settings.days) == (5, 14)
    assert read(b"agenda: {limit: none}").limit is None


def test_whether_somebody_chose_what_others_see() -> None:
    assert read(b"publish:\n").publish_written
    assert not read(b"me: x\n").publish_written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("me: x\ntimezne: y", "2:1 E902 unknown key; did you mean `timezone`?"),
        ("xyz: 1", "1:1 E902 unknown key"),
        ("timezone: Rome", "1:11 E903 expected an IANA time zone, such as Europe/Rome"),
        ("workdays: [mon, someday]", "1:17 E903 a day is one of mon, tue, wed, thu, fri, sat, sun"),
        ("workdays: [ ]", "1:11 E903 at least one working day is needed"),
        ("me: x\nholidays: [2026-02-30]", "2:12 E903 no such date: that month has 28 days"),
        ("holidays: 25.12.2026", "1:11 E903 a date first: YYYY-MM-DD, then the words"),
        (
            "holidays: [G]",
            "1:12 E903 a holiday is YYYY-MM-DD, a span YYYY-MM-DD..YYYY-MM-DD"
            " or a country code such as GB or US-CA",
        ),
        (
            "holidays: [2026-08-14..2026-08-03]",
            "1:12 E903 the span ends before it begins",
        ),
        ("holidays: [2026-08-03..]", "1:12 E903 a date first: YYYY-MM-DD, then the words"),
        (
            "holidays: [2026-08-03..2062-08-14]",
            "1:12 E903 a span of more than 800 days is probably a slip",
        ),
        ("min_gap: -1", "1:10 E903 expected a whole number, 0 or more"),
        ("min_gap: \u0663", "1:10 E903 expected a whole number, 0 or more"),
        ("min_gap: [1]", "1:10 E903 expected one text here"),
        ("agenda: {limit: 0}", "1:17 E903 expected a whole number, 1 or more"),
        ("agenda: {limt: 1}", "1:10 E902 unknown key; did you mean `limit`?"),
        ("agenda: often", "1:9 E903 expected `key: value` lines here"),
        ("commit: perhaps", "1:9 E903 expected yes or no here"),
        ("keep: {x: often}", "1:11 E903 a tier is a span: 30d, 6w, 3m or 1y"),
        ("cadences: {x: {}}", "1:12 E903 a cadence needs `gaps`: [2, 3, 5], in working days"),
        ("cadences: {x: {gap: 1}}", "1:16 E902 unknown key; did you mean `gaps`?"),
        (
            "cadences: {x: {gaps: 1, then: nver}}",
            "1:31 E903 no such tier or span: 30d, 6w, 3m, 1y, a tier or none",
        ),
        (
            "cadences: {x: {gaps: 1, channels: cal}}",
            "1:35 E903 unknown channel; did you mean `call`?",
        ),
        ("defaults: {new: wram}", "1:17 E903 unknown cadence; did you mean `warm`?"),
        ("defaults: {keep: frend}", "1:18 E903 no such tier or span; did you mean `friend`?"),
        ("rules: [{keep: close}]", "1:9 E903 a rule needs a tag: - {tag: family, keep: close}"),
        ("rules: {tag: x}", "1:8 E903 expected a list here"),
        ("channels: {in: }", "1:12 E903 a channel is one word of letters, digits and hyphens"),
        ("channels: {a b: }", "1:12 E903 a channel is one word of letters, digits and hyphens"),
        ("channels: {x: {needs: fax}}", "1:23 E903 `needs` is phone or email"),
        ("my_email: paul", "1:11 E903 expected an e-mail address"),
        ("language: high German", "1:11 E903 expected a language, such as en or de-AT"),
        (
            "team: {paul: {phone: 1}}",
            "1:8 E903 one of the team needs a name: paul: {name: Paul Okade}",
        ),
        ("publish: {email: no}", "1:11 E902 unknown key; did you mean `emails`?"),
        ("me: a\nme: b", "2:1 E203 the same key as in line 1: keep one of the two"),
        ("me: a\x00", "1:6 E108 U+0000 (NUL) does not belong here: delete it or type a space"),
        ("just words", "1:1 E201 no `key: value` lines here"),
    ],
)
def test_a_mistake(text: str, expected: str) -> None:
    with pytest.raises(TextError) as caught:
        read(text.encode())
    error = caught.value
    assert f"{error.line}:{error.column} {error.code} {error.message}" == expected


def test_every_key_is_a_setting() -> None:
    fields = {*Settings._fields, "defaults", "agenda"}
    hidden = {"new", "known", "default_keep", "reason_keep", "limit", "days", "publish_written"}
    assert {*KEYS} == fields - hidden
