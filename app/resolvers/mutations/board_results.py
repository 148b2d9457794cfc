"""What staff decide on results."""

from typing import Annotated, Any

import strawberry
from sqlmodel import col

from app.actions.actors import staff_of
from app.actions.cancel_result import cancel_result
from app.actions.release_result import release_result
from app.actions.result_versions import Decision
from app.actions.withhold_result import withhold_result
from app.models import Result
from app.resolvers.mutations.arguments import key_in
from app.resolvers.operation import Info, foreseen, rows
from app.schema.board_inputs import CancelResultInput, ReleaseResultInput, WithholdResultInput
from app.schema.payloads.board import (
    CancelResultPayload,
    ReleaseResultPayload,
    ResultCancelled,
    ResultReleased,
    ResultWithheld,
    WithholdResultPayload,
)
from app.scopes import board_results


def _decision(info: Info, input: CancelResultInput | WithholdResultInput | ReleaseResultInput) -> Decision:
    staff_of(info.context.asker)
    result_id = key_in(input.result_id, ("BoardResult", "Result"), "input", "resultId")
    return Decision(result_id, input.version, input.reason, input.note or None)


def _record(info: Info, result: Result) -> Any:
    return rows(board_results(info.context.asker).where(col(Result.id) == result.id))


@strawberry.type
class ResultDecisions:
    @strawberry.mutation(description="Declare a result invalid: a new version without scores.")
    @foreseen
    async def cancel_result(
        self, info: Info, input: Annotated[CancelResultInput, strawberry.argument(description="Which, and why.")]
    ) -> CancelResultPayload | None:
        decision, now = _decision(info, input), info.context.services.now()
        result = await cancel_result(await info.context.write(), info.context.asker, decision, now=now)
        return ResultCancelled(record=_record(info, result))

    @strawberry.mutation(description="Hold a result back: a new version without scores.")
    @foreseen
    async def withhold_result(
        self, info: Info, input: Annotated[WithholdResultInput, strawberry.argument(description="Which, and why.")]
    ) -> WithholdResultPayload | None:
        decision, now = _decision(info, input), info.context.services.now()
        result = await withhold_result(await info.context.write(), info.context.asker, decision, now=now)
        return ResultWithheld(record=_record(info, result))

    @strawberry.mutation(description="Release a withheld or cancelled result: a new version with its scores again.")
    @foreseen
    async def release_result(
        self, info: Info, input: Annotated[ReleaseResultInput, strawberry.argument(description="Which, and why.")]
    ) -> ReleaseResultPayload | None:
        decision, now = _decision(info, input), info.context.services.now()
        result = await release_result(await info.context.write(), info.context.asker, decision, now=now)
        return ResultReleased(record=_record(info, result))
