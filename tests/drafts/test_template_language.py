"""The language of templates: what Jinja2 makes of them, without what a template must not do."""

from __future__ import annotations

import random
import re
import time
from typing import Any

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from followup_md.drafts.expressions import FILTERS, NAMES
from followup_md.drafts.template_language import MAX_FILE, Section
from followup_md.drafts.words import NO_DAY, Day
from followup_md.errors import TextError

DAY = Day("on Friday")
DAY.of = "from Friday"


class Thing:
    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


VALUES: dict[str, Any] = {
    **dict.fromkeys(NAMES, ""),
    "you": "Annie",
    "reason": "the roof",
    "n": 3,
    "of": 7,
    "late": 0,
    "final": False,
    "last": True,
    "mine": ("a cake", "a plan"),
    "theirs_day": DAY,
    "met_day": NO_DAY,
    "quote": Thing(ref="Q-1", what="", day=DAY, known=True, final=False),
    "promise": Thing(what="the list", date="Friday", late=2),
    "more": {"tone": "du"},
}


def filled(text: str) -> str:
    return Section(text, 1).render(VALUES)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hi {{ you }}!", "Hi Annie!"),
        ("{{ quote.day.of }} {{theirs_day}}", "from Friday on Friday"),
        ("{% if late > 1 %}sorry{% elif n == 3 %}third{% else %}x{% endif %}", "third"),
        ("{% if not late and (final or last) %}yes{% endif %}", "yes"),
        ("a\n{% if last %}\nb\n{% endif %}  \nc", "a\nb\nc"),
        ("a {% if last %}b{% endif %}\n\nc", "a b\n\nc"),
        ("a {#- never #} b", "a b"),
        ("{{ my_phone|gap('your number') }}", "[your number]"),
        ("{{ reason|gap('what')|capfirst }}", "The roof"),
        ('{{ mine|join("; ") }}, {{ mine|first }}, {{ mine|length }}', "a cake; a plan, a cake, 2"),
        ("{{ mine }}", "a cake, a plan"),
        ("{{ more.tone }}{{ more.shoes }}", "du"),
        ('{{ "du" if more.tone == "du" else "Sie" }}', "du"),
        ('{{ reason|default("x", true) }}{{ org|default("y", boolean=true) }}', "the roofy"),
        ("{% if more.tone is defined and org is not defined %}1{% endif %}", "1"),
        ('{% if "roof" in reason and "x" not in reason %}1{% endif %}', "1"),
        ("x {%- if last -%}  y  {%- endif %} z", "xy z"),
        ('{{ "}}" }}{{ "%}" }}', "}}%}"),
        ("{ you } [gap] }}", "{ you } [gap] }}"),
        ("{{ reason|join(reason) }}", "the roof"),
    ],
)
def test_a_template_is_filled_in(template: str, text: str) -> None:
    assert filled(template) == text


REFUSED = [
    ("{% for a in mine %}{% endfor %}", "T104", 1),
    ("\n\n{% for a in mine %}{% endfor %}", "T104", 3),
    ("{% macro m() %}{% endmacro %}", "T104", 1),
    ("{% set a = 1 %}", "T104", 1),
    ("{% include 'x' %}", "T104", 1),
    ("{% import 'x' as y %}", "T104", 1),
    ("{% extends 'x' %}", "T104", 1),
    ("{% raw %}{% endraw %}", "T104", 1),
    ("{{ you.__class__ }}", "T105", 1),
    ("{{ more.__class__.__mro__ }}", "T103", 1),
    ("{{ ''.__class__ }}", "T103", 1),
    ("{{ you|attr('__class__') }}", "T106", 1),
    ("{{ you['__class__'] }}", "T104", 1),
    ("{{ you * 1000000000 }}", "T104", 1),
    ("{{ 10 ** 10 }}", "T104", 1),
    ("{{ '%1000000000s' % you }}", "T104", 1),
    ("{{ you ~ you }}", "T104", 1),
    ("{{ [you] }}", "T104", 1),
    ("{{ {'a': 1} }}", "T104", 1),
    ("{{ range(1000000000) }}", "T105", 1),
    ("{{ cycler() }}", "T105", 1),
    ("{{ lipsum() }}", "T105", 1),
    ("{{ self }}", "T105", 1),
    ("{{ you() }}", "T103", 1),
    ("{{ you.of }}", "T105", 1),
    ("{{ quote.ref.of }}", "T105", 1),
    ("{{ quote.rfe }}", "T105", 1),
    ("{{ resaon }}", "T105", 1),
    ("{{ you|caps }}", "T106", 1),
    ("{{ you|gap }}", "T106", 1),
    ("{{ you|center(1000000000) }}", "T106", 1),
    ("{{ you|replace('a', 'b') }}", "T106", 1),
    ("{{ you is mapping }}", "T106", 1),
    ("{{ 99999999999999999999 }}", "T104", 1),
    ("{{ '\\n' }}", "T104", 1),
    ("{{ you", "T103", 1),
    ("{{ }}", "T103", 1),
    ("{{ you you }}", "T103", 1),
    ("{{ if }}", "T103", 1),
    ("{% if you %}", "T103", 1),
    ("{% if %}x{% endif %}", "T103", 1),
    ("{% endif %}", "T103", 1),
    ("a\n{% else %}", "T103", 2),
    ("{% if you %}{% else %}{% else %}{% endif %}", "T103", 1),
    ("{# no end", "T103", 1),
    ("{{ (you }}", "T103", 1),
    ("{{ you not reason }}", "T103", 1),
    ("{{ mine|join('a' 'b') }}", "T103", 1),
    ("{% if you > 3 %}{% endif %}", "T107", 1),
]
BIG = [
    "{{" + "(" * 8000 + "you" + ")" * 8000 + "}}",
    "{% if you %}" * 1300,
    "{{ " + "not " * 4000 + "you }}",
    "{{" * 8000,
    "{% if you %}{% elif" * 800,
    "{{ you " + "|lower(" * 2000 + " }}",
    "{#" * 8000,
    "{{ reason if " * 1200 + "}}",
    "{{ '" + "a" * 16000 + " }}",
    "{{ " + " " * 16000,
    "{{ " + "9" * 16000 + " }}",
]


@pytest.mark.parametrize(("template", "code", "line"), REFUSED)
def test_what_a_template_may_not_do_is_refused_with_its_line(
    template: str, code: str, line: int
) -> None:
    with pytest.raises(TextError) as error:
        filled(template)
    assert (error.value.code, error.value.line) == (code, line)


@pytest.mark.parametrize("number", range(len(BIG)))
def test_large_hostile_templates_are_refused_at_once(number: int) -> None:
    start = time.process_time()
    with pytest.raises(TextError) as error:
        filled(BIG[number])
    assert time.process_time() - start < 0.05
    assert error.value.code in ("T103", "T104", "T105")


def test_the_longest_template_ends_soon_and_stays_small() -> None:
    start = time.process_time()
    with pytest.raises(TextError) as error:
        Section("{{reason}}" * (MAX_FILE // 10), 1).render(VALUES | {"reason": "x" * 500})
    assert error.value.code == "T108"
    assert len(Section("{{reason}}" * 40, 1).render(VALUES | {"reason": "x" * 500})) == 20_000
    assert time.process_time() - start < 0.05


def test_an_error_says_the_nearest_name() -> None:
    with pytest.raises(TextError, match="did you mean reason"):
        filled("{{ resaon }}")
    with pytest.raises(TextError, match="did you mean capfirst"):
        filled("{{ you|capfrist }}")


def test_a_message_holds_nothing_of_the_template_that_could_be_private() -> None:
    with pytest.raises(TextError) as error:
        filled("{{ secret_word_of_mine }}")
    assert "secret" not in error.value.message


ATOMS = (
    *("you", "reason", "org", "n", "late", "final", "last", "theirs_day", "theirs_day.of"),
    *("quote.ref", "quote.known", "promise.late", "more.tone", '"x"', "7", "true"),
)
PIPES = ("lower", "upper", "trim", "length", "first", "last", "default('d', true)", "capfirst")


def expression(random_: random.Random, depth: int = 0) -> str:
    kind = random_.randrange(8) if depth < 3 else 0

    def one() -> str:
        return expression(random_, depth + 1)

    if kind == 1:
        return f"({one()})"
    if kind == 2:
        return f"{one()} {random_.choice(('and', 'or'))} {one()}"
    if kind == 3:
        return f"(not {one()})"
    if kind == 4:
        return f"({one()} {random_.choice(('==', '!='))} {one()})"
    if kind == 5:
        return f"({one()} if {one()} else {one()})"
    if kind == 6:
        return f"{random_.choice(('you', 'reason', 'org'))}|{random_.choice(PIPES)}"
    if kind == 7:
        return f"({random_.choice(('n', 'late', '2'))} {random_.choice('<>')} 1)"
    return random_.choice(ATOMS)


def template(random_: random.Random, depth: int = 0) -> str:
    parts = []
    for _ in range(random_.randrange(1, 4)):
        kind = random_.randrange(4) if depth < 3 else 0
        if kind == 0:
            parts.append(random_.choice(("a ", "\n", "b\nc", "[gap] ", "{# no #}")))
        elif kind == 1:
            parts.append(f"{{{{ {expression(random_)} }}}}")
        else:
            text = f"{{% if {expression(random_)} %}}{template(random_, depth + 1)}"
            if kind == 3:
                text += f"{{% elif {expression(random_)} %}}{template(random_, depth + 1)}"
            parts.append(f"{text}{{% else %}}{template(random_, depth + 1)}{{% endif %}}")
    return "".join(parts)


@pytest.mark.slow
def test_jinja2_makes_the_same_of_random_templates() -> None:
    jinja = ImmutableSandboxedEnvironment()
    jinja.filters.clear()
    jinja.filters.update({name: function for name, (_, _, function) in FILTERS.items()})
    compared = 0
    for seed in range(300):
        text = template(random.Random(seed))
        expected = jinja.from_string(text).render(VALUES)
        assert re.sub(r"\s+", "", filled(text)) == re.sub(r"\s+", "", expected), text
        compared += len(text)
    assert compared > 10_000
