"""Text on statements: fonts, marks and breaks; and whatever people may be called, in both languages."""

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exports.statement.canvas import Style, fitting
from app.exports.statement.model import Place
from app.exports.statement.text import JAPANESE_SCALE, MARK_WIDTH, lines, shaped
from app.models.enums import ExamCode, Language
from tests.exports.poppler import INSTALLED, bookmarks, needs_poppler, reader, words
from tests.exports.statements import EDITION, statement, written

LATIN, JAPANESE = (False, False), (True, False)


def drawn(text: str) -> list[tuple[object, str, str | None]]:
    return [(piece.font, piece.text, piece.stands_for) for piece in shaped(text).pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zoë Ångström", [(LATIN, "Zoë Ångström", None)]),
        ("Nguyễn Thị Ánh", [(LATIN, "Nguyễn Thị Ánh", None)]),
        ("Ґалаґан", [(LATIN, "Ґалаґан", None)]),
        ("A2 キー", [(LATIN, "A2 ", None), (JAPANESE, "キー", None)]),
        ("髙﨑 美咲", [(JAPANESE, "髙﨑", None), (LATIN, " ", None), (JAPANESE, "美咲", None)]),
        ("e\u0301", [(LATIN, "é", None)]),
        ("\ufa19\u795e", [(JAPANESE, "\ufa19\u795e", None)]),
        ("葛\U000e0100城", [(JAPANESE, "葛", "葛\U000e0100"), (JAPANESE, "城", None)]),
        ("か\u309a", [(JAPANESE, "か\u309a", None)]),
        ("a😀b", [(LATIN, "a", None), (None, "😀", "😀"), (LATIN, "b", None)]),
        ("𠮷野", [(None, "𠮷", "𠮷"), (JAPANESE, "野", None)]),
        ("\x00\t\n", [(None, "\x00", "\x00"), (None, "\t", "\t"), (None, "\n", "\n")]),
        ("\u202ea", [(None, "\u202e", "\u202e"), (LATIN, "a", None)]),
        ("\ud83d", [(None, "\ud83d", "\ud83d")]),
        ("\ufe0f", [(None, "\ufe0f", "\ufe0f")]),
        ("", []),
    ],
    ids=lambda value: ascii(value) if isinstance(value, str) else "",
)
def test_each_character_has_its_font_or_its_mark(text: str, expected: list[tuple[object, str, str | None]]) -> None:
    assert drawn(text) == expected


def test_widths() -> None:
    assert shaped("美咲").width == 2 * 1000 * JAPANESE_SCALE
    assert shaped("😀").width == MARK_WIDTH
    assert shaped("iii").width < shaped("WWW").width
    assert shaped("AA").width == 2 * shaped("A").width


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("one two three", 40, ["one two", "three"]),
        ("one", 400, ["one"]),
        ("", 10, [""]),
        ("incomprehensibilities", 40, None),
        ("結果は後日訂正されることがあります。", 9.3 * 17, ["結果は後日訂正されることがありま", "す。"]),
        ("あいう「えお」かき", 33, ["あいう", "「えお」", "かき"]),
        ("スピーキング", 9.3 * 3 + 0.1, ["スピー", "キング"]),
        ("スポーツ", 9.3 * 2 + 0.1, ["ス", "ポー", "ツ"]),
    ],
    ids=ascii,
)
def test_lines_break_where_their_language_breaks(text: str, room: float, expected: list[str] | None) -> None:
    broken = lines(text, False, 10, room)

    assert expected is None or list(broken) == expected
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(shaped(line).width * 10 / 1000 <= room for line in broken)


@given(st.text(st.characters(), max_size=60), st.floats(20, 400))
def test_breaking_loses_nothing_but_spaces_and_fits(text: str, room: float) -> None:
    broken = lines(text, False, 9, room)

    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    wide = [line for line in broken if len(line) > 3 and shaped(line).width * 9 / 1000 > room + 0.01]
    assert [line for line in wide if not kept_together(line)] == []


def kept_together(line: str) -> bool:
    """Accents and closing marks stay with what is before them, and may hang over."""
    return any(unicodedata.category(character)[0] in "MP" for character in line)


def test_long_names_are_made_smaller_down_to_a_limit() -> None:
    assert fitting("Zoë", Style(20), 400, least=13).size == 20
    assert 13 < fitting("Z" * 40, Style(20), 400, least=13).size < 20
    assert fitting("Z" * 400, Style(20), 400, least=13).size == 13


@needs_poppler
@pytest.mark.parametrize("name", ["김민준", "😀😃", "𠮷野家", "葛\U000e0100城", "Zoe\u0301"], ids=ascii)
def test_what_is_marked_can_still_be_copied(name: str) -> None:
    (page,) = words(written(statement(candidate_name=name)))

    assert unicodedata.normalize("NFC", name) in unicodedata.normalize("NFC", page)


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=[]), max_size=40),
    st.text(st.characters(exclude_categories=[]), min_size=1, max_size=3).map(lambda text: (text * 500)[:500]),
    st.sampled_from(
        ["W" * 500, "長" * 500, "محمد " * 100, "()<>\\/%" * 70, " " * 500, "\u202e" * 200, "ﷺ" * 500, "\n" * 50]
    ),
)


@settings(max_examples=60, deadline=None)
@given(*[HOSTILE] * 6, st.sampled_from(Language))
def test_no_name_breaks_a_page_or_its_neighbour(
    name: str, native: str, centre: str, reference: str, by: str, organisation: str, language: Language
) -> None:
    hostile = statement(
        *(ExamCode.A2_KEY, 140, 135, 138),
        candidate_name=name,
        native_name=native,
        centre=Place(centre, centre, centre, "JP"),
        applicant_reference=reference,
        verified_by=by,
    )
    neighbour = replace(statement(statement_number="113GB5990002"), candidate_name="Neighbour")
    pdf = written(hostile, neighbour, language=language, edition=replace(EDITION, organisation=organisation))

    pages = words(pdf)
    assert len(reader(pdf).pages) == len(pages)
    assert "Neighbour" in pages[-1]
    assert [page for page in pages[:-1] if "113GB5990001" not in page] == []
    assert [title[-12:] for title, _ in bookmarks(pdf)] == ["113GB5990001", "113GB5990002"]
    assert [page for _, page in bookmarks(pdf)] == [0, len(pages) - 1]


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd", "Lo"], max_codepoint=0x9FFF), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_names_are_read_back_as_they_are(name: str) -> None:
    """But for right-to-left ones, whose order readers change, and what poppler writes in another form."""
    if not INSTALLED or any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in name):
        return
    (page,) = words(written(statement(candidate_name=name)))

    assert plain(name) in plain(page)


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
