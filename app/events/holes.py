"""What differs per user in a shared payload: marks in its text, and all connected users' values by one statement.

A mark is `\\x01<key>\\x01`; JSON text cannot hold that character otherwise. Keys: `new:<share id>`,
`changed:<share id>` and `count`. Traces of results (`app.ledger`) are marks too: nothing takes their place.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

import orjson

from app.database import Database
from app.ledger import TRACE
from app.viewer import SYSTEM

MARK = "\x01"
COUNT = "count"
MOST = 1_000
"""Counts end here; shown as "999+"."""
_LOOKED_AT = MOST + 500
_NOTHING = {"new": "false", "changed": "false", "count": "0", TRACE: ""}


def is_new(share_id: UUID) -> str:
    """The mark for Share.isNew."""
    return f"{MARK}new:{share_id}{MARK}"


def is_changed(share_id: UUID) -> str:
    """The mark for Share.isChanged."""
    return f"{MARK}changed:{share_id}{MARK}"


def new_share_count() -> str:
    """The mark for newShareCount."""
    return f"{MARK}{COUNT}{MARK}"


class Text:
    """A payload, split once at its marks."""

    __slots__ = ("_pieces", "keys", "traces")

    def __init__(self, text: str) -> None:
        self._pieces = text.split(MARK)
        marks = frozenset(self._pieces[1::2])
        self.traces = frozenset(mark for mark in marks if mark.startswith(f"{TRACE}:"))
        """What API keys that get this text are told of results."""
        self.keys = marks - self.traces

    def filled(self, values: Mapping[str, str]) -> str:
        """The payload of the user whose values these are; who has none sees nothing new."""
        pieces = self._pieces.copy()
        if len(pieces) > 1:
            pieces[1::2] = [values.get(key) or _NOTHING[key.partition(":")[0]] for key in pieces[1::2]]
        return "".join(pieces)


# The newest active shares are counted once for all users, by their sequences: a user's count is those after
# `seen_until` less what this user has sighted. Only who has sighted hundreds of them is counted alone.
_VALUES = """
WITH watcher AS MATERIALIZED (
    SELECT id, seen_until FROM app_user
    WHERE id = ANY(%(users)s) AND organisation_id = %(organisation)s
),
active AS MATERIALIZED (
    SELECT id, sequence FROM share
    WHERE %(count)s AND organisation_id = %(organisation)s AND {active}
        AND sequence > (SELECT min(seen_until) FROM watcher)
    ORDER BY sequence DESC LIMIT {looked_at}
),
line AS MATERIALIZED (
    SELECT coalesce(array_agg(sequence ORDER BY sequence), '{{}}') AS sequences FROM active
),
sighted AS MATERIALIZED (
    SELECT sighting.user_id, count(*) AS shares
    FROM active JOIN sighting ON sighting.share_id = active.id
        JOIN watcher ON watcher.id = sighting.user_id AND active.sequence > watcher.seen_until
    GROUP BY sighting.user_id
),
counted AS (
    SELECT watcher.id, watcher.seen_until, sequences,
        cardinality(sequences) - width_bucket(watcher.seen_until, sequences) - coalesce(shares, 0) AS shares
    FROM line, watcher LEFT JOIN sighted ON sighted.user_id = watcher.id
    WHERE %(count)s
),
exact AS (
    SELECT id, least({most}, CASE
        WHEN shares >= {most} OR cardinality(sequences) < {looked_at} OR sequences[1] <= seen_until THEN shares
        ELSE (SELECT count(*) FROM (
            SELECT FROM share WHERE organisation_id = %(organisation)s AND sequence > seen_until AND {active}
                AND NOT EXISTS (
                    SELECT FROM sighting WHERE sighting.share_id = share.id AND sighting.user_id = counted.id)
            LIMIT {most}) AS unseen)
        END) AS shares
    FROM counted
),
pair AS MATERIALIZED (
    SELECT share.id AS share_id, watcher.id AS user_id,
        sequence > seen_until AND sighting.user_id IS NULL AND {active} AS is_new,
        sighting.opened_version < result.version AND {active} AS is_changed
    FROM share JOIN result ON result.id = share.result_id CROSS JOIN watcher
        LEFT JOIN sighting ON sighting.share_id = share.id AND sighting.user_id = watcher.id
    WHERE share.id = ANY(%(shares)s) AND share.organisation_id = %(organisation)s
)
SELECT json_build_object(
    'count', (SELECT json_object_agg(id, shares) FROM exact WHERE shares > 0),
    'new', (SELECT json_object_agg(share_id, users) FROM (
        SELECT share_id, array_agg(user_id) AS users FROM pair WHERE is_new GROUP BY share_id) AS new),
    'changed', (SELECT json_object_agg(share_id, users) FROM (
        SELECT share_id, array_agg(user_id) AS users FROM pair WHERE is_changed GROUP BY share_id) AS changed)
)::text
""".format(  # noqa: S608 - constants only
    active="share.ended_at IS NULL AND (share.expires_at IS NULL OR share.expires_at > now())",
    looked_at=_LOOKED_AT,
    most=MOST,
)


async def values(
    database: Database, organisation_id: UUID, user_ids: Collection[UUID], keys: Collection[str]
) -> dict[UUID, dict[str, str]]:
    """What stands in these holes for each of these users; what is false or 0 is left out."""
    found: dict[UUID, dict[str, str]] = {user_id: {} for user_id in user_ids}
    if not keys or not found:
        return found
    parameters = {
        "organisation": organisation_id,
        "users": list(found),
        "shares": list({UUID(share) for kind, _, share in (key.partition(":") for key in keys) if share}),
        "count": COUNT in keys,
    }
    async with database.snapshot(SYSTEM) as snapshot:
        answer = orjson.loads(await snapshot.text(_VALUES, parameters, last=True) or "null")
    for user_id, count in (answer["count"] or {}).items():
        found[UUID(user_id)][COUNT] = str(count)
    by_text = {str(user_id): user_values for user_id, user_values in found.items()}
    for kind in ("new", "changed"):
        for share_id, users in (answer[kind] or {}).items():
            key = f"{kind}:{share_id}"
            for user_id in users:
                by_text[user_id][key] = "true"
    return found
