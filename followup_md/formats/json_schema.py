"""The front matter of a contact as a JSON Schema, for editors and for other programs."""

from __future__ import annotations

from typing import Any

from followup_md.model.contact import STATUSES
from followup_md.model.fields import BY_KEY
from followup_md.model.settings import Settings
from followup_md.parsing import entries, fields

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = r"\d{4}-\d\d-\d\d"
Schema = dict[str, Any]

# YAML makes numbers and days of what is a text to us.
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_WIKILINK: Schema = {"type": "array", "items": {"type": "array"}}  # what YAML makes of [[bob]]
_KEYS = {
    "touches": (entries.TOUCH_KEYS, "2026-09-14 call voicemail, about the quote"),
    "promises": (entries.PROMISE_KEYS, "2026-09-18, send the brochure"),
    "quotes": (entries.QUOTE_KEYS, "2026-09-14 Q-114, the roof"),
}


def schema(settings: Settings) -> Schema:
    """Return the schema of the contacts of a book with these settings."""
    shapes = _shapes(settings)
    properties = {key: _described(key, shapes[reader]) for key, reader in fields.FIELDS.items()}
    properties |= {key: _entries(*_KEYS[key]) for key in fields.ENTRIES}
    return {
        "$schema": _DIALECT,
        "title": "Front matter of a contact",
        "description": "What followup check reads strictly; other keys are your own.",
        "type": "object",
        "properties": properties,
        "required": ["name"],
        "additionalProperties": True,
    }


def _shapes(settings: Settings) -> dict[fields.Reader, Schema]:
    """Return what the value of a field may be, by the function that reads it."""
    texts = _some(_TEXT)
    labels = {"type": "object", "additionalProperties": texts}
    dated = {"type": "string", "pattern": rf"^\s*{_DAY}"}
    return {
        fields.line: _TEXT,
        fields.text: {"anyOf": [_TEXT, _WIKILINK]},
        fields.texts: texts,
        fields.tags: texts,
        fields.labelled: _some({"anyOf": [_TEXT, labels]}),
        fields.birthday: {"type": "string", "pattern": rf"^\s*({_DAY}|--\d\d-\d\d)"},
        fields.timezone: {"type": "string", "examples": ["Europe/Rome"]},
        fields.dated: dated,
        fields.snooze: dated,
        fields.cadence: {"enum": [*settings.cadences, "none"]},
        fields.keep: {
            "anyOf": [
                {"enum": [*settings.keep, "none"]},
                {"type": "string", "pattern": r"^\s*[1-9]\d*[dwmy]\s*$"},
            ]
        },
        fields.channels: _some(_suggested([*settings.channels])),
        fields.hours: {"type": "string", "pattern": r"^\s*\d\d:\d\d\s*[-\u2013]\s*\d\d:\d\d\s*$"},
        fields.status: _suggested([*STATUSES]),
        fields.private: {"type": ["boolean", "string"]},
    }


def _described(key: str, shape: Schema) -> Schema:
    shape = shape if key == "name" else {"anyOf": [shape, {"type": "null"}]}  # nothing yet
    return {"description": BY_KEY[key].about} | shape if key in BY_KEY else shape


def _some(one: Schema) -> Schema:
    """Return the schema of one, or of a list of them."""
    return {"anyOf": [one, {"type": "array", "items": one}]}


def _suggested(words: list[str]) -> Schema:
    """Return the schema of a text that editors complete with these words."""
    return {"anyOf": [{"enum": words}, {"type": "string"}]}


def _entries(keys: tuple[str, ...], example: str) -> Schema:
    # A line with a colon in it is a mapping to YAML, under a key that nobody can list.
    mapping = {"type": "object", "properties": dict.fromkeys(keys, _TEXT)}
    line = {"type": "string", "pattern": r"^\s*\d{4}-", "examples": [example]}
    one = {"anyOf": [line, mapping]}
    return {"anyOf": [{"type": "array", "items": one}, {"type": "null"}]}
