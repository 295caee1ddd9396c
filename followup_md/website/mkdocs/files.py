"""Contact pages among MkDocs' own: carried by it, or made apart in the frame that it renders."""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Collection, Container, Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import CountHandler

from followup_md.website.build import generated_pages, output
from followup_md.website.build.generated_pages import GeneratedPage
from followup_md.website.build.layout import Layout
from followup_md.website.build.page_renderer import uri_of
from followup_md.website.build.site_build import SiteBuild
from followup_md.website.pages.urls import PEOPLE, Addresses
from followup_md.website.privacy.allowed_files import reason_to_drop
from followup_md.website.snapshot import Snapshot

log = get_plugin_logger("followup")

# A place of the configuration from which a contact's page could be told from others of its depth.
_BELOW = re.compile(rf"{PEOPLE}/(?!index\.md)", re.IGNORECASE)


class ContactPage(Page):
    """A page that MkDocs carries and never reads: no Markdown, no YAML, no `Key: value` lines."""

    def __init__(
        self, source: GeneratedPage, file: File, config: MkDocsConfig, shot: Snapshot
    ) -> None:
        super().__init__(generated_pages.plain(source.title), file, config)
        self.named = source.title
        self._make = source.make
        self._shot = shot

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002  MkDocs' signature
        """Set what MkDocs would read from a file."""
        self.markdown, self.meta = "", {}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002  likewise
        """Make the HTML."""
        self.content = self._make(seen_from(self, self._shot, config))
        self.toc = TableOfContents([])
        self.present_anchor_ids: set[str] = set()
        self.links_to_anchors: dict[File, dict[str, str]] = {}


class DirectFile(File):
    """A contact's page that is made apart: MkDocs may link to it, and does nothing else with it."""

    def __init__(self, id_: str, config: MkDocsConfig) -> None:
        folders, never = config.use_directory_urls, InclusionLevel.NOT_IN_NAV
        uri, dest_uri = f"{PEOPLE}/{id_}.md", uri_of(id_, folders)
        super().__init__(uri, None, config.site_dir, folders, dest_uri=dest_uri, inclusion=never)
        self.generated_by = "followup"

    def is_documentation_page(self) -> bool:
        """Say that there is nothing to render."""
        return False

    def copy_file(self, dirty: bool = False) -> None:
        """Copy nothing."""


class EditLinks:
    """Where a contact's file is edited, as the configuration says; "" where it does not."""

    def __init__(self, config: MkDocsConfig) -> None:
        self._config = config
        # All that decides about it.
        self.about = repr((config.repo_url, config.edit_uri, config.edit_uri_template))
        self._file = File.generated(config, "page.md", content="")
        self._page = Page("", self._file, config)

    def of(self, edit_uri: str) -> str:
        """Return the address for a contact file, given from the folder of the pages."""
        config = self._config
        if "!q" in (config.edit_uri_template or ""):
            return ""
        self._file.edit_uri = edit_uri
        self._page._set_edit_url(config.repo_url, config.edit_uri, config.edit_uri_template)
        return self._page.edit_url or ""


class DirectFiles(Files):
    """A site's files, and those of contacts' pages as soon as somebody links to them."""

    def __init__(self, files: Iterable[File], ids: Container[str], config: MkDocsConfig) -> None:
        super().__init__(files)
        self._ids = ids
        self._config = config

    def get_file_from_path(self, path: str) -> File | None:
        """Return the file whose `src_uri` is `path`."""
        found, uri = super().get_file_from_path(path), PurePath(path).as_posix()
        id_ = uri.removeprefix(f"{PEOPLE}/").removesuffix(".md")
        if found is None and uri == f"{PEOPLE}/{id_}.md" and id_ in self._ids:
            return DirectFile(id_, self._config)
        return found


def can_render_directly(config: MkDocsConfig, files: Iterable[File]) -> bool:
    """Whether nothing but our own theme and plugin has a say in what a contact's page is."""
    theme = config.theme
    named = (config.nav, config.extra_css, list(map(str, config.extra_javascript)))
    return (
        list(config.plugins) == ["followup"]
        and not config.hooks
        and theme.name == "followup"
        and theme.custom_dir is None
        and not config.extra_templates
        and theme.static_templates <= {"404.html"}
        and not _BELOW.search(repr(named))
        and not any(_BELOW.match(file.src_uri) for file in files)
    )


def admit(files: Files, own: Collection[File], more: Iterable[str], config: MkDocsConfig) -> None:
    """Drop what must not be published from `site/`, and add files of our own.

    `more`: further endings of files that may be published.
    """
    places = {generated_pages.page_key(file.dest_uri) for file in own}
    if (map_ := files.get_file_from_path("sitemap.xml")) and map_.src_dir != config.docs_dir:
        files.remove(map_)  # MkDocs' own template
    for file in list(files):
        drop = _reason_to_drop(file, more, config)
        if drop:
            log.info("not published: %s: %s", ascii(file.src_uri), drop)
        elif generated_pages.page_key(file.dest_uri) in places:
            drop = "made by followup"
            if file.src_uri != generated_pages.AGENDA:
                log.warning("%s stands where followup makes a page: rename it", file.src_uri)
        if drop:
            files.remove(file)
    for file in own:
        files.append(file)


def _reason_to_drop(file: File, more: Iterable[str], config: MkDocsConfig) -> str:
    """Return why a file of `site/` must not be published; themes answer for their own."""
    if file.src_dir != config.docs_dir or file.abs_src_path is None:
        return ""
    return reason_to_drop(file.abs_src_path, file.src_uri, more)


def carried_files(
    edition: SiteBuild, root: Path, config: MkDocsConfig, serving: bool
) -> Iterator[File]:
    """Yield the file of each contact's page that MkDocs makes."""
    never = InclusionLevel.NOT_IN_NAV
    everybody = edition.everybody()
    sources = generated_pages.of_contacts(edition.snapshot, everybody, root, Path(config.docs_dir))
    for number, source in enumerate(sources):
        file = File.generated(config, source.uri, content="", inclusion=never)
        file.edit_uri = None if "!q" in (config.edit_uri_template or "") else source.edit_uri
        if not serving:
            # Ten thousand folders take longer to make and remove than their pages to write.
            file.abs_dest_path = os.path.join(config.site_dir, output.FLAT, str(number))
        ContactPage(source, file, config, edition.snapshot)
        yield file


def render_layout(
    depth: int, env: Environment, nav: Navigation, config: MkDocsConfig, shot: Snapshot
) -> Layout:
    """Return what stands around the pages that are so many folders below the top of the site."""
    token = secrets.token_hex(16)
    below = "x/" * (depth - 1 - config.use_directory_urls)
    source = GeneratedPage(f"{PEOPLE}/{below}x.md", f"{token}title", lambda _: "", False)
    file = File.generated(config, source.uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    page = ContactPage(source, file, config, shot)
    page.read_source(config)
    page.content = f"{token}content"
    found = []
    for edit_url in (f"{token}edit", None):
        page.edit_url = edit_url
        context: Any = get_context(nav, [], config, page)
        found.append(env.get_template("main.html").render(context))
    return Layout.cut(found[0], found[1], token)


def seen_from(page: Page, shot: Snapshot, config: MkDocsConfig) -> Addresses:
    """Return the addresses of the contacts as the links of a page need them."""
    return Addresses(shot.others.names, page.url, config.use_directory_urls)


def warned() -> bool:
    """Whether `--strict` has counted a warning; MkDocs itself stops only after the last hook."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers)
