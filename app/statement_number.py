"""The number on a statement of results, as people type it and as it is stored."""

import re
import unicodedata

MAX_LENGTH = 20
_VALID = re.compile(r"[0-9A-Z]{6,20}", re.ASCII)

#: White space, everything that looks like a hyphen (ー, too, which Japanese keyboards give for one), invisible marks.
_NOISE = re.compile(
    r"[\s\-\u00ad\u058a\u1806\u200b-\u200f\u2010-\u2015\u2043\u2060\u2212\u2e3a\u2e3b\u30a0\u30fc\ufeff]+"
)


def normalised(text: str) -> str:
    """Full width becomes half width, spaces and hyphens go, letters are capitals. Whether it is valid: `is_valid`."""
    if text.isascii():
        return _NOISE.sub("", text).upper()
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def is_valid(number: str) -> bool:
    """Whether a normalised number has the form of one: 6 to 20 ASCII digits and capitals."""
    return _VALID.fullmatch(number) is not None
