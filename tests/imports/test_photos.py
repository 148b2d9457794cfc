"""Photos: what is opened, and what is stored."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.exams import EXAMS
from app.imports.photos import MAX_BYTES, PhotoFolder, encoded
from app.imports.rejects import Code, Rejected
from app.models.enums import ExamCode

FIRST = EXAMS[ExamCode.B2_FIRST]


def picture(format: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (60, 80), **options) -> bytes:
    result = BytesIO()
    image = Image.new(mode, size, "red" if mode in ("RGB", "RGBA", "P") else 0)
    image.save(result, format, **options)
    return result.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "good.jpg").write_bytes(picture())
    (folder / "inner").mkdir()
    (folder / "inner" / "good.jpg").write_bytes(picture())
    (folder / "link.jpg").symlink_to("good.jpg")
    (folder / "linked").symlink_to("inner")
    (folder / "limit.jpg").write_bytes(bytes(MAX_BYTES))
    (folder / "large.jpg").write_bytes(bytes(MAX_BYTES + 1))
    (tmp_path / "outside.jpg").write_bytes(picture())
    os.mkfifo(folder / "pipe.jpg")
    return folder


def read(folder: Path, name: str, exam: ExamCode = ExamCode.B2_FIRST) -> bytes:
    photos = PhotoFolder(folder)
    try:
        return photos.read(2, EXAMS[exam], "126GB5990001", name).content
    finally:
        photos.close()


@pytest.mark.parametrize("name", ["good.jpg", "inner/good.jpg"])
def test_files_of_the_folder_are_read(folder: Path, name: str) -> None:
    assert read(folder, name) == picture()


def test_the_folder_may_be_a_link_itself(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(folder)

    assert read(tmp_path / "alias", "good.jpg") == picture()


def test_one_million_bytes_are_read_and_no_more(folder: Path) -> None:
    assert len(read(folder, "limit.jpg")) == MAX_BYTES


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("absent.jpg", Code.PHOTO_MISSING),
        ("link.jpg", Code.PHOTO_LINK),
        ("linked/good.jpg", Code.PHOTO_LINK),
        ("large.jpg", Code.PHOTO_TOO_LARGE),
        ("pipe.jpg", Code.PHOTO_UNREADABLE),
        ("inner", Code.PHOTO_UNREADABLE),
        ("good.jpg/x", Code.PHOTO_UNREADABLE),
        ("../outside.jpg", Code.PHOTO_MISSING),
        ("inner/../../outside.jpg", Code.PHOTO_MISSING),
        ("inner/./good.jpg", Code.PHOTO_MISSING),
        ("/etc/hostname", Code.PHOTO_MISSING),
        ("inner//good.jpg", Code.PHOTO_MISSING),
        ("..\\outside.jpg", Code.PHOTO_MISSING),
        ("x" * 255 + ".jpg", Code.PHOTO_UNREADABLE),
    ],
)
def test_everything_else_is_refused(folder: Path, name: str, code: Code) -> None:
    with pytest.raises(Rejected) as refused:
        read(folder, name)

    assert refused.value.code == code


@pytest.mark.parametrize("exam", [exam.code for exam in EXAMS.values() if not exam.has_photo])
def test_exams_without_photos_have_none(folder: Path, exam: ExamCode) -> None:
    with pytest.raises(Rejected) as refused:
        read(folder, "good.jpg", exam)

    assert refused.value.code == Code.PHOTO_NOT_TAKEN


def test_no_metadata_stays() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # turned by a quarter
    delivered = picture(exif=exif, comment=b"a comment", icc_profile=b"a profile", dpi=(300, 300))

    stored = encoded(delivered)

    for trace in (b"Exif", b"taken at home", b"a comment", b"a profile"):
        assert trace in delivered
        assert trace not in stored
    with Image.open(BytesIO(stored)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (80, 60))
        assert not image.getexif()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_png_of_every_mode_becomes_a_jpeg(mode: str) -> None:
    with Image.open(BytesIO(encoded(picture("PNG", mode)))) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (60, 80))


def test_what_is_clear_becomes_white() -> None:
    content = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(content, "PNG")

    with Image.open(BytesIO(encoded(content.getvalue()))) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


def test_large_pictures_shrink() -> None:
    with Image.open(BytesIO(encoded(picture(size=(4000, 3000))))) as image:
        assert image.size == (800, 600)


def bomb(width: int, height: int) -> bytes:
    """A small PNG that claims to be huge."""
    content = bytearray(picture("PNG"))
    content[16:24] = width.to_bytes(4) + height.to_bytes(4)
    content[29:33] = __import__("zlib").crc32(content[12:29]).to_bytes(4)
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        picture()[:300],
        picture("GIF"),
        picture("BMP"),
        bomb(8_000, 8_000),
        bomb(12_000, 12_000),
        bomb(60_000, 60_000),
    ],
    ids=["empty", "text", "svg", "pdf", "cut off", "gif", "bmp", "bomb", "warned bomb", "big bomb"],
)
def test_what_is_no_picture(content: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        encoded(content)

    assert refused.value.code == Code.PHOTO_UNREADABLE
