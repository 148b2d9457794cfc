"""Shares: what candidates give and take back, and what organisations do with them."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import candidate_of, user_of
from app.actions.invite_organisation import Invited
from app.actions.mark_shares_seen import Matching, mark_shares_seen
from app.actions.once import Done
from app.actions.open_share import open_share
from app.actions.revoke_share import NOT_UNDONE, revoke_share
from app.actions.share_results import share_results, share_results_with_invited
from app.actions.update_share import UNSET, update_share
from app.errors import InvalidInput
from app.messages import translated
from app.models import Share
from app.problems import organisation_or_invitation
from app.resolvers.mutations.arguments import coerced_argument, key_in
from app.resolvers.mutations.repeating import done_once
from app.resolvers.operation import Info, foreseen, rows
from app.resolvers.refusals import in_order
from app.schema.inputs import MarkSharesSeenInput, ShareResultsInput, UpdateShareInput
from app.schema.payloads.sharing import (
    MarkSharesSeenPayload,
    OpenSharePayload,
    ResultsShared,
    RevokeSharePayload,
    ShareOpened,
    ShareResultsPayload,
    ShareRevoked,
    SharesMarkedSeen,
    ShareUpdated,
    UpdateSharePayload,
)
from app.schema.shares import matching
from app.scopes import own_organisation, own_shares, visible_shares


def _share(info: Info, share: Share) -> Any:
    return own_shares(info.context.asker).where(col(Share.id) == share.id)


@strawberry.type
class Sharing:
    @strawberry.mutation(description="Let an organisation see own results. All of them or none.")
    @foreseen
    async def share_results(
        self, info: Info, input: Annotated[ShareResultsInput, strawberry.argument(description="What and with whom.")]
    ) -> ShareResultsPayload | None:
        operation, asker = info.context, info.context.asker
        candidate_of(asker)
        result_ids = [
            key_in(id_, ("Result",), "input", "resultIds", str(place)) for place, id_ in enumerate(input.result_ids)
        ]
        to, invited = _receiver(input)
        given: Any = {
            "expires_at": input.expires_at or None,
            "hide_photo": input.hide_photo,
            "now": operation.services.now(),
        }

        async def act(session: AsyncSession) -> Done:
            if invited is None:
                shares = await share_results(session, asker, result_ids=result_ids, organisation_id=to, **given)
            else:
                settings = operation.services.settings
                shares = await share_results_with_invited(
                    session, asker, result_ids=result_ids, invited=invited, settings=settings, **given
                )
            return Done([share.id for share in shares])

        done = await done_once(info, act)
        return ResultsShared(shares=rows(in_order(own_shares(asker), done.ids)))

    @strawberry.mutation(description="Change a share's expiry, or hide the photo. What is left out stays.")
    @foreseen
    async def update_share(
        self, info: Info, input: Annotated[UpdateShareInput, strawberry.argument(description="What to change.")]
    ) -> UpdateSharePayload | None:
        candidate_of(info.context.asker)
        share = await update_share(
            await info.context.write(),
            info.context.asker,
            key_in(input.id, ("CandidateShare",), "input", "id"),
            expires_at=UNSET if input.expires_at is strawberry.UNSET else input.expires_at,
            hide_photo=input.hide_photo if isinstance(input.hide_photo, bool) else UNSET,
            now=info.context.services.now(),
        )
        return ShareUpdated(share=_share(info, share))

    @strawberry.mutation(description="Take a share back, at once. Again: no change.")
    @foreseen
    async def revoke_share(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Of a CandidateShare.")]
    ) -> RevokeSharePayload | None:
        candidate_of(info.context.asker)
        share_id = key_in(id, ("CandidateShare",), "id")
        share = await revoke_share(
            await info.context.write(), info.context.asker, share_id, now=info.context.services.now()
        )
        return ShareRevoked(share=_share(info, share), notice=translated(NOT_UNDONE, info.context.asker.language))

    @strawberry.mutation(
        description="The act of reading: clears the bold for this user, stamps openedAt, enters both ledgers."
        " Again: no change."
    )
    @foreseen
    async def open_share(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Of a Share.")]
    ) -> OpenSharePayload | None:
        asker = info.context.asker
        user_of(asker)
        share_id = key_in(id, ("Share",), "id")
        await open_share(await info.context.write(), asker, share_id, now=info.context.services.now())
        return ShareOpened(
            share=rows(visible_shares(asker).where(col(Share.id) == share_id)),
            organisation=rows(own_organisation(asker)),
        )

    @strawberry.mutation(description="Clears the bold without reading; enters no ledger.")
    @foreseen
    async def mark_shares_seen(
        self, info: Info, input: Annotated[MarkSharesSeenInput, strawberry.argument(description="Which shares.")]
    ) -> MarkSharesSeenPayload | None:
        asker = info.context.asker
        user_of(asker)
        marked = await mark_shares_seen(
            await info.context.write(),
            asker,
            share_ids=_ids(input),
            matching=_matching(info, input),
            up_to=input.up_to or None,
            now=info.context.services.now(),
        )
        return SharesMarkedSeen(
            count=marked.count,
            shares=rows(in_order(visible_shares(asker), marked.share_ids)),
            organisation=rows(own_organisation(asker)),
        )


def _receiver(input: ShareResultsInput) -> Any:
    """The organisation's key, or whom to invite; one of the two is None. Raises InvalidInput, NotFound."""
    given, named = input.organisation_id or None, input.invite_organisation or None
    if (given is None) == (named is None):
        raise InvalidInput([organisation_or_invitation("input")])
    if given is not None:
        return key_in(given, ("OrganisationProfile", "Organisation"), "input", "organisationId"), None
    assert named is not None
    return None, Invited.tidied(name=named.name, city=named.city, country=named.country, email=named.email)


def _ids(input: MarkSharesSeenInput) -> list[UUID] | None:
    if not input.share_ids and not isinstance(input.share_ids, list):
        return None
    return [key_in(id_, ("Share",), "input", "shareIds", str(place)) for place, id_ in enumerate(input.share_ids)]


def _matching(info: Info, input: MarkSharesSeenInput) -> Matching | None:
    """The filter as it was sent: the clauses read coerced arguments, not Strawberry's objects."""
    if input.filter is None or input.filter is strawberry.UNSET:
        return None
    asker = info.context.asker
    given = coerced_argument(info, "input")["filter"]
    shares = visible_shares(asker)
    row: Any = Share.__table__  # type: ignore[attr-defined]
    ids = shares.with_only_columns(col(Share.id)).where(*matching(row, given, asker))
    return Matching(ids, everything=not any(value is not None for value in given.values()))
