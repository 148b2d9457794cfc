"""Names folded and ordered."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.folding import display_name, folded, search_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith", "smith"),
        ("  Anna   Maria\tSmith ", "anna maria smith"),
        ("ＳＭＩＴＨ　Ａｎｎａ", "smith anna"),
        ("タナカ", "たなか"),
        ("ﾀﾅｶ ﾊﾅｺ", "たなか はなこ"),
        ("ガギグ ぱぴぷ", "がぎぐ ぱぴぷ"),
        ("か\u3099", "が"),
        ("ヴィクトリア", "ゔぃくとりあ"),
        ("スーザン", "すーざん"),
        ("田中　花子", "田中 花子"),
        ("José Ñúñez", "jose nunez"),
        ("Jose\u0301", "jose"),
        ("Nguyễn Thị Hồng", "nguyen thi hong"),
        ("Straße", "strasse"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Søren Ærø", "soren aero"),
        ("İpek Yıldız", "ipek yildiz"),
        ("O’Brien", "o'brien"),
        ("Anne‑Marie", "anne-marie"),
        ("김 민준", "김 민준"),
        ("Ольга Йолкина", "ольга йолкина"),
        ("\u200bSmi\u00adth", "smith"),
        ("", ""),
    ],
)
def test_folded(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(st.text())
@example("ﾞ")
@example("a\u3099")
@example("ΐ")
@example("ﬃ ǰ ẞ ŉ ＇")
def test_folding_twice_is_folding(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_width_and_composition_do_not_matter(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("family", "given_name", "native", "expected"),
    [
        ("Smith", "Anna", None, "Anna Smith"),
        ("Müller", "Jürgen", None, "Jürgen Müller"),
        ("田中", "花子", None, "田中 花子"),
        ("Tanaka", "Hanako", "田中 花子", "Tanaka Hanako"),
        ("Tanaka", "Hanako", None, "Hanako Tanaka"),
        ("ﾀﾅｶ", "ﾊﾅｺ", None, "ﾀﾅｶ ﾊﾅｺ"),
        ("김", "민준", None, "김 민준"),
        ("Ivanova", "Olga", "Ольга Иванова", "Olga Ivanova"),
        ("Иванова", "Ольга", None, "Ольга Иванова"),
        ("𠮷田", "一", None, "𠮷田 一"),
        ("Sukarti", "", None, "Sukarti"),
    ],
)
def test_display_name(family: str, given_name: str, native: str | None, expected: str) -> None:
    assert display_name(family, given_name, native) == expected


def test_search_text_holds_every_script_and_the_number() -> None:
    assert search_text("Tanaka", "Hanako", "田中 ハナコ", "113GB5990001") == "tanaka hanako 田中 はなこ 113gb5990001"
    assert search_text("Sukarti", "", None, "113GB5990001") == "sukarti 113gb5990001"
