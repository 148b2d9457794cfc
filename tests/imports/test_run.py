"""Whole imports into a real database: what is loaded, what is told to whom, what is left after an interruption."""

import asyncio
import hashlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.database import Database
from app.demo_data import write
from app.events.broker import LocalBroker, Wake
from app.imports import load
from app.imports.run import ImportFailed, Summary, run_import
from app.migrating import Urls
from app.models import Candidate, Centre, Event, Import, Photo, Result, ResultVersion, Share
from app.models.enums import EventKind, ResultStatus
from app.security.secrets import secret_hash
from app.viewer import SYSTEM
from tests.factories import Factory
from tests.imports.files import DELTA, KEY, NO_OUTCOME, numbered, row, write_csv
from tests.imports.test_photos import picture

pytestmark = pytest.mark.anyio

RunRows = Callable[..., Awaitable[Summary]]
TABLES = ("candidate", "centre", "result", "result_version", "photo", "share", "event", "event_head")
CANCELLED = {**NO_OUTCOME, "status": "CANCELLED"}


@pytest.fixture
def run_rows(tmp_path: Path, fresh_urls: Urls) -> RunRows:
    """Import rows as a CSV file."""

    async def run_rows(*rows: dict[str, str], **options: Any) -> Summary:
        path = write_csv(tmp_path / "results.csv", *rows)
        return await run_import(path, database_url=fresh_urls.app, secret_key=KEY, **options)

    return run_rows


def counts(summary: Summary) -> tuple[int, int, int, int]:
    assert summary.rows == summary.added + summary.changed + summary.unchanged + summary.rejected
    return summary.added, summary.changed, summary.unchanged, summary.rejected


def everything(owner: psycopg.Connection) -> dict[str, list[Any]]:
    """All that an import may touch, but for its own row."""
    return {table: owner.execute(f"SELECT t::text FROM {table} t ORDER BY 1").fetchall() for table in TABLES}


def rejects(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


async def test_a_new_result(run_rows: RunRows, fresh_database: Database, tmp_path: Path) -> None:
    summary = await run_rows(row(nativeName="アマラ"))

    assert counts(summary) == (1, 0, 0, 0)
    async with fresh_database.session(SYSTEM) as session:
        result = await session.scalar(sa.select(Result))
        candidate = await session.scalar(sa.select(Candidate))
        centre = await session.scalar(sa.select(Centre))
        version = await session.scalar(sa.select(ResultVersion))
        started = await session.scalar(sa.select(Import))
    assert candidate.model_dump() == {
        "id": candidate.id,
        "candidate_number": "GB0000001",
        "secret_hash": secret_hash(KEY, "GB0000001", "QWER-1234"),
        "family_name": "Okonjo",
        "given_name": "Amara",
        "native_name": "アマラ",
        "date_of_birth": date(2004, 2, 29),
    }
    assert centre.model_dump(exclude={"id"}) == {
        "number": "GB013",
        "name": "Harbour House",
        "city": "Northmoor",
        "country": "GB",
    }
    outcome = {
        "exam_code": "B2_FIRST",
        "session_date": date(2026, 3, 14),
        "centre_id": centre.id,
        "status": "RELEASED",
        "version": 1,
        "overall_score": 169,
        "grade": "C",
        "cefr_level": "B2",
        "certificated": True,
        "scores": [168, 172, 165, 171, 169],
        "levels": ["B2"] * 5,
        "family_name": "Okonjo",
        "given_name": "Amara",
        "date_of_birth": date(2004, 2, 29),
    }
    assert result.model_dump() == outcome | {
        "id": result.id,
        "statement_number": "126GB5990001",
        "candidate_id": candidate.id,
        "released_at": datetime(2026, 4, 20, 9, tzinfo=UTC),
        "display_name": "Okonjo Amara",
        "native_name": "アマラ",
        "has_photo": False,
    }
    assert version.model_dump(exclude={"recorded_at"}) == outcome | {
        "result_id": result.id,
        "reason": None,
        "changes": [],
        "photo_sha256": None,
    }
    assert started.model_dump(exclude={"started_at", "finished_at"}) == {
        "id": summary.import_id,
        "filename": "results.csv",
        "sha256": hashlib.sha256((tmp_path / "results.csv").read_bytes()).digest(),
        "status": "DONE",
        **{"rows": 1, "added": 1, "changed": 0, "unchanged": 0, "rejected": 0, "photos": 0},
        "rejects_path": None,
        "failure": None,
    }
    assert result.id.version == candidate.id.version == 7
    assert started.finished_at is not None


async def test_again_changes_nothing(run_rows: RunRows, owner: psycopg.Connection, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(picture())
    rows = [
        row(photo="a.jpg", reason="for the public"),
        row(**DELTA, statementNumber="126GB5990002", sessionDate="2015-06-03"),
        row(**CANCELLED, statementNumber="126GB5990003"),
        numbered(7, givenName="", nativeName="スカルティ", releasedAt=""),
    ]
    first = await run_rows(*rows, photos_dir=tmp_path)
    before = everything(owner)

    again = await run_rows(*rows, photos_dir=tmp_path)

    assert (counts(first), first.photos) == ((4, 0, 0, 0), 1)
    assert (counts(again), again.photos) == ((0, 0, 4, 0), 0)
    assert everything(owner) == before
    assert len(before["result"]) == 4
    assert first.sha256 == again.sha256


async def test_batches_make_no_difference(fresh_urls: Urls, owner: psycopg.Connection, tmp_path: Path) -> None:
    path = tmp_path / "demo.csv"
    write(path, seed=20261123, number=500)

    small = await run_import(path, database_url=fresh_urls.app, secret_key=KEY, batch_rows=7)
    before = everything(owner)
    large = await run_import(path, database_url=fresh_urls.app, secret_key=KEY)

    assert counts(small) == (500, 0, 0, 0)
    assert counts(large) == (0, 0, 500, 0)
    assert everything(owner) == before
    heads = owner.execute("SELECT candidate_id, family_name, given_name, date_of_birth FROM result").fetchall()
    people = owner.execute("SELECT id, family_name, given_name, date_of_birth FROM candidate").fetchall()
    assert set(heads) == set(people)


async def test_xlsx_is_csv(fresh_urls: Urls, owner: psycopg.Connection, tmp_path: Path) -> None:
    write(tmp_path / "demo.csv", seed=3, number=300)
    write(tmp_path / "demo.xlsx", seed=3, number=300, format="xlsx")

    await run_import(tmp_path / "demo.csv", database_url=fresh_urls.app, secret_key=KEY)
    before = everything(owner)
    seen = []
    summary = await run_import(
        tmp_path / "demo.xlsx",
        database_url=fresh_urls.app,
        secret_key=KEY,
        progress=lambda done, size, so_far: seen.append((done == size, so_far.rows)),
    )

    assert counts(summary) == (0, 0, 300, 0)
    assert everything(owner) == before
    assert seen == [(True, 300)]


@pytest.mark.parametrize(
    ("differing", "changes"),
    [
        ({"status": "PENDING", **NO_OUTCOME}, "STATUS OVERALL_SCORE GRADE CEFR_LEVEL SKILL_SCORES CERTIFICATED"),
        ({"exam": "B2_FIRST_FOR_SCHOOLS"}, "EXAM"),
        ({"sessionDate": "2026-03-21"}, "SESSION"),
        ({"centreNumber": "GB014"}, "CENTRE"),
        ({"centreName": "Harbour Hall"}, ""),
        ({"overallScore": ""}, "OVERALL_SCORE"),
        ({"grade": ""}, "GRADE"),
        ({"cefrLevel": ""}, "CEFR_LEVEL"),
        ({"certificated": "false"}, "CERTIFICATED"),
        ({"reading": "172", "useOfEnglish": "168"}, "SKILL_SCORES"),
        ({"speaking": "170"}, "SKILL_SCORES"),
        ({"familyName": "Okonjo-Hart"}, "FAMILY_NAME"),
        ({"givenName": ""}, "GIVEN_NAME"),
        ({"dateOfBirth": "2004-03-01"}, "DATE_OF_BIRTH"),
        ({"nativeName": "アマラ"}, ""),
        ({"releasedAt": "2026-04-21T09:00:00Z"}, ""),
        ({"releasedAt": ""}, ""),
        ({"reason": "only a word"}, ""),
        ({"secret": "another"}, ""),
    ],
)
async def test_a_changed_row_is_a_new_version_that_says_what_changed(
    run_rows: RunRows, fresh_database: Database, differing: dict[str, str], changes: str
) -> None:
    await run_rows(row())
    reason = differing.get("reason", "Marked again.")

    summary = await run_rows(row(**differing | {"reason": reason}))

    assert counts(summary) == ((0, 1, 0, 0) if changes else (0, 0, 1, 0))
    async with fresh_database.session(SYSTEM) as session:
        result = await session.scalar(sa.select(Result))
        versions = list(await session.scalars(sa.select(ResultVersion).order_by(col(ResultVersion.version))))
        candidate = await session.scalar(sa.select(Candidate))
    assert [version.version for version in versions] == ([1, 2] if changes else [1])
    assert result.version == versions[-1].version
    assert versions[-1].changes == changes.split()
    assert versions[-1].reason == ("Marked again." if changes else None)
    shared = (set(Result.model_fields) & set(ResultVersion.model_fields)) - {"version"}
    for name in shared:
        assert getattr(versions[-1], name) == getattr(result, name)
    person = differing | {} if differing.keys() & {"familyName", "givenName", "nativeName", "dateOfBirth"} else {}
    expected = row(**person)
    assert (candidate.family_name, candidate.given_name, candidate.native_name or "") == (
        *(expected["familyName"], expected["givenName"], expected["nativeName"]),
    )
    assert candidate.date_of_birth.isoformat() == expected["dateOfBirth"]
    assert candidate.secret_hash == secret_hash(KEY, "GB0000001", differing.get("secret", "QWER-1234"))


async def test_beside_the_version_native_name_and_release_are_put_right(
    run_rows: RunRows, fresh_database: Database
) -> None:
    await run_rows(row())
    async with fresh_database.session(SYSTEM) as session:
        share_id = (await Factory(session).share(await session.scalar(sa.select(Result)))).id
        await session.commit()

    await run_rows(row(nativeName="アマラ", releasedAt="2026-04-21T09:00:00Z"))

    async with fresh_database.session(SYSTEM) as session:
        result = await session.scalar(sa.select(Result))
        share = await session.get(Share, share_id)
        kinds = list(await session.scalars(sa.select(Event.kind)))
    assert (result.native_name, result.display_name, result.version) == ("アマラ", "Okonjo Amara", 1)
    assert result.released_at == datetime(2026, 4, 21, 9, tzinfo=UTC)
    assert share.search_text == "okonjo amara あまら 126gb5990001"
    assert kinds == [EventKind.SHARE_RECEIVED]


async def shared_everywhere(database: Database) -> dict[str, UUID]:
    """Organisations, by what they have of the one result."""
    async with database.session(SYSTEM) as session:
        make = Factory(session)
        result = await session.scalar(sa.select(Result).where(col(Result.statement_number) == "126GB5990001"))
        names = ("shared", "expiring", "verified", "both", "revoked", "expired", "missed", "other")
        organisations = {name: await make.organisation(name=name) for name in names}
        for name in ("shared", "both"):
            await make.share(result, organisations[name])
        await make.share(result, organisations["expiring"], expires_at=datetime(2099, 1, 1, tzinfo=UTC))
        ended = datetime(2026, 6, 1, tzinfo=UTC)
        await make.share(result, organisations["revoked"], revoked_at=ended, ended_at=ended)
        await make.share(result, organisations["expired"], expires_at=ended)
        for name in ("verified", "both"):
            user = await make.user(organisations[name])
            await make.verification(user, result)
            await make.verification(user, result)
        await make.verification(await make.user(organisations["missed"]))
        await make.share(organisation=organisations["other"])
        await session.commit()
        return {name: organisation.id for name, organisation in organisations.items()}


async def test_each_organisation_concerned_is_told_once_in_its_own_log(
    run_rows: RunRows, fresh_database: Database, owner: psycopg.Connection
) -> None:
    await run_rows(row(), numbered(2))
    organisations = await shared_everywhere(fresh_database)
    before = dict(owner.execute("SELECT organisation_id, last FROM event_head").fetchall())
    broker, heard = LocalBroker(), []

    with broker.listen(heard.append):
        summary = await run_rows(row(overallScore=""), numbered(2), broker=broker)

    assert counts(summary) == (0, 1, 1, 0)
    told = {"shared", "expiring", "verified", "both", "revoked", "expired"}
    async with fresh_database.session(SYSTEM) as session:
        events = {
            event.organisation_id: event
            for event in await session.scalars(sa.select(Event).where(col(Event.kind) != EventKind.SHARE_RECEIVED))
        }
        result = await session.scalar(sa.select(Result).where(col(Result.statement_number) == "126GB5990001"))
        shares = {share.organisation_id: share.id for share in await session.scalars(sa.select(Share))}
    assert set(events) == {organisations[name] for name in told}
    for name in told:
        event = events[organisations[name]]
        sequence = before.get(organisations[name], 0) + 1
        assert event.model_dump(include={"kind", "sequence", "result_id", "result_version", "share_id"}) == {
            "kind": "RESULT_CORRECTED",
            "sequence": sequence,
            "result_id": result.id,
            "result_version": 2,
            "share_id": shares.get(organisations[name]),
        }
        assert (event.verification_id is not None) == (name in ("verified", "both"))
        assert Wake("organisation", organisations[name], sequence) in heard
    assert len(heard) == len(told)
    after = dict(owner.execute("SELECT organisation_id, last FROM event_head").fetchall())
    assert after == before | {event.organisation_id: event.sequence for event in events.values()}


async def test_shares_that_still_show_the_result_are_refreshed(run_rows: RunRows, fresh_database: Database) -> None:
    await run_rows(row())
    organisations = await shared_everywhere(fresh_database)

    await run_rows(row(familyName="高橋", givenName="サラ", sessionDate="2026-03-21", overallScore=""))

    fresh = ("高橋 サラ", "高橋 さら", None, date(2026, 3, 21), "高橋 さら 126gb5990001")
    stale = ("Amara Okonjo", "amara okonjo", 169, date(2026, 3, 14), "okonjo amara 126gb5990001")
    async with fresh_database.session(SYSTEM) as session:
        shares = {share.organisation_id: share for share in await session.scalars(sa.select(Share))}
    for name, expected in {
        **dict.fromkeys(("shared", "expiring", "both"), fresh),
        **dict.fromkeys(("revoked", "expired"), stale),
    }.items():
        share = shares[organisations[name]]
        assert (
            share.candidate_name,
            share.sort_name,
            share.sort_score,
            share.sort_session,
            share.search_text,
        ) == expected


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("RELEASED", "CANCELLED", EventKind.RESULT_CANCELLED),
        ("RELEASED", "WITHHELD", EventKind.RESULT_WITHHELD),
        ("RELEASED", "PENDING", EventKind.RESULT_CORRECTED),
        ("RELEASED", "ABSENT", EventKind.RESULT_CORRECTED),
        ("PENDING", "RELEASED", EventKind.RESULT_RELEASED),
        ("WITHHELD", "RELEASED", EventKind.RESULT_RELEASED),
        ("CANCELLED", "RELEASED", EventKind.RESULT_RELEASED),
    ],
)
async def test_events_are_named_by_the_new_status(
    run_rows: RunRows, fresh_database: Database, before: str, after: str, kind: EventKind
) -> None:
    def with_status(status: str) -> dict[str, str]:
        return row() if status == "RELEASED" else row(**NO_OUTCOME | {"status": status})

    await run_rows(with_status(before))
    async with fresh_database.session(SYSTEM) as session:
        await Factory(session).share(await session.scalar(sa.select(Result)))
        await session.commit()

    await run_rows(with_status(after))

    async with fresh_database.session(SYSTEM) as session:
        kinds = list(await session.scalars(sa.select(Event.kind).order_by(col(Event.sequence))))
        result = await session.scalar(sa.select(Result))
    assert kinds == [EventKind.SHARE_RECEIVED, kind]
    assert result.status == after
    assert (result.released_at is not None) == (after == ResultStatus.RELEASED)


async def test_a_candidate_is_called_as_the_latest_session_prints(
    run_rows: RunRows, fresh_database: Database, tmp_path: Path
) -> None:
    late = row(statementNumber="126GB5990009", familyName="Hart")
    early = row(sessionDate="2020-03-14", releasedAt="")

    for rows in ([late], [early], [early, late], [late, early]):
        await run_rows(*rows)
        async with fresh_database.session(SYSTEM) as session:
            assert list(await session.scalars(sa.select(Candidate.family_name))) == ["Hart"]


async def test_who_is_somebody_else(run_rows: RunRows, owner: psycopg.Connection, tmp_path: Path) -> None:
    await run_rows(row())
    before = everything(owner)

    summary = await run_rows(
        row(candidateNumber="GB0000002"),
        row(statementNumber="126GB5990002", dateOfBirth="1999-01-01"),
        numbered(5),
        numbered(6, candidateNumber="GB0000005", dateOfBirth="1999-01-01"),
    )

    assert counts(summary) == (1, 0, 0, 3)
    assert [line.split(",")[:3] for line in rejects(summary.rejects_path)] == [
        ["line", "column", "code"],
        ["2", "candidateNumber", "OTHER_CANDIDATE"],
        ["3", "dateOfBirth", "OTHER_DATE_OF_BIRTH"],
        ["5", "dateOfBirth", "OTHER_DATE_OF_BIRTH"],
    ]
    after = everything(owner)
    assert len(after["candidate"]) == len(before["candidate"]) + 1
    assert len(after["result"]) == len(before["result"]) + 1


async def test_a_date_of_birth_is_corrected_by_its_statements(run_rows: RunRows, fresh_database: Database) -> None:
    await run_rows(row())

    summary = await run_rows(
        row(statementNumber="126GB5990002", dateOfBirth="2004-03-01"), row(dateOfBirth="2004-03-01")
    )

    assert counts(summary) == (1, 1, 0, 0)
    async with fresh_database.session(SYSTEM) as session:
        assert await session.scalar(sa.select(Candidate.date_of_birth)) == date(2004, 3, 1)


async def test_bad_rows_are_listed_and_good_ones_loaded(
    run_rows: RunRows, fresh_database: Database, tmp_path: Path
) -> None:
    rows = [
        row(),
        row(statementNumber="126GB5990002", overallScore="170", secret="do-not-tell"),
        row(),
        row(reading="1680"),
        numbered(3, exam="Q\nR"),
        numbered(4),
    ]

    summary = await run_rows(*rows, rejects_path=tmp_path / "bad.csv", batch_rows=2)

    assert counts(summary) == (2, 0, 0, 5)
    assert rejects(tmp_path / "bad.csv") == [
        "line,column,code,reason",
        "3,overallScore,OVERALL_WRONG,By the components the overall score is 169.",
        "4,statementNumber,DUPLICATE,An earlier line has this statement number.",
        "5,reading,OUT_OF_RANGE,Scores of this exam are reported from 122 to 190.",
        "6,,MALFORMED,No CSV: unexpected end of data.",
        '7,,MALFORMED,"20 cells, where the first line has 27."',
    ]
    assert (tmp_path / "bad.csv").stat().st_mode & 0o777 == 0o600
    async with fresh_database.session(SYSTEM) as session:
        done = await session.scalar(sa.select(Import))
        numbers = list(await session.scalars(sa.select(Result.statement_number).order_by(Result.statement_number)))
    assert numbers == ["126GB0000004", "126GB5990001"]
    assert (done.rows, done.rejected, done.rejects_path) == (7, 5, str(tmp_path / "bad.csv"))

    await run_rows(row(), rejects_path=tmp_path / "bad.csv")

    assert not (tmp_path / "bad.csv").exists()


async def test_photos(run_rows: RunRows, fresh_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(picture())
    (folder / "text.jpg").write_text("no picture")
    (folder / "link.jpg").symlink_to("a.jpg")
    rows = [
        row(photo="a.jpg"),
        numbered(2, photo="text.jpg"),
        numbered(3, photo="link.jpg"),
        numbered(4, exam="B2_FIRST_FOR_SCHOOLS", photo="a.jpg"),
    ]

    summary = await run_rows(*rows, photos_dir=folder)

    assert (counts(summary), summary.photos, summary.photos_refused) == ((4, 0, 0, 0), 1, 3)
    assert [line.split(",")[:3] for line in rejects(summary.rejects_path)[1:]] == [
        ["3", "photo", "PHOTO_UNREADABLE"],
        ["4", "photo", "PHOTO_LINK"],
        ["5", "photo", "PHOTO_NOT_TAKEN"],
    ]
    delivered = hashlib.sha256(picture()).digest()
    async with fresh_database.session(SYSTEM) as session:
        photo = await session.scalar(sa.select(Photo))
        result = await session.get(Result, photo.result_id)
        versions = await session.execute(sa.select(ResultVersion.photo_sha256).order_by(ResultVersion.photo_sha256))
        with_photo = list(await session.scalars(sa.select(Result.statement_number).where(col(Result.has_photo))))
    assert (result.statement_number, photo.sha256, photo.jpeg[:2]) == ("126GB5990001", delivered, b"\xff\xd8")
    assert list(versions.scalars()) == [delivered, None, None, None]
    assert with_photo == ["126GB5990001"]


async def test_another_photo_is_a_new_version_and_none_leaves_it(
    run_rows: RunRows, fresh_database: Database, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(picture())
    (tmp_path / "b.png").write_bytes(picture("PNG"))
    await run_rows(row(photo="a.jpg"), photos_dir=tmp_path)

    summaries = [
        await run_rows(row(photo="b.png"), photos_dir=tmp_path),
        await run_rows(row(photo="b.png"), photos_dir=tmp_path),
        await run_rows(row(photo="a.jpg")),
        await run_rows(row(), photos_dir=tmp_path),
        await run_rows(row(exam="B2_FIRST_FOR_SCHOOLS")),
    ]

    assert [(s.changed, s.unchanged, s.photos) for s in summaries] == [
        *((1, 0, 1), (0, 1, 0), (0, 1, 0), (0, 1, 0), (1, 0, 0)),
    ]
    async with fresh_database.session(SYSTEM) as session:
        versions = list(await session.scalars(sa.select(ResultVersion).order_by(col(ResultVersion.version))))
        result = await session.scalar(sa.select(Result))
    assert [version.changes for version in versions] == [[], ["PHOTO"], ["EXAM", "PHOTO"]]
    first, second = (hashlib.sha256((tmp_path / name).read_bytes()).digest() for name in ("a.jpg", "b.png"))
    assert [version.photo_sha256 for version in versions] == [first, second, None]
    assert not result.has_photo


async def test_an_error_inside_a_batch_leaves_the_batches_before_it(
    run_rows: RunRows, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [numbered(number) for number in range(10)]
    merged, merge = [], load.Loader._merge

    async def failing(self: load.Loader, *arguments: Any) -> load.Loaded:
        loaded = await merge(self, *arguments)
        merged.append(loaded)
        if len(merged) == 3:
            raise psycopg.errors.DiskFull("a message with somebody's row in it")
        return loaded

    monkeypatch.setattr(load.Loader, "_merge", failing)
    with pytest.raises(ImportFailed, match=r"The database refused a batch \(53100\); those before it are loaded."):
        await run_rows(*rows, batch_rows=3)

    numbers = [f"126GB{number:07}" for number in range(6)]
    assert owner.execute("SELECT statement_number FROM result ORDER BY 1").fetchall() == [(n,) for n in numbers]
    counted = owner.execute("SELECT status, rows, added, failure, finished_at IS NOT NULL FROM import").fetchall()
    assert counted == [
        ("FAILED", 6, 6, "The database refused a batch (53100); those before it are loaded.", True),
    ]

    monkeypatch.undo()
    assert counts(await run_rows(*rows, batch_rows=3)) == (4, 0, 6, 0)


async def test_a_deadlock_is_tried_again_and_names_each_line_once(
    run_rows: RunRows, monkeypatch: pytest.MonkeyPatch, owner: psycopg.Connection
) -> None:
    merge, attempts = load.Loader._merge, []

    async def failing_once(self: load.Loader, *arguments: Any) -> load.Loaded:
        attempts.append(1)
        loaded = await merge(self, *arguments)
        if len(attempts) == 1:
            raise psycopg.errors.DeadlockDetected
        return loaded

    monkeypatch.setattr(load.Loader, "_merge", failing_once)
    bad = numbered(2, overallScore="170"), row(candidateNumber="GB0000009")
    summary = await run_rows(row(), *bad)

    assert counts(summary) == (1, 0, 0, 2)
    assert owner.execute("SELECT rows, added, rejected FROM import").fetchall() == [(3, 1, 2)]
    assert [line.split(",")[:3] for line in rejects(summary.rejects_path)[1:]] == [
        ["3", "overallScore", "OVERALL_WRONG"],
        ["4", "statementNumber", "DUPLICATE"],
    ]


async def test_what_a_batch_that_is_not_loaded_rejects_is_not_written(
    run_rows: RunRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge, failed = load.Loader._merge, []

    async def failing_on_the_second(self: load.Loader, *arguments: Any) -> load.Loaded:
        loaded = await merge(self, *arguments)
        failed.append(loaded)
        if len(failed) == 2:
            raise psycopg.errors.DiskFull
        return loaded

    monkeypatch.setattr(load.Loader, "_merge", failing_on_the_second)
    rows = [numbered(number, overallScore="170") for number in range(4)]
    with pytest.raises(ImportFailed) as failure:
        await run_rows(*rows, batch_rows=2)

    assert [line.split(",")[0] for line in rejects(failure.value.summary.rejects_path)] == ["line", "2", "3"]


async def test_cancelled_in_the_middle(run_rows: RunRows, owner: psycopg.Connection) -> None:
    rows = [numbered(number) for number in range(9)]
    reached = asyncio.Event()

    def progress(done: int, size: int, summary: Summary) -> None:
        if summary.rows == 6:
            reached.set()

    blocked = asyncio.create_task(run_rows(*rows, batch_rows=3, progress=progress))
    await reached.wait()
    blocked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await blocked

    (loaded,) = owner.execute("SELECT count(*) FROM result").fetchone()
    status, counted, failure = owner.execute("SELECT status, added, failure FROM import").fetchone()
    assert (status, counted, failure) == ("FAILED", loaded, "Interrupted: the rows counted here are loaded.")
    assert loaded == 6


_KILLED = """
import asyncio, sys
from pathlib import Path
from app.imports import load
from app.imports.run import run_import

merge, done = load.Loader._merge, []

async def stopping(self, *arguments):
    loaded = await merge(self, *arguments)
    done.append(loaded)
    if len(done) == 3:
        print("in the middle", flush=True)
        await asyncio.Event().wait()
    return loaded

load.Loader._merge = stopping
asyncio.run(run_import(Path(sys.argv[1]), database_url=sys.argv[2], secret_key=b"k" * 32, batch_rows=3))
"""


async def test_killed_in_the_middle_of_a_batch(fresh_urls: Urls, tmp_path: Path, owner: psycopg.Connection) -> None:
    path = write_csv(tmp_path / "results.csv", *(numbered(number) for number in range(10)))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _KILLED, str(path), fresh_urls.app), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"in the middle\n"
    with pytest.raises(ImportFailed, match="Another import is loading this file at this moment"):
        await run_import(path, database_url=fresh_urls.app, secret_key=b"k" * 32)
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()

    # The server needs a moment to notice; the lock that the batch held says when it has.
    owner.execute("BEGIN; SELECT pg_advisory_xact_lock(x'72767369'::int); COMMIT")
    assert owner.execute("SELECT count(*) FROM result").fetchall() == [(6,)]
    summary = await run_import(path, database_url=fresh_urls.app, secret_key=b"k" * 32)

    assert counts(summary) == (4, 0, 6, 0)
    assert owner.execute("SELECT status, rows, added, failure FROM import ORDER BY id").fetchall() == [
        ("FAILED", 6, 6, "Interrupted: the rows counted here are loaded."),
        ("FAILED", 0, 0, "Another import is loading this file at this moment."),
        ("DONE", 10, 4, None),
    ]


async def test_imports_of_overlapping_files_at_once(
    fresh_urls: Urls, fresh_database: Database, tmp_path: Path, owner: psycopg.Connection
) -> None:
    write(tmp_path / "a.csv", seed=5, number=400)
    lines = (tmp_path / "a.csv").read_text().splitlines(keepends=True)
    (tmp_path / "b.csv").write_text("".join([lines[0], *reversed(lines[101:])]))

    summaries = await asyncio.gather(
        *(
            run_import(tmp_path / name, database_url=fresh_urls.app, secret_key=KEY, batch_rows=20)
            for name in ("a.csv", "b.csv")
        )
    )

    assert sum(summary.added for summary in summaries) == 400
    assert sum(summary.unchanged for summary in summaries) == 300
    assert owner.execute("SELECT count(*), max(version) FROM result_version").fetchall() == [(400, 1)]
    assert owner.execute("SELECT count(*) FROM result").fetchall() == [(400,)]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "There is nothing in this file."),
        (b"a,b\n1,2\n", "The first line does not name the columns"),
        ("タナカ".encode("cp932"), "A CSV file has to be UTF-8."),
        (b"PK\x03\x04", "This is no XLSX file that can be read"),
    ],
)
async def test_what_cannot_be_read_is_a_failed_import(
    fresh_urls: Urls, owner: psycopg.Connection, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(content)

    with pytest.raises(ImportFailed, match=reason):
        await run_import(path, database_url=fresh_urls.app, secret_key=KEY)

    ((status, failure, rows),) = owner.execute("SELECT status, failure, rows FROM import").fetchall()
    assert (status, rows) == ("FAILED", 0)
    assert failure.startswith(reason)
