"""Text in CP932, which Japanese Windows calls ANSI and Shift_JIS, and what becomes of the characters that it has not.

In this order, and only for what does not fit as it is: letters with separate marks are composed (か and U+3099 are が);
characters that CP932 has in another form take that (¥ is ￥, — is ―); selectors of variants, which are invisible, go;
anything else is one 〓 (the geta mark, which printers put for a missing type) for each character. What went and what is
〓 is counted.
"""

import re
import unicodedata

from app.exports.notes import Tally

GETA = "〓"

_MARKED = re.compile("[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_ALIKE = str.maketrans(
    {
        "\u00a0": " ",
        "\u00a5": "\uffe5",
        "\u00a6": "\uffe4",
        "\u00b7": "\u30fb",
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "\uff0d",
        "\u2014": "\u2015",
        "\u2022": "\u30fb",
        "\u203e": "\uffe3",
        "\u301c": "\uff5e",
        "\u2212": "\uff0d",
        "\u2016": "\u2225",
    }
)


def fits(text: str) -> bool:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def fitted(text: str, tally: Tally) -> str:
    """`text` so that CP932 has all of it."""
    if fits(text):
        return text
    text = _MARKED.sub(lambda marked: unicodedata.normalize("NFC", marked[0]), text).translate(_ALIKE)
    if fits(text):
        return text
    fitting: list[str] = []
    for character in text:
        if fits(character):
            fitting.append(character)
            continue
        tally.replaced += 1
        if not _SELECTORS.match(character):
            fitting.append(GETA)
    return "".join(fitting)
