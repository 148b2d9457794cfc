"""The file around the pages: fonts, photos, the same bytes for the same input, memory, refusals."""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from PIL import Image

from app.demo_data.portraits import portrait
from app.exports.statement import writer
from app.exports.statement.font import FILES, FOLDER, outlines
from app.exports.statement.model import Statement
from app.exports.statement.writer import Notes, TooManyStatements, write_pdf
from app.models.enums import ExamCode, Language
from tests.exports.poppler import reader, words
from tests.exports.statements import EDITION, NOW, TOKYO, statement, written

SCORES = (174, 168, 181, 159, 177)


def fonts(pdf: bytes) -> list[Any]:
    """The composite fonts of the first page."""
    named = reader(pdf).pages[0]["/Resources"]["/Font"]
    return [font.get_object() for font in named.values()]


def decoded(pair: bytes) -> str:
    """The one character of a pair of CP932; nothing for pairs that have none, or one for private use."""
    try:
        character = pair.decode("cp932")
    except UnicodeDecodeError:
        return ""
    return character if len(character) == 1 and not "\ue000" <= character <= "\uf8ff" else ""


def pictures(pdf: bytes, page: int = 0) -> list[Any]:
    return [found.get_object() for found in reader(pdf).pages[page]["/Resources"].get("/XObject", {}).values()]


def test_all_fonts_are_embedded_as_subsets() -> None:
    pdf = written(statement(ExamCode.B2_FIRST, *SCORES, candidate_name="髙﨑 美咲 Zoë"), language=Language.JA)

    found = {}
    for font in fonts(pdf):
        (descendant,) = (each.get_object() for each in font["/DescendantFonts"])
        program = descendant["/FontDescriptor"]["/FontFile2"].get_data()
        tag, name = str(descendant["/BaseFont"])[1:].split("+")
        assert len(tag) == 6
        assert font["/Encoding"] == "/Identity-H"
        assert "/ToUnicode" in font
        found[name] = len(program)
    assert set(found) == {outlines(key).name.decode() for key in FILES}
    assert max(found.values()) < 150_000, "of 4.6 MB"


def test_a_font_that_is_not_used_is_not_embedded() -> None:
    assert {str(font["/BaseFont"]).split("+")[1] for font in fonts(written(statement()))} == {
        "OpenSans",
        "OpenSans-Semibold",
    }


def test_bundled_fonts_bear_their_licences() -> None:
    bundled = {path.name for path in FOLDER.iterdir()}

    assert bundled == {*FILES.values(), "NOTICE", "LICENSE-OpenSans.txt", "LICENSE-BIZUDPGothic.txt"}
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 12_000_000
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "LICENSE-BIZUDPGothic.txt").read_text()


@pytest.mark.parametrize("bold", [False, True], ids=["regular", "bold"])
def test_the_japanese_font_has_what_names_need(bold: bool) -> None:
    """All of CP932, and with it what Japanese office software can type; plus both shapes of what people are called."""
    table = range(0x81, 0xFD)
    cp932 = {decoded(bytes([first, second])) for first in table for second in range(0x40, 0xFD)}
    names = set("髙高﨑崎濵濱邊邉桒彅栁瀨神神塚塚葛辻")

    assert {one for one in cp932 - {""} | names if ord(one) not in outlines((True, bold)).charToGlyph} == set()


def test_a_photo_is_the_jpeg_itself_on_its_own_page_only() -> None:
    photo = portrait(Random(1))
    pdf = written(statement(ExamCode.B2_FIRST, *SCORES, photo=photo), statement(ExamCode.B2_FIRST, *SCORES))

    (picture,) = pictures(pdf, 0)
    assert picture._data == photo
    assert (picture["/Width"], picture["/Height"]) == (240, 320)
    assert pictures(pdf, 1) == []


@pytest.mark.parametrize(
    ("mode", "kind", "space"),
    [("L", "JPEG", "/DeviceGray"), ("CMYK", "JPEG", "/DeviceRGB"), ("RGBA", "PNG", "/DeviceRGB")],
)
def test_other_pictures_are_shown_too(mode: str, kind: str, space: str) -> None:
    made = BytesIO()
    Image.new(mode, (30, 40)).save(made, kind)

    (picture,) = pictures(written(statement(photo=made.getvalue())))
    assert (picture["/Filter"], picture["/ColorSpace"], picture["/Width"]) == ("/DCTDecode", space, 30)


@pytest.mark.parametrize("photo", [b"", b"\xff\xd8\xff", b"GIF89a", b"%PDF-1.7"], ids=["none", "jpeg", "gif", "pdf"])
def test_what_is_no_picture_is_said(photo: bytes) -> None:
    target = BytesIO()
    notes = write_pdf(target, [statement(photo=photo)], edition=EDITION, language=Language.EN, time_zone=TOKYO, now=NOW)

    assert notes == Notes(rows=1, pages=1, unreadable_photos=1)
    assert pictures(target.getvalue()) == []
    assert "The photo cannot be" in words(target.getvalue())[0]


def test_the_same_input_gives_the_same_bytes_in_any_process() -> None:
    program = (
        "import sys; from tests.exports.statements import *; from app.models.enums import Language\n"
        "made = [statement(ExamCode.A2_KEY, 140, 135, 138, candidate_name='髙﨑 😀'), statement()]\n"
        "sys.stdout.buffer.write(written(*made, language=Language.JA))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]

    assert runs[0].stdout == runs[1].stdout
    assert runs[0].stdout.startswith(b"%PDF-1.7")


def test_another_input_has_another_identity() -> None:
    one, other = (reader(written(statement(version=version))).trailer["/ID"] for version in (1, 2))

    assert one != other


def test_no_statements_are_a_page_that_says_so() -> None:
    target = BytesIO()
    notes = write_pdf(target, [], edition=EDITION, language=Language.EN, time_zone=TOKYO, now=NOW)

    assert notes == Notes(rows=0, pages=1, unreadable_photos=0)
    assert "There are no statements in this file." in words(target.getvalue())[0]
    assert reader(target.getvalue()).outline == []


def test_more_than_a_file_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MAX_STATEMENTS", 2)
    drawn: list[int] = []

    def endless() -> Iterator[Statement]:
        while True:
            drawn.append(1)
            yield statement()

    with pytest.raises(TooManyStatements, match="at most 20,000"):
        write_pdf(BytesIO(), endless(), edition=EDITION, language=Language.EN, time_zone=TOKYO, now=NOW)
    assert len(drawn) == 3


class Counting(BytesIO):
    """A target that remembers how much it had been given each time it was asked."""

    def write(self, data: Any) -> int:
        self.given = getattr(self, "given", 0) + len(data)
        return len(data)


def test_pages_are_written_as_they_come() -> None:
    target, before = Counting(), []

    def counted() -> Iterator[Statement]:
        for number in range(40):
            before.append(target.given)
            yield statement(ExamCode.B2_FIRST, *SCORES, statement_number=f"113GB{number:07}")

    write_pdf(target, counted(), edition=EDITION, language=Language.EN, time_zone=TOKYO, now=NOW)

    grown = [later - earlier for earlier, later in pairwise(before)]
    assert min(grown) > 1000
