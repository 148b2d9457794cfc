"""A candidate lets an organisation see results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app import folding
from app.actions.actors import candidate_of
from app.actions.invite_organisation import Invited, invite_organisation
from app.actions.own_share import tell
from app.errors import AlreadyShared, Conflict, InvalidInput, NotFound, RefusalCode
from app.models import Organisation, Result, Share, new_id
from app.models.enums import EventKind, OrganisationStatus
from app.problems import in_the_past, passed, required, too_many_results
from app.result_locks import hold_results
from app.settings import Settings
from app.viewer import Viewer

MOST_AT_ONCE = 100
_RESULTS, _ORGANISATION = ("input", "resultIds"), ("input", "organisationId")


@dataclass(frozen=True, slots=True)
class Receiver:
    """With whom: an organisation, or one that has been invited and is none yet."""

    organisation_id: UUID | None
    invitation_id: UUID | None = None

    @property
    def is_shares(self) -> sa.ColumnElement[bool]:
        """Of a share: given to this one."""
        if self.organisation_id is not None:
            return col(Share.organisation_id) == self.organisation_id
        return sa.and_(col(Share.invitation_id) == self.invitation_id, col(Share.organisation_id).is_(None))

    @property
    def unique(self) -> dict[str, Any]:
        """The index that lets each result be shared with it once."""
        if self.organisation_id is not None:
            return {"index_elements": ["organisation_id", "result_id"], "index_where": sa.text("ended_at IS NULL")}
        where = sa.text("ended_at IS NULL AND organisation_id IS NULL")
        return {"index_elements": ["result_id", "invitation_id"], "index_where": where}


async def share_results(
    session: AsyncSession,
    viewer: Viewer,
    *,
    result_ids: Sequence[UUID],
    organisation_id: UUID,
    expires_at: datetime | None = None,
    hide_photo: bool = False,
    now: datetime,
) -> list[Share]:
    """Share own results, whatever their status, all or none; the shares in the order asked, each once.

    Raises NotSignedIn, Forbidden, InvalidInput, NotFound, Conflict (ORGANISATION_SUSPENDED), AlreadyShared."""
    candidate_id = candidate_of(viewer)
    _check(result_ids, expires_at, now)
    await hold_results(session)
    results = await _own_results(session, candidate_id, result_ids)
    await _check_organisation(session, organisation_id)
    return await _share(session, results, Receiver(organisation_id), expires_at, hide_photo, now)


async def share_results_with_invited(
    session: AsyncSession,
    viewer: Viewer,
    *,
    result_ids: Sequence[UUID],
    invited: Invited,
    expires_at: datetime | None = None,
    hide_photo: bool = False,
    settings: Settings,
    now: datetime,
) -> list[Share]:
    """The same with an organisation that is not registered: it is invited, and the shares wait for its approval.

    Raises NotSignedIn, Forbidden, InvalidInput, NotFound, Conflict (ALREADY_MEMBER, ORGANISATION_SUSPENDED),
    Throttled, AlreadyShared."""
    candidate_id = candidate_of(viewer)
    _check(result_ids, expires_at, now)
    invitation_id = await invite_organisation(session, viewer, candidate_id, invited, settings=settings, now=now)
    await hold_results(session)
    results = await _own_results(session, candidate_id, result_ids)
    return await _share(session, results, Receiver(None, invitation_id), expires_at, hide_photo, now)


async def _share(
    session: AsyncSession,
    results: Sequence[Result],
    receiver: Receiver,
    expires_at: datetime | None,
    hide_photo: bool,
    now: datetime,
) -> list[Share]:
    await _end_expired(session, receiver, [result.id for result in results], now)
    shares = [new_share(result, receiver, expires_at, hide_photo, now) for result in results]
    await _insert(session, shares, receiver)
    for share in shares:
        tell(session, share, EventKind.SHARE_RECEIVED)
    return shares


def _check(result_ids: Sequence[UUID], expires_at: datetime | None, now: datetime) -> None:
    problems = []
    if not result_ids:
        problems.append(required(*_RESULTS))
    if len(result_ids) > MOST_AT_ONCE:
        problems.append(too_many_results(*_RESULTS))
    if passed(expires_at, now):
        problems.append(in_the_past("input", "expiresAt"))
    if problems:
        raise InvalidInput(problems)


async def _own_results(session: AsyncSession, candidate_id: UUID, result_ids: Sequence[UUID]) -> list[Result]:
    rows = await session.scalars(
        sa.select(Result).where(
            col(Result.id) == sa.any_(sa.literal(list(result_ids), sa.ARRAY(sa.Uuid))),
            col(Result.candidate_id) == candidate_id,
        )
    )
    found = {result.id: result for result in rows}
    for position, result_id in enumerate(result_ids):
        if result_id not in found:
            raise NotFound(path=[*_RESULTS, str(position)])
    return [found[result_id] for result_id in dict.fromkeys(result_ids)]


async def _check_organisation(session: AsyncSession, organisation_id: UUID) -> None:
    status = await session.scalar(sa.select(col(Organisation.status)).where(col(Organisation.id) == organisation_id))
    if status is None:
        raise NotFound(path=_ORGANISATION)
    if status is not OrganisationStatus.APPROVED:
        message = "This organisation's access is suspended."
        raise Conflict(RefusalCode.ORGANISATION_SUSPENDED, message, path=_ORGANISATION)


async def _end_expired(session: AsyncSession, receiver: Receiver, result_ids: Sequence[UUID], now: datetime) -> None:
    """Of these results' shares none may be active; those whose time has run out are noted as ended."""
    rows = await session.scalars(
        sa.select(Share)
        .where(
            receiver.is_shares,
            col(Share.result_id) == sa.any_(sa.literal(list(result_ids), sa.ARRAY(sa.Uuid))),
            col(Share.ended_at).is_(None),
        )
        .order_by(col(Share.result_id))
        .with_for_update(key_share=True)
    )
    unended = {share.result_id: share for share in rows}
    active = [
        unended[result_id].id
        for result_id in result_ids
        if result_id in unended and not passed(unended[result_id].expires_at, now)
    ]
    if active:
        raise AlreadyShared(active, path=_RESULTS)
    for share in unended.values():
        share.ended_at = share.expires_at
        tell(session, share, EventKind.SHARE_EXPIRED)
    await session.flush()


def new_share(
    result: Result, receiver: Receiver, expires_at: datetime | None, hide_photo: bool, now: datetime
) -> Share:
    """The row, with what lists are ordered by and searched in."""
    return Share(
        id=new_id(),
        organisation_id=receiver.organisation_id,
        invitation_id=receiver.invitation_id,
        candidate_id=result.candidate_id,
        result_id=result.id,
        shared_at=now,
        expires_at=expires_at,
        hide_photo=hide_photo,
        candidate_name=result.display_name,
        sort_name=folding.sort_name(result.display_name),
        sort_score=result.overall_score,
        sort_session=result.session_date,
        search_text=folding.search_text(
            result.family_name, result.given_name, result.native_name, result.statement_number
        ),
    )


async def _insert(session: AsyncSession, shares: Sequence[Share], receiver: Receiver) -> None:
    """Where another request was faster, its shares are there already: the unique index decides, without an error.
    Always in one order, so that two that meet wait instead of locking each other up."""
    rows = [share.model_dump() for share in sorted(shares, key=lambda share: share.result_id)]
    statement = insert(Share).values(rows).on_conflict_do_nothing(**receiver.unique).returning(col(Share.id))
    if len((await session.scalars(statement)).all()) == len(shares):
        return
    faster = await session.execute(
        sa.select(col(Share.result_id), col(Share.id)).where(
            receiver.is_shares,
            col(Share.result_id) == sa.any_(sa.literal([s.result_id for s in shares], sa.ARRAY(sa.Uuid))),
            col(Share.ended_at).is_(None),
            col(Share.id) != sa.all_(sa.literal([share.id for share in shares], sa.ARRAY(sa.Uuid))),
        )
    )
    by_result = {row.result_id: row.id for row in faster}
    raise AlreadyShared([by_result[share.result_id] for share in shares if share.result_id in by_result], path=_RESULTS)
