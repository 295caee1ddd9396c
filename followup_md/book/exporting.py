"""Who of a book is exported, and what is said of them; the formats themselves are in formats/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from followup_md.book import listing
from followup_md.book.book import Book
from followup_md.book.card_folder import Card
from followup_md.book.reader import ReadProblems
from followup_md.book.site_address import site_address
from followup_md.formats import atom, csv_out, ics_out, json_out, json_schema, vcard_out
from followup_md.formats.csv_out import Line
from followup_md.model.contact import Contact, id_of
from followup_md.model.identity import card_uid
from followup_md.model.mentions import Mentions, hidden_handles, unnamed
from followup_md.model.progress import counted
from followup_md.model.query import Query
from followup_md.model.reminder import HOST, Feed, Reminder
from followup_md.policy import agenda, headings
from followup_md.policy.agenda import Evaluation
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import Facts, gather_facts
from followup_md.policy.next_channel import next_channel
from followup_md.policy.phrases import HAPPENED
from followup_md.policy.reasons import reason
from followup_md.policy.reminders import next_step, reminders
from followup_md.policy.topics import topic
from followup_md.policy.workdays import add_days
from followup_md.typed import NamedTuple
from followup_md.views import json_


class Wanted(NamedTuple):
    """What was asked for."""

    on: date
    query: Query = Query()
    private: bool = False  # whether private contacts are exported, too
    days: int | None = None  # how far reminders look ahead; None: as the settings say
    raw: bool = False  # cells as they are, even if a spreadsheet takes them for formulas


class Chosen(NamedTuple):
    """The contacts of an export, by id."""

    book: Book
    wanted: Wanted
    contacts: list[Contact]
    mentions: Mentions  # what texts may not give away
    left_out: int  # private contacts that would have been exported
    found: ReadProblems


def choose(book: Book, wanted: Wanted) -> Chosen:
    """Return who is exported. Raises UsageError for a tag or owner that no contact has."""
    reading = book.read_cached()
    asked = list(filter(wanted.query.matches, reading.contacts))
    if not asked:
        listing.refuse_unknown(book, wanted.query)
    public = [contact for contact in asked if wanted.private or not contact.private]
    hidden = []
    if not wanted.private:
        private = (contact.handle for contact in reading.contacts if contact.private)
        hidden = hidden_handles(private, list(map(id_of, reading.unreadable)))
    mentions = Mentions({c.id: c.name for c in reading.contacts if not c.private}, hidden)
    return Chosen(
        book,
        wanted,
        [unnamed(contact, mentions) for contact in public],
        mentions,
        len(asked) - len(public),
        ReadProblems(reading.problems, reading.unreadable),
    )


def _vcard(chosen: Chosen) -> str:
    """Return the contacts as cards, one after the other."""
    return "".join(vcard_out.card(card.properties) for card in cards(chosen))


def cards(chosen: Chosen) -> Iterator[Card]:
    """Yield the card of each contact."""
    for contact, evaluation, facts in _judged(chosen):
        uid = card_uid(contact)
        step = next_step(evaluation, facts, chosen.wanted.on)
        yield Card(contact.path, uid, tuple(vcard_out.properties(contact, uid, step)))


def _csv(chosen: Chosen) -> str:
    """Return the contacts as a table."""
    lines, on = [], chosen.wanted.on
    for contact, evaluation, facts in _judged(chosen):
        last, item = facts.history.last, evaluation.first
        if item is None:
            lines.append(Line(contact, last))
        else:
            day, why = headings.day_shown(item, on), reason(item, facts, on)
            if item.kind == "planned" and day == item.start:
                why = why.removesuffix(HAPPENED)  # an appointment to come
            lines.append(Line(contact, last, day, item.kind, next_channel(item, facts), why))
    return csv_out.table(lines, not chosen.wanted.raw, chosen.wanted.private)


def _json(chosen: Chosen) -> str:
    """Return everything that is known of the contacts."""
    texts = []
    for contact, evaluation, _ in _judged(chosen):
        items = [(*pair, topic(pair[0], contact)) for pair in evaluation.dated_items()]
        body = chosen.mentions.without(contact.body)
        texts.append(json_out.contact(contact._replace(body=body), items))
    problems = [*map(json_.problem, chosen.found.problems)]
    return json_out.document(json_.SCHEMA, chosen.wanted.on, texts, problems)


def _ics(chosen: Chosen) -> str:
    """Return a calendar."""
    return ics_out.calendar(_reminders(chosen), _feed(chosen)).decode()


def _atom(chosen: Chosen) -> str:
    """Return what is due as a feed."""
    return atom.feed(_reminders(chosen), _feed(chosen)).decode()


def todos(chosen: Chosen) -> Iterator[tuple[str, bytes]]:
    """Yield to-dos as names and contents of files."""
    # A host of its own: the names of the files tell which ones are ours.
    return ics_out.todos(_reminders(chosen), _feed(chosen)._replace(host=HOST))


def is_todo(name: str) -> bool:
    """Whether a file of this name can only be a to-do of ours."""
    return name.endswith(f"@{HOST}.ics") and not name.startswith(".")


# By what is typed: formats for one file.
FORMATS: dict[str, Callable[[Chosen], str]] = {
    "vcard": _vcard,
    "csv": _csv,
    "json": _json,
    "ics": _ics,
    "atom": _atom,
}


def schema(book: Book) -> str:
    """Return the JSON Schema of a contact's front matter."""
    import json

    return json.dumps(json_schema.schema(book.settings), indent=2) + "\n"


def _judged(chosen: Chosen) -> Iterator[tuple[Contact, Evaluation, Facts]]:
    book, on = chosen.book, chosen.wanted.on
    count = len(chosen.contacts)
    for contact in counted(chosen.contacts, count, book.progress, f"exporting {count:,} contacts"):
        facts = gather_facts(contact, book.settings, book.calendar, on)
        found = agenda.evaluate(facts.contact, apply_rules(facts), book.calendar, on)
        yield contact, found, facts


def _reminders(chosen: Chosen) -> Iterator[Reminder]:
    on, days = chosen.wanted.on, chosen.wanted.days
    until = add_days(on, chosen.book.settings.days if days is None else days)
    for _, evaluation, facts in _judged(chosen):
        yield from reminders(evaluation, facts, on, until)


def _feed(chosen: Chosen) -> Feed:
    site, settings = site_address(chosen.book), chosen.book.settings
    private = {contact.id for contact in chosen.contacts if contact.private}
    return site.feed(
        chosen.wanted.on,
        settings.timezone,
        lambda id_: site.page(id_) if site.base and id_ not in private else "",
    )
