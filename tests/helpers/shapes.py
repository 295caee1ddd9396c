"""Contact files as people write them: every legal way that we know of, from a seed.

`make(pick)` returns a text; one in a few dozen is odder than anything seen in the wild (`wild`).
"""

from __future__ import annotations

from random import Random

NOTES = (
    "about the quote",
    "call back: any time",
    'said "fine", don\'t push',
    "it's a 'maybe'",
    "wants [two] options {cheap, good} & more",
    "Zoë 🎉 naïve café — “yes”",
    "50 % off; see https://a.example/x?y=1#z",
    "#1 of 3",
    "a # b",
    "back\\slash and tab\there",
    "- not a list",
    "yes",
    "@paul *asked* !now",
    "x",
    "",
)
NAMES = ("Ann Lee", "No", "12:30", "José Ñandú", "O'Neil", "Zoë", "null", "0123")
HEADS = ("call voicemail", "email", "in call missed", "meeting planned", "call answered re Q-1 @pa")
COMMENTS = ("# a comment", "# - 2026-01-01 call, no entry", "#", "# key: value", '# it\'s "odd" [{')
BODIES = (
    "",
    "\n",
    "Met at the fair.\n",
    "Met at the fair.",
    "# Title\n\n---\n\ntouches:\n  - no entry\n---\n",
    "text\n\n\n",
    "- a\n- b\n",
)
PLAIN_UNSAFE = ("# ", ": ", "- ", "#", "@", "*", "!", "\t")


def make(pick: Random, wild: bool = False) -> str:
    """Return the text of a contact file."""
    return Shape(pick, wild).text()


class Shape:
    def __init__(self, pick: Random, wild: bool) -> None:
        self.pick = pick
        self.wild = wild
        self.column = pick.choice((1, 2, 4)) if self.odd(0.02) else 0
        self.flow_root = self.odd(0.01)

    def odd(self, share: float) -> bool:
        return self.pick.random() < share * (4 if self.wild else 1)

    def day(self) -> str:
        return f"2026-{self.pick.randint(1, 12):02d}-{self.pick.randint(1, 28):02d}"

    def comment(self, share: float = 0.08) -> str:
        """Return a comment for the end of a line."""
        return " " * self.pick.randint(1, 3) + self.pick.choice(COMMENTS) if self.odd(share) else ""

    def above(self, indent: int, share: float = 0.06) -> list[str]:
        """Return comment lines and blank lines."""
        lines = []
        while self.odd(share):
            lines.append(
                self.pick.choice(("", "", "  ", " " * indent + self.pick.choice(COMMENTS)))
            )
        return lines

    def entry(self, kind: str) -> tuple[str, str]:
        """Return an entry's head and note."""
        note = self.pick.choice(NOTES)
        if kind == "touches":
            return f"{self.day()} {self.pick.choice(HEADS)}", note
        if kind == "promises":
            return f"{self.day()}{self.pick.choice(('', ' theirs', ' kept 2026-09-09'))}", note
        return f"{self.day()} Q-{self.pick.randint(1, 9)}", note

    def quoted(self, text: str) -> str:
        if "\\" in text or "\t" in text or self.pick.random() < 0.5:
            text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
            return f'"{text}"'
        return "'" + text.replace("'", "''") + "'"

    def scalar(self, text: str, indent: int, flow: bool = False) -> list[str]:
        """Return a text as lines of YAML, the first without its indentation."""
        way = self.pick.random() * (0.7 if self.wild else 1)
        unsafe = any(mark in text for mark in PLAIN_UNSAFE) or text[:1] in "&%'\"[{" or not text
        unsafe = unsafe or (flow and any(c in text for c in ",[]{}:"))
        pad = " " * indent
        if way < 0.04 and not flow and text:
            mark = self.pick.choice(("|", ">", "|-", ">-", "|+", ">+"))
            blank = ["", ""] if mark[1:] == "+" and self.pick.random() < 0.5 else []
            return [mark + self.comment(0.1), pad + text, *blank]
        if way < 0.08 and " " in text and not unsafe:
            first, rest = text.split(" ", 1)
            return [first, pad + rest]
        if way < 0.10 and " " in text and "\\" not in text and "\t" not in text:
            first, rest = text.replace('"', '\\"').split(" ", 1)
            return [f'"{first}', *([""] if self.odd(0.0) else []), f'{pad}{rest}"']
        if unsafe or way > 0.9:
            return [self.quoted(text) + ("" if flow else self.comment())]
        return [text + ("" if flow else self.comment())]

    def item(self, kind: str, indent: int, flow: bool) -> list[str]:
        """Return an item of a list as lines, the first without its indentation."""
        head, note = self.entry(kind)
        line = f"{head}, {note}" if note else head
        way = self.pick.random() * (0.5 if self.wild else 1)
        plain_note = not any(mark in note for mark in PLAIN_UNSAFE) and note
        if flow:
            if way < 0.05 and kind == "promises" and plain_note and note.isalpha():
                return [f"{{due: {self.day()}, what: {note}}}"]
            return self.scalar(line, indent, flow=True)
        if way < 0.05 and plain_note:
            return [f"{head}: {note}{self.comment()}"]
        if way < 0.10:
            keys = {"touches": ("date", "note"), "promises": ("due", "what"), "quotes": ("sent",)}
            pairs = [(keys[kind][0], self.day())]
            pairs += [("channel", "call")] if kind == "touches" else []
            pairs += [("ref", "Q-7")] if kind == "quotes" else []
            pairs += [(key, self.pick.choice(("a", "b c", ""))) for key in keys[kind][1:]]
            if way < 0.07:
                inner = ", ".join(f"{key}: {value}" for key, value in pairs)
                return ["{" + inner + "}" + self.comment()]
            lines = [f"{key}: {value}".rstrip() + self.comment() for key, value in pairs]
            return [lines[0], *(" " * indent + line for line in lines[1:])]
        if self.odd(0.005):
            return [""]
        return self.scalar(line, indent)

    def block(self, key: str, kind: str) -> list[str]:
        indent = self.column + self.pick.choice((2, 2, 2, 0, 4, 1))
        dash = "-" + " " * self.pick.choice((1, 1, 1, 1, 3))
        lines = [f"{key}:{self.comment(0.04)}"]
        for _ in range(self.pick.choice((1, 1, 2, 3, 8))):
            lines += self.above(indent)
            first, *rest = self.item(kind, indent + len(dash), flow=False)
            if self.odd(0.01) and not first.startswith(("|", ">")) and first:
                lines += [" " * indent + "-" + self.comment(0.3)]
                lines += [" " * (indent + len(dash)) + first, *rest]
            else:
                lines += [(" " * indent + dash + first).rstrip(" "), *rest]
        return [*lines, *self.above(indent, 0.03)]

    def flow(self, key: str, kind: str) -> list[str]:
        count = self.pick.choice((1, 1, 2, 4))
        many = self.pick.random() < 0.5
        pad = " " * (self.column + self.pick.choice((2, 4)))
        items = [self.item(kind, len(pad) + 2, flow=True) for _ in range(count)]
        if not many:
            inner = ", ".join(("\n").join(item) for item in items)
            pad = self.pick.choice(("", " "))
            comma = "," if self.odd(0.1) else ""
            lines = f"{key}: [{pad}{inner}{comma}{pad}]".split("\n")
            return [*lines[:-1], lines[-1] + self.comment()]
        lines = [f"{key}: [{self.comment(0.1)}"]
        for number, item in enumerate(items):
            last = number == count - 1
            comma = "" if last and self.pick.random() < 0.5 else ","
            lines += [*self.above(len(pad)), pad + item[0], *item[1:]]
            if self.odd(0.05):
                comma = " " + comma
            lines[-1] += comma + self.comment()
        closing = " " * self.column + self.pick.choice(("]", " ]", "  ]"))
        if self.pick.random() < 0.15 and "#" not in lines[-1]:
            lines[-1] += "]"
            return lines
        return [*lines, *self.above(len(pad)), closing + self.comment()]

    def entries(self, kind: str) -> list[str]:
        key = f'"{kind}"' if self.odd(0.01) else kind
        key += " " if self.odd(0.01) else ""
        way = self.pick.random()
        if way < 0.05:
            return []
        if way < 0.20:
            empty = self.pick.choice(
                ("", "", " []", " [ ]", " null", " ~", " Null", ' ""', "   ", " [  # none yet\n ]")
            )
            return (
                [*f"{key}:{empty}".split("\n")]
                if "#" in empty
                else [
                    f"{key}:{empty}{self.comment(0.2)}",
                    *(["  # DATE CHANNEL, NOTE"] if self.odd(0.05) and self.column == 0 else []),
                ]
            )
        if way < 0.35:
            return self.flow(key, kind)
        return self.block(key, kind)

    def fields(self) -> list[list[str]]:
        pick = self.pick
        indent = self.column + 2
        found = [["name: " + pick.choice(("Ann Lee", "O'Neil", "'No'", '"12:30"', "Zoë"))]]
        simple = {
            "org": ("Acme", "B & C, Ltd", "“Quoted”"),
            "role": ("Buyer", "Head: sales"),
            "reason": NOTES[:8],
            "met": ("2026-08-30 Chamber lunch", "2026-01-01"),
            "snooze": ("2026-10-01 since 2026-09-14 on leave", ""),
            "follow_up": ("2026-10-01, as agreed", ""),
            "status": ("open", "declined by them 2026-09-01 no budget", ""),
            "my_key": NOTES,
        }
        for key, values in simple.items():
            if pick.random() < 0.4:
                value = pick.choice(values)
                lines = self.scalar(value, indent) if value else [self.comment(0.1).lstrip()]
                found.append([f"{key}: {lines[0]}", *lines[1:]])
                if self.odd(0.01) and value and lines[0][0] not in "|>":
                    found[-1] = [f"{key}:", " " * indent + lines[0], *lines[1:]]
        for value in (
            pick.choice(("tags: [client, chamber]", "tags: client, chamber")),
            "email: a@example.org", "phone: {work: 1, home: '2'}",
            "aliases: []", "zip: 0123", "? odd\n: one",
        ):  # fmt: skip
            if pick.random() < (0.25 if value[0] != "?" else 0.002):
                found.append([*value.split("\n")])
                found[-1][-1] += self.comment()
        pad = " " * indent
        for value in (
            f"nickname:\n{pad}- Annie\n{pad}# another\n{pad}- Nan", "language:\n- en\n- de",
            f"phone_list:\n{pad}work: 1\n{pad}home:\n{pad}  - 2\n{pad}  - 3",
        ):  # fmt: skip
            if pick.random() < 0.1:
                lines = value.split("\n")
                found.append([lines[0], *(
                    " " * self.column + line if line[0] == "-" else line for line in lines[1:]
                )])  # fmt: skip
        if self.odd(0.05):
            pick.shuffle(found)
        return found

    def front(self) -> list[str]:
        if self.flow_root:
            kinds = [
                'touches: ["2026-09-01 call, x"]',
                "promises: []",
                'quotes: ["2026-01-01 Q-1"]',
            ]
            chosen = [kind for kind in kinds if self.pick.random() < 0.6]
            inner = ["name: Ann", *chosen, "x: y"]
            if self.pick.random() < 0.5:
                return ["{", *(f"  {pair}," for pair in inner), "}"]
            return ["{" + ", ".join(inner) + "}"]
        groups = self.fields()
        lists = [
            group for kind in ("touches", "promises", "quotes") if (group := self.entries(kind))
        ]
        if self.odd(0.05):
            groups += lists
            self.pick.shuffle(groups)
        else:
            groups += lists
        pad = " " * self.column
        lines: list[str] = []
        for group in groups:
            lines += self.above(self.column)
            # The lines below the first are indented already where they are not under a list.
            lines += [pad + group[0], *group[1:]]
        return [*lines, *self.above(self.column)]

    def text(self) -> str:
        pick = self.pick
        lines = self.front()
        ending = "\r\n" if self.pick.random() < 0.2 else "\n"
        mixed = self.odd(0.02)
        blanks = pick.choice((" ", "\t", "   ")) if self.odd(0.02) else ""
        front = "".join(line + (pick.choice(("\n", "\r\n")) if mixed else ending) for line in lines)
        bom = "\ufeff" if self.odd(0.02) else ""
        closing = f"---{blanks}"
        body = pick.choice(BODIES).replace("\n", ending)
        closing += ending if body or pick.random() < 0.8 else ""
        return f"{bom}---{blanks}{ending}{front}{closing}{body}"
