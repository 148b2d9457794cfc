"""The least of each thing, with invented people: only what a test states itself differs from the usual."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import count, cycle
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app import exams, folding
from app.database import become
from app.events import log
from app.models import (
    ApiKey,
    Application,
    Candidate,
    CandidateAccount,
    Centre,
    Download,
    Organisation,
    Photo,
    Result,
    ResultVersion,
    Session,
    Share,
    Sighting,
    Staff,
    Template,
    TemplateVersion,
    User,
    Verification,
    new_id,
)
from app.models.enums import (
    AccountKind,
    ActorKind,
    ApiScope,
    ApplicationStatus,
    ComponentLayout,
    DownloadFormat,
    EventKind,
    ExamCode,
    Language,
    ResultStatus,
    UserRole,
    UserStatus,
    VerificationOutcome,
)
from app.viewer import SYSTEM, Viewer, ViewerKind

Row = TypeVar("Row", bound=SQLModel)

PEOPLE = (
    ("Okonjo", "Amara", None),
    ("高橋", "美咲", None),
    ("Lindqvist", "Elsa", None),
    ("Yamamoto", "Ken", "山本 健"),
    ("O'Shea", "Ciarán", None),
    ("佐々木", "さくら", None),
    ("Petrosyan", "Anahit", None),
    ("Nguyễn", "Thị Lan", None),
)
ORGANISATIONS = (
    ("Northmoor University", "Northmoor", "GB"),
    ("みどり野大学", "札幌", "JP"),
    ("Fjordby Kommune", "Fjordby", "NO"),
)
SAT = date(2026, 3, 14)
RELEASED = datetime(2026, 4, 20, 9, tzinfo=UTC)
SHARED = datetime(2026, 5, 4, 12, tzinfo=UTC)
#: Signs nobody in: a test that signs in gives a real hash.
NO_PASSWORD = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

_HOLDERS = {
    User: (AccountKind.ORGANISATION, "user_id"),
    CandidateAccount: (AccountKind.CANDIDATE, "candidate_account_id"),
    Staff: (AccountKind.STAFF, "staff_id"),
}

#: One for all factories of a run: what must be unique stays so when a test makes things in several transactions.
_numbers = count(1)

_WHO = sa.text(
    "SELECT current_setting('app.kind', true) AS kind, current_setting('app.organisation', true) AS organisation,"
    " current_setting('app.person', true) AS person, current_setting('app.candidate', true) AS candidate"
)
_BECOME = sa.text(
    "SELECT set_config('app.kind', :kind, true), set_config('app.organisation', :organisation, true),"
    " set_config('app.person', :person, true), set_config('app.candidate', :candidate, true)"
)


def viewer_of(somebody: User | CandidateAccount | Staff | ApiKey) -> Viewer:
    """Who they are once signed in."""
    if isinstance(somebody, Staff):
        return Viewer(ViewerKind.STAFF, id=somebody.id, may_view_photos=True, language=somebody.language)
    if isinstance(somebody, ApiKey):
        scopes = frozenset(map(ApiScope, somebody.scopes))
        return Viewer(
            ViewerKind.API_KEY,
            id=somebody.id,
            organisation_id=somebody.organisation_id,
            may_view_photos=ApiScope.PHOTO in scopes,
            scopes=scopes,
        )
    if isinstance(somebody, CandidateAccount):
        return Viewer(
            ViewerKind.CANDIDATE,
            id=somebody.id,
            candidate_id=somebody.candidate_id,
            language=somebody.language,
        )
    return Viewer(
        ViewerKind.USER,
        id=somebody.id,
        organisation_id=somebody.organisation_id,
        role=somebody.role,
        may_view_photos=somebody.may_view_photos,
        may_manage_api=somebody.may_manage_api,
        language=somebody.language,
    )


class Factory:
    """Writes as the system and flushes; the session's viewer is the same before and after. Committing is the test's."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self._number = _numbers
        self._people, self._organisations = cycle(PEOPLE), cycle(ORGANISATIONS)
        self._centre: Centre | None = None

    def number(self) -> int:
        """One that no other thing of this run has."""
        return next(self._number)

    async def organisation(self, **values: Any) -> Organisation:
        name, city, country = next(self._organisations)
        usual: dict[str, Any] = {"name": name, "city": city, "country": country, "approved_at": RELEASED}
        values = usual | values
        return await self.add(Organisation(sort_name=folding.folded(values["name"]), **values))

    async def user(self, organisation: Organisation | None = None, **values: Any) -> User:
        organisation = organisation or await self.organisation()
        family_name, given_name, _ = next(self._people)
        usual: dict[str, Any] = {
            "email": f"user{next(self._number)}@example.org",
            "password_hash": NO_PASSWORD,
            "family_name": family_name,
            "given_name": given_name,
            "role": UserRole.MEMBER,
            "status": UserStatus.ACTIVE,
            "language": Language.EN,
            "joined_at": RELEASED,
        }
        return await self.add(User(organisation_id=organisation.id, **usual | values))

    async def candidate(self, **values: Any) -> Candidate:
        family_name, given_name, native_name = next(self._people)
        usual: dict[str, Any] = {
            "candidate_number": f"C{next(self._number):07}",
            "secret_hash": bytes(32),
            "family_name": family_name,
            "given_name": given_name,
            "native_name": native_name,
            "date_of_birth": date(2004, 2, 29),
        }
        return await self.add(Candidate(**usual | values))

    async def account(self, candidate: Candidate | None = None, **values: Any) -> CandidateAccount:
        candidate = candidate or await self.candidate()
        usual: dict[str, Any] = {
            "email": f"candidate{next(self._number)}@example.org",
            "password_hash": NO_PASSWORD,
            "language": Language.EN,
            "claimed_at": RELEASED,
            "email_confirmed_at": RELEASED,
        }
        return await self.add(CandidateAccount(candidate_id=candidate.id, **usual | values))

    async def centre(self, **values: Any) -> Centre:
        usual: dict[str, Any] = {
            "number": f"GB{next(self._number):03}",
            "name": "Harbour House",
            "city": "Northmoor",
            "country": "GB",
        }
        return await self.add(Centre(**usual | values))

    async def result(self, candidate: Candidate | None = None, **values: Any) -> Result:
        """RELEASED, B2 First, 169: what the scores say, unless the test says otherwise. With its first version."""
        candidate = candidate or await self.candidate()
        self._centre = self._centre or await self.centre()
        usual: dict[str, Any] = {
            "statement_number": f"126GB{next(self._number):07}",
            "exam_code": ExamCode.B2_FIRST,
            "session_date": SAT,
            "centre_id": self._centre.id,
            "status": ResultStatus.RELEASED,
            "version": 1,
            "family_name": candidate.family_name,
            "given_name": candidate.given_name,
            "native_name": candidate.native_name,
            "date_of_birth": candidate.date_of_birth,
        }
        result = Result(candidate_id=candidate.id, **_outcome(usual | values))
        result.display_name = folding.display_name(result.family_name, result.given_name, result.native_name)
        await self.add(result)
        shared = set(ResultVersion.model_fields) & set(Result.model_fields)
        await self.add(
            ResultVersion(
                result_id=result.id,
                recorded_at=RELEASED,
                changes=[],
                **{name: getattr(result, name) for name in shared},
            )
        )
        return result

    async def photo(self, result: Result, **values: Any) -> Photo:
        photo = await self.add(Photo(result_id=result.id, **{"sha256": bytes(32), "jpeg": b"\xff\xd8\xff"} | values))
        result.has_photo = True
        await self.add(result)
        return photo

    async def share(
        self, result: Result | None = None, organisation: Organisation | None = None, **values: Any
    ) -> Share:
        """As a candidate shared it: with its SHARE_RECEIVED event, whose sequence it bears."""
        result = result or await self.result()
        organisation = organisation or await self.organisation()
        usual: dict[str, Any] = {
            "organisation_id": organisation.id,
            "candidate_id": result.candidate_id,
            "result_id": result.id,
            "shared_at": SHARED,
            "candidate_name": result.display_name,
            "sort_name": folding.sort_name(result.display_name),
            "sort_score": result.overall_score,
            "sort_session": result.session_date,
            "search_text": folding.search_text(
                result.family_name, result.given_name, result.native_name, result.statement_number
            ),
        }
        share = await self.add(Share(**usual | values))
        async with self._as_system():
            sharer = Viewer(ViewerKind.CANDIDATE, id=share.candidate_id)
            draft = log.EventDraft(
                organisation_id=share.organisation_id,
                kind=EventKind.SHARE_RECEIVED,
                share_id=share.id,
                result_id=share.result_id,
                result_version=result.version,
            )
            log.record(self.session, draft)
            await log.write(self.session, sharer)
            await self.session.refresh(share)
        return share

    async def verification(self, user: User, result: Result | None = None, **values: Any) -> Verification:
        """By `user`: a match of `result`, NO_MATCH without one."""
        usual: dict[str, Any] = {
            "organisation_id": user.organisation_id,
            "actor_kind": ActorKind.USER,
            "actor_id": user.id,
            "statement_number": "NOSUCHNUMBER",
            "outcome": VerificationOutcome.NO_MATCH,
            "checked_at": SHARED,
        }
        if result is not None:
            released = result.status is ResultStatus.RELEASED
            usual |= {
                "statement_number": result.statement_number,
                "outcome": VerificationOutcome.MATCH if released else VerificationOutcome(result.status),
                "result_id": result.id,
                "result_version": result.version,
            }
        return await self.add(Verification(**usual | values))

    async def sighting(self, share: Share, user: User, **values: Any) -> Sighting:
        """`user` has marked the share as seen; opened only if the test says so."""
        usual: dict[str, Any] = {"organisation_id": share.organisation_id, "seen_at": SHARED}
        return await self.add(Sighting(share_id=share.id, user_id=user.id, **usual | values))

    async def sign_in(self, somebody: User | CandidateAccount | Staff, **values: Any) -> Session:
        """A session, for ever, whose token nobody knows unless the test gives its hash."""
        kind, holder = _HOLDERS[type(somebody)]
        usual: dict[str, Any] = {
            "token_hash": next(self._number).to_bytes(32),
            "kind": kind,
            holder: somebody.id,
            "started_at": SHARED,
            "last_used_at": SHARED,
            "expires_at": datetime(2126, 1, 1, tzinfo=UTC),
            "address": "192.0.2.1",
        }
        return await self.add(Session(**usual | values))

    async def download(self, user: User, **values: Any) -> Download:
        """Waiting, of nothing yet; its job is nobody's."""
        usual: dict[str, Any] = {
            "organisation_id": user.organisation_id,
            "actor_kind": ActorKind.USER,
            "actor_id": user.id,
            "job_id": new_id(),
            "format": DownloadFormat.PDF,
            "filename": "statements.pdf",
            "language": Language.EN,
            "time_zone": "UTC",
            "options": {},
            "choice": {"shareIds": []},
            "started_at": SHARED,
        }
        return await self.add(Download(**usual | values))

    async def staff(self, **values: Any) -> Staff:
        usual: dict[str, Any] = {
            "email": f"staff{next(self._number)}@board.example.org",
            "password_hash": NO_PASSWORD,
            "family_name": "Vance",
            "given_name": "Ottilie",
            "added_at": RELEASED,
        }
        return await self.add(Staff(**usual | values))

    async def api_key(self, organisation: Organisation | None = None, **values: Any) -> ApiKey:
        """For ever, with all scopes; whose secret nobody knows unless the test gives its hash."""
        organisation = organisation or await self.organisation()
        usual: dict[str, Any] = {
            "name": "Admissions",
            "prefix": "rvs_k_abcdef",
            "secret_hash": next(self._number).to_bytes(32),
            "scopes": [scope.value for scope in ApiScope],
            "created_at": SHARED,
            "expires_at": datetime(2126, 1, 1, tzinfo=UTC),
        }
        return await self.add(ApiKey(organisation_id=organisation.id, **usual | values))

    async def application(self, **values: Any) -> Application:
        """Confirmed, and waiting for a decision."""
        usual: dict[str, Any] = {
            "name": "Saltmarsh College",
            "city": "Saltmarsh",
            "country": "GB",
            "family_name": "Adeyemi",
            "given_name": "Tola",
            "email": f"applicant{next(self._number)}@saltmarsh.example.org",
            "language": Language.EN,
            "status": ApplicationStatus.WAITING,
            "submitted_at": SHARED,
            "confirmed_at": SHARED,
            "due_on": date(2026, 5, 12),
        }
        values = usual | values
        return await self.add(Application(sort_name=folding.sort_name(values["name"]), **values))

    async def template(self, organisation: Organisation, **values: Any) -> TemplateVersion:
        """A template of one column, in its first version."""
        template = Template(organisation_id=organisation.id)
        label = {"EN": "Candidate name", "JA": "受験者名"}
        usual = {
            "template_id": template.id,
            "version": template.version,
            "organisation_id": organisation.id,
            "name": f"Template {self.number()}",
            "columns": [{"path": "candidateName", "heading": None, "label": label}],
            "date_format": "yyyy-MM-dd",
            "component_layout": ComponentLayout.COLUMNS,
            "language": Language.EN,
            "time_zone": "UTC",
            "updated_at": SHARED,
            "actor_kind": ActorKind.SYSTEM,
        }
        await self.add(template)
        return await self.add(TemplateVersion(**usual | values))

    async def add(self, row: Row) -> Row:
        """Any row, as it is."""
        async with self._as_system():
            self.session.add(row)
            await self.session.flush()
        return row

    @asynccontextmanager
    async def _as_system(self) -> AsyncIterator[None]:
        before = (await self.session.execute(_WHO)).mappings().one()
        await become(self.session, SYSTEM)
        yield
        await self.session.execute(_BECOME, {name: value or "" for name, value in before.items()})


def _outcome(values: dict[str, Any]) -> dict[str, Any]:
    """The scores and what follows from them, where the status and the exam have any."""
    exam = exams.EXAMS[values["exam_code"]]
    if values["status"] is not ResultStatus.RELEASED:
        return values
    values = {"released_at": RELEASED} | values
    if not exam.on_scale:
        return {"grade": "PASS", "certificated": True} | values
    highest = exam.max_score or 0
    scores = values.get("scores", [highest - 22 + number for number in (0, 4, -3, 3, 1)[: len(exam.skills)]])
    overall = values.get("overall_score", exams.overall(exam.code, scores))
    band = None if overall is None else exams.band(exam.code, overall, values["session_date"])
    levels = [None if score is None else exams.component_level(exam.code, score) for score in scores]
    return {
        "scores": scores,
        "levels": levels,
        "overall_score": overall,
        "grade": band and band.grade,
        "cefr_level": band and band.cefr_level,
        "certificated": band is not None,
    } | values
