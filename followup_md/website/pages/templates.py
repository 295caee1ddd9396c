"""The templates of what is on a page, as functions: values in, HTML out, every value escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment, Template

    from followup_md.website.pages.list_rows import Line


def render(name: str, **values: object) -> str:
    """Return what a template makes of these values."""
    return _template(name).render(values)


def row(line: Line) -> str:
    """Return one row of the day's lists."""
    macros = _template("macros.html").module
    return str(macros.line(line))  # type: ignore[attr-defined]  # the macro of that name


@lru_cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    found = Environment(
        loader=FileSystemLoader(Path(__file__).parents[1] / "theme" / "pages"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Once for all: an import in each template would be one for each page.
    found.globals["m"] = found.get_template("macros.html").module
    return found
