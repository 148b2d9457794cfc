"""What a statement needs, as GraphQL, so that the projection engine provides it as the viewer; and rows read back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.exams import Band
from app.exports.statement.model import Basis, Component, Place, Statement
from app.models.enums import CefrLevel, ExamCode, Grade, ResultStatus, Skill

#: On Result.
RESULT_SELECTION = (
    "id statementNumber sessionDate status version releasedAt overallScore grade cefrLevel certificated"
    " candidate { displayName nativeName dateOfBirth }"
    " exam { code minScore maxScore }"
    " centre { number name city country }"
    " components { skill score cefrLevel }"
    " bands { grade cefrLevel minScore maxScore }"
)
#: On Share: the result is null once the share has ended.
SHARE_SELECTION = f"sharedAt result {{ {RESULT_SELECTION} }}"
#: On Verification: the result is null unless number and date of birth matched.
VERIFICATION_SELECTION = f"checkedAt by {{ name }} applicantReference result {{ {RESULT_SELECTION} }}"


def statement_of_share(
    row: Mapping[str, Any], *, verified_at: datetime, verified_by: str, photo: bytes | None = None
) -> Statement | None:
    """None where nothing may be shown (any more). Verified: read from the board's record, when and for whom."""
    return _statement(row, Basis.SHARED, _moment(row["sharedAt"]), verified_at, verified_by, photo)


def statement_of_verification(row: Mapping[str, Any], *, photo: bytes | None = None) -> Statement | None:
    """None where nothing matched. Verified: when and by whom number and date of birth were checked."""
    checked = _moment(row["checkedAt"])
    return _statement(row, Basis.CHECKED, checked, checked, row["by"]["name"], photo)


def _statement(
    row: Mapping[str, Any],
    basis: Basis,
    basis_at: datetime,
    verified_at: datetime,
    verified_by: str,
    photo: bytes | None,
) -> Statement | None:
    result = row["result"]
    if result is None:
        return None
    candidate, exam = result["candidate"], result["exam"]
    return Statement(
        statement_number=result["statementNumber"],
        candidate_name=candidate["displayName"],
        native_name=candidate["nativeName"],
        date_of_birth=date.fromisoformat(candidate["dateOfBirth"]),
        exam=ExamCode(exam["code"]),
        session_date=date.fromisoformat(result["sessionDate"]),
        centre=Place(**result["centre"]),
        status=ResultStatus(result["status"]),
        version=result["version"],
        released_at=None if result["releasedAt"] is None else _moment(result["releasedAt"]),
        overall_score=result["overallScore"],
        grade=None if result["grade"] is None else Grade(result["grade"]),
        level=_level(result["cefrLevel"]),
        certificated=result["certificated"],
        components=tuple(
            Component(Skill(part["skill"]), part["score"], _level(part["cefrLevel"])) for part in result["components"]
        ),
        min_score=exam["minScore"],
        max_score=exam["maxScore"],
        bands=tuple(
            Band(Grade(band["grade"]), CefrLevel(band["cefrLevel"]), band["minScore"], band["maxScore"])
            for band in result["bands"]
        ),
        basis=basis,
        basis_at=basis_at,
        verified_at=verified_at,
        verified_by=verified_by,
        applicant_reference=row.get("applicantReference"),
        photo=photo,
    )


def _level(given: str | None) -> CefrLevel | None:
    return None if given is None else CefrLevel(given)


def _moment(given: str | datetime) -> datetime:
    return given if isinstance(given, datetime) else datetime.fromisoformat(given)
