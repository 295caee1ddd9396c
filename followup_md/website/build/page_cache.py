"""Which contact pages in the output are up to date, and the staging of those that are not.

A record of a page is trusted only as far as the file on disk is what was written then, as its stamp
says, or else its content.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any, BinaryIO

from followup_md.cache.column import ColumnById
from followup_md.cache.memo import Memo, digest
from followup_md.model.contact import Contact
from followup_md.model.mentions import companions, may_link
from followup_md.typed import NamedTuple
from followup_md.website.build import output, output_scan
from followup_md.website.build.inventory import Inventory
from followup_md.website.build.page_renderer import PageRenderer
from followup_md.website.pages.day import MARK
from followup_md.website.pages.urls import AGENDA, PEOPLE
from followup_md.website.snapshot import EvaluatedContact

_ALL = "all"  # they are kept together
_STAMP = 4  # its place in a PageRecord
_MARK = MARK.encode()


class StagedPage(NamedTuple):
    """A page that was rendered."""

    path: str  # "" if the output has the same page
    digest: bytes
    # Of a page that waits for the day, the path is that of a file of such pages, and it is there:
    start: int = 0
    size: int = 0  # bytes; 0: it does not wait


class PageRecord(NamedTuple):
    """What a page was rendered from besides its contact, and the result."""

    common: bytes  # digest of what all pages of its depth have in common
    targets: bytes  # digest of the link targets, or of the hidden ones; b"" if it mentions nobody
    turns: bytes  # digest of who comes before and after on the day; b"" for nobody
    digest: bytes  # of the page
    stamp: bytes  # of the file, or b"" if it was too young to be trusted


class PageCache:
    """The contact pages of one build."""

    def __init__(
        self, renderer: PageRenderer, inventory: Inventory, site: str, staging: str, edit_key: str
    ) -> None:
        """`staging`: a folder to be made; `edit_key`: what the edit links depend on."""
        self._renderer = renderer
        self._inventory = inventory
        self._site = site
        self._staging = staging
        self._common = {
            depth: digest((inventory.key, edit_key, layout))
            for depth, layout in renderer.digests().items()
        }
        self._place = os.path.realpath(site)
        self._records: dict[str, tuple[bytes, ...]] = {}  # of PageRecord, by id
        self._paths: dict[str, str] = {}  # in the staging folder, by URI
        self._waiting: dict[str, StagedPage] = {}  # by id
        self._waiting_room: tuple[int, BinaryIO] | None = None  # of the process with this id
        self._is_changed = False  # whether they are to be saved
        self._parts: tuple[Memo, list[tuple[str, bytes, bytes]]] | None = None  # to be saved
        self._now = 0  # on the file system's clock, in ns
        self._tree = ""  # the folder of all pages, if the output has none yet
        self.staged = dict.fromkeys(renderer.ids, "")  # path by URI, "" if up to date
        self.parts: dict[str, str] = {}  # the agenda's further pages, likewise
        self.missing: dict[str, str] = {}  # URIs of pages to be rendered, by id
        self.before: dict[str, bytes] = {}  # what is in the output, see `output_scan.scan`

    def find_missing(self) -> None:
        """Compare the output with the records."""
        cache, ids = self._inventory.cache, self._renderer.ids
        if cache is not None:
            self._now = cache.clock()
            column = ColumnById(cache, f"pages {self._place}")
            self._records = column.load(self._inventory.source.versions)
        records = self._records
        known = {uri: records[id_][_STAMP] for uri, id_ in ids.items() if id_ in records}
        self.before = output_scan.scan(self._site, (PEOPLE, AGENDA), known)
        targets = self._inventory.snapshot.targets
        current = (b"", targets.digest, targets.hidden_digest)
        for uri, id_ in ids.items():
            values = records.get(id_)
            if values is None:
                self.missing[id_] = uri
                continue
            common, depends_on, turns, page, stamp = values
            if common != self._common[uri.count("/")] or depends_on not in current:
                self.missing[id_] = uri
            elif not stamp or stamp != self.before.get(uri):
                now = self._unchanged(uri, page)
                if now is None:
                    self.missing[id_] = uri
                elif now != stamp:
                    records[id_] = PageRecord(common, depends_on, turns, page, now)
                    self._is_changed = True

    def _unchanged(self, uri: str, page_digest: bytes) -> bytes | None:
        """Return the stamp of a page that is as it was written, b"" if it is too young, or None."""
        stamp = self.before.get(uri)
        if stamp is None or output.file_digest(os.path.join(self._site, uri)) != page_digest:
            return None
        return stamp if stamp and not output_scan.is_young(stamp, self._now) else b""

    def stager(self) -> Callable[[EvaluatedContact], tuple[Any, ...] | None]:
        """Make the staging folder; return what renders a contact's page into it, if missing.

        It returns the values of a StagedPage.

        The pages are staged side by side, because folders take longer to make and remove than
        pages to write; but in a tree, to be moved as a whole, if the output has no pages.
        """
        os.makedirs(self._staging, exist_ok=True)
        for uri in self.missing.values():
            self._paths.setdefault(uri, os.path.join(self._staging, str(len(self._paths))))
        paths = self._paths
        if not any(uri.startswith(f"{PEOPLE}/") for uri in self.before):
            self._tree = os.path.join(self._staging, PEOPLE)
            paths |= {uri: os.path.join(self._staging, uri) for uri in paths}
            for folder in {os.path.dirname(os.path.dirname(path)) for path in paths.values()}:
                os.makedirs(folder, exist_ok=True)

        def stage(evaluated: EvaluatedContact) -> tuple[Any, ...] | None:
            uri = self.missing.get(evaluated.contact.id)
            if uri is None:
                return None
            page = self._renderer.render(uri, evaluated)
            staged = self._let_wait(page) if _MARK in page else self._stage(uri, page)
            return tuple(staged)  # plain, so that a worker process can return it

        return stage

    def _stage(self, uri: str, page: bytes) -> StagedPage:
        path = ""
        if uri not in self.before or output.read(os.path.join(self._site, uri)) != page:
            path = self._paths[uri]
            output.write(path, page)
        return StagedPage(path, output.page_digest(page))

    def _let_wait(self, page: bytes) -> StagedPage:
        """Put a page into a file with others: to open one for each takes longer than all else."""
        process = os.getpid()
        if self._waiting_room is None or self._waiting_room[0] != process:
            path = os.path.join(self._staging, f"waiting-{process}")
            self._waiting_room = process, open(path, "ab")  # noqa: SIM115  kept open
        file = self._waiting_room[1]
        start = file.tell()
        try:
            file.write(page)
            file.flush()
        except OSError as error:
            error.filename = file.name
            raise
        return StagedPage(file.name, b"", start, len(page))

    def add_parts(self, key: bytes, pages: Callable[[], Iterable[tuple[str, bytes]]]) -> None:
        """Add the further pages of the agenda; only after `stager`.

        `key`: what they are made of; `pages` makes them, if they are not in the output.
        """
        memo = Memo(self._inventory.cache, f"parts {self._place}", key)
        kept = memo.get(_ALL, 0)
        if kept is not None:
            stamps = [self._stamp(*part) for part in kept]
            found = [
                (uri, page, stamp)
                for (uri, page, _), stamp in zip(kept, stamps, strict=True)
                if stamp is not None
            ]
            if len(found) == len(kept):
                self.parts = {uri: "" for uri, *_ in found}
                if found != kept:
                    self._parts = memo, found
                return
        self._parts = memo, []
        for uri, page in pages():
            path = ""
            if uri not in self.before or output.read(os.path.join(self._site, uri)) != page:
                path = os.path.join(self._staging, f"part-{len(self.parts)}")
                output.write(path, page)
            self.parts[uri] = path
            self._parts[1].append((uri, output.page_digest(page), b""))

    def _stamp(self, uri: str, page_digest: bytes, stamp: bytes) -> bytes | None:
        """Return the stamp of a page as `_unchanged` does, but first compare it with the last."""
        is_known = stamp and stamp == self.before.get(uri)
        return stamp if is_known else self._unchanged(uri, page_digest)

    def add(self, contact: Contact, values: tuple[Any, ...]) -> None:
        """Add a page that was rendered: the values of a StagedPage."""
        page = StagedPage._make(values)
        uri = self.missing[contact.id]
        self.staged[uri] = page.path
        targets = self._inventory.snapshot.targets
        if contact.via or may_link(contact.body):
            depends_on = targets.digest
        else:
            depends_on = targets.hidden_digest if contact.more or companions(contact) else b""
        common, turns = self._common[uri.count("/")], self._renderer.turns_digest(contact.id)
        self._records[contact.id] = PageRecord(common, depends_on, turns, page.digest, b"")
        self._is_changed = True
        if page.size:
            self._waiting[contact.id] = page

    def take_turns(self) -> None:
        """Finish the pages that waited for the day, and find those whose turns have changed."""
        rooms: dict[str, BinaryIO] = {}
        with ExitStack() as stack:
            for id_, waiting in self._waiting.items():
                if waiting.path not in rooms:
                    rooms[waiting.path] = stack.enter_context(open(waiting.path, "rb"))
                file, uri = rooms[waiting.path], self.missing[id_]
                links = str(self._renderer.turns(uri, id_)).encode("utf-8", "xmlcharrefreplace")
                raw = os.pread(file.fileno(), waiting.size, waiting.start)
                page = self._stage(uri, raw.replace(_MARK, links))
                turns = self._renderer.turns_digest(id_)
                self.staged[uri] = page.path
                record = PageRecord._make(self._records[id_])
                self._records[id_] = record._replace(turns=turns, digest=page.digest)
        if self._waiting_room is not None:
            self._waiting_room[1].close()
        rendered, self.missing = self.missing, {}
        for uri, id_ in self._renderer.ids.items():
            if id_ not in rendered:
                _, _, turns, *_ = self._records[id_]
                if turns != self._renderer.turns_digest(id_):
                    self.missing[id_] = uri

    def move_into_site(self) -> int:
        """Move the staged pages into the output; return how many there are."""
        staged = [uri for uri, path in sorted(self.staged.items()) if path]
        if not (self._tree and output.move_folder(self._tree, self._site, PEOPLE)):
            for uri in staged:
                output.put(self.staged[uri], self._site, uri)
        parts = [uri for uri, path in sorted(self.parts.items()) if path]
        for uri in parts:
            output.put(self.parts[uri], self._site, uri)
        return len(staged) + len(parts)

    def save(self) -> None:
        """Save the records, once the pages are in the output."""
        cache, versions = self._inventory.cache, self._inventory.source.versions
        if cache is None:
            return
        if self._is_changed:
            ids = self._renderer.ids.values()
            records = {id_: tuple(self._records[id_]) for id_ in ids if id_ in self._records}
            ColumnById(cache, f"pages {self._place}").save(records, versions)
        if self._parts is not None:
            memo, parts = self._parts
            memo.save({_ALL: parts}, {_ALL: 0})
