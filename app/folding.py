"""Names made comparable: what somebody types finds what was printed, whatever its width, case, kana or accents.

SQL never folds: what it compares (`sort_name`, `search_text` and its `search_terms`) was folded here.
"""

import unicodedata

#: Katakana with a hiragana of its own, and its two iteration marks.
_KATAKANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
#: Latin letters whose stroke, ligature or missing dot is no combining mark.
_LATIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_APOSTROPHES = dict.fromkeys("‘’ʼʻʹ′`´", "'")
_HYPHENS = dict.fromkeys("‐‑‒–—−", "-")
#: Marks of direction and joining, soft hyphens: nobody sees or types them.
_INVISIBLE = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")

_FOLDS = str.maketrans({**_LATIN, **_APOSTROPHES, **_HYPHENS, **_INVISIBLE}) | _KATAKANA


def folded(text: str) -> str:
    """NFKC, no case, hiragana for katakana, no accents on Latin letters, single spaces. Folding twice is folding."""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    text = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDS)
    text = _without_latin_accents(text).translate(_FOLDS)
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _without_latin_accents(text: str) -> str:
    """Marks go from Latin letters only: to kana (か, が) or Devanagari they are what an accent never is."""
    kept: list[str] = []
    on_latin = False
    for character in unicodedata.normalize("NFKD", text):
        if unicodedata.combining(character):
            if not on_latin:
                kept.append(character)
        else:
            on_latin = _is_latin(character)
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_latin(character: str) -> bool:
    return character.isalpha() and (
        character < "\u0250" or "\u1e00" <= character < "\u1f00" or "\u2c60" <= character < "\u2c80"
    )


def _family_comes_first(name: str) -> bool:
    """Whether it is written in Han characters, kana or hangul: the scripts of languages that say the family first."""
    return any(
        "\u3040" <= c <= "\u30ff"  # kana
        or "\u3400" <= c <= "\u9fff"  # Han
        or "\uac00" <= c <= "\ud7a3"  # hangul
        or c == "々"
        or "\uf900" <= c <= "\ufaff"  # Han, compatibility
        or "\uff66" <= c <= "\uff9f"  # kana, half width
        or "\U00020000" <= c <= "\U0003ffff"  # Han, rare (many of them in family names)
        for c in name
    )


def display_name(family_name: str, given_name: str, native_name: str | None = None) -> str:
    """The name in the order of its own language.

    Which language that is, the script tells: a name in Han characters, kana or hangul, or one that has such a native
    form (Yamada, Taro, 山田 太郎), says the family first; every other name the given name. Hungarian and Vietnamese
    names share the Latin script with those and are shown given name first. A person with one name has no given name.
    """
    family_first = not (family_name.isascii() and given_name.isascii()) and _family_comes_first(
        family_name + given_name
    )
    if not family_first and native_name:
        family_first = _family_comes_first(native_name)
    if not given_name or not family_name:
        return family_name or given_name
    return f"{family_name} {given_name}" if family_first else f"{given_name} {family_name}"


def sort_name(name: str) -> str:
    """What lists are ordered by: `name` (as displayed), folded."""
    return folded(name)


def search_text(family_name: str, given_name: str, native_name: str | None, statement_number: str) -> str:
    """What a search looks in: each word that is searched for must be the beginning of a word of this, or of the rest of
    one behind a hyphen or an apostrophe, or be any part of a word with kana, Han or hangul (SQL: `search_terms`). The
    statement number stays the last word: the search of ended shares leaves it out."""
    return folded(f"{family_name} {given_name} {native_name or ''} {statement_number}")
