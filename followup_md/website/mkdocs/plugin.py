"""The MkDocs plugin: hooks that call the steps of a build, see build/site_build."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import ExitStack, suppress
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
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from followup_md.book.book import Book, open_book, open_cached
from followup_md.book.reader import collector_paused, drop_cycles
from followup_md.cache import NO_CACHE
from followup_md.errors import FollowupError, Problem, UsageError
from followup_md.policy.phrases import plural
from followup_md.storage.locate import SETTINGS, TEMPLATES
from followup_md.website.build import output
from followup_md.website.build.inventory import Inventory, take_inventory
from followup_md.website.build.page_cache import PageCache
from followup_md.website.build.page_renderer import PageRenderer
from followup_md.website.build.site_build import GeneratedPage, SiteBuild
from followup_md.website.mkdocs import failures, preview
from followup_md.website.mkdocs import files as book_files
from followup_md.website.mkdocs.files import ContactPage, DirectFiles, EditLinks
from followup_md.website.pages import agenda, log_link
from followup_md.website.pages.theme_context import problems, theme_context
from followup_md.website.pages.urls import SEARCH_DATA, contact_source
from followup_md.website.privacy import safety
from followup_md.website.snapshot import NO_FORGE, empty_snapshot

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("followup")
_CLEANING = 8  # builds; each leaves some 200 kB, and cleaning takes half as long as a small build


class FollowupConfig(base.Config):  # type: ignore[no-untyped-call]  # MkDocs
    """The one option: the day that the site shows (else FOLLOWUP_ON, else today)."""

    on = c.Type(str, default="")

    def load_dict(self, patch: dict[Any, Any]) -> None:
        """Undo what YAML makes of the option: a bare `on` is true, and a date is a date."""
        meant = {"on" if key is True else key: value for key, value in patch.items()}
        if isinstance(meant.get("on"), date):
            meant["on"] = str(meant["on"])
        super().load_dict(meant)


class FollowupPlugin(BasePlugin[FollowupConfig]):  # type: ignore[no-untyped-call]  # MkDocs
    """Publishes the book that `mkdocs.yml` is in."""

    def __init__(self) -> None:
        self._serving = False
        self._builds = 0
        self._dirty = False
        self._at_shutdown = ExitStack()
        # Of the current build:
        self._at_end = ExitStack()
        self._root = Path()
        self._site = ""  # MkDocs itself builds into a staging folder
        self._build: SiteBuild
        self._direct = False  # whether contact pages are rendered without MkDocs
        self._overviews: dict[str, GeneratedPage] = {}  # by source
        self._overview_uris: set[str] = set()  # of all files that show several contacts
        self._search_data: File
        self._feeds: dict[str, File] = {}  # by URI
        self._staged: dict[str, str] = {}  # contact pages of MkDocs: path by URI
        self._nav: Navigation
        self._waiting: list[Page] = []  # pages without their content
        self._on_demand: preview.OnDemand | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember the command; because of this hook MkDocs keeps the plugin between builds."""
        self._serving = command == "serve"
        self._dirty = dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Take the inventory before MkDocs touches anything."""
        config_file = Path(config.config_file_path or "mkdocs.yml").absolute()
        self._root = config_file.parent
        try:
            safety.check_folders(self._root, config_file, Path(config.docs_dir))
            if self._serving:
                safety.check_address(config.dev_addr.host)
            else:
                safety.check_whole(self._root)
            self._at_end.enter_context(collector_paused())
            self._build = SiteBuild(self._take_inventory(config), preview=self._serving)
            if not self._serving:
                self._stage(config)
        except FollowupError as error:
            raise Abort(f"followup: {error}") from error
        # A site that asks not to be indexed needs no sitemap.
        config.theme.static_templates.discard("sitemap.xml")
        return config

    def _take_inventory(self, config: MkDocsConfig) -> Inventory:
        unwanted = [spec for spec in (config.exclude_docs, config.draft_docs) if spec]

        def excluded(ids: Collection[str]) -> set[str]:
            return {i for i in ids for spec in unwanted if spec.match_file(contact_source(i))}

        try:
            book = (open_book if os.environ.get(NO_CACHE) else open_cached)(self._root)
            if book.cache is not None:
                self._at_end.callback(book.cache.database.close)
            forge = NO_FORGE
            if book.settings.publish.log:
                forge = log_link.new_file(EditLinks(self._root, config).url("x"))
            return take_inventory(book, self._day(book), excluded, forge)
        except UsageError as error:
            if not self._serving:
                raise
            log.warning("%s", error)
            problem = Problem("error", SETTINGS, 0, 0, "", str(error))
            return Inventory(empty_snapshot(datetime.now(UTC).astimezone().date(), problem))

    def _chosen_day(self) -> str:
        return self.config.on or os.environ.get("FOLLOWUP_ON", "")

    def _day(self, book: Book) -> date:
        text = self._chosen_day()
        return _parse_day(text) if text else book.today(datetime.now(UTC))

    def _stage(self, config: MkDocsConfig) -> None:
        if self._dirty:
            raise UsageError("--dirty keeps pages of contacts that are gone: build without it")
        self._site = config.site_dir
        output.check_target(Path(config.site_dir), self._root, Path(config.docs_dir))
        if self._build.inventory.is_emptied:
            shown = os.path.relpath(self._site, self._root)
            safety.check_emptied(f"{shown}/", output.contact_pages(self._site))
        config.site_dir = self._at_end.enter_context(output.staging_folder(self._root))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Drop what must not be published from `site/`, and add the pages of the book."""
        snapshot = self._build.snapshot
        self._on_demand, self._waiting, self._staged = None, [], {}
        self._direct = book_files.can_render_directly(config, files)
        self._search_data = File.generated(config, SEARCH_DATA, content="")
        contacts = [] if self._direct else self._contact_files(config)
        self._overviews = {page.source: page for page in self._build.overview_pages()}
        own = book_files.overview_files(self._overviews.values(), files, config)
        self._feeds = book_files.feed_files(snapshot, config)
        own += [self._search_data, *self._feeds.values()]
        self._overview_uris = {file.dest_uri for file in own}
        own += contacts
        book_files.admit(files, own, snapshot.settings.publish.files, config)
        return DirectFiles(files, snapshot.targets.names, config) if self._direct else files

    def _contact_files(self, config: MkDocsConfig) -> list[File]:
        edit_links, staged = EditLinks(self._root, config), not self._serving
        found = list(book_files.contact_files(self._build, edit_links, config, staged))
        self._staged = {file.dest_uri: file.abs_dest_path for file in found} if staged else {}
        self._build.render_missing()
        return found

    def on_nav(self, nav: Navigation, **_: Any) -> None:
        """Remember the navigation, which is on every page."""
        self._nav = nav

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, **_: Any) -> str:
        """Set the content of overview pages, and the agenda in pages of the user."""
        if self._direct:
            self._waiting.append(page)  # for on_env: no other plugin looks at it before
            return html
        return self._content(html, page, config)

    def _content(self, html: str, page: Page, config: MkDocsConfig) -> str:
        links = book_files.links_from(page, self._build.snapshot.targets.names, config)
        if page.file.src_uri in self._overviews:
            html = self._overviews[page.file.src_uri].render(links)
        elif agenda.PLACEHOLDER in html and not isinstance(page, ContactPage):
            html = html.replace(agenda.PLACEHOLDER, self._build.agenda(links, alone=False))
            self._overview_uris.add(page.file.dest_uri)
        return self._problems() + html

    def _problems(self) -> str:
        return problems(self._build.snapshot) if self._serving else ""

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Render the contact pages and the overviews; tell the theme about the book."""
        chosen = bool(self._chosen_day())
        env.globals["followup"] = theme_context(self._build.snapshot, chosen, self._serving)
        if self._direct:
            self._render_directly(env, config, files)
            for page in self._waiting:
                page.content = self._content(page.content or "", page, config)
        self._search_data.content_string = self._build.search_data()
        for uri, content in self._build.feeds(book_files.site_address(config)):
            self._feeds[uri].content_bytes = content
        self._build.keep()
        return env

    def _render_directly(self, env: Environment, config: MkDocsConfig, files: Files) -> None:
        edit_links, build = EditLinks(self._root, config), self._build
        layout = partial(book_files.render_layout, env=env, nav=self._nav, config=config)
        renderer = PageRenderer(
            self._build.snapshot,
            config.use_directory_urls,
            partial(layout, is_edited=edit_links.enabled),
            edit_links.url,
            lambda: build.day,
            self._problems(),
        )
        parts = book_files.AgendaParts(self._build, layout, self._problems(), config)
        if self._serving:
            self._on_demand = preview.OnDemand(renderer, self._build.evaluate_now)
            self._build.render_missing()
            for uri, page in parts.made():
                files.append(File.generated(config, uri, content=page))
        else:
            staging = os.path.join(config.site_dir, output.PAGES)
            pages = PageCache(renderer, self._build.inventory, self._site, staging, edit_links.key)
            pages.find_missing()
            self._build.render_missing(pages)
            pages.add_parts(parts.key(), parts.made)

    @event_priority(-100)  # other plugins may still write into the staging folder
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Apply the differences to the site; fail if contacts are missing from it."""
        if not self._serving:
            self._apply(config)
            config.site_dir = self._site  # gh-deploy publishes it next
        self._at_end.close()
        self._builds += 1
        if self._serving and self._builds % _CLEANING == 0:
            drop_cycles()
        unreadable = self._build.snapshot.unreadable
        if unreadable and not self._serving:
            files = "contact file" if unreadable == 1 else "contact files"
            raise Abort(
                f"{unreadable} {files} could not be read and left out of the site; everybody"
                " else is there. `followup check` says where and why."
            )

    def _apply(self, config: MkDocsConfig) -> None:
        staged = output.staged_files(config.site_dir) | self._staged
        if config.strict and failures.has_warned():
            self._build.withdraw(staged, self._overview_uris, self._site)
            return
        counts = self._build.apply(staged, self._site)
        log.info(
            "%s/: %s; %d files written, %d as before, %d removed",
            os.path.basename(self._site),
            plural(len(self._build.snapshot.targets.names), "contact"),
            *counts,
        )

    def on_build_error(self, **_: Any) -> None:
        """Leave the last good site as it is."""
        self._at_end.close()

    def on_shutdown(self) -> None:
        """Leave nothing behind."""
        self._at_end.close()
        self._at_shutdown.close()

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, **_: Any) -> None:
        """Answer only to this machine's own names, and rebuild when a contact changes."""
        app = server.get_app()
        assert app is not None, "MkDocs has set its own"
        app = preview.on_demand(app, lambda: self._on_demand, server.root, server.mount_path)
        server.set_app(safety.guarded(app, config.dev_addr.host))
        trigger = preview.reload_trigger(
            self._root, self._today, lambda: self._build.inventory.is_outdated, log.warning
        )
        server.builder = failures.without_traceback(server.builder, server.root)
        ours = (self._root / SETTINGS, self._root / TEMPLATES)
        for path in filter(Path.exists, (self._at_shutdown.enter_context(trigger), *ours)):
            server.watch(os.fspath(path))

    def _today(self) -> date:
        try:
            return self._day(open_book(self._root))
        except UsageError:
            return self._build.snapshot.on


def _parse_day(text: str) -> date:
    day: date | None = None
    with suppress(ValueError):
        day = date.fromisoformat(text)
    if day is None or day.isoformat() != text:
        raise UsageError("the day of the site must be a date like 2026-09-14 (on, FOLLOWUP_ON)")
    return day
