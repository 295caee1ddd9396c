"""What a contact is called whose file has no `name`: other keys, the heading, the file name."""

from __future__ import annotations

import re

from followup_md.errors import TextError
from followup_md.frontmatter import quoting
from followup_md.frontmatter.document import Document
from followup_md.frontmatter.nodes import Mapping, Scalar
from followup_md.model.folding import fold
from followup_md.parsing import elsewhere, values
from followup_md.typed import NamedTuple

_FULL = frozenset(map(elsewhere.flat_key, elsewhere.KEYS["name"].split()))
_FIRST = values.words("firstname first givenname given forename ngn")
_LAST = values.words("lastname last surname familyname family nfn")
_HEADING = re.compile(r"^(?:#[ \t]+(\S[^\n]*?)|(\S[^\n]*)\r?\n=+)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
_PARTICLES = values.words(
    "de da di do dos du del della la le van von der den ter af al el bin ibn bint ben y zu zum zur"
)
# What programs add to a name: its kind before it, an identifier behind it.
_KIND = re.compile(r"(?:person|people|contact|name):\s+(?=\S)", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(?<=\S) +(?=[a-f]*\d)[0-9a-f]{8,32}$")
_FIRST_LINE = re.compile(r"\s*([^\n]*\S)[ \t\r]*(?:\n[ \t\r]*\n|$)")
_NO_NAMES = frozenset(
    [
        "notes",
        "note",
        "contact",
        "contacts",
        "log",
        "people",
        "person",
        "meeting",
        "meetings",
        "ideas",
        "project",
        "projects",
        "template",
        "untitled",
        "index",
        "home",
        "about",
        "history",
        "summary",
        "overview",
        "call",
        "calls",
        "team",
        "todo",
        "tasks",
    ]
)
_MOST_WORDS = 5
_MOST = 500  # characters that are looked at


class Found(NamedTuple):
    """A name, and the key that holds it, if one alone does."""

    name: str
    key: Scalar | None = None


def find(id_: str, root: Mapping | None, body: str) -> Found | None:
    """Return what a contact without `name` is probably called, or None."""
    texts: dict[str, str] = {}
    stem = id_.rpartition("/")[2]
    title: tuple[str, Scalar] | None = None
    for key, node in root.pairs if root is not None else ():
        flat = elsewhere.flat_key(key.value)
        value = " ".join(values.text(node).split()) if isinstance(node, Scalar) else ""
        if not value:
            continue
        slip = elsewhere.mistyped_key(key.value, ("name",))
        titled = flat == "title" and (is_like_a_name(value) or _flat(value) == _flat(stem))
        if is_full(key.value) or slip or titled:
            return Found(value, key)
        if flat == "title":
            title = value, key
        for kind, words in (("first", _FIRST), ("last", _LAST)):
            if flat in words and not re.search(r"\d", value):
                texts.setdefault(kind, value)
    if texts:
        return Found(" ".join(filter(None, (texts.get("first"), texts.get("last")))))
    match = _HEADING.search(body, 0, _MOST)
    heading = _plain(match[1] or match[2]) if match else ""
    if heading and (is_like_a_name(heading) or not is_like_a_name(stem)):
        return Found(heading)
    if name := _of_stem(_IDENTIFIER.sub("", stem)):
        return Found(name)
    # Where the file is called by a number, its title may be the first line.
    first = _FIRST_LINE.match(body, 0, _MOST)
    if first and " " in first[1] and is_like_a_name(first[1]):
        return Found(first[1])
    return Found(*title) if title is not None else None


def is_part(key: str) -> bool:
    """Whether a key is for the first or the last name alone."""
    return elsewhere.flat_key(key) in _FIRST | _LAST


def joined(name: str, parts: dict[str, str]) -> str:
    """Return a name with the parts that stand beside it, by key: `Name: Ann`, `Last name: Lee`."""
    words = {elsewhere.flat_key(key): value for key, value in parts.items()}
    first = name or next((words[flat] for flat in words if flat in _FIRST), "")
    last = next((words[flat] for flat in words if flat in _LAST), "")
    return first if fold(last) in fold(first) else f"{first} {last}".strip()


def is_full(key: str) -> bool:
    """Whether a key is another word for `name`, in whatever case."""
    return elsewhere.flat_key(key) in ("name", *_FULL)


def is_like_a_name(text: str) -> bool:
    """Whether a text can hardly be anything but somebody's name: `Ann Lee`, `王小明`."""
    words = text.replace("-", " ").split()
    if not 1 <= len(words) <= _MOST_WORDS or re.search(r"[\d_@:/|#*\[\]]", text):
        return False
    if any(word.lower().strip(".,") in _NO_NAMES for word in words):
        return False
    if len(words) == 1 and text.isascii():
        return False
    return all(w.lower() in _PARTICLES or (not w[0].islower() and w[0].isalpha()) for w in words)


def unnamed(id_: str, root: Mapping, parts: Document, first_line: int) -> TextError:
    """Return the error for a contact without a name, with the line to add where one is found."""
    found = find(id_, root, parts.body)
    written = next((key for key, _ in root.pairs if key.value == "name"), None)
    line = f"name: {quoting.to_scalar(found.name)}" if found and not root.flow else ""
    key = found.key if found else None
    if written is not None:
        return TextError(
            "E301", "a contact needs a name: `name: …`", written.line + first_line, 1, line
        )
    if key is not None:
        number = key.line + first_line
        message = f"a contact needs a name: the key in line {number} must be `name`"
        return TextError("E301", message, number, 1, line)
    message = "a contact needs a name: a line `name: …` below the first ---"
    fence = parts.opening.rstrip()
    return TextError("E301", message, 1, 1, f"{fence}\n{line}" if line else "")


def _of_stem(stem: str) -> str:
    if is_like_a_name(stem):
        return stem
    words = re.split(r"[-_ ]+", stem)
    if all(word.isalpha() and len(word) > 1 for word in words) and not _NO_NAMES.intersection(
        map(str.lower, words)
    ):
        return " ".join(
            word if word in _PARTICLES else word[:1].upper() + word[1:] for word in words
        )
    return ""


def _flat(text: str) -> str:
    return re.sub(r"[\W_]+", " ", fold(text))


def _plain(heading: str) -> str:
    # Without links and emphasis.
    text = re.sub(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|\[([^\]]*)\]\([^)]*\)", r"\1\2", heading)
    text = _KIND.sub("", " ".join(re.sub(r"[*_`#]+", "", text).split()), count=1)
    return _IDENTIFIER.sub("", text)
