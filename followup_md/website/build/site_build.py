"""One build of the site, as a list of steps.

1. `take_inventory`: which contacts are visible, and of which of them a summary is kept;
2. `PageCache.find_missing`: which contact pages in the output are up to date;
3. `SiteBuild.render_missing`: summarize the other contacts, render the other pages, and those of
   the day whose neighbours have changed;
4. `SiteBuild.overview_pages`: take agenda, people page and search data from `contents`, or render
   them from all summaries if one has changed;
5. `SiteBuild.apply`: move what differs into the output.

MkDocs' hooks call the steps in this order and render the user's own pages in between. Where other
plugins or themes have a say, `contact_pages` takes the place of step 2 and MkDocs renders them all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from itertools import chain
from operator import attrgetter
from typing import Any

from followup_md.book.site_address import SiteAddress
from followup_md.cache import memo, workers
from followup_md.model.contact import Contact
from followup_md.typed import NamedTuple
from followup_md.website.build import output
from followup_md.website.build.contents import Contents
from followup_md.website.build.inventory import Inventory
from followup_md.website.build.output_scan import scan
from followup_md.website.build.page_cache import PageCache
from followup_md.website.pages import agenda, contact, day, feeds, people, urls
from followup_md.website.pages.agenda import Agenda
from followup_md.website.pages.day import Day, Person
from followup_md.website.pages.summary import ContactSummary, summarize
from followup_md.website.pages.urls import Links
from followup_md.website.privacy import held_back
from followup_md.website.privacy.held_back import HeldBack
from followup_md.website.snapshot import EvaluatedContact, evaluate

MANY = 500  # contacts; fewer are rendered sooner than another process has started
BATCH = 100


class GeneratedPage(NamedTuple):
    """A page: its source, as if it were a file below `docs_dir`, and how to render its content."""

    source: str
    title: str
    render: Callable[[Links], str]
    in_nav: bool = False


class SiteBuild:
    """One build of the site."""

    def __init__(self, inventory: Inventory, preview: bool = False) -> None:
        """`preview`: only the owner of the book sees it."""
        self.inventory = inventory
        self._preview = preview
        self._private = ""  # what the preview says of private contacts
        self.snapshot = inventory.snapshot
        self.pages: PageCache | None = None  # None if MkDocs renders the contact pages
        # Once all contacts are summarized:
        self._contents: Contents | None = None
        self.day: Day | None = None
        self.lists_digest = b""  # of what is on the pages about everybody

    def render_missing(self, pages: PageCache | None = None) -> None:
        """Summarize the contacts that have changed, render the missing pages."""
        self.inventory.add(*self._render(pages))
        self.pages = pages
        if self._preview:
            self._private = self._count_private()
        self.lists_digest = self._lists_digest()
        self._contents = Contents(self.inventory.cache, self.lists_digest)
        self.day = Day([Person(*one) for one in self._kept("day", self._people_of_the_day)])
        if pages is not None:
            pages.take_turns()
            if pages.missing:
                self._render(pages)

    def _people_of_the_day(self) -> list[tuple[str, ...]]:
        names = self.snapshot.targets.names
        return [tuple(one) for one in day.people_of(self._agenda.lists, names)]

    def _render(
        self, pages: PageCache | None
    ) -> tuple[dict[str, tuple[Any, ...]], dict[str, bytes]]:
        """Render the missing pages; return packed summaries that are lacking, and their digests."""
        inventory, missing = self.inventory, pages.missing if pages is not None else {}
        contacts = inventory.contacts(inventory.new.keys() | missing.keys())
        stage = pages.stager() if pages is not None else None

        def work(ids: Sequence[str]) -> list[tuple[Any, ...]]:
            done = []
            for id_ in ids:
                one = evaluate(contacts[id_], self.snapshot)
                packed = self._summarize(one).pack() if id_ in inventory.new else None
                check = memo.digest(packed) if packed is not None else b""
                done.append((id_, packed, check, stage(one) if stage is not None else None))
            return done

        summaries: dict[str, tuple[Any, ...]] = {}
        digests: dict[str, bytes] = {}
        for id_, packed, check, page in _in_batches(list(contacts), work):
            if packed is not None:
                summaries[id_], digests[id_] = packed, check
            if pages is not None and page is not None:
                pages.add(contacts[id_], page)
        contacts.clear()  # they are large
        return summaries, digests

    def _count_private(self) -> str:
        contacts = self.inventory.private_contacts().values()
        due = sum(bool(evaluate(one, self.snapshot).evaluation.due) for one in contacts)
        return held_back.private_words(len(contacts), due)

    def _summarize(self, evaluated: EvaluatedContact) -> ContactSummary:
        whole = self.inventory.whole.get(evaluated.contact.id)
        if whole is None:
            return summarize(evaluated, self.snapshot)
        every = evaluate(whole, self.snapshot).evaluation
        hidden = held_back.compare(every.due_kinds, evaluated.evaluation.due_kinds)
        return summarize(evaluated, self.snapshot, hidden)

    def _lists_digest(self) -> bytes:
        """Return a digest of what is on the pages about everybody."""
        known, names = self.inventory.known, self.snapshot.targets.names
        each = [(id_, known[id_].digest) for id_ in names]
        about = self.inventory.key, self.snapshot.unreadable, self._private
        return memo.digest((*about, each))

    @cached_property
    def _by_name(self) -> list[ContactSummary]:
        """All visible contacts; only for what is not kept of the last build."""
        found = self.inventory.summaries()
        for id_, one in self.inventory.new.items():
            found[id_] = self._summarize(evaluate(one, self.snapshot))
        return people.by_name(found[id_] for id_ in self.snapshot.targets.names)

    @cached_property
    def _agenda(self) -> Agenda:
        hidden = HeldBack.tally(one.held_back for one in self._by_name)
        return agenda.agenda(self._by_name, hidden, self.snapshot, self._private)

    def _kept(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what is on a page about everybody, made again only if a summary has changed."""
        assert self._contents is not None
        return self._contents.get(name, make)

    def overview_pages(self) -> Iterator[GeneratedPage]:
        """Yield the pages about everybody, to be rendered after `render_missing`.

        Those of `agenda_pages` are among them only if it has been called.
        """
        yield GeneratedPage(urls.AGENDA_SOURCE, "Agenda", self.agenda, in_nav=True)
        if self._contents is not None:
            yield from self.agenda_pages()
        yield self._overview(
            urls.PEOPLE_SOURCE,
            "People",
            lambda links: people.render(self._by_name, self.snapshot, links, self._private),
            in_nav=True,
        )
        if len(self.snapshot.targets.names) > people.FIRST:
            yield self._overview(
                urls.EVERYBODY_SOURCE,
                "Everybody",
                lambda links: people.render_everybody(self._by_name, links),
            )
        if self.snapshot.settings.publish.insights:
            from followup_md.website.pages.insights import plotting

            name = f"{urls.INSIGHTS_SOURCE} {plotting.drawn_by()}"
            yield GeneratedPage(
                urls.INSIGHTS_SOURCE,
                "Insights",
                lambda _: str(self._kept(name, self._insights)),
                in_nav=True,
            )

    def _overview(
        self, source: str, title: str, render: Callable[[Links], str], in_nav: bool = False
    ) -> GeneratedPage:
        def kept(links: Links) -> str:
            return str(self._kept(f"{source} {links.key}", lambda: str(render(links))))

        return GeneratedPage(source, title, kept, in_nav)

    def _insights(self) -> str:
        from followup_md.stats import cases, figures, owners
        from followup_md.stats.window import year_to
        from followup_md.website.pages.insights import page

        totals = cases.add_up(one.marks for one in self._by_name)
        year = year_to(self.snapshot.on, self.snapshot.calendar)
        found = figures.figures(totals, len(self._by_name), year)
        publish = self.snapshot.settings.publish
        by = (
            owners.owners((one.owner, one.marks) for one in self._by_name) if publish.owners else ()
        )
        return page.render(found, publish, self.inventory.cache, by)

    def agenda(self, links: Links, alone: bool = True) -> str:
        """Render the agenda; `alone`: as a page of its own."""
        name = f"{urls.AGENDA_SOURCE} {alone} {links.key}"
        return str(self._kept(name, lambda: str(self._agenda.render(links, alone))))

    def agenda_pages(self) -> Iterator[GeneratedPage]:
        """Yield the further pages of a long agenda; only after `render_missing`."""
        for page in agenda.further_pages(self._agenda):
            yield GeneratedPage(page.source, page.title, page.render)

    def search_data(self) -> str:
        """Return the data for the script of the people page."""
        return str(
            self._kept(
                urls.SEARCH_DATA, lambda: people.search_data(self._by_name, self.snapshot.on)
            )
        )

    def feeds(self, site: SiteAddress) -> list[tuple[str, bytes]]:
        """Return, by URI, what programs may subscribe to."""

        def make() -> list[tuple[str, bytes]]:
            by_id = sorted(self._by_name, key=attrgetter("id"))
            found = [reminder for one in by_id for reminder in one.reminders]
            return list(feeds.files(found, self.snapshot, site))

        found: list[tuple[str, bytes]] = self._kept(f"feeds {tuple(site)}", make)
        return found

    def contact_pages(self) -> Iterator[GeneratedPage]:
        """Yield the page of each contact, for MkDocs to render."""
        for id_, one in self.inventory.contacts(self.snapshot.targets.names).items():
            yield GeneratedPage(urls.contact_source(id_), one.name, partial(self._contact, one))

    def _contact(self, one: Contact, links: Links) -> str:
        assert self.day is not None
        turns = self.day.links(one.id, links)
        return contact.render(evaluate(one, self.snapshot), self.snapshot, links, turns)

    def evaluate_now(self, id_: str) -> EvaluatedContact:
        """Evaluate a contact as its file is now. Raises RefusedError."""
        return evaluate(self.inventory.read(id_), self.snapshot)

    def keep(self) -> None:
        """Keep what is on the pages about everybody for the next build."""
        if self._contents is not None and self.inventory.cache is not None:
            self._contents.save()

    def apply(self, staged: Mapping[str, str], site: str) -> tuple[int, int, int]:
        """Make the output what was built; return how many files were written, left and removed.

        `staged`: paths by URI, without those of the page cache.
        """
        pages = self.pages
        ours = pages.staged | pages.parts if pages is not None else {}
        before = pages.before if pages is not None else scan(site)
        removed = output.remove(before.keys() - staged.keys() - ours.keys(), site)
        # First what tells the next build that this is a site, in case this one is killed.
        top = {uri: staged[uri] for uri in output.TOP_PAGES if uri in staged}
        written = output.apply(top, site)
        written += pages.move_into_site() if pages is not None else 0
        written += output.apply({uri: staged[uri] for uri in staged.keys() - top}, site)
        if pages is not None:
            pages.save()
        return written, len(staged) + len(ours) - written, removed

    def withdraw(self, staged: Mapping[str, str], overviews: Collection[str], site: str) -> None:
        """Remove contact pages that were not built, and update those that may name these people.

        `overviews`: URIs of pages that show several contacts.
        """
        ours = self.pages.staged if self.pages is not None else {}
        parts = self.pages.parts if self.pages is not None else {}
        built = staged.keys() | ours.keys() | parts.keys()
        before = scan(site)
        gone = {uri for uri in before if uri not in built and urls.names_people(uri)}
        people = {uri for uri in gone if uri.startswith(f"{urls.PEOPLE}/")}
        if not people:
            gone = set()  # nobody is gone: the old site is left as it is
        told = output.pages_that_link(people, before, site) if people else set()
        gone |= told - built
        told |= {uri for uri in staged if uri in overviews or urls.names_people(uri)}
        updated = {uri: staged[uri] for uri in told if uri in staged}
        updated |= {uri: path for uri, path in (ours | parts).items() if path}
        output.withdraw(updated, gone, site)


def _in_batches(ids: list[str], work: Callable[[Sequence[str]], list[Any]]) -> Iterator[Any]:
    """Return the results of `work` on batches of ids, by several processes if there are many."""
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    count = workers.worker_count() if len(ids) >= MANY else 1
    if count > 1:
        with suppress(workers.WorkerDiedError):  # whatever is wrong shows in this process
            return chain.from_iterable(list(workers.map_in_workers(batches, work, count)))
    return chain.from_iterable(map(work, batches))
