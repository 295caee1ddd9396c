"""How many text messages a text is: 160 letters of the GSM alphabet, or 70 of any other."""

from __future__ import annotations

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("^{}\\[~]|€")  # take two places
_GSM_FITS, _GSM_PART = 160, 153
_UCS2_FITS, _UCS2_PART = 70, 67


def parts(text: str) -> int:
    """Return in how many messages a phone network sends a text."""
    if set(text) <= _GSM | _ESCAPED:
        length, fits, part = len(text) + sum(text.count(c) for c in _ESCAPED), _GSM_FITS, _GSM_PART
    else:
        length, fits, part = len(text.encode("utf-16-be")) // 2, _UCS2_FITS, _UCS2_PART
    return 1 if length <= fits else -(-length // part)
