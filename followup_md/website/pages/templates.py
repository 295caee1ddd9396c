"""The templates of the pages' contents; every value is escaped."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from followup_md.policy import headings

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

    from followup_md.website.pages.list_rows import ListRow


def render(name: str, **values: object) -> str:
    """Render a template with these values."""
    return _template(name).render(values)


def agenda_row(row: ListRow, link: Markup) -> str:
    """Render a row of the agenda; `link`: to the contact."""
    macros = _template("agenda_row.html").module
    return str(macros.row(row, link))  # type: ignore[attr-defined]  # a macro


@lru_cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import FileSystemLoader, StrictUndefined

    from followup_md.website.pages.jinja import PageEnvironment

    environment = PageEnvironment(
        loader=FileSystemLoader(Path(__file__).parents[1] / "theme" / "pages"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["APPOINTMENTS"] = headings.APPOINTMENTS
    # As a global, because an import in a template would run for each page.
    environment.globals["m"] = environment.get_template("macros.html").module
    return environment
