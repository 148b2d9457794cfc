"""CSV and XLSX as rows."""

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.imports.columns import HEADINGS, WrongHeadings
from app.imports.reader import NoResults, NotUtf8, Source, Unreadable
from app.imports.rejects import Code, Reject
from tests.imports.files import GOOD, cells, row, write_csv

Made = Callable[[bytes], Path]
HEADER = ",".join(HEADINGS).encode() + b"\r\n"
LINE = ",".join(GOOD.values()).encode() + b"\r\n"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def made(content: bytes) -> Path:
        path = tmp_path / "results"
        path.write_bytes(content)
        return path

    return made


def read(path: Path) -> list:
    source = Source(path)
    try:
        source.digest()
        return [r if isinstance(r, Reject) else (r[0], list(r[1])) for r in source.rows()]
    finally:
        source.close()


@pytest.mark.parametrize("newline", [b"\r\n", b"\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv(made: Made, mark: bytes, newline: bytes) -> None:
    content = mark + (HEADER + LINE + b"\r\n" + LINE).replace(b"\r\n", newline)

    assert read(made(content)) == [(2, cells()), (4, cells())]


def test_the_last_line_needs_no_end(made: Made) -> None:
    assert read(made(HEADER + LINE.rstrip())) == [(2, cells())]


def test_columns_come_in_any_order_and_spelling(tmp_path: Path) -> None:
    headings = [heading for heading in reversed(HEADINGS) if heading not in ("photo", "reason", "nativeName")]
    path = write_csv(tmp_path / "r.csv", row(), headings=headings)
    content = path.read_text().replace("statementNumber", "STATEMENT_NUMBER").replace("centreCity", " Centre City ")
    path.write_text(content)

    assert read(path) == [(2, cells())]


@pytest.mark.parametrize(
    ("headings", "reason"),
    [
        ("statementNumber,exam", "Missing columns: candidateNumber, secret, familyName"),
        (",".join([*HEADINGS, "photos"]), "Unknown columns: 'photos'."),
        (",".join([*HEADINGS, "exam"]), "The column exam is there twice."),
        (";".join(HEADINGS), "does not name the columns"),
        (",".join(GOOD.values()), "does not name the columns"),
        ("", "does not name the columns"),
    ],
)
def test_wrong_headings(made: Made, headings: str, reason: str) -> None:
    with pytest.raises(WrongHeadings, match=reason):
        read(made(headings.encode() + b"\n" + LINE))


def test_an_open_quote_costs_its_own_line_only(made: Made) -> None:
    broken = LINE.replace(b"Okonjo", b'"Okonjo')

    assert read(made(HEADER + LINE + broken + LINE)) == [
        (2, cells()),
        Reject(3, None, Code.MALFORMED, "No CSV: unexpected end of data."),
        (4, cells()),
    ]


def test_malformed_lines(made: Made) -> None:
    content = HEADER + b"a,b\n" + LINE.replace(b"Okonjo", b'"Ok"onjo') + b"x" * 200_000 + b"\n" + LINE

    assert read(made(content)) == [
        Reject(2, None, Code.MALFORMED, "2 cells, where the first line has 27."),
        Reject(3, None, Code.MALFORMED, "No CSV: ',' expected after '\"'."),
        Reject(4, None, Code.MALFORMED, "The line is too long."),
        (5, cells()),
    ]


def test_lines_of_commas_are_blank(made: Made) -> None:
    assert read(made(HEADER + b",,,\n" + LINE)) == [(3, cells())]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("タナカ".encode("cp932"), "no UTF-8 at byte"),
        ("é".encode("latin-1"), "no UTF-8 at byte"),
        (b"\xed\xa0\x80", "no UTF-8 at byte"),
        (b"\xe3\x81", "no UTF-8 at byte"),
    ],
)
def test_other_encodings_are_refused_before_anything_is_read(made: Made, content: bytes, reason: str) -> None:
    with pytest.raises(NotUtf8, match=f"{reason} {len(HEADER + LINE) + 1};"):
        read(made(HEADER + LINE + content))


def test_utf_16_is_named(made: Made) -> None:
    with pytest.raises(NotUtf8, match="is UTF-16"):
        read(made((HEADER + LINE).decode().encode("utf-16")))


def test_the_byte_is_right_across_blocks(made: Made) -> None:
    content = b"a" * ((1 << 20) - 1) + b"\xe3" + b"A"
    with pytest.raises(NotUtf8, match=f"at byte {1 << 20};"):
        read(made(content))


def test_what_is_no_file_of_results(tmp_path: Path, made: Made) -> None:
    with pytest.raises(NoResults):
        read(made(b""))
    with pytest.raises(Unreadable):
        read(made(b"PK\x03\x04 and no more"))
    with pytest.raises(FileNotFoundError):
        Source(tmp_path / "absent.csv")
    with pytest.raises(IsADirectoryError):
        Source(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NoResults, match="no regular file"):
        Source(tmp_path / "pipe")


def test_xlsx_reads_as_the_same_csv(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    typed = dict(row(certificated="true", releasedAt="2026-04-20T09:00:00"))
    typed |= {name: int(typed[name]) for name in ("overallScore", "reading", "useOfEnglish", "writing", "listening")}
    typed |= {"speaking": 169.0, "dateOfBirth": date(2004, 2, 29), "certificated": True}
    typed |= {"sessionDate": datetime(2026, 3, 14), "releasedAt": datetime(2026, 4, 20, 9)}
    sheet.append(list(typed.values()))
    sheet.append([])
    sheet.append([*GOOD.values(), None, "beyond"])
    book.save(tmp_path / "r.xlsx")

    assert read(tmp_path / "r.xlsx") == [
        (2, cells(releasedAt="2026-04-20T09:00:00")),
        Reject(4, None, Code.MALFORMED, "29 cells, where the first line has 27."),
    ]
