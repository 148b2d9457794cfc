"""The event log, and what subscriptions send."""

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.models import Event
from app.models.enums import ApiScope
from app.projection.node import Ask, Node, One, Row
from app.schema.events import event_cursor
from app.schema.ids import PREFIXES
from app.schema.nodes.base import literal, same_key
from app.schema.nodes.guards import scope
from app.schema.nodes.organisations import NEW_SHARE_COUNT_OF_EVENT
from app.schema.nodes.people import EVENT_ACTOR

#: The log says that something happened; what an event is about takes a scope of its own.
_READS, _READS_OR_VERIFIES = scope(ApiScope.READ), scope(ApiScope.READ, ApiScope.VERIFY)

EVENT = Node(
    Event,
    prefix=PREFIXES["Event"],
    columns={"cursor": event_cursor},
    one={
        "actor": EVENT_ACTOR,
        "share": One(same_key("share_id")),
        "result": One(same_key("result_id")),
        "resultVersion": One(
            lambda parent, row, _ask: [
                row.c.result_id == parent.c.result_id,
                row.c.version == parent.c.result_version,
            ]
        ),
        "verification": One(same_key("verification_id")),
        "download": One(same_key("download_id")),
    },
    guards={
        "share": _READS,
        "result": _READS,
        "resultVersion": _READS,
        "verification": _READS_OR_VERIFIES,
        "download": scope(ApiScope.DOWNLOAD),
    },
)


def _share_of_event(parent: Row, row: Row, _ask: Ask) -> list[ColumnElement[bool]]:
    """The share that an event names, or that of the result it names."""
    return [
        row.c.organisation_id == parent.c.organisation_id,
        sa.or_(
            row.c.id == parent.c.share_id,
            sa.and_(parent.c.share_id.is_(None), row.c.result_id == parent.c.result_id, row.c.ended_at.is_(None)),
        ),
    ]


_CHANGES = {
    "SHARE_OPENED": "OPENED",
    "SHARE_UPDATED": "UPDATED",
    "SHARE_REVOKED": "REVOKED",
    "SHARE_EXPIRED": "EXPIRED",
    "RESULT_CORRECTED": "CORRECTED",
    "RESULT_CANCELLED": "CANCELLED",
    "RESULT_WITHHELD": "WITHHELD",
    "RESULT_RELEASED": "RELEASED",
    "SEEN": "SEEN",
}

RESULT_SHARED = Node(
    Event,
    columns={"cursor": event_cursor, "newShareCount": NEW_SHARE_COUNT_OF_EVENT},
    one={"share": One(_share_of_event), "organisation": One(same_key("organisation_id"))},
    guards={"share": _READS, "newShareCount": _READS},
)
SHARE_CHANGED = Node(
    Event,
    columns={
        "cursor": event_cursor,
        "kind": lambda row, _ask: sa.case(
            *((row.c.kind == literal(event), literal(change)) for event, change in _CHANGES.items())
        ),
        "newShareCount": NEW_SHARE_COUNT_OF_EVENT,
    },
    one={
        "share": One(_share_of_event),
        "actor": EVENT_ACTOR,
        "organisation": One(same_key("organisation_id")),
    },
    guards={"share": _READS, "newShareCount": _READS},
)
