"""What can be done. Each mutation answers with the fact or with a refusal."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from graphql.execution.values import get_argument_values
from sqlmodel import col

from app.actions.actors import candidate_of, user_of
from app.actions.mark_shares_seen import Matching, mark_shares_seen
from app.actions.open_share import open_share
from app.actions.revoke_share import revoke_share
from app.actions.share_results import share_results
from app.actions.sign_in import sign_in
from app.actions.sign_out import sign_out
from app.actions.update_share import UNSET, update_share
from app.actions.verify_result import verify_result
from app.errors import NotFound, NotSignedIn, Refusal
from app.models import Share, Verification
from app.models.enums import AccountKind
from app.resolvers.operation import Info, foreseen, rows
from app.resolvers.query import signed_in
from app.resolvers.refusals import in_order, refused
from app.schema import payloads
from app.schema.ids import key_of
from app.schema.inputs import MarkSharesSeenInput, ShareResultsInput, UpdateShareInput, VerifyResultInput
from app.schema.shares import matching
from app.scopes import own_organisation, own_shares, visible_shares, visible_verifications
from app.security.cookies import clear_cookie, set_cookie
from app.security.credentials import proven


def _found(id_: str, type_names: tuple[str, ...], *path: str) -> UUID:
    """The key in an id of one of these types; an id of anything else is of nothing that is here."""
    key = key_of(id_, *type_names)
    if key is None:
        raise NotFound(path=path)
    return key


def _share(info: Info, share: Share) -> Any:
    return own_shares(info.context.asker).where(col(Share.id) == share.id)


@strawberry.type(description="What can be done. Each answers with the fact or with a refusal.")
class Mutation:
    @strawberry.mutation(description="Begin a session. The same answer for a wrong address and a wrong password.")
    @foreseen
    async def sign_in(
        self,
        info: Info,
        email: Annotated[str, strawberry.argument(description="Of the account.")],
        password: Annotated[str, strawberry.argument(description="Of the account.")],
        as_: Annotated[
            AccountKind | None,
            strawberry.argument(
                name="as",
                description="Needed only where one address has accounts of several kinds with this password.",
            ),
        ] = None,
    ) -> payloads.SignInPayload | None:
        operation = info.context
        services, client = operation.services, operation.http
        account = await proven(
            services.database, services.guesses, email=email, password=password, as_=as_, address=client.address
        )
        session = await operation.write(account.viewer)
        begun = await sign_in(
            session,
            account,
            address=client.address,
            user_agent=client.user_agent,
            settings=services.settings,
            now=services.now(),
        )
        operation.asker = begun.viewer
        seconds = int((begun.expires_at - services.now()).total_seconds())
        operation.cookies.append(set_cookie(begun.token, https=client.https, max_age=seconds))
        return payloads.SignedIn(
            token=begun.token,
            expires_at=begun.expires_at,  # type: ignore[arg-type]
            viewer=signed_in(begun.viewer),
        )

    @strawberry.mutation(description="End this session.")
    @foreseen
    async def sign_out(self, info: Info) -> payloads.SignOutPayload | None:
        operation = info.context
        client = operation.http
        if client.token is None:
            raise NotSignedIn
        session = await operation.write()
        at = await sign_out(session, operation.asker, now=operation.services.now())
        operation.services.sessions.forget(client.token)
        operation.cookies.append(clear_cookie(https=client.https))
        return payloads.SignedOut(at=at)  # type: ignore[arg-type]

    @strawberry.mutation(description="Let an organisation see own results. All of them or none.")
    @foreseen
    async def share_results(
        self, info: Info, input: Annotated[ShareResultsInput, strawberry.argument(description="What and with whom.")]
    ) -> payloads.ShareResultsPayload | None:
        candidate_of(info.context.asker)
        result_ids = [
            _found(id_, ("Result",), "input", "resultIds", str(place)) for place, id_ in enumerate(input.result_ids)
        ]
        organisation = _found(input.organisation_id, ("OrganisationProfile", "Organisation"), "input", "organisationId")
        shares = await share_results(
            await info.context.write(),
            info.context.asker,
            result_ids=result_ids,
            organisation_id=organisation,
            expires_at=input.expires_at or None,
            hide_photo=input.hide_photo,
            now=info.context.services.now(),
        )
        return payloads.ResultsShared(
            shares=rows(in_order(own_shares(info.context.asker), [share.id for share in shares]))
        )

    @strawberry.mutation(description="Change a share's expiry, or hide the photo. What is left out stays.")
    @foreseen
    async def update_share(
        self, info: Info, input: Annotated[UpdateShareInput, strawberry.argument(description="What to change.")]
    ) -> payloads.UpdateSharePayload | None:
        candidate_of(info.context.asker)
        share = await update_share(
            await info.context.write(),
            info.context.asker,
            _found(input.id, ("CandidateShare",), "input", "id"),
            expires_at=UNSET if input.expires_at is strawberry.UNSET else input.expires_at,
            hide_photo=input.hide_photo if isinstance(input.hide_photo, bool) else UNSET,
            now=info.context.services.now(),
        )
        return payloads.ShareUpdated(share=_share(info, share))

    @strawberry.mutation(description="Take a share back, at once. Again: no change.")
    @foreseen
    async def revoke_share(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Of a CandidateShare.")]
    ) -> payloads.RevokeSharePayload | None:
        candidate_of(info.context.asker)
        share_id = _found(id, ("CandidateShare",), "id")
        share = await revoke_share(
            await info.context.write(), info.context.asker, share_id, now=info.context.services.now()
        )
        return payloads.ShareRevoked(share=_share(info, share))

    @strawberry.mutation(
        description="The act of reading: clears the bold for this user, stamps openedAt, enters both ledgers."
        " Again: no change."
    )
    @foreseen
    async def open_share(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Of a Share.")]
    ) -> payloads.OpenSharePayload | None:
        asker = info.context.asker
        user_of(asker)
        share_id = _found(id, ("Share",), "id")
        await open_share(await info.context.write(), asker, share_id, now=info.context.services.now())
        return payloads.ShareOpened(
            share=rows(visible_shares(asker).where(col(Share.id) == share_id)),
            organisation=rows(own_organisation(asker)),
        )

    @strawberry.mutation(description="Clears the bold without reading; enters no ledger.")
    @foreseen
    async def mark_shares_seen(
        self, info: Info, input: Annotated[MarkSharesSeenInput, strawberry.argument(description="Which shares.")]
    ) -> payloads.MarkSharesSeenPayload | None:
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
        return payloads.SharesMarkedSeen(
            count=marked.count,
            shares=rows(in_order(visible_shares(asker), marked.share_ids)),
            organisation=rows(own_organisation(asker)),
        )

    @strawberry.mutation(description="Check a statement of results by its number and the date of birth on it.")
    @foreseen
    async def verify_result(
        self, info: Info, input: Annotated[VerifyResultInput, strawberry.argument(description="What is printed.")]
    ) -> payloads.VerifyResultPayload | None:
        asker = info.context.asker
        user_of(asker)
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
        return payloads.ResultVerified(verification=rows(made))


def _ids(input: MarkSharesSeenInput) -> list[UUID] | None:
    if not input.share_ids and not isinstance(input.share_ids, list):
        return None
    return [_found(id_, ("Share",), "input", "shareIds", str(place)) for place, id_ in enumerate(input.share_ids)]


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


def coerced_argument(info: Info, name: str) -> Any:
    """An argument of the field being resolved, as graphql-core coerced it."""
    raw = info._raw_info
    definition = raw.parent_type.fields[raw.field_name]
    return get_argument_values(definition, raw.field_nodes[0], info.context.variables)[name]
