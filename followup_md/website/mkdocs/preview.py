"""The preview makes a contact's page when somebody looks at it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from followup_md.errors import FollowupError
from followup_md.website.build.page_renderer import PageRenderer
from followup_md.website.privacy.safety import App
from followup_md.website.snapshot import EvaluatedContact


class OnDemand(NamedTuple):
    """What makes the pages of contacts after the site is built."""

    press: PageRenderer
    now: Callable[
        [str], EvaluatedContact
    ]  # a contact, by what its file says; FollowupError: not to be seen


def on_demand(app: App, late: Callable[[], OnDemand | None], site: str, mount: str) -> App:
    """Wrap MkDocs' server of the folder `site`: contacts' pages are written when asked for.

    `late`: what makes them; None while the site is being built. `mount`: the top of the site.
    """

    one_at_a_time = threading.Lock()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "ignore")
        asked = path.removeprefix(mount)
        answers: list[tuple[Any, ...]] = []
        while True:
            now = late()
            if now is not None:
                with one_at_a_time:
                    _write(now, asked, site)
            answers.clear()
            body = app(environ, lambda *answer: answers.append(answer))  # waits for a build
            if late() is now or asked.startswith("livereload/"):
                break
            getattr(body, "close", str)()  # of the site as it was
        start_response(*answers[-1])
        return body

    return serve


def _write(late: OnDemand, asked: str, site: str) -> None:
    for uri in (asked, f"{asked}index.html", f"{asked}/index.html"):
        id_ = late.press.ids.get(uri)
        if id_ is not None:
            target = os.path.join(site, uri)
            near = f"{target}.part"
            # MkDocs empties the folder: this is done again after it. Or the contact has just been
            # changed, and the site is about to be built again.
            with suppress(OSError, FollowupError):
                page = late.press.page(uri, late.now(id_))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(near, "wb") as file:
                    file.write(page)
                os.replace(near, target)
