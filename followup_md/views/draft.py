"""A draft for a terminal: the words, and what its author should know before sending them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from followup_md.drafts import sms
from followup_md.drafts.kinds import EMAIL, TEXT
from followup_md.model.contact import Labelled
from followup_md.model.draft import Draft
from followup_md.policy.phrases import channel_label, plural
from followup_md.views.text_layout import (
    BOLD,
    UNDERLINED,
    YELLOW,
    Screen,
    pad,
    printable,
    printable_line,
    widest,
)

_HEADINGS = {"call": "Call", "voicemail": "Voicemail"}


def words(drafts: Sequence[Draft], screen: Screen) -> str:
    """Return the words of one draft, or of several under headings."""
    if len(drafts) == 1:
        return _message(drafts[0], screen)
    parts = (
        f"{screen.paint(_HEADINGS.get(draft.form, draft.form), BOLD)}:\n{_message(draft, screen)}"
        for draft in drafts
    )
    return "\n".join(parts)


def plain(draft: Draft) -> str:
    """Return the words as they are handed to an editor, and read back by `parsed`."""
    return (
        f"Subject: {draft.subject}\n\n{draft.text}\n" if draft.form == EMAIL else f"{draft.text}\n"
    )


def parsed(draft: Draft, text: str) -> tuple[str, str]:
    """Return subject and text of what came back from an editor."""
    text = text.replace("\r\n", "\n").strip()
    subject, line, rest = "", *text.partition("\n")[::2]
    if draft.form == EMAIL and line.startswith("Subject:"):
        subject, text = " ".join(line.removeprefix("Subject:").split()), rest.strip()
    return subject, text


def notes(draft: Draft, name: str, also: Iterable[str], quiet: str | None) -> Iterator[str]:
    """Yield what to know before sending: to whom, what else is due, gaps, hours, length."""
    to = ", ".join(map(_labelled, draft.to)) or "no number or address in the file"
    channel = f" by {channel_label(draft.channel)}" if draft.channel else ""
    yield f"to {printable_line(name)}{channel}: {printable_line(to)}"
    found = list(also)
    if found:
        yield f"also due: {printable_line('; '.join(found))}"
    yield from gaps(draft)
    if draft.quoted:
        yield "underlined: words of the file, which were written for you"
    if quiet is not None and draft.form not in (EMAIL, TEXT):
        yield f"it is {quiet}"
    if draft.form == TEXT and (count := sms.parts(draft.text)) > 1:
        yield f"{count} text messages long"
    yield from draft.notes


def gaps(draft: Draft) -> Iterator[str]:
    """Yield how many gaps there are, and what belongs into them."""
    if draft.gaps:
        yield f"{plural(len(draft.gaps), 'gap')} to fill: {printable_line('; '.join(draft.gaps))}"


def kinds(rows: Iterable[tuple[str, str, str]], screen: Screen) -> str:
    """Return the table of kinds: name, where the template comes from, what it is for."""
    found = [tuple(map(printable_line, row)) for row in rows]
    first = widest((row[0] for row in found), 30)
    second = widest((row[1] for row in found), 40)
    lines = (
        f"{screen.paint(pad(name, first), BOLD)}  {pad(source, second)}  {help_}".rstrip()
        for name, source, help_ in found
    )
    return "".join(f"{line}\n" for line in lines)


def _message(draft: Draft, screen: Screen) -> str:
    return f"{_painted(printable(_subject(draft) + draft.text), draft, screen)}\n"


def _subject(draft: Draft) -> str:
    return f"Subject: {draft.subject}\n\n" if draft.form == EMAIL else ""


def _painted(text: str, draft: Draft, screen: Screen) -> str:
    """Return the text with gaps and words of the file marked, if the screen has colours."""
    if not screen.colour:
        return text
    marks = {f"[{gap}]": YELLOW for gap in draft.gaps} | dict.fromkeys(draft.quoted, UNDERLINED)
    if not marks:
        return text
    longest_first = sorted(map(printable, marks), key=len, reverse=True)
    looks = {printable(mark): look for mark, look in marks.items()}
    pattern = "|".join(map(re.escape, longest_first))
    return re.sub(pattern, lambda found: screen.paint(found[0], looks[found[0]]), text)


def _labelled(one: Labelled) -> str:
    return f"{one.value} ({one.label})" if one.label else one.value
