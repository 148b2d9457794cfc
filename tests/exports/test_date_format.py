"""Formats of dates: what they show, what Excel's own shows, and which are none."""

from datetime import date, datetime
from pathlib import Path

import pytest

from app import problems
from app.exports.date_format import chosen, of_cells, parsed, problem_with
from app.exports.table import Column
from app.models.enums import ColumnType, Language
from tests.exports.files import SOFFICE, TOKYO, read_libreoffice, xlsx_of

EN, JA = Language.EN, Language.JA
DAY = date(2026, 3, 5)
MOMENT = datetime(2026, 3, 5, 15, 4, 9, 700_000, tzinfo=TOKYO)

#: Format, the day and the moment in English and in Japanese.
SHOWN = (
    ("yyyy-MM-dd", "2026-03-05", "2026-03-05 15:04", "2026-03-05", "2026-03-05 15:04"),
    ("yyyy年M月d日", "2026年3月5日", "2026年3月5日 15:04", "2026年3月5日", "2026年3月5日 15:04"),
    ("dd.MM.yyyy HH:mm", "05.03.2026", "05.03.2026 15:04", "05.03.2026", "05.03.2026 15:04"),
    ("M/d/yy, h:mm a", "3/5/26", "3/5/26, 3:04 PM", "3/5/26", "3/5/26, 3:04 午後"),
    ("d MMM y", "5 Mar 2026", "5 Mar 2026 15:04", "5 3月 2026", "5 3月 2026 15:04"),
    (
        "EEEE, d MMMM yyyy HH:mm:ss",
        "Thursday, 5 March 2026",
        "Thursday, 5 March 2026 15:04:09",
        "木曜日, 5 3月 2026",
        "木曜日, 5 3月 2026 15:04:09",
    ),
    (
        "yyyy年MM月dd日(E) ah時mm分",
        "2026年03月05日(Thu)",
        "2026年03月05日(Thu) PM3時04分",
        "2026年03月05日(木)",
        "2026年03月05日(木) 午後3時04分",
    ),
    ("HH:mm:ss [dd/MM/yyyy]", "[05/03/2026]", "15:04:09 [05/03/2026]", "[05/03/2026]", "15:04:09 [05/03/2026]"),
    ("yyyy-MM-dd'T'HH:mm:ss", "2026-03-05", "2026-03-05T15:04:09", "2026-03-05", "2026-03-05T15:04:09"),
    ("d 'of the' M 'o''clock' 100%", *["5 of the 3 o'clock 100%", "5 of the 3 o'clock 100% 15:04"] * 2),
)


@pytest.mark.parametrize("format", [row[0] for row in SHOWN])
def test_what_is_shown(format: str) -> None:
    _, *expected = next(row for row in SHOWN if row[0] == format)

    shown = [
        of_cells(column, language)(value)
        for language in (EN, JA)
        for column, value in zip(dated(format), VALUES, strict=True)
    ]
    assert shown == expected
    assert problem_with(format, "dateFormat") is None


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("language", list(Language))
def test_sheets_show_the_same(tmp_path: Path, language: Language) -> None:
    columns = [column for row in SHOWN for column in dated(row[0])]
    data, _ = xlsx_of(columns, [VALUES * len(SHOWN)], language=language)

    first = 1 if language is EN else 3
    assert read_libreoffice(data, tmp_path)[1] == [text for row in SHOWN for text in row[first : first + 2]]


VALUES = (DAY, MOMENT)


def dated(format: str) -> tuple[Column, Column]:
    return Column("Day", ColumnType.DATE, format), Column("Moment", ColumnType.DATE_TIME, format)


def test_hours_of_twelve() -> None:
    show = parsed("d hh:mm a").shown(EN)

    assert [show(datetime(2026, 1, 1, hour)) for hour in (0, 1, 11, 12, 13, 23)] == [
        "1 12:00 AM",
        "1 01:00 AM",
        "1 11:00 AM",
        "1 12:00 PM",
        "1 01:00 PM",
        "1 11:00 PM",
    ]


def test_without_a_format() -> None:
    assert of_cells(Column("Day", ColumnType.DATE), EN)(DAY) == "2026-03-05"
    assert of_cells(Column("Moment", ColumnType.DATE_TIME), EN)(MOMENT) == "2026-03-05 15:04:09"


def test_an_early_year_has_four_digits() -> None:
    assert parsed("yyyy-MM-dd").shown(EN)(date(987, 6, 5)) == "0987-06-05"


def test_dates_are_remembered_and_forgotten_without_a_mistake() -> None:
    show = of_cells(Column("Day", ColumnType.DATE, "yyyy-MM-dd"), EN)
    days = [date.fromordinal(700_000 + number) for number in range(45_000)]

    assert [show(day) for day in [*days, *days[:100]]] == [day.isoformat() for day in [*days, *days[:100]]]


def test_number_formats() -> None:
    formats = {row[0]: [chosen(dated(row[0])[1]).number_format(language) for language in (EN, JA)] for row in SHOWN[:5]}

    assert formats == {
        "yyyy-MM-dd": ["yyyy-mm-dd hh:mm"] * 2,
        "yyyy年M月d日": ['yyyy"年"m"月"d"日" hh:mm'] * 2,
        "dd.MM.yyyy HH:mm": [r"dd\.mm\.yyyy hh:mm"] * 2,
        "M/d/yy, h:mm a": [rf"[$-{code}]m\/d\/yy\, h:mm AM/PM" for code in ("409", "411")],
        "d MMM y": ["[$-409]d mmm yyyy hh:mm", '[$-411]d m"月" yyyy hh:mm'],
    }


@pytest.mark.parametrize(
    ("format", "problem"),
    [
        ("", problems.date_format_without_date),
        ("'yyyy'", problems.date_format_without_date),
        ("HH:mm", problems.date_format_without_date),
        ("YYYY-MM-DD", problems.date_format_letters),
        ("yyy", problems.date_format_letters),
        ("d.M.yyyy z", problems.date_format_letters),
        ("d of MMMM", problems.date_format_letters),
        ("d 'of MMMM", problems.date_format_quote),
        ("yyyy-mm-dd", problems.date_format_time),
        ("d HH", problems.date_format_time),
        ("d h:mm", problems.date_format_time),
        ("d HH:mm a", problems.date_format_time),
        ("d ss", problems.date_format_time),
        ("HH d mm", problems.date_format_time),
        ("d HH:mm M", problems.date_format_time),
        ("d\tM", problems.unstorable),
        ("d" + "." * 50, problems.too_long),
    ],
)  # fmt: skip
def test_what_is_no_format(format: str, problem: object) -> None:
    assert callable(problem)
    assert problem_with(format, "template", "dateFormat") == problem("template", "dateFormat")
