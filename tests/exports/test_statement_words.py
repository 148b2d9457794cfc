"""What statements say, in both languages: read back from the file."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.exports.statement.model import Basis, Statement
from app.exports.statement.words import moment
from app.models.enums import ExamCode, Grade, Language, ResultStatus
from tests.exports.poppler import bookmarks, reader, words
from tests.exports.statements import EDITION, statement, written

SCALE_ENGLISH = "Score CEFR"


def said(one: Statement, language: Language = Language.EN) -> str:
    (page,) = words(written(one, language=language))
    return page


def test_a_statement_in_english() -> None:
    page = said(
        statement(
            ExamCode.B2_FIRST,
            174,
            168,
            181,
            159,
            177,
            native_name="ゾーイ",
            applicant_reference="A-7",
            basis=Basis.CHECKED,
        )
    )

    expected = [
        *("Results verification", "113GB5990001", "Verified statement of results", "Zoë Ångström", "ゾーイ"),
        *("Date of birth", "29 February 2004", "Statement number", "Exam", "B2 First", "Session", "7 March 2026"),
        *("Centre", "Kitahama Language Centre, Osaka (JP), JP042", "Applicant reference", "A-7"),
        *("Overall score", "172", "Grade", "CEFR level", "B2", "Certificate", "Awarded"),
        *("Reading", "174", "Use of English", "168", "Writing", "181", "Listening", "159", "Speaking", "177"),
        *("122", "140", "160", "173", "180", "190"),
        *("Verified", "25 November 2026, 20:04 (Asia/Tokyo, UTC+09:00)", "By", "Ada Whitfield"),
        *("For", "Northfield University", "The statement number and the date of birth were given, and they match."),
        "Version 1 of this result, released on 1 April 2026",
        "check again at https://verify.example.org with the statement number and the date of birth.",
        "Download dl_7Kq2mXw9",
    ]
    assert [text for text in expected if text not in page] == []


def test_a_statement_in_japanese() -> None:
    page = said(
        statement(
            *(ExamCode.A2_KEY, 140, 135, 138),
            candidate_name="髙﨑 美咲",
            native_name="タカサキ ミサキ",
            verified_by="山田 花子",
        ),
        Language.JA,
    )

    expected = [
        *(
            "試験結果確認サービス",
            "成績証明書（確認済み）",
            "髙﨑 美咲",
            "タカサキ ミサキ",
            "生年月日",
            "2004年2月29日",
        ),
        *("成績証明書番号", "試験", "A2 キー", "実施日", "2026年3月7日", "試験会場", "総合スコア", "138", "評価"),
        *("CEFRレベル", "A2", "合格証", "授与", "リーディング・ライティング", "リスニング", "スピーキング", "レベルA1"),
        *("確認日時", "2026年11月25日 20:04（Asia/Tokyo、UTC+09:00）", "確認者", "山田 花子", "機関"),
        "受験者が2026年11月4日からこの結果を機関と共有しています。",
        *("この結果の第1版（2026年4月1日公開）", "ダウンロード dl_7Kq2mXw9"),
    ]
    assert [text for text in expected if text not in page] == []


@pytest.mark.parametrize("status", [status for status in ResultStatus if status is not ResultStatus.RELEASED])
@pytest.mark.parametrize("language", Language)
def test_without_release_the_page_says_so_and_no_score(status: ResultStatus, language: Language) -> None:
    page = said(statement(ExamCode.B2_FIRST, 174, 168, 181, 159, 177, status=status), language)

    word = {
        Language.EN: {"PENDING": "Pending", "WITHHELD": "Withheld", "ABSENT": "Absent", "CANCELLED": "Cancelled"},
        Language.JA: {"PENDING": "未公開", "WITHHELD": "保留", "ABSENT": "欠席", "CANCELLED": "取消"},
    }[language][status.value]
    assert word in page
    assert [figure for figure in ("172", "174", "168", "181", "159", "177", "Grade", "評価") if figure in page] == []


def test_delta_has_a_grade_and_no_scale() -> None:
    page = said(statement(ExamCode.DELTA_MODULE_ONE, grade=Grade.PASS_WITH_MERIT, certificated=True))

    assert "Delta Module One" in page
    assert "Pass with Merit" in page
    assert "it is not reported on the scale" in page
    assert SCALE_ENGLISH not in page
    assert "Overall score" not in page


def test_under_the_lowest_band_there_is_a_score_and_nothing_else() -> None:
    page = said(statement(ExamCode.B2_FIRST, 124, 130, 125, 131, 138))

    assert "130" in page
    assert "Not awarded" in page
    assert "there is no grade, no CEFR level and no certificate" in page


def test_a_part_that_was_not_sat() -> None:
    page = said(statement(ExamCode.B1_PRELIMINARY, 160, 147, None, 151))

    assert "Listening Not taken" in page
    assert "there is no grade" not in page, "which is said of scores that are too low"


def test_grades_are_those_of_the_session() -> None:
    before = said(statement(ExamCode.A2_KEY, 140, 135, 138, session_date=date(2019, 12, 31)))
    after = said(statement(ExamCode.A2_KEY, 140, 135, 138, session_date=date(2020, 1, 1)))

    assert "Pass with Merit" in before
    assert "Pass with" not in after


def test_many_in_one_file_with_bookmarks() -> None:
    names = ["Zoë Ångström", "髙﨑 美咲", "葛\U000e0100城 😀", "a(b)\\c", "\x00\ud83d"]
    statements = [
        statement(ExamCode.A2_KEY, 140, 135, 138, candidate_name=name, statement_number=f"113GB000000{number}")
        for number, name in enumerate(names)
    ]
    shown = [*names[:4], "\ufffd\ufffd"]

    assert bookmarks(written(*statements, language=Language.JA)) == [
        (f"{name}  113GB000000{number}", number) for number, name in enumerate(shown)
    ]


def test_the_tree_of_pages_and_the_bookmarks_hold_many() -> None:
    count = 150
    pdf = written(*(statement(statement_number=f"113GB{number:07}") for number in range(count)))

    assert [title[-4:] for title, _ in bookmarks(pdf)] == [f"{number:04}" for number in range(count)]
    assert [page for _, page in bookmarks(pdf)] == list(range(count))
    assert len(reader(pdf).pages) == count


@pytest.mark.parametrize(
    ("language", "title", "author"),
    [
        (Language.EN, "Verified statements of results - Northfield University", "Results verification"),
        (Language.JA, "成績証明書（確認済み）一括 - Northfield University", "試験結果確認サービス"),
    ],
)
def test_the_file_says_what_it_is(language: Language, title: str, author: str) -> None:
    read = reader(written(statement(), statement(), language=language))

    assert read.metadata is not None
    assert read.metadata.title == title
    assert read.metadata.author == f"{author} ({EDITION.address})"
    assert EDITION.download_id in (read.metadata.subject or "")
    assert read.metadata.creation_date == datetime(2026, 11, 25, 11, 4, 30, tzinfo=UTC)
    assert read.root_object["/Lang"] == language.value.lower()
    assert read.root_object["/PageMode"] == "/UseOutlines"


@pytest.mark.parametrize(
    ("zone", "english", "japanese"),
    [
        ("Asia/Tokyo", "8 March 2026, 00:30 (Asia/Tokyo, UTC+09:00)", "2026年3月8日 00:30（Asia/Tokyo、UTC+09:00）"),
        ("UTC", "7 March 2026, 15:30 (UTC)", "2026年3月7日 15:30（UTC）"),
        ("America/St_Johns", "7 March 2026, 12:00 (America/St_Johns, UTC-03:30)", None),
    ],
)
def test_moments_name_their_zone(zone: str, english: str, japanese: str | None) -> None:
    given = datetime(2026, 3, 7, 15, 30, tzinfo=UTC)

    assert moment(given, Language.EN, ZoneInfo(zone)) == english
    assert japanese is None or moment(given, Language.JA, ZoneInfo(zone)) == japanese
