"""Candidates' accounts: their beginning."""

from typing import Annotated

import strawberry

from app.actions.claim_candidate_account import Claimed, checked_claim, claim_candidate_account
from app.resolvers.operation import Info, foreseen, rows
from app.resolvers.refusals import refused
from app.schema.inputs import ClaimCandidateAccountInput
from app.schema.payloads.claiming import CandidateAccountClaimed, ClaimCandidateAccountPayload
from app.scopes import own_account
from app.security.buckets import Kind, source
from app.security.cookies import set_cookie


@strawberry.type
class Claiming:
    @strawberry.mutation(
        description="Make an account on the candidate site, and sign in. The same answer for an unknown number and a"
        " wrong secret; three wrong ones lock the number for 30 minutes."
    )
    @foreseen
    async def claim_candidate_account(
        self,
        info: Info,
        input: Annotated[ClaimCandidateAccountInput, strawberry.argument(description="Who claims, and with what.")],
    ) -> ClaimCandidateAccountPayload | None:
        operation = info.context
        services, client = operation.services, operation.http
        await services.buckets.spend(Kind.CLAIM, source(client.address))
        claim = await checked_claim(
            candidate_number=input.candidate_number,
            secret=input.secret,
            email=input.email,
            password=input.password,
            language=input.language,
        )
        claimed = await claim_candidate_account(
            await operation.write(),
            operation.asker,
            claim,
            address=client.address,
            user_agent=client.user_agent,
            settings=services.settings,
            now=services.now(),
        )
        if not isinstance(claimed, Claimed):
            return refused(claimed, operation.asker)  # type: ignore[no-any-return]
        operation.asker = claimed.viewer
        seconds = int((claimed.expires_at - services.now()).total_seconds())
        operation.cookies.append(set_cookie(claimed.token, https=client.https, max_age=seconds))
        return CandidateAccountClaimed(candidate=rows(own_account(claimed.viewer)), token=claimed.token)
