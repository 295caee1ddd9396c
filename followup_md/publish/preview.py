"""The preview makes a contact's page when somebody looks at it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from followup_md.publish.guard import App
from followup_md.publish.press import Press


def on_demand(app: App, press: Callable[[], Press | None], site: str, mount: str) -> App:
    """Wrap MkDocs' server of the folder `site`: contacts' pages are written when asked for.

    `press`: what makes them; None while the site is being built. `mount`: the top of the site.
    """

    one_at_a_time = threading.Lock()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "ignore")
        asked = path.removeprefix(mount)
        answers: list[tuple[Any, ...]] = []
        while True:
            now = press()
            if now is not None:
                with one_at_a_time:
                    _write(now, asked, site)
            answers.clear()
            body = app(environ, lambda *answer: answers.append(answer))  # waits for a build
            if press() is now or asked.startswith("livereload/"):
                break
            getattr(body, "close", str)()  # of the site as it was
        start_response(*answers[-1])
        return body

    return serve


def _write(press: Press, asked: str, site: str) -> None:
    for uri in (asked, f"{asked}index.html", f"{asked}/index.html"):
        if uri in press.ids:
            target = os.path.join(site, uri)
            near = f"{target}.part"
            with suppress(OSError):  # MkDocs empties the folder: this is done again after it
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(near, "wb") as file:
                    file.write(press.page(uri))
                os.replace(near, target)
