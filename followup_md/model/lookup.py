"""Finds the contact that a person means by a name, and ids that collide as paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from followup_md.errors import RefusedError
from followup_md.model.contact import Contact


def resolve(name: str, contacts: Iterable[Contact]) -> Contact:
    """Return the contact with this id, name, nickname or e-mail address.

    An exact match comes first, then one that starts with `name`, then one that contains it. Raises
    RefusedError if there is none, or if there are several, which it lists.
    """
    wanted = fold(name.removeprefix("contacts/").removesuffix(".md"))
    known = [(contact, [fold(handle) for handle in _handles(contact)]) for contact in contacts]
    for contact, handles in known:
        if wanted and handles[0] == wanted:
            return contact
    for matches in (str.__eq__, str.startswith, str.__contains__):
        found = [c for c, handles in known if any(matches(handle, wanted) for handle in handles)]
        if len(found) == 1 and wanted:
            return found[0]
        if found and wanted:
            raise RefusedError(_several(name, found))
    raise RefusedError(_none(name, [c for c, _ in known]))


def _handles(contact: Contact) -> Iterator[str]:
    yield contact.id
    yield contact.id.rpartition("/")[2]
    yield contact.name
    yield from contact.nickname
    yield from (email.value for email in contact.email)


def _several(name: str, found: list[Contact]) -> str:
    lines = [f"  {contact.id}  {contact.name}" for contact in found[:10]]
    more = [f"  and {len(found) - 10} more"] if len(found) > 10 else []
    return "\n".join([f"{name!r} may be any of these; type more of it, or the id:", *lines, *more])


def _none(name: str, contacts: list[Contact]) -> str:
    from difflib import get_close_matches

    ids = {fold(c.name): c.id for c in contacts} | {fold(c.id): c.id for c in contacts}
    near = [ids[match] for match in get_close_matches(fold(name), ids, 3, 0.6)]
    hint = f"; did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"no contact is called {name!r}{hint or '.'} See `followup list`."


def fold(text: str) -> str:
    """Return a text without differences of case and of the encoding of accents."""
    if text.isascii():
        return text.casefold()
    from unicodedata import normalize

    return normalize("NFC", text.casefold())


def path_collisions(ids: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of ids that are the same file where case or accents do not count."""
    seen: dict[str, str] = {}
    found = []
    for id_ in ids:
        plain = id_
        if not id_.isascii():
            from unicodedata import normalize

            plain = normalize("NFKC", id_)
        other = seen.setdefault(fold(plain), id_)
        if other != id_:
            found.append((other, id_))
    return found
