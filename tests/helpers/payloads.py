"""Texts that run as code, or call home, if a page forgets to escape them."""

from __future__ import annotations

import json

from tests.helpers.site_book import PROJECT

_CORPORA = PROJECT.parent / "shared/corpora"

OWN = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" autofocus onfocus="alert(1)',
    "' autofocus onfocus='alert(1)",
    "` onfocus=alert(1) autofocus `",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "//evil.example/x.js",
    "https://evil.example/a.png",
    "<a href=javascript:alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    "![x](https://evil.example/track.png)",
    '![x](x"onerror="alert(1))',
    "<javascript:alert(1)>",
    "<https://evil.example/<script>alert(1)</script>>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=https://evil.example></object>",
    "<embed src=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style>*{background:url(https://evil.example/)}</style>",
    "<div style=background:url(https://evil.example/)>x</div>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<form action=https://evil.example/><button>x</button></form>",
    "<form id=main><input name=attributes></form>",
    "<img name=body><img id=search>",
    "<math><mi//xlink:href='javascript:alert(1)'>",
    "<video><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ config }} {% include 'x' %} {{ [].__class__.__mro__ }}",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)} #{alert(1)} <%= alert(1) %>",
    "{: onclick=alert(1) }",
    "!!! note\n    <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | d |",
    "<!-- followup:agenda -->",
    "\u202e<script>alert(1)</script>",
    "\ufeff<script>alert(1)</script>",
]


def everything() -> list[str]:
    """Return our own payloads, and those from elsewhere where they are at hand."""
    found = list(OWN)
    for name in ("dompurify/payloads.json", "xss-payload-list/payloads.json"):
        found += _read(name)
    found += _read("owasp-xss/blocks.json")
    # What may stand in a double-quoted text of YAML; the rest is refused before it gets here.
    cleaned = ("".join(ch for ch in text if ch in "\n\t" or _allowed(ch)) for text in found)
    return list(dict.fromkeys(text[:2000] for text in cleaned if text.strip()))


def _allowed(ch: str) -> bool:
    code = ord(ch)
    return not (code < 32 or 127 <= code < 160 or 0xD800 <= code < 0xE000) and code not in (
        *(0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF),
    )


def _read(name: str) -> list[str]:
    path = _CORPORA / name
    if not path.is_file():
        return []
    listed = json.loads(path.read_text(encoding="utf-8"))
    return [found for entry in listed for found in _texts(entry)]


def _texts(entry: object) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    if isinstance(entry, dict):
        return [text for key, value in entry.items() if key != "title" for text in _texts(value)]
    return [text for one in entry for text in _texts(one)] if isinstance(entry, list) else []
