"""Scopes by themselves: run as the system, whom row-level security hides nothing from."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app import scopes
from app.models import Organisation, Photo, Share
from app.models.enums import OrganisationStatus
from app.viewer import SYSTEM, Viewer, ViewerKind, anonymous
from tests.conftest import SessionFor
from tests.database.world import PAST, Side, side
from tests.factories import Factory

pytestmark = pytest.mark.anyio

Rows = Callable[[Viewer, Any], Awaitable[list[Any]]]
Scope = Callable[[Viewer], sa.Select[Any]]


@pytest.fixture
async def sides(make: Factory) -> tuple[Side, Side]:
    return await side(make), await side(make)


@pytest.fixture
async def rows(session_for: SessionFor) -> Rows:
    async def rows(viewer: Viewer, statement: Any) -> list[Any]:
        session = await session_for(SYSTEM)
        return list(await session.scalars(statement, scopes.viewer_binds(viewer)))

    return rows


def ids(found: Iterable[Any]) -> set[UUID]:
    return {row.id for row in found}


async def test_an_organisation_sees_its_own(sides: tuple[Side, Side], rows: Rows) -> None:
    first, _ = sides
    viewer = first.viewer

    assert ids(await rows(viewer, scopes.visible_shares(viewer))) == {first.share.id, first.over.id, first.revoked.id}
    assert ids(await rows(viewer, scopes.visible_shares(viewer).where(scopes.active()))) == {first.share.id}
    assert ids(await rows(viewer, scopes.visible_results(viewer))) == {first.shown.id, first.verified.id}
    assert ids(await rows(viewer, scopes.visible_users(viewer))) == {first.user.id}
    assert ids(await rows(viewer, scopes.own_user(viewer))) == {first.user.id}
    assert ids(await rows(viewer, scopes.own_organisation(viewer))) == {first.organisation.id}
    assert len(await rows(viewer, scopes.visible_verifications(viewer))) == 2
    assert [event.sequence for event in await rows(viewer, scopes.visible_events(viewer))] == [1, 2, 3]


async def test_a_candidate_sees_own_things(sides: tuple[Side, Side], rows: Rows) -> None:
    first, _ = sides
    viewer = first.candidate

    assert ids(await rows(viewer, scopes.own_results(viewer))) == {first.shown.id}
    assert ids(await rows(viewer, scopes.visible_results(viewer))) == {first.shown.id}
    assert ids(await rows(viewer, scopes.own_shares(viewer))) == {first.share.id}
    assert ids(await rows(viewer, scopes.own_account(viewer))) == {first.account.id}


OF_ORGANISATIONS: list[Scope] = [
    scopes.visible_shares,
    scopes.visible_verifications,
    scopes.visible_events,
    scopes.visible_users,
    scopes.own_user,
    scopes.own_organisation,
]
OF_CANDIDATES: list[Scope] = [scopes.own_results, scopes.own_shares, scopes.own_account]


async def test_the_wrong_kind_of_viewer_sees_nothing(sides: tuple[Side, Side], rows: Rows) -> None:
    """Though it had the ids of another kind."""
    first, _ = sides
    values: dict[str, Any] = {
        "id": first.user.id,
        "organisation_id": first.organisation.id,
        "candidate_id": first.account.candidate_id,
    }
    for scope in OF_ORGANISATIONS:
        for kind in set(ViewerKind) - {ViewerKind.USER}:
            if (scope, kind) == (scopes.own_organisation, ViewerKind.API_KEY):
                continue  # whatever its scopes, a key knows whose it is
            viewer = Viewer(kind, **values)
            assert await rows(viewer, scope(viewer)) == [], (scope, kind)
    for scope in OF_CANDIDATES:
        for kind in set(ViewerKind) - {ViewerKind.CANDIDATE}:
            viewer = Viewer(kind, **values)
            assert await rows(viewer, scope(viewer)) == [], (scope, kind)
    assert await rows(anonymous(), scopes.visible_results(anonymous())) == []


async def test_the_directory_has_approved_organisations(make: Factory, rows: Rows) -> None:
    open_one = await make.organisation()
    await make.organisation(status=OrganisationStatus.SUSPENDED)

    assert ids(await rows(anonymous(), scopes.visible_organisations())) == {open_one.id}


async def photos(rows: Rows, viewer: Viewer, *results: Any) -> list[UUID]:
    found: list[Photo] = []
    for result in results:
        found += await rows(viewer, scopes.visible_photo(viewer, result.id))
    return [photo.result_id for photo in found]


async def test_photos(make: Factory, sides: tuple[Side, Side], rows: Rows) -> None:
    first, second = sides
    everything = (first.shown, first.verified, second.shown, second.verified)
    assert await photos(rows, first.viewer, *everything) == [first.shown.id, first.verified.id]
    assert await photos(rows, first.candidate, *everything) == [first.shown.id]

    first.user.may_view_photos = False
    assert await photos(rows, first.viewer, *everything) == []

    first.user.may_view_photos = True
    await make.share(first.verified, first.organisation, hide_photo=True, shared_at=PAST)
    assert await photos(rows, first.viewer, *everything) == [first.shown.id]


async def test_plans_serve_every_viewer(sides: tuple[Side, Side]) -> None:
    """No value of a viewer stands in a statement: two of the same shape have the same text and the same cache key."""
    first, second = sides
    for scope in [*OF_ORGANISATIONS, scopes.visible_results]:
        keys = [scope(one.viewer)._generate_cache_key() for one in (first, second)]
        assert keys[0] is not None
        assert keys[0].key == keys[1].key  # type: ignore[union-attr]
        assert all(bind.value is None for bind in keys[0].bindparams)


async def test_searching_finds_beginnings_of_words(make: Factory, session_for: SessionFor) -> None:
    user = await make.user()
    organisation = await make.session.get_one(Organisation, user.organisation_id)
    names = {}
    for family_name, given_name, native_name in (
        ("高橋", "美咲", None),
        ("Yamamoto", "Ken", "山本 健"),
        ("Nguyễn", "Lan", None),
    ):
        candidate = await make.candidate(family_name=family_name, given_name=given_name, native_name=native_name)
        share = await make.share(await make.result(candidate), organisation)
        names[share.id] = family_name
    await make.share(await make.result(await make.candidate(family_name="高橋")))  # another organisation's
    viewer = Viewer(ViewerKind.USER, id=user.id, organisation_id=user.organisation_id)
    session = await session_for(viewer)

    async def found(*words: str) -> set[str]:
        statement = scopes.visible_shares(viewer).where(
            scopes.matches(col(Share.id), sa.literal(list(words), ARRAY(sa.Text)))
        )
        return {names[share.id] for share in await session.scalars(statement, scopes.viewer_binds(viewer))}

    assert await found("高橋") == {"高橋"}
    assert await found("橋") == {"高橋"}
    assert await found("山", "ken") == {"Yamamoto"}
    assert await found("yamamo") == {"Yamamoto"}
    assert await found("amamo") == set()
    assert await found("yamamo", "lan") == set()
    assert await found("y") == {"Yamamoto"}
    assert await found("126gb") == set(names.values())
    assert await found("橋高") == set()
    assert await found() == set(names.values())
