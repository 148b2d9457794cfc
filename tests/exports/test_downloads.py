"""Downloads end to end: asked for through the API, made by a child process, kept in a store, told in the history."""

import csv
import hashlib
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg
import pytest
from python_calamine import CalamineWorkbook

from app.database import Database
from app.demo_data.portraits import portrait
from app.schema.ids import id_of
from app.security.api_keys import new_secret
from app.security.tokens import token_hash
from tests.exports.poppler import reader, words
from tests.exports.running import REPEAT, Office, office

pytestmark = pytest.mark.anyio


@pytest.fixture
async def there(fresh_database: Database, tmp_path: Path) -> AsyncIterator[Office]:
    async with office(fresh_database, tmp_path) as there:
        yield there


def read(format: str, file: bytes) -> list[dict[str, Any]]:
    """The rows, by heading, by something else than what wrote them."""
    if format == "XLSX":
        heading, *rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
        return [dict(zip(map(str, heading), row, strict=True)) for row in rows]
    if format == "CSV":
        return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    return [json.loads(line) for line in file.decode().splitlines()]


@pytest.mark.parametrize("format", ["XLSX", "CSV", "JSON_LINES"])
async def test_each_format_of_data(there: Office, owner: psycopg.Connection, format: str) -> None:
    async with there.at_work():
        state, file = await there.finished(format=format)

    rows = read(format, file)
    numbers = owner.execute(
        "SELECT result.statement_number FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (id, place)"
        " JOIN share ON share.id = asked.id JOIN result ON result.id = share.result_id ORDER BY place",
        ([share.id for share in there.shares],),
    ).fetchall()
    assert [(row["Statement number"],) for row in rows] == numbers
    assert (state["rows"], state["rowsDone"], state["rowsLeftOut"]) == (3, 3, 0)
    assert (state["bytes"], state["sha256"]) == (len(file), hashlib.sha256(file).hexdigest())


async def test_statements(there: Office) -> None:
    async with there.at_work():
        state, file = await there.finished(format="PDF", filename="証明書 2026")

    text = " ".join(words(file))
    assert state["filename"] == "証明書 2026.pdf"
    assert (state["template"], state["templateVersion"], state["rows"]) == (None, None, 3)
    assert [name for name in await names(there) if name not in text] == []


@pytest.mark.parametrize(
    ("change", "wanted", "images"),
    [
        ("", {}, 1),
        ("UPDATE app_user SET may_view_photos = false", {}, 0),
        ("UPDATE share SET hide_photo = true", {}, 0),
        ("", {"pdf": {"photos": False}}, 0),
        ("UPDATE result SET exam_code = 'A2_KEY'", {}, 0),
    ],
    ids=["shown", "no permission", "hidden by the candidate", "not asked for", "exam without photos"],
)
async def test_a_photo_is_in_a_file_only_where_all_allow_it(
    there: Office, owner: psycopg.Connection, change: str, wanted: dict[str, Any], images: int
) -> None:
    async with there.service.making() as make:
        result = await make.result()
        await make.photo(result, jpeg=portrait(Random(7)))
        share = await make.share(result, there.organisation)
    owner.execute("UPDATE app_user SET may_view_photos = true")
    if change:
        owner.execute(change)
    async with there.at_work():
        state, file = await there.finished(format="PDF", shareIds=[id_of("Share", share.id)], **wanted)

    assert sum(len(page.images) for page in reader(file).pages) == images
    marked = owner.execute("SELECT has_photos FROM download WHERE id = %s", (uuid_of(state["id"]),)).fetchone()
    assert marked == (images > 0,)


async def names(there: Office) -> list[str]:
    query = "{ organisation { shares { nodes { result { statementNumber } } } } }"
    shares = (await there.service.ask(query, there.token))["organisation"]["shares"]["nodes"]
    return [share["result"]["statementNumber"] for share in shares]


async def test_the_entry_tells_how_it_went(there: Office, owner: psycopg.Connection) -> None:
    async with there.at_work():
        state, file = await there.finished(filter={"exams": ["B2_FIRST"]}, csv={"delimiter": "TAB"})

    assert file.splitlines()[0].count(b"\t") > 10
    assert state == {
        "id": state["id"],
        "status": "DONE",
        "format": "CSV",
        "filename": f"Northmoor University {state['startedAt'][:10]}.csv",
        "rows": 3,
        "rowsDone": 3,
        "rowsLeftOut": 0,
        "bytes": len(file),
        "sha256": hashlib.sha256(file).hexdigest(),
        "failure": None,
        "url": f"/downloads/{state['id']}",
        "secondsLeft": None,
        "templateVersion": 1,
        "filter": {"exams": ["B2_FIRST"]},
        "template": state["template"],
        "startedAt": state["startedAt"],
        "finishedAt": state["finishedAt"],
        "expiresAt": state["expiresAt"],
        "fetchCount": 0,
        "outdatedRows": 0,
        "by": {"name": "Ada Whitfield"},
    }
    assert state["startedAt"] <= state["finishedAt"] < state["expiresAt"]
    held = owner.execute("SELECT attempt, place, version, share_id FROM download_row ORDER BY place").fetchall()
    assert [(attempt, place, version) for attempt, place, version, _ in held] == [(1, 1, 1), (1, 2, 1), (1, 3, 1)]
    assert {share_id for *_, share_id in held} == {share.id for share in there.shares}
    events = owner.execute("SELECT actor_kind, download_id FROM event WHERE kind = 'DOWNLOAD_FINISHED'").fetchall()
    assert events == [("SYSTEM", uuid_of(state["id"]))]
    jobs = owner.execute("SELECT status, attempt, failure FROM job WHERE kind = 'download'").fetchall()
    assert jobs == [("DONE", 1, None)]


async def test_the_entry_tells_what_a_file_shows_otherwise(there: Office, owner: psycopg.Connection) -> None:
    owner.execute("UPDATE share SET candidate_name = %s WHERE id = %s", ("=1+1 𠮷\x07", there.shares[0].id))
    said = "cellsCut controlsShown charactersReplaced cellsEscaped photosUnreadable"
    async with there.at_work():
        state, file = await there.finished(csv={"encoding": "CP932"})
    asked = f"query ($id: ID!) {{ node(id: $id) {{ ... on Download {{ {said} }} }} }}"
    notes = (await there.service.ask(asked, there.token, id=state["id"]))["node"]

    assert "'=1+1 〓〓" in file.decode("cp932")
    assert [notes[name] for name in said.split()] == [0, 1, 2, 1, 0]


def uuid_of(id_: str) -> UUID:
    return UUID(id_.partition("_")[2])


async def test_checked_results(there: Office) -> None:
    async with there.service.making() as make:
        result = await make.result()
        made = [await make.verification(there.user, result), await make.verification(there.user)]
    ids = [id_of("Verification", each.id) for each in made]
    async with there.at_work():
        _, named = await there.finished(verificationIds=ids[:1])
        _, all_of_them = await there.finished(verificationFilter={})

    assert [row["Statement number"] for row in read("CSV", named)] == [result.statement_number]
    assert len(read("CSV", all_of_them)) == 2


async def test_a_key_makes_files_too(there: Office) -> None:
    async with there.service.making() as make:
        secret = new_secret()
        key = await make.api_key(
            there.organisation, secret_hash=token_hash(secret), scopes=["DOWNLOAD"], name="Nightly"
        )
    there.token = secret
    async with there.at_work():
        state, file = await there.finished()

    assert len(read("CSV", file)) == 3
    assert state["by"]["name"] == "api_key"
    assert key.revoked_at is None


async def test_with_a_filter_what_comes_later_is_not_in_it(there: Office) -> None:
    id_ = await there.started(filter={})
    async with there.service.making() as make:
        await make.share(organisation=there.organisation)
    async with there.at_work():
        state = await there.ended(id_)

    assert (state["rows"], state["rowsLeftOut"]) == (3, 0)


async def test_checks_made_later_are_not_in_a_file_of_checks(there: Office) -> None:
    async with there.service.making() as make:
        await make.verification(there.user, await make.result())
    ids = [
        await there.started(verificationFilter=given) for given in ({}, {"checkedAt": {"from": "2020-01-01T00:00:00Z"}})
    ]
    async with there.service.making() as make:
        await make.verification(there.user, await make.result(), checked_at=datetime.now(UTC))
    async with there.at_work():
        states = [await there.ended(id_) for id_ in ids]

    assert [(state["rows"], state["rowsLeftOut"]) for state in states] == [(1, 0), (1, 0)]


async def test_checks_that_found_nothing_have_no_page_and_are_counted(there: Office) -> None:
    async with there.service.making() as make:
        for result in (await make.result(), None, None):
            await make.verification(there.user, result)
    async with there.at_work():
        state, _ = await there.finished(format="PDF", verificationFilter={})

    assert (state["status"], state["rows"], state["rowsLeftOut"]) == ("DONE", 1, 2)


@pytest.mark.parametrize("named", [True, False], ids=["named", "filter"])
async def test_a_share_revoked_before_the_run_is_left_out(
    there: Office, owner: psycopg.Connection, named: bool
) -> None:
    id_ = await there.started(**({} if named else {"filter": {}}))
    owner.execute("UPDATE share SET revoked_at = now(), ended_at = now() WHERE id = %s", (there.shares[1].id,))
    async with there.at_work():
        state = await there.ended(id_)

    assert (state["status"], state["rows"], state["rowsDone"], state["rowsLeftOut"]) == ("DONE", 2, 2, 1)
    assert len(read("CSV", there.file(id_))) == 2
    assert owner.execute("SELECT count(*) FROM download_row").fetchone() == (2,)
    assert state["outdatedRows"] == 0


async def test_rows_that_are_out_of_date(there: Office, owner: psycopg.Connection) -> None:
    async with there.at_work():
        state, before = await there.finished()
        fresh, _ = await there.finished()
    first, second, _ = there.shares
    result = owner.execute("SELECT result_id FROM share WHERE id = %s", (first.id,)).fetchone()
    assert result is not None
    correct(owner, result[0])
    owner.execute("UPDATE share SET expires_at = now() - interval '1 s' WHERE id = ANY(%s)", ([first.id, second.id],))
    async with there.at_work():
        later, _ = await there.finished(shareIds=there.share_ids[2:])
    query = """query ($outdated: Boolean) { organisation { downloads(filter: {outdated: $outdated}) {
      totalCount nodes { id outdatedRows } } } }"""
    found = {
        outdated: (await there.service.ask(query, there.token, outdated=outdated))["organisation"]["downloads"]
        for outdated in (True, False)
    }

    assert found[True]["nodes"] == [{"id": each["id"], "outdatedRows": 2} for each in (fresh, state)]
    assert found[False]["nodes"] == [{"id": later["id"], "outdatedRows": 0}]
    assert there.file(state["id"]) == before


def correct(owner: psycopg.Connection, result_id: UUID) -> None:
    """A new version of the result."""
    owner.execute("UPDATE result SET version = 2, family_name = 'Corrected' WHERE id = %s", (result_id,))
    owner.execute(
        "INSERT INTO result_version SELECT (jsonb_populate_record(old, jsonb_build_object('version', 2, 'recorded_at',"
        " now()))).* FROM result_version AS old WHERE result_id = %s AND version = 1",
        (result_id,),
    )


async def test_repeated_it_is_a_new_entry_with_todays_data(there: Office, owner: psycopg.Connection) -> None:
    async with there.at_work():
        state, before = await there.finished(filter={}, csv={"encoding": "UTF_8"})
        async with there.service.making() as make:
            await make.share(organisation=there.organisation)
        payload = (await there.service.ask(REPEAT, there.token, id=state["id"]))["repeatDownload"]
        again = await there.ended(payload["download"]["id"])

    assert again["id"] != state["id"]
    assert (again["rows"], again["filter"], again["filename"]) == (4, {}, state["filename"])
    assert not there.file(again["id"]).startswith(b"\xef\xbb\xbf")
    assert there.file(state["id"]) == before
    assert owner.execute("SELECT repeats_id FROM download ORDER BY started_at").fetchall() == [
        (None,),
        (uuid_of(state["id"]),),
    ]


async def test_a_template_stays_as_it_was(there: Office) -> None:
    create = """mutation ($input: CreateTemplateInput!) { createTemplate(input: $input) {
      ... on TemplateCreated { template { id } } } }"""
    update = """mutation ($input: UpdateTemplateInput!) { updateTemplate(input: $input) { __typename } }"""
    columns = [{"path": "result.statementNumber", "heading": "番号"}]
    made = await there.service.ask(create, there.token, input={"name": "Mine", "template": {"columns": columns}})
    id_ = made["createTemplate"]["template"]["id"]
    waiting = await there.started(templateId=id_)
    change = {"id": id_, "version": 1, "name": "Renamed", "template": {"columns": [{"path": "sharedAt"}, *columns]}}
    assert (await there.service.ask(update, there.token, input=change))["updateTemplate"] == {
        "__typename": "TemplateUpdated"
    }
    async with there.at_work():
        state = await there.ended(waiting)
        again = (await there.service.ask(REPEAT, there.token, id=waiting))["repeatDownload"]["download"]["id"]
        renewed = await there.ended(again)

    assert list(read("CSV", there.file(waiting))[0]) == ["番号"]
    assert (state["template"], state["templateVersion"]) == ({"id": id_, "name": "Mine"}, 1)
    assert len(read("CSV", there.file(again))[0]) == 2
    assert (renewed["template"], renewed["templateVersion"]) == ({"id": id_, "name": "Renamed"}, 2)
