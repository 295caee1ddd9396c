"""One random edit of one random file, checked without the code that made it.

    python -m tests.helpers.edit_proof 100000

runs so many and prints what was refused. PyYAML's own loader reads before and after as plain
strings; what changed is compared line by line.
"""

from __future__ import annotations

import sys
from collections import Counter
from multiprocessing import Pool
from random import Random
from typing import Any

import yaml

from followup_md.editing.operations import (
    AddEntry,
    AddLabelled,
    InsertEntries,
    RemoveEntry,
    RemoveField,
    ReplaceEntry,
    SetField,
    SetList,
    TextEdit,
)
from followup_md.errors import RefusedError
from followup_md.model.settings import Settings
from followup_md.parsing.contact_file import read_text
from tests.helpers.edit_cases import apply
from tests.helpers.shapes import COMMENTS, HEADS, NOTES, make

SETTINGS = Settings()
KINDS = ("touches", "promises", "quotes")
FIELDS = {
    "snooze": ("2026-10-01 since 2026-09-14 a: b # c", "2026-10-01"),
    "follow_up": ("2026-10-01, ring: twice", "2026-10-02 as agreed"),
    "status": ('declined by me 2026-09-01 it\'s "off"', "open"),
    "reason": ("the new \\ roof 🎉", "[x]"),
    "name": ("No", "Ann: Lee"),
    "tags": ("one, two",),
    "my_key": ("# nothing", "2"),
}


def commented(pick: Random, text: str) -> str:
    """Put comment lines and blank lines anywhere into a front matter, at any depth.

    Within a text of several lines they are text, or the file cannot be read.
    """
    lines = text.split("\n")
    end = next(n for n, line in enumerate(lines) if n and line.rstrip() == "---")
    for _ in range(pick.choice((1, 1, 2, 4))):
        line = " " * pick.randint(0, 6) + pick.choice((*COMMENTS, ""))
        lines.insert(pick.randint(1, end), line + "\r" * lines[0].endswith("\r"))
        end += 1
    return "\n".join(lines)


def change(pick: Random, data: dict[str, Any]) -> TextEdit:
    """Return an edit that fits a file which says `data`."""
    kind = pick.choice(KINDS)
    note = pick.choice(NOTES)
    heads = {"touches": pick.choice(HEADS), "promises": "theirs", "quotes": "Q-77"}
    line = f"2026-10-{pick.randint(10, 28)} {heads[kind]}" + (f", {note}" if note else "")
    count = len([item for item in data.get(kind) or [] if item]) if filled(data, kind) else 0
    way = pick.random()
    if way < 0.2 and count:
        places = sorted(pick.randint(0, count) for _ in range(pick.randint(1, 3)))
        noted = line if note else f"{line}, again"
        several = enumerate(places)
        return InsertEntries(kind, tuple((place, f"{noted} {n}") for n, place in several))
    if way < 0.5 or (way < 0.75 and not count):
        return AddEntry(kind, line)
    if way < 0.65:
        return ReplaceEntry(kind, pick.randrange(count), line)
    if way < 0.75:
        return RemoveEntry(kind, pick.randrange(count))
    if way < 0.82:
        return RemoveField(pick.choice([key for key in data if key != "name"] or ["none"]))
    if way < 0.88:
        key = pick.choice(("tags", "org", "nickname", "role"))
        old = data.get(key) or []
        texts = [old] if isinstance(old, str) else [*map(str, old)]
        if texts and pick.random() < 0.4:
            del texts[pick.randrange(len(texts))]
        texts += pick.sample(("one", "a: b", "it's [x]", "Zoë # 1"), pick.randint(not texts, 2))
        return SetList(key, tuple(dict.fromkeys(texts)))
    key = pick.choice(list(FIELDS))
    return SetField(key, pick.choice(FIELDS[key]))


def filled(data: dict[str, Any], kind: str) -> bool:
    return isinstance(data.get(kind), list)


def plain(text: str) -> tuple[dict[str, Any], str]:
    """Read a file with PyYAML's own loader: front matter as plain strings, and the rest."""
    lines = text.removeprefix("\ufeff").split("\n")
    end = next(n for n, line in enumerate(lines) if n and line.rstrip() == "---")
    front = "\n".join(lines[1:end]) + "\n"
    rest = text[: len(text) - len(text.removeprefix("\ufeff"))] + lines[0] + "\n".join(lines[end:])
    return yaml.load(front, yaml.CBaseLoader), rest


def wanted(data: dict[str, Any], edit: TextEdit) -> dict[str, Any]:
    """Return what the file must say after the edit."""
    data = dict(data)
    if isinstance(edit, SetField):
        data[edit.key] = edit.text
    elif isinstance(edit, RemoveField):
        data.pop(edit.key, None)
    elif isinstance(edit, SetList):
        words = isinstance(data.get(edit.key), str) and data[edit.key] and edit.key == "tags"
        plain_words = words and "," not in "".join(edit.texts)
        data[edit.key] = ", ".join(edit.texts) if plain_words else list(edit.texts)
    elif isinstance(edit, AddLabelled):
        data[edit.key] = dict(data.get(edit.key) or {}) | dict(edit.values)
    else:
        items = list(data[edit.kind]) if filled(data, edit.kind) else []
        full = [n for n, item in enumerate(items) if item]
        if isinstance(edit, AddEntry):
            items.append(edit.line)
        elif isinstance(edit, InsertEntries):
            full.append(len(items))
            for number, line in edit.lines[::-1]:
                items.insert(full[number], line)
        elif isinstance(edit, ReplaceEntry):
            items[full[edit.number]] = edit.line
        else:
            del items[full[edit.number]]
        data[edit.kind] = items
    return data


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines of both that are no common beginning or end."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new


def one(seed: int, wild: bool = False) -> str:
    """Make one edit; return "refused", "unread" or the kind of edit, fail on any other change."""
    pick = Random(seed)
    text = make(pick, wild)
    if seed % 3 == 0:
        text = commented(pick, text)
    if read_text("a", text, SETTINGS).contact is None:
        return "unread"
    data, rest = plain(text)
    edit = change(pick, data)
    name = type(edit).__name__
    try:
        after = apply(text, [edit], "a", SETTINGS)
    except RefusedError:
        return f"refused {name}"
    now, rest_now = plain(after)
    expected = wanted(data, edit)
    for kind in KINDS:
        for value in (now, expected):
            if kind in value and value[kind] in ("", []):
                value[kind] = ""
    assert now == expected, (seed, edit)
    assert rest_now == rest, seed
    order = [key for key in now if key in data]
    assert order == [key for key in data if key in now], seed
    old, new = lines_changed(text, after)
    if isinstance(edit, AddEntry):
        # At most the line that held `[]`, or that needs a comma, is another one; all its
        # characters are still there, in order, but for the empty value.
        assert len([line for line in old if line not in new]) <= 3, (seed, old, new)
        letters = iter("".join(new))
        empty = "[]~nulNL\"' \t\r\n,"
        assert all(c in letters for c in "".join(old) if c not in empty), (seed, old, new)
        assert len(new) - len(old) <= 2, (seed, new)
    if not isinstance(edit, RemoveEntry | RemoveField):
        for line in old if not isinstance(edit, SetList) else ():
            if line.lstrip().startswith("#") and not multi_line(data, edit):
                assert line.strip() in map(str.strip, new), (seed, line)
    crlf = text.count("\r\n")
    if crlf in (0, text.count("\n")) and text != after:
        assert after.count("\r\n") == (after.count("\n") if crlf else 0), seed
    return name


def multi_line(data: dict[str, Any], edit: TextEdit) -> bool:
    """Whether a line that starts with # may be text: the value goes over several lines."""
    value = data.get(
        edit.kind
        if isinstance(edit, AddEntry | InsertEntries | ReplaceEntry | RemoveEntry)
        else edit.key
    )
    return "#" in str(value)


def several(seeds: range) -> Counter[str]:
    return Counter(one(seed, wild=seed % 4 == 0) for seed in seeds)


def main(count: int) -> None:
    step = 1000
    ranges = [range(start, min(start + step, count)) for start in range(0, count, step)]
    total: Counter[str] = Counter()
    with Pool() as pool:
        for found in pool.imap_unordered(several, ranges):
            total += found
    for name, number in total.most_common():
        print(f"{number:8d}  {name}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
