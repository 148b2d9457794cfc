"""Checks of statements that nobody shared."""

from typing import Annotated

import strawberry
from sqlmodel import col

from app.actions.actors import member_of
from app.actions.verify_result import verify_result
from app.errors import Refusal
from app.models import Verification
from app.models.enums import ApiScope
from app.resolvers.operation import Info, foreseen, rows
from app.resolvers.refusals import refused
from app.schema.inputs import VerifyResultInput
from app.schema.payloads.verifying import ResultVerified, VerifyResultPayload
from app.scopes import visible_verifications


@strawberry.type
class Verifying:
    @strawberry.mutation(description="Check a statement of results by its number and the date of birth on it.")
    @foreseen
    async def verify_result(
        self, info: Info, input: Annotated[VerifyResultInput, strawberry.argument(description="What is printed.")]
    ) -> VerifyResultPayload | None:
        asker = info.context.asker
        member_of(asker, ApiScope.VERIFY)
        full = info.context.services.full
        full.check(asker, input.statement_number)
        with full.remembering(asker, input.statement_number):
            checked = await verify_result(
                await info.context.write(),
                asker,
                statement_number=input.statement_number,
                date_of_birth=input.date_of_birth,
                applicant_reference=input.applicant_reference or None,
                settings=info.context.services.settings,
                now=info.context.services.now(),
            )
        # A payload that fails must not undo it: whether number and date match shows in the answer all the same.
        info.context.irrevocable = True
        if isinstance(checked, Refusal):
            return refused(checked, asker)  # type: ignore[no-any-return]
        made = visible_verifications(asker).where(col(Verification.id) == checked.id)
        return ResultVerified(verification=rows(made))
