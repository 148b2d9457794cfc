"""A new version of a result by the board's hand: what cancelling, withholding and releasing have in common.

It does for one result what a batch of an import does for many (app.imports.merge), under the same lock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import staff_of
from app.actions.reasons import note_of, reason_of
from app.database import elevated
from app.errors import Conflict, NotFound, RefusalCode
from app.events.log import EventDraft, record
from app.models import DownloadRow, Result, ResultNote, ResultVersion, Share, Verification
from app.models.enums import EventKind, ResultField, ResultStatus
from app.result_locks import CHANGING
from app.standing import is_active
from app.viewer import Viewer

_RESULT = ("input", "resultId")
_FIELDS = {
    ResultField.STATUS: ("status",),
    ResultField.OVERALL_SCORE: ("overall_score",),
    ResultField.GRADE: ("grade",),
    ResultField.CEFR_LEVEL: ("cefr_level",),
    ResultField.SKILL_SCORES: ("scores", "levels"),
    ResultField.CERTIFICATED: ("certificated",),
}
_SCORES = ("overall_score", "grade", "cefr_level", "certificated", "scores", "levels")
_NO_SCORES: dict[str, Any] = {
    "overall_score": None,
    "grade": None,
    "cefr_level": None,
    "certificated": False,
    "scores": [],
    "levels": [],
}
_EVENTS = {
    ResultStatus.CANCELLED: EventKind.RESULT_CANCELLED,
    ResultStatus.WITHHELD: EventKind.RESULT_WITHHELD,
    ResultStatus.RELEASED: EventKind.RESULT_RELEASED,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Of whoever decides: about which version, and why."""

    result_id: UUID
    version: int
    """As it was read: where there is a newer one, it has to be looked at first."""
    reason: str
    """Told to receivers and candidate."""
    note: str | None
    """For staff alone."""


async def change_status(
    session: AsyncSession, viewer: Viewer, decision: Decision, status: ResultStatus, *, now: datetime
) -> Result:
    """The result in its new version. Raises NotSignedIn, Forbidden, InvalidInput, NotFound, Conflict (OUT_OF_DATE,
    ALREADY_DECIDED, RESULT_CANCELLED, RESULT_WITHHELD, RESULT_ABSENT, RESULT_PENDING)."""
    staff_id = staff_of(viewer)
    reason, note = reason_of(decision.reason), note_of(decision.note)
    async with elevated(session, viewer):
        # By itself, and first: what was read before it waited could be changed by now.
        await session.execute(sa.text(CHANGING))
        result = await _locked(session, decision)
        scores = await _scores(session, result, status)
        before = result.model_dump(include={"status", *_SCORES})
        for name, value in (scores | {"status": status, "version": result.version + 1}).items():
            setattr(result, name, value)
        result.released_at = now if status is ResultStatus.RELEASED else None
        after = result.model_dump(include={"status", *_SCORES})
        changes = [field for field, names in _FIELDS.items() if any(before[name] != after[name] for name in names)]
        await _add_version(session, result, changes, reason, now)
        if note is not None:
            session.add(
                ResultNote(result_id=result.id, version=result.version, note=note, noted_by=staff_id, noted_at=now)
            )
        await _refresh_shares(session, result)
        await _tell(session, result, _EVENTS[status])
    return result


async def _locked(session: AsyncSession, decision: Decision) -> Result:
    result = await session.scalar(
        sa.select(Result)
        .where(col(Result.id) == decision.result_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if result is None:
        raise NotFound(path=_RESULT)
    if result.version != decision.version:
        message = "There is a newer version: load it and decide again."
        raise Conflict(RefusalCode.OUT_OF_DATE, message, path=["input", "version"])
    return result


async def _scores(session: AsyncSession, result: Result, status: ResultStatus) -> dict[str, Any]:
    """The scores that go with the new status; raises Conflict where the present one does not lead there."""
    match result.status, status:
        case ResultStatus.CANCELLED, ResultStatus.CANCELLED | ResultStatus.WITHHELD:
            raise Conflict(RefusalCode.RESULT_CANCELLED, "This result is cancelled already.", path=_RESULT)
        case ResultStatus.WITHHELD, ResultStatus.WITHHELD:
            raise Conflict(RefusalCode.RESULT_WITHHELD, "This result is withheld already.", path=_RESULT)
        case ResultStatus.RELEASED, ResultStatus.RELEASED:
            raise Conflict(RefusalCode.ALREADY_DECIDED, "This result is released already.", path=_RESULT)
        case ResultStatus.ABSENT, ResultStatus.WITHHELD | ResultStatus.RELEASED:
            message = "The candidate did not sit this exam: there are no scores."
            raise Conflict(RefusalCode.RESULT_ABSENT, message, path=_RESULT)
        case _, ResultStatus.RELEASED:
            return await _last_released(session, result)
    return _NO_SCORES


async def _last_released(session: AsyncSession, result: Result) -> dict[str, Any]:
    """Of the same exam and session: others would not fit what the statement says now."""
    version = await session.scalar(
        sa.select(ResultVersion)
        .where(
            col(ResultVersion.result_id) == result.id,
            col(ResultVersion.status) == ResultStatus.RELEASED,
            col(ResultVersion.exam_code) == result.exam_code,
            col(ResultVersion.session_date) == result.session_date,
        )
        .order_by(col(ResultVersion.version).desc())
        .limit(1)
    )
    if version is None:
        message = "This result was never released: its scores have to be imported."
        raise Conflict(RefusalCode.RESULT_PENDING, message, path=_RESULT)
    return {name: getattr(version, name) for name in _SCORES}


async def _add_version(
    session: AsyncSession, result: Result, changes: list[ResultField], reason: str, now: datetime
) -> None:
    photo = await session.scalar(
        sa.select(col(ResultVersion.photo_sha256)).where(
            col(ResultVersion.result_id) == result.id, col(ResultVersion.version) == result.version - 1
        )
    )
    shared = set(ResultVersion.model_fields) & set(Result.model_fields)
    session.add(
        ResultVersion(
            result_id=result.id,
            recorded_at=now,
            reason=reason,
            changes=changes,
            photo_sha256=photo,
            **result.model_dump(include=shared),
        )
    )
    await session.flush()


async def _refresh_shares(session: AsyncSession, result: Result) -> None:
    """What lists of those that still show the result are ordered by; one that has ended keeps the trace it had.
    Locked in the order of ids, as all that lock several do."""
    shares = await session.scalars(
        sa.select(Share)
        .where(col(Share.result_id) == result.id, is_active(sa.inspect(Share).local_table))
        .order_by(col(Share.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for share in shares:
        share.sort_score = result.overall_score
    await session.flush()


async def _tell(session: AsyncSession, result: Result, kind: EventKind) -> None:
    """One event for each organisation that received it (a share that has ended counts), verified it or has it in a file
    that it downloaded."""
    shares = await _newest(session, Share, col(Share.shared_at), result.id)
    checks = await _newest(session, Verification, col(Verification.checked_at), result.id)
    holders = await session.scalars(
        sa.select(col(DownloadRow.organisation_id)).where(col(DownloadRow.result_id) == result.id).distinct()
    )
    for organisation_id in sorted(shares.keys() | checks.keys() | set(holders)):
        draft = EventDraft(
            organisation_id,
            kind,
            share_id=shares.get(organisation_id),
            result_id=result.id,
            result_version=result.version,
            verification_id=checks.get(organisation_id),
        )
        record(session, draft)


async def _newest(session: AsyncSession, model: Any, moment: Any, result_id: UUID) -> dict[UUID, UUID]:
    """By organisation the newest such row of this result."""
    rows = await session.execute(
        sa.select(model.organisation_id, model.id)
        .where(model.result_id == result_id, model.organisation_id.is_not(None))
        .order_by(moment, model.id)
    )
    return {row.organisation_id: row.id for row in rows}
