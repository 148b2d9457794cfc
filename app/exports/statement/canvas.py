"""Drawing on one page: text, lines, boxes, a photo. Points from the upper left corner; y is a text's base line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from app.exports.statement.font import FILES, Embedded, FontKey, width
from app.exports.statement.pdf_file import PdfFile
from app.exports.statement.text import JAPANESE_SCALE, Piece, shaped

#: A4.
WIDTH, HEIGHT = 595.28, 841.89
Colour = str
"""`#rrggbb`"""
Align = Literal["left", "centre", "right"]

INK: Colour = "#17212b"
QUIET: Colour = "#55616d"
RULE: Colour = "#c6ced6"
ACCENT: Colour = "#1d4a73"
WHITE: Colour = "#ffffff"


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks."""

    size: float
    bold: bool = False
    colour: Colour = INK

    def sized(self, size: float) -> "Style":
        return replace(self, size=size)


class Fonts:
    """The fonts of one file: names for pages to use, subsets to embed in the end."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._embedded = {key: Embedded(key, 0) for key in FILES}
        self.names = {key: f"F{number}" for number, key in enumerate(FILES, 1)}

    def coded(self, font: FontKey, text: str) -> str:
        embedded = self._embedded[font]
        if not embedded.used:
            embedded.number = self._file.reserve()
        return embedded.coded(text)

    def embed(self) -> str:
        """Writes the fonts that were used; the dictionary that names them."""
        used = [embedded for embedded in self._embedded.values() if embedded.used]
        for embedded in used:
            embedded.embed(self._file)
        return "<< " + " ".join(f"/{self.names[font.key]} {font.number} 0 R" for font in used) + " >>"


class Canvas:
    """The drawing of one page."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._said: list[str] = []
        self._fill: Colour | None = None

    @property
    def content(self) -> bytes:
        return "\n".join(self._said).encode("ascii")

    def text(self, x: float, y: float, text: str, style: Style, align: Align = "left") -> float:
        """Draws it in one line; its width."""
        line = shaped(text, style.bold)
        wide = line.width * style.size / 1000
        x -= {"left": 0.0, "centre": wide / 2, "right": wide}[align]
        for piece in line.pieces:
            if piece.font is None:
                self._mark(x, y, piece, style)
            elif piece.stands_for is None:
                self._show(x, y, piece.font, piece.text, style)
            else:
                self._begin_span(piece.stands_for)
                self._show(x, y, piece.font, piece.text, style)
                self._said.append("EMC")
            x += piece.width * style.size / 1000
        return wide

    def box(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """Filled, from its upper left corner."""
        self._filled_with(fill)
        self._said.append(f"{x:.2f} {HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re f")

    def frame(self, x: float, y: float, width: float, height: float, colour: Colour, line: float = 0.5) -> None:
        """Its edges alone."""
        self._said.append(f"{_rgb(colour)} RG {line:.2f} w")
        self._said.append(f"{x:.2f} {HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re S")

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: Colour = RULE, width: float = 0.5) -> None:
        self._said.append(f"{_rgb(colour)} RG {width:.2f} w")
        self._said.append(f"{x1:.2f} {HEIGHT - y1:.2f} m {x2:.2f} {HEIGHT - y2:.2f} l S")

    def polygon(self, points: Sequence[tuple[float, float]], fill: Colour) -> None:
        self._filled_with(fill)
        (x, y), *others = points
        path = "".join(f" {x:.2f} {HEIGHT - y:.2f} l" for x, y in others)
        self._said.append(f"{x:.2f} {HEIGHT - y:.2f} m{path} f")

    def image(self, x: float, y: float, width: float, height: float, name: str) -> None:
        """A picture among the page's resources."""
        self._said.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {HEIGHT - y - height:.2f} cm /{name} Do Q")

    def _show(self, x: float, y: float, font: FontKey, text: str, style: Style, manner: str = "") -> None:
        self._filled_with(style.colour)
        size = style.size * (JAPANESE_SCALE if font[0] else 1)
        codes = self._fonts.coded(font, text)
        name = self._fonts.names[font]
        self._said.append(f"BT {manner}/{name} {size:.2f} Tf {x:.2f} {HEIGHT - y:.2f} Td <{codes}> Tj ET")

    def _mark(self, x: float, y: float, mark: Piece, style: Style) -> None:
        """A box with the code point in two rows, which are no text to readers; the text is what is marked: unseen, and
        as wide as the box, so that it stands close to its neighbours."""
        size, digits = style.size, f"{ord(mark.text):04X}"
        half = (len(digits) + 1) // 2
        self.frame(x + 0.075 * size, y - 0.78 * size, 0.8 * size, 0.92 * size, style.colour, 0.05 * size)
        small = Style(0.4 * size, style.bold, style.colour)
        self._begin_span("")
        for row, up in ((digits[:half], 0.4), (digits[half:], 0.0)):
            self.text(x + 0.475 * size, y - up * size, row, small, "centre")
        self._said.append("EMC")
        font, unseen = (False, style.bold), "n"
        self._begin_span(mark.stands_for or mark.text)
        stretched = 100 * mark.width / width(font, unseen)
        self._show(x, y, font, unseen, style, f"3 Tr {stretched:.1f} Tz ")
        self._said += ["EMC", "0 Tr 100 Tz"]

    def _begin_span(self, stands_for: str) -> None:
        self._said.append(f"/Span << /ActualText {_actual(stands_for)} >> BDC")

    def _filled_with(self, colour: Colour) -> None:
        if colour != self._fill:
            self._fill = colour
            self._said.append(f"{_rgb(colour)} rg")


@lru_cache(64)
def _rgb(colour: Colour) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def _actual(text: str) -> str:
    """What is meant, for copying and searching: a control character by its picture (U+2401 for U+0001), a lone
    surrogate by U+FFFD."""
    shown = "".join(map(_copied, text))
    return f"<feff{shown.encode('utf-16-be').hex()}>"


def _copied(character: str) -> str:
    if character < " ":
        return chr(0x2400 + ord(character))
    return "\ufffd" if "\ud800" <= character <= "\udfff" else character


def fitting(text: str, style: Style, room: float, *, least: float = 5) -> Style:
    """The style, smaller where the text would not fit in one line; not below `least`."""
    wide = shaped(text, style.bold).width * style.size / 1000
    return style if wide <= room else style.sized(max(least, style.size * room / wide))
