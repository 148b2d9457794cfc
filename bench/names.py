"""Invented names for the benchmarks' people: thousands of families, some common and most rare, as in life.

Families are put together from parts, so that nobody is copied from anywhere; a third of all people are Japanese.
"""

from dataclasses import dataclass

from app.folding import folded


def _words(text: str) -> list[str]:
    return text.split()


_LATIN_FIRST = _words(
    """
    Al Ash Bar Bel Bran Cal Car Cor Dan Del Dor Ed El Fal Far Fen Gar Gol Had Hal Har Hol Is Jan Kel Kir
    Lan Lor Mar Mel Mor Nor Ol Par Pel Quin Ran Ros Sal Sel Sor Tal Tor Ul Van Ver Wal Wes Yar Zel
    """
)
_LATIN_LAST = _words(
    """
    berg bury by croft dale den er ez field ford gate ham holm ić ini kov land ley lund man mont ner o
    ova ski son stad ton well wick worth
    """
)
_KANJI_FIRST = tuple(
    zip(
        "山田中村松井小大高石青木竹西東南北長川森",
        _words(
            """
    yama ta naka mura matsu i ko o taka ishi ao ki take nishi higashi minami kita naga kawa mori
    """
        ),
        strict=True,
    )
)
_KANJI_LAST = tuple(
    zip(
        "田村山川本口野原島崎沢谷橋岡坂瀬浦林",
        _words(
            """
    da mura yama kawa moto guchi no hara shima saki sawa tani hashi oka saka se ura bayashi
    """
        ),
        strict=True,
    )
)
_LATIN_GIVEN = _words(
    """
    Ada Adil Agnes Aiko Alan Alba Amina Anders Anouk Arne Aude Beatriz Bilal Bruno Camille Carlo Chidi
    Clara Dalia Dario Diego Edda Elena Elif Emeka Emil Esma Eva Farid Fatima Felix Freya Gaia Goran
    Greta Hana Hugo Ida Igor Ilse Ines Ivan Jamal Jana Jonas Julia Kai Karim Kenji Lars Leila Lena Leo
    Lucía Luka Maja Malik Marta Mateo Mira Nadia Nils Nora Olga Omar Otto Paula Pia Priya Rafael Rania
    Rosa Ruben Samir Sara Sofia Sven Tariq Tessa Theo Uma Vera Viktor Wanda Yara Yusuf Zoé Zofia
    """
)
_KANJI_GIVEN = tuple(
    zip(
        _words(
            """
    美咲 翔太 さくら 大輝 陽菜 蓮 結衣 悠真 葵 健 花子 太郎 愛 優斗 七海 拓海 凛 海斗 明日香 直樹
    """
        ),
        _words(
            """
    Misaki Shota Sakura Daiki Hina Ren Yui Yuma Aoi Ken Hanako Taro Ai Yuto Nanami Takumi Rin Kaito
    Asuka Naoki
    """
        ),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Name:
    """A family or given name in Latin letters and, of Japanese people, in its own script."""

    latin: str
    native: str | None = None

    @property
    def row(self) -> tuple[str, str | None, str, str | None]:
        """With the folded forms of both."""
        return self.latin, self.native, folded(self.latin), None if self.native is None else folded(self.native)


LATIN_FAMILIES = tuple(Name(first + last) for last in _LATIN_LAST for first in _LATIN_FIRST)
JAPANESE_FAMILIES = tuple(
    Name((first[1] + last[1]).capitalize(), first[0] + last[0]) for last in _KANJI_LAST for first in _KANJI_FIRST
)
LATIN_GIVEN = tuple(Name(name) for name in _LATIN_GIVEN)
JAPANESE_GIVEN = tuple(Name(latin, native) for native, latin in _KANJI_GIVEN)

RARE = tuple(Name(f"Quixwell{ending}") for ending in ("ax", "ep", "iv", "oz", "ub", "yg"))
"""Family names that ten shares of one organisation have, and nobody else: the n-th is the n-th organisation's."""
