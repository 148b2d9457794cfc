"""A statement as pages: who, what result, how it was verified. One page; more only where names are beyond measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.exams import EXAMS
from app.exports.statement.canvas import ACCENT, HEIGHT, INK, QUIET, RULE, WIDTH, Canvas, Fonts, Style, fitting
from app.exports.statement.model import Basis, Edition, Statement
from app.exports.statement.photo import Photo
from app.exports.statement.scale import Scale, axis_of
from app.exports.statement.text import lines
from app.exports.statement.words import Word, day, explanation, grade_name, moment, status_name
from app.messages import translated
from app.models.enums import Language, ResultStatus

LEFT, RIGHT = 56.0, WIDTH - 56.0
ROOM = RIGHT - LEFT
_FIRST, _LAST = 134.0, HEIGHT - 68.0
_LABEL = Style(8, colour=QUIET)
_VALUE = Style(10.5)
_PLAIN = Style(9.5)
_NOTE = Style(8.5, colour=QUIET)
_PHOTO_WIDTH, _PHOTO_HEIGHT = 90.0, 116.0
_COLUMN_GAP = 18.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same on all pages of a file."""

    edition: Edition
    language: Language
    zone: ZoneInfo

    def said(self, word: Word) -> str:
        return translated(word, self.language)


class Pages:
    """The pages of one statement as they are drawn. `photo` is named /P among the resources of the first."""

    def __init__(self, statement: Statement | None, setting: Setting, fonts: Fonts, photo: Photo | None) -> None:
        self._statement = statement
        self._setting = setting
        self._fonts = fonts
        self._photo = photo
        self.canvases: list[Canvas] = []
        self._turn()

    def draw(self) -> list[bytes]:
        """The content of each page."""
        statement = self._statement
        if statement is None:
            self._paragraph(self._said(Word.NOTHING), _VALUE)
        else:
            self._draw_person(statement)
            if statement.status is ResultStatus.RELEASED:
                self._draw_outcome(statement)
                self._draw_scale(statement)
            else:
                self._draw_status(statement)
            self._draw_verification(statement)
        return [canvas.content for canvas in self.canvases]

    def _turn(self) -> None:
        """A fresh page with its head and foot."""
        self._canvas = canvas = Canvas(self._fonts)
        self._y = _FIRST
        canvas.text(LEFT, 62, self._said(Word.SERVICE), Style(9, True, ACCENT))
        title = self._said(Word.TITLE)
        if self.canvases:
            title += self._said(Word.CONTINUED)
        canvas.text(LEFT, 88, title, Style(19, True))
        canvas.box(LEFT, 101, ROOM, 1.4, ACCENT)
        self.canvases.append(canvas)
        foot, edition = HEIGHT - 40, self._setting.edition
        canvas.line(LEFT, foot - 13, RIGHT, foot - 13)
        traced = [self._said(Word.DOWNLOAD).format(download=edition.download_id)]
        if self._statement is not None:
            number = self._statement.statement_number
            canvas.text(RIGHT, 62, number, Style(9, True, QUIET), "right")
            traced.insert(0, number)
        wide = canvas.text(LEFT, foot, "  ·  ".join(traced), fitting("  ·  ".join(traced), _LABEL, ROOM))
        style = fitting(edition.address, _LABEL, ROOM - wide - _COLUMN_GAP, least=3)
        canvas.text(RIGHT, foot, edition.address, style, "right")

    def _need(self, height: float) -> None:
        """Turns where so much does not fit any more."""
        if self._y + height > _LAST and self._y > _FIRST:
            self._turn()

    def _paragraph(self, text: str, style: Style, *, left: float = LEFT, room: float = ROOM, lead: float = 1.4) -> None:
        """Lines from here on."""
        for line in lines(text, style.bold, style.size, room):
            self._need(style.size * lead)
            self._y += style.size * lead
            self._canvas.text(left, self._y - style.size * (lead - 1), line, style)

    # ------------------------------------------------------------------------------------------------ who

    def _draw_person(self, statement: Statement) -> None:
        room = ROOM if self._photo is None else ROOM - _PHOTO_WIDTH - _COLUMN_GAP
        top = self._y - 6
        self._draw_photo(top)
        name = fitting(statement.candidate_name, Style(20, True), room, least=13)
        self._paragraph(statement.candidate_name, name, room=room, lead=1.25)
        if statement.native_name and statement.native_name != statement.candidate_name:
            self._y += 2
            self._paragraph(
                statement.native_name, fitting(statement.native_name, Style(13), room, least=10.5), room=room
            )
        self._y += 12
        for facts in self._facts(statement):
            self._draw_facts(facts, room)
        if self._photo is not None and len(self.canvases) == 1:
            self._y = max(self._y, top + _PHOTO_HEIGHT + 6)
        self._y += 8

    def _facts(self, statement: Statement) -> list[list[tuple[str, str]]]:
        language, centre = self._setting.language, statement.centre
        rows = [
            [
                (self._said(Word.DATE_OF_BIRTH), day(statement.date_of_birth, language)),
                (self._said(Word.STATEMENT_NUMBER), statement.statement_number),
            ],
            [
                (self._said(Word.EXAM), EXAMS[statement.exam].name(language)),
                (self._said(Word.SESSION), day(statement.session_date, language)),
            ],
            [(self._said(Word.CENTRE), f"{centre.name}, {centre.city} ({centre.country}), {centre.number}")],
        ]
        if statement.applicant_reference:
            rows.append([(self._said(Word.REFERENCE), statement.applicant_reference)])
        return rows

    def _draw_facts(self, facts: Sequence[tuple[str, str]], room: float) -> None:
        """Labels over values, side by side; a value too long for one page goes on on the next if it stands alone."""
        if len(facts) == 1:
            self._need(30)
            self._canvas.text(LEFT, self._y + 8, facts[0][0], _LABEL)
            self._y += 10
            self._paragraph(facts[0][1], _VALUE, room=room)
        else:
            column = (room - _COLUMN_GAP) / len(facts)
            values = [lines(value, _VALUE.bold, _VALUE.size, column) for _, value in facts]
            height = 10 + max(len(value) for value in values) * _VALUE.size * 1.4
            self._need(height)
            for number, ((label, _), value) in enumerate(zip(facts, values, strict=True)):
                x = LEFT + number * (column + _COLUMN_GAP)
                self._canvas.text(x, self._y + 8, label, _LABEL)
                for row, line in enumerate(value, 1):
                    self._canvas.text(x, self._y + 10 + _VALUE.size * (1.4 * row - 0.4), line, _VALUE)
            self._y += height
        self._y += 7

    def _draw_photo(self, top: float) -> None:
        if self._photo is None:
            return
        x = RIGHT - _PHOTO_WIDTH
        if self._photo.readable:
            width, height = self._photo.within(_PHOTO_WIDTH, _PHOTO_HEIGHT)
            self._canvas.image(RIGHT - width, top, width, height, "P")
            self._canvas.frame(RIGHT - width, top, width, height, RULE)
            return
        self._canvas.frame(x, top, _PHOTO_WIDTH, _PHOTO_HEIGHT, RULE)
        for number, line in enumerate(lines(self._said(Word.PHOTO_UNREADABLE), False, 8, _PHOTO_WIDTH - 12)):
            self._canvas.text(x + _PHOTO_WIDTH / 2, top + 54 + 11 * number, line, _LABEL, "centre")

    # ------------------------------------------------------------------------------------------------ what

    def _draw_outcome(self, statement: Statement) -> None:
        """The figures that are looked for first."""
        language = self._setting.language
        grade = "—" if statement.grade is None else grade_name(statement.grade, language)
        certificate = self._said(Word.AWARDED if statement.certificated else Word.NOT_AWARDED)
        figures = [(self._said(Word.GRADE), grade), (self._said(Word.CERTIFICATE), certificate)]
        if statement.min_score is not None:
            figures.insert(0, (self._said(Word.OVERALL), str(statement.overall_score or "—")))
            figures.insert(2, (self._said(Word.LEVEL), statement.level or "—"))
        self._need(60)
        self._canvas.box(LEFT, self._y, ROOM, 56, "#f3f6f9")
        column = ROOM / len(figures)
        for number, (label, value) in enumerate(figures):
            x = LEFT + number * column + 14
            self._canvas.text(x, self._y + 17, label, _LABEL)
            style = fitting(value, Style(21 if number < len(figures) - 1 else 14, True), column - 22, least=9)
            self._canvas.text(x, self._y + 43, value, style)
        self._y += 56
        if statement.under_the_bands or statement.min_score is None:
            self._y += 7
            note = Word.NOT_ON_SCALE if statement.min_score is None else Word.UNDER_THE_BANDS
            self._paragraph(self._said(note), _PLAIN)
        self._y += 16

    def _draw_scale(self, statement: Statement) -> None:
        axis = axis_of(statement, LEFT, ROOM)
        if axis is None:
            return
        scale = Scale(statement, self._setting.language, LEFT, axis)
        self._need(scale.height)
        scale.draw(self._canvas, self._y)
        self._y += scale.height + 14

    def _draw_status(self, statement: Statement) -> None:
        """In place of scores."""
        language = self._setting.language
        self._need(80)
        self._canvas.box(LEFT, self._y, 3, 62, ACCENT)
        self._canvas.box(LEFT + 3, self._y, ROOM - 3, 62, "#f3f6f9")
        self._canvas.text(LEFT + 17, self._y + 17, self._said(Word.STATUS), _LABEL)
        self._canvas.text(LEFT + 17, self._y + 34, status_name(statement.status, language), Style(15, True))
        self._canvas.text(LEFT + 17, self._y + 51, explanation(statement.status, language), _PLAIN)
        self._y += 82

    # ------------------------------------------------------------------------------------------------ verified

    def _draw_verification(self, statement: Statement) -> None:
        setting, language = self._setting, self._setting.language
        how = self._said(Word.SHARED if statement.basis is Basis.SHARED else Word.CHECKED)
        record = self._said(Word.VERSION if statement.released_at is None else Word.RELEASED_ON)
        released = "" if statement.released_at is None else statement.released_at.astimezone(setting.zone).date()
        rows = [
            (Word.VERIFIED, moment(statement.verified_at, language, setting.zone)),
            (Word.BY, statement.verified_by),
            (Word.ORGANISATION, setting.edition.organisation),
            (Word.HOW, how.format(day=day(statement.basis_at.astimezone(setting.zone).date(), language))),
            (Word.RECORD, record.format(version=statement.version, day=released and day(released, language))),
        ]
        self._need(len(rows) * 17 + 50)
        self._canvas.box(LEFT, self._y, ROOM, 0.8, INK)
        self._y += 8
        for word, value in rows:
            self._need(17)
            self._canvas.text(LEFT, self._y + _PLAIN.size, self._said(word), Style(9, colour=QUIET))
            self._paragraph(value, _PLAIN, left=LEFT + 92, room=ROOM - 92)
            self._y += 3.5
        self._y += 6
        self._paragraph(self._said(Word.AS_IT_STOOD).format(address=setting.edition.address), _NOTE)

    def _said(self, word: Word) -> str:
        return self._setting.said(word)
