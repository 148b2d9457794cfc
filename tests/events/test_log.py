import asyncio
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.database import Database, become
from app.events import log
from app.events.broker import LocalBroker, Wake
from app.events.log import EventDraft
from app.events.work import work
from app.models.enums import EventKind
from app.viewer import SYSTEM, Viewer, ViewerKind
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

SUBJECT = "kind, actor_kind, actor_id, share_id, result_id, result_version, verification_id"


async def rows(database: Database, query: str, **values: Any) -> list[tuple[Any, ...]]:
    async with database.session(SYSTEM) as session:
        return [tuple(row) for row in await session.execute(sa.text(query), values)]


async def sequences(database: Database) -> dict[UUID, list[int]]:
    found = await rows(database, "SELECT organisation_id, array_agg(sequence ORDER BY sequence) FROM event GROUP BY 1")
    return dict(found)  # type: ignore[arg-type]


async def organisations(database: Database, number: int) -> list[UUID]:
    async with database.session(SYSTEM) as session:
        make = Factory(session)
        ids = [(await make.organisation()).id for _ in range(number)]
        await session.commit()
    return sorted(ids)


async def test_events_are_numbered_in_the_order_queued_and_say_who_did_what(fresh_database: Database) -> None:
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        make = Factory(session)
        user = await make.user()
        result = await make.result()
        other = await make.organisation()
        verification = await make.verification(user, result)
    here, who = user.organisation_id, viewer_of(user)
    heard: list[Wake | None] = []
    broker = LocalBroker()
    with broker.listen(heard.append):
        async with work(fresh_database, broker, who) as session:
            log.record(session, EventDraft(here, EventKind.VERIFICATION_MADE, verification_id=verification.id))
            log.record(
                session,
                EventDraft(other.id, EventKind.RESULT_CORRECTED, result_id=result.id, result_version=2),
            )
            log.record(session, EventDraft(here, EventKind.RESULT_RELEASED, result_id=result.id))
            log.wake(session, Wake("viewer", user.id))
            assert heard == []

    assert set(heard[:2]) == {Wake("organisation", here, 2), Wake("organisation", other.id, 1)}
    assert heard[2:] == [Wake("viewer", user.id)]
    by = ("USER", user.id, None)
    assert await rows(
        fresh_database, f"SELECT sequence, {SUBJECT} FROM event WHERE organisation_id = :id ORDER BY 1", id=here
    ) == [
        (1, "VERIFICATION_MADE", *by, None, None, verification.id),
        (2, "RESULT_RELEASED", *by, result.id, None, None),
    ]
    assert await rows(
        fresh_database, f"SELECT sequence, {SUBJECT} FROM event WHERE organisation_id = :id", id=other.id
    ) == [(1, "RESULT_CORRECTED", *by, result.id, 2, None)]


async def test_a_received_share_bears_the_sequence_of_its_event(fresh_database: Database) -> None:
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        make = Factory(session)
        organisation = await make.organisation()
        first = await make.share(organisation=organisation)
        second = await make.share(organisation=organisation)
        log.record(session, EventDraft(organisation.id, EventKind.SHARE_OPENED, share_id=first.id))

    assert await rows(fresh_database, "SELECT id, sequence FROM share ORDER BY sequence") == [
        (first.id, 1),
        (second.id, 2),
    ]
    assert await rows(fresh_database, "SELECT sequence, kind FROM event ORDER BY sequence") == [
        (1, "SHARE_RECEIVED"),
        (2, "SHARE_RECEIVED"),
        (3, "SHARE_OPENED"),
    ]


async def test_event_ids_are_version_7_and_moments_run_with_the_sequence(fresh_database: Database) -> None:
    (organisation,) = await organisations(fresh_database, 1)
    for _ in range(3):
        async with work(fresh_database, LocalBroker(), SYSTEM) as session:
            for _ in range(5):
                log.record(session, EventDraft(organisation, EventKind.RESULT_RELEASED))

    found = await rows(fresh_database, "SELECT id, occurred_at FROM event ORDER BY sequence")
    assert [(uuid.version, uuid.variant) for uuid, _ in found] == [(7, "specified in RFC 4122")] * 15
    assert [at for _, at in found] == sorted(at for _, at in found)
    assert all(abs((uuid.int >> 80) / 1000 - at.timestamp()) < 1 for uuid, at in found)


async def test_writers_in_opposite_order_neither_deadlock_nor_leave_gaps(fresh_database: Database) -> None:
    """Eight at once, each in an order of its own over the same organisations; some give up in the middle."""
    ids = await organisations(fresh_database, 5)
    written = dict.fromkeys(ids, 0)

    async def writer(number: int) -> None:
        for turn in range(12):
            order = ids[number % 5 :] + ids[: number % 5]
            if number % 2:
                order.reverse()
            try:
                async with work(fresh_database, LocalBroker(), SYSTEM) as session:
                    for organisation_id in order[: 1 + (number + turn) % 5]:
                        for _ in range(1 + turn % 3):
                            log.record(session, EventDraft(organisation_id, EventKind.RESULT_RELEASED))
                    if turn % 4 == 3:
                        await log.write(session, SYSTEM)  # even with the heads locked already
                        raise GivenUp
            except GivenUp:
                continue
            for organisation_id in order[: 1 + (number + turn) % 5]:
                written[organisation_id] += 1 + turn % 3

    await asyncio.gather(*(writer(number) for number in range(8)))

    assert await sequences(fresh_database) == {
        organisation: list(range(1, count + 1)) for organisation, count in written.items()
    }
    heads = await rows(fresh_database, "SELECT organisation_id, last FROM event_head")
    assert dict(heads) == written  # type: ignore[arg-type]


class GivenUp(Exception):
    pass


async def test_a_number_is_never_seen_before_all_lower_ones(fresh_database: Database) -> None:
    (organisation,) = await organisations(fresh_database, 1)
    done = asyncio.Event()

    async def writer() -> None:
        for _ in range(25):
            async with work(fresh_database, LocalBroker(), SYSTEM) as session:
                log.record(session, EventDraft(organisation, EventKind.RESULT_RELEASED))

    async def reader() -> None:
        seen: list[int] = []
        while not done.is_set():
            now = (await sequences(fresh_database)).get(organisation, [])
            assert now == list(range(1, len(now) + 1))
            assert len(now) >= len(seen)
            seen = now

    reading = asyncio.create_task(reader())
    await asyncio.gather(*(writer() for _ in range(4)))
    done.set()
    await reading
    assert await sequences(fresh_database) == {organisation: list(range(1, 101))}


async def test_a_transaction_that_fails_leaves_nothing_and_wakes_nobody(fresh_database: Database) -> None:
    (organisation,) = await organisations(fresh_database, 1)
    heard: list[Wake | None] = []
    broker = LocalBroker()

    async def fail() -> None:
        async with work(fresh_database, broker, SYSTEM) as session:
            log.record(session, EventDraft(organisation, EventKind.RESULT_RELEASED))
            log.wake(session, Wake("viewer", organisation))
            raise GivenUp

    with broker.listen(heard.append), pytest.raises(GivenUp):
        await fail()

    assert (heard, await sequences(fresh_database)) == ([], {})


async def test_one_statement_writes_however_many_a_query_gives(fresh_database: Database) -> None:
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        make = Factory(session)
        result = await make.result()
        shares = [await make.share(result) for _ in range(3)]
    source = """
        SELECT organisation_id, 'RESULT_CORRECTED' AS kind, NULL::uuid AS share_id, result_id,
            result.version AS result_version, NULL::uuid AS verification_id,
            row_number() OVER (ORDER BY share.id) AS position
        FROM share JOIN result ON result.id = share.result_id WHERE result_id = %(result)s
    """
    async with fresh_database.session(SYSTEM) as session:
        await become(session, SYSTEM)
        connection = await session.connection()
        parameters = log.by(SYSTEM) | {"result": result.id}
        heads = (await connection.exec_driver_sql(log.statement(source), parameters)).all()
        await session.commit()

    assert set(map(tuple, heads)) == {(share.organisation_id, 2) for share in shares}
    found = await rows(
        fresh_database, f"SELECT organisation_id, sequence, {SUBJECT} FROM event WHERE sequence = 2 ORDER BY 1"
    )
    assert found == [
        (organisation, 2, "RESULT_CORRECTED", "SYSTEM", None, None, result.id, 1, None)
        for organisation in sorted(share.organisation_id for share in shares)
    ]


async def test_a_candidate_may_cause_events_but_not_write_them(fresh_database: Database) -> None:
    async with work(fresh_database, LocalBroker(), SYSTEM) as session:
        make = Factory(session)
        account = await make.account()
        organisation = await make.organisation()
    candidate = viewer_of(account)
    assert candidate.kind is ViewerKind.CANDIDATE
    async with work(fresh_database, LocalBroker(), candidate) as session:
        log.record(session, EventDraft(organisation.id, EventKind.SHARE_UPDATED))
    assert await rows(fresh_database, f"SELECT {SUBJECT} FROM event") == [
        ("SHARE_UPDATED", "CANDIDATE", account.id, None, None, None, None)
    ]
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"):
        await _write_as(fresh_database, candidate, organisation.id)


async def _write_as(database: Database, viewer: Viewer, organisation_id: UUID) -> None:
    async with database.session(viewer) as session:
        await session.execute(
            sa.text(
                "INSERT INTO event (organisation_id, sequence, id, kind, occurred_at, actor_kind)"
                " VALUES (:id, 9, :id, 'SHARE_UPDATED', now(), 'CANDIDATE')"
            ),
            {"id": organisation_id},
        )
