"""The book's pages as MkDocs' files and pages."""

from __future__ import annotations

import json
import os
import posixpath
import re
import secrets
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from followup_md.book.site_address import SiteAddress
from followup_md.cache.memo import digest
from followup_md.model.contact import CONTACTS
from followup_md.model.lookup import collision_key
from followup_md.typed import NamedTuple
from followup_md.website.build import output
from followup_md.website.build.page_renderer import Layout, fill, split_layout
from followup_md.website.build.site_build import GeneratedPage, SiteBuild
from followup_md.website.pages import agenda, feeds, urls
from followup_md.website.pages.urls import Links
from followup_md.website.privacy.allowed_files import reason_to_drop
from followup_md.website.snapshot import Snapshot

log = get_plugin_logger("followup")

# A place in the configuration that can tell a contact's page from others of its depth.
_CONTACT_SOURCE = re.compile(rf"{urls.PEOPLE}/(?!index\.md)", re.IGNORECASE)
# < > & " ' as lookalikes without a meaning in HTML.
_LOOKALIKES = {60: "\u2039", 62: "\u203a", 38: "\uff06", 34: "\u201d", 39: "\u2019"}


class ContactPage(Page):
    """A page that MkDocs puts into the theme but does not read: no Markdown, no metadata."""

    def __init__(
        self, source: GeneratedPage, file: File, config: MkDocsConfig, ids: Container[str]
    ) -> None:
        """`ids`: of the contacts that have a page."""
        super().__init__(_plain(source.title), file, config)
        self.named = source.title  # for our own theme, which escapes it
        self._source = source
        self._ids = ids

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002  MkDocs' signature
        """Set what MkDocs would read from a file."""
        self.markdown, self.meta = "", {}

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002  likewise
        """Render the content."""
        self.content = self._source.render(links_from(self, self._ids, config))
        self.toc = TableOfContents([])
        self.present_anchor_ids: set[str] = set()
        self.links_to_anchors: dict[File, dict[str, str]] = {}


def _plain(title: str) -> str:
    # Some themes print titles as they are, and some unescape them.
    return " ".join(title.split()).translate(_LOOKALIKES)


class DirectFiles(Files):
    """A site's files, and on request the contact pages that MkDocs does not render."""

    def __init__(self, files: Iterable[File], ids: Container[str], config: MkDocsConfig) -> None:
        super().__init__(files)
        self._ids = ids
        self._config = config

    def get_file_from_path(self, path: str) -> File | None:
        """Return the file whose `src_uri` is `path`."""
        found, uri = super().get_file_from_path(path), PurePath(path).as_posix()
        id_ = urls.contact_id(uri)
        if found is None and uri == urls.contact_source(id_) and id_ in self._ids:
            return _contact_file(uri, self._config)
        return found


class EditLinks:
    """Links to edit contact files, as the configuration says."""

    def __init__(self, root: Path, config: MkDocsConfig) -> None:
        relative = os.path.relpath(root / CONTACTS, config.docs_dir)
        self._contacts = posixpath.join(*relative.split(os.sep))
        self._config = config
        self._page = Page("", File.generated(config, "page.md", content=""), config)
        template = config.edit_uri_template
        self.enabled = bool(template or config.edit_uri) and "!q" not in (template or "")
        # What the links depend on:
        self.key = repr((config.repo_url, config.edit_uri, template, self._contacts))

    def edit_uri(self, id_: str) -> str | None:
        """Return the contact file relative to `docs_dir`, or None if there are no edit links."""
        return f"{self._contacts}/{quote(id_)}.md" if self.enabled else None

    def url(self, id_: str) -> str:
        """Return the link to edit a contact, or ""."""
        config, page = self._config, self._page
        page.file.edit_uri = self.edit_uri(id_)
        page._set_edit_url(config.repo_url, config.edit_uri, config.edit_uri_template)
        return page.edit_url or ""


def can_render_directly(config: MkDocsConfig, files: Iterable[File]) -> bool:
    """Whether nothing but our own theme and plugin has a say in what a contact page is."""
    theme = config.theme
    named = (config.nav, config.extra_css, list(map(str, config.extra_javascript)))
    return (
        list(config.plugins) == ["followup"]
        and not config.hooks
        and theme.name == "followup"
        and theme.custom_dir is None
        and not config.extra_templates
        and theme.static_templates <= {"404.html"}
        and not _CONTACT_SOURCE.search(repr(named))
        and not any(_CONTACT_SOURCE.match(file.src_uri) for file in files)
    )


def admit(files: Files, own: Collection[File], more: Iterable[str], config: MkDocsConfig) -> None:
    """Drop what must not be published from `site/`, and add our own files.

    `more`: further endings of files that may be published.
    """
    reserved = {collision_key(file.dest_uri) for file in own}
    style = files.get_file_from_path(urls.INSIGHTS_STYLE)
    if style and urls.INSIGHTS_SOURCE not in {file.src_uri for file in own}:
        files.remove(style)  # of a page that there is not
    sitemap = files.get_file_from_path("sitemap.xml")
    if sitemap and sitemap.src_dir != config.docs_dir:
        files.remove(sitemap)  # MkDocs' own template
    for file in list(files):
        drop = _reason_to_drop(file, more, config)
        if drop:
            log.info("not published: %s: %s", ascii(file.src_uri), drop)
        elif collision_key(file.dest_uri) in reserved or urls.is_agenda_part(file.dest_uri):
            drop = "made by followup"
            if file.src_uri != urls.AGENDA_SOURCE:
                log.warning("%s stands where followup makes a page: rename it", file.src_uri)
        if drop:
            files.remove(file)
    for file in own:
        files.append(file)


def _reason_to_drop(file: File, more: Iterable[str], config: MkDocsConfig) -> str:
    """Return why a file must not be published, or ""; files of themes may."""
    if file.src_dir != config.docs_dir or file.abs_src_path is None:
        return ""
    return reason_to_drop(file.abs_src_path, file.src_uri, more)


def overview_files(
    pages: Iterable[GeneratedPage], files: Files, config: MkDocsConfig
) -> list[File]:
    """Return the pages about everybody as files; their content is replaced once it is rendered.

    `files`: the others of the site. Where one of them has the agenda in it, the navigation that
    MkDocs makes does not list the agenda a second time.
    """
    twice = {urls.AGENDA_SOURCE} if config.nav is None and _show_agenda(files, config) else ()
    return [
        _overview_file(page, config, page.in_nav and page.source not in twice) for page in pages
    ]


def _show_agenda(files: Files, config: MkDocsConfig) -> bool:
    return any(
        agenda.PLACEHOLDER in file.content_string
        for file in files.documentation_pages()
        if not _reason_to_drop(file, (), config) and file.src_uri != urls.AGENDA_SOURCE
    )


def _overview_file(page: GeneratedPage, config: MkDocsConfig, in_nav: bool) -> File:
    # The title is for the navigation, if that gives none.
    title = json.dumps(_plain(page.title), ensure_ascii=False)
    file = File.generated(config, page.source, content=f"---\ntitle: {title}\n---\n")
    if not in_nav or config.nav is not None:
        file.inclusion = InclusionLevel.NOT_IN_NAV  # `nav` may still name it
    return file


def feed_files(snapshot: Snapshot, config: MkDocsConfig) -> dict[str, File]:
    """Return what programs may subscribe to as files by URI, still without their content."""
    uris = [link.uri for link in feeds.links(snapshot)]
    return {uri: File.generated(config, uri, content=b"") for uri in uris}


def site_address(config: MkDocsConfig) -> SiteAddress:
    """Return the name and the address of the site."""
    return SiteAddress(config.site_name, config.site_url or "", config.use_directory_urls)


def _contact_file(source: str, config: MkDocsConfig) -> File:
    return File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)


def contact_files(
    build: SiteBuild, edit_links: EditLinks, config: MkDocsConfig, staged: bool
) -> Iterator[File]:
    """Yield contact pages as files that MkDocs renders.

    `staged`: into one folder, because folders take longer to make and remove than pages to write.
    """
    for number, page in enumerate(build.contact_pages()):
        file = _contact_file(page.source, config)
        file.edit_uri = edit_links.edit_uri(urls.contact_id(page.source))
        if staged:
            file.abs_dest_path = os.path.join(config.site_dir, output.PAGES, str(number))
        ContactPage(page, file, config, build.snapshot.targets.names)
        yield file


class AgendaParts(NamedTuple):
    """The further pages of a long agenda, rendered without MkDocs."""

    build: SiteBuild
    layout: Callable[[int, bool, str], Layout]  # as in PageRenderer
    above: str  # likewise
    config: MkDocsConfig

    def key(self) -> bytes:
        """Return a digest of what they are made of."""
        folders = self.config.use_directory_urls
        around = self.layout(1 + folders, False, urls.AGENDA)
        return digest((self.build.lists_digest, folders, around, self.above))

    def made(self) -> Iterator[tuple[str, bytes]]:
        """Yield the pages by URI."""
        layouts: dict[int, Layout] = {}
        names, folders = self.build.snapshot.targets.names, self.config.use_directory_urls
        for page in self.build.agenda_pages():
            uri = urls.uri_of(page.source, folders)
            depth = uri.count("/")
            if depth not in layouts:
                layouts[depth] = self.layout(depth, False, urls.AGENDA)
            content = self.above + page.render(Links(names, "/" * depth, folders))
            yield uri, fill(layouts[depth], page.title, content)


def render_layout(
    depth: int,
    is_edited: bool,
    folder: str = urls.PEOPLE,
    *,
    env: Environment,
    nav: Navigation,
    config: MkDocsConfig,
) -> Layout:
    """Render what is around pages in a folder, so many folders below the top of the site.

    `is_edited`: with a link to edit them.
    """
    token = secrets.token_hex(16)
    below = "x/" * (depth - 1 - config.use_directory_urls)
    source = GeneratedPage(f"{folder}/{below}x.md", f"{token}title", lambda _: "")
    page = ContactPage(source, _contact_file(source.source, config), config, ())
    page.read_source(config)
    page.content = f"{token}content"
    page.edit_url = f"{token}edit" if is_edited else None
    context: Any = get_context(nav, [], config, page)
    return split_layout(env.get_template("main.html").render(context), token)


def links_from(page: Page, ids: Container[str], config: MkDocsConfig) -> Links:
    """Return the links from a page to those of the contacts `ids`."""
    return Links(ids, page.url, config.use_directory_urls)
