"""The values of fields as people type them on a command line, for the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from followup_md.editing import natural_dates, set_field
from followup_md.editing.serialize import read_field
from followup_md.errors import TextError, UsageError
from followup_md.model.contact import Dated
from followup_md.model.fields import BY_KEY, FIELDS, WORDS
from followup_md.model.settings import Settings
from followup_md.parsing import elsewhere
from followup_md.parsing.addresses import wrong_email, wrong_phone
from followup_md.policy.phrases import full_date, one_line

_IN_NUMBERS = re.compile(r"\d+[-/.]\d+", re.ASCII)  # surely meant as a day
_YEAR = re.compile(r"\b\d{4}\b", re.ASCII)


def every(
    typed: Mapping[str, Any], today: date, settings: Settings
) -> dict[str, str | tuple[str, ...]]:
    """Return the texts for a new file of what was typed, by key; you met today if not told.

    Raises UsageError for what a field does not take.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    for field in FIELDS:
        value = typed.get(field.key)
        if field.several:
            found[field.key] = several(field.key, value or (), settings)
        elif field.key == "private":
            found[field.key] = "yes" if value else ""
        else:
            met = "today" if field.key == "met" else ""
            text = (value or "").strip() or met
            found[field.key] = one(field.key, text, today, settings) if text else ""
    return found


def one(key: str, typed: str, today: date, settings: Settings) -> str:
    """Return the text for a file of a field that holds one value; "" for none.

    Raises UsageError for what the field does not take.
    """
    text = one_line(typed)
    if key in ("met", "snooze", "follow_up", "status"):
        text = _with_day(key, text, today, settings)
    elif key == "birthday":
        text = _birthday(text, today)
    if text:
        _check(key, text, settings)
    return text


def several(key: str, typed: Iterable[str], settings: Settings) -> tuple[str, ...]:
    """Return the texts for a file of a field that holds several values, each once.

    Raises UsageError for what the field does not take.
    """
    texts = [text for value in typed for text in (value.split(",") if key in WORDS else [value])]
    found = tuple(dict.fromkeys(filter(None, map(one_line, texts))))
    wrong = {"email": wrong_email, "phone": wrong_phone}.get(key)
    for text in found:
        if wrong is not None and (what := wrong(text)):
            raise UsageError(f"{BY_KEY[key].option[2:]} {text!r}: {what}")
        _check(key, text, settings)
    if key in ("prefer", "never") and found:  # as the table of channels spells them
        return cast("tuple[str, ...]", read_field(key, found, settings))
    return found


def parse_met(words: str | None, today: date) -> Dated:
    """Return when and where you met: today, unless the words start with a day in the past."""
    if words is None or not words.strip():
        return Dated(today)
    try:
        day, rest = natural_dates.split_day([words], today, past=True)
    except natural_dates.UncertainDayError:
        raise
    except UsageError:
        if _IN_NUMBERS.match(words.strip()):
            raise
        return Dated(today, one_line(words))
    if day > today:
        raise UsageError(f"met: {full_date(day)} is in the future")
    return Dated(day, rest)


def _with_day(key: str, text: str, today: date, settings: Settings) -> str:
    if key == "met":
        return set_field.text_of(parse_met(text, today))
    if key == "status":
        return set_field.text_of(set_field.status(text, today, settings).value)
    day, why = natural_dates.split_day([text], today)
    if key == "snooze":
        return set_field.text_of(set_field.snooze(day, today, why, settings).value)
    return set_field.text_of(set_field.follow_up(day, today, why, settings).value)


def _birthday(text: str, today: date) -> str:
    if _IN_NUMBERS.search(text) or not text[:1].isalnum():
        return text  # as in the file
    try:
        day = natural_dates.parse_day(text, today)
    except UsageError:
        raise UsageError("birthday: which day? 27 apr, 27 apr 1970, 1970-04-27") from None
    return day.isoformat() if _YEAR.search(text) else f"--{day.month:02d}-{day.day:02d}"


def _check(key: str, text: str, settings: Settings) -> None:
    try:
        read_field(key, text, settings)
    except TextError as error:
        # What becomes of the file does not matter: nothing is written.
        message = error.message.partition("; until then")[0]
        if key == "keep" and (span := elsewhere.span(text)):
            message = f"{message.partition('; ')[0]}; did you mean `{span}`?"
        raise UsageError(f"{BY_KEY[key].option[2:]}: {message}") from None
