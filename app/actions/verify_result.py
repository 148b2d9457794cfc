"""An organisation checks a statement by its number and the date of birth."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app import statement_number as numbers
from app.actions.actors import member_of
from app.actions.tell_of_spike import tell_of_spike
from app.audit.entry import note
from app.errors import InvalidInput, NoMatch, NotReleased, RefusalCode
from app.events.log import EventDraft, record
from app.ledger import Version, disclose
from app.models import Verification, new_id
from app.models.enums import ApiScope, DisclosureKind, EventKind, ResultStatus, VerificationOutcome
from app.problems import (
    not_a_birth_date,
    possible_birth,
    reference_too_long,
    required,
    statement_number_invalid,
    storable,
    unstorable,
)
from app.result_locks import hold_results
from app.schema.ids import id_of
from app.security.guesses import admit_verification
from app.settings import Settings
from app.viewer import Viewer

LONGEST_REFERENCE = 100

_MATCHING = sa.text("SELECT result_id, status, version FROM matching_result(:number, :date_of_birth)")


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be checked, in the form in which it is kept and compared."""

    statement_number: str
    date_of_birth: date
    applicant_reference: str | None


async def verify_result(
    session: AsyncSession,
    viewer: Viewer,
    *,
    statement_number: str,
    date_of_birth: date,
    applicant_reference: str | None = None,
    settings: Settings,
    now: datetime,
) -> Verification | NoMatch | NotReleased:
    """The verification of a released result, or one of two answers that are refusals and facts at once.

    They are returned, not raised: their row, its event and the lock under which guesses are counted must end with
    this transaction's COMMIT. With a roll-back and a second transaction, a thousand guesses sent at once would all be
    counted before the first was written. An unknown number and a wrong date run the same statements.

    Raises NotSignedIn, Forbidden, InvalidInput, Throttled."""
    member_of(viewer, ApiScope.VERIFY)
    claim = _claim(statement_number, date_of_birth, applicant_reference, now)
    last = await admit_verification(session, viewer, claim.statement_number, settings, now)
    await hold_results(session)
    match = (
        await session.execute(_MATCHING, {"number": claim.statement_number, "date_of_birth": claim.date_of_birth})
    ).one_or_none()
    if match is None:
        await _keep(session, viewer, claim, VerificationOutcome.NO_MATCH, None, None, now)
        if last:
            await tell_of_spike(session, viewer, now)
        return NoMatch()
    status = ResultStatus(match.status)
    released = status is ResultStatus.RELEASED
    outcome = VerificationOutcome.MATCH if released else VerificationOutcome(status.value)
    verification = await _keep(session, viewer, claim, outcome, match.result_id, match.version, now)
    return verification if released else NotReleased(status, verification.id, traces=())


def _claim(statement_number: str, date_of_birth: date, applicant_reference: str | None, now: datetime) -> Claim:
    number = numbers.normalised(statement_number)
    reference = (applicant_reference or "").strip() or None
    problems = []
    if not number:
        problems.append(required("input", "statementNumber"))
    elif not numbers.is_valid(number):
        problems.append(statement_number_invalid("input", "statementNumber"))
    if not possible_birth(date_of_birth, now):
        problems.append(not_a_birth_date("input", "dateOfBirth"))
    if reference is not None and len(reference) > LONGEST_REFERENCE:
        problems.append(reference_too_long("input", "applicantReference"))
    if reference is not None and not storable(reference):
        problems.append(unstorable("input", "applicantReference"))
    if problems:
        raise InvalidInput(problems)
    return Claim(number, date_of_birth, reference)


def _code(outcome: VerificationOutcome) -> RefusalCode:
    """As the answer names it."""
    no_match = outcome is VerificationOutcome.NO_MATCH
    return RefusalCode.NO_MATCH if no_match else RefusalCode(f"RESULT_{outcome}")


async def _keep(
    session: AsyncSession,
    viewer: Viewer,
    claim: Claim,
    outcome: VerificationOutcome,
    result_id: UUID | None,
    version: int | None,
    now: datetime,
) -> Verification:
    actor_id, organisation_id = member_of(viewer, ApiScope.VERIFY)
    verification = Verification(
        id=new_id(),
        organisation_id=organisation_id,
        actor_kind=viewer.actor_kind,
        actor_id=actor_id,
        statement_number=claim.statement_number,
        applicant_reference=claim.applicant_reference,
        outcome=outcome,
        result_id=result_id,
        result_version=version,
        checked_at=now,
    )
    session.add(verification)
    await session.flush()
    code = None if outcome is VerificationOutcome.MATCH else _code(outcome)
    note(session, "verifyResult", subject_id=id_of("Verification", verification.id), code=code)
    draft = EventDraft(
        organisation_id,
        EventKind.VERIFICATION_MADE,
        result_id=result_id,
        verification_id=verification.id,
    )
    record(session, draft)
    if result_id is not None and version is not None:
        seen = [Version(result_id, version)]
        await disclose(session, viewer, DisclosureKind.VERIFIED, seen, verification_id=verification.id, now=now)
    return verification
