"""A candidate's photo as it goes into a PDF: the JPEG's own bytes."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from app.exports.statement.pdf_file import PdfFile

#: Colours of JPEGs by Pillow's mode.
_SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}


@dataclass(frozen=True, slots=True)
class Photo:
    """Bytes, and their size in pixels; none for bytes that are no picture."""

    data: bytes
    width: int = 0
    height: int = 0
    space: str = ""

    @property
    def readable(self) -> bool:
        return bool(self.width and self.height)

    def within(self, width: float, height: float) -> tuple[float, float]:
        """As large as fits, in its own proportions."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale

    def add(self, file: PdfFile) -> int:
        """Writes it; the object's number."""
        return file.stream(
            f"/Type /XObject /Subtype /Image /Width {self.width} /Height {self.height}"
            f" /ColorSpace {self.space} /BitsPerComponent 8 /Filter /DCTDecode",
            self.data,
            compress=False,
        )


def read_photo(data: bytes) -> Photo:
    """A JPEG in grey or RGB stays as it is, whatever else Pillow reads becomes one; what it does not read is kept,
    as not readable, so that the page can say so."""
    try:
        with Image.open(BytesIO(data)) as image:
            if image.format == "JPEG" and image.mode in _SPACES:
                return Photo(data, image.width, image.height, _SPACES[image.mode])
            converted = BytesIO()
            image.convert("RGB").save(converted, "JPEG", quality=90)
            return Photo(converted.getvalue(), image.width, image.height, _SPACES["RGB"])
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Photo(data)
