"""The words behind the buttons, from what others may see of a contact: `publish: drafts: yes`."""

from __future__ import annotations

from contextlib import suppress

from followup_md.drafts.kinds import CALL, EMAIL, form_of
from followup_md.errors import RefusedError
from followup_md.model.draft import Draft
from followup_md.model.settings import Member
from followup_md.policy.phrases import channel_label
from followup_md.website.pages.contact_links import Action
from followup_md.website.snapshot import EvaluatedContact, Snapshot


def draft_for(evaluated: EvaluatedContact, snapshot: Snapshot) -> Draft | None:
    """Return the draft for what is due first, or None: not published, nothing due, no template.

    Who introduced a contact is not in it: the lists of the site are cached by contact, and whoever
    it was may turn private. Days are said so that they hold on a page that is not rebuilt.
    """
    contact, settings = evaluated.contact, snapshot.settings
    if snapshot.templates is None or not evaluated.evaluation.due or contact.do_not_contact:
        return None
    from followup_md.drafts import channels, compose, signer  # few sites need them
    from followup_md.drafts.values import Purpose

    kind = compose.default_kind(evaluated.evaluation)
    item = compose.item_for(kind, evaluated.evaluation)
    channel = channels.channel_for(kind, item, evaluated.facts)
    if not channel:
        return None
    member, word = signer.who(settings, contact.owner)
    purpose = Purpose(item, Member(member.name), word, lasting=True)  # without the number
    with suppress(RefusedError):  # a template that cannot be read: `check` says why
        return compose.compose(
            evaluated.facts,
            snapshot.on,
            kind,
            channel,
            form_of(channel, settings),
            purpose,
            snapshot.templates,
        )
    return None


def what_it_is(draft: Draft) -> str:
    """Return what the words are for: `the call`."""
    if draft.form == EMAIL:
        return f"the {channel_label(draft.channel)}"
    return "the call" if draft.form == CALL else "the message"


def with_words(action: Action, draft: Draft | None) -> Action:
    """Return a button that opens the draft, if it is for the same address and has no gap."""
    if draft is None or draft.gaps or not action.href or not draft.href.startswith(action.href):
        return action
    return action._replace(href=draft.href)
