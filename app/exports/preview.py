"""The first rows of a file, as text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.exports.date_format import of_cells
from app.exports.rows import Source
from app.exports.selection import Selection
from app.models.enums import Language

ROWS = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file's first rows look like."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    sources: Sequence[Source]
    """What the rows tell of."""


def previewed(selected: Selection, texts: Iterable[bytes | str], language: Language) -> Preview:
    """Of the texts that the selection's statement answered."""
    shown = [of_cells(column, language) for column in selected.columns]
    told: list[Source] = []
    rows: list[list[str | None]] = []
    for source, made in selected.rows(texts):
        if len(rows) >= ROWS:
            break
        told.append(source)
        for row in made[: ROWS - len(rows)]:
            cells = zip(row, shown, strict=True)
            rows.append([None if cell is None else show(cell) for cell, show in cells])
    return Preview([column.heading for column in selected.columns], rows, told)
