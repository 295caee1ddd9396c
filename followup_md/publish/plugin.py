"""The MkDocs plugin: thin hooks that say when; what is shown is worked out elsewhere."""

from __future__ import annotations

import logging
import os
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from followup_md.doors.book import Book, open_book, open_kept
from followup_md.errors import FollowupError, Problem, UsageError
from followup_md.publish import (
    carrier,
    directory,
    guard,
    made,
    pages,
    preview,
    record,
    snapshot,
    staging,
)
from followup_md.publish.address import PEOPLE
from followup_md.publish.carrier import ApartFile, ContactPage, EditLinks, seen_from
from followup_md.publish.made import Made
from followup_md.publish.press import Press
from followup_md.publish.site_files import reason_to_drop
from followup_md.publish.snapshot import Snapshot

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("followup")


class FollowupConfig(base.Config):  # type: ignore[no-untyped-call]  # MkDocs
    """The one option: the day that the site shows (else FOLLOWUP_ON, else today)."""

    on = c.Type(str, default="")

    def load_dict(self, patch: dict[Any, Any]) -> None:
        """Read the option as it was meant: to YAML, a bare `on` is true, and a date is a date."""
        meant = {"on" if key is True else key: value for key, value in patch.items()}
        if isinstance(meant.get("on"), date):
            meant["on"] = str(meant["on"])
        super().load_dict(meant)


class FollowupPlugin(BasePlugin[FollowupConfig]):  # type: ignore[no-untyped-call]  # MkDocs
    """Publishes the book that `mkdocs.yml` stands in."""

    def __init__(self) -> None:
        self._serving = False
        self._dirty = False
        self._root = Path()
        self._site_dir = ""
        self._stack = ExitStack()
        self._made: dict[str, Made] = {}
        self._flat: dict[str, str] = {}
        self._press: Press | None = None  # None: MkDocs makes the pages of contacts
        self._apart = False
        self._nav: Navigation
        self._book: Book
        self._with_agenda: set[str] = set()
        self._shot: Snapshot

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what is being done; with this hook MkDocs keeps the plugin between builds."""
        self._serving = command == "serve"
        self._dirty = dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the whole book, before MkDocs touches anything."""
        self._root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        docs = Path(config.docs_dir)
        try:
            guard.check_folders(self._root, docs)
            if self._serving:
                guard.check_address(config.dev_addr.host)
            self._shot = self._read(config)
            if not self._serving:
                self._stage(docs, config)
        except FollowupError as error:
            raise Abort(f"followup: {error}") from error
        # A site that asks not to be indexed needs no map for search engines.
        config.theme.static_templates.discard("sitemap.xml")
        return config

    def _read(self, config: MkDocsConfig) -> Snapshot:
        unwanted = [spec for spec in (config.exclude_docs, config.draft_docs) if spec]

        def excluded(id_: str) -> bool:
            return any(spec.match_file(f"{PEOPLE}/{id_}.md") for spec in unwanted)

        try:
            book = (open_book if os.environ.get(guard.NO_CACHE) else open_kept)(self._root)
            self._book = book
            shot = snapshot.take(book, self._day(book), excluded)
            if book.memory is not None:
                if self._serving:
                    book.memory.cache.close()
                else:
                    self._stack.callback(book.memory.cache.close)
            return shot
        except UsageError as error:
            if not self._serving:
                raise
            log.warning("%s", error)
            problem = Problem("error", "followup.yml", 0, 0, "", str(error))
            return snapshot.nothing(datetime.now(UTC).astimezone().date(), problem)

    def _asked(self) -> str:
        return self.config.on or os.environ.get("FOLLOWUP_ON", "")

    def _day(self, book: Book) -> date:
        text = self._asked()
        return guard.day(text) if text else book.today(datetime.now(UTC))

    def _stage(self, docs: Path, config: MkDocsConfig) -> None:
        if self._dirty:
            raise UsageError("--dirty keeps pages of contacts that are gone: build without it")
        self._site_dir = config.site_dir
        staging.check_target(Path(config.site_dir), self._root, docs)
        config.site_dir = os.fspath(self._stack.enter_context(staging.staged(self._root)))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Drop what must not be published from `site/`, and add the pages of the book."""
        self._press = None
        self._apart = carrier.can_be_apart(config, files)
        own = self._own_files(config)
        places = {made.place(file.dest_uri) for file in own}
        if (map_ := files.get_file_from_path("sitemap.xml")) and map_.src_dir != config.docs_dir:
            files.remove(map_)  # MkDocs' own template
        for file in list(files):
            drop = self._reason_to_drop(file, config)
            if drop:
                log.info("not published: %s: %s", ascii(file.src_uri), drop)
            elif made.place(file.dest_uri) in places:
                drop = "made by followup"
                if file.src_uri != made.AGENDA:
                    log.warning("%s stands where followup makes a page: rename it", file.src_uri)
            if drop:
                files.remove(file)
        for file in own:
            files.append(file)
        return files

    def _own_files(self, config: MkDocsConfig) -> list[File]:
        shot, folders = self._shot, config.use_directory_urls
        listed = directory.entries(shot)
        found = [File.generated(config, made.DATA, content=directory.data(shot, listed))]
        self._made = {}
        self._flat = {}
        self._with_agenda = {made.DATA}
        for source in made.of_all(shot, listed, folders):
            # The title for the navigation, where that gives none; the rest is made below.
            text = f"---\ntitle: {source.title}\n---\n"
            found.append(File.generated(config, source.uri, content=text))
            if not source.in_nav or config.nav is not None:
                found[-1].inclusion = InclusionLevel.NOT_IN_NAV  # a nav may still name it
            self._made[source.uri] = source
            self._with_agenda.add(found[-1].dest_uri)
        return found + self._contact_files(config)

    def _contact_files(self, config: MkDocsConfig) -> list[File]:
        shot = self._shot
        if self._apart:
            return [ApartFile(id_, config) for id_ in shot.verdicts]
        found = []
        for source in made.of_contacts(shot, self._root, Path(config.docs_dir)):
            found.append(carrier.carried(source, config, shot))
            if not self._serving:
                # Ten thousand folders take longer to make and remove than their pages to write.
                place = os.path.join(config.site_dir, staging.FLAT, str(len(found)))
                self._flat[found[-1].dest_uri] = found[-1].abs_dest_path = place
        return found

    def _reason_to_drop(self, file: File, config: MkDocsConfig) -> str:
        """Return why a file of `site/` must not be published; themes answer for their own."""
        if file.src_dir != config.docs_dir or file.abs_src_path is None:
            return ""
        more = self._shot.settings.publish.files
        return reason_to_drop(file.abs_src_path, file.src_uri, more)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, **_: Any) -> str:
        """Fill the pages that are in the navigation, and the mark for the day's list."""
        shot = self._shot
        if page.file.src_uri in self._made:
            html = self._made[page.file.src_uri].make(seen_from(page, shot, config))
        elif pages.MARK in html and not isinstance(page, ContactPage):
            day = pages.agenda(shot, seen_from(page, shot, config), alone=False)
            html = html.replace(pages.MARK, day)
            self._with_agenda.add(page.file.dest_uri)
        return pages.errors(shot) + html if self._serving and shot.problems else html

    def on_nav(self, nav: Navigation, **_: Any) -> None:
        """Remember the navigation, which stands on every page."""
        self._nav = nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, **_: Any) -> Environment:
        """Give the theme the day, and what its script needs to keep the words right."""
        shot = self._shot
        env.globals["followup"] = pages.facts(shot, bool(self._asked()), self._serving)
        if self._apart:
            frame = partial(carrier.frame, env=env, nav=self._nav, config=config, shot=shot)
            edit = EditLinks(config)
            edit_uri = made.edit_uris(self._root, Path(config.docs_dir))
            above = pages.errors(shot) if self._serving and shot.problems else ""
            self._press = Press(
                shot, config.use_directory_urls, frame, lambda id_: edit.of(edit_uri(id_)), above
            )
        return env

    @event_priority(-100)  # other plugins may still write into the staging folder
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Put the finished site in place; stop where contacts are missing from it."""
        if self._serving:
            return
        shot, site = self._shot, Path(self._site_dir)
        before = staging.listed(site)
        built = staging.listed(Path(config.site_dir)) | self._flat
        built = {uri: path for uri, path in built.items() if not uri.endswith("/")}
        memory, printed = self._book.memory, None
        if self._press is not None:
            aside = os.path.join(config.site_dir, staging.FLAT)
            printed = record.renew(self._press, memory, before, site, aside)
            built |= printed.waiting
        if config.strict and _warned():
            staging.withdraw(built, site, self._with_agenda, f"{PEOPLE}/")
        else:
            done = staging.apply(built, before, site)
            if printed is not None:
                record.keep(memory, printed, site)
            log.info(
                "%s/: %d contacts; %d files written, %d as before, %d removed",
                site.name,
                len(shot.verdicts),
                *done,
            )
        config.site_dir = self._site_dir  # gh-deploy publishes it next
        self._stack.close()
        if shot.unread:
            files = "contact file" if shot.unread == 1 else "contact files"
            raise Abort(
                f"{shot.unread} {files} could not be read and left out of the site; everybody"
                " else is there. `followup check` says where and why."
            )

    def on_build_error(self, **_: Any) -> None:
        """Leave the last good site as it is."""
        self._stack.close()

    def on_shutdown(self) -> None:
        """Leave nothing behind."""
        self._stack.close()

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, **_: Any) -> None:
        """Answer only under this machine's own names, and rebuild when a contact changes."""
        app = server.get_app()
        assert app is not None, "MkDocs has set its own"
        made_late = preview.on_demand(app, lambda: self._press, server.root, server.mount_path)
        server.set_app(guard.own_host(made_late, config.dev_addr.host))
        bell = self._stack.enter_context(guard.watching(self._root, self._today, log.warning))
        for path in (bell, self._root / "followup.yml"):
            if path.exists():
                server.watch(os.fspath(path))

    def _today(self) -> date:
        try:
            return self._day(open_book(self._root))
        except UsageError:
            return self._shot.on


def _warned() -> bool:
    """Whether `--strict` has counted a warning; MkDocs itself stops only after the last hook."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers)
