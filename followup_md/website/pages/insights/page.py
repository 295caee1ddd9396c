"""The insights page: the figures of the contacts that the site shows, without any name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from followup_md.cache.database import Cache
from followup_md.model.settings import Publish
from followup_md.policy.phrases import full_date
from followup_md.stats.figures import Figures
from followup_md.stats.owners import Owner
from followup_md.website.pages.insights import answers, by_owner, plotting, standing
from followup_md.website.pages.insights.figure import Figure
from followup_md.website.pages.insights.plots import WIDTHS
from followup_md.website.pages.templates import render as render_template


class Drawn(NamedTuple):
    """A figure with its plot, once for each width; none if nothing draws them."""

    figure: Figure
    plots: tuple[Markup, ...]


def render(
    figures: Figures, publish: Publish, cache: Cache | None, owners: Sequence[Owner] = ()
) -> str:
    """Render the page; drawings are kept in the cache. `owners`: where they may be published."""
    window = figures.window
    return render_template(
        "insights.html",
        since=full_date(window.since),
        on=full_date(window.on),
        contacts=figures.contacts,
        drawn=_drawn(_figures(figures, publish, owners), cache),
        counts=(
            ("left without an answer", figures.left),
            ("stopped early", figures.early),
            ("drifting: quiet for over one and a half times their keep", figures.drifting),
        ),
    )


def _figures(figures: Figures, publish: Publish, owners: Sequence[Owner]) -> list[Figure]:
    """Return the figures of which there is anything to say, and that may be published."""
    found = [answers.returned(figures), answers.tries(figures), answers.channels(figures)]
    found += [answers.calls(figures), standing.waiting(figures)]
    if publish.promises:
        found.append(standing.promises(figures))
    if publish.quotes:
        found.append(standing.quotes(figures))
    found += [standing.ahead(figures), standing.weeks(figures)]
    found.append(by_owner.figure(owners, publish.promises))
    return [figure for figure in found if figure is not None]


def _drawn(figures: list[Figure], cache: Cache | None) -> list[Drawn]:
    specs = [figure.plot(width) for figure in figures if figure.plot for width in WIDTHS]
    drawings = plotting.draw(specs, cache)
    if drawings is None:
        return [Drawn(figure, ()) for figure in figures]
    each = iter(drawings)
    return [
        Drawn(
            figure,
            tuple([plotting.described(next(each), figure.finding) for _ in WIDTHS])
            if figure.plot
            else (),
        )
        for figure in figures
    ]
