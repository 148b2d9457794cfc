"""Which live payloads all users of an organisation may share."""

import pytest

from app.api import Api
from app.database import Database
from app.envelope import Envelope
from app.events.broker import LocalBroker
from app.models import new_id
from app.settings import Settings
from app.viewer import Viewer, ViewerKind

ORGANISATION = new_id()


def member() -> Viewer:
    return Viewer(ViewerKind.USER, id=new_id(), organisation_id=ORGANISATION)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("selection", "alike"),
    [
        ("newShareCount share { isNew }", True),
        ("organisation { newShareCount shareCounts(by: EXAM) { count } }", True),
        ("organisation { shareCounts(by: EXAM) { newCount } }", False),
        ("organisation { shareCounts(by: EXAM, filter: { isNew: true }) { count } }", False),
        ("organisation { shares(filter: { isNew: true }) { totalCount } }", False),
        ("share { candidate { shares(filter: { isChanged: false }) { totalCount } } }", False),
    ],
)
async def test_a_payload_is_shared_where_markers_can_stand_for_what_differs(
    database: Database, selection: str, alike: bool
) -> None:
    api = Api(database, LocalBroker(), Settings())
    document = Envelope(f"subscription {{ resultShared {{ cursor {selection} }} }}", None, {})

    first, second = [await api.subscribe(document, member()) for _ in range(2)]

    assert not isinstance(first, bytes)
    assert not isinstance(second, bytes)
    assert (first.key == second.key) is alike


@pytest.mark.anyio
async def test_a_cursor_that_is_used_twice_keeps_payloads_apart(database: Database) -> None:
    api = Api(database, LocalBroker(), Settings())
    once = "subscription S($c: String) { resultShared(after: $c) { cursor } }"
    twice = (
        "subscription S($c: String) { resultShared(after: $c) { organisation { events(after: $c) { totalCount } } } }"
    )
    keys = {}
    for text in (once, twice):
        cursors = (f"{ORGANISATION.hex}-{n}" for n in (1, 2))
        wanted = [await api.subscribe(Envelope(text, None, {"c": cursor}), member()) for cursor in cursors]
        keys[text] = {each.key for each in wanted if not isinstance(each, bytes)}

    assert {text: len(found) for text, found in keys.items()} == {once: 1, twice: 2}
