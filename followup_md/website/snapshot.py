"""The day that a site shows, and of whom: what every page is made with, beside its contact."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from followup_md.errors import Problem
from followup_md.model.contact import Contact
from followup_md.model.settings import Settings
from followup_md.policy import agenda
from followup_md.policy.agenda import Evaluation
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import Facts, gather_facts
from followup_md.policy.workdays import Calendar
from followup_md.website.privacy.link_targets import LinkTargets

AHEAD = 31  # days that a page knows of, so that a site that is not rebuilt stays useful


class Snapshot(NamedTuple):
    """A book on a day, without anything that is not published."""

    on: date
    settings: Settings
    calendar: Calendar
    others: LinkTargets  # who has a page, and who must not be named: private, unread, excluded
    unread: int  # files that could not be read
    problems: tuple[Problem, ...]  # errors only; their text is for `serve`


class EvaluatedContact(NamedTuple):
    """A contact as others may see it, on a day."""

    contact: Contact
    evaluation: Evaluation
    facts: Facts


def evaluate(contact: Contact, shot: Snapshot) -> EvaluatedContact:
    """Judge a contact, of which only what others may see is left."""
    known = gather_facts(contact, shot.settings, shot.calendar, shot.on)
    verdict = agenda.evaluate(contact, apply_rules(known), shot.calendar, shot.on)
    return EvaluatedContact(contact, verdict, known)


def empty_snapshot(on: date, problem: Problem) -> Snapshot:
    """Return what `serve` shows while `followup.yml` cannot be read."""
    return Snapshot(on, Settings(), Calendar(), LinkTargets({}, ()), 0, (problem,))
