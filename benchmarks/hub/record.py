"""What must be in the book: every touch and promise that anybody wrote, with its contact.

An entry carries a word of its own (`t12.`). It may be edited, and its file moved or merged; its
word must be found once, in the file of the contact that it was written to.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

_WORD = re.compile(r"\bt\d+\.")
_EMAIL = re.compile(r"^email: (\S+)$", re.M)


class Record:
    """Every entry ever written, by its word; and who has changed what."""

    def __init__(self) -> None:
        self.owner_of: dict[str, str] = {}  # the e-mail address of the contact, by word
        self._changed: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def new(self, email: str) -> str:
        """Return the word of a new entry of a contact."""
        word = f"t{len(self.owner_of)}."
        self.owner_of[word] = email
        return word

    def changed(self, who: str, email: str, what: str) -> None:
        """Note that a member has changed a field, an entry or the place of a contact."""
        self._changed[email, what].add(who)

    def by_several(self, email: str) -> bool:
        """Whether several members have changed the same thing of a contact: somebody may choose."""
        return any(len(who) > 1 for (whom, _), who in self._changed.items() if whom == email)

    def wrong_in(self, root: Path) -> list[str]:
        """Return what is lost, mixed or doubled in a clone."""
        found: Counter[tuple[str, str]] = Counter()
        wrong, seen = [], set()
        for path in (root / "contacts").rglob("*.md"):
            text = path.read_text()
            email = _EMAIL.search(text)
            if "<<<<<<<" in text or email is None:
                wrong.append(f"{path.name} is not whole")
                continue
            if email[1] in seen:
                wrong.append(f"{email[1]} has two files")
            seen.add(email[1])
            found.update((word, email[1]) for word in _WORD.findall(text))
        wanted = Counter(self.owner_of.items())
        wrong += [f"lost: {word} of {email}" for word, email in wanted - found]
        wrong += [f"too many: {word} of {email}" for word, email in found - wanted]
        return wrong
