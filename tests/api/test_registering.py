"""From "Register now" to a decision, as the applicant and staff ask the API."""

import asyncio
import re
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.business_days import business_days_after
from app.models import Application, Mail
from app.models.enums import UserRole
from app.viewer import SYSTEM
from tests.api.service import Service, code_of
from tests.factories import Factory

pytestmark = pytest.mark.anyio

_TOKEN = re.compile(r"/links/(rvs_l_[A-Za-z0-9_-]{43})")
REGISTER = """mutation ($input: RegisterOrganisationInput!) { registerOrganisation(input: $input) { __typename
  ... on OrganisationRegistered { registration { organisationName status submittedAt dueOn decidedAt reason } }
  ... on InvalidInput { problems { code path } } ... on Refusal { code message path } } }"""
CONFIRM = """mutation ($link: String!) { confirmEmail(input: {token: $link}) { __typename
  ... on EmailConfirmed { registration { status } } ... on Refusal { code } } }"""
STATE = "query ($link: String!) { registration(token: $link) { organisationName status dueOn reason decidedAt } }"
APPROVE = """mutation ($id: ID!) { approveOrganisation(input: {applicationId: $id}) { __typename
  ... on OrganisationApproved { application { id status organisation { id } decidedBy { kind name } }
    organisation { id name contacts { email role status } } } ... on Refusal { code path } } }"""
REFUSE = """mutation ($id: ID!) { refuseOrganisation(input: {applicationId: $id, reason: "No school."}) { __typename
  ... on OrganisationRefused { application { status reason } } ... on Refusal { code path } } }"""
MERGE = """mutation ($id: ID!, $into: ID!) { mergeApplication(input: {applicationId: $id, organisationId: $into}) {
  __typename ... on ApplicationMerged { application { status } organisation { id contacts { email role } } }
  ... on Refusal { code path } } }"""
SUSPEND = """mutation ($id: ID!) { suspendOrganisation(input: {id: $id, reason: "Guessing."}) { __typename
  ... on OrganisationSuspended { organisation { id status suspendedReason } } ... on Refusal { code path } } }"""
RESTORE = """mutation ($id: ID!) { restoreOrganisation(id: $id) { __typename
  ... on OrganisationRestored { organisation { status suspendedReason } } ... on Refusal { code path } } }"""
BUDGET = """mutation ($id: ID!, $perDay: Int!) { setVerificationBudget(input: {organisationId: $id, perDay: $perDay}) {
  __typename ... on VerificationBudgetSet { organisation { verificationBudget { perDay remaining } } }
  ... on Refusal { code path } } }"""
CANCEL = """mutation ($id: ID!, $version: Int!) {
  cancelResult(input: {resultId: $id, version: $version, reason: "Found out.", note: "Row 7."}) { __typename
    ... on ResultCancelled { record { id notes { note } receivers { nodes { toldAt lastVersion } }
      result { status version overallScore history { version reason } } } } ... on Refusal { code path } } }"""
VERIFY = """mutation ($n: String!) { verifyResult(input: {statementNumber: $n, dateOfBirth: "1999-12-31"}) {
  __typename ... on Throttled { retryAfter } } }"""

INPUT: dict[str, Any] = {
    "name": "Northmoor University",
    "city": "Northmoor",
    "country": "GB",
    "recognisedExams": ["B2_FIRST"],
    "familyName": "Adeyemi",
    "givenName": "Tola",
    "email": "Tola@Northmoor.example",
    "language": "EN",
}


async def staff_token(service: Service) -> str:
    async with service.making() as make:
        staff = await make.staff()
    return await service.token(staff)


async def mailed(service: Service) -> list[str]:
    """Tokens of all links in all mails, in their order."""
    async with service.database.session(SYSTEM) as session:
        texts = await session.scalars(sa.select(col(Mail.text)).order_by(col(Mail.id)))
        return [token for text in texts for token in _TOKEN.findall(text)]


async def test_from_registering_to_approval(service: Service) -> None:
    registered = (await service.ask(REGISTER, input=INPUT))["registerOrganisation"]
    submitted = datetime.fromisoformat(registered["registration"].pop("submittedAt"))
    due = business_days_after(submitted.date(), 5, "GB").isoformat()
    assert registered == {
        "__typename": "OrganisationRegistered",
        "registration": {
            "organisationName": "Northmoor University",
            "status": "UNCONFIRMED",
            "dueOn": due,
            "decidedAt": None,
            "reason": None,
        },
    }
    state, confirm = await mailed(service)
    token = await staff_token(service)
    async with service.database.session(SYSTEM) as session:
        application = (await session.scalars(sa.select(Application))).one()
    id_ = f"app_{application.id}"
    assert (await service.ask(APPROVE, token, id=id_))["approveOrganisation"] == {
        "__typename": "Conflict",
        "code": "ORGANISATION_WAITING",
        "path": ["input", "applicationId"],
    }
    assert (await service.ask(CONFIRM, link=confirm))["confirmEmail"] == {
        "__typename": "EmailConfirmed",
        "registration": {"status": "WAITING"},
    }
    assert (await service.ask(CONFIRM, link=confirm))["confirmEmail"]["code"] == "LINK_USED"
    waiting = {"organisationName": "Northmoor University", "status": "WAITING", "dueOn": due}
    assert (await service.ask(STATE, link=state))["registration"] == waiting | {"reason": None, "decidedAt": None}
    approved = (await service.ask(APPROVE, token, id=id_))["approveOrganisation"]
    organisation_id = approved["organisation"]["id"]
    assert approved == {
        "__typename": "OrganisationApproved",
        "application": {
            "id": id_,
            "status": "APPROVED",
            "organisation": {"id": organisation_id},
            "decidedBy": {"kind": "STAFF", "name": "Ottilie Vance"},
        },
        "organisation": {
            "id": organisation_id,
            "name": "Northmoor University",
            "contacts": [{"email": "tola@northmoor.example", "role": "PRIMARY", "status": "INVITED"}],
        },
    }
    assert (await service.ask(STATE, link=state))["registration"]["status"] == "APPROVED"
    assert (await service.ask(APPROVE, token, id=id_))["approveOrganisation"]["code"] == "ALREADY_DECIDED"
    assert len(await mailed(service)) == 3  # and one sets the password


async def test_wrong_input_is_told_whole_and_the_known_are_not_told_apart(service: Service) -> None:
    async with service.making() as make:
        await make.user(email="tola@northmoor.example")
    known = (await service.ask(REGISTER, input=INPUT))["registerOrganisation"]
    unknown = (await service.ask(REGISTER, input=INPUT | {"email": "other@northmoor.example"}))["registerOrganisation"]
    for answer in (known, unknown):
        answer["registration"].pop("submittedAt")
    assert known == unknown
    wrong = (await service.ask(REGISTER, input=INPUT | {"name": "", "email": "x"}))["registerOrganisation"]
    assert wrong == {
        "__typename": "InvalidInput",
        "problems": [
            {"code": "REQUIRED", "path": ["input", "name"]},
            {"code": "EMAIL_INVALID", "path": ["input", "email"]},
        ],
        "code": "REQUIRED",
        "message": "This must not be empty.",
        "path": ["input", "name"],
    }


@pytest.mark.parametrize("token", ["", "rvs_l_" + "A" * 43])
async def test_no_such_registration(service: Service, token: str) -> None:
    assert await service.ask(STATE, link=token) == {"registration": None}


async def test_other_links_show_no_registration(service: Service) -> None:
    await service.ask(REGISTER, input=INPUT)
    _, confirm = await mailed(service)
    assert await service.ask(STATE, link=confirm) == {"registration": None}


async def test_refused_and_merged(service: Service) -> None:
    async with service.making() as make:
        refused, merged = await make.application(), await make.application()
        member = await make.organisation()
    token = await staff_token(service)
    assert (await service.ask(REFUSE, token, id=f"app_{refused.id}"))["refuseOrganisation"] == {
        "__typename": "OrganisationRefused",
        "application": {"status": "REFUSED", "reason": "No school."},
    }
    for into in (f"orp_{member.id}", f"bor_{member.id}"):  # either names it
        answer = (await service.ask(MERGE, token, id=f"app_{merged.id}", into=into))["mergeApplication"]
        if into.startswith("orp"):
            assert answer == {
                "__typename": "ApplicationMerged",
                "application": {"status": "MERGED"},
                "organisation": {"id": f"bor_{member.id}", "contacts": [{"email": merged.email, "role": "MEMBER"}]},
            }
        else:
            assert answer["code"] == "ALREADY_DECIDED"


async def test_a_suspended_organisation_is_refused_at_once(service: Service) -> None:
    async with service.making() as make:
        organisation = await make.organisation()
        user = await make.user(organisation)
    user_token, token = await service.token(user), await staff_token(service)
    mine = "{ organisation { id } }"
    assert (await service.ask(mine, user_token))["organisation"]["id"] == f"org_{organisation.id}"
    id_ = f"bor_{organisation.id}"
    assert (await service.ask(SUSPEND, token, id=id_))["suspendOrganisation"] == {
        "__typename": "OrganisationSuspended",
        "organisation": {"id": id_, "status": "SUSPENDED", "suspendedReason": "Guessing."},
    }
    response = await service.post({"query": mine}, user_token)
    assert code_of(response.json()) == "UNAUTHENTICATED"
    assert (await service.ask(RESTORE, token, id=id_))["restoreOrganisation"] == {
        "__typename": "OrganisationRestored",
        "organisation": {"status": "APPROVED", "suspendedReason": None},
    }
    assert (await service.ask(mine, user_token))["organisation"]["id"] == f"org_{organisation.id}"


async def test_an_organisations_own_budget(service: Service) -> None:
    async with service.making() as make:
        organisation = await make.organisation()
        user = await make.user(organisation)
    user_token, token = await service.token(user), await staff_token(service)
    id_ = f"bor_{organisation.id}"
    assert (await service.ask(BUDGET, token, id=id_, perDay=2))["setVerificationBudget"] == {
        "__typename": "VerificationBudgetSet",
        "organisation": {"verificationBudget": {"perDay": 2, "remaining": 2}},
    }
    answers = [(await service.ask(VERIFY, user_token, n=f"126GB000000{n}"))["verifyResult"] for n in range(3)]
    assert [answer["__typename"] for answer in answers] == ["NoMatch", "NoMatch", "Throttled"]
    assert 1 <= answers[2]["retryAfter"] <= 86_400  # until midnight UTC (docs/limits.md)
    raised = (await service.ask(BUDGET, token, id=id_, perDay=3))["setVerificationBudget"]
    assert raised["organisation"]["verificationBudget"] == {"perDay": 3, "remaining": 1}
    again = (await service.ask(VERIFY, user_token, n="126GB0000009"))["verifyResult"]
    assert again["__typename"] == "NoMatch"


async def test_a_cancelled_result(service: Service) -> None:
    async with service.making() as make:
        result = await make.result()
        share = await make.share(result)
        user = await make.user(await _organisation(make, share.organisation_id))
    token = await staff_token(service)
    cancelled = (await service.ask(CANCEL, token, id=f"brs_{result.id}", version=1))["cancelResult"]
    assert cancelled["record"]["receivers"]["nodes"] == [{"toldAt": None, "lastVersion": 1}]  # events come last of all
    cancelled["record"].pop("receivers")
    assert cancelled == {
        "__typename": "ResultCancelled",
        "record": {
            "id": f"brs_{result.id}",
            "notes": [{"note": "Row 7."}],
            "result": {
                "status": "CANCELLED",
                "version": 2,
                "overallScore": None,
                "history": [{"version": 2, "reason": "Found out."}, {"version": 1, "reason": None}],
            },
        },
    }
    told = "query ($id: ID!) { node(id: $id) { ... on BoardResult { receivers { nodes { toldAt } } } } }"
    ((node,),) = (await service.ask(told, token, id=f"brs_{result.id}"))["node"]["receivers"].values()
    assert datetime.fromisoformat(node["toldAt"]) <= datetime.now(UTC)
    again = (await service.ask(CANCEL, token, id=f"res_{result.id}", version=1))["cancelResult"]
    assert again == {"__typename": "Conflict", "code": "OUT_OF_DATE", "path": ["input", "version"]}
    log = "{ organisation { events(kinds: [RESULT_CANCELLED]) { nodes { kind resultVersion { reason } } } } }"
    events = (await service.ask(log, await service.token(user)))["organisation"]["events"]["nodes"]
    assert events == [{"kind": "RESULT_CANCELLED", "resultVersion": {"reason": "Found out."}}]


async def test_nobody_else_decides(service: Service) -> None:
    async with service.making() as make:
        application, organisation, result = await make.application(), await make.organisation(), await make.result()
        others = [await make.user(organisation, role=UserRole.PRIMARY), await make.account()]
    calls: list[tuple[str, dict[str, Any]]] = [
        (APPROVE, {"id": f"app_{application.id}"}),
        (REFUSE, {"id": f"app_{application.id}"}),
        (MERGE, {"id": f"app_{application.id}", "into": f"bor_{organisation.id}"}),
        (SUSPEND, {"id": f"bor_{organisation.id}"}),
        (RESTORE, {"id": f"bor_{organisation.id}"}),
        (BUDGET, {"id": f"bor_{organisation.id}", "perDay": 1}),
        (CANCEL, {"id": f"brs_{result.id}", "version": 1}),
    ]
    tokens = [await service.token(somebody) for somebody in others]
    for query, variables in calls:
        kinds = [next(iter((await service.ask(query, token, **variables)).values())) for token in (None, *tokens)]
        assert [kind["__typename"] for kind in kinds] == ["NotSignedIn", "Forbidden", "Forbidden"]


async def test_two_approve_at_once(service: Service) -> None:
    async with service.making() as make:
        application = await make.application()
    tokens = [await staff_token(service) for _ in range(2)]
    answers = await asyncio.gather(*(service.ask(APPROVE, token, id=f"app_{application.id}") for token in tokens))
    kinds = sorted(answer["approveOrganisation"]["__typename"] for answer in answers)
    assert kinds == ["Conflict", "OrganisationApproved"]


async def _organisation(make: Factory, id_: Any) -> Any:
    from app.models import Organisation

    return await make.session.get_one(Organisation, id_)
