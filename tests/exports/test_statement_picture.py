"""Statements looked at: marks stand inside their bands, the band reached is dark, nothing leaves the paper."""

from random import Random

import pytest
from PIL import Image, ImageChops

from app.demo_data.portraits import portrait
from app.exams import EXAMS
from app.exports.statement.canvas import HEIGHT, WIDTH
from app.exports.statement.page import LEFT, ROOM
from app.exports.statement.scale import _REACHED, MARKER, axis_of
from app.models.enums import ExamCode, Language
from tests.exports.poppler import needs_poppler, picture
from tests.exports.statements import statement, written

pytestmark = needs_poppler
DPI = 144
SCALE = DPI / 72


def runs(image: Image.Image, colour: str) -> list[tuple[int, int, int, int]]:
    """Where this colour is, as boxes (left, top, right, bottom), from the top; parted where a row has none of it."""
    channels = ImageChops.difference(image, Image.new("RGB", image.size, colour)).split()
    furthest = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    near = furthest.point(lambda value: 255 if value < 5 else 0)
    rows = [row for row in range(near.height) if near.crop((0, row, near.width, row + 1)).getbbox()]
    found: list[list[int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    boxes = []
    for first, last in found:
        box = near.crop((0, first, near.width, last + 1)).getbbox()
        assert box is not None
        boxes.append((box[0], first, box[2], last + 1))
    return boxes


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("exam", "scores"),
    [
        (ExamCode.B2_FIRST, (174, 168, 181, 159, 177)),
        (ExamCode.C2_PROFICIENCY, (230, 162, 200, 219, 220)),
        (ExamCode.B1_BUSINESS_PRELIMINARY, (160, 157, 159, 150)),
        (ExamCode.A2_KEY, (140, 135, 138)),
        (ExamCode.A2_KEY, (150, 150, 150)),
        (ExamCode.B1_PRELIMINARY, (102, 104, 103, 102)),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value)),
)
def test_marks_stand_at_their_scores(exam: ExamCode, scores: tuple[int, ...], language: Language) -> None:
    session = {"session_date": EXAMS[exam].last_session} if EXAMS[exam].last_session else {}
    one = statement(exam, *scores, **session)
    axis = axis_of(one, LEFT, ROOM)
    assert axis is not None
    assert one.overall_score is not None
    image = picture(written(one, language=language), dpi=DPI)
    image.paste("white", (0, 0, int((axis.left - 8) * SCALE), image.height))  # the words beside the scale

    marks = [box for box in runs(image, MARKER) if box[2] - box[0] >= 10]
    assert len(marks) == 1 + len(scores)
    for box, score in zip(marks, [one.overall_score, *scores], strict=True):
        middle = (box[0] + box[2]) / 2 / SCALE
        assert axis.edge(score) < middle < axis.edge(score + 1), score

    reached = [box for box in runs(image, _REACHED) if box[3] - box[1] >= 20]
    expected = [band for band in one.bands if band.min_score <= one.overall_score <= band.max_score]
    assert len(reached) == len(expected)
    for box, band in zip(reached, expected, strict=True):
        assert box[0] / SCALE == pytest.approx(axis.edge(band.min_score), abs=1)
        assert box[2] / SCALE == pytest.approx(axis.edge(band.max_score + 1), abs=2)
        assert box[0] <= (marks[0][0] + marks[0][2]) / 2 <= box[2]


def test_nothing_is_drawn_beyond_the_margins() -> None:
    long = "W" * 500 + "長" * 500 + "😀" * 100
    one = statement(
        *(ExamCode.B2_FIRST, 174, 168, 181, 159, 177),
        candidate_name=long,
        native_name=long,
        verified_by=long,
        applicant_reference=long,
        photo=portrait(Random(1)),
    )
    pdf = written(one)
    white = Image.new("RGB", picture(pdf, dpi=72).size, "white")

    for page in (1, 2):
        box = ImageChops.difference(picture(pdf, page, dpi=72), white).getbbox()
        assert box is not None
        assert box[0] >= LEFT - 2
        assert box[2] <= LEFT + ROOM + 6, "an axis's last figure stands about its tick"
        assert box[3] <= HEIGHT - 36
    assert (white.width, white.height) == (round(WIDTH + 0.5), round(HEIGHT + 0.5))


def test_a_photo_is_where_it_belongs_and_nowhere_without() -> None:
    with_photo, without = (
        picture(written(statement(ExamCode.B2_FIRST, 174, 168, 181, 159, 177, photo=photo)), dpi=72)
        for photo in (portrait(Random(1)), None)
    )
    corner = (450, 128, 538, 245)

    assert len(with_photo.crop(corner).getcolors(100_000) or []) > 500
    assert without.crop(corner).getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize(
    "name",
    ["محمد", "김민준", "😀", "\x01\x02", "\u200b\u202e", "\ud83d", "𠮷", "\u00ad"],
    ids=["arabic", "hangul", "emoji", "control", "invisible", "surrogate", "rare kanji", "soft hyphen"],
)
def test_what_no_font_has_is_marked_and_never_blank(name: str) -> None:
    image = picture(written(statement(candidate_name=name)), dpi=72)

    assert image.crop((56, 128, 400, 158)).convert("L").getextrema()[0] < 120
