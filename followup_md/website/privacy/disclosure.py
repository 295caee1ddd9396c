"""What `followup publish` would disclose, in words, for the user to agree to."""

from __future__ import annotations

from pathlib import Path

from followup_md.book.book import open_book
from followup_md.errors import RefusedError
from followup_md.git import command as git
from followup_md.model.settings import FEEDS, Publish
from followup_md.policy.phrases import plural
from followup_md.website.privacy.held_back import hides_dates

_PARTS = {
    "emails": "e-mail addresses",
    "phones": "phone numbers",
    "birthdays": "birthdays",
    "body": "your notes about them",
    "notes": "the notes of touches",
    "promises": "promises",
    "quotes": "quotes",
}
# No until written, so nobody need be told that they are kept back.
_ON_REQUEST = {
    "drafts": "drafts of messages to them",
    "log": "links to write down a touch",
    "insights": "figures about your follow-ups",
}


def describe(root: Path, remote: str, branch: str) -> str:
    """Return who will be able to read what.

    Raises RefusedError if followup.yml has no `publish:`, or there is no remote to publish to.
    """
    book = open_book(root)
    if not book.settings.publish_written:
        raise RefusedError(
            "followup.yml does not say yet what others may see. Write `publish:` into it, with yes"
            f" or no for each of: {', '.join(_PARTS)}; then publish again"
        )
    reading = book.read()
    public = sum(not contact.private for contact in reading.contacts)
    total = len(reading.contacts) + len(reading.unreadable)
    return "\n".join(
        (
            f"{public} of {plural(total, 'contact')} {'gets' if public == 1 else 'get'} a page.",
            *_shown_and_withheld(book.settings.publish),
            f"To the branch {branch} of {_where(root, remote)}",
            "Pages of a private repository are public on most plans: everybody can read them.",
        )
    )


def _shown_and_withheld(publish: Publish) -> tuple[str, str]:
    may_show = (_PARTS | _ON_REQUEST).items()
    shown = [label for key, label in may_show if getattr(publish, key)]
    counted = hides_dates(publish)
    withheld = [label for key, label in _PARTS.items() if not getattr(publish, key)]
    shown += [f"a {FEEDS[word]} to subscribe to" for word in publish.feeds]
    shown += [f"`{field}`" for field in publish.fields]
    return (
        f"Others see: {', '.join(('names', 'dates', *shown))}.",
        f"Kept back: {', '.join(withheld)}"
        f"{' (the agenda counts whoever is due because of them)' if counted else ''}."
        if withheld
        else "Kept back: only what is private.",
    )


def _where(root: Path, remote: str) -> str:
    if not git.is_repository(root):
        raise RefusedError("this book is in no Git repository: there is nowhere to publish to")
    found = git.look(root, "remote", "get-url", "--", remote, expected=None)
    if found.code:
        raise RefusedError(f"Git knows no remote `{remote}`: git remote add {remote} URL")
    return _without_secret(found.word)


def _without_secret(url: str) -> str:
    """Return the URL without a user name and password."""
    scheme, there, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if there else url
