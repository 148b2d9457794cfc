"""Whatever a text holds, each format gives it back, shown as the rules say: hostile strings, drawn at random."""

import csv
import io
import re
import tempfile
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.exports import cp932
from app.exports.csv_file import CsvOptions
from app.exports.notes import Notes, Tally
from app.exports.table import Column
from app.models.enums import ColumnType, CsvEncoding
from tests.exports.files import DELIMITERS, csv_of, json_of, read_csv, read_duckdb, read_json, read_xlsx, xlsx_of

PIECES = (
    *("=", "+", "-", "@", "＝", "＋", "－", "＠", "\u2212", "'", "\t", "\r", "\n", "\r\n", "\x00", "\x1b"),
    *("\x7f", "\x85", "\x9f", "\ud800", "\udfff", "\ufffe", "\uffff", "\ufeff", "\u200b", "\u2028", " "),
    *("\u3000", "\xa0", ",", ";", '"', '""', "|", "\\", "\\u0000", "&", "<", ">", "]]>", "&amp;", "<f>"),
    *("_x0041_", "_x005F_", "_x000D_", "A", "1", "007", "😀", "👩‍🚀", "𠮷", "髙", "﨑", "é", "e\u0301"),
    *("か\u3099", "辻\U000e0100", "〜", "—", "¥", "\u202e", "\u200f", "שלום", "مرحبا", "SUM(A1)"),
    *('HYPERLINK("http://example.org")', "cmd|' /C calc'!A0", "ID", "None", "null", "true"),
)  # fmt: skip
LONG = st.sampled_from([16_383, 16_384, 32_766, 32_767, 32_768, 40_000]).flatmap(
    lambda length: st.sampled_from(["x", "😀", "あ", "&", "=", "\x00", "é"]).map(lambda piece: piece * length)
)
TEXTS = st.one_of(
    st.none(),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.text(st.characters(exclude_categories=()), max_size=20),
    LONG,
)
WIDTHS = st.integers(1, 4)
TABLES = WIDTHS.flatmap(
    lambda width: st.tuples(
        st.lists(
            st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join), min_size=width, max_size=width
        ),
        st.lists(st.tuples(*[TEXTS] * width), max_size=6),
    )
)
Table = tuple[list[str], list[tuple[str | None, ...]]]


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_csv(table: Table) -> None:
    columns, headings, rows = as_shown(table)
    for delimiter, sign in DELIMITERS.items():
        options = CsvOptions(delimiter=delimiter)
        data, notes = csv_of(columns, table[1], options)
        fields = [[escaped(text) for text in row] for row in rows]

        assert read_csv(data, options) == [[escaped(heading) for heading in headings], *fields]
        assert data.split(b"\r\n", 1)[1] == by_the_csv_module(fields, sign)
        assert [[unescaped(text) for text in row] for row in fields] == rows
        assert notes == Notes(len(rows), controls=controls(table), escaped=differing(fields, rows, headings))
    plain, notes = csv_of(columns, table[1], CsvOptions(escape_formulas=False, encoding=CsvEncoding.UTF_8))
    assert read_csv(plain, CsvOptions(encoding=CsvEncoding.UTF_8)) == [headings, *rows]
    assert notes == Notes(len(rows), controls=controls(table))


@settings(max_examples=60, deadline=None)
@given(TABLES)
def test_csv_by_duckdb(table: Table) -> None:
    columns, headings, rows = as_shown(table)
    with tempfile.TemporaryDirectory() as folder:
        read = read_duckdb(csv_of(columns, table[1])[0], Path(folder), len(columns))

    assert read == [[escaped(text) for text in row] for row in [headings, *rows]]


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_csv_in_cp932(table: Table) -> None:
    columns, headings, rows = as_shown(table)
    options = CsvOptions(encoding=CsvEncoding.CP932)
    data, notes = csv_of(columns, table[1], options)
    tally = Tally()
    fitting = [[escaped(as_read(cp932.fitted(text, tally))) for text in row] for row in [headings, *rows]]

    assert [[as_read(text) for text in row] for row in read_csv(data, options)] == fitting
    assert (notes.rows, notes.controls, notes.replaced) == (len(rows), controls(table), tally.replaced)


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_xlsx(table: Table) -> None:
    columns, headings, rows = as_shown(table)
    data, notes = xlsx_of(columns, table[1])
    cut = [[shortened(text) for text in row] for row in [headings, *rows]]

    # calamine leaves out what is empty at the end of a sheet.
    assert filled(read_xlsx(data), len(headings), len(cut)) == cut
    assert notes == Notes(len(rows), cut=differing(cut[1:], rows), controls=controls(table))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert {cell.get("t") for cell in sheet.iter("{*}c")} <= {"inlineStr"}
    assert list(sheet.iter("{*}f")) == []


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_json_lines(table: Table) -> None:
    columns, headings, _ = as_shown(table)
    data, notes = json_of(columns, table[1])

    shown_rows = [[None if text is None else shown(text) for text in row] for row in table[1]]
    assert [list(line.items()) for line in read_json(data)] == [
        list(zip(headings, row, strict=True)) for row in shown_rows
    ]
    assert notes == Notes(len(shown_rows), controls=controls(table))


def as_shown(table: Table) -> tuple[list[Column], list[str], list[list[str]]]:
    """Columns, headings and rows as files have them, but for what each format does of its own."""
    unique: list[str] = []
    for heading in map(shown, table[0]):
        numbered = (f"{heading} ({number})" for number in range(2, 10))
        unique.append(heading if heading not in unique else next(name for name in numbered if name not in unique))
    columns = [Column(heading, ColumnType.TEXT) for heading in table[0]]
    return columns, unique, [[shown(text or "") for text in row] for row in table[1]]


def shown(text: str) -> str:
    """The rule for control characters once more, character by character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines.translate({ord(character): character_shown(character) for character in set(lines)})


def character_shown(character: str) -> str:
    if character in "\t\n" or (unicodedata.category(character) not in ("Cc", "Cs") and character not in "\ufffe\uffff"):
        return character
    if character < " ":
        return chr(0x2400 + ord(character))
    return "␡" if character == "\x7f" else "\ufffd"


def controls(table: Table) -> int:
    texts = [*table[0], *(text for row in table[1] for text in row if text)]
    counted = sum((Counter(text) for text in texts), Counter())
    return sum(count for character, count in counted.items() if character not in ("\r", character_shown(character)))


def escaped(text: str) -> str:
    """The rule for formulas once more."""
    bare = text.lstrip("'")
    signs = tuple("=+-@＝＋－＠\u2212\ufe62\ufe63\ufe66\ufe6b")
    begun = re.sub(r"^[\s\u200b\ufeff]+", "", bare)
    return f"'{text}" if bare.startswith(("\t", "\n")) or begun.startswith(signs) else text


def unescaped(text: str) -> str:
    """What whoever wants the text back does: it is what docs/downloads.md says."""
    return text[1:] if text.startswith("'") and escaped(text) != text else text


def differing(some: list[list[str]], others: list[list[str]], headings: list[str] | None = None) -> int:
    pairs = zip([text for row in some for text in row], [text for row in others for text in row], strict=True)
    return sum(one != other for one, other in pairs) + sum(escaped(heading) != heading for heading in headings or ())


def shortened(text: str) -> str:
    units = text.encode("utf-16-le")
    return text if len(units) <= 2 * 32_767 else units[: 2 * 32_766].decode("utf-16-le", "ignore") + "…"


def as_read(text: str) -> str:
    """CP932 has one sign for what Unicode has two."""
    return text.encode("cp932").decode("cp932")


def by_the_csv_module(rows: list[list[str]], delimiter: str) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode()


def filled(read: list[list[str]], width: int, height: int) -> list[list[str]]:
    wide = [[*row, *[""] * (width - len(row))] for row in read]
    return [*wide, *([""] * width for _ in range(height - len(wide)))]
