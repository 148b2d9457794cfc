"""Photos of test day: files of one folder, opened without following any link, drawn anew as JPEGs without metadata."""

import hashlib
import os
import stat
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from app.exams import Exam
from app.imports.columns import Column
from app.imports.rejects import Code, Rejected

MAX_BYTES = 1_000_000
MAX_BATCH_BYTES = 16 << 20
"""Of photos as delivered, in one batch."""
MAX_PIXELS = 40_000_000
"""Before it is decoded: a file of 1 MB may claim to be of any size."""
LONGEST_SIDE = 800
QUALITY = 85

_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file as delivered, of the row at `line`."""

    line: int
    statement_number: str
    content: bytes
    sha256: bytes


def refused(code: Code, reason: str) -> Rejected:
    return Rejected(Column.PHOTO, code, reason)


class PhotoFolder:
    """The folder given by --photos. It may be a link itself; nothing in it may."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, _FOLDER)

    def close(self) -> None:
        os.close(self._descriptor)

    def read(self, line: int, exam: Exam, statement_number: str, name: str) -> PhotoFile:
        """Raises Rejected: of an exam without photos, absent, behind a link, over 1 MB, or no file."""
        if not exam.has_photo:
            raise refused(Code.PHOTO_NOT_TAKEN, f"No photos are taken at {exam.name_en}.")
        try:
            content = _content(self._descriptor, name)
        except FileNotFoundError:
            raise refused(Code.PHOTO_MISSING, "There is no such file in the photos' folder.") from None
        except OSError as error:
            raise refused(Code.PHOTO_UNREADABLE, f"This file cannot be read: {error.strerror}.") from None
        return PhotoFile(line, statement_number, content, hashlib.sha256(content).digest())


def _content(folder: int, name: str) -> bytes:
    """Raises Rejected, OSError. Each part of the name is opened from the one before: no link can come between."""
    parts = name.split("/")
    if "\\" in name or any(part in ("", ".", "..") for part in parts):
        raise refused(Code.PHOTO_MISSING, "This is no name of a file in the photos' folder.")
    opened: list[int] = []
    try:
        at = folder
        for part in parts[:-1]:
            _refuse_link(at, part)
            at = os.open(part, _FOLDER | _FILE, dir_fd=at)
            opened.append(at)
        _refuse_link(at, parts[-1])
        opened.append(file := os.open(parts[-1], _FILE, dir_fd=at))
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise refused(Code.PHOTO_UNREADABLE, "This is no regular file.")
        content = b"" if status.st_size > MAX_BYTES else _read(file)
        if status.st_size > MAX_BYTES or len(content) > MAX_BYTES:
            raise refused(Code.PHOTO_TOO_LARGE, "A photo has at most 1 MB (1,000,000 bytes).")
        return content
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _refuse_link(folder: int, part: str) -> None:
    """For the clearer reason; O_NOFOLLOW is what makes sure."""
    if stat.S_ISLNK(os.stat(part, dir_fd=folder, follow_symlinks=False).st_mode):
        raise refused(Code.PHOTO_LINK, "Links are not followed.")


def _read(file: int) -> bytes:
    with open(file, "rb", closefd=False) as stream:
        return stream.read(MAX_BYTES + 1)


def encoded(content: bytes) -> bytes:
    """The picture as a JPEG of at most 800 x 800, upright, with nothing in it but pixels. Raises Rejected."""
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise refused(Code.PHOTO_UNREADABLE, "The picture has too many pixels.")
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = _on_white(upright)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, ArithmeticError, TypeError) as error:
        raise refused(Code.PHOTO_UNREADABLE, f"This is no JPEG or PNG ({type(error).__name__}).") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise refused(Code.PHOTO_UNREADABLE, "The picture has too many pixels.") from None
    result = BytesIO()
    plain.save(result, "JPEG", quality=QUALITY, optimize=True)
    return result.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """A new image: Pillow would carry comments and profiles of the old one over."""
    canvas = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        canvas.paste(image, mask=image.getchannel("A"))
    else:
        canvas.paste(image.convert("RGB"))
    return canvas
