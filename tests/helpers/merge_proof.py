"""Random histories of two people who change one contact's file, merged and checked.

    python -m tests.helpers.merge_proof 20000

What must come out is counted here anew, entry by entry and field by field.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from random import Random

from followup_md.errors import RefusedError
from followup_md.merging.merge import MergeResult, merge
from followup_md.model.contact import Contact
from followup_md.parsing.contact_file import read_text
from tests.helpers.edit_cases import apply
from tests.helpers.edit_proof import SETTINGS, change, plain
from tests.helpers.git_merge import git_merge
from tests.helpers.shapes import make

KINDS = ("touches", "promises", "quotes")
ENTRY = re.compile(r"\s*- +2026")
LISTS = ("nickname", "aliases", "org", "role", "language", "url", "email", "phone", "tags", "never")


def read(text: str) -> Contact:
    found = read_text("ann", text, SETTINGS)
    assert found.contact is not None, found.problems
    return found.contact


def entries(contact: Contact) -> Counter[tuple[object, ...]]:
    """Return the entries of all kinds without their lines."""
    return Counter((kind, *e[:-1]) for kind in KINDS for e in getattr(contact, kind))


def expected(
    base: Counter[tuple[object, ...]],
    ours: Counter[tuple[object, ...]],
    theirs: Counter[tuple[object, ...]],
) -> Counter[tuple[object, ...]]:
    """Return what must be there: the larger addition, the larger deletion."""
    added = (ours - base) | (theirs - base)
    gone = (base - ours) | (base - theirs)
    return base + added - gone


def history(pick: Random, text: str, who: str, steps: int) -> str:
    """Return a text after some changes by one person, by the tool and by hand."""
    for step in range(steps):
        way = pick.random()
        lines = text.splitlines(keepends=True)
        front = [n for n, line in enumerate(lines) if line.lstrip("\ufeff").startswith("---")][:2]
        if way < 0.70:
            try:
                text = apply(text, [change(pick, plain(text)[0])], "ann", SETTINGS)
            except RefusedError:
                continue
        elif way < 0.80:
            # A comment above a key or an entry.
            tops = [n for n in range(front[0] + 1, front[1]) if lines[n][:1].isalpha()]
            if tops:
                at = pick.choice(tops)
                ending = "\r\n" if lines[at].endswith("\r\n") else "\n"
                lines.insert(at, f"# {who} {step}{ending}")
        elif way < 0.90 and (items := [n for n in range(*front) if ENTRY.match(lines[n])]):
            by_hand(pick, lines, items)
        elif way < 0.93:
            lines.append(f"{who} {step}\n" if not lines or lines[-1].endswith("\n") else "")
        elif len(lines) > front[1] + 1:
            lines[pick.randrange(front[1] + 1, len(lines))] = f"{who} {step}\n"
        if way >= 0.70 and read_text("ann", "".join(lines), SETTINGS).contact is not None:
            text = "".join(lines)
    return text


def by_hand(pick: Random, lines: list[str], items: list[int]) -> None:
    """Double, delete, move, quote or indent entries, as editors and people do."""
    at = pick.choice(items)
    way = pick.random()
    if way < 0.25:
        lines.insert(at, lines[at])
    elif way < 0.5:
        del lines[at]
    elif way < 0.7:
        line = lines.pop(at)
        lines.insert(pick.choice(items), line)
    elif way < 0.85 and (match := ENTRY.match(lines[at])):
        plain = lines[at][match.end() - 4 :].rstrip("\r\n")
        if not any(c in plain for c in '#\\":'):
            lines[at] = lines[at].replace(plain, f'"{plain}"')
    else:
        for n in items:
            lines[n] = "  " + lines[n]


def one(seed: int) -> str:
    """Merge one pair of histories; return what came of it."""
    pick = Random(seed)
    base = make(pick, wild=seed % 5 == 0)
    if read_text("ann", base, SETTINGS).contact is None:
        return "unread"
    steps = pick.choice((1, 2, 4))
    ours = history(pick, base, "ours", steps)
    theirs = ours if pick.random() < 0.02 else history(pick, base, "theirs", steps)
    if any(read_text("ann", side, SETTINGS).contact is None for side in (ours, theirs)):
        return "unread"
    b, o, t = (read(text) for text in (base, ours, theirs))
    result = merge(base, ours, theirs, SETTINGS, git_merge)
    wanted = expected(entries(b), entries(o), entries(t))
    if " file" in "".join(result.conflicts):
        # A human chooses between lines: what stands on both sides, stands here.
        here, there = plain(ours)[0], plain(theirs)[0]
        for kind in KINDS:
            for item in set(here.get(kind) or ()) & set(there.get(kind) or ()):
                assert "\\" in item or '"' in item or item in result.text, (seed, item)
        return "lines, a root in braces" if "\n{" in base else "lines"
    for side in ("ours", "theirs"):
        chosen = read(choose(result.text, side))
        assert entries(chosen) == wanted, (seed, side)
    check_fields(seed, b, o, t, read(choose(result.text, "ours")), result)
    if not result.conflicts:
        assert choose(result.text, "ours") == result.text
    for who, text in (("ours", ours), ("theirs", theirs)):
        for line in text.splitlines():
            if line.startswith(f"# {who}"):
                assert line in result.text, (seed, line)
    back = merge(base, theirs, ours, SETTINGS, git_merge)
    assert len(back.conflicts) == len(result.conflicts), seed
    assert entries(read(choose(back.text, "ours"))) == wanted, seed
    if not result.conflicts:
        check_again(seed, base, theirs, result)
    crlf = [text.count("\r\n") == text.count("\n") for text in (base, ours, theirs)]
    if all(crlf):
        assert result.text.count("\r\n") == result.text.count("\n"), seed
    if result.conflicts:
        return "conflict"
    return "edited twice" if result.notes else "merged"


def check_fields(
    seed: int, b: Contact, o: Contact, t: Contact, merged: Contact, result: MergeResult
) -> None:
    """Fields: what one side changed is so, what both changed differently is a conflict."""
    said = " ".join(result.conflicts)
    for key in Contact._fields:
        if key in (*KINDS, "id", "more", "body"):
            continue
        base, ours, theirs, now = (getattr(contact, key) for contact in (b, o, t, merged))
        if ours == theirs or theirs == base:
            assert now == ours or key in said, (seed, key)
        elif ours == base:
            assert now == theirs or key in said, (seed, key)
        elif key in LISTS and key not in said:
            assert set(now) == (set(ours) | set(theirs)) - (
                (set(base) - set(ours)) | (set(base) - set(theirs))
            ), (seed, key)
        else:
            assert key in said, (seed, key)


def check_again(seed: int, base: str, theirs: str, result: MergeResult) -> None:
    """Merging theirs once more adds nothing."""
    again = merge(theirs, result.text, theirs, SETTINGS, git_merge)
    assert again.text == result.text, seed
    same = merge(base, result.text, result.text, SETTINGS, git_merge)
    assert same.text == result.text, seed


def choose(text: str, side: str) -> str:
    """Return a text with one side's choice in every conflict."""
    lines = []
    where = ""
    for line in text.splitlines(keepends=True):
        mark = line.rstrip("\r\n")
        if mark == "<<<<<<< ours":
            where = "ours"
        elif mark == "=======" and where == "ours":
            where = "theirs"
        elif mark == ">>>>>>> theirs" and where == "theirs":
            where = ""
        elif where in ("", side):
            lines.append(line)
    return "".join(lines)


def several(count: int) -> Counter[str]:
    return Counter(one(seed) for seed in range(count))


if __name__ == "__main__":
    for name, number in several(int(sys.argv[1])).most_common():
        print(f"{number:8d}  {name}")
