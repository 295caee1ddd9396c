"""The preview: contact pages are rendered when somebody looks at them, and changes reload it."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from followup_md.errors import FollowupError
from followup_md.model.contact import CONTACTS
from followup_md.storage.watch import changes
from followup_md.typed import NamedTuple
from followup_md.website.build.page_renderer import PageRenderer
from followup_md.website.privacy.safety import App
from followup_md.website.snapshot import EvaluatedContact

_TICK = 20.0  # seconds between two looks at the date


class OnDemand(NamedTuple):
    """How to render contact pages after the build."""

    renderer: PageRenderer
    evaluate: Callable[[str], EvaluatedContact]  # from its file now; raises FollowupError


def on_demand(app: App, source: Callable[[], OnDemand | None], site: str, mount: str) -> App:
    """Wrap MkDocs' server of the folder `site`: contact pages are written when asked for.

    `source`: how to render them, None during a build; `mount`: URL path of the top of the site.
    """
    one_at_a_time = threading.Lock()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8", "ignore")
        asked = path.removeprefix(mount)
        answers: list[tuple[Any, ...]] = []
        while True:
            before = source()
            if before is not None:
                with one_at_a_time:
                    _write(before, asked, site)
            answers.clear()
            body = app(environ, lambda *answer: answers.append(answer))  # waits for a build
            if source() is before or asked.startswith("livereload/"):
                break
            getattr(body, "close", str)()  # of the site before that build
        start_response(*answers[-1])
        return body

    return serve


def _write(source: OnDemand, asked: str, site: str) -> None:
    for uri in (asked, f"{asked}index.html", f"{asked}/index.html"):
        id_ = source.renderer.ids.get(uri)
        if id_ is not None:
            target = os.path.join(site, uri)
            near = f"{target}.part"
            # MkDocs may be emptying the folder, and this runs again after that. Or the contact has
            # just changed, and the site is about to be built again.
            with suppress(OSError, FollowupError):
                page = source.renderer.render(uri, source.evaluate(id_))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                with open(near, "wb") as file:
                    file.write(page)
                os.replace(near, target)


@contextmanager
def reload_trigger(
    root: Path,
    today: Callable[[], date],
    is_outdated: Callable[[], bool],
    warn: Callable[[str], object],
) -> Iterator[Path]:
    """Yield a file that changes whenever a contact does, and at midnight.

    MkDocs polls what it watches: one file costs nothing, ten thousand would. `is_outdated`: whether
    a contact has changed since the build; asked once, as soon as the watcher sees changes.
    """
    with tempfile.TemporaryDirectory(prefix="followup-") as folder:
        trigger = Path(folder) / "trigger"
        trigger.write_text("0")
        over = threading.Event()

        def watch() -> None:
            count, day, first = 0, today(), True
            for changed in changes(root / CONTACTS, idle=_TICK, over=over, warn=warn):
                now = today()
                outdated, first = first and is_outdated(), False
                if changed or outdated or now != day:
                    count, day = count + 1, now
                    trigger.write_text(str(count))

        thread = threading.Thread(target=watch, name="followup-watch", daemon=True)
        thread.start()
        try:
            yield trigger
        finally:
            over.set()
            thread.join(timeout=5)
