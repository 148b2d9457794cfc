"""Each field of the reference that is more than its column."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from app import exams, folding
from app.models import (
    Centre,
    EventHead,
    Exam,
    ExamBand,
    Organisation,
    Result,
    ResultVersion,
    Share,
    Sighting,
)
from tests.projection.reference import Field, Reference, Seen, listed, plain, seen
from tests.projection.reference_connections import (
    checks,
    counts,
    events,
    node,
    nodes,
    organisations,
    own_results,
    own_shares,
    shares_of,
    shares_of_person,
    viewer,
)
from tests.projection.reference_lists import is_changed_since
from tests.projection.reference_rows import status_of


def _bands(ref: Reference, code: str, on: date) -> list[Seen]:
    rows = [
        row
        for row in ref.sight.all(ExamBand)
        if row.exam_code == code and row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
    ]
    return listed("Band", sorted(rows, key=lambda row: -row.min_score))


def _band(ref: Reference, row: Result, _args: Any) -> Seen | None:
    if row.overall_score is None:
        return None
    found = _bands(ref, row.exam_code, row.session_date)
    return next((band for band in found if band.row.min_score <= row.overall_score <= band.row.max_score), None)


def _components(_ref: Reference, row: Result | ResultVersion, _args: Any) -> list[Seen]:
    skills = exams.EXAMS[row.exam_code].skills
    parts = zip(skills, row.scores, row.levels, strict=False)
    return listed("ComponentScore", [SimpleNamespace(skill=s, score=n, cefr_level=level) for s, n, level in parts])


def _of_version(name: str) -> Field:
    """Of a result that is not released no version shows scores."""

    def resolve(ref: Reference, row: ResultVersion, args: Any) -> Any:
        result = ref.sight.result(row.result_id)
        shown = result is not None and result.status.value == "RELEASED"
        if name == "components":
            return _components(ref, row, args) if shown else []
        return plain(getattr(row, name)) if shown else None

    return resolve


def _component(ref: Reference, row: Result, args: Any) -> Seen | None:
    return next((each for each in _components(ref, row, {}) if each.row.skill.value == args["skill"]), None)


def _history(ref: Reference, row: Result, _args: Any) -> list[Seen]:
    versions = ref.sight.all(ResultVersion, result_id=row.id)
    return listed("ResultVersion", sorted(versions, key=lambda each: -each.version))


def _openings(ref: Reference, row: Share, _args: Any) -> list[Seen]:
    opened = [each for each in ref.sight.all(Sighting, share_id=row.id) if each.opened_at is not None]
    return listed("Opening", sorted(opened, key=lambda each: (each.opened_at, each.user_id)))


def _actor(ref: Reference, kind: str, id_: Any, candidate_name: str | None = None) -> Seen:
    user = next((row for row in ref.sight.colleagues if row.id == id_), None) if kind == "USER" else None
    name = kind.lower() if candidate_name is None or kind != "CANDIDATE" else candidate_name
    if user is not None:
        name = folding.display_name(user.family_name, user.given_name)
    return Seen("Actor", SimpleNamespace(kind=kind, name=name, node_id=user and f"usr_{user.id}"))


def _event_share(ref: Reference, row: Any) -> Share | None:
    return next((share for share in ref.sight.received if share.id == row.share_id), None)


def _event_actor(ref: Reference, row: Any, _args: Any) -> Seen:
    share = _event_share(ref, row)
    return _actor(ref, row.actor_kind.value, row.actor_id, share and share.candidate_name)


def _event_version(ref: Reference, row: Any, _args: Any) -> Seen | None:
    if ref.sight.result(row.result_id) is None:
        return None
    return seen("ResultVersion", ref.sight.one(ResultVersion, result_id=row.result_id, version=row.result_version))


def _recognised(ref: Reference, row: Organisation, _args: Any) -> list[Seen]:
    found = [exam for exam in ref.sight.all(Exam) if exam.code.value in row.recognised_exams]
    return listed("Exam", sorted(found, key=lambda exam: exam.position))


def _ended_at(_ref: Reference, row: Share, _args: Any) -> datetime | None:
    return {"REVOKED": row.revoked_at, "EXPIRED": row.expires_at, "ACTIVE": None}[status_of(row)]


def _photo_url(ref: Reference, row: Result, _args: Any) -> str | None:
    return f"/photos/res_{row.id}" if ref.sight.photo_status(row) == "AVAILABLE" else None


def _account_name(ref: Reference, row: Any, _args: Any) -> str:
    person = ref.person(row.candidate_id)
    return folding.display_name(person.family_name, person.given_name, person.native_name)


_of_account: dict[str, Field] = {
    f"CandidateAccount.{field}": lambda ref, row, _, name=name: getattr(ref.person(row.candidate_id), name)
    for field, name in {
        "familyName": "family_name",
        "givenName": "given_name",
        "candidateNumber": "candidate_number",
    }.items()
}
FIELDS: dict[str, Field] = {
    **_of_account,
    "Query.node": lambda ref, _, args: node(ref, args["id"]),
    "Query.nodes": nodes,
    "Query.viewer": viewer,
    "Query.organisation": lambda ref, *_: seen("Organisation", ref.sight.organisation),
    "Query.candidate": lambda ref, *_: seen("CandidateAccount", ref.sight.account),
    "Query.organisations": organisations,
    "Query.exams": lambda ref, *_: listed("Exam", sorted(ref.sight.all(Exam), key=lambda row: row.position)),
    "Organisation.profile": lambda _, row, __: Seen("OrganisationProfile", row),
    "Organisation.recognisedExams": _recognised,
    "OrganisationProfile.recognisedExams": _recognised,
    "Organisation.eventCursor": lambda ref, row, _: (
        f"{row.id.hex}-{ref.sight.one(EventHead, organisation_id=row.id).last}"
    ),
    "Organisation.newShareCount": lambda ref, *_: sum(ref.sight.is_new(share) for share in ref.sight.received),
    "Organisation.shares": lambda ref, _, args: shares_of(ref, ref.sight.received, ref.sight.received, args),
    "Organisation.shareCounts": counts,
    "Organisation.verifications": checks,
    "Organisation.events": events,
    "User.displayName": lambda _, row, __: folding.display_name(row.family_name, row.given_name),
    "User.organisation": lambda ref, *_: Seen("Organisation", ref.sight.organisation),
    "Exam.name": lambda ref, row, args: ref.in_language(row, args.get("language")),
    "Exam.bands": lambda ref, row, args: _bands(ref, row.code, args.get("on") or datetime.now(UTC).date()),
    "Share.isNew": lambda ref, row, _: ref.sight.is_new(row),
    "Share.isChanged": lambda ref, row, _: ref.sight.is_changed(row),
    "Share.status": lambda _, row, __: status_of(row),
    "Share.endedAt": _ended_at,
    "Share.url": lambda _, row, __: f"/shares/shr_{row.id}",
    "Share.openings": _openings,
    "Share.candidate": lambda ref, row, _: seen("Candidate", ref.sight.shared_result(row)),
    "Share.result": lambda ref, row, _: seen("Result", ref.sight.shared_result(row)),
    "Opening.user": lambda ref, row, _: _actor(ref, "USER", row.user_id),
    "Candidate.candidateNumber": lambda ref, row, _: ref.person(row.candidate_id).candidate_number,
    "Candidate.email": lambda ref, row, _: ref.sight.email_of(row.candidate_id),
    "Candidate.shares": shares_of_person,
    "Result.candidate": lambda _, row, __: Seen("Candidate", row),
    "Result.exam": lambda ref, row, _: Seen("Exam", ref.sight.one(Exam, code=row.exam_code)),
    "Result.centre": lambda ref, row, _: Seen("Centre", ref.sight.one(Centre, id=row.centre_id)),
    "Result.components": _components,
    "Result.component": _component,
    "Result.band": _band,
    "Result.bands": lambda ref, row, _: _bands(ref, row.exam_code, row.session_date),
    "Result.photoStatus": lambda ref, row, _: ref.sight.photo_status(row),
    "Result.photoUrl": _photo_url,
    "Result.history": _history,
    "ResultVersion.overallScore": _of_version("overall_score"),
    "ResultVersion.grade": _of_version("grade"),
    "ResultVersion.cefrLevel": _of_version("cefr_level"),
    "ResultVersion.components": _of_version("components"),
    "CandidateAccount.displayName": _account_name,
    "CandidateAccount.results": own_results,
    "CandidateAccount.shares": own_shares,
    "CandidateShare.invitedName": lambda *_: None,
    "CandidateShare.status": lambda _, row, __: status_of(row),
    "CandidateShare.result": lambda ref, row, _: seen("Result", ref.sight.result(row.result_id)),
    "CandidateShare.organisation": lambda ref, row, _: Seen(
        "OrganisationProfile", ref.sight.one(Organisation, id=row.organisation_id)
    ),
    "Verification.by": lambda ref, row, _: _actor(ref, row.actor_kind.value, row.actor_id),
    "Verification.result": lambda ref, row, _: seen("Result", ref.sight.result(row.result_id)),
    "Verification.changedSince": lambda ref, row, _: is_changed_since(ref.sight, row),
    "Event.cursor": lambda _, row, __: f"{row.organisation_id.hex}-{row.sequence}",
    "Event.actor": _event_actor,
    "Event.share": lambda ref, row, _: seen("Share", _event_share(ref, row)),
    "Event.result": lambda ref, row, _: seen("Result", ref.sight.result(row.result_id)),
    "Event.resultVersion": _event_version,
    "Event.verification": lambda ref, row, _: seen(
        "Verification", next((check for check in ref.sight.checks if check.id == row.verification_id), None)
    ),
}
