"""What the attack matrix attacks: an organisation with everything, and the arguments that name its things."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.models import (
    ApiKey,
    Application,
    CandidateAccount,
    Download,
    Link,
    Organisation,
    Result,
    Share,
    TemplateVersion,
    User,
)
from app.models.enums import ApplicationStatus, LinkPurpose, UserRole, UserStatus
from app.schema.ids import id_of
from app.security.api_keys import SHOWN, new_secret
from app.security.links import PREFIX
from app.security.passwords import hashed
from app.security.secrets import secret_hash
from app.security.tokens import token_hash
from tests.api.service import SETTINGS, Service
from tests.factories import Factory

NOW = datetime.now(UTC)
PASSWORD = "a quiet harbour at dusk"
SECRET = "QWER-1234"
CONFIRM, SET_PASSWORD, STATE = (PREFIX + letter * 43 for letter in "cps")


@dataclass(frozen=True)
class Attacked:
    """The things, and a credential of each kind of viewer."""

    organisation: Organisation
    primary: User
    colleague: User
    invited: User
    share: Share
    own_share: Share
    unshared: Result
    verifiable: Result
    account: CandidateAccount
    key: ApiKey
    download: Download
    application: Application
    template: TemplateVersion
    other_organisation: Organisation
    tokens: dict[str, str | None]


async def attacked(service: Service) -> Attacked:
    """All made and committed."""
    async with service.making() as make:
        people = await _people(make)
        made = await _things(make, **people)
    tokens: dict[str, str | None] = {"nobody": None}
    for name in ("member", "primary", "photoless", "other", "suspended", "candidate", "other_candidate", "staff"):
        tokens[name] = await service.token(people[name])
    for name, values in {
        "scopeless_key": {"scopes": ["DOWNLOAD"]},
        "expired_key": {"expires_at": NOW - timedelta(days=1)},
    }.items():
        secret = tokens[name] = new_secret()
        async with service.making() as make:
            await make.api_key(people["organisation"], secret_hash=token_hash(secret), prefix=secret[:SHOWN], **values)
    return Attacked(**made, tokens=tokens)


async def _people(make: Factory) -> dict[str, Any]:
    organisation, elsewhere = await make.organisation(), await make.organisation()
    gone = await make.organisation(status="SUSPENDED", suspended_at=NOW)
    photos = {"may_view_photos": True}
    candidate, other_candidate = await make.candidate(), await make.candidate()
    account = await make.account(candidate, password_hash=await hashed(PASSWORD))
    return {
        "organisation": organisation,
        "elsewhere": elsewhere,
        "member": await make.user(organisation, **photos),
        "primary": await make.user(organisation, role=UserRole.PRIMARY, **photos),
        "photoless": await make.user(organisation),
        "other": await make.user(elsewhere, role=UserRole.PRIMARY, **photos),
        "suspended": await make.user(gone, role=UserRole.PRIMARY),
        "candidate": account,
        "other_candidate": await make.account(other_candidate),
        "staff": await make.staff(),
    }


async def _things(make: Factory, organisation: Organisation, elsewhere: Organisation, **people: Any) -> dict[str, Any]:
    candidate = await make.session.get_one(type(await make.candidate()), people["candidate"].candidate_id)
    shared, unshared, verifiable = await make.result(candidate), await make.result(candidate), await make.result()
    await make.photo(shared)
    share = await make.share(shared, organisation)
    key = secret_hash(SETTINGS.secret_key.get_secret_value().encode(), "GB7777777", SECRET)  # type: ignore[union-attr]
    await make.candidate(candidate_number="GB7777777", secret_hash=key)
    application = await make.application(email="applicant@matrix.example.org")
    unconfirmed = await make.application(status=ApplicationStatus.UNCONFIRMED, confirmed_at=None)
    invited = await make.user(
        organisation, status=UserStatus.INVITED, password_hash=None, invited_at=NOW - timedelta(2)
    )
    for token, purpose, owner in (
        (CONFIRM, LinkPurpose.CONFIRM_EMAIL, {"application_id": unconfirmed.id}),
        (STATE, LinkPurpose.REGISTRATION, {"application_id": application.id}),
        (SET_PASSWORD, LinkPurpose.SET_PASSWORD, {"user_id": invited.id}),
    ):
        await make.add(
            Link(token_hash=token_hash(token), purpose=purpose, created_at=NOW, expires_at=NOW + timedelta(1), **owner)
        )
    return {
        "organisation": organisation,
        "primary": people["primary"],
        "colleague": await make.user(organisation),
        "invited": invited,
        "share": share,
        "own_share": share,
        "unshared": unshared,
        "verifiable": verifiable,
        "account": people["candidate"],
        "key": await make.api_key(organisation),
        "download": await make.download(
            people["member"], format="PDF", choice={"shareIds": [id_of("Share", share.id)]}
        ),
        "application": application,
        "template": await make.template(organisation),
        "other_organisation": elsewhere,
    }


def arguments(on: Attacked) -> dict[str, dict[str, Any]]:
    """Variables of each mutation, good ones: who may, succeeds."""
    profile = id_of("OrganisationProfile", on.other_organisation.id)
    colleague, application = id_of("User", on.colleague.id), id_of("Application", on.application.id)
    template = id_of("Template", on.template.template_id)
    result, tomorrow = id_of("Result", on.unshared.id), (NOW + timedelta(days=1)).isoformat()
    change = {"resultId": result, "version": 1, "reason": "Checked again."}
    new_key_input = {"name": "Admissions", "scopes": ["READ"], "expiresAt": tomorrow}
    person = {"familyName": "Adeyemi", "givenName": "Tola", "language": "EN"}
    registration = {"name": "Reedham College", "city": "Reedham", "country": "GB", "recognisedExams": ["B2_FIRST"]}
    claim = {"candidateNumber": "GB7777777", "secret": SECRET, "email": "claims@example.org", "password": PASSWORD}
    return {
        "registerOrganisation": {"input": {**registration, **person, "email": "new@reedham.example.org"}},
        "confirmEmail": {"input": {"token": CONFIRM}},
        "requestPasswordLink": {"input": {"email": on.primary.email}},
        "setPassword": {"input": {"token": SET_PASSWORD, "password": PASSWORD}},
        "claimCandidateAccount": {"input": claim},
        "signIn": {"email": on.account.email, "password": PASSWORD},
        "completeSignIn": {"input": {"challenge": "none", "code": "123456"}},
        "signOut": {},
        "changePassword": {"input": {"current": "not this one", "new": PASSWORD}},
        "endSessions": {"input": {}},
        "startSecondFactor": {"input": {"password": "not this one"}},
        "resetSecondFactor": {"input": {"userId": colleague, "password": "not this one"}},
        "confirmSecondFactor": {"input": {"code": "123456"}},
        "removeSecondFactor": {"input": {"password": "not this one"}},
        "updateOrganisation": {"input": {"city": "Elsewhere"}},
        "addUser": {"input": {"email": "added@example.org", **person}},
        "updateUser": {"input": {"id": colleague, "mayViewPhotos": True}},
        "removeUser": {"id": colleague},
        "resendInvitation": {"id": id_of("User", on.invited.id)},
        "transferPrimary": {"input": {"userId": colleague}},
        "shareResults": {"input": {"resultIds": [result], "organisationId": profile}},
        "updateShare": {"input": {"id": id_of("CandidateShare", on.own_share.id), "hidePhoto": True}},
        "revokeShare": {"id": id_of("CandidateShare", on.own_share.id)},
        "openShare": {"id": id_of("Share", on.share.id)},
        "markSharesSeen": {"input": {"shareIds": [id_of("Share", on.share.id)]}},
        "verifyResult": {
            "input": {
                "statementNumber": on.verifiable.statement_number,
                "dateOfBirth": on.verifiable.date_of_birth.isoformat(),
            }
        },
        "startDownload": {"input": {"format": "PDF", "shareIds": [id_of("Share", on.share.id)]}},
        "repeatDownload": {"id": id_of("Download", on.download.id)},
        "cancelDownload": {"id": id_of("Download", on.download.id)},
        "createTemplate": {"input": {"name": "Admissions", "template": {"columns": [{"path": "candidateName"}]}}},
        "updateTemplate": {"input": {"id": template, "version": 1, "name": "Registry"}},
        "deleteTemplate": {"id": template},
        "createApiKey": {"input": new_key_input},
        "rotateApiKey": {"input": {"id": id_of("ApiKey", on.key.id), "expiresAt": tomorrow}},
        "revokeApiKey": {"id": id_of("ApiKey", on.key.id)},
        "approveOrganisation": {"input": {"applicationId": application}},
        "refuseOrganisation": {"input": {"applicationId": application, "reason": "We could not reach you."}},
        "mergeApplication": {
            "input": {"applicationId": application, "organisationId": id_of("BoardOrganisation", on.organisation.id)}
        },
        "suspendOrganisation": {
            "input": {"id": id_of("BoardOrganisation", on.organisation.id), "reason": "An inquiry."}
        },
        "restoreOrganisation": {"id": id_of("BoardOrganisation", on.organisation.id)},
        "setVerificationBudget": {
            "input": {"organisationId": id_of("BoardOrganisation", on.organisation.id), "perDay": 10}
        },
        "cancelResult": {"input": change},
        "withholdResult": {"input": change},
        "releaseResult": {"input": change},
    }


def documents(on: Attacked) -> dict[str, str]:
    """The query of each row of QUERIES but the fields of an organisation, which are made of the schema."""
    share, download = id_of("Share", on.share.id), id_of("Download", on.download.id)
    return {
        "node": f'{{ node(id: "{share}") {{ id }} }}',
        "nodes": f'{{ nodes(ids: ["{share}"]) {{ id }} }}',
        "viewer": "{ viewer { __typename } }",
        "organisation": "{ organisation { id } }",
        "candidate": "{ candidate { id } }",
        "board": "{ board { applications { totalCount } } }",
        "organisations": "{ organisations { totalCount } }",
        "exams": "{ exams { id } }",
        "registration": f'{{ registration(token: "{STATE}") {{ status }} }}',
        "link": f'{{ link(token: "{SET_PASSWORD}") {{ works }} }}',
        "subscription.resultShared": "subscription { resultShared { cursor } }",
        "subscription.downloadProgressed": f'subscription {{ downloadProgressed(id: "{download}") {{ id }} }}',
        "subscription.shareChanged": "subscription { shareChanged { cursor } }",
    }
