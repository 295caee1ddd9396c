"""What MkDocs does for the documentation website beyond its configuration.

The pages stay as a forge shows them: relative links, stills for recordings, comments for the tests.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
THEME = ROOT / "followup_md" / "website" / "theme" / "followup"
# Pages that have a place in the navigation and need not be there yet.
PENDING = ("editors.md", "team.md")

sys.path.insert(0, str(ROOT))
from docs.website import reference  # noqa: E402  MkDocs loads this file from anywhere


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give headings the anchors of a forge; leave out pages that are still to come."""
    config.mdx_configs["toc"]["slugify"] = slug
    missing = [name for name in PENDING if not (HERE.parent / name).exists()]
    config.nav = _without(config.nav or [], missing)
    return config


def slug(text: str, separator: str) -> str:
    """Return a heading's anchor, as GitHub and GitLab make it."""
    return re.sub(r"[^\w -]", "", text).strip().lower().replace(" ", separator)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages made of the program, and the colours and small things of its own theme."""
    for path, text in reference.pages().items():
        files.append(File.generated(config, path, content=text))
    style = (THEME / "site.css").read_text(encoding="utf-8")
    files.append(File.generated(config, "assets/colours.css", content=colours(style)))
    for name in ("theme.js", "favicon.svg"):
        files.append(File.generated(config, f"assets/{name}", abs_src_path=str(THEME / name)))
    return files


def colours(style: str) -> str:
    """Return the beginning of the theme's style sheet: its colours and fonts, light and dark."""
    found = re.match(r"(?:/\*.*?\*/\s*)?(?::root[^{]*\{[^}]*\}\s*)+", style, re.S)
    assert found, "site.css no longer begins with its colours"
    return found[0]


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: Any) -> str:
    """Read and drop the comments; let links to files outside docs/ lead to the repository."""
    described = re.search(r"^<!-- description: (.*?) -->$", markdown, re.M)
    if described:
        page.meta["description"] = described[1]
    page.meta["plays"] = "](recordings/" in markdown or "](../recordings/" in markdown
    page.meta["made"] = page.file.src_uri.startswith("reference/")
    if page.meta["made"]:
        page.edit_url = None
    depth = page.file.src_uri.count("/") + 1
    outside = re.escape("../" * depth)
    markdown = re.sub(rf"\]\({outside}(?!\.)", f"]({config.repo_url}/blob/main/", markdown)
    return re.sub(r"^<!--.*?-->\n?", "", markdown, flags=re.S | re.M)


def _without(nav: list[Any], names: list[str]) -> list[Any]:
    """Return a navigation without some pages."""
    kept: list[Any] = []
    for item in nav:
        if isinstance(item, dict):
            ((title, below),) = item.items()
            kept.append({title: _without(below, names) if isinstance(below, list) else below})
        elif item not in names:
            kept.append(item)
    return kept


def on_page_content(html: str, **_: Any) -> str:
    """Mend tables (empty heads, alignment), and load pictures when they are seen."""
    html = re.sub(r"<th(| [^>]*)>\s*</th>", r"<td\1></td>", html)
    # The pages' policy takes no style of an element.
    html = re.sub(r' style="text-align: (\w+);"', r' class="\1"', html)
    # Pictures are below the beginning; a recording may be what the page begins with.
    return re.sub(r"<img(?![^>]*recordings/)", '<img loading="lazy"', html)
