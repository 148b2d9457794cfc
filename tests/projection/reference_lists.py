"""Filters, orders and pages in plain Python."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from graphql import GraphQLError

from app import exams
from app.models import Centre, Share, Verification
from app.models.enums import ExamCode
from app.statement_number import normalised
from tests.projection.reference_rows import Sight, status_of
from tests.searching import search_finds

Arguments = Mapping[str, Any]


def refusal(code: str) -> GraphQLError:
    return GraphQLError(code, extensions={"code": code})


def key_in(id_: str, prefix: str) -> UUID | None:
    """Of an id, if it is one of this kind in its one spelling."""
    start, _, text = id_.partition("_")
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if start == prefix and str(found) == text else None


def found_by(share: Share) -> str:
    """What a search looks in: of one that has ended the name is left, without the statement number."""
    return share.search_text if status_of(share) == "ACTIVE" else share.search_text.rpartition(" ")[0]


def place_in_log(cursor: str, sight: Sight) -> int:
    """Raises CURSOR_INVALID unless it is of the viewer's organisation."""
    owner, _, number = cursor.partition("-")
    organisation_id = sight.viewer.organisation_id
    if organisation_id is None or owner != organisation_id.hex or not number.isdecimal():
        raise refusal("CURSOR_INVALID")
    return int(number)


def _within(value: Any, given: Arguments | None, low: str, high: str, *, open_end: bool = False) -> bool:
    """Bounds that are null are none."""
    start, end = (given or {}).get(low), (given or {}).get(high)
    if start is not None and (value is None or value < start):
        return False
    return end is None or (value is not None and (value < end if open_end else value <= end))


def _skill_scores(sight: Sight, share: Share, wanted: Sequence[Arguments]) -> bool:
    result = sight.result(share.result_id)
    for item in wanted:
        skills = [] if result is None else [skill.value for skill in exams.EXAMS[ExamCode(result.exam_code)].skills]
        place = skills.index(item["skill"]) if item["skill"] in skills else None
        scores = [] if result is None else result.scores
        score = scores[place] if place is not None and place < len(scores) else None
        if score is None or not _within(score, item["score"], "min", "max"):
            return False
    return True


def shares_matching(sight: Sight, shares: Sequence[Share], given: Arguments | None) -> list[Share]:
    """A ShareFilter."""
    filter_ = {name: value for name, value in (given or {}).items() if value is not None}
    _check(filter_, sight)
    return [share for share in shares if _matches(sight, share, filter_)]


def _check(filter_: Arguments, sight: Sight) -> None:
    if len(filter_.get("search", "")) > 200 or not 0 <= filter_.get("sharedWithinDays", 0) <= 36_500:
        raise refusal("BAD_USER_INPUT")
    for cursor in filter_.get("window", {}).values():
        if cursor is not None:
            place_in_log(cursor, sight)


def _matches(sight: Sight, share: Share, filter_: Arguments) -> bool:
    result = sight.result(share.result_id)
    centre = None if result is None else sight.one(Centre, id=result.centre_id)
    active = status_of(share) == "ACTIVE"

    def among(value: Any) -> Callable[[list[Any]], bool]:
        return lambda wanted: value is not None and str(value) in wanted

    tests: dict[str, Callable[[Any], bool]] = {
        "search": lambda text: search_finds(text, found_by(share)),
        "isNew": lambda wanted: sight.is_new(share) is wanted,
        "isChanged": lambda wanted: sight.is_changed(share) is wanted,
        "opened": lambda wanted: (share.opened_at is not None) is wanted,
        "statuses": lambda wanted: status_of(share) in wanted,
        "exams": among(result and result.exam_code),
        "cefrLevels": among(result and result.cefr_level),
        "grades": among(result and result.grade),
        "resultStatuses": among(result and result.status),
        "overallScore": lambda wanted: (
            active and share.sort_score is not None and _within(share.sort_score, wanted, "min", "max")
        ),
        "skillScores": lambda wanted: _skill_scores(sight, share, wanted),
        "session": lambda wanted: active and _within(share.sort_session, wanted, "from", "to"),
        "sharedAt": lambda wanted: _within(share.shared_at, wanted, "from", "before", open_end=True),
        "sharedWithinDays": lambda days: share.shared_at >= datetime.now(UTC) - timedelta(days=days),
        "window": lambda wanted: _in_window(sight, share, wanted),
        "dateOfBirth": lambda wanted: result is not None and result.date_of_birth == wanted,
        "centreNumbers": among(centre and centre.number),
        "centreCountries": among(centre and centre.country),
        "statementNumbers": lambda wanted: (
            result is not None and result.statement_number in [normalised(number) for number in wanted]
        ),
        "ids": lambda wanted: share.id in [key_in(id_, "shr") for id_ in wanted],
    }
    if "statuses" not in filter_ and not active:
        return False
    return all(tests[name](value) for name, value in filter_.items())


def _in_window(sight: Sight, share: Share, wanted: Arguments) -> bool:
    after, up_to = wanted.get("after"), wanted.get("upTo")
    if after is not None and not (share.sequence or 0) > place_in_log(after, sight):
        return False
    return up_to is None or (share.sequence is not None and share.sequence <= place_in_log(up_to, sight))


def own_shares_matching(shares: Sequence[Share], given: Arguments | None) -> list[Share]:
    """A CandidateShareFilter."""
    filter_ = {name: value for name, value in (given or {}).items() if value is not None}
    tests: dict[str, Callable[[Share, Any], bool]] = {
        "resultIds": lambda share, ids: share.result_id in [key_in(id_, "res") for id_ in ids],
        "statuses": lambda share, wanted: status_of(share) in wanted,
        "opened": lambda share, wanted: (share.opened_at is not None) is wanted,
    }
    return [share for share in shares if all(tests[name](share, value) for name, value in filter_.items())]


def checks_matching(sight: Sight, given: Arguments | None) -> list[Verification]:
    """A VerificationFilter."""
    filter_ = {name: value for name, value in (given or {}).items() if value is not None}

    def search(check: Verification, text: str) -> bool:
        if not text.strip():
            return True
        number, reference = normalised(text), (check.applicant_reference or "").lower()
        by_number = number != "" and check.statement_number.startswith(number)
        return by_number or (check.applicant_reference is not None and reference.startswith(text.strip().lower()))

    tests: dict[str, Callable[[Verification, Any], bool]] = {
        "search": search,
        "outcomes": lambda check, wanted: check.outcome.value in wanted,
        "checkedAt": lambda check, wanted: _within(check.checked_at, wanted, "from", "before", open_end=True),
        "byUserIds": lambda check, ids: check.actor_id in [key_in(id_, "usr") for id_ in ids],
        "changedSince": lambda check, wanted: is_changed_since(sight, check) is wanted,
    }
    return [check for check in sight.checks if all(tests[name](check, value) for name, value in filter_.items())]


def is_changed_since(sight: Sight, check: Verification) -> bool:
    result = sight.result(check.result_id)
    return result is not None and result.version > (check.result_version or 0)


def share_order(given: Arguments | None, filter_: Arguments | None = None) -> tuple[str, Callable[[Share], Any], bool]:
    """Name, key and whether the largest comes first; a missing score is last either way. Raises BAD_USER_INPUT for an
    order that would tell what ended shares no longer show."""
    statuses = (filter_ or {}).get("statuses") or []
    if (given or {}).get("field") in ("OVERALL_SCORE", "SESSION") and set(statuses) - {"ACTIVE"}:
        raise refusal("BAD_USER_INPUT")
    by, down = (given or {}).get("field", "SHARED_AT"), (given or {}).get("direction", "DESC") == "DESC"
    missing = -1 if down else 1_000
    keys: dict[str, Callable[[Share], Any]] = {
        "SHARED_AT": lambda share: (share.shared_at, share.id),
        "NAME": lambda share: (share.sort_name, share.id),
        "OVERALL_SCORE": lambda share: (missing if share.sort_score is None else share.sort_score, share.id),
        "SESSION": lambda share: (share.sort_session, share.id),
    }
    return f"share:{by}:{down}", keys[by], down
