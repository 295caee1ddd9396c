"""A contact's notes as HTML: Markdown without HTML, then an allow-list of tags and links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import escape
from urllib.parse import unquote

from followup_md.typed import TYPE_CHECKING
from followup_md.website.pages import comments

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from followup_md.model.mentions import Mentions

LIMIT = 100_000  # bytes of a body that are rendered
SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms"})
_HEADINGS = ("h3", "h4", "h5", "h6")
_INLINE = ("a", "br", "code", "del", "em", "s", "strong")
_BLOCKS = ("blockquote", "hr", "li", "ol", "p", "pre", "ul")
_TABLE = ("table", "tbody", "td", "th", "thead", "tr")
_TAGS = frozenset((*_HEADINGS, *_INLINE, *_BLOCKS, *_TABLE))
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}

# Given the path of a relative link, returns the link to that page, or None if there is none.
Resolve = Callable[[str], str | None]


_MARKS = "[]|*_`<>~\\&"
_MANY = 10_000  # marks; no person writes as many, and a parser takes seconds
_WIDE = re.compile(r"^(?:[^|\n]*\|){200}", re.MULTILINE)  # a table pads each row to that width
_SPACES = r"\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # except the space
_LINE = rf"""[^\W\d_"'(][^{_SPACES}\\`*_\[\]<>&#|~]*"""
# Most notes are lines of plain words and need no parser.
_PLAIN = re.compile(rf"(?:(?:{_LINE})?(?<! )\n)*(?:{_LINE})?(?<! )", re.UNICODE)


def render(body: str, resolve: Resolve, mentions: Mentions | None = None) -> tuple[str, bool]:
    """Return the body as safe HTML, and whether it was cut at the limit.

    `mentions`: whose addresses must not be shown.
    """
    raw = body.encode("utf-8", "replace")
    cut = len(raw) > LIMIT
    if cut:
        body = raw[:LIMIT].decode("utf-8", "ignore")
        body = body[: body.rfind("\n") + 1] or body
    if not body.strip():
        return "", cut
    clean = mentions.without if mentions is not None else str
    if sum(map(body.count, _MARKS)) > _MANY or _WIDE.search(body):
        text = comments.unmarked(clean(comments.without(body, None)))
        return f"<pre>{escape(text, quote=False)}</pre>\n", cut
    html = _rendered(clean(comments.without(body, _find_code)), resolve, strict=True)
    if html is None:
        html = _rendered(clean(comments.without(body, None)), resolve, strict=False) or ""
    return comments.unmarked(html), cut


def _rendered(body: str, resolve: Resolve, strict: bool) -> str | None:
    """Return Markdown as safe HTML; None if, `strict`, a comment may be shown."""
    if _PLAIN.fullmatch(body):
        return _paragraphs(body)
    md = _markdown()
    env: dict[str, object] = {}
    tokens = md.parse(body, env)
    if strict and any(map(comments.may_be_comment, _shown(tokens))):
        return None
    above: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            # The page has its own h1 (the name) and h2 (its sections); no level is skipped.
            above = [*(tag for tag in above if tag < token.tag), token.tag]
            token.tag = f"h{min(len(above) + 2, 6)}"
        elif token.type == "heading_close":
            token.tag = f"h{min(len(above) + 2, 6)}"
        elif token.children and "link_open" in {child.type for child in token.children}:
            _resolve_links(token.children, resolve)
    return _clean(md.renderer.render(tokens, md.options, env))


def _shown(tokens: Iterable[Token]) -> Iterator[str]:
    """Yield the texts that are shown outside of code, one for each block."""
    for token in tokens:
        if token.children:
            inside = (child for child in token.children if child.type != "code_inline")
            yield "".join(child.content or "\n" for child in inside)


def _find_code(body: str) -> comments.Code:
    code = comments.Code([], [])
    for token in _markdown().parse(body):
        if token.map is None:
            continue
        if token.type in ("fence", "code_block"):
            first = token.map[0] + (token.type == "fence")  # whose first line is not shown
            code.blocks.append((first, token.map[1]))
        elif token.type in ("inline", "tr_open"):
            code.paragraphs.append((token.map[0], token.map[1]))
    return code


def _paragraphs(body: str) -> str:
    """Render plain lines as Markdown would: a blank line begins a new paragraph."""
    found = (part.strip("\n") for part in re.split(r"\n\n+", body))
    return "".join(f"<p>{escape(part, quote=False)}</p>\n" for part in found if part)


def _resolve_links(tokens: list[Token], resolve: Resolve) -> None:
    """Resolve the links; one that leads nowhere becomes plain text."""
    resolved: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            href = _resolve(str(token.attrGet("href") or ""), resolve)
            resolved.append(href is not None)
            if href is None:
                token.hidden, token.tag = True, ""
                token.type = "text"
            else:
                token.attrSet("href", href)
        elif token.type == "link_close" and not resolved.pop():
            token.type = "text"


def _resolve(href: str, resolve: Resolve) -> str | None:
    scheme, colon, _ = href.partition(":")
    if colon and "/" not in scheme:
        return href if scheme.lower() in SCHEMES else None
    path = unquote(href.partition("#")[0].partition("?")[0])
    return resolve(path) if path else None


def _clean(html: str) -> str:
    import nh3

    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel="noopener noreferrer nofollow",
    )


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    # Links are checked by `_resolve` and by nh3; the parser leaves them as typed.
    md.normalizeLink = str  # type: ignore[method-assign,assignment]  # its own is not needed
    # No image is fetched from anywhere: only its description is shown.
    md.add_render_rule("image", _image)
    return md


def _image(_self: object, tokens: list[Token], index: int, *_: object) -> str:
    return escape(tokens[index].content)
