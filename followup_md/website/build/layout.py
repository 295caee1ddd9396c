"""What stands around a contact's page: the same for all of one depth but for three places."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import escape


class Layout(NamedTuple):
    """The text between the title, the content and (where there is one) the link to edit."""

    linked: tuple[str, ...]
    plain: tuple[str, ...]

    @classmethod
    def cut(cls, linked: str, plain: str, token: str) -> Layout:
        """Return the frame of pages rendered with marks: the token, then what belongs there."""
        places = [_cut(linked, token, "title", "content", "edit")]
        places.append(_cut(plain, token, "title", "content"))
        return cls(*places)

    def fill(self, title: str, content: str, edit_url: str) -> bytes:
        """Return a page as it is written to the disk."""
        if edit_url:
            start, after, end, last = self.linked
            end = f"{end}{escape(edit_url)}{last}"
        else:
            start, after, end = self.plain
        page = f"{start}{escape(title)}{after}{content}{end}"
        return page.encode("utf-8", "xmlcharrefreplace")


def _cut(page: str, token: str, *words: str) -> tuple[str, ...]:
    first, *others = page.split(token)
    assert [text[: len(word)] for text, word in zip(others, words, strict=True)] == list(words)
    return first, *(text[len(word) :] for text, word in zip(others, words, strict=True))
