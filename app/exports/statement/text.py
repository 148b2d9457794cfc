"""Text as it is drawn: which font for which character, a visible mark for what no font has, lines and their breaks.

A mark is a small box with the code point in it (`U+1F600` shows 1F6 over 00), so that nothing is blank and nothing is
left out; the character itself stays in the file for copying and searching. Marked are characters that the fonts lack,
those that would show nothing or rearrange their neighbours (controls, joiners, directions), and lone surrogates.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.exports.statement.font import FontKey, has, width

#: Of a mark, its advance in thousandths of the size.
MARK_WIDTH = 950
#: The Japanese font's characters fill their square; this brings them to the Latin font's size.
JAPANESE_SCALE = 0.93
#: From here on the Japanese font comes first: punctuation, kana, kanji, full-width forms.
_EAST_ASIAN = 0x2E80

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_ACCENTS = "\u0300-\u036f"
_COMPOSABLE = re.compile(rf"[^{_ACCENTS}][{_ACCENTS}]+")
_CLUSTER = re.compile(rf".[{_ACCENTS}{_SELECTORS}\u3099\u309a]*", re.DOTALL)
_SELECTOR = re.compile(rf"[{_SELECTORS}]")
#: Never first on a line, never last on one.
_NOT_FIRST = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー）］｝」』】〕〉》”’)]},.:;?!…‥％ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NOT_LAST = frozenset("（［｛「『【〔〈《“‘([{")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in one font, or one mark (`font` None). `stands_for`: what it means, where it draws something else."""

    font: FontKey | None
    text: str
    width: float
    """In thousandths of the size."""
    stands_for: str | None = None


@dataclass(frozen=True, slots=True)
class Shaped:
    """A text ready to be drawn."""

    pieces: tuple[Piece, ...]
    width: float


@lru_cache(8192)
def shaped(text: str, bold: bool = False) -> Shaped:
    """The text's pieces from left to right, in the order of its characters."""
    pieces: list[Piece] = []
    font: FontKey | None = None
    run: list[str] = []
    for cluster in _CLUSTER.findall(_composed(text)):
        drawn = _SELECTOR.sub("", cluster)
        here = font_of(drawn, bold)
        if drawn == cluster and here is not None:
            if here != font and run:
                pieces.append(_run(font, run))
                run = []
            font = here
            run.append(cluster)
            continue
        if run:
            pieces.append(_run(font, run))
            run = []
        if here is not None and drawn:
            pieces.append(Piece(here, drawn, _run(here, [drawn]).width, cluster))
        else:
            pieces += _marks(cluster, bold)
    if run:
        pieces.append(_run(font, run))
    return Shaped(tuple(pieces), sum(piece.width for piece in pieces))


def font_of(cluster: str, bold: bool) -> FontKey | None:
    """The first font that has all of it; None where a mark has to stand in."""
    if not cluster:
        return None
    japanese_first = ord(cluster[0]) >= _EAST_ASIAN
    for japanese in (japanese_first, not japanese_first):
        if all(_seen(character) and has((japanese, bold), character) for character in cluster):
            return japanese, bold
    return None


def _composed(text: str) -> str:
    """Letters with their accents as one character. Kanji are left alone: composing would exchange some forms."""
    return _COMPOSABLE.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


def _seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN


def _run(font: FontKey | None, clusters: Sequence[str]) -> Piece:
    assert font is not None
    text = "".join(clusters)
    return Piece(font, text, width(font, text) * (JAPANESE_SCALE if font[0] else 1))


def _marks(cluster: str, bold: bool) -> Iterator[Piece]:
    """Of a cluster that no font has as a whole: what can be drawn is, the rest is marked."""
    for character in cluster:
        font = font_of(character, bold)
        yield Piece(None, character, MARK_WIDTH, character) if font is None else _run(font, [character])


@lru_cache(2048)
def lines(text: str, bold: bool, size: float, room: float) -> tuple[str, ...]:
    """The text broken to lines of at most `room`; nothing is left out but the spaces at breaks."""
    most = room * 1000 / size
    if shaped(text, bold).width <= most:
        return (text,)
    result: list[str] = []
    line, line_width = "", 0.0
    for atom in _atoms(text):
        atom_width = shaped(atom.rstrip(" "), bold).width
        if line and line_width + atom_width > most:
            result.append(line.rstrip(" "))
            line, line_width = "", 0.0
        if atom_width > most:
            *full, atom = _cut(atom, bold, most)
            result += full
        line += atom
        line_width += shaped(atom, bold).width
    if line or not result:
        result.append(line.rstrip(" "))
    return tuple(result)


def _atoms(text: str) -> Iterator[str]:
    """What stays together: a word with the spaces after it; an East Asian character with what must not leave it."""
    atom = ""
    for cluster in _CLUSTER.findall(text):
        if atom and _may_break(atom[-1], cluster[0]):
            yield atom
            atom = ""
        atom += cluster
    if atom:
        yield atom


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return before == " " or ord(before) >= _EAST_ASIAN or ord(after) >= _EAST_ASIAN


def _cut(atom: str, bold: bool, most: float) -> list[str]:
    """A word that is wider than a line, in pieces that are not."""
    parts, part, part_width = [], "", 0.0
    for cluster in _CLUSTER.findall(atom):
        cluster_width = shaped(cluster, bold).width
        if part and part_width + cluster_width > most:
            parts.append(part)
            part, part_width = "", 0.0
        part += cluster
        part_width += cluster_width
    return [*parts, part]
