"""Which contact a person means by a name, and which ids stand for one place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from followup_md.errors import RefusedError
from followup_md.model.contact import Handle, id_of
from followup_md.model.folding import fold

Rows = Callable[[int], str | None]  # the id of the contact in a numbered row
_NO_ROW = ", and no row with that number was shown here by `followup due`"
_NUMBER = re.compile("[0-9]{1,4}", re.ASCII)


def no_row(_number: int) -> None:
    """Know of no numbered row."""


def resolve(name: str, handles: Iterable[Handle], row: Rows = no_row) -> str:
    """Return the id of the contact meant by an id, a name, a nickname or an e-mail address.

    An exact match wins over one at the beginning, and that over one inside. A number that nobody is
    called exactly may mean a row: `row` returns the id in it. Raises RefusedError, which lists the
    contacts, if none or several match.
    """
    handles = tuple(handles)
    wanted = fold(" ".join(id_of(name).split()))
    # One folding a contact, and its words one by one only where they hold what is wanted.
    held = [one for one in handles if wanted and wanted in fold("\n".join(_words(one)))]
    known = [(handle, list(map(fold, _words(handle)))) for handle in held]
    for handle, words in known:
        if words[0] == wanted:
            return handle.id
    for matches in (str.__eq__, str.startswith, str.__contains__):
        if matches is str.startswith and _NUMBER.fullmatch(name.strip()):
            id_ = row(int(name))
            if id_ is not None:
                return id_
        found = [h for h, words in known if any(matches(word, wanted) for word in words)]
        if len(found) == 1:
            return found[0].id
        if found:
            raise RefusedError(_several(name, found))
    numbered = row is not no_row and _NUMBER.fullmatch(name.strip())
    raise RefusedError(_none(name, handles, _NO_ROW if numbered else ""))


def resolve_several(names: str, handles: Iterable[Handle], row: Rows = no_row) -> list[str]:
    """Return the ids of the contacts meant by names with commas between them, each once.

    A name that holds commas itself ("Lee, Ann") is found as a whole. `row` and RefusedError: as
    for `resolve`.
    """
    known = list(handles)
    whole = {
        ",".join(split_names(fold(word))): handle.id
        for handle in known
        for word in _words(handle)
        if "," in word
    }
    parts, found = split_names(names), []
    try:
        while parts:
            counts = range(len(parts), 1, -1)
            joined = ((count, whole.get(fold(",".join(parts[:count])))) for count in counts)
            count, id_ = next(((n, id_) for n, id_ in joined if id_ is not None), (1, None))
            found.append(id_ or resolve(parts[0], known, row))
            parts = parts[count:]
    except RefusedError:
        if "," not in names:
            raise
        with suppress(RefusedError):
            return [resolve(names, known)]
        raise
    return list(dict.fromkeys(found))


def split_names(names: str) -> list[str]:
    """Return what is between the commas, without blanks around it."""
    return [name.strip() for name in names.split(",") if name.strip()]


def _words(handle: Handle) -> Iterator[str]:
    yield handle.id
    yield handle.id.rpartition("/")[2]
    yield handle.name
    yield from handle.nicknames
    yield from handle.emails


def _several(name: str, found: list[Handle]) -> str:
    lines = [f"  {handle.id}  {handle.name}" for handle in found[:10]]
    more = [f"  and {len(found) - 10} more"] if len(found) > 10 else []
    return "\n".join([f"{name!r} may be any of these; type more of it, or the id:", *lines, *more])


def _none(name: str, handles: Iterable[Handle], more: str) -> str:
    from difflib import get_close_matches

    ids = {fold(word): handle.id for handle in handles for word in (handle.name, handle.id)}
    near = [ids[match] for match in get_close_matches(fold(name), ids, 3, 0.6)]
    hint = f"; did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return f"no contact is called {name!r}{more}{hint or '.'} See `followup list`."


def collision_key(path: str) -> str:
    """Return what a file system that ignores case and how accents are encoded tells paths by."""
    if path.isascii():
        return path.lower()
    from unicodedata import normalize

    return normalize("NFC", normalize("NFKC", path).casefold())


def path_collisions(ids: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of ids with the same `collision_key`."""
    seen: dict[str, str] = {}
    found = []
    for id_ in ids:
        other = seen.setdefault(collision_key(id_), id_)
        if other != id_:
            found.append((other, id_))
    return found


def unread_handles(unreadable: Iterable[str]) -> tuple[Handle, ...]:
    """Return what may be the names of contacts whose files cannot be read: those of the files."""
    ids = (id_of(path) for path in unreadable if path.endswith(".md"))
    return tuple(Handle(id_, id_.rpartition("/")[2]) for id_ in ids)


def unread_folders(unreadable: Iterable[str]) -> tuple[str, ...]:
    """Return the folders that cannot be read: nobody knows who is in them."""
    return tuple(path for path in unreadable if not path.endswith(".md"))
