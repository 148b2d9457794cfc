"""Staff hold a result back, for an investigation say."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.result_versions import Decision, change_status
from app.audit.entry import note
from app.models import Result
from app.models.enums import ResultStatus
from app.schema.ids import id_of
from app.viewer import Viewer


async def withhold_result(session: AsyncSession, viewer: Viewer, decision: Decision, *, now: datetime) -> Result:
    """Its scores are out of sight until it is released. Raises as `change_status`."""
    result = await change_status(session, viewer, decision, ResultStatus.WITHHELD, now=now)
    note(session, "withholdResult", subject_id=id_of("Result", result.id))
    return result
