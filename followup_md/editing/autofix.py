"""`check --fix`: what a file says in other words, respelled; proven, or left alone.

First quotes where YAML wants them, then a front matter where the lines of the text make one, then
one respelling after another (parsing/translation). Each is read back: the changed keys hold what
was expected, every other key, comment and byte is as before, and no new error has come.
"""

from __future__ import annotations

from collections import Counter

from followup_md.editing import verify
from followup_md.frontmatter import splices
from followup_md.model.settings import Settings
from followup_md.parsing import autofix, foreign_front, translation
from followup_md.parsing.contact_file import ContactFile, read_text
from followup_md.parsing.fields import KEYS
from followup_md.typed import NamedTuple


class Fixed(NamedTuple):
    """The new text, the lines of the old one that were quoted, and the keys that were written."""

    text: str
    quoted: list[int]
    keys: list[str]


def fix(id_: str, text: str, settings: Settings, unsaid: str = "") -> Fixed | None:
    """Return a contact file with all that can be respelled, or None if that is nothing.

    `unsaid` is the channel of a last contact that does not say how it was; "": it is left.
    """
    quoted = autofix.quoted(text)
    new, lines = quoted or (text, [])
    keys: list[str] = []
    file = read_text(id_, new, settings)
    if file.document is None and any(problem.code == "E104" for problem in file.problems):
        file, keys = _with_front(id_, new, settings) or (file, [])
    for _ in range(translation.MOST_STEPS):
        step = _step(id_, file, settings, unsaid)
        if step is None:
            break
        file, key = step
        keys += [key] if key else []
    if file.document is not None:
        new = file.document.text
    return None if new == text else Fixed(new, lines, list(dict.fromkeys(keys)))


def _with_front(id_: str, text: str, settings: Settings) -> tuple[ContactFile, list[str]] | None:
    front = foreign_front.make(id_, text, settings)
    if front is None or not front.certain:
        return None
    file = read_text(id_, front.parts.text, settings)
    if file.root is None or not text.endswith(front.parts.body):
        return None
    return file, [key.value for key, _ in file.root.pairs if key.value in KEYS]


def _step(
    id_: str, old: ContactFile, settings: Settings, unsaid: str
) -> tuple[ContactFile, str] | None:
    if old.document is None or old.root is None:
        return None
    step = translation.next_step(id_, old.document, old.root, settings, unsaid)
    if step is None:
        return None
    front = splices.apply(old.document.front, step.splices)
    new = read_text(id_, old.document._replace(front=front).text, settings)
    if not verify.is_same_but(old, new, step.changes, step.splices):
        return None
    before, after = (Counter(problem.code for problem in file.problems) for file in (old, new))
    return None if after - before else (new, step.known)
