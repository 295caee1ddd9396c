"""Reading `followup.yml`: the settings of a book, strictly, with the nearest known key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from followup_md.errors import TextError
from followup_md.frontmatter import document
from followup_md.frontmatter.nodes import Mapping, Node, Scalar
from followup_md.frontmatter.parse import parse
from followup_md.model.interval import parse_interval
from followup_md.model.settings import (
    CADENCES,
    CHANNELS,
    FEEDS,
    TIERS,
    Cadence,
    Channel,
    Member,
    Publish,
    Rule,
    Settings,
    channel_words,
)
from followup_md.parsing import fields, spelling, values
from followup_md.parsing.settings_values import (
    error,
    is_missing,
    items,
    mapping,
    number,
    some_of,
    text,
    unknown_key,
    yes_no,
)
from followup_md.storage.holidays import SPAN

_LONGEST = 800  # days of an absence
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read(raw: bytes) -> Settings:
    """Return the settings in the bytes of a `followup.yml`; raises a TextError with the place."""
    source = document.decode(raw).removeprefix(document.BOM)
    document.reject_unreadable(source)
    if not any(line.strip() and not line.lstrip().startswith("#") for line in source.splitlines()):
        return Settings()
    root = parse(source)
    settings = Settings()
    # First the names that values may use, whatever their order in the file.
    order = ("channels", "cadences", "keep")
    pairs = sorted(root.pairs, key=lambda pair: (*order, pair[0].value).index(pair[0].value))
    for key, node in pairs:
        if key.value not in _READERS:
            raise unknown_key(key, _READERS)
        if is_missing(node) and key.value != "publish":
            continue
        settings = _READERS[key.value](node, settings)
    _check_names(root, settings)
    return settings


def _timezone(node: Node) -> str:
    value = text(node)
    if value and not values.is_timezone(value):
        raise error(node, "expected an IANA time zone, such as Europe/Rome")
    return value


def _workdays(node: Node) -> frozenset[int]:
    days = []
    for item in items(node):
        word = text(item).lower()[:3]
        if word not in _DAYS:
            raise error(item, f"a day is one of {', '.join(_DAYS)}")
        days.append(_DAYS.index(word))
    if not days:
        raise error(node, "at least one working day is needed")
    return frozenset(days)


def _holidays(node: Node) -> tuple[str, ...]:
    found = []
    for item in items(node):
        value = text(item)
        if isinstance(item, Scalar) and value[:1].isdigit():
            value = _absence(item)
        elif not (value.replace("-", "").isalnum() and 2 <= len(value) <= 12):
            raise error(
                item,
                "a holiday is YYYY-MM-DD, a span YYYY-MM-DD..YYYY-MM-DD"
                " or a country code such as GB or US-CA",
            )
        found.append(value)
    return tuple(found)


def _absence(item: Scalar) -> str:
    """Return a date, or a span of dates, in ISO."""
    days = []
    for part in item.value.split(SPAN, 1):
        try:
            days.append(fields.dated(item._replace(value=part.strip()), Settings()).date)
        except TextError as wrong:
            raise error(item, wrong.message) from None
    if days[0] > days[-1]:
        raise error(item, "the span ends before it begins")
    if (days[-1] - days[0]).days > _LONGEST:
        raise error(item, f"a span of more than {_LONGEST} days is probably a slip")
    return SPAN.join(day.isoformat() for day in days)


def _span_or_tier(node: Node, settings: Settings) -> str:
    value = text(node)
    if not values.is_keep(value, settings):
        hint = spelling.did_you_mean(value, settings.keep)
        raise error(node, f"no such tier or span{hint or ': 30d, 6w, 3m, 1y, a tier or none'}")
    return value


def _cadence_name(node: Node, settings: Settings) -> str:
    value = text(node)
    if not values.is_cadence(value, settings):
        raise error(node, f"unknown cadence{spelling.did_you_mean(value, settings.cadences)}")
    return value


def _channel_words(node: Node, settings: Settings) -> tuple[str, ...]:
    words, known = [], channel_words(settings.channels)
    for item in items(node):
        word = text(item).lower()
        word = known.get(word, word)
        if word not in settings.channels:
            from followup_md.parsing import elsewhere

            hint = elsewhere.did_you_mean("channel", word, settings.channels)
            raise error(item, f"unknown channel{hint}")
        words.append(word)
    return tuple(words)


def _channels(node: Node, settings: Settings) -> Settings:
    channels = dict(CHANNELS)
    for key, value in mapping(node):
        word = key.value.lower()
        if not word.replace("-", "").isalnum() or word in ("in", "out", "with", "re"):
            raise error(key, "a channel is one word of letters, digits and hyphens")
        found = {name.value: item for name, item in mapping(value, ("live", "needs"))}
        needs = text(found["needs"]) if "needs" in found else ""
        if needs not in ("", "phone", "email"):
            raise error(found["needs"], "`needs` is phone or email")
        live = yes_no(found["live"]) if "live" in found else False
        channels[word] = Channel(live, needs)
    return settings._replace(channels=channels)


def _cadences(node: Node, settings: Settings) -> Settings:
    cadences = dict(CADENCES)
    for key, value in mapping(node):
        found = {name.value: item for name, item in mapping(value, Cadence._fields)}
        if key.value == "none" or "gaps" not in found:
            raise error(key, "a cadence needs `gaps`: [2, 3, 5], in working days")
        gaps = tuple(number(0)(item) for item in items(found["gaps"]))
        words = _channel_words(found["channels"], settings) if "channels" in found else ()
        then = text(found["then"]) if "then" in found else ""
        cadences[key.value] = Cadence(gaps, words, then)
    return settings._replace(cadences=cadences)


def _keep(node: Node, settings: Settings) -> Settings:
    tiers = dict(TIERS)
    for key, value in mapping(node):
        span = parse_interval(text(value))
        if span is None or key.value == "none":
            raise error(value, "a tier is a span: 30d, 6w, 3m or 1y")
        tiers[key.value] = span
    return settings._replace(keep=tiers)


def _defaults(node: Node, settings: Settings) -> Settings:
    for key, value in mapping(node, ("new", "known", "keep", "reason")):
        if key.value == "keep":
            settings = settings._replace(default_keep=_span_or_tier(value, settings))
        elif key.value == "reason":
            settings = settings._replace(reason_keep=_span_or_tier(value, settings))
        else:
            name: dict[str, Any] = {key.value: _cadence_name(value, settings)}
            settings = settings._replace(**name)
    return settings


def _rules(node: Node, settings: Settings) -> Settings:
    rules = []
    for item in items(node):
        found = {key.value: value for key, value in mapping(item, Rule._fields)}
        if "tag" not in found:
            raise error(item, "a rule needs a tag: - {tag: family, keep: close}")
        cadence = _cadence_name(found["cadence"], settings) if "cadence" in found else ""
        keep = _span_or_tier(found["keep"], settings) if "keep" in found else ""
        rules.append(Rule(text(found["tag"]), cadence, keep))
    return settings._replace(rules=tuple(rules))


def _agenda(node: Node, settings: Settings) -> Settings:
    for key, value in mapping(node, ("limit", "days")):
        if key.value == "days":
            settings = settings._replace(days=number(0)(value))
        elif text(value).lower() not in ("", "none"):
            settings = settings._replace(limit=number(1)(value))
    return settings


def _publish(node: Node, settings: Settings) -> Settings:
    chosen: dict[str, Any] = {}
    for key, value in mapping(node, Publish._fields):
        if key.value == "feeds":
            chosen[key.value] = some_of(value, FEEDS)
        elif key.value in ("fields", "files"):
            chosen[key.value] = tuple(text(item) for item in items(value))
        else:
            chosen[key.value] = yes_no(value)
    return settings._replace(publish=Publish(**chosen), publish_written=True)


def _addresses(node: Node) -> tuple[str, ...]:
    found = []
    for item in items(node):
        value = text(item)
        if "@" not in value:
            raise error(item, "expected an e-mail address")
        found.append(value)
    return tuple(found)


def _language(node: Node) -> str:
    value = text(node)
    if not (value.isascii() and value.replace("-", "").isalnum() and value[:2].isalpha()):
        raise error(node, "expected a language, such as en or de-AT")
    return value


def _team(node: Node, settings: Settings) -> Settings:
    members = {}
    for key, value in mapping(node):
        found = {name.value: item for name, item in mapping(value, ("name", "phone", "email"))}
        if "name" not in found or not text(found["name"]):
            raise error(key, "one of the team needs a name: paul: {name: Paul Okade}")
        phone = text(found["phone"]) if "phone" in found else ""
        emails = _addresses(found["email"]) if "email" in found else ()
        members[key.value] = Member(text(found["name"]), phone, emails)
    return settings._replace(team=members)


def _plain(name: str, read_value: Callable[[Node], Any]) -> Callable[[Node, Settings], Settings]:
    def read_field(node: Node, settings: Settings) -> Settings:
        value: dict[str, Any] = {name: read_value(node)}
        return settings._replace(**value)

    return read_field


_READERS: dict[str, Callable[[Node, Settings], Settings]] = {
    "me": _plain("me", text),
    "my_phone": _plain("my_phone", text),
    "my_email": _plain("my_email", _addresses),
    "language": _plain("language", _language),
    "team": _team,
    "timezone": _plain("timezone", _timezone),
    "workdays": _plain("workdays", _workdays),
    "holidays": _plain("holidays", _holidays),
    "owed_within": _plain("owed_within", number(0)),
    "first_within": _plain("first_within", number(0)),
    "min_gap": _plain("min_gap", number(0)),
    "cadences": _cadences,
    "keep": _keep,
    "defaults": _defaults,
    "rules": _rules,
    "channels": _channels,
    "agenda": _agenda,
    "commit": _plain("commit", yes_no),
    "publish": _publish,
}
KEYS = tuple(_READERS)


def _check_names(root: Mapping, settings: Settings) -> None:
    # `then` may name a tier that is defined further down in the file.
    node = root.get("cadences")
    for _, value in node.pairs if isinstance(node, Mapping) else ():
        then = value.get("then") if isinstance(value, Mapping) else None
        if then is not None and text(then):
            _span_or_tier(then, settings)
