"""Query and Subscription, as somebody who knows Strawberry well would write them."""

import base64
from collections.abc import AsyncGenerator
from datetime import datetime
from uuid import UUID

import orjson
import strawberry
from sqlalchemy import ARRAY, Text, Uuid, any_, func, literal, or_, select, tuple_
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from app.folding import folded
from bench.peers.strawberry_plain import models
from bench.peers.strawberry_plain.context import InTransaction
from bench.peers.strawberry_plain.live import events
from bench.peers.strawberry_plain.types import PageInfo, Share, ShareConnection, ShareFilter


def _cursor(share: models.Share) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([share.shared_at, share.id])).decode().rstrip("=")


def _keys(cursor: str) -> tuple[datetime, UUID]:
    shared_at, id_ = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return datetime.fromisoformat(shared_at), UUID(id_)


@strawberry.type
class Organisation:
    id: strawberry.ID
    name: str

    @strawberry.field
    async def shares(
        self, info: strawberry.Info, first: int = 25, after: str | None = None, filter: ShareFilter | None = None
    ) -> ShareConnection:
        share = models.Share
        rows = (
            select(share)
            .where(
                share.organisation_id == info.context.viewer.organisation_id,
                share.ended_at.is_(None),
                or_(share.expires_at.is_(None), share.expires_at > func.now()),
            )
            .order_by(share.shared_at.desc(), share.id.desc())
            .limit(first + 1)
        )
        if after is not None:
            rows = rows.where(tuple_(share.shared_at, share.id) < tuple_(*map(literal, _keys(after))))
        if filter is not None and filter.search:
            words = literal(folded(filter.search).split(), ARRAY(Text))
            rows = rows.where(share.id == any_(func.matching_shares(words, type_=ARRAY(Uuid))))
        found = (await info.context.session.scalars(rows)).all()
        page = found[:first]
        return ShareConnection(
            nodes=[Share.of(row) for row in page],
            page_info=PageInfo(has_next_page=len(found) > first, end_cursor=_cursor(page[-1]) if page else None),
        )


@strawberry.type
class Query:
    @strawberry.field
    async def organisation(self, info: strawberry.Info) -> Organisation:
        row = await info.context.session.get(models.Organisation, info.context.viewer.organisation_id)
        return Organisation(id=strawberry.ID(f"org_{row.id}"), name=row.name)


@strawberry.type
class ResultShared:
    share: Share
    new_share_count: int


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def result_shared(self, info: strawberry.Info) -> AsyncGenerator[ResultShared, None]:
        viewer = info.context.viewer
        async with events.listen(viewer.organisation_id) as shared:
            async for share_id in shared:
                arrived = await events.of_user(share_id, viewer)
                info.context.results.prime(arrived.share.result_id, arrived.result, force=True)
                yield ResultShared(
                    share=Share.of(arrived.share, is_new=arrived.is_new), new_share_count=arrived.new_share_count
                )


schema = strawberry.Schema(
    query=Query,
    subscription=Subscription,
    extensions=[InTransaction, lambda: ParserCache(maxsize=100), lambda: ValidationCache(maxsize=100)],
    config=StrawberryConfig(auto_camel_case=True),
)
