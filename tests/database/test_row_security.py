"""Row-level security alone: plain SQL as the app role, no scope in between."""

from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database, become
from app.migrating import Urls
from app.models import AuditEntry, Disclosure, Invitation, Share
from app.models.enums import AccessWay, ActorKind, DisclosureKind
from app.viewer import SYSTEM, Viewer, ViewerKind, anonymous
from tests.conftest import SessionFor
from tests.database.world import FUTURE, PAST, Side, side
from tests.factories import Factory, viewer_of

pytestmark = pytest.mark.anyio

#: Rows that each kind of viewer sees of one side's; the system sees them all. A new table has to be thought about.
VISIBLE = {
    #                     all, user, candidate, staff, anonymous
    "api_key":           (1, 1, 0, 0, 0),
    "app_user":          (1, 1, 0, 1, 0),
    "application":       (1, 0, 0, 1, 0),
    "audit_entry":       (2, 2, 0, 2, 0),
    "audit_head":        (1, 0, 0, 1, 0),
    "audit_pending":     (2, 0, 0, 0, 0),
    "audit_seal":        (1, 1, 0, 1, 0),
    "candidate":         (4, 2, 1, 4, 0),
    "candidate_account": (1, 0, 1, 0, 0),
    "challenge":         (1, 0, 0, 0, 0),
    "claim_attempt":     (1, 0, 0, 0, 0),
    "disclosure":        (1, 1, 1, 1, 0),
    "download":          (1, 1, 0, 0, 0),
    "download_fetch":    (1, 1, 0, 0, 0),
    "download_row":      (1, 1, 1, 0, 0),
    "event":             (3, 3, 0, 0, 0),
    "event_head":        (1, 1, 0, 0, 0),
    "first_answer":      (1, 0, 0, 0, 0),
    "import":            (1, 0, 0, 1, 0),
    "invitation":        (1, 0, 1, 0, 0),
    "job":               (1, 1, 0, 0, 0),
    "link":              (1, 0, 0, 0, 0),
    "mail":              (1, 0, 0, 0, 0),
    "photo":             (2, 2, 1, 2, 0),
    "result":            (4, 2, 1, 4, 0),
    "result_note":       (1, 0, 0, 1, 0),
    "result_version":    (4, 2, 1, 4, 0),
    "schedule":          (1, 0, 0, 0, 0),
    "second_factor":     (1, 1, 0, 0, 0),
    "session":           (2, 1, 1, 0, 0),
    "share":             (3, 3, 1, 0, 0),
    "sighting":          (1, 1, 0, 0, 0),
    "staff":             (1, 0, 0, 1, 0),
    "template":          (1, 1, 0, 0, 0),
    "template_version":  (1, 1, 0, 0, 0),
    "verification":      (2, 2, 0, 0, 0),
}  # fmt: skip
PUBLIC = {"alembic_version", "centre", "exam", "exam_band", "organisation"}

Sides = tuple[Side, Side]
Look = Callable[[Viewer, str], Awaitable[set[str]]]


@pytest.fixture
async def sides(make: Factory) -> Sides:
    return await side(make), await side(make)


@pytest.fixture
async def look(session_for: SessionFor) -> Look:
    """All of a table that a viewer gets."""

    async def look(viewer: Viewer, table: str) -> set[str]:
        session = await session_for(viewer)
        return set(await session.scalars(sa.text(f"SELECT to_jsonb(t)::text FROM {table} AS t")))

    return look


async def test_every_table_is_considered(session_for: SessionFor) -> None:
    session = await session_for(SYSTEM)
    relations = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I')"

    assert set(await session.scalars(sa.text(relations))) == set(VISIBLE) | PUBLIC


@pytest.mark.parametrize("table", VISIBLE)
async def test_two_organisations_never_see_each_others_rows(table: str, sides: Sides, look: Look) -> None:
    first, second = sides
    total, of_user, of_candidate, of_staff, of_nobody = VISIBLE[table]
    everything = await look(SYSTEM, table)
    by_first, by_second = await look(first.viewer, table), await look(second.viewer, table)

    assert len(everything) == 2 * total
    assert (len(by_first), len(by_second)) == (of_user, of_user)
    assert by_first.isdisjoint(by_second)
    assert by_first | by_second <= everything
    candidates = [await look(one.candidate, table) for one in sides]
    assert [len(rows) for rows in candidates] == [of_candidate] * 2
    assert candidates[0].isdisjoint(candidates[1])
    assert len(await look(Viewer(ViewerKind.STAFF, id=first.user.id), table)) == 2 * of_staff
    assert len(await look(anonymous(), table)) == of_nobody


async def test_only_the_kind_of_viewer_opens_an_arm(sides: Sides, look: Look) -> None:
    """Ids of another kind of viewer, left over by mistake, show nothing."""
    first, _ = sides
    confused = Viewer(
        ViewerKind.ANONYMOUS,
        id=first.user.id,
        organisation_id=first.organisation.id,
        candidate_id=first.account.candidate_id,
    )

    assert [await look(confused, table) for table in VISIBLE] == [set()] * len(VISIBLE)


async def test_expiry_is_read_from_the_clock(make: Factory, sides: Sides, look: Look) -> None:
    """No job has to note it: `ended_at` is null all along."""
    first, _ = sides
    assert (first.over.ended_at, first.over.expires_at) == (None, PAST)
    before = await look(first.viewer, "result")

    await _update(make, first.share, expires_at=PAST)
    expired = await look(first.viewer, "result")
    await _update(make, first.share, expires_at=FUTURE)

    assert expired < before
    assert await look(first.viewer, "result") == before


async def test_the_last_word_on_the_photo_holds_for_verifications_too(make: Factory, sides: Sides, look: Look) -> None:
    first, second = sides
    hidden = await make.share(first.verified, first.organisation, hide_photo=True, shared_at=PAST)
    assert len(await look(first.viewer, "photo")) == 1
    assert len(await look(second.viewer, "photo")) == 2

    await _update(make, hidden, revoked_at=PAST, ended_at=PAST)
    assert len(await look(first.viewer, "photo")) == 1

    await make.share(first.verified, first.organisation, shared_at=FUTURE)
    assert len(await look(first.viewer, "photo")) == 2


async def test_a_photo_of_an_exam_without_photos_is_not_shown(make: Factory, sides: Sides, look: Look) -> None:
    first, _ = sides
    await _update(make, first.shown, exam_code="B2_FIRST_FOR_SCHOOLS")

    assert len(await look(first.viewer, "photo")) == 1


async def test_the_settings_end_with_the_transaction(database: Database, sides: Sides) -> None:
    """On one and the same connection of the pool."""
    async with database.engine.connect() as connection:
        settings = sa.text("SELECT current_setting('app.kind', true), current_setting('app.organisation', true)")
        nobody = (await connection.execute(settings)).one()
        await connection.rollback()
        session = AsyncSession(connection)
        await become(session, sides[0].viewer)
        during = (await session.execute(settings)).one()
        await session.rollback()
        after = (await connection.execute(settings)).one()
        seen = (await connection.execute(sa.select(sa.func.count()).select_from(Share))).scalar_one()
        await session.close()

    assert tuple(nobody) in {(None, None), ("", "")}
    assert tuple(during) == ("user", str(sides[0].organisation.id))
    assert (tuple(after), seen) == (("", ""), 0)


async def _update(make: Factory, row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    await make.add(row)


# ------------------------------------------------------------------------------------------------------- writing

REFUSED = [
    # table and what an organisation's user tries with the other organisation's, or as somebody else
    "UPDATE share SET opened_at = now() WHERE id = :share",
    "UPDATE app_user SET seen_until = 9 WHERE id = :user",
    "UPDATE session SET ended_at = now() WHERE user_id = :user",
    "UPDATE sighting SET seen_at = now() WHERE user_id = :user",
    "UPDATE result SET version = 2 WHERE id = :shown",
    "UPDATE candidate SET family_name = 'X'",
    "UPDATE organisation SET name = 'X'",
    "UPDATE centre SET name = 'X'",
    "UPDATE event_head SET last = 99",
    "UPDATE job SET status = 'DONE'",
    "UPDATE import SET status = 'DONE'",
    "UPDATE photo SET jpeg = ''",
    "UPDATE candidate_account SET password_hash = ''",
    "DELETE FROM event",
]


@pytest.mark.parametrize("statement", REFUSED)
async def test_writing_elsewhere_finds_no_rows(statement: str, sides: Sides, session_for: SessionFor) -> None:
    first, second = sides
    session = await session_for(first.viewer)
    ids = {"share": second.share.id, "user": second.user.id, "shown": second.shown.id}
    used = {name: value for name, value in ids.items() if f":{name}" in statement}

    assert (await session.execute(sa.text(statement), used)).rowcount == 0  # type: ignore[attr-defined]


def _new_share(side: Side, result: Any, **values: Any) -> Share:
    usual: dict[str, Any] = {
        "organisation_id": side.organisation.id,
        "candidate_id": result.candidate_id,
        "result_id": result.id,
        "shared_at": FUTURE,
        "candidate_name": "X",
        "sort_name": "x",
        "sort_session": result.session_date,
        "search_text": "x",
    }
    return Share(**usual | values)


async def _refused(session: AsyncSession, row: Any) -> str:
    session.add(row)
    with pytest.raises(ProgrammingError) as raised:
        await session.flush()
    await session.rollback()
    return str(raised.value.orig)


async def test_a_candidate_shares_own_results_only(make: Factory, sides: Sides, session_for: SessionFor) -> None:
    first, second = sides
    for wrong in (
        _new_share(second, second.shown),
        _new_share(second, second.shown, candidate_id=first.account.candidate_id),
        _new_share(second, first.shown, sequence=1),
        _new_share(second, first.shown, opened_at=FUTURE),
    ):
        session = await session_for(first.candidate)
        assert "row-level security" in await _refused(session, wrong)

    session = await session_for(first.candidate)
    session.add(_new_share(second, first.shown))
    await session.flush()


async def test_each_side_changes_only_its_own_of_a_share(sides: Sides, session_for: SessionFor) -> None:
    first, _ = sides
    where = "WHERE id = :id"
    for viewer, column, value, allowed in (
        (first.viewer, "opened_at", "now()", True),
        (first.viewer, "expires_at", "NULL", True),  # as it was
        (first.viewer, "expires_at", "now()", False),
        (first.viewer, "hide_photo", "true", False),
        (first.candidate, "hide_photo", "true", True),
        (first.candidate, "expires_at", "now()", True),
        (first.candidate, "opened_at", "now() - interval '1 day'", False),
        (first.candidate, "sequence", "77", False),
    ):
        session = await session_for(viewer)
        statement = sa.text(f"UPDATE share SET {column} = {value} {where}")
        if allowed:
            changed = await session.execute(statement, {"id": first.share.id})
            assert changed.rowcount == 1, (viewer.kind, column)  # type: ignore[attr-defined]
        else:
            with pytest.raises(ProgrammingError, match="may not change"):
                await session.execute(statement, {"id": first.share.id})
            await session.rollback()


async def test_a_verification_is_own_and_of_that_statement(sides: Sides, session_for: SessionFor) -> None:
    """Otherwise writing one would open any result whose id one knows."""
    first, second = sides
    unseen, own = second.shown, first.verification

    def made(**values: Any) -> Any:
        usual: dict[str, Any] = {
            "organisation_id": first.organisation.id,
            "actor_kind": own.actor_kind,
            "actor_id": first.user.id,
            "statement_number": unseen.statement_number,
            "outcome": own.outcome,
            "result_id": unseen.id,
            "result_version": 1,
            "checked_at": FUTURE,
        }
        return type(own)(**usual | values)

    for wrong in (
        made(statement_number="126GB9999999"),
        made(organisation_id=second.organisation.id),
        made(actor_id=second.user.id),
    ):
        session = await session_for(first.viewer)
        assert "row-level security" in await _refused(session, wrong)

    session = await session_for(first.viewer)
    session.add(made())
    await session.flush()


async def test_a_user_sees_for_nobody_else(make: Factory, sides: Sides, session_for: SessionFor) -> None:
    first, second = sides
    colleague = await make.user(first.organisation)
    tried = type(await make.sighting(first.over, colleague))

    def made(share: Share, user_id: Any) -> Any:
        return tried(share_id=share.id, user_id=user_id, organisation_id=first.organisation.id, seen_at=FUTURE)

    for wrong in (made(first.revoked, colleague.id), made(second.share, first.user.id)):
        session = await session_for(first.viewer)
        assert "row-level security" in await _refused(session, wrong)

    session = await session_for(first.viewer)
    session.add(made(first.revoked, first.user.id))
    await session.flush()


async def test_keys_are_no_oracle(sides: Sides, session_for: SessionFor) -> None:
    """Foreign and unique keys see past the policies, but the policies refuse first: a real foreign id and an invented
    one get the same answer."""
    first, second = sides
    answers = set()
    for result_id in (second.shown.id, first.user.id):
        session = await session_for(first.candidate)
        wrong = _new_share(second, first.shown, result_id=result_id)
        answers.add(await _refused(session, wrong))

    assert answers == {'new row violates row-level security policy for table "share"'}


async def test_the_owner_is_bound_too(fresh_database: Database, fresh_urls: Urls) -> None:
    async with fresh_database.session(SYSTEM) as session:
        await side(Factory(session))
        await session.commit()
    with psycopg.connect(fresh_urls.owner) as connection:
        found = {table: connection.execute(f"SELECT FROM {table}").rowcount for table in VISIBLE}

    assert found == dict.fromkeys(VISIBLE, 0)


async def test_what_waits_for_an_organisation_is_its_candidates_alone(
    make: Factory, sides: Sides, session_for: SessionFor
) -> None:
    first, second = sides
    invitation = Invitation(
        candidate_id=first.account.candidate_id,
        name="Elsewhere",
        sort_name="elsewhere",
        city="Elsewhere",
        country="GB",
        email="office@example.org",
        invited_at=FUTURE,
    )
    await make.add(invitation)
    waiting = _new_share(first, first.shown, organisation_id=None, invitation_id=invitation.id)
    await make.add(waiting)
    seen = {}
    for viewer in (first.candidate, second.candidate, first.viewer, second.viewer):
        session = await session_for(viewer)
        for table, id_ in (("share", waiting.id), ("invitation", invitation.id)):
            count = sa.text(f"SELECT count(*) FROM {table} WHERE id = :id")
            seen[viewer.id, table] = await session.scalar(count, {"id": id_})

    assert [key for key, count in seen.items() if count] == [
        (first.candidate.id, "share"),
        (first.candidate.id, "invitation"),
    ]


async def test_an_entry_of_the_ledger_is_of_who_writes_it_and_of_what_it_sees(
    make: Factory, sides: Sides, session_for: SessionFor
) -> None:
    first, second = sides
    key = await make.api_key(first.organisation)

    def made(result: Any, **values: Any) -> Disclosure:
        usual: dict[str, Any] = {
            "kind": DisclosureKind.DOWNLOADED,
            "way": AccessWay.CONSOLE,
            "occurred_at": FUTURE,
            "on_day": FUTURE.date(),
            "organisation_id": first.organisation.id,
            "actor_kind": ActorKind.USER,
            "actor_id": first.user.id,
            "candidate_id": result.candidate_id,
            "result_id": result.id,
            "version": 1,
        }
        return Disclosure(**usual | values)

    for wrong in (
        made(first.shown, actor_kind=ActorKind.API_KEY),
        made(first.shown, actor_kind=ActorKind.SYSTEM),
        made(first.shown, actor_id=key.id, actor_kind=ActorKind.API_KEY),
        made(first.shown, candidate_id=second.account.candidate_id),
        made(second.shown),
    ):
        session = await session_for(first.viewer)
        assert "row-level security" in await _refused(session, wrong)

    for viewer, values in (
        (first.viewer, {}),
        (viewer_of(key), {"actor_kind": ActorKind.API_KEY, "actor_id": key.id}),
    ):
        session = await session_for(viewer)
        for seen in (first.shown, first.verified):
            session.add(made(seen, **values))
        await session.flush()


async def test_an_audit_entry_is_of_who_writes_it(make: Factory, sides: Sides, session_for: SessionFor) -> None:
    first, second = sides
    key, staff = await make.api_key(first.organisation), await make.staff()
    viewers = {
        ActorKind.USER: first.viewer,
        ActorKind.API_KEY: viewer_of(key),
        ActorKind.CANDIDATE: first.candidate,
        ActorKind.STAFF: viewer_of(staff),
    }
    for own, viewer in viewers.items():
        for kind in ActorKind:
            entry = AuditEntry(occurred_at=FUTURE, actor_kind=kind, actor_id=viewer.id, action="test")
            session = await session_for(viewer)
            if kind is own:
                session.add(entry)
                await session.flush()
            else:
                assert "row-level security" in await _refused(session, entry), (own, kind)
    session = await session_for(first.viewer)
    elsewhere = {"actor_kind": ActorKind.USER, "actor_id": first.user.id, "organisation_id": second.organisation.id}
    assert "row-level security" in await _refused(session, AuditEntry(occurred_at=FUTURE, action="test", **elsewhere))


async def test_a_share_is_with_an_organisation_or_by_an_own_invitation(
    make: Factory, sides: Sides, session_for: SessionFor
) -> None:
    first, second = sides
    invitations = [
        await make.add(
            Invitation(
                candidate_id=one.account.candidate_id,
                name="Elsewhere",
                sort_name="elsewhere",
                city="Elsewhere",
                country="GB",
                email="office@example.org",
                invited_at=FUTURE,
            )
        )
        for one in sides
    ]
    own, foreign = (invitation.id for invitation in invitations)
    for wrong in (
        _new_share(second, first.shown, organisation_id=None, invitation_id=foreign),
        _new_share(second, first.shown, invitation_id=own),
        _new_share(second, first.shown, revoked_at=FUTURE),
    ):
        session = await session_for(first.candidate)
        assert "row-level security" in await _refused(session, wrong)

    session = await session_for(first.candidate)
    session.add(_new_share(second, first.shown, organisation_id=None, invitation_id=own))
    await session.flush()
