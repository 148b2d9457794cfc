"""Two organisations, each with everything an organisation can have, alike: what one sees, the other must not."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.models import (
    AuditEntry,
    AuditHead,
    AuditSeal,
    CandidateAccount,
    Challenge,
    ClaimAttempt,
    Disclosure,
    Download,
    DownloadFetch,
    DownloadRow,
    FirstAnswer,
    Import,
    Invitation,
    Job,
    Link,
    Mail,
    Organisation,
    Result,
    ResultNote,
    Schedule,
    SecondFactor,
    Share,
    Template,
    TemplateVersion,
    User,
    Verification,
    new_id,
)
from app.models.enums import (
    AccessWay,
    ActorKind,
    ComponentLayout,
    DisclosureKind,
    DownloadFormat,
    JobStatus,
    Language,
    LinkPurpose,
)
from app.viewer import Viewer
from tests.factories import SHARED, Factory, viewer_of

PAST, FUTURE = datetime(2026, 6, 1, tzinfo=UTC), datetime(2126, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Side:
    """One organisation and what concerns it. `shown`, `verified`: results that it may see; `over`, `revoked`: shares
    that have ended, whose results it may not."""

    organisation: Organisation
    user: User
    account: CandidateAccount
    share: Share
    shown: Result
    verified: Result
    over: Share
    revoked: Share
    verification: Verification

    @property
    def viewer(self) -> Viewer:
        return viewer_of(self.user)

    @property
    def candidate(self) -> Viewer:
        return viewer_of(self.account)


async def side(make: Factory) -> Side:
    organisation = await make.organisation()
    user = await make.user(organisation, may_view_photos=True)
    candidate = await make.candidate()
    account = await make.account(candidate)
    shown, verified = await make.result(candidate), await make.result()
    share = await make.share(shown, organisation)
    over = await make.share(None, organisation, expires_at=PAST)
    revoked = await make.share(None, organisation, revoked_at=PAST, ended_at=PAST)
    for result in (shown, verified):
        await make.photo(result)
    verification = await make.verification(user, verified)
    await make.verification(user)
    await make.sighting(share, user)
    await make.sign_in(user)
    await make.sign_in(account)
    await make.add(Job(kind="mail", organisation_id=organisation.id, run_at=SHARED, created_at=SHARED))
    await make.add(Import(filename="results.csv", status=JobStatus.DONE, started_at=SHARED))
    await _people_and_keys(make, user, account, share)
    await _downloads(make, user, account, share)
    return Side(organisation, user, account, share, shown, verified, over, revoked, verification)


async def _downloads(make: Factory, user: User, account: CandidateAccount, share: Share) -> None:
    """A template and a file made with it, which somebody fetched."""
    own = {"organisation_id": user.organisation_id}
    actor = {"actor_kind": ActorKind.USER, "actor_id": user.id}
    template = Template(**own)
    version = TemplateVersion(
        template_id=template.id,
        version=1,
        name="Admissions",
        columns=[{"path": "candidateName", "heading": "Name"}],
        date_format="yyyy-MM-dd",
        component_layout=ComponentLayout.COLUMNS,
        language=Language.EN,
        time_zone="Europe/London",
        updated_at=SHARED,
        **own,
        **actor,
    )
    make.session.add(template)
    await make.add(version)
    download = await make.add(
        Download(
            job_id=new_id(),
            status=JobStatus.DONE,
            format=DownloadFormat.CSV,
            filename="results.csv",
            language=Language.EN,
            time_zone="Europe/London",
            options={},
            choice={},
            template_id=template.id,
            template_version=1,
            size=1,
            sha256=bytes(32),
            started_at=SHARED,
            finished_at=SHARED,
            **own,
            **actor,
        )
    )
    row = {"candidate_id": account.candidate_id, "result_id": share.result_id, "version": 1, "share_id": share.id}
    await make.add(DownloadRow(download_id=download.id, attempt=0, place=1, **own, **row))
    await make.add(DownloadFetch(download_id=download.id, fetched_at=SHARED, last_at=SHARED, **own, **actor))


async def _people_and_keys(make: Factory, user: User, account: CandidateAccount, share: Share) -> None:
    """What came with registration, keys, ledger and audit trail."""
    number = make.number()
    organisation_id = user.organisation_id
    staff = await make.staff()
    note = {"note": "Seen by the board alone.", "noted_by": staff.id, "noted_at": SHARED}
    await make.add(ResultNote(result_id=share.result_id, version=1, **note))
    await make.application()
    await make.api_key(await make.session.get_one(Organisation, organisation_id))
    token = {"token_hash": number.to_bytes(32), "user_id": user.id, "created_at": SHARED, "expires_at": FUTURE}
    await make.add(Link(purpose=LinkPurpose.SET_PASSWORD, **token))
    await make.add(Challenge(**token))
    await make.add(SecondFactor(user_id=user.id, sealed_secret=b"", started_at=SHARED))
    await make.add(Mail(kind="test", recipient="x@example.org", language=Language.EN, run_at=SHARED, created_at=SHARED))
    await make.add(ClaimAttempt(number_hash=number.to_bytes(32), tried_at=SHARED))
    await make.add(FirstAnswer(key_hash=number.to_bytes(32), input_hash=bytes(32), created_at=SHARED))
    await make.add(Schedule(name=f"test {number}", next_run_at=SHARED))
    await make.add(
        Invitation(
            candidate_id=account.candidate_id,
            name="Elsewhere",
            sort_name="elsewhere",
            city="Elsewhere",
            country="GB",
            email="office@example.org",
            invited_at=SHARED,
        )
    )
    await make.add(
        Disclosure(
            kind=DisclosureKind.OPENED,
            way=AccessWay.CONSOLE,
            occurred_at=SHARED,
            on_day=SHARED.date(),
            organisation_id=organisation_id,
            actor_kind=ActorKind.USER,
            actor_id=user.id,
            candidate_id=account.candidate_id,
            result_id=share.result_id,
            version=1,
            share_id=share.id,
        )
    )
    actor = {"occurred_at": SHARED, "actor_kind": ActorKind.USER, "actor_id": user.id}
    sealed, _ = [
        await make.add(AuditEntry(organisation_id=organisation_id, action="openShare", **actor)) for _ in range(2)
    ]
    await make.add(
        AuditSeal(sequence=number, entry_id=sealed.id, previous_hash=bytes(32), hash=bytes(32), sealed_at=SHARED)
    )
    await make.add(AuditHead(sequence=number, hash=bytes(32), signed_at=SHARED, signature=bytes(64)))
