"""What staff see of others' data, by functions that show it to nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from app.folding import folded
from app.models import Disclosure, Result, ResultVersion
from app.models.enums import AccessWay, ActorKind, DisclosureKind, EventKind, UserRole
from app.viewer import SYSTEM, anonymous
from tests.conftest import Server, SessionFor
from tests.factories import SHARED, Factory, viewer_of

pytestmark = pytest.mark.anyio

_DUPLICATES = sa.text("SELECT reasons, organisation_id, application_id FROM possible_duplicates(:id)")
_RECEIVERS = sa.text(
    "SELECT organisation_id, kinds, last_disclosed_at, last_version, told_at, opened_newest_at, key"
    " FROM result_receivers(:id) ORDER BY last_disclosed_at"
)


async def rows(session_for: SessionFor, viewer: Any, statement: Any, id_: Any) -> list[tuple[Any, ...]]:
    session = await session_for(viewer)
    return [tuple(row) for row in await session.execute(statement, {"id": id_})]


@pytest.mark.parametrize(
    ("name", "reasons"),
    [
        ("Northmoor University", ["SAME_NAME", "SAME_CITY"]),
        ("NORTHMOOR  university", ["SAME_NAME", "SAME_CITY"]),
        ("The University of Northmoor", ["SIMILAR_NAME", "SAME_CITY"]),
        ("Nothmoor University", ["SIMILAR_NAME", "SAME_CITY"]),
        ("Northmor Univ.", ["SIMILAR_NAME", "SAME_CITY"]),
        ("Southdale University", None),
        ("University", None),
        ("%", None),
    ],
)
async def test_names(make: Factory, session_for: SessionFor, name: str, reasons: list[str] | None) -> None:
    organisation = await make.organisation(name="Northmoor University", city="Northmoor", country="GB")
    application = await make.application(name=name, city="northmoor", country="GB", email="a@elsewhere.example.org")
    staff = viewer_of(await make.staff())

    expected = [] if reasons is None else [(reasons, organisation.id, None)]
    assert await rows(session_for, staff, _DUPLICATES, application.id) == expected


async def test_japanese_names(make: Factory, session_for: SessionFor) -> None:
    same = await make.organisation(name="みどり野大学", city="札幌", country="JP")
    await make.organisation(name="あおぞら大学", city="札幌", country="JP")
    application = await make.application(name="ミドリ野大学", city="札幌", country="JP")
    staff = viewer_of(await make.staff())

    assert await rows(session_for, staff, _DUPLICATES, application.id) == [(["SAME_NAME", "SAME_CITY"], same.id, None)]


async def test_domains_and_cities(make: Factory, session_for: SessionFor) -> None:
    by_site = await make.organisation(name="Aaa", city="Elsewhere", website="https://www.fjordby.example/about")
    by_mail = await make.organisation(name="Bbb", city="Elsewhere")
    await make.user(by_mail, email="someone@post.fjordby.example")
    public = await make.organisation(name="Ccc", city="Fjordby", country="NO")  # the same city alone says nothing
    await make.user(public, email="someone@gmail.com")
    application = await make.application(
        name="Zzz", city="Fjordby", country="NO", website="fjordby.example", email="x@gmail.com"
    )
    staff = viewer_of(await make.staff())

    found = await rows(session_for, staff, _DUPLICATES, application.id)
    assert found == [(["SAME_DOMAIN"], by_site.id, None), (["SAME_DOMAIN"], by_mail.id, None)]


async def test_other_applications(make: Factory, session_for: SessionFor) -> None:
    first, second = await make.application(), await make.application(city="Saltmarsh on Sea")
    staff = viewer_of(await make.staff())

    assert await rows(session_for, staff, _DUPLICATES, first.id) == [(["SAME_NAME", "SAME_DOMAIN"], None, second.id)]
    assert await rows(session_for, viewer_of(await make.user()), _DUPLICATES, first.id) == []


async def test_everybody_who_received_a_result(make: Factory, session_for: SessionFor) -> None:
    result = await make.result()
    shared, ended, checked, opened = [await make.organisation() for _ in range(4)]
    await make.share(result, shared)
    later = SHARED + timedelta(hours=1)
    await make.share(result, ended, shared_at=later, revoked_at=later, ended_at=later)
    await make.verification(await make.user(checked), result, checked_at=SHARED + timedelta(hours=2))
    share = await make.share(result, opened)
    reader = await make.user(opened)
    read_at = SHARED + timedelta(hours=3)
    await make.sighting(share, reader, opened_at=read_at, opened_version=1)
    await disclosed(make, result, opened.id, reader.id, DisclosureKind.DOWNLOADED, SHARED)
    await make.share(await make.result(), shared)  # of another result
    staff = viewer_of(await make.staff())

    found = await rows(session_for, staff, _RECEIVERS, result.id)
    assert [row[:6] for row in found] == [
        (shared.id, [], SHARED, 1, None, None),
        (ended.id, [], later, 1, None, None),
        (checked.id, ["VERIFIED"], SHARED + timedelta(hours=2), 1, None, None),
        (opened.id, ["DOWNLOADED", "OPENED"], read_at, 1, None, read_at),
    ]
    assert found[0][6] == result.id.hex + shared.id.hex
    for viewer in (viewer_of(reader), anonymous(), viewer_of(await make.account())):
        assert await rows(session_for, viewer, _RECEIVERS, result.id) == []


async def test_who_was_told_of_the_newest_version(make: Factory, session_for: SessionFor) -> None:
    result = await make.result()
    share = await make.share(result)
    reader = await make.user(await make.session.get_one(type(await make.organisation()), share.organisation_id))
    await make.sighting(share, reader, opened_at=SHARED, opened_version=1)
    session = await session_for(SYSTEM)
    await session.execute(sa.update(Result).where(Result.id == result.id).values(version=2))  # type: ignore[arg-type]
    shared = set(ResultVersion.model_fields) & set(Result.model_fields)
    await make.add(
        ResultVersion(
            result_id=result.id,
            recorded_at=datetime(2026, 6, 1, tzinfo=UTC),
            changes=[],
            **result.model_dump(include=shared) | {"version": 2},
        )
    )
    from app.events import log

    log.record(
        make.session,
        log.EventDraft(share.organisation_id, EventKind.RESULT_CORRECTED, share.id, result.id, 2),  # type: ignore[arg-type]
    )
    await log.write(make.session, SYSTEM)
    told = await make.session.scalar(sa.text("SELECT max(occurred_at) FROM event"))
    staff = viewer_of(await make.staff())

    assert [row[1:6] for row in await rows(session_for, staff, _RECEIVERS, result.id)] == [
        (["OPENED"], SHARED, 1, told, None)
    ]


async def test_an_organisations_figures_are_the_boards(make: Factory, session_for: SessionFor) -> None:
    organisation = await make.organisation()
    now = datetime.now(UTC)
    user = await make.user(organisation, role=UserRole.PRIMARY, last_seen_at=SHARED)
    key = await make.api_key(organisation, last_used_at=SHARED + timedelta(hours=1))
    await make.share(None, organisation)
    await make.share(None, organisation, expires_at=SHARED)
    fresh = await make.verification(user, checked_at=now - timedelta(hours=1))
    await make.verification(user, checked_at=now - timedelta(hours=25))
    await make.verification(user, await make.result(), checked_at=now)
    other = await make.user()
    figures = sa.text("SELECT share_count(:id), last_active(:id), failed_checks(:id)")

    staff = viewer_of(await make.staff())
    assert await rows(session_for, staff, figures, organisation.id) == [(1, key.last_used_at, [fresh.checked_at])]
    assert await rows(session_for, viewer_of(user), figures, organisation.id) == [(0, None, [fresh.checked_at])]
    for viewer in (viewer_of(other), anonymous()):
        assert await rows(session_for, viewer, figures, organisation.id) == [(0, None, [])]


async def disclosed(
    make: Factory, result: Result, organisation_id: Any, user_id: Any, kind: DisclosureKind, at: datetime
) -> None:
    await make.add(
        Disclosure(
            kind=kind,
            way=AccessWay.CONSOLE,
            occurred_at=at,
            on_day=at.date(),
            organisation_id=organisation_id,
            actor_kind=ActorKind.USER,
            actor_id=user_id,
            candidate_id=result.candidate_id,
            result_id=result.id,
            version=1,
        )
    )


_NAMED = sa.text("SELECT unnest(results_named(:words, 1000))")
_FOLDED = sa.text("SELECT folded_name(:name)")


NAMES = (
    "O’Shea‐Lindqvist", "Müller", "ŁÓDŹ Straße", "Đặng Ærø", "ｙａｍａｄａ", "ヤマダ ガパ", "ﾔﾏﾀﾞ", "山田 太郎", "김서연"
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
async def test_sql_folds_names_as_the_service_does(session_for: SessionFor, name: str) -> None:
    session = await session_for(SYSTEM)

    assert await session.scalar(_FOLDED, {"name": name}) == folded(name)


async def test_every_kana_is_folded_as_the_service_does(session_for: SessionFor) -> None:
    session = await session_for(SYSTEM)
    kana = "".join(map(chr, (*range(0x30A1, 0x30F7), 0x30FC, 0x30FD, 0x30FE)))

    assert await session.scalar(_FOLDED, {"name": kana}) == folded(kana)


async def test_staff_find_results_by_beginnings_of_words(make: Factory, session_for: SessionFor) -> None:
    latin = await make.candidate(family_name="O'Shea-Lindqvist", given_name="Märta", native_name=None)
    japanese = await make.candidate(family_name="Yamada", given_name="Taro", native_name="山田 太郎")
    first, second = await make.result(latin), await make.result(japanese)
    staff = viewer_of(await make.staff())

    async def named(viewer: Any, *words: str) -> set[Any]:
        session = await session_for(viewer)
        return set(await session.scalars(_NAMED, {"words": list(words)}))

    for words in (("lindq", "mart"), ("SHEA",), ("märta", "o'shea")):
        assert await named(staff, *words) == {first.id}
    for words in (("田",), ("yama", "太郎"), ("ｙａｍａｄａ",)):
        assert await named(staff, *words) == {second.id}
    for words in ((), ("",), ("amada",), ("lindqvist", "taro"), ("%",), ("y:* | l",)):
        assert await named(staff, *words) == set()
    for viewer in (anonymous(), viewer_of(await make.user()), viewer_of(await make.account(latin))):
        assert await named(viewer, "lindqvist") == set()


def test_a_search_by_name_reads_an_index(postgres: Server) -> None:
    """As the role whose function it is: nothing stands between the search and the index."""
    with psycopg.connect(postgres.template.owner) as connection:
        connection.execute("SET ROLE rvs_lookup; SET enable_seqscan = off")
        plan = connection.execute(
            "EXPLAIN SELECT id FROM result WHERE result_terms(family_name, given_name, native_name) @@"
            " search_query('00000000-0000-0000-0000-000000000000', '{shea}') LIMIT 1000"
        ).fetchall()

    scans = [line.strip() for (line,) in plan if "Scan" in line]
    assert scans[-1].startswith("->  Bitmap Index Scan on ix_result_terms")
