"""A whole file in our words, one certain step after another; nothing is written here."""

from __future__ import annotations

from followup_md.errors import TextError
from followup_md.frontmatter import quoting, spans, splices
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.nodes import Mapping
from followup_md.frontmatter.parse import parse
from followup_md.frontmatter.spans import Data
from followup_md.frontmatter.splices import Splice
from followup_md.model.settings import Settings
from followup_md.parsing import elsewhere, inline_fields, naming, respelling, values
from followup_md.parsing.fields import KEYS
from followup_md.parsing.respelling import Respelling

MOST_STEPS = 100
# Keys that only a person has, and words for one among tags and types.
_OF_PERSONS = values.words(
    "nickname email phone birthday org met via keep follow_up touches promises quotes reason"
)
_PERSONS = values.words("person people contact contacts crm friend friends client clients family")


def next_step(
    id_: str, parts: Document, root: Mapping, settings: Settings, unsaid: str = ""
) -> Respelling | None:
    """Return the next change that only says the same in our words, or None.

    The oldest last contact first, since the newest entry is the last of its list. `unsaid` is the
    channel of one that does not say how it was.
    """
    name = _name(id_, parts, root)
    if name is not None:
        return name
    inline = missing_fields(parts, root)
    if inline:
        lines = "".join(field_lines(inline, parts, root))
        end = len(parts.front)
        changes = dict[str, Data | None](inline)
        return Respelling(0, "", (Splice(end, end, lines),), changes, True)
    found = respelling.find(parts.front, root, settings, unsaid=unsaid)
    return min((step for step in found if step.certain), key=_order, default=None)


def _order(step: Respelling) -> str:
    touches = step.changes.get("touches")
    last = touches[-1] if isinstance(touches, list) and touches else ""
    return last if isinstance(last, str) else ""


def missing_fields(parts: Document, root: Mapping) -> dict[str, str]:
    """Return the inline fields of the body that the front matter does not have."""
    found = inline_fields.find(parts.body, below_front=True)
    if not found or root.flow or not parts.front.endswith("\n"):
        return {}
    taken = {_place(key.value) for key, _ in root.pairs}
    return {key: value for key, value in found.items() if _place(key) not in taken}


def _place(key: str) -> str:
    # Where the value of a key may end up, told apart no finer than that.
    known = elsewhere.known_key(key, KEYS)
    if elsewhere.flag(key):
        return "status"
    return "keep" if known == "cadence" else known or key


def field_lines(fields: dict[str, str], parts: Document, root: Mapping) -> list[str]:
    """Return the lines of a front matter for fields of the body."""
    column, newline = " " * root.column, parts.newline
    return [f"{column}{k}: {quoting.to_scalar(v)}{newline}" for k, v in fields.items()]


def translated(id_: str, parts: Document, settings: Settings) -> Document:
    """Return a file with every step made."""
    for _ in range(MOST_STEPS):
        try:
            root = parse(parts.front)
        except TextError:
            break
        step = next_step(id_, parts, root, settings)
        if step is None:
            break
        parts = parts._replace(front=splices.apply(parts.front, step.splices))
    return parts


def is_person(root: Mapping) -> bool:
    """Whether a front matter can only be somebody's: it has an address, a birthday, …"""
    for key, node in root.pairs:
        known = elsewhere.known_key(key.value, KEYS)
        if known in _OF_PERSONS and values.flat(node):
            return True
        if known == "tags" or elsewhere.flat_key(key.value) in ("type", "class", "kind"):
            words = values.flat(node).lower().replace("#", " ").replace(",", " ").replace("/", " ")
            if _PERSONS.intersection(words.split()):
                return True
    return False


def _name(id_: str, parts: Document, root: Mapping) -> Respelling | None:
    written = root.get("name")
    if root.flow or (written is not None and values.flat(written) not in ("", *values.NULLS)):
        return None
    found = naming.find(id_, root, parts.body)
    if found is None or written is not None:
        return None
    if found.key is not None:
        number = [key for key, _ in root.pairs].index(found.key)
        sure = naming.is_full(found.key.value)
        title = elsewhere.flat_key(found.key.value) == "title" and is_person(root)
        if not sure and not (title and naming.is_like_a_name(found.name)):
            return None
        splice = Splice(found.key.start, found.key.end, "name")
        data = spans.to_data(root.pairs[number][1])
        return Respelling(number, "name", (splice,), {found.key.value: None, "name": data}, True)
    if not is_person(root) or not naming.is_like_a_name(found.name):
        return None
    column = " " * root.column
    line = f"{column}name: {quoting.to_scalar(found.name)}{parts.newline}"
    return Respelling(0, "name", (Splice(0, 0, line),), {"name": found.name}, True)
