"""The language of templates: what of Jinja2 one may use. It always ends, and stays small.

A sandbox alone keeps a template from the machine, but not from a loop of nine million steps or a
text of 200 MB. So the syntax tree may hold nothing but the nodes, names and filters listed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from followup_md.drafts.plain_text import gap
from followup_md.errors import TextError

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.nodes import Node
    from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_FILE = 16 * 1024  # bytes
_DEEPEST = 24  # nodes within nodes
_LONGEST = 20_000  # characters of a draft
_DAY = ("of",)
# The names of a template, and what may follow a dot; `more` has the contact's own keys.
NAMES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("you", "name", "org", "hello", "bye", "me", "my_phone", "reason", "via"), ()),
    **dict.fromkeys(("n", "of", "final", "later", "tried", "bounced", "late", "last"), ()),
    **dict.fromkeys(("theirs_live", "theirs", "last_what", "mine", "yours", "can_write"), ()),
    **dict.fromkeys(("birthday_late", "other", "other_name", "other_org", "words", "asked"), ()),
    **dict.fromkeys(("met_day", "theirs_day", "last_day"), _DAY),
    "quote": ("ref", "what", "day", "known", "final"),
    "promise": ("what", "date", "late"),
    "more": (),
}
_NODES = frozenset(
    (
        *("Template", "Output", "TemplateData", "Name", "Const", "If", "CondExpr", "Compare"),
        *("Operand", "And", "Or", "Not", "Test", "Filter", "Keyword", "Getattr"),
    )
)
_TESTS = ("defined", "undefined", "none")
# A line that ends with a tag, and is more than tags: its end of line stays, as that of any text.
_ENDS_WITH_TAG = re.compile(r"^(?![ \t]*(?:\{%(?:(?!%\}).)*%\}[ \t]*)+$)(.*%\})$", re.MULTILINE)
_CONSTANTS = (str, int, float, bool, type(None))


class Section:
    """The template of one form; it is checked before it is filled in for the first time."""

    def __init__(self, text: str, line: int) -> None:
        """`line`: the number of the text's first line in its file, for the messages."""
        self._text = _ENDS_WITH_TAG.sub(r'\1{{ "" }}', text)
        self._line = line
        self._template: Template | None = None

    def render(self, values: Mapping[str, Any]) -> str:
        """Return the text with the values in it. Raises TextError."""
        try:
            return self._rendered(values)
        except (TypeError, ValueError, ArithmeticError, SyntaxError, RecursionError) as error:
            # Such as a text compared with a number.
            words = f"this cannot be worked out ({type(error).__name__})"
            raise TextError("T109", words, self._line, 1) from None

    def _rendered(self, values: Mapping[str, Any]) -> str:
        if self._template is None:
            environment = _environment()
            code = environment.compile(self.check())  # type: ignore[call-overload]  # takes a tree
            self._template = environment.template_class.from_code(environment, code, {})
        found, length = [], 0
        for part in self._template.generate(values):
            length += len(part)
            if length > _LONGEST:
                raise TextError("T108", f"the draft is longer than {_LONGEST} characters", 0, 0)
            found.append(part)
        return "".join(found)

    def check(self) -> Node:
        """Return the syntax tree. Raises TextError if it holds more than a template may do."""
        from jinja2 import TemplateSyntaxError

        try:
            tree = _environment().parse(self._text)
        except TemplateSyntaxError as error:
            line = self._line + error.lineno - 1
            raise TextError("T103", _readable(error.message or "not a template"), line, 1) from None
        except (RecursionError, ValueError, MemoryError):
            raise TextError("T103", "nested too deep, or a number too long", self._line) from None
        waiting: list[tuple[Node, int, int]] = [(tree, 0, 1)]
        while waiting:
            node, depth, line = waiting.pop()
            line = node.lineno or line
            try:
                _check(node, depth)
            except TextError as error:
                raise TextError(error.code, error.message, self._line + line - 1, 1) from None
            if not (type(node).__name__ == "Getattr" and _is_key_of_more(node)):
                waiting += [(child, depth + 1, line) for child in node.iter_child_nodes()]
        return tree


def _check(node: Any, depth: int) -> None:
    """Raise TextError if a template may not hold this node."""
    kind = type(node).__name__
    if depth > _DEEPEST:
        raise TextError("T104", "nested too deep")
    if kind not in _NODES:
        raise TextError("T104", f"{kind} is more than a template may do")
    if kind == "Name":
        if node.name not in NAMES or node.ctx != "load":
            raise TextError("T105", f"there is no value of this name{_nearest(node.name, NAMES)}")
    elif kind == "Filter":
        if node.name not in _filters():
            raise TextError("T106", f"there is no such filter{_nearest(node.name, _filters())}")
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise TextError("T104", "arguments with * are more than a template may do")
    elif kind == "Test":
        if node.name not in _TESTS:
            raise TextError("T106", f"there is no such test{_nearest(node.name, _TESTS)}")
    elif kind == "Const":
        if not isinstance(node.value, _CONSTANTS):
            raise TextError("T104", "this is more than a template may do")
    elif kind == "Getattr" and not _is_key_of_more(node):
        _check_attribute(node)


def _check_attribute(node: Any) -> None:
    owner = node.node
    known: tuple[str, ...] = ()
    if type(owner).__name__ == "Name":
        known = NAMES.get(owner.name, ())
    elif type(owner).__name__ == "Getattr" and owner.attr == "day":
        known = _DAY
    if node.attr not in known:
        raise TextError("T105", f"nothing of this name after the dot{_nearest(node.attr, known)}")


def _is_key_of_more(node: Any) -> bool:
    owner = node.node
    of_more = type(owner).__name__ == "Name" and owner.name == "more"
    return of_more and not node.attr.startswith("_")


def _nearest(word: str, known: Any) -> str:
    """Return a hint at the nearest of the known words, or at all of them."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, 1, 0.6)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; known: {', '.join(known)}" if known else ""


def _readable(message: str) -> str:
    """Return a message of Jinja2 without the words of the template that it quotes."""
    return re.sub(r"'[^']*'|\"[^\"]*\"", "\u2026", message).rstrip(".")


def _default(value: Any, default: Any = "", boolean: bool = True) -> Any:  # noqa: ARG001  as Jinja2
    return value or default


def _gap(value: Any, words: str) -> str:
    return str(value) if value else gap(str(words))


def _capfirst(value: Any) -> str:
    text = str(value)
    return text[:1].upper() + text[1:]


def _join(value: Any, between: str = ", ") -> str:
    # Only lists: a text joined with itself would double and double again.
    return str(between).join(value) if isinstance(value, tuple) else str(value)


def _first(value: Any) -> Any:
    return value[0] if value else ""


def _last(value: Any) -> Any:
    return value[-1] if value else ""


def _length(value: Any) -> int:
    return len(value) if isinstance(value, (str, tuple)) else 0


@cache
def _filters() -> dict[str, Any]:
    return {
        "gap": _gap,
        "capfirst": _capfirst,
        "default": _default,
        "join": _join,
        "first": _first,
        "last": _last,
        "length": _length,
        "lower": lambda value: str(value).lower(),
        "upper": lambda value: str(value).upper(),
        "trim": lambda value: str(value).strip(),
    }


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    found = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, autoescape=False, cache_size=0, auto_reload=False
    )
    found.globals.clear()
    found.filters.clear()
    found.filters.update(_filters())
    found.tests = {name: found.tests[name] for name in _TESTS}
    return found
