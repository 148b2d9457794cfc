"""The board as staff ask it, and as others try to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.models import Import
from app.models.enums import ApplicationStatus, JobStatus, OrganisationStatus, UserRole
from tests.api.service import Service, code_of
from tests.factories import SHARED

pytestmark = pytest.mark.anyio

APPLICATIONS = """query ($statuses: [ApplicationStatus!], $search: String, $overdue: Boolean) {
  board { applications(statuses: $statuses, search: $search, overdue: $overdue) {
    nodes { name isOverdue } totalCount } } }"""


async def staff_token(service: Service) -> str:
    async with service.making() as make:
        staff = await make.staff()
    return await service.token(staff)


async def test_staff_only(service: Service) -> None:
    async with service.making() as make:
        others = [await make.user(role=UserRole.PRIMARY), await make.account()]
    query = "{ board { organisations { totalCount } } }"
    body = await service.answer(query)
    assert (body["data"], code_of(body)) == ({"board": None}, "UNAUTHENTICATED")
    for somebody in others:
        body = await service.answer(query, await service.token(somebody))
        assert (body["data"], code_of(body)) == ({"board": None}, "FORBIDDEN")


async def test_applications_due_first(service: Service) -> None:
    today = datetime.now(UTC).date()
    async with service.making() as make:
        await make.application(name="Later", due_on=today + timedelta(days=3))
        await make.application(name="Overdue", due_on=today - timedelta(days=1), city="Saltmarsh % Sea")
        await make.application(name="Today", due_on=today, family_name="Ødegård")
        await make.application(name="Unconfirmed", status=ApplicationStatus.UNCONFIRMED, confirmed_at=None)
        await make.application(name="Refused", status=ApplicationStatus.REFUSED, decided_at=SHARED)
    token = await staff_token(service)

    async def names(**variables: Any) -> list[str]:
        found = (await service.ask(APPLICATIONS, token, **variables))["board"]["applications"]
        assert found["totalCount"] == len(found["nodes"])
        return [f"{node['name']}{'!' if node['isOverdue'] else ''}" for node in found["nodes"]]

    assert await names() == ["Overdue!", "Today", "Later"]
    assert await names(overdue=True) == ["Overdue!"]
    assert await names(overdue=False) == ["Today", "Later"]
    assert await names(statuses=["UNCONFIRMED", "REFUSED"]) == ["Unconfirmed", "Refused"]
    assert await names(search="LATER") == ["Later"]
    assert await names(search="saltmarsh %") == ["Overdue!"]
    assert await names(search=" ") == ["Overdue!", "Today", "Later"]
    assert await names(search="nothing") == []


async def test_an_application_whole(service: Service) -> None:
    async with service.making() as make:
        member = await make.organisation(name="Saltmarsh College", city="Saltmarsh", country="GB")
        decider = await make.staff()
        application = await make.application(
            name="Saltmarsh Colege",
            website="saltmarsh.example",
            recognised_exams=["C1_ADVANCED", "B2_FIRST"],
            status=ApplicationStatus.REFUSED,
            decided_at=SHARED,
            decided_by=decider.id,
            reason="No.",
        )
    token = await service.token(decider)
    fields = """{ id name city country website recognisedExams { code } applicantName email language status submittedAt
      dueOn isOverdue decidedAt decidedBy { kind name } reason organisation { id }
      possibleDuplicates { reasons organisation { id name } application { id } } }"""
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on Application {fields} }} }}"
    expected = {
        "id": f"app_{application.id}",
        "name": "Saltmarsh Colege",
        "city": "Saltmarsh",
        "country": "GB",
        "website": "saltmarsh.example",
        "recognisedExams": [{"code": "B2_FIRST"}, {"code": "C1_ADVANCED"}],
        "applicantName": "Tola Adeyemi",
        "email": application.email,
        "language": "EN",
        "status": "REFUSED",
        "submittedAt": "2026-05-04T12:00:00+00:00",
        "dueOn": "2026-05-12",
        "isOverdue": False,
        "decidedAt": "2026-05-04T12:00:00+00:00",
        "decidedBy": {"kind": "STAFF", "name": "Ottilie Vance"},
        "reason": "No.",
        "organisation": None,
        "possibleDuplicates": [
            {
                "reasons": ["SIMILAR_NAME", "SAME_CITY"],
                "organisation": {"id": f"bor_{member.id}", "name": "Saltmarsh College"},
                "application": None,
            }
        ],
    }
    assert await service.ask(query, token, id=f"app_{application.id}") == {"node": expected}
    assert await service.ask(query, id=f"app_{application.id}") == {"node": None}


async def test_organisations(service: Service) -> None:
    async with service.making() as make:
        organisation = await make.organisation(
            name="みどり野大学",
            city="札幌",
            country="JP",
            status=OrganisationStatus.SUSPENDED,
            suspended_at=SHARED,
            suspended_reason="Guessing.",
            verifications_per_day=7,
        )
        await make.user(organisation, email="b@example.org", family_name="高橋", given_name="美咲")
        await make.user(organisation, email="a@example.org", role=UserRole.PRIMARY, last_seen_at=SHARED)
        await make.user(organisation, removed_at=SHARED)
        await make.share(None, organisation)
        now = datetime.now(UTC)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        await make.verification(await make.user(organisation, removed_at=SHARED), checked_at=now)
        await make.organisation(name="Northmoor University")
    query = """query ($search: String, $status: OrganisationStatus) {
      board { organisations(search: $search, status: $status) { nodes { id name status shareCount lastActiveAt
        suspendedReason verificationBudget { perDay remaining resetsAt }
        contacts { displayName email role status lastSeenAt } } } } }"""
    token = await staff_token(service)
    expected = {
        "id": f"bor_{organisation.id}",
        "name": "みどり野大学",
        "status": "SUSPENDED",
        "shareCount": 1,
        "lastActiveAt": SHARED.isoformat(),
        "suspendedReason": "Guessing.",
        "verificationBudget": {
            "perDay": 7,
            "remaining": 6,
            "resetsAt": midnight.isoformat(),
        },
    }

    async def found(**variables: Any) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = (await service.ask(query, token, **variables))["board"]["organisations"]["nodes"]
        return nodes

    (shown,) = await found(search="ミドリ野")
    contacts = shown.pop("contacts")
    assert shown == expected
    assert [contact["email"] for contact in contacts] == ["a@example.org", "b@example.org"]
    assert contacts[1] == {
        "displayName": "高橋 美咲",
        "email": "b@example.org",
        "role": "MEMBER",
        "status": "ACTIVE",
        "lastSeenAt": None,
    }
    assert [node["name"] for node in await found(status="APPROVED")] == ["Northmoor University"]
    assert [node["name"] for node in await found()] == ["Northmoor University", "みどり野大学"]


async def test_results_and_receivers(service: Service) -> None:
    async with service.making() as make:
        candidate = await make.candidate(candidate_number="C7770001", family_name="Lindqvist", given_name="Elsa")
        result = await make.result(candidate, statement_number="126GB7770001")
        other = await make.result(await make.candidate(family_name="Petrosyan", given_name="Anahit", native_name=None))
        shares = [await make.share(result) for _ in range(3)]
        note = {"note": "Seen.", "noted_at": SHARED, "noted_by": (await make.staff()).id}
        from app.models import ResultNote

        await make.add(ResultNote(result_id=result.id, version=1, **note))
    token = await staff_token(service)
    query = """query ($search: String, $status: ResultStatus) { board { results(search: $search, status: $status) {
      nodes { id result { statementNumber overallScore candidate { displayName } } notes { note notedBy { name } }
        receivers(first: 2) { totalCount pageInfo { hasNextPage endCursor }
          nodes { id kinds lastVersion organisation { id } } } } } } }"""

    async def found(**variables: Any) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = (await service.ask(query, token, **variables))["board"]["results"]["nodes"]
        return nodes

    (shown,) = await found(search="126gb 7770001")
    receivers = shown.pop("receivers")
    assert shown == {
        "id": f"brs_{result.id}",
        "result": {
            "statementNumber": "126GB7770001",
            "overallScore": 169,
            "candidate": {"displayName": "Elsa Lindqvist"},
        },
        "notes": [{"note": "Seen.", "notedBy": {"name": "Ottilie Vance"}}],
    }
    assert (receivers["totalCount"], receivers["pageInfo"]["hasNextPage"]) == (3, True)
    more = """query ($id: ID!, $after: String) { node(id: $id) { ... on BoardResult { receivers(after: $after) {
      nodes { id organisation { id } kinds lastVersion } } } } }"""
    rest = await service.ask(more, token, id=shown["id"], after=receivers["pageInfo"]["endCursor"])
    everybody = [*receivers["nodes"], *rest["node"]["receivers"]["nodes"]]
    assert {each["organisation"]["id"] for each in everybody} == {f"bor_{share.organisation_id}" for share in shares}
    for search in ("C7770001", "lindq els", "LINDQVIST"):
        assert [node["id"] for node in await found(search=search)] == [f"brs_{result.id}"]
    assert [node["id"] for node in await found()] == [f"brs_{other.id}", f"brs_{result.id}"]
    assert await found(search="%") == await found(status="CANCELLED") == []

    one = "query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Receiver { lastVersion organisation { id } } } }"
    ids = [everybody[1]["id"], "rcv_" + "0" * 64, everybody[0]["id"], "rcv_x"]
    again = (await service.ask(one, token, ids=ids))["nodes"]
    assert [node and node["id"] for node in again] == [ids[0], None, ids[2], None]
    assert (await service.ask(one, ids=ids[:1]))["nodes"] == [None]


async def test_imports_and_their_rejects(service: Service, tmp_path: Path) -> None:
    rejected = tmp_path / "results.csv.rejects.csv"
    rejected.write_text("line,column,code,reason\n")
    values: dict[str, Any] = {"filename": "results.csv", "status": JobStatus.DONE, "rows": 3, "added": 2, "rejected": 1}
    async with service.making() as make:
        first = await make.add(Import(**values, started_at=SHARED, rejects_path=str(rejected)))
        gone = await make.add(Import(**values, started_at=SHARED + timedelta(days=1), rejects_path=f"{rejected}.gone"))
        user = await make.user()
    token = await staff_token(service)
    query = "{ board { imports { nodes { id filename status startedAt finishedAt rows added rejected rejectsUrl } } } }"
    nodes = (await service.ask(query, token))["board"]["imports"]["nodes"]
    assert [node["id"] for node in nodes] == [f"imp_{gone.id}", f"imp_{first.id}"]
    assert nodes[1] == {
        "id": f"imp_{first.id}",
        "filename": "results.csv",
        "status": "DONE",
        "startedAt": SHARED.isoformat(),
        "finishedAt": None,
        "rows": 3,
        "added": 2,
        "rejected": 1,
        "rejectsUrl": f"/imports/imp_{first.id}/rejects",
    }

    async def fetched(url: str, token: str | None) -> tuple[int, bytes]:
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        response = await service.http.get(url, headers=headers)
        return response.status_code, response.content

    assert await fetched(nodes[1]["rejectsUrl"], token) == (200, rejected.read_bytes())
    assert (await fetched(nodes[0]["rejectsUrl"], token))[0] == 404
    assert (await fetched("/imports/imp_x/rejects", token))[0] == 404
    assert (await fetched(nodes[1]["rejectsUrl"], await service.token(user)))[0] == 403
    assert (await fetched(nodes[1]["rejectsUrl"], None))[0] == 401


async def test_how_many_checks_an_organisation_has_left(service: Service) -> None:
    """Only those count that found nothing, today; another organisation's do not."""
    now = datetime.now(UTC)
    async with service.making() as make:
        user, other = await make.user(await make.organisation(verifications_per_day=3)), await make.user()
        await make.verification(user, checked_at=now)
        await make.verification(user, checked_at=now - timedelta(days=2))
        await make.verification(user, await make.result(), checked_at=now)
        await make.verification(other, checked_at=now)
    query = (
        "query ($id: ID!) { node(id: $id) { ... on BoardOrganisation { verificationBudget { perDay remaining } } } }"
    )
    answer = await service.ask(query, await staff_token(service), id=f"bor_{user.organisation_id}")
    assert answer == {"node": {"verificationBudget": {"perDay": 3, "remaining": 2}}}
