"""The docs cannot drift: what the program knows, its docs must say."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from followup_md import cli
from followup_md.model.agenda import KINDS
from followup_md.model.settings import CADENCES, CHANNELS, TIERS, Publish
from followup_md.parsing import elsewhere, fields, settings_file
from followup_md.parsing.entries import OUTCOMES, PROMISE_KEYS, QUOTE_KEYS, TOUCH_KEYS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
COMMANDS = [name for rows in cli.TABLE.values() for name in rows]


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


def doc(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def codes() -> set[str]:
    source = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "followup_md").rglob("*.py"))
    return set(re.findall(r'"([EWT]\d{3})"', source))


def test_every_code_of_a_message_is_explained_and_none_is_made_up() -> None:
    assert set(re.findall(r"^\| ([EWT]\d{3}) \|", doc("errors.md"), re.M)) == codes()


@pytest.mark.parametrize("word", [*fields.KEYS, *OUTCOMES, *CHANNELS])
def test_every_word_of_the_format_is_in_its_page(word: str) -> None:
    assert f"`{word}`" in doc("format.md")


@pytest.mark.parametrize("keys", [TOUCH_KEYS, PROMISE_KEYS, QUOTE_KEYS])
def test_every_key_of_an_entry_is_in_the_page_of_the_format(keys: tuple[str, ...]) -> None:
    assert ", ".join(keys) in doc("format.md")


TABLES = (
    *(elsewhere.KEYS, elsewhere.LABELS, elsewhere.LAST_CONTACT, elsewhere.STATUSES),
    elsewhere.FLAGS,
    *(elsewhere.SPANS, elsewhere.CHANNELS, elsewhere.OUTCOMES),
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: next(iter(table)))
def test_every_word_of_other_programs_is_in_its_row(table: dict[str, str]) -> None:
    rows = doc("coming-from.md").splitlines()
    for known, others in table.items():
        words = ", ".join(f"`{word}`" for word in others.split())
        ours = known.removesuffix(" +") or "touches"
        assert any(f"`{ours}`" in row and row.endswith(f"| {words} |") for row in rows), known


@pytest.mark.parametrize("key", [*settings_file.KEYS, *Publish._fields, *CADENCES, *TIERS])
def test_every_setting_is_in_its_page(key: str) -> None:
    assert re.search(rf"\b{key}\b", doc("settings.md"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_in_the_policy(kind: str) -> None:
    assert f"| `{kind}` |" in doc("policy.md")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_documented_and_has_help(name: str) -> None:
    command = cli.main.get_command(click.Context(cli.main), name)
    assert command is not None
    assert command.help
    page = doc("commands.md")
    section = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", page, re.M | re.S)
    assert section, f"docs/commands.md has no section `## {name}`"
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"{name} {parameter.opts}"
            longest = max(parameter.opts, key=len)
            assert longest in section[1] + page.split("\n## ")[0], f"{name} {longest}"


@pytest.mark.parametrize("path", [*DOCS.rglob("*.md"), *ROOT.glob("*.md")], ids=place)
def test_links_between_the_docs_lead_somewhere(path: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:|#)([^)#\s]+)(#[^)\s]+)?\)", prose(path)):
        other = path.parent / target
        assert other.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", other.read_text(encoding="utf-8"), re.M)
            slugs = {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}
            assert anchor[1:] in slugs, f"{target}{anchor}"


def prose(path: Path) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.S)


@pytest.mark.parametrize("path", [*DOCS.rglob("*.md"), ROOT / "README.md"], ids=place)
def test_every_command_named_in_a_sentence_exists_with_its_options(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    for words in re.findall(r"`followup ((?:-C \S+ )?[a-z][^`]*)`", text):
        name, *rest = re.sub(r"^-C \S+ ", "", words).split()
        command = cli.main.get_command(click.Context(cli.main), name)
        assert command is not None, words
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if re.match(r"--[a-z]", word)} <= known | {"--help"}, words
