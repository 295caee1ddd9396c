"""Draws plots as SVG to stand in a page, where vl-convert is installed; each only once."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.machinery import PathFinder

from markupsafe import Markup, escape

from followup_md.cache import dependencies
from followup_md.cache.database import Cache
from followup_md.cache.dependencies import Dependencies
from followup_md.cache.memo import Memo, digest
from followup_md.website.pages.insights.plots import Spec

_DRAWING = Dependencies(("website/pages/insights/plotting.py",), ("vl_convert",))
# Roles for readers that see no pictures, of which the whole is one; classes; empty shapes.
_NOISE = re.compile(
    r' (?:role|aria-[a-z]+|class|pointer-events|version|xmlns(?::xlink)?)="[^"]*"'
    r'|<path class="(?:background|foreground)"[^>]*/>'
)


def draw(specs: Sequence[Spec], cache: Cache | None) -> list[str] | None:
    """Return the specifications as SVG, or None if nothing is installed that draws them.

    What is in the cache is not drawn again; what is not asked for any more leaves it.
    """
    if not is_installed():
        return None
    keys = [digest(json.dumps(spec, sort_keys=True)).hex() for spec in specs]
    memo = Memo(cache, "plots", digest(dependencies.checksum(_DRAWING)))
    versions = dict.fromkeys(keys, 0)
    known = memo.load(versions)
    new = {key: _draw(spec) for key, spec in zip(keys, specs, strict=True) if key not in known}
    memo.save(new, versions)
    found = known | new
    return [found[key] for key in keys]


def drawn_by() -> int:
    """Return a number that changes with what draws the plots; 0 if nothing does."""
    return dependencies.checksum(_DRAWING) if is_installed() else 0


def is_installed() -> bool:
    """Whether there is anything to draw with; it is not imported yet."""
    return PathFinder.find_spec("vl_convert") is not None


def described(svg: str, words: str) -> Markup:
    """Return a drawing with what it shows in words, for those who do not see it."""
    start = Markup('<svg role="img" aria-label="{}"').format(escape(words))
    return start + Markup(svg.removeprefix("<svg"))


def _draw(spec: Spec) -> str:
    import vl_convert

    # No specification of ours has an address; this makes sure of it.
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return _NOISE.sub("", svg)
