"""CSV: the bytes, the escape, and CP932."""

import pytest

from app.exports import cp932
from app.exports.csv_file import CsvOptions
from app.exports.notes import Notes, Tally
from app.exports.table import Column
from app.models.enums import ColumnType, CsvDelimiter, CsvEncoding, Language
from tests.exports.files import TOKYO, csv_of

A, B = Column("ID", ColumnType.TEXT), Column("n,o", ColumnType.NUMBER)


def test_bytes() -> None:
    rows = [("a;b", -1), ('"', 2), ("x\ty\n", None), (" é", 0)]
    bom = b"\xef\xbb\xbf"

    comma = '"ID","n,o"\r\na;b,-1\r\n"""",2\r\n"x\ty\n",\r\n é,0\r\n'.encode()
    assert csv_of([A, B], rows) == (bom + comma, Notes(4))
    assert csv_of([A, B], rows, CsvOptions(CsvEncoding.UTF_8)) == (comma, Notes(4))
    semicolon = '"ID";"n,o"\r\n"a;b";-1\r\n"""";2\r\n"x\ty\n";\r\n é;0\r\n'.encode()
    assert csv_of([A, B], rows, CsvOptions(delimiter=CsvDelimiter.SEMICOLON)) == (bom + semicolon, Notes(4))
    tab = '"ID"\t"n,o"\r\na;b\t-1\r\n""""\t2\r\n"x\ty\n"\t\r\n 〓\t0\r\n'.encode("cp932")
    assert csv_of([A, B], rows, CsvOptions(CsvEncoding.CP932, CsvDelimiter.TAB)) == (tab, Notes(4, replaced=1))


def test_a_row_of_nothing_is_still_a_row() -> None:
    assert csv_of([A], [("",), (None,)])[0].endswith(b'"ID"\r\n""\r\n""\r\n')


@pytest.mark.parametrize("sign", list("=+-@＝＋－＠\t\r\n−﹦"))
def test_formulas_are_escaped(sign: str) -> None:
    for text in (f"{sign}1", f" \u3000{sign}1", f"'{sign}1", f"''{sign}"):
        data, notes = csv_of([A, B], [("plain", 1), (text, -1)])
        white = sign in "\t\r\n" and text.startswith(" ")
        assert notes == Notes(2, escaped=0 if white else 1)
        assert (f"'{text}" in data.decode().replace("\n1", "\r1") or "'" in data.decode()) is not white


def test_numbers_and_text_with_signs_inside_are_not() -> None:
    rows = [("a=1", -5), ("1-2", -6), ("a@example.org", 1), ("'x", 2), ("␀=1", 3)]
    data, notes = csv_of([A, B], rows)

    assert data.endswith("a=1,-5\r\n1-2,-6\r\na@example.org,1\r\n'x,2\r\n␀=1,3\r\n".encode())
    assert notes == Notes(5)


def test_a_date_format_makes_no_formula() -> None:
    from datetime import date

    column = Column("Day", ColumnType.DATE, "'='yyyy")
    assert csv_of([column], [(date(2026, 1, 1),)])[0].endswith(b"'=2026\r\n")


def test_names_of_months_in_the_files_language() -> None:
    from datetime import datetime

    column = Column("At", ColumnType.DATE_TIME, "d. MMMM yyyy")
    rows = [(datetime(2026, 5, 4, 3, 2, tzinfo=TOKYO),)]
    assert csv_of([column], rows)[0].endswith(b"4. May 2026 03:02\r\n")
    assert csv_of([column], rows, CsvOptions(language=Language.JA))[0].endswith("4. 5月 2026 03:02\r\n".encode())


@pytest.mark.parametrize(
    ("text", "fitted", "replaced"),
    [
        ("髙橋 﨑 神", "髙橋 﨑 神", 0),
        ("か\u3099は\u309a", "がぱ", 0),
        ("〜−‖", "〜−‖", 0),
        ("é 〜 — ¥ ‾ ¦ · \xa0", "〓 ～ ― ￥ ￣ ￤ ・  ", 1),
        ("𠮷😀", "〓〓", 2),
        ("辻\U000e0100", "辻", 1),
        ("q\u0303", "q〓", 1),
        ("ｶﾅ", "ｶﾅ", 0),
    ],
    ids=["ibm", "marks", "variants", "alike", "beyond", "selector", "no-composed", "half-width"],
)
def test_what_cp932_has_not(text: str, fitted: str, replaced: int) -> None:
    tally = Tally()

    assert cp932.fitted(text, tally) == fitted
    assert tally.notes() == Notes(0, replaced=replaced)
    fitted.encode("cp932")
