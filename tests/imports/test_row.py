"""One row against the rules: every way in which it can be wrong."""

from datetime import date

import pytest

from app.demo_data import rows as demo_rows
from app.exams import EXAMS
from app.imports.columns import Column
from app.imports.rejects import Code, Rejected
from app.imports.row import Checked, RowCheck
from app.models.enums import ExamCode
from app.security.secrets import secret_hash
from tests.imports.files import A2_KEY, DELTA, KEY, NO_OUTCOME, cells

check = RowCheck(KEY, today=date(2026, 11, 23))

ABSENT = {**NO_OUTCOME, "status": "ABSENT"}
#: 130-139 of B2 First: reported, but under the lowest band.
BELOW = {
    **dict.fromkeys(("reading", "useOfEnglish", "writing", "listening", "speaking"), "130"),
    **{"overallScore": "130", "grade": "", "cefrLevel": "", "certificated": "false"},
}
PART_MISSING = {"speaking": "", "overallScore": "", "grade": "", "cefrLevel": "", "certificated": ""}

BAD = [
    ({"statementNumber": ""}, "statementNumber", Code.REQUIRED),
    ({"statementNumber": "12345"}, "statementNumber", Code.INVALID),
    ({"statementNumber": "1" * 21}, "statementNumber", Code.INVALID),
    ({"statementNumber": "113_GB5990001"}, "statementNumber", Code.INVALID),
    ({"statementNumber": "113GB599\0001"}, "statementNumber", Code.CHARACTERS),
    ({"candidateNumber": ""}, "candidateNumber", Code.REQUIRED),
    ({"candidateNumber": "C/1"}, "candidateNumber", Code.INVALID),
    ({"secret": ""}, "secret", Code.REQUIRED),
    ({"secret": " "}, "secret", Code.REQUIRED),
    ({"secret": "x" * 201}, "secret", Code.TOO_LONG),
    ({"familyName": ""}, "familyName", Code.REQUIRED),
    ({"familyName": "O" * 101}, "familyName", Code.TOO_LONG),
    ({"familyName": "Oko\0njo"}, "familyName", Code.CHARACTERS),
    ({"familyName": "Oko\x07njo"}, "familyName", Code.CHARACTERS),
    ({"givenName": "Am\ud800ara"}, "givenName", Code.CHARACTERS),
    ({"givenName": "Am\nara"}, "givenName", Code.CHARACTERS),
    ({"givenName": "Am\tara"}, "givenName", Code.CHARACTERS),
    ({"nativeName": "名\u0085前"}, "nativeName", Code.CHARACTERS),
    ({"dateOfBirth": ""}, "dateOfBirth", Code.REQUIRED),
    ({"dateOfBirth": "2003-02-29"}, "dateOfBirth", Code.DATE_INVALID),
    ({"dateOfBirth": "29/02/2004"}, "dateOfBirth", Code.DATE_INVALID),
    ({"dateOfBirth": "20040229"}, "dateOfBirth", Code.DATE_INVALID),
    ({"dateOfBirth": "2004-W09-7"}, "dateOfBirth", Code.DATE_INVALID),
    ({"dateOfBirth": "1899-12-31"}, "dateOfBirth", Code.OUT_OF_RANGE),
    ({"dateOfBirth": "2026-03-14"}, "dateOfBirth", Code.OUT_OF_RANGE),
    ({"exam": ""}, "exam", Code.REQUIRED),
    ({"exam": "B2_SECOND"}, "exam", Code.INVALID),
    ({"exam": "b2_first"}, "exam", Code.INVALID),
    ({"sessionDate": ""}, "sessionDate", Code.REQUIRED),
    ({"sessionDate": "2026-02-30"}, "sessionDate", Code.DATE_INVALID),
    ({"sessionDate": "2014-12-31"}, "sessionDate", Code.SESSION_TOO_EARLY),
    ({**A2_KEY, "sessionDate": "2016-01-31"}, "sessionDate", Code.SESSION_TOO_EARLY),
    ({**ABSENT, "exam": "C1_BUSINESS_HIGHER", "sessionDate": "2024-01-01"}, "sessionDate", Code.SESSION_TOO_LATE),
    ({"sessionDate": "2026-11-25", "releasedAt": ""}, "sessionDate", Code.SESSION_TOO_LATE),
    ({"centreNumber": ""}, "centreNumber", Code.REQUIRED),
    ({"centreNumber": "GB/1"}, "centreNumber", Code.INVALID),
    ({"centreName": ""}, "centreName", Code.REQUIRED),
    ({"centreCity": ""}, "centreCity", Code.REQUIRED),
    ({"centreCountry": ""}, "centreCountry", Code.REQUIRED),
    ({"centreCountry": "gb"}, "centreCountry", Code.INVALID),
    ({"centreCountry": "GBR"}, "centreCountry", Code.INVALID),
    ({"status": ""}, "status", Code.REQUIRED),
    ({"status": "DONE"}, "status", Code.INVALID),
    ({"status": "PENDING"}, "overallScore", Code.ONLY_WHEN_RELEASED),
    ({**NO_OUTCOME, "status": "CANCELLED", "speaking": "170"}, "speaking", Code.ONLY_WHEN_RELEASED),
    ({**NO_OUTCOME, "status": "WITHHELD", "grade": "C"}, "grade", Code.ONLY_WHEN_RELEASED),
    ({**NO_OUTCOME, "status": "ABSENT", "certificated": "true"}, "certificated", Code.ONLY_WHEN_RELEASED),
    ({**NO_OUTCOME, "status": "PENDING", "releasedAt": "2026-04-20T09:00Z"}, "releasedAt", Code.ONLY_WHEN_RELEASED),
    ({"releasedAt": "yesterday"}, "releasedAt", Code.DATE_INVALID),
    ({"releasedAt": "2026-04-31T09:00:00Z"}, "releasedAt", Code.DATE_INVALID),
    ({"releasedAt": "0001-01-01T00:00:00+14:00"}, "releasedAt", Code.DATE_INVALID),
    ({"releasedAt": "2026-03-13T09:00:00Z"}, "releasedAt", Code.OUT_OF_RANGE),
    ({"readingAndWriting": "168"}, "readingAndWriting", Code.NOT_OF_THIS_EXAM),
    ({**A2_KEY, "writing": "140"}, "writing", Code.NOT_OF_THIS_EXAM),
    ({"reading": "121"}, "reading", Code.OUT_OF_RANGE),
    ({"speaking": "191"}, "speaking", Code.OUT_OF_RANGE),
    ({"speaking": "-1"}, "speaking", Code.INVALID),
    ({"speaking": "169.5"}, "speaking", Code.INVALID),
    ({"speaking": "0169"}, "speaking", Code.OUT_OF_RANGE),
    ({"speaking": "1" * 5000}, "speaking", Code.INVALID),
    ({**NO_OUTCOME, "overallScore": "169"}, "reading", Code.REQUIRED),
    ({"overallScore": "170"}, "overallScore", Code.OVERALL_WRONG),
    ({"overallScore": "169.0"}, "overallScore", Code.INVALID),
    ({**A2_KEY, "overallScore": "138"}, "overallScore", Code.OVERALL_WRONG),
    ({**PART_MISSING, "overallScore": "169"}, "overallScore", Code.OVERALL_WRONG),
    ({**PART_MISSING, "grade": "C"}, "grade", Code.GRADE_WRONG),
    ({**PART_MISSING, "certificated": "true"}, "certificated", Code.NO_CERTIFICATE),
    ({"grade": "B"}, "grade", Code.GRADE_WRONG),
    ({"grade": "PASS"}, "grade", Code.GRADE_WRONG),
    ({"grade": "FAIL"}, "grade", Code.GRADE_WRONG),
    ({"grade": "D"}, "grade", Code.INVALID),
    ({**A2_KEY, "sessionDate": "2019-12-31"}, "grade", Code.GRADE_WRONG),
    ({"cefrLevel": "C1"}, "cefrLevel", Code.CEFR_LEVEL_WRONG),
    ({"cefrLevel": "B3"}, "cefrLevel", Code.INVALID),
    ({**BELOW, "grade": "LEVEL_B1"}, "grade", Code.GRADE_WRONG),
    ({**BELOW, "cefrLevel": "A2"}, "cefrLevel", Code.CEFR_LEVEL_WRONG),
    ({**BELOW, "certificated": "true"}, "certificated", Code.NO_CERTIFICATE),
    ({"certificated": "perhaps"}, "certificated", Code.INVALID),
    ({**DELTA, "overallScore": "150"}, "overallScore", Code.NOT_OF_THIS_EXAM),
    ({**DELTA, "cefrLevel": "C2"}, "cefrLevel", Code.NOT_OF_THIS_EXAM),
    ({**DELTA, "writing": "150"}, "writing", Code.NOT_OF_THIS_EXAM),
    ({**DELTA, "grade": "A"}, "grade", Code.GRADE_WRONG),
    ({**DELTA, "grade": "FAIL"}, "certificated", Code.NO_CERTIFICATE),
    ({"reason": "x" * 501}, "reason", Code.TOO_LONG),
]


@pytest.mark.parametrize(("differing", "column", "code"), BAD)
def test_bad_rows(differing: dict[str, str], column: str, code: Code) -> None:
    with pytest.raises(Rejected) as rejected:
        check(cells(**differing))

    assert (rejected.value.column.heading, rejected.value.code) == (column, code)
    for value in differing.values():
        assert len(value) < 4 or value not in rejected.value.reason


#: fields of a good row, from statement number to reason
def fields(checked: Checked) -> list[str]:
    return checked.fields.split("\t")


def test_a_good_row_as_copy_takes_it() -> None:
    checked = check(cells())

    assert checked[:4] == (
        "126GB5990001",
        "GB0000001",
        "2004-02-29",
        ("GB013", "Harbour House", "Northmoor", "GB"),
    )
    assert fields(checked) == [
        *("126GB5990001", "GB0000001", "Okonjo", "Amara", "", "Amara Okonjo", "2004-02-29", "B2_FIRST", "2026-03-14"),
        *("GB013", "RELEASED", "169", "C", "B2", "t", "{168,172,165,171,169}", "{B2,B2,B2,B2,B2}"),
        *("2026-04-20T09:00:00+00:00", "", "\\\\x" + secret_hash(KEY, "GB0000001", "QWER-1234").hex()),
    ]


@pytest.mark.parametrize(
    ("differing", "outcome"),
    [
        ({}, ["169", "C", "B2", "t", "{168,172,165,171,169}", "{B2,B2,B2,B2,B2}"]),
        ({"overallScore": ""}, ["", "C", "B2", "t", "{168,172,165,171,169}", "{B2,B2,B2,B2,B2}"]),
        ({"grade": ""}, ["169", "", "B2", "t", "{168,172,165,171,169}", "{B2,B2,B2,B2,B2}"]),
        ({"cefrLevel": ""}, ["169", "C", "", "t", "{168,172,165,171,169}", "{B2,B2,B2,B2,B2}"]),
        ({"certificated": ""}, ["169", "C", "B2", "f", "{168,172,165,171,169}", "{B2,B2,B2,B2,B2}"]),
        ({"certificated": "FALSE"}, ["169", "C", "B2", "f", "{168,172,165,171,169}", "{B2,B2,B2,B2,B2}"]),
        (BELOW, ["130", "", "", "f", "{130,130,130,130,130}", "{NULL,NULL,NULL,NULL,NULL}"]),
        (PART_MISSING, ["", "", "", "f", "{168,172,165,171,NULL}", "{B2,B2,B2,B2,NULL}"]),
        (A2_KEY, ["139", "B", "A2", "t", "{140,136,138}", "{B1,A2,A2}"]),
        (
            {**A2_KEY, "sessionDate": "2019-12-31", "grade": "PASS_WITH_MERIT"},
            ["139", "PASS_WITH_MERIT", "A2", "t", "{140,136,138}", "{B1,A2,A2}"],
        ),
        (DELTA, ["", "PASS", "", "t", "{}", "{}"]),
        ({**DELTA, "grade": "FAIL", "certificated": ""}, ["", "FAIL", "", "f", "{}", "{}"]),
        ({**DELTA, "sessionDate": "2010-06-02"}, ["", "PASS", "", "t", "{}", "{}"]),
        (ABSENT, ["", "", "", "f", "{}", "{}"]),
        ({**ABSENT, "status": "PENDING", "certificated": "false"}, ["", "", "", "f", "{}", "{}"]),
    ],
)
def test_outcomes(differing: dict[str, str], outcome: list[str]) -> None:
    assert fields(check(cells(**differing)))[11:17] == outcome


def test_full_width_and_stray_spaces_are_put_right() -> None:
    typed = cells(
        statementNumber=" １２６ＧＢ-599 0001 ",
        candidateNumber="ｇｂ０００００01",
        dateOfBirth="２００４－０２－２９",
        exam=" B2_FIRST\u3000",
        speaking="１６９",
        overallScore="１６９",
        centreCountry="ＧＢ",
    )

    assert check(typed) == check(cells())


def test_printed_text_stays_as_it_is_printed() -> None:
    checked = check(cells(familyName="\u3000ﾀﾅｶ ", givenName="Ame\u0301lie", nativeName="田中　アメリ"))

    assert fields(checked)[2:6] == ["ﾀﾅｶ", "Amélie", "田中　アメリ", "ﾀﾅｶ Amélie"]


def test_a_person_may_have_one_name() -> None:
    assert fields(check(cells(familyName="Sukarti", givenName="")))[2:6] == ["Sukarti", "", "", "Sukarti"]


def test_a_backslash_is_escaped() -> None:
    assert fields(check(cells(centreName="x", reason="a\\tb\\N")))[18] == "a\\\\tb\\\\N"


def test_a_moment_without_an_offset_is_utc() -> None:
    assert fields(check(cells(releasedAt="2026-04-20 18:00+09:00")))[17] == "2026-04-20T09:00:00+00:00"
    assert fields(check(cells(releasedAt="2026-04-20")))[17] == "2026-04-20T00:00:00+00:00"


@pytest.mark.parametrize("seed", [1, 20261123])
def test_every_row_of_demo_data_is_good_and_every_exam_and_status_occurs(seed: int) -> None:
    rows = list(demo_rows(3_000, seed))
    for demo in rows:
        check(demo)

    assert {demo[Column.EXAM] for demo in rows} == {code.value for code in ExamCode}
    assert {demo[Column.STATUS] for demo in rows} == {"RELEASED", "PENDING", "WITHHELD", "ABSENT", "CANCELLED"}
    released = [demo for demo in rows if demo[Column.STATUS] == "RELEASED"]
    assert {"FAIL", "LEVEL_A1", "LEVEL_C1", "PASS_WITH_MERIT", "A", ""} <= {demo[Column.GRADE] for demo in released}
    on_scale = [demo for demo in released if EXAMS[ExamCode(demo[Column.EXAM])].on_scale]
    assert any(demo[Column.OVERALL_SCORE] == "" for demo in on_scale)
    assert any(demo[Column.OVERALL_SCORE] and not demo[Column.GRADE] for demo in on_scale)
