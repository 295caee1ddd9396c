"""Writes the draft for a contact on a day: the template of its kind, filled in."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from followup_md.drafts import channels, href
from followup_md.drafts.kinds import CALL, EMAIL, KINDS, VOICEMAIL, kind_for
from followup_md.drafts.plain_text import gaps_in, shown
from followup_md.drafts.template_files import Template, Templates, normalized
from followup_md.drafts.values import Purpose, quoted, values
from followup_md.model.agenda import Item
from followup_md.model.draft import Draft
from followup_md.model.settings import Settings
from followup_md.policy.agenda import Evaluation
from followup_md.policy.channels import canonical, is_in_person
from followup_md.policy.facts import Facts

_SUBJECT = re.compile(r"Subject:[ \t]*([^\n]*)(?:\n|\Z)")
_BLANKS = re.compile(r"[ \t]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def default_kind(evaluation: Evaluation) -> str:
    """Return the kind of draft for a contact: that of its first due item."""
    return kind_for(evaluation.due[0].item.kind if evaluation.due else "")


def item_for(kind: str, evaluation: Evaluation) -> Item | None:
    """Return what a draft of a kind answers: the first such item, due or not."""
    for items in ([due.item for due in evaluation.due], evaluation.items):
        found = next((item for item in items if kind_for(item.kind) == kind), None)
        if found is not None:
            return found
    return None


def compose(
    facts: Facts,
    on: date,
    kind: str,
    channel: str,
    form: str,
    purpose: Purpose,
    templates: Templates,
) -> Draft:
    """Return the draft. Raises RefusedError if there is no template, or it cannot be read.

    `channel`: "" if there is none.
    """
    languages = facts.contact.language
    template = templates.find(kind, form, languages)
    words = templates.words(template.language)._replace(lasting=purpose.lasting)
    known = values(facts, on, purpose, words)
    text, subject = _rendered(template, form, known)
    to = channels.recipients(channel, facts) if channel else ()
    together = form == EMAIL and kind in KINDS and KINDS[kind].together
    if together and purpose.other is not None:
        to = (*to[:1], *purpose.other.email[:1])
    notes = tuple(_fallback(kind, template, languages, words.language))
    draft = Draft(
        kind,
        form,
        channel,
        template.language,
        template.source,
        to,
        subject,
        text,
        quoted=_repeated(known, f"{subject}\n{text}"),
        notes=notes,
        together=together,
        sender=next(iter(purpose.signer.email), ""),
    )
    return with_words(draft, subject, text, facts.settings)


def with_words(draft: Draft, subject: str, text: str, settings: Settings) -> Draft:
    """Return the draft with other words: their gaps, and the address that opens it with them."""
    gaps = gaps_in(f"{subject}\n{text}")
    subject, text = shown(subject), shown(text)
    channel = draft.channel
    if draft.form in (CALL, VOICEMAIL) or is_in_person(channel, settings):
        channel = CALL
    address, complete = href.address_for(
        canonical(channel, settings), draft.to, subject, text, draft.together
    )
    return draft._replace(subject=subject, text=text, gaps=gaps, href=address, complete=complete)


def _rendered(template: Template, form: str, known: dict[str, Any]) -> tuple[str, str]:
    """Return the text, and the subject of an e-mail."""
    lines = template.render(known).strip("\n").split("\n")
    text = "\n".join(_BLANKS.sub(" ", line).strip() for line in lines)
    subject = ""
    if form == EMAIL and (found := _SUBJECT.match(text)) is not None:
        subject, text = found[1].strip(), text[found.end() :]
    return _EMPTY_LINES.sub("\n\n", text).strip(), subject


def _fallback(
    kind: str, template: Template, languages: tuple[str, ...], language: str
) -> list[str]:
    """Say so if the contact's own language has no template."""
    wanted = [tag for tag in map(normalized, languages) if tag]
    if not wanted or any(tag.partition("-")[0] == template.language[:2] for tag in wanted):
        return []
    return [f"no {kind} in {wanted[0]}: {language} used"]


def _repeated(known: dict[str, Any], text: str) -> tuple[str, ...]:
    """Return the words of the contact's file that are in the text, as they stand there."""
    found = []
    for words in quoted(known):
        capital = words[:1].upper() + words[1:]
        found += [each for each in dict.fromkeys((words, capital)) if each in text]
    return tuple(map(shown, found))
