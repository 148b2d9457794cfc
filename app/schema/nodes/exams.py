"""Exams and their bands."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.models import Exam, ExamBand
from app.projection.node import Ask, Clause, ListOf, Node, Row
from app.schema.ids import PREFIXES


def _in_language(english: str, japanese: str) -> Any:
    def column(row: Row, ask: Ask) -> ColumnElement[str]:
        language = ask.args.get("language")
        code = ask.asker.language if language is None else language
        return row.c[japanese] if code.value == "JA" else row.c[english]

    return column


def _bands(row: Row, ask: Ask) -> sa.Select[Any]:
    on: ColumnElement[Any] = sa.func.current_date()
    if ask.args.get("on") is not None:
        on = ask.inside("on").bind("is", sa.Date())
    return bands_on(row.c.code, on, ask)


def bands_on(code: ColumnElement[Any], on: ColumnElement[Any], ask: Ask) -> sa.Select[Any]:
    band = ask.alias(ExamBand)
    return (
        sa.select(*band.c)
        .where(
            band.c.exam_code == code, on >= band.c.valid_from, sa.or_(band.c.valid_to.is_(None), on <= band.c.valid_to)
        )
        .order_by(band.c.min_score.desc())
    )


EXAM = Node(
    Exam,
    prefix=PREFIXES["Exam"],
    key="code",
    columns={"name": _in_language("name_en", "name_ja")},
    many={"bands": ListOf(_bands, clauses={"on": Clause(lambda *_: None, lambda value, _asker: {"is": value})})},
)
EXAM_HERE = Node(prefix=PREFIXES["Exam"], key="exam_code", columns={"code": lambda row, _ask: row.c.exam_code})
