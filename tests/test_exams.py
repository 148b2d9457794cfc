"""The exams' rules against the table of the domain, typed here a second time."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exams import EXAMS, Band, band, bands, component_level, overall, reference_rows
from app.models.enums import CefrLevel, ExamCode, Grade, Language, Skill

LETTERS_A2 = "A 140-150 B1; B 133-139 A2; C 120-132 A2; LEVEL_A1 100-119 A1"
LETTERS_B1 = "A 160-170 B2; B 153-159 B1; C 140-152 B1; LEVEL_A2 120-139 A2"
LETTERS_B2 = "A 180-190 C1; B 173-179 B2; C 160-172 B2; LEVEL_B1 140-159 B1"
LETTERS_C1 = "A 200-210 C2; B 193-199 C1; C 180-192 C1; LEVEL_B2 160-179 B2"
LETTERS_C2 = "A 220-230 C2; B 213-219 C2; C 200-212 C2; LEVEL_C1 180-199 C1"
PASSES_A2 = "PASS_WITH_DISTINCTION 140-150 B1; PASS_WITH_MERIT 133-139 A2; PASS 120-132 A2; LEVEL_A1 100-119 A1"
PASSES_B1 = "PASS_WITH_DISTINCTION 160-170 B2; PASS_WITH_MERIT 153-159 B1; PASS 140-152 B1; LEVEL_A2 120-139 A2"
NOW, LAST_2019, FIRST_2020 = date(2026, 6, 13), date(2019, 12, 31), date(2020, 1, 1)
BEGAN_2015, BEGAN_2016, LAST_BUSINESS = date(2015, 1, 1), date(2016, 2, 1), date(2023, 12, 31)

TABLE = [
    (ExamCode.A2_KEY, BEGAN_2016, PASSES_A2),
    (ExamCode.A2_KEY, LAST_2019, PASSES_A2),
    (ExamCode.A2_KEY, FIRST_2020, LETTERS_A2),
    (ExamCode.A2_KEY, NOW, LETTERS_A2),
    (ExamCode.A2_KEY_FOR_SCHOOLS, LAST_2019, PASSES_A2),
    (ExamCode.A2_KEY_FOR_SCHOOLS, FIRST_2020, LETTERS_A2),
    (ExamCode.B1_PRELIMINARY, BEGAN_2016, PASSES_B1),
    (ExamCode.B1_PRELIMINARY, LAST_2019, PASSES_B1),
    (ExamCode.B1_PRELIMINARY, FIRST_2020, LETTERS_B1),
    (ExamCode.B1_PRELIMINARY_FOR_SCHOOLS, LAST_2019, PASSES_B1),
    (ExamCode.B1_PRELIMINARY_FOR_SCHOOLS, NOW, LETTERS_B1),
    (ExamCode.B2_FIRST, BEGAN_2015, LETTERS_B2),
    (ExamCode.B2_FIRST, NOW, LETTERS_B2),
    (ExamCode.B2_FIRST_FOR_SCHOOLS, BEGAN_2015, LETTERS_B2),
    (ExamCode.C1_ADVANCED, BEGAN_2015, LETTERS_C1),
    (ExamCode.C2_PROFICIENCY, BEGAN_2015, LETTERS_C2),
    (ExamCode.B1_BUSINESS_PRELIMINARY, BEGAN_2016, PASSES_B1),
    (ExamCode.B1_BUSINESS_PRELIMINARY, LAST_BUSINESS, PASSES_B1),
    (ExamCode.B2_BUSINESS_VANTAGE, LAST_BUSINESS, LETTERS_B2),
    (ExamCode.C1_BUSINESS_HIGHER, BEGAN_2016, LETTERS_C1),
]
RANGES = {
    "A2_KEY": (82, 150),
    "A2_KEY_FOR_SCHOOLS": (82, 150),
    "B1_PRELIMINARY": (102, 170),
    "B1_PRELIMINARY_FOR_SCHOOLS": (102, 170),
    "B2_FIRST": (122, 190),
    "B2_FIRST_FOR_SCHOOLS": (122, 190),
    "C1_ADVANCED": (142, 210),
    "C2_PROFICIENCY": (162, 230),
    "B1_BUSINESS_PRELIMINARY": (102, 170),
    "B2_BUSINESS_VANTAGE": (122, 190),
    "C1_BUSINESS_HIGHER": (142, 210),
    "DELTA_MODULE_ONE": (None, None),
}


def parsed(text: str) -> tuple[Band, ...]:
    rows = []
    for entry in text.split("; "):
        grade, scores, level = entry.split()
        lowest, highest = scores.split("-")
        rows.append(Band(Grade(grade), CefrLevel(level), int(lowest), int(highest)))
    return tuple(rows)


@pytest.mark.parametrize(("exam", "session", "expected"), TABLE)
def test_bands_of_a_session(exam: ExamCode, session: date, expected: str) -> None:
    assert bands(exam, session) == parsed(expected)


@pytest.mark.parametrize(("exam", "session", "expected"), TABLE)
def test_both_sides_of_every_boundary(exam: ExamCode, session: date, expected: str) -> None:
    for entry in parsed(expected):
        assert band(exam, entry.min_score, session) == entry
        assert band(exam, entry.max_score, session) == entry
        assert band(exam, entry.min_score - 1, session) != entry
        assert band(exam, entry.max_score + 1, session) != entry
    assert band(exam, parsed(expected)[-1].min_score - 1, session) is None
    assert band(exam, parsed(expected)[0].max_score + 1, session) is None


@pytest.mark.parametrize("exam", EXAMS.values())
def test_there_are_no_bands_the_day_before_the_first_and_after_the_last_session(exam) -> None:
    if exam.first_session is not None:
        assert bands(exam.code, exam.first_session - timedelta(days=1)) == ()
        assert len(bands(exam.code, exam.first_session)) == 4
    if exam.last_session is not None:
        assert len(bands(exam.code, exam.last_session)) == 4
        assert bands(exam.code, exam.last_session + timedelta(days=1)) == ()


def test_ranges_sessions_photos_and_schools() -> None:
    assert {exam.code.value: (exam.min_score, exam.max_score) for exam in EXAMS.values()} == RANGES
    early = {"B2_FIRST", "B2_FIRST_FOR_SCHOOLS", "C1_ADVANCED", "C2_PROFICIENCY"}
    business = {"B1_BUSINESS_PRELIMINARY", "B2_BUSINESS_VANTAGE", "C1_BUSINESS_HIGHER"}
    for exam in EXAMS.values():
        expected = None if exam.code == "DELTA_MODULE_ONE" else BEGAN_2015 if exam.code in early else BEGAN_2016
        assert exam.first_session == expected
        assert exam.last_session == (LAST_BUSINESS if exam.code in business else None)
    assert {exam.code for exam in EXAMS.values() if exam.has_photo} == {"B2_FIRST", "C1_ADVANCED", "C2_PROFICIENCY"}
    assert {exam.code for exam in EXAMS.values() if exam.for_schools} == {
        "A2_KEY_FOR_SCHOOLS",
        "B1_PRELIMINARY_FOR_SCHOOLS",
        "B2_FIRST_FOR_SCHOOLS",
    }


def test_there_are_twelve_exams_named_in_two_languages() -> None:
    assert set(EXAMS) == set(ExamCode)
    assert len({exam.name(Language.EN) for exam in EXAMS.values()}) == 12
    assert len({exam.name(Language.JA) for exam in EXAMS.values()}) == 12
    assert EXAMS[ExamCode.B2_FIRST].name(Language.JA) == "B2 ファースト"


def test_components() -> None:
    four = (Skill.READING, Skill.WRITING, Skill.LISTENING, Skill.SPEAKING)
    five = (Skill.READING, Skill.USE_OF_ENGLISH, Skill.WRITING, Skill.LISTENING, Skill.SPEAKING)
    assert EXAMS[ExamCode.A2_KEY].skills == (Skill.READING_AND_WRITING, Skill.LISTENING, Skill.SPEAKING)
    assert EXAMS[ExamCode.A2_KEY].weights == (2, 1, 1)
    assert EXAMS[ExamCode.B1_PRELIMINARY].skills == EXAMS[ExamCode.B2_BUSINESS_VANTAGE].skills == four
    assert EXAMS[ExamCode.B2_FIRST].skills == EXAMS[ExamCode.C2_PROFICIENCY].skills == five
    assert EXAMS[ExamCode.DELTA_MODULE_ONE].skills == ()


@pytest.mark.parametrize(
    ("exam", "scores", "expected"),
    [
        (ExamCode.A2_KEY, [140, 135, 138], 138),
        (ExamCode.A2_KEY, [140, 136, 138], 139),
        (ExamCode.A2_KEY_FOR_SCHOOLS, [141, 140, 140], 141),
        (ExamCode.B1_PRELIMINARY, [150, 150, 151, 151], 151),
        (ExamCode.B1_PRELIMINARY, [150, 150, 150, 151], 150),
        (ExamCode.B2_FIRST, [170, 170, 171, 171, 170], 170),
        (ExamCode.B2_FIRST, [170, 171, 171, 171, 170], 171),
        (ExamCode.C2_PROFICIENCY, [230, 230, 230, 230, 230], 230),
        (ExamCode.B2_FIRST, [170, None, 171, 171, 170], None),
        (ExamCode.DELTA_MODULE_ONE, [], None),
    ],
)
def test_overall(exam: ExamCode, scores: list[int | None], expected: int | None) -> None:
    assert overall(exam, scores) == expected


def test_overall_needs_every_component_named() -> None:
    with pytest.raises(ValueError, match="B2_FIRST has 5 components, not 4"):
        overall(ExamCode.B2_FIRST, [170, 170, 170, 170])


scored = st.sampled_from([exam for exam in EXAMS.values() if exam.on_scale])


@given(exam=scored, data=st.data())
def test_overall_is_within_its_components_and_half_a_point_of_their_mean(exam, data) -> None:
    score = st.integers(exam.min_score, exam.max_score)
    scores = data.draw(st.lists(score, min_size=len(exam.skills), max_size=len(exam.skills)))
    mean = sum(w * s for w, s in zip(exam.weights, scores, strict=True)) / sum(exam.weights)

    result = overall(exam.code, scores)

    assert min(scores) <= result <= max(scores)
    assert -0.5 < result - mean <= 0.5


@given(exam=scored, days=st.integers(0, 6_000))
def test_bands_of_any_session_join_without_gap_or_overlap(exam, days: int) -> None:
    session = exam.first_session + timedelta(days=days)
    in_force = bands(exam.code, session)
    if exam.last_session is not None and session > exam.last_session:
        assert in_force == ()
        return
    for upper, lower in itertools.pairwise(in_force):
        assert lower.max_score + 1 == upper.min_score
    assert in_force[0].max_score == exam.max_score
    assert in_force[-1].min_score > exam.min_score
    assert Grade.FAIL not in {entry.grade for entry in in_force}


def test_component_levels_follow_the_common_scale_down_to_the_lowest_band() -> None:
    assert [component_level(ExamCode.A2_KEY, score) for score in (99, 100, 119, 120, 139, 140, 150, 151)] == [
        *(None, CefrLevel.A1, CefrLevel.A1, CefrLevel.A2, CefrLevel.A2, CefrLevel.B1, CefrLevel.B1, None)
    ]
    assert [component_level(ExamCode.C2_PROFICIENCY, score) for score in (179, 180, 199, 200, 230)] == [
        *(None, CefrLevel.C1, CefrLevel.C1, CefrLevel.C2, CefrLevel.C2)
    ]
    assert component_level(ExamCode.B2_FIRST, 139) is None
    assert component_level(ExamCode.DELTA_MODULE_ONE, 150) is None


def test_reference_rows_carry_every_exam_and_band() -> None:
    exams, dated = reference_rows()

    assert [row["code"] for row in exams] == [code.value for code in EXAMS]
    assert [row["position"] for row in exams] == list(range(1, 13))
    assert len(dated) == 11 * 4 + 4 * 4
    assert len({(row["exam_code"], row["valid_from"], row["min_score"]) for row in dated}) == len(dated)
    assert dated[0] == {
        "exam_code": "A2_KEY",
        "valid_from": BEGAN_2016,
        "valid_to": LAST_2019,
        "min_score": 140,
        "max_score": 150,
        "grade": "PASS_WITH_DISTINCTION",
        "cefr_level": "B1",
    }
