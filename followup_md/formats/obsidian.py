"""A note about a person, as Obsidian and other programs keep it: its file is copied.

What `check --fix` does to a contact's file is done to the copy, so what the note says is there in
our words, and the rest as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from followup_md.editing import autofix, operations
from followup_md.editing.new_contact import field_text
from followup_md.editing.plan import PlannedEdits, apply_plan
from followup_md.errors import Problem, RefusedError
from followup_md.formats import texts
from followup_md.frontmatter import quoting
from followup_md.frontmatter.limits import MAX_FILE
from followup_md.frontmatter.nodes import Mapping
from followup_md.model import person
from followup_md.model.contact import Contact
from followup_md.model.person import NotRead, Options, People
from followup_md.model.settings import Settings
from followup_md.parsing import elsewhere, foreign_front, naming, translation, values
from followup_md.parsing.contact_file import ContactFile, read_text
from followup_md.parsing.fields import FIELDS

# Keys of no meaning here that say something of the person, also to one who is there already.
_OF_PERSONS = ("address", "anniversary", "related", "location")
_ASKS_PRIVACY = "E313"
LAST_CONTACT = "followup check --fix --last-contact call makes touches of last contacts"


def read(raw: bytes, options: Options) -> People:
    """Return the person of a note, whose name is that of its file if nothing else tells it.

    A note of which nothing says that it is about a person is none, unless every note is wanted.
    """
    at, id_ = options.name, Path(options.name).stem
    if len(raw) > MAX_FILE:
        return People((), (NotRead(at, f"over {MAX_FILE // 1024**2} MiB"),))
    text = texts.decode(raw).replace("\0", "")
    fixed = autofix.fix(id_, text, options.settings)
    file = read_text(id_, text if fixed is None else fixed.text, options.settings)
    if options.every:
        file = _named(id_, text if fixed is None else fixed.text, file, options.settings)
    if file.document is None or file.root is None:
        if not text.startswith("---"):
            return People(others=1)
    elif not options.every and not (
        file.root.get("name") is not None and translation.is_person(file.root)
    ):
        return People(others=1)
    file = _with_privacy(id_, file, options.settings)
    if file.contact is None or file.document is None or file.root is None:
        problem = _problem(id_, file, texts.decode(raw), options.settings)
        return People(
            (), (NotRead(f"{at}, line {problem.line}", f"{problem.code} {problem.message}"),)
        )
    text, contact = _without_links(id_, file.document.text, file.root, options.settings)
    lasting = any(_is_last_contact(key) for key, _ in contact.more)
    more = tuple((key, value) for key, value in contact.more if key in _OF_PERSONS and value)
    contact = contact._replace(id="", nickname=contact.nicknames, aliases=(), more=more)
    found = person.of(at, contact, ("last contact",) if lasting else ())
    return People((found._replace(text=text),), notes=(LAST_CONTACT,) if lasting else ())


def _problem(id_: str, file: ContactFile, text: str, settings: Settings) -> Problem:
    """Return what is wrong with a note, where it is in the note itself."""
    problem = file.problems[0]
    there = read_text(id_, text, settings).problems
    return next((each for each in there if each.code == problem.code), problem._replace(line=0))


def _named(id_: str, text: str, file: ContactFile, settings: Settings) -> ContactFile:
    """Return a note with a name, whatever it is about."""
    if file.document is None:
        front = foreign_front.make(id_, text, settings)
        if front is not None:
            return read_text(id_, front.parts.text, settings)
        if text.startswith("---"):
            return file  # its front matter is broken
        return read_text(id_, f"---\n{_name_line(id_)}\n---\n{text}", settings)
    root, parts = file.root, file.document
    if root is None or root.flow or root.get("name") is not None:
        return file
    found = naming.find(id_, root, parts.body)
    line = f"{' ' * root.column}{_name_line(found.name if found else id_)}{parts.newline}"
    return read_text(id_, parts._replace(front=line + parts.front).text, settings)


def _name_line(name: str) -> str:
    return f"name: {quoting.to_scalar(texts.one_line(name))}"


def _with_privacy(id_: str, file: ContactFile, settings: Settings) -> ContactFile:
    """Return a note that asks for privacy in words of its own as one that is private."""
    if file.document is None or file.root is None or file.root.flow:
        return file
    if {problem.code for problem in file.problems} != {_ASKS_PRIVACY}:
        return file
    parts = file.document
    line = f"{' ' * file.root.column}private: yes{parts.newline}"
    return read_text(id_, parts._replace(front=parts.front + line).text, settings)


def _without_links(id_: str, text: str, root: Mapping, settings: Settings) -> tuple[str, Contact]:
    """Return a note in whose fields `[[Acme]]` is Acme, as it is read; links of the text stay."""
    try:
        applied = apply_plan(text, partial(_unlinked, root), id_, settings)
    except RefusedError:
        applied = apply_plan(text, lambda _: PlannedEdits((), ""), id_, settings)
    return applied.text, applied.contact


def _unlinked(root: Mapping, contact: Contact) -> PlannedEdits:
    return PlannedEdits(tuple(_unlinking(root, contact)), "")


def _unlinking(root: Mapping, contact: Contact) -> Iterator[operations.Edit]:
    for key, node in root.pairs:
        if key.value not in FIELDS or "[[" not in values.flat(node):
            continue
        value = getattr(contact, key.value)
        if value and not any(hasattr(each, "label") for each in value):
            found = field_text(key.value, value)
            if isinstance(found, str) or len(found) == 1:
                yield operations.SetField(key.value, found if isinstance(found, str) else found[0])
            else:
                yield operations.SetList(key.value, found)


def _is_last_contact(key: str) -> bool:
    return elsewhere.channel_of_last_contact(key) is not None
