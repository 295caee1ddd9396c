"""A line that is being typed, key by key."""

from __future__ import annotations


class LineEditor:
    """Text that grows and shrinks at its end."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def press(self, name: str, pasted: str = "") -> None:
        """Take a key by its name: a character, `backspace`, `clear`, `clear word` or `paste`."""
        if len(name) == 1:
            self.text += name
        elif name == "paste":
            self.text += " ".join(pasted.split())
        elif name == "backspace":
            self.text = self.text[:-1]
        elif name == "clear":
            self.text = ""
        elif name == "clear word":
            self.text = self.text.rstrip().rpartition(" ")[0]
            self.text += " " if self.text else ""
