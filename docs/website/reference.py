"""Pages of the reference that are made of the program itself: options, defaults, schema."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from followup_md import cli
from followup_md.formats import json_schema
from followup_md.model.settings import Settings

STARTER = Path(cli.__file__).parent / "starter"


def pages() -> dict[str, str]:
    """Return the pages and files by their place on the website."""
    schema = json.dumps(json_schema.schema(Settings()), indent=2) + "\n"
    return {
        "reference/options.md": options(),
        "reference/defaults.md": defaults(),
        "reference/schema.md": fields(schema),
        "reference/contact.schema.json": schema,
    }


def options() -> str:
    """Return the page of every command and option."""
    lines = ["# Every option", "", "What `followup COMMAND --help` prints, made of the program."]
    lines += ["[Commands](../commands.md) says more of each, and has examples.", ""]
    context = click.Context(cli.main, info_name="followup")
    for heading, rows in cli.TABLE.items():
        lines += [f"## {heading}", ""]
        for name in rows:
            command = cli.main.get_command(context, name)
            assert command is not None
            inner = click.Context(command, info_name=name, parent=context)
            lines += [f"### {name}", "", "```text", command.get_help(inner).rstrip(), "```", ""]
    return "\n".join(lines)


def defaults() -> str:
    """Return the page of all settings, as a new book has them."""
    text = (STARTER / "followup.yml").read_text(encoding="utf-8")
    text = re.sub(r"@TIMEZONE@", "Europe/Dublin", text)
    intro = (
        "The `followup.yml` that `followup init` writes: every key, with its default behind a `#`."
    )
    more = "[Settings](../settings.md) explains them."
    return f"# Every default\n\n{intro} {more}\n\n```yaml\n{text.rstrip()}\n```\n"


def fields(schema: str) -> str:
    """Return the page of the schema of a contact's front matter."""
    intro = (
        "What the front matter of a contact may say, as JSON Schema 2020-12:"
        " [contact.schema.json](contact.schema.json). `followup export schema` prints the one of"
        " your own book, with your channels, cadences and tiers."
    )
    rows = ["| field | |", "|---|---|"]
    for name, what in json.loads(schema)["properties"].items():
        words = what.get("description", what.get("title", ""))
        rows.append(f"| `{name}` | {words} |")
    more = "[The contact file](../format.md) says what each means."
    table = "\n".join(rows)
    return f"# The schema\n\n{intro} {more}\n\n{table}\n"
