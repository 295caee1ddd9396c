"""Other people's hard cases, and our own, through the reader: an answer for each, never a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from followup_md.errors import Problem
from followup_md.model.settings import Settings
from followup_md.parsing import autofix, contact_file, lint
from tests.helpers import hostile

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
SETTINGS = Settings()


def corpus(name: str) -> Path:
    folder = CORPORA / name
    if not folder.is_dir():
        pytest.skip(f"the corpus {name} is not here")
    return folder


def problems(raw: bytes) -> list[Problem]:
    file = contact_file.read_bytes("x", raw, SETTINGS)
    assert (file.contact is None) == bool(file.problems)
    found = [*file.problems, *lint.warnings(file, date(2026, 9, 10), SETTINGS)]
    for problem in found:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message.isprintable()
    if file.contact is None and any(problem.paste for problem in file.problems):
        mended = autofix.quoted(raw.decode())
        assert mended is None or contact_file.read_text("x", mended[0], SETTINGS).root is not None
    return found


def both(raw: bytes) -> list[Problem]:
    """Read a text as a bare file and as a front matter; return what is said of the latter."""
    problems(raw)
    return problems(b"---\nname: Ann\n" + raw + b"\n---\nbody\n")


def test_yaml_test_suite() -> None:
    cases = json.loads((corpus("yaml-test-suite") / "cases.json").read_text(encoding="utf-8"))
    assert len(cases) > 200
    missed = []
    for case in cases:
        raw = case["yaml"].encode("utf-8", "surrogatepass")
        both(raw)
        alone = problems(b"---\n" + raw + b"\n---\n")
        if case.get("must_fail") and not alone:
            missed.append(case["id"])
    assert not missed


def test_pyyaml_legacy() -> None:
    refused = ("loader-error", "stream-error", "single-loader-error")
    for path in sorted(corpus("pyyaml-legacy").iterdir()):
        raw = path.read_bytes()
        both(raw)
        if path.suffix[1:] in refused and ".former-" not in path.name:
            assert problems(b"---\n" + raw + b"\n---\n"), path.name


def test_dates_of_json_schema() -> None:
    cases = json.loads((corpus("json-schema-formats") / "date.json").read_text(encoding="utf-8"))
    for case in cases:
        if not isinstance(case["data"], str) or case["data"] != case["data"].strip():
            continue  # blanks around a value are left out
        text = json.dumps(case["data"], ensure_ascii=False)
        for lines in (f"met: {text}", f"touches:\n  - {{date: {text}, channel: call}}"):
            raw = f"---\nname: Ann\n{lines}\n---\n".encode()
            bad = any(problem.is_error for problem in problems(raw))
            assert bad == (not case["valid"] and case["data"] != ""), case["d"]


@pytest.mark.parametrize("name", ["date-time", "duration", "email", "idn-email", "time", "uri"])
def test_other_formats_of_json_schema(name: str) -> None:
    for case in json.loads((corpus("json-schema-formats") / f"{name}.json").read_text("utf-8")):
        text = json.dumps(case["data"])
        for key in ("email", "url", "met", "keep", "hours", "birthday", "status", "snooze"):
            problems(f"---\nname: Ann\n{key}: {text}\n---\n".encode())


def naughty() -> list[str]:
    found: list[str] = json.loads((corpus("blns") / "blns.json").read_text(encoding="utf-8"))
    return found


def test_naughty_strings_as_typed() -> None:
    for text in naughty():
        raw = text.encode("utf-8", "surrogatepass")
        both(raw)
        for lines in ("name: {}", "more: {}", "tags: [{}]", "touches:\n  - 2026-09-01 call, {}"):
            both(lines.replace("{}", text).encode("utf-8", "surrogatepass"))


def test_naughty_strings_in_quotes_come_back() -> None:
    from followup_md.frontmatter import quoting

    for text in naughty():
        lines = f"name: Ann\nmore: {quoting.to_scalar(text)}"
        if not text.isprintable():
            continue
        contact = contact_file.read_text("x", f"---\n{lines}\n---\n", SETTINGS).contact
        assert contact is not None
        assert contact.more == (("more", text.strip()),)


def test_words_of_a_fuzzer() -> None:
    lines = (corpus("fuzz-dicts") / "yaml.dict").read_text(encoding="utf-8").splitlines()
    quoted = [line.partition("=")[2][1:-1] for line in lines if '="' in line]
    words = [word.encode().decode("unicode_escape") for word in quoted]
    assert len(words) > 50
    for first in words:
        for second in ("", "x", " x", "\n", *words[::7]):
            raw = f"{first}{second}".encode("utf-8", "surrogatepass")
            both(raw)
            both(b"x: " + raw)
            both(b"touches:\n  - 2026-09-01 call, " + raw)


@pytest.mark.slow
@pytest.mark.parametrize("name", hostile.FILES)
def test_a_hostile_file(name: str) -> None:
    if sys.platform != "linux":
        pytest.skip("limits of memory hold on Linux only")
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.hostile", name],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def seeds() -> Iterator[Any]:
    for name, make in hostile.FILES.items():
        if len(raw := make()) < 100_000:
            yield pytest.param(raw, id=name)


@pytest.mark.parametrize("raw", list(seeds()))
def test_every_cut_of_a_hostile_file(raw: bytes) -> None:
    for end in range(0, len(raw), max(1, len(raw) // 40)):
        problems(raw[:end])
        problems(raw[:end] + b"\n---\n")
