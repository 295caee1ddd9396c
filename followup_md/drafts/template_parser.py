"""Reads a template by recursive descent into texts, values and conditions."""

from __future__ import annotations

import re

from followup_md.drafts.expressions import (
    DAY,
    FILTERS,
    NAMES,
    Value,
    applied,
    both,
    chosen,
    compared,
    constant,
    either,
    looked_up,
    nothing,
    unknown_name,
)
from followup_md.errors import TextError
from followup_md.typed import NamedTuple

_DEEPEST = 20  # conditions within conditions, and brackets within brackets
# What else Jinja2 knows, to be named in messages.
_MORE = (
    *("autoescape", "block", "call", "do", "extends", "filter", "for", "from", "import"),
    *("include", "macro", "raw", "set", "trans", "with"),
)
_WORDS = ("and", "or", "not", "if", "else", "in", "is")
_CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "none": "", "None": ""}
_OPEN = re.compile(r"\{[{%#]")
_TOKEN = re.compile(
    r"""\s*(?:(?P<end>-?%\}|-?\}\})|(?P<text>"[^"\\]*"|'[^'\\]*')|(?P<number>\d{1,9}(?![\w.]))"""
    r"""|(?P<name>[^\W\d]\w*)|(?P<sign>==|!=|<=|>=|[<>().,|=]))"""
)


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


class Branch(NamedTuple):
    """A part of a template: a text, a value, or what a condition chooses."""

    value: Value
    then: tuple[str | Branch, ...] | None = None  # None: the value itself
    otherwise: tuple[str | Branch, ...] = ()


class Parser:
    """Reads a template by recursive descent."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._line = line
        self._at = 0
        self._start = 0  # of the tag
        self._depth = 0
        self._token = _Token("", "", 0)

    def parse(self) -> tuple[str | Branch, ...]:
        """Return the parts of the whole text."""
        parts, stop = self._block()
        if stop:
            raise self._error("T103", f"{stop} without an if before it")
        return parts

    def _block(self) -> tuple[tuple[str | Branch, ...], str]:
        """Return the parts up to an `elif`, `else` or `endif`, and this word; "": the end."""
        found: list[str | Branch] = []
        while True:
            opened = _OPEN.search(self._text, self._at)
            if opened is None:
                found.append(self._text[self._at :])
                self._at = len(self._text)
                return tuple(filter(None, found)), ""
            before = self._text[self._at : opened.start()]
            start = self._start = opened.start()
            self._at = opened.end()
            if self._text.startswith("-", self._at):
                before, self._at = before.rstrip(), self._at + 1
            found.append(before)
            if opened[0] == "{#":
                self._comment(start)
            elif opened[0] == "{{":
                self._next()
                found.append(Branch(self._expression()))
                self._close("}}")
            else:
                self._next()
                word = self._take_name(start)
                if word != "if":
                    return tuple(filter(None, found)), word
                found.append(self._condition(start))

    def _condition(self, start: int) -> Branch:
        """Return what follows `{% if`, to its `endif`."""
        self._deeper()
        value = self._expression()
        self._close("%}")
        then, stop = self._block()
        otherwise: tuple[str | Branch, ...] = ()
        if stop == "elif":
            otherwise = (self._condition(start),)
        else:
            if stop == "else":
                self._close("%}")
                otherwise, stop = self._block()
            if stop != "endif":
                raise self._error("T103", "an if without its endif", start)
            self._close("%}")
        self._depth -= 1
        return Branch(value, then, otherwise)

    def _take_name(self, start: int) -> str:
        """Return the word of a tag."""
        word = self._token.text
        if word not in ("if", "elif", "else", "endif"):
            tag = word if word in _MORE else "this"
            raise self._error("T104", f"{tag} is more than a template may do: only if", start)
        self._next()
        return word

    def _comment(self, start: int) -> None:
        end = self._text.find("#}", self._at)
        if end < 0:
            raise self._error("T103", "a comment without its end, #}", start)
        self._at = end + 2
        self._skip_line()

    def _skip_line(self) -> None:
        """Go past the end of a line that holds nothing but a tag."""
        line = self._text.rfind("\n", 0, self._start) + 1
        end = self._text.find("\n", self._at)
        around = self._text[line : self._start] + self._text[self._at : max(end, self._at)]
        if end >= 0 and not around.strip():
            self._at = end + 1

    def _close(self, end: str) -> None:
        if self._token.text.lstrip("-") != end:
            raise self._error("T103", f"expected {end} here", self._token.at)
        if end == "%}":
            self._skip_line()
        if self._token.text.startswith("-"):
            rest = self._text[self._at :]
            self._at += len(rest) - len(rest.lstrip())

    def _next(self) -> None:
        """Go on to the next token of a tag."""
        found = _TOKEN.match(self._text, self._at)
        if found is None or found.lastgroup is None:
            rest = self._text[self._at :].lstrip()
            if not rest:
                raise self._error("T103", "a tag without its end", self._at)
            message = "this sign is more than a template may do: no arithmetic, no lists"
            raise self._error("T104", message, len(self._text) - len(rest))
        kind, self._at = found.lastgroup, found.end()
        self._token = _Token(kind, found[kind], found.start(kind))

    def _took(self, *texts: str) -> str:
        """Go past a token that is one of these, and return it; "" if it is another."""
        token = self._token
        if token.kind not in ("sign", "name") or token.text not in texts:
            return ""
        self._next()
        return token.text

    def _expression(self) -> Value:
        self._deeper()
        value = self._or()
        if self._took("if"):
            condition = self._or()
            other: Value = self._expression() if self._took("else") else nothing
            value = chosen(condition, value, other)
        self._depth -= 1
        return value

    def _or(self) -> Value:
        value = self._and()
        while self._took("or"):
            value = either(value, self._and())
        return value

    def _and(self) -> Value:
        value = self._not()
        while self._took("and"):
            value = both(value, self._not())
        return value

    def _not(self) -> Value:
        if not self._took("not"):
            return self._comparison()
        self._deeper()
        value = self._not()
        self._depth -= 1
        return lambda values: not value(values)

    def _comparison(self) -> Value:
        value = self._filtered()
        sign = self._took("==", "!=", "<=", ">=", "<", ">", "in", "not")
        if not sign:
            return value
        if sign == "not" and not self._took("in"):
            raise self._error("T103", "expected `not in` here", self._token.at)
        return compared(sign, value, self._filtered())

    def _filtered(self) -> Value:
        value = self._primary()
        while sign := self._took("|", "is"):
            value = self._test(value) if sign == "is" else self._filter(value)
        return value

    def _test(self, value: Value) -> Value:
        negated = bool(self._took("not"))
        token = self._token
        if token.text not in ("defined", "undefined", "none"):
            known = ("defined", "undefined", "none")
            raise self._error("T106", unknown_name("test", token.text, known), token.at)
        self._next()
        negated ^= token.text != "defined"
        return lambda values: (value(values) in ("", None, ())) == negated

    def _filter(self, value: Value) -> Value:
        token = self._token
        if token.kind != "name" or token.text not in FILTERS:
            raise self._error("T106", unknown_name("filter", token.text, FILTERS), token.at)
        self._next()
        arguments: list[Value] = []
        if self._took("("):
            while not self._took(")"):
                if arguments and not self._took(","):
                    raise self._error("T103", "expected a comma or a bracket here", self._token.at)
                arguments.append(self._argument())
        least, most, function = FILTERS[token.text]
        if not least <= len(arguments) <= most:
            raise self._error("T106", "another number of values in the brackets", token.at)
        return applied(function, value, arguments)

    def _argument(self) -> Value:
        # `default("", boolean=true)` of Jinja2: the name says nothing here.
        token, at = self._token, self._at
        if token.kind == "name" and token.text in ("boolean", "default_value", "d"):
            self._next()
            if self._took("="):
                return self._expression()
            self._token, self._at = token, at
        return self._expression()

    def _primary(self) -> Value:
        token = self._token
        if self._took("("):
            value = self._expression()
            if not self._took(")"):
                raise self._error("T103", "expected a closing bracket here", self._token.at)
            return value
        self._next_or_fail(token)
        if token.kind == "text":
            return constant(token.text[1:-1])
        if token.kind == "number":
            return constant(int(token.text))
        if token.text in _CONSTANTS:
            return constant(_CONSTANTS[token.text])
        if token.text not in NAMES:
            raise self._error("T105", unknown_name("value", token.text, NAMES), token.at)
        return self._attribute(token.text)

    def _next_or_fail(self, token: _Token) -> None:
        if token.kind not in ("text", "number", "name") or token.text in _WORDS:
            raise self._error("T103", "expected a value here", token.at)
        self._next()

    def _attribute(self, name: str) -> Value:
        path, known = [name], NAMES[name]
        while self._took("."):
            token = self._token
            if name == "more" and len(path) == 1 and token.kind == "name":
                self._next()
                return lambda values: values["more"].get(token.text, "")
            if token.text not in known:
                raise self._error("T105", unknown_name("value", token.text, known), token.at)
            self._next()
            path.append(token.text)
            known = DAY if token.text == "day" else ()
        return looked_up(tuple(path))

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._error("T104", "nested too deep", self._token.at)

    def _error(self, code: str, message: str, at: int | None = None) -> TextError:
        before = self._text[: self._at if at is None else at]
        column = len(before) - (before.rfind("\n") + 1) + 1
        return TextError(code, message, self._line + before.count("\n"), column)
