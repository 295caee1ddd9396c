"""What a site shows: a book on one day, as far as others may see it."""

from __future__ import annotations

from datetime import date

from followup_md.errors import Problem
from followup_md.model.contact import Contact
from followup_md.model.mentions import unnamed
from followup_md.model.settings import Settings
from followup_md.policy import agenda
from followup_md.policy.agenda import Evaluation
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import Facts, gather_facts
from followup_md.policy.workdays import Calendar
from followup_md.typed import TYPE_CHECKING, NamedTuple
from followup_md.website.privacy.link_targets import LinkTargets

if TYPE_CHECKING:
    from followup_md.drafts.template_files import Templates


class NewFile(NamedTuple):
    """Where a forge makes new files of a book."""

    page: str = ""  # "" if it is not known
    folder: str = ""  # of the book in its repository, with a slash at the end
    takes_text: bool = True  # in the address


NO_FORGE = NewFile()


class Snapshot(NamedTuple):
    """What every page depends on apart from its own contact."""

    on: date
    settings: Settings
    calendar: Calendar
    targets: LinkTargets
    unreadable: int  # files that could not be read
    problems: tuple[Problem, ...]  # errors only; only `serve` shows their text
    log: NewFile | None = None  # None: no links that write down a touch
    templates: Templates | None = None  # of drafts, if these are published


class EvaluatedContact(NamedTuple):
    """A contact as others may see it, on a day."""

    contact: Contact
    evaluation: Evaluation
    facts: Facts


def evaluate(contact: Contact, snapshot: Snapshot) -> EvaluatedContact:
    """Evaluate a contact that has been reduced to its public view."""
    contact = unnamed(contact, snapshot.targets)
    known = gather_facts(contact, snapshot.settings, snapshot.calendar, snapshot.on)
    evaluation = agenda.evaluate(known.contact, apply_rules(known), snapshot.calendar, snapshot.on)
    return EvaluatedContact(contact, evaluation, known)


def empty_snapshot(on: date, problem: Problem) -> Snapshot:
    """Return what `serve` shows while `followup.yml` cannot be read."""
    return Snapshot(on, Settings(), Calendar(), LinkTargets({}, ()), 0, (problem,))
