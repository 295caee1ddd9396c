"""Values on pages: what is written faster must be what markupsafe writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from followup_md.website.pages import templates
from followup_md.website.pages.html import escaped
from followup_md.website.pages.jinja import PageEnvironment


@given(st.text() | st.text(alphabet="&<>'\"a ") | st.integers() | st.none() | st.booleans())
def test_a_value_is_escaped_as_markupsafe_does(value: object) -> None:
    assert str(escaped(value)) == str(escape(value))


def test_what_is_markup_stays_as_it_is() -> None:
    assert escaped(Markup("<b>x</b>")) == "<b>x</b>"


class Named(str):
    """A string of another type, whose own HTML counts."""

    def __html__(self) -> str:
        return "<i>own</i>"


def test_a_string_with_html_of_its_own_gives_that() -> None:
    assert escaped(Named("x")) == escape(Named("x")) == "<i>own</i>"


@given(st.text(alphabet="&<>'\"ab "), st.booleans())
def test_templates_give_what_jinja2_gives(text: str, marked: bool) -> None:
    source = (
        "{{ v }} {{ v.upper() }} {{ [v, v]|join(', ') }} {% macro m(x) %}<{{ x }}>{% endmacro %}"
    )
    source += "{{ m(v) }}{{ v ~ '<' }}{{ 'a<' if not v }}"
    value = Markup(text) if marked else text
    ours, theirs = (
        kind(autoescape=True).from_string(source).render(v=value)
        for kind in (PageEnvironment, Environment)
    )
    assert ours == theirs


def test_a_missing_value_is_an_error() -> None:
    environment = PageEnvironment(autoescape=True, undefined=StrictUndefined)
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nobody }}").render()
    with pytest.raises(UndefinedError):
        environment.from_string("{{ nobody.name }}").render()
    with pytest.raises(AttributeError):
        environment.from_string("{{ text.nothing }}").render(text="x")


def test_no_value_in_our_templates_is_escaped_the_slow_way() -> None:
    environment = templates._environment()
    for name in environment.list_templates(extensions=["html"]):
        assert environment.loader is not None
        source, *_ = environment.loader.get_source(environment, name)
        code = environment.compile(source, raw=True)
        assert " escape(" not in code, name
        assert "environment.getattr" not in code, name
