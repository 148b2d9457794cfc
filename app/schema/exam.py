"""Exams and their bands."""

from typing import Annotated

import strawberry

from app.models.enums import CefrLevel, ExamCode, Grade, Language, Skill
from app.schema import enums as _enums  # noqa: F401 - makes the vocabularies part of the schema
from app.schema.common import Node, Projected, described, projected
from app.schema.scalars import Date


@strawberry.type(description="The overall scores that earn one grade.")
class Band:
    grade: Grade = described("The grade of these scores.")
    cefr_level: CefrLevel | None = described("The level that these scores show.")
    min_score: int = described("Lowest score of the band, inclusive.")
    max_score: int = described("Highest score of the band, inclusive.")


@strawberry.type(description="One of the exams, with its rules.")
class Exam(Node):
    code: ExamCode = described("Its code.")

    @projected("Its name, in the viewer's language unless asked otherwise.")
    def name(
        self, language: Annotated[Language | None, strawberry.argument(description="Default: the viewer's.")] = None
    ) -> str:
        raise Projected

    for_schools: bool = described("Whether this is a variant for schools, whose candidates may be minors.")
    has_photo: bool = described("Whether a photo is taken on test day.")
    skills: list[Skill] = described("Its parts, in the order of the statement; empty for Delta.")
    min_score: int | None = described("Lowest score that is reported; null for Delta.")
    max_score: int | None = described("Highest score that is reported; null for Delta.")
    first_session: Date | None = described("Results of earlier sessions are not in the service; null for Delta.")
    last_session: Date | None = described("Last session that was held; null while it is held.")

    @projected("The bands in force, highest first.")
    def bands(
        self, on: Annotated[Date | None, strawberry.argument(description="Session; default today.")] = None
    ) -> list[Band]:
        raise Projected
