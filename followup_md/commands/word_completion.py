"""Which words complete where, in the shell; names do in options.py and fastpath.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import click

from followup_md.commands.options import complete_last_name
from followup_md.model.contact import PROMISE_ENDS, QUOTE_ENDS, STATUSES
from followup_md.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from followup_md.book.known_words import KnownWords

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def complete_from(words: Callable[[KnownWords], Iterable[str]], several: bool = False) -> Completer:
    """Return what completes an option with words of the book; `several`: with commas between."""

    def complete(ctx: click.Context, _param: click.Parameter, typed: str) -> list[CompletionItem]:
        before, comma, last = typed.rpartition(",") if several else ("", "", typed)
        return [
            _item(f"{before}{comma}{word}") for word in _starting(last, words(known_words(ctx)))
        ]

    return complete


complete_tag = complete_from(lambda words: words.tags)
complete_owner = complete_from(lambda words: words.owners)
complete_owner_or_mine = complete_from(lambda words: (*words.owners, "mine", "nobody"))
complete_channel = complete_from(lambda words: words.channels)


# The values of fields, by their keys.
FIELD_VALUES: dict[str, Completer] = {
    "tags": complete_from(lambda words: words.tags, several=True),
    "owner": complete_owner,
    "prefer": complete_from(lambda words: words.channels, several=True),
    "never": complete_from(lambda words: words.channels, several=True),
    "cadence": complete_from(lambda words: words.cadences),
    "keep": complete_from(lambda words: words.tiers),
    "status": complete_from(lambda _: STATUSES),
    "private": complete_from(lambda _: ("yes", "no")),
}


def complete_entry(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete `[HH:MM] [in|out] CHANNEL [OUTCOME] [with WHO] [re REF]`."""
    from followup_md.parsing import next_words

    following = next_words.of_touch(_words_before(ctx, param), known_words(ctx).channels)
    if following.takes == "who":
        return complete_last_name(ctx, param, typed)
    return _items(typed, following.words)


def complete_end(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete the last word of `settle`, or `owed`, which is dropped."""
    from followup_md.editing import settle_touches

    ends = (*PROMISE_ENDS, *QUOTE_ENDS, *settle_touches.ENDS)
    words = [word.lower() for word in _words_before(ctx, param)]
    if words[-1:] == [settle_touches.OWED]:
        return _items(typed, ("dropped",))
    if words[-1:] and words[-1] in ends:
        return []
    return _items(typed, (*ends, *(() if words else (settle_touches.OWED,))))


def complete_status(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Complete `WORD [by me|by them]`."""
    words = [word.lower() for word in _words_before(ctx, param)]
    if not words:
        return _items(typed, STATUSES)
    if words[-1] == "by":
        return _items(typed, ("me", "them"))
    return _items(typed, ("by",) if len(words) == 1 and words != ["open"] else ())


def known_words(ctx: click.Context) -> KnownWords:
    """Return the words of the book that a command line is about."""
    from followup_md.book import known_words

    params = ctx.find_root().params
    return known_words.known_words(params.get("folder") or ".", not params.get("no_cache"))


def _words_before(ctx: click.Context, param: click.Parameter) -> Sequence[str]:
    """Return the words typed so far for an argument, without the one at the cursor."""
    return ctx.params.get(param.name or "") or ()


def _items(typed: str, words: Iterable[str]) -> list[CompletionItem]:
    return [_item(word) for word in _starting(typed, words)]


def _starting(typed: str, words: Iterable[str]) -> list[str]:
    from followup_md.model.folding import fold

    return [word for word in words if fold(word).startswith(fold(typed))]


def _item(word: str) -> CompletionItem:
    from click.shell_completion import CompletionItem

    return CompletionItem(word)


tag_option = click.option(
    "--tag", metavar="T", shell_complete=complete_tag, help="Only contacts with this tag."
)
owner_option = click.option(
    "--owner",
    metavar="O",
    shell_complete=complete_owner_or_mine,
    help="Only contacts that O looks after; `mine`, or `nobody`.",
)
mine_option = click.option(
    "--mine", is_flag=True, help="Only contacts that you look after (followup setup --me)."
)
