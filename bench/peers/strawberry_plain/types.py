"""The page's types, in the product's names."""

from datetime import UTC, date, datetime
from typing import Self
from uuid import UUID

import strawberry

from app.exams import EXAMS
from app.models.enums import CefrLevel, ExamCode, Grade, ResultStatus, ShareStatus, Skill
from bench.peers.strawberry_plain import models

for _enum in (CefrLevel, ExamCode, Grade, ResultStatus, ShareStatus, Skill):
    strawberry.enum(_enum)

_SKILLS = {exam.code.value: exam.skills for exam in EXAMS.values()}


@strawberry.type
class Exam:
    code: ExamCode


@strawberry.type
class ComponentScore:
    skill: Skill
    score: int | None
    cefr_level: CefrLevel | None


@strawberry.type
class Candidate:
    id: strawberry.ID
    family_name: str
    given_name: str
    native_name: str | None
    display_name: str
    date_of_birth: date


@strawberry.type
class Result:
    id: strawberry.ID
    statement_number: str
    exam: Exam
    session_date: date
    status: ResultStatus
    version: int
    overall_score: int | None
    grade: Grade | None
    cefr_level: CefrLevel | None
    certificated: bool
    candidate: Candidate
    components: list[ComponentScore]

    @classmethod
    def of(cls, row: models.Result) -> Self:
        skills = _SKILLS[row.exam_code]
        return cls(
            id=strawberry.ID(f"res_{row.id}"),
            statement_number=row.statement_number,
            exam=Exam(code=row.exam_code),  # type: ignore[arg-type]
            session_date=row.session_date,
            status=row.status,  # type: ignore[arg-type]
            version=row.version,
            overall_score=row.overall_score,
            grade=row.grade,  # type: ignore[arg-type]
            cefr_level=row.cefr_level,  # type: ignore[arg-type]
            certificated=row.certificated,
            candidate=Candidate(
                id=strawberry.ID(f"cnd_{row.candidate_id}"),
                family_name=row.family_name,
                given_name=row.given_name,
                native_name=row.native_name,
                display_name=row.display_name,
                date_of_birth=row.date_of_birth,
            ),
            components=[
                ComponentScore(skill=skill, score=score, cefr_level=level)  # type: ignore[arg-type]
                for skill, score, level in zip(skills, row.scores, row.levels, strict=False)
            ],
        )


@strawberry.type
class Share:
    result_id: strawberry.Private[UUID]
    is_new: bool
    """Resolved where it is asked for: by the subscription."""
    id: strawberry.ID
    status: ShareStatus
    shared_at: datetime
    opened_at: datetime | None
    expires_at: datetime | None
    candidate_name: str

    @strawberry.field
    async def result(self, info: strawberry.Info) -> Result | None:
        if self.status is not ShareStatus.ACTIVE:
            return None
        row = await info.context.results.load(self.result_id)
        return None if row is None else Result.of(row)

    @classmethod
    def of(cls, row: models.Share, *, is_new: bool = False) -> Self:
        return cls(
            result_id=row.result_id,
            is_new=is_new,
            id=strawberry.ID(f"shr_{row.id}"),
            status=_status(row),
            shared_at=row.shared_at,
            opened_at=row.opened_at,
            expires_at=row.expires_at,
            candidate_name=row.candidate_name,
        )


def _status(row: models.Share) -> ShareStatus:
    if row.revoked_at is not None:
        return ShareStatus.REVOKED
    if row.ended_at is not None or (row.expires_at is not None and row.expires_at <= datetime.now(UTC)):
        return ShareStatus.EXPIRED
    return ShareStatus.ACTIVE


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class ShareConnection:
    nodes: list[Share]
    page_info: PageInfo


@strawberry.input
class ShareFilter:
    search: str | None = None
