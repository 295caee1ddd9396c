"""The MkDocs plugin: thin hooks that say when; what is shown is worked out elsewhere."""

from __future__ import annotations

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

from followup_md.book.book import Book, open_book, open_cached
from followup_md.book.reader import collector_paused
from followup_md.errors import FollowupError, Problem, UsageError
from followup_md.website import snapshot
from followup_md.website.build import generated_pages, output
from followup_md.website.build.generated_pages import GeneratedPage
from followup_md.website.build.inventory import Inventory
from followup_md.website.build.page_cache import PageCache
from followup_md.website.build.page_renderer import PageRenderer
from followup_md.website.build.site_build import SiteBuild
from followup_md.website.mkdocs import files as carrier
from followup_md.website.mkdocs import preview
from followup_md.website.mkdocs.files import ContactPage, EditLinks, seen_from
from followup_md.website.mkdocs.preview import OnDemand
from followup_md.website.pages import pages, people
from followup_md.website.pages.urls import PEOPLE
from followup_md.website.privacy import safety
from followup_md.website.snapshot import Snapshot

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
        self._stack = ExitStack()  # for as long as the plugin lives
        self._build = ExitStack()  # for one build
        self._made: dict[str, GeneratedPage] = {}
        self._flat: dict[str, str] = {}
        self._late: OnDemand | None = None  # what the preview makes pages of contacts with
        self._printed: PageCache | None = None
        self._apart = False
        self._waiting: list[Page] = []  # whose content is made once the lists are
        self._data: File
        self._nav: Navigation
        self._edition: SiteBuild
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
            safety.check_folders(self._root, docs)
            if self._serving:
                safety.check_address(config.dev_addr.host)
            self._build.enter_context(collector_paused())
            self._edition = self._read(config)
            self._shot = self._edition.snapshot
            if not self._serving:
                self._stage(docs, config)
        except FollowupError as error:
            raise Abort(f"followup: {error}") from error
        # A site that asks not to be indexed needs no map for search engines.
        config.theme.static_templates.discard("sitemap.xml")
        return config

    def _read(self, config: MkDocsConfig) -> SiteBuild:
        unwanted = [spec for spec in (config.exclude_docs, config.draft_docs) if spec]

        def excluded(id_: str) -> bool:
            return any(spec.match_file(f"{PEOPLE}/{id_}.md") for spec in unwanted)

        try:
            book = (open_book if os.environ.get(safety.NO_CACHE) else open_cached)(self._root)
            if book.cache is not None:
                self._build.callback(book.cache.database.close)
            roll = Inventory(book, self._day(book), excluded)
            return SiteBuild(roll.snapshot, roll)
        except UsageError as error:
            if not self._serving:
                raise
            log.warning("%s", error)
            problem = Problem("error", "followup.yml", 0, 0, "", str(error))
            today = datetime.now(UTC).astimezone().date()
            return SiteBuild(snapshot.empty_snapshot(today, problem), None)

    def _asked(self) -> str:
        return self.config.on or os.environ.get("FOLLOWUP_ON", "")

    def _day(self, book: Book) -> date:
        text = self._asked()
        return safety.day(text) if text else book.today(datetime.now(UTC))

    def _stage(self, docs: Path, config: MkDocsConfig) -> None:
        if self._dirty:
            raise UsageError("--dirty keeps pages of contacts that are gone: build without it")
        self._site_dir = config.site_dir
        output.check_target(Path(config.site_dir), self._root, docs)
        config.site_dir = os.fspath(self._build.enter_context(output.staged(self._root)))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Drop what must not be published from `site/`, and add the pages of the book."""
        self._late = self._printed = None
        self._waiting = []
        self._apart = carrier.can_render_directly(config, files)
        own = self._own_files(config)
        carrier.admit(files, own, self._shot.settings.publish.files, config)
        if self._apart:
            return carrier.DirectFiles(files, self._shot.others.names, config)
        return files

    def _own_files(self, config: MkDocsConfig) -> list[File]:
        shot, folders = self._shot, config.use_directory_urls
        self._data = File.generated(config, generated_pages.DATA, content="")
        found = [self._data]
        self._made = {}
        self._flat = {}
        self._with_agenda = {generated_pages.DATA}
        for source in generated_pages.of_all(shot, self._edition.lists, folders):
            # The title for the navigation, where that gives none; the rest is made below.
            text = f"---\ntitle: {source.title}\n---\n"
            found.append(File.generated(config, source.uri, content=text))
            if not source.in_nav or config.nav is not None:
                found[-1].inclusion = InclusionLevel.NOT_IN_NAV  # a nav may still name it
            self._made[source.uri] = source
            self._with_agenda.add(found[-1].dest_uri)
        if not self._apart:
            contacts = list(carrier.carried_files(self._edition, self._root, config, self._serving))
            self._flat = {} if self._serving else {f.dest_uri: f.abs_dest_path for f in contacts}
            found += contacts
        return found

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, **_: Any) -> str:
        """Fill the pages that are in the navigation, and the mark for the day's list."""
        if self._apart:
            self._waiting.append(page)  # nobody else looks at it before the environment is there
            return html
        return self._filled(html, page, config)

    def _filled(self, html: str, page: Page, config: MkDocsConfig) -> str:
        shot = self._shot
        if page.file.src_uri in self._made:
            html = self._made[page.file.src_uri].make(seen_from(page, shot, config))
        elif pages.MARK in html and not isinstance(page, ContactPage):
            day, count = self._edition.lists().day, len(shot.others.names)
            seen = seen_from(page, shot, config)
            html = html.replace(pages.MARK, pages.agenda(day, count, shot, seen, alone=False))
            self._with_agenda.add(page.file.dest_uri)
        return pages.errors(shot) + html if self._serving and shot.problems else html

    def on_nav(self, nav: Navigation, **_: Any) -> None:
        """Remember the navigation, which stands on every page."""
        self._nav = nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, **_: Any) -> Environment:
        """Make what is missing; give the theme the day, and what its script needs."""
        shot = self._shot
        env.globals["followup"] = pages.facts(shot, bool(self._asked()), self._serving)
        if self._apart:
            self._print(env, config)
            for page in self._waiting:
                page.content = self._filled(page.content or "", page, config)
        self._data.content_string = people.data(self._edition.lists().by_name, shot.on)
        return env

    def _print(self, env: Environment, config: MkDocsConfig) -> None:
        """Make the pages of contacts that are not in place just so."""
        shot, roll = self._shot, self._edition.inventory
        frame = partial(carrier.render_layout, env=env, nav=self._nav, config=config, shot=shot)
        edit, edit_uri = (
            EditLinks(config),
            generated_pages.edit_uris(self._root, Path(config.docs_dir)),
        )
        above = pages.errors(shot) if self._serving and shot.problems else ""
        press = PageRenderer(
            shot, config.use_directory_urls, frame, lambda id_: edit.of(edit_uri(id_)), above
        )
        if roll is None:
            return
        if self._serving:
            self._late = OnDemand(press, self._edition.now)
        else:
            about = edit.about, edit_uri("")
            self._printed = PageCache(press, roll, Path(self._site_dir), about)
            self._printed.look()
            self._edition.make(self._printed, os.path.join(config.site_dir, output.FLAT))

    @event_priority(-100)  # other plugins may still write into the staging folder
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Put the finished site in place; stop where contacts are missing from it."""
        if self._serving:
            self._build.close()
            return
        shot, site, printed = self._shot, Path(self._site_dir), self._printed
        built = output.listed(Path(config.site_dir)) | self._flat
        built = {uri: path for uri, path in built.items() if not uri.endswith("/")}
        pages = printed.waiting if printed is not None else {}
        if config.strict and carrier.warned():
            output.withdraw(built | pages, site, self._with_agenda, f"{PEOPLE}/")
        else:
            before = printed.before if printed is not None else output.listed(site)
            removed = output.clear(set(before).difference(built, pages), site)
            # First of all that by which the next build knows a site, if this one is killed.
            marks = {uri: built[uri] for uri in output.MARKS if uri in built}
            written = output.apply(marks, site)
            written += printed.place() if printed is not None else 0
            written += output.apply({uri: built[uri] for uri in built.keys() - marks}, site)
            if printed is not None:
                printed.keep()
            log.info(
                "%s/: %d contacts; %d files written, %d as before, %d removed",
                site.name,
                len(shot.others.names),
                written,
                len(built) + len(pages) - written,
                removed,
            )
        config.site_dir = self._site_dir  # gh-deploy publishes it next
        self._build.close()
        if shot.unread:
            files = "contact file" if shot.unread == 1 else "contact files"
            raise Abort(
                f"{shot.unread} {files} could not be read and left out of the site; everybody"
                " else is there. `followup check` says where and why."
            )

    def on_build_error(self, **_: Any) -> None:
        """Leave the last good site as it is."""
        self._build.close()

    def on_shutdown(self) -> None:
        """Leave nothing behind."""
        self._build.close()
        self._stack.close()

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, **_: Any) -> None:
        """Answer only under this machine's own names, and rebuild when a contact changes."""
        app = server.get_app()
        assert app is not None, "MkDocs has set its own"
        made_late = preview.on_demand(app, lambda: self._late, server.root, server.mount_path)
        server.set_app(safety.own_host(made_late, config.dev_addr.host))
        watched = safety.watching(
            self._root, self._today, lambda: self._edition.is_old, log.warning
        )
        bell = self._stack.enter_context(watched)
        for path in (bell, self._root / "followup.yml"):
            if path.exists():
                server.watch(os.fspath(path))

    def _today(self) -> date:
        try:
            return self._day(open_book(self._root))
        except UsageError:
            return self._shot.on
