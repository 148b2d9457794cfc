"""Scores drawn against their scale: levels above, the overall score in its band, one line for each part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from app.exams import Band
from app.exports.statement.canvas import INK, QUIET, RULE, WHITE, Canvas, Colour, Style, fitting
from app.exports.statement.model import Component, Statement
from app.exports.statement.text import lines
from app.exports.statement.words import Word, grade_name, skill_name
from app.messages import translated
from app.models.enums import Language

#: The scores' marks; nothing else on a page has this colour.
MARKER: Colour = "#0b2237"
_REACHED: Colour = "#1d4a73"
_BAND: Colour = "#ccd9e5"
_TRACK: Colour = "#97a4b1"
_LEVELS: tuple[Colour, Colour] = ("#f3f6f9", "#e8eef4")

#: Columns, from the left edge: a score's right end, a level's middle, and where the scale begins.
_SCORE, _LEVEL, _SCALE = 166.0, 186.0, 214.0
_LEVEL_ROW, _PIN, _ROW, _AXIS = 20.0, 15.0, 25.0, 18.0
_GRADE = Style(7.5, bold=True)
_LEAST_GRADE = 6.5
_SMALL = Style(8, colour=QUIET)
_NAME = Style(10)
_GAP = 1.0


@dataclass(frozen=True, slots=True)
class Axis:
    """Scores from left to right. Each whole score has a stretch of its own, so that bands meet without a gap and a
    mark stands in the middle of its score, inside its band."""

    lowest: int
    highest: int
    left: float
    width: float

    def edge(self, score: int) -> float:
        """Where the stretch of a score begins."""
        return self.left + self.width * (score - self.lowest) / (self.highest + 1 - self.lowest)

    def middle(self, score: int) -> float:
        """Where its mark stands; at the end of the scale for scores beyond it."""
        within = min(max(score, self.lowest), self.highest)
        return (self.edge(within) + self.edge(within + 1)) / 2


def axis_of(statement: Statement, left: float, width: float) -> Axis | None:
    """None for an exam that is not on the scale."""
    if statement.min_score is None or statement.max_score is None:
        return None
    return Axis(statement.min_score, statement.max_score, left + _SCALE, width - _SCALE)


class Scale:
    """The drawing for one statement: how high it is, and itself."""

    def __init__(self, statement: Statement, language: Language, left: float, axis: Axis) -> None:
        self._statement = statement
        self._language = language
        self._left = left
        self._axis = axis
        self._bands = sorted(statement.bands, key=lambda band: band.min_score)
        self._grades = [self._lines_of(band) for band in self._bands]
        self._bar = max((len(said) for _, said in self._grades), default=1) * 9.0 + 8
        self.height = _LEVEL_ROW + _PIN + self._bar + 7 + _ROW * len(statement.components) + _AXIS

    def draw(self, canvas: Canvas, top: float) -> None:
        """From `top` down, `height` high."""
        rows = top + _LEVEL_ROW + _PIN + self._bar + 7
        bottom = rows + _ROW * len(self._statement.components)
        self._draw_levels(canvas, top, bottom)
        self._draw_overall(canvas, top + _LEVEL_ROW + _PIN)
        for number, component in enumerate(self._statement.components):
            self._draw_component(canvas, component, rows + _ROW * number)
        self._draw_axis(canvas, bottom)

    def _draw_levels(self, canvas: Canvas, top: float, bottom: float) -> None:
        """One ground for each level, through all rows."""
        heading = Style(8, colour=QUIET)
        canvas.text(self._left + _SCORE, top + 13, self._said(Word.SCORE), heading, "right")
        canvas.text(self._left + _LEVEL, top + 13, "CEFR", heading, "centre")
        for number, (level, same) in enumerate(groupby(self._bands, key=lambda band: band.cefr_level)):
            bands = list(same)
            left, right = self._axis.edge(bands[0].min_score), self._axis.edge(bands[-1].max_score + 1)
            canvas.box(left, top, right - left, bottom - top, _LEVELS[number % 2])
            canvas.text((left + right) / 2, top + 13, level.value, Style(9, bold=True), "centre")

    def _draw_overall(self, canvas: Canvas, top: float) -> None:
        """The bands as a bar; the one reached is dark, the score stands above its place."""
        score, middle = self._statement.overall_score, top + self._bar / 2
        canvas.text(self._left, middle + 3.5, self._said(Word.OVERALL), Style(10, bold=True))
        self._draw_figures(canvas, middle, score, self._statement.level, bold=True)
        if self._bands and (under := self._bands[0].min_score) > self._axis.lowest:
            left = self._axis.left
            canvas.frame(left, top + 0.25, self._axis.edge(under) - left - _GAP, self._bar - 0.5, RULE)
        for band, (style, said) in zip(self._bands, self._grades, strict=True):
            reached = score is not None and band.min_score <= score <= band.max_score
            left, right = self._axis.edge(band.min_score), self._axis.edge(band.max_score + 1)
            canvas.box(left, top, right - left - _GAP, self._bar, _REACHED if reached else _BAND)
            style = replace(style, colour=WHITE if reached else INK)
            first = middle + 2.7 - (len(said) - 1) * 4.5
            for number, line in enumerate(said):
                canvas.text((left + right - _GAP) / 2, first + 9.0 * number, line, style, "centre")
        if score is not None:
            at = self._axis.middle(score)
            canvas.polygon([(at - 4.5, top - 8), (at + 4.5, top - 8), (at, top - 0.8)], MARKER)

    def _draw_component(self, canvas: Canvas, component: Component, top: float) -> None:
        middle = top + _ROW / 2
        canvas.line(self._left, top, self._axis.edge(self._axis.highest + 1), top)
        canvas.text(self._left, middle + 3.5, skill_name(component.skill, self._language), _NAME)
        self._draw_figures(canvas, middle, component.score, component.level, bold=False)
        canvas.line(self._axis.left, middle, self._axis.left + self._axis.width, middle, _TRACK, 0.5)
        if component.score is not None:
            at = self._axis.middle(component.score)
            canvas.polygon([(at, middle - 4.5), (at + 4.5, middle), (at, middle + 4.5), (at - 4.5, middle)], MARKER)

    def _draw_figures(self, canvas: Canvas, middle: float, score: int | None, level: str | None, *, bold: bool) -> None:
        said = self._said(Word.NOT_SAT) if score is None and not bold else "—" if score is None else str(score)
        canvas.text(self._left + _SCORE, middle + 3.5, said, Style(10, bold or score is not None), "right")
        canvas.text(self._left + _LEVEL, middle + 3.5, level or "—", Style(10, bold), "centre")

    def _draw_axis(self, canvas: Canvas, top: float) -> None:
        """The first score of each band, and both ends."""
        axis = self._axis
        canvas.line(axis.left, top, axis.left + axis.width, top, QUIET, 0.6)
        for score in [axis.lowest, *(band.min_score for band in self._bands)]:
            canvas.line(axis.edge(score), top, axis.edge(score), top + 3, QUIET, 0.6)
            canvas.text(axis.edge(score), top + 12, str(score), _SMALL, "centre")
        canvas.line(axis.left + axis.width, top, axis.left + axis.width, top + 3, QUIET, 0.6)
        canvas.text(axis.left + axis.width, top + 12, str(axis.highest), _SMALL, "centre")
        canvas.line(self._left, top, axis.left, top, RULE)

    def _lines_of(self, band: Band) -> tuple[Style, Sequence[str]]:
        """A grade's name in its band: somewhat smaller on one line, or else broken."""
        room = self._axis.edge(band.max_score + 1) - self._axis.edge(band.min_score) - _GAP
        name = grade_name(band.grade, self._language)
        style = fitting(name, _GRADE, room, least=_LEAST_GRADE)
        said = lines(name, style.bold, style.size, room)
        return (style, said) if len(said) == 1 else (_GRADE, lines(name, _GRADE.bold, _GRADE.size, room))

    def _said(self, word: Word) -> str:
        return translated(word, self._language)
