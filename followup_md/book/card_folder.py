"""A folder of cards, as phones synchronise it: new ones are added, the others patched."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from followup_md.book import export_folder
from followup_md.book.book import Book
from followup_md.errors import MachineError, words_of
from followup_md.formats import vcard_out, vcard_patch
from followup_md.model.progress import counted
from followup_md.model.reminder import HOST
from followup_md.storage import files
from followup_md.typed import NamedTuple

_LARGEST = 8 << 20  # bytes of a card; a large photo is some hundred thousand
_LONGEST = 200  # bytes of a file's name


class Card(NamedTuple):
    """What the card of a contact says."""

    path: str  # of the contact in the book
    uid: str
    properties: tuple[str, ...]


class Done(NamedTuple):
    """What was done to a folder: numbers of cards, and what was left alone and why."""

    new: int
    changed: int
    same: int
    removed: int
    refused: list[tuple[str, str]]  # file or contact, why


def write(book: Book, folder: Path, cards: Iterable[Card], delete: bool) -> Done:
    """Write cards into a folder; one that is there, by its UID, keeps whatever is not ours.

    `delete`: cards that we made are removed if nobody in the book has them any more. Raises
    UsageError for a folder among the contacts, MachineError.
    """
    export_folder.check_place(book, folder)
    before, refused = _read(book, folder)
    removed = 0
    seen: dict[str, str] = {}
    is_new: list[bool] = []

    def contents() -> Iterator[tuple[Path, bytes]]:
        taken: set[str] = set()  # by cards that may not be written yet
        for card in cards:
            if card.uid in seen:
                refused.append((card.path, f"{seen[card.uid]} has the same uid"))
                continue
            seen[card.uid] = card.path
            name, old = before.get(card.uid, ("", b""))
            try:
                content = _content(card, old)
            except vcard_patch.NotPatchedError as error:
                refused.append((name, str(error)))
                continue
            is_new.append(not name)
            yield folder / (name or _free_name(folder, card.uid, taken)), content

    written = export_folder.put(contents())
    done = Counter((is_new[number], each) for number, each in enumerate(written))
    for uid, (name, old) in before.items():
        if delete and uid not in seen and uid.endswith(f"@{HOST}"):
            files.remove(folder / name, old)
            removed += 1
    export_folder.flush(folder)
    new, same = done[True, True], done[True, False] + done[False, False]
    return Done(new, done[False, True], same, removed, refused)


def _read(book: Book, folder: Path) -> tuple[dict[str, tuple[str, bytes]], list[tuple[str, str]]]:
    """Return file and content of each card by UID, and what is not read and why."""
    found: dict[str, tuple[str, bytes]] = {}
    refused = []
    try:
        folder.mkdir(exist_ok=True)
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise MachineError(words_of(error, str(folder))) from None
    for name in counted(names, len(names), book.progress, f"reading {folder}"):
        if not name.lower().endswith(".vcf") or name.startswith("."):
            continue
        try:
            data = files.read_bytes(folder / name, _LARGEST)
        except MachineError as error:
            refused.append((name, error.reason))
            continue
        uid = vcard_patch.uid(data)
        if len(data) > _LARGEST:
            refused.append((name, "it is larger than 8 MiB"))
        elif uid in found:
            refused.append((name, f"{found[uid][0]} has the same UID"))
        elif uid:
            found[uid] = name, data
    return found, refused


def _content(card: Card, old: bytes) -> bytes:
    if old:
        return vcard_patch.patch(old, card.properties, vcard_out.fold)
    lines = (*card.properties, vcard_patch.mark(card.properties))
    return vcard_out.card(lines).encode("utf-8", "replace")


def _free_name(folder: Path, uid: str, taken: set[str]) -> str:
    stem = quote(uid, safe="@ ")
    if len(stem) > _LONGEST:
        stem = hashlib.sha256(uid.encode()).hexdigest()
    name, number = f"{stem}.vcf", 1
    while name.casefold() in taken or (folder / name).exists():
        number += 1
        name = f"{stem}-{number}.vcf"
    taken.add(name.casefold())
    return name
