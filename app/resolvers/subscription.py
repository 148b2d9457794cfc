"""What can be listened to. The feed calls; these say what an event, or a row, is to whom."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any

import sqlalchemy as sa
import strawberry
from sqlmodel import col

from app.events.subscription import Change, Seen
from app.models import Download as DownloadRow
from app.models import Event, Share
from app.models.enums import ShareChangeKind
from app.projection.executor import As
from app.schema.download import Download
from app.schema.ids import key_of
from app.schema.inputs import ShareFilter
from app.schema.live import ResultShared, ShareChanged
from app.schema.shares import matching
from app.scopes import visible_downloads, visible_events, visible_shares
from app.viewer import Viewer

After = Annotated[
    str | None, strawberry.argument(description="Replays what came after this event cursor, then goes on live.")
]


class FeedOnly(Exception):
    """Subscriptions are fed by `app.events.feed`, not by an iterator."""


@strawberry.type(
    description="What can be listened to. A revoked session, removed user or suspended organisation ends the stream."
)
class Subscription:
    @strawberry.subscription(description="A candidate shared a result.")
    async def result_shared(
        self,
        after: After = None,
        filter: Annotated[
            ShareFilter | None, strawberry.argument(description="Only shares that match it when they are sent.")
        ] = None,
    ) -> AsyncGenerator[ResultShared, None]:
        raise FeedOnly
        yield

    @strawberry.subscription(description="Something happened to a share.")
    async def share_changed(
        self,
        after: After = None,
        kinds: Annotated[list[ShareChangeKind] | None, strawberry.argument(description="Default: all kinds.")] = None,
    ) -> AsyncGenerator[ShareChanged, None]:
        raise FeedOnly
        yield

    @strawberry.subscription(
        description="The present state at once, then each change; completes after DONE, FAILED or CANCELLED."
    )
    async def download_progressed(
        self, id: Annotated[strawberry.ID, strawberry.argument(description="Of a Download.")]
    ) -> AsyncGenerator[Download, None]:
        raise FeedOnly
        yield


def result_shared(viewer: Viewer, change: Change, given: Any) -> As:
    """The event; with a filter, if its share matches. Without one a share that has ended since is sent as well: its
    trace stays, and whoever resumes misses no event."""
    event = _event(viewer, change.sequence)
    if given is not None:
        share: Any = Share.__table__.alias("wanted")  # type: ignore[attr-defined]
        event = event.where(sa.exists().where(share.c.id == col(Event.share_id), *matching(share, given, viewer)))
    return As("ResultShared", event)


def share_changed(viewer: Viewer, change: Change) -> As:
    """The event, if it concerns a share; or that this user has seen shares elsewhere."""
    if isinstance(change, Seen):
        return As("ShareChanged", _seen(change))
    of_result = visible_shares(viewer).where(
        col(Share.result_id) == col(Event.result_id), col(Share.ended_at).is_(None)
    )
    concerned = sa.or_(col(Event.share_id).is_not(None), of_result.exists())
    return As("ShareChanged", _event(viewer, change.sequence).where(concerned))


def download_progressed(viewer: Viewer, id_: str) -> As:
    """The download, if this viewer may see it; of no other id is there one."""
    return As("Download", visible_downloads(viewer).where(col(DownloadRow.id) == key_of(id_, "Download")))


def _event(viewer: Viewer, sequence: int) -> sa.Select[Any]:
    return visible_events(viewer).where(col(Event.sequence) == sequence)


def _seen(seen: Seen) -> sa.Select[Any]:
    """No event, but a row like one: nothing of a log that others read may tell who looked at a list."""
    columns: tuple[Any, ...] = (
        sa.bindparam("viewer_organisation", type_=sa.Uuid()).label("organisation_id"),
        sa.literal(seen.sequence, sa.BigInteger()).label("sequence"),
        sa.literal("SEEN").label("kind"),
        sa.literal("USER").label("actor_kind"),
        sa.bindparam("viewer_person", type_=sa.Uuid()).label("actor_id"),
        sa.null().cast(sa.Uuid()).label("share_id"),
        sa.null().cast(sa.Uuid()).label("result_id"),
    )
    return sa.select(*columns)
