"""Drafts of messages to the contacts of a book."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from followup_md.book import members
from followup_md.book.book import Book
from followup_md.drafts import channels, compose, signer
from followup_md.drafts.kinds import FORMS, KINDS, form_of
from followup_md.drafts.template_files import Templates
from followup_md.drafts.values import Purpose, named_in
from followup_md.errors import MachineError, RefusedError, UsageError, words_of
from followup_md.model.contact import Contact, id_of
from followup_md.model.draft import Draft
from followup_md.model.settings import channel_words
from followup_md.policy.agenda import evaluate
from followup_md.policy.due_items import apply_rules
from followup_md.policy.facts import Facts, gather_facts
from followup_md.policy.phrases import NO_WAY, channel_label


def draft(
    book: Book,
    contact: Contact | Facts,
    on: date,
    *,
    kind: str = "",
    channel: str = "",
    form: str = "",
    words: str = "",
    other: Contact | None = None,
    as_: str = "",
    force: bool = False,
    templates: Templates | None = None,
) -> Draft:
    """Return the draft of a message to a contact on a day; nothing is sent.

    `contact`: one of the book, or its facts on the day where they are at hand. `kind`: "" for that
    of its first due item (`drafts.kinds.KINDS`, or a template of the book's own). `channel`: "" for
    the policy's next one. `form`: email, text, call or voicemail; "" for that of the channel.
    `words`: what to say, where the template asks. `other`: whom to introduce or ask about.
    `as_`: who signs, as in `team:`; "" for whoever `git config followup.me` names, else the owner,
    else `me`. `force`: even if they do not want it. `templates`: those of `templates_of`,
    where many drafts are made.

    Raises RefusedError where they do not want to be reached so, there is no way to reach them, or
    the template cannot be read; UsageError for a kind, form or signer that is not known.
    """
    facts = contact if isinstance(contact, Facts) else facts_on(book, contact, on)
    evaluation = evaluate(facts.contact, apply_rules(facts), book.calendar, on)
    kind = kind or compose.default_kind(evaluation)
    item = compose.item_for(kind, evaluation)
    channel, form, note = _way(facts, channels.channel_for(kind, item, facts), channel, form, force)
    name = as_ or members.own_name(book.folder)
    if as_ and signer.by_word(book.settings, as_) is None and book.settings.team:
        raise UsageError(f"nobody of the team is called so; known: {', '.join(book.settings.team)}")
    signs = signer.who(book.settings, facts.contact.owner, name)
    purpose = Purpose(item, *signs, _via(book, facts), words, other)
    found = compose.compose(
        facts, on, kind, channel, form, purpose, templates or templates_of(book)
    )
    return found._replace(notes=(*found.notes, note)) if note else found


def facts_on(book: Book, contact: Contact, on: date) -> Facts:
    """Return what the rules look at."""
    return gather_facts(contact, book.settings, book.calendar, on)


def templates_of(book: Book) -> Templates:
    """Return the templates of a book and the built-in ones; each is read once, when it is used."""
    return Templates(book.folder, book.settings.language)


def _way(facts: Facts, next_: str, channel: str, form: str, force: bool) -> tuple[str, str, str]:
    """Return channel, form and what to note about them. Raises RefusedError and UsageError."""
    name, settings = facts.contact.name, facts.settings
    if form and form not in FORMS:
        raise UsageError(f"unknown form; known: {', '.join(FORMS)}")
    if facts.contact.do_not_contact and not force:
        raise RefusedError(f"{name} asked not to be contacted; --force overrides")
    if channel:
        known = channel_words(settings.channels)
        if channel.lower() not in known:
            raise UsageError(f"unknown channel; known: {', '.join(settings.channels)}")
        channel = known[channel.lower()]
    elif form:
        channel = channels.channel_with_form(form, next_, facts)
        if not channel:
            channel = channels.usual_channel(form)
            if force or not channels.forbidden(channel, facts):
                return "", form, _missing(channel, facts)
    else:
        channel = next_
        if not channel:
            raise RefusedError(f"{name}: {NO_WAY}")
    if channels.forbidden(channel, facts) and not force:
        raise RefusedError(f"{name}: never by {channel_label(channel)}; --force overrides")
    if channels.lacks_address(channel, facts) and not form:
        raise RefusedError(f"{name}: {_missing(channel, facts)}")
    note = "" if channels.usable(channel, facts) else _missing(channel, facts)
    return channel, form or form_of(channel, settings), note


def _missing(channel: str, facts: Facts) -> str:
    """Return why a channel would not reach them, and what helps."""
    if channels.lacks_address(channel, facts):
        needs = facts.settings.channels[channel].needs
        what = {"email": "an e-mail address", "phone": "a phone number"}[needs]
        return f"add {what} to reach them by {channel_label(channel)}"
    return f"the last {channel_label(channel)} did not arrive"


def _via(book: Book, facts: Facts) -> str:
    """Return the name of whoever introduced a contact, until there was a talk; "" for no name."""
    via = facts.contact.via
    if not via.strip() or facts.history.two_way is not None:
        return ""
    if " " in via and not any(mark in via for mark in "[](/<"):
        return named_in(via)  # a name is as it is, whether they are in the book or not
    if book.is_id(via):  # as most are, and no other file need be read
        with suppress(RefusedError):
            return book.read_one(id_of(via)).name
    from followup_md.model.mentions import Mentions

    names = {handle.id: handle.name for handle in book.handles()[0]}
    found = Mentions(names, ()).find(via)
    return names[found] if found is not None else named_in(via)


def new_template(book: Book, name: str) -> str:
    """Copy a built-in template into the book; return its path there.

    `name`: a kind, perhaps with the language of the copy before it: `de/follow-up`. Raises
    UsageError for what is no template, RefusedError if the book has it already.
    """
    from pathlib import Path

    from followup_md.drafts import template_files
    from followup_md.storage import files, locate

    language, slash, kind = name.removesuffix(".txt").rpartition("/")
    tag = template_files.normalized(language)
    text = template_files.built_in(kind)
    if text is None or (slash and not tag):
        known = ", ".join(KINDS)
        raise UsageError(f"which one? [LANG/]KIND, such as de/follow-up; kinds: {known}")
    path = "/".join(filter(None, (locate.TEMPLATES, tag, f"{kind}.txt")))
    locate.refuse_links(book.folder, path)
    full = Path(book.folder, path)
    try:
        full.parent.mkdir(parents=True, exist_ok=True)
        files.replace(full, text, None)
    except files.ChangedUnderneathError:
        raise RefusedError(f"{path} is there already: change that one") from None
    except OSError as error:
        raise MachineError(words_of(error, path)) from None
    return path
