"""The bundled fonts: read once a process, embedded in each file as a subset of what that file used."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import TTFontFile  # type: ignore[import-untyped]

from app.exports.statement.pdf_file import PdfFile

FOLDER = Path(__file__).parents[1] / "fonts"
#: Font files by (Japanese?, bold?).
FILES = {
    (False, False): "OpenSans-Regular.ttf",
    (False, True): "OpenSans-Semibold.ttf",
    (True, False): "BIZUDPGothic-Regular.ttf",
    (True, True): "BIZUDPGothic-Bold.ttf",
}
FontKey = tuple[bool, bool]
#: Entries of one `bfchar` section; the standard allows no more.
_SECTION = 100
_SYMBOLIC = 4


@cache
def outlines(key: FontKey) -> Any:
    """The font's file, as reportlab reads it: `charToGlyph`, `charWidths` in thousandths, `makeSubset`."""
    return TTFontFile(str(FOLDER / FILES[key]), validate=0)


def has(key: FontKey, character: str) -> bool:
    """Whether the font has a glyph for it."""
    return ord(character) in outlines(key).charToGlyph


def width(key: FontKey, text: str) -> int:
    """In thousandths of the size. Only for characters that the font has."""
    widths = outlines(key).charWidths
    return sum(round(widths[ord(character)]) for character in text)


class Embedded:
    """One font within one file: gives each character that is used a code, in the order of their first use."""

    def __init__(self, key: FontKey, number: int) -> None:
        self.key = key
        self.number = number
        """Of the object that `embed` writes in the end."""
        self._codes: dict[str, str] = {}

    @property
    def used(self) -> bool:
        return bool(self._codes)

    def coded(self, text: str) -> str:
        """The text in this font's codes, in hexadecimal."""
        codes = self._codes
        try:
            return "".join([codes[character] for character in text])
        except KeyError:
            for character in text:
                codes.setdefault(character, f"{len(codes) + 1:04x}")
            return "".join([codes[character] for character in text])

    def embed(self, file: PdfFile) -> None:
        """Writes the subset and all that describes it: a composite font whose codes are the CIDs."""
        font, characters = outlines(self.key), list(self._codes)
        points = [ord(character) for character in characters]
        name = f"{_tag(points)}+{font.name.decode('ascii')}"
        program = font.makeSubset(points)
        data = file.stream(f"/Length1 {len(program)}", program)
        descriptor = file.add(_descriptor(font, name, data))
        glyphs = file.stream("", _glyph_numbers(font, points))
        widths = " ".join(str(round(font.charWidths[point])) for point in points)
        descendant = file.add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name}"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /FontDescriptor {descriptor} 0 R /DW 1000 /W [1 [{widths}]] /CIDToGIDMap {glyphs} 0 R >>"
        )
        meanings = file.stream("", _to_unicode(characters))
        file.write(
            self.number,
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H"
            f" /DescendantFonts [{descendant} 0 R] /ToUnicode {meanings} 0 R >>",
        )


def _tag(points: Sequence[int]) -> str:
    """Six letters that tell subsets apart, the same for the same characters."""
    digest = sha256(repr(points).encode("ascii")).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _descriptor(font: Any, name: str, data: int) -> str:
    box = " ".join(str(round(edge)) for edge in font.bbox)
    return (
        f"<< /Type /FontDescriptor /FontName /{name} /Flags {_SYMBOLIC} /FontBBox [{box}]"
        f" /ItalicAngle 0 /Ascent {round(font.ascent)} /Descent {round(font.descent)}"
        f" /CapHeight {round(font.capHeight)} /StemV {round(font.stemV)} /FontFile2 {data} 0 R >>"
    )


def _glyph_numbers(font: Any, points: Sequence[int]) -> bytes:
    """Of each code from 0, two bytes: glyphs of the subset stand in the order of their first use, after "missing"."""
    numbers = {0: 0}
    for point in points:
        numbers.setdefault(font.charToGlyph[point], len(numbers))
    glyphs = [0, *(numbers[font.charToGlyph[point]] for point in points)]
    return b"".join(glyph.to_bytes(2) for glyph in glyphs)


def _to_unicode(characters: Sequence[str]) -> bytes:
    """The CMap by which readers copy and search text."""
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    for first in range(0, len(characters), _SECTION):
        section = characters[first : first + _SECTION]
        lines.append(f"{len(section)} beginbfchar")
        lines += [
            f"<{code:04x}> <{character.encode('utf-16-be').hex()}>" for code, character in enumerate(section, first + 1)
        ]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")
