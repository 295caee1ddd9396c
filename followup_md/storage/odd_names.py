"""Names of contact files that cannot be typed, told apart or put into a link; and better ones.

Every other name works everywhere: blanks of all scripts, the joiners of Persian, Indic and emoji.
"""

from __future__ import annotations

import os

from followup_md.model.contact import path_of

# What stands for a byte that is no UTF-8, see PEP 383.
_NO_UTF8 = "\udc80-\udcff"
_BREAKS = "\x00-\x1f\x7f-\x9f\u2028\u2029"
_INVISIBLE = "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_ODD = f"[{_BREAKS}{_INVISIBLE}\ud800-\udfff]"  # not compiled at import: most names are ASCII
_NAMED = {
    "\t": "a tab",
    "\n": "a line break",
    "\r": "a line break",
    "\u00ad": "a soft hyphen",
    "\u200b": "a space without width",
    "\ufeff": "a byte-order mark",
}


def wrong(id_: str) -> str:
    """Return what is wrong with the name of a contact's file, in words; "" if nothing is."""
    if id_.isascii() and id_.isprintable():
        return ""
    import re

    found = re.search(_ODD, id_)
    if found is None:
        return ""
    char = found[0]
    if re.match(f"[{_NO_UTF8}]", char):
        return f"a byte that is not UTF-8 (0x{ord(char) - 0xDC00:X})"
    words = _NAMED.get(char) or (
        "a character that cannot be seen" if re.match(f"[{_INVISIBLE}]", char) else "a control"
    )
    return f"{words} (U+{ord(char):04X})"


def renaming(root: str, id_: str) -> str:
    """Return the command that gives the file of a contact a better name, which is free."""
    import re

    better = re.sub(f"[{_NO_UTF8}]", lambda byte: chr(ord(byte[0]) - 0xDC00), id_)  # Latin-1
    better = re.sub(f"[{_INVISIBLE}\ud800-\udfff]", "", better)
    better = re.sub(f"[ -]*[{_BREAKS}]+[ -]*", "-", better)
    better = "/".join(part.strip(" -._") or "contact" for part in better.split("/"))
    name, number = better, 1
    while os.path.lexists(os.path.join(root, path_of(name))):
        number += 1
        name = f"{better}-{number}"
    return f"git mv {_quoted(path_of(id_))} {_quoted(path_of(name))}"


def _quoted(path: str) -> str:
    """Return a path for a shell, with escapes for whatever does not print."""
    import shlex

    if path.isprintable():
        return shlex.quote(path)
    letters = (
        f"\\{char}" if char in "\\'" else char if char.isprintable() else _escaped(char)
        for char in path
    )
    return f"$'{''.join(letters)}'"


def _escaped(char: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(char))
