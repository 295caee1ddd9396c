"""Where templates lie, and which one counts: those of the book come before the built-in ones."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from followup_md.drafts.kinds import FORMS, KINDS
from followup_md.drafts.template_language import MAX_FILE, Section
from followup_md.drafts.words import Words, read_words
from followup_md.errors import FollowupError, MachineError, Problem, RefusedError, TextError
from followup_md.parsing.spelling import is_one_slip
from followup_md.storage import files
from followup_md.storage.locate import TEMPLATES
from followup_md.typed import NamedTuple

WORDS = "words.yml"
ENGLISH = "en"
_PACKAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), TEMPLATES)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_HEADING = re.compile(r"\[([^\[\]\n]*)\][ \t]*")


class Template(NamedTuple):
    """One section of a template: its words in one form."""

    source: str  # package:en/return.txt, or templates/return.txt in the book
    language: str
    section: Section

    def render(self, values: dict[str, object]) -> str:
        """Return the text with the values in it. Raises RefusedError."""
        try:
            return self.section.render(values)
        except TextError as error:
            raise _refused(self.source, error) from None


class Templates:
    """The templates of a book: each is read once."""

    def __init__(self, folder: str, language: str = ENGLISH) -> None:
        """`folder`: the book's ("": only the built-in ones); `language`: of the book."""
        self._folder = os.path.join(folder, TEMPLATES) if folder else ""
        self._language = normalized(language) or ENGLISH
        self._found: dict[tuple[str, str, tuple[str, ...]], Template] = {}
        self._read: dict[str, dict[str, Section] | None] = {}
        self._words: dict[str, Words] = {}

    def find(self, kind: str, form: str, languages: Iterable[str] = ()) -> Template:
        """Return the template of a kind in a form; `languages`: of the contact, in order.

        Raises RefusedError if there is none, or it cannot be read.
        """
        wanted = tuple(languages)
        found = self._found.get((kind, form, wanted))
        if found is None:
            found = self._found[kind, form, wanted] = self._find(kind, form, wanted)
        return found

    def words(self, language: str) -> Words:
        """Return the words of a language; English ones for what it lacks. Raises RefusedError."""
        found = self._words.get(language)
        if found is None:
            found = self._words[language] = self._read_words(language)
        return found

    def kinds(self) -> list[tuple[str, list[str]]]:
        """Return every kind, and where its templates come from, the book's first."""
        own = [name for name, _ in _listed(self._folder)] if self._folder else []
        names = dict.fromkeys([*KINDS, *(name.rpartition("/")[2][:-4] for name in own)])
        return [(kind, list(self._sources(kind, own))) for kind in names]

    def _sources(self, kind: str, own: list[str]) -> Iterator[str]:
        for name in own:
            if name.rpartition("/")[2] == f"{kind}.txt":
                yield f"{TEMPLATES}/{name}"
        if kind in KINDS:
            yield f"package:{ENGLISH}/{kind}.txt"

    def _find(self, kind: str, form: str, languages: tuple[str, ...]) -> Template:
        without = ""
        for language, source, path in self._places(kind, languages):
            sections = self._sections(source, path)
            if sections is None:
                continue
            if form in sections:
                return Template(source, language, sections[form])
            without = without or source
        if without:
            raise RefusedError(f"{without} has no section [{form}]: add one, or choose --form")
        raise RefusedError(_unknown(kind, self.kinds()))

    def _places(self, kind: str, languages: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
        """Yield language, source and path of each place that a template may lie at, in order."""
        if not _NAME.fullmatch(kind):
            return
        name = f"{kind}.txt"
        wanted = [tag for text in languages for tag in _tags(text)]
        own = list(_tags(self._language))
        for language in dict.fromkeys([*wanted, *own]):
            if self._folder:
                yield (
                    language,
                    f"{TEMPLATES}/{language}/{name}",
                    f"{self._folder}/{language}/{name}",
                )
            if self._folder and language == own[-1]:
                yield language, f"{TEMPLATES}/{name}", f"{self._folder}/{name}"
            yield language, f"package:{language}/{name}", f"{_PACKAGE}/{language}/{name}"
        if self._folder:
            yield own[0], f"{TEMPLATES}/{name}", f"{self._folder}/{name}"
        yield ENGLISH, f"package:{ENGLISH}/{name}", f"{_PACKAGE}/{ENGLISH}/{name}"

    def _sections(self, source: str, path: str) -> dict[str, Section] | None:
        if path not in self._read:
            try:
                raw = _read(path)
                self._read[path] = None if raw is None else read_sections(raw)
            except TextError as error:
                raise _refused(source, error) from None
        return self._read[path]

    def _read_words(self, language: str) -> Words:
        base = None if language == ENGLISH else self.words(ENGLISH)
        places = [(f"package:{language}/{WORDS}", f"{_PACKAGE}/{language}/{WORDS}")]
        short = language.partition("-")[0]
        if short != language:
            places.insert(0, (f"package:{short}/{WORDS}", f"{_PACKAGE}/{short}/{WORDS}"))
        if self._folder:
            places.append((f"{TEMPLATES}/{language}/{WORDS}", f"{self._folder}/{language}/{WORDS}"))
        for source, path in places:
            try:
                raw = _read(path)
                if raw is not None:
                    base = read_words(_decoded(raw), base)
            except TextError as error:
                raise _refused(source, error) from None
        assert base is not None, "the package has English words"
        return base


def normalized(language: str) -> str:
    """Return a language as folders are named, `de-at`, or "" for what is not one."""
    text = language.strip().lower().replace("_", "-")
    return text if _LANGUAGE.fullmatch(text) else ""


def built_in(kind: str) -> bytes | None:
    """Return the file of a built-in template, or None if there is none."""
    return _read(f"{_PACKAGE}/{ENGLISH}/{kind}.txt") if kind in KINDS else None


def read_sections(raw: bytes) -> dict[str, Section]:
    """Return the sections of a template file by form. Raises TextError."""
    found: dict[str, tuple[int, list[str]]] = {}
    lines: list[str] | None = None
    for number, line in enumerate(_decoded(raw).split("\n"), 1):
        heading = _HEADING.fullmatch(line)
        if heading is not None and (lines is None or _may_be_meant(heading[1])):
            if heading[1] not in FORMS:
                raise TextError("T102", f"no such section; known: {_headings()}", number, 1)
            if heading[1] in found:
                raise TextError("T102", f"the section [{heading[1]}] is there twice", number, 1)
            lines = []
            found[heading[1]] = number + 1, lines
        elif lines is not None:
            lines.append(line)
    if not found:
        raise TextError("T102", f"no section: {_headings()}, each on a line of its own", 1, 1)
    return {form: Section("\n".join(text), number) for form, (number, text) in found.items()}


def _may_be_meant(heading: str) -> bool:
    """Whether a line of its own in brackets is a heading, and no gap: `[email]`, `[emial]`."""
    return heading in FORMS or any(is_one_slip(heading, form) for form in FORMS)


def problems(folder: str) -> Iterator[Problem]:
    """Yield what is wrong with the templates of a book."""
    for name, path in _listed(os.path.join(folder, TEMPLATES)):
        try:
            raw = _read(path)
            if raw is None:
                continue
            if name.endswith(WORDS):
                read_words(_decoded(raw))
            else:
                for section in read_sections(raw).values():
                    section.check()
        except TextError as error:
            yield error.problem(f"{TEMPLATES}/{name}")
        except FollowupError as error:
            yield Problem("error", f"{TEMPLATES}/{name}", 0, 0, "T101", error.reason)


def stamps(folder: str) -> list[tuple[str, bytes]]:
    """Return the templates of a book and what is in them, for caches."""
    found = []
    for name, path in _listed(os.path.join(folder, TEMPLATES)):
        try:
            found.append((name, _read(path) or b""))
        except FollowupError:
            found.append((name, b""))
    return found


def _listed(folder: str) -> list[tuple[str, str]]:
    """Return the templates below a folder: names relative to it, and paths, sorted."""
    found: list[tuple[str, str]] = []
    if os.path.islink(folder):
        return found
    for inside in ("", *sorted(_folders(folder))):
        try:
            names = sorted(os.listdir(os.path.join(folder, inside)))
        except OSError:
            continue
        for name in names:
            stem, ending = os.path.splitext(name)
            is_template = ending == ".txt" and _NAME.fullmatch(stem) is not None
            if is_template or (name == WORDS and inside):
                relative = f"{inside}/{name}" if inside else name
                found.append((relative, os.path.join(folder, relative)))
    return found


def _folders(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and _LANGUAGE.fullmatch(entry.name):
                    yield entry.name
    except OSError:
        return


def _tags(language: str) -> Iterator[str]:
    """Yield `de-at`, then `de`."""
    tag = normalized(language)
    if tag:
        yield tag
        if "-" in tag:
            yield tag.partition("-")[0]


def _read(path: str) -> bytes | None:
    """Return the bytes of a template, or None if there is none. Raises TextError."""
    if os.path.islink(os.path.dirname(path)):
        raise TextError("T101", "behind a symbolic link: put the folder in its place")
    try:
        raw = files.read_bytes(path, MAX_FILE)
    except FileNotFoundError:
        return None
    except MachineError as error:
        raise TextError("T101", error.reason) from None
    if len(raw) > MAX_FILE:
        raise TextError("T101", f"larger than {MAX_FILE // 1024} kB")
    return raw


def _decoded(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise TextError("T101", "not UTF-8: save it as UTF-8", line, 1) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refused(source: str, error: TextError) -> RefusedError:
    place = f"{source}:{error.line}" if error.line else source
    return RefusedError(f"{place}: {error.code} {error.message}")


def _headings() -> str:
    return ", ".join(f"[{form}]" for form in FORMS)


def _unknown(kind: str, kinds: list[tuple[str, list[str]]]) -> str:
    from difflib import get_close_matches

    names = [name for name, _ in kinds]
    near = get_close_matches(kind, names, 1, 0.6)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(names)}"
    return f"no template of this kind; {hint}"
