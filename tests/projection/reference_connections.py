"""Lists of the reference, and what has an id."""

from datetime import UTC
from types import SimpleNamespace
from typing import Any

from app import folding
from app.models import Centre, Exam, Organisation, Result, Share
from app.schema.labels import GRADES
from tests.projection.reference import PREFIXES, Reference, Seen, listed, plain, seen
from tests.projection.reference_lists import (
    checks_matching,
    key_in,
    own_shares_matching,
    place_in_log,
    refusal,
    share_order,
    shares_matching,
)
from tests.projection.reference_page import Listing
from tests.projection.reference_rows import Sight, status_of


def node(ref: Reference, id_: str) -> Seen | None:
    sight, start = ref.sight, id_.partition("_")[0]
    type_name = next((name for name, prefix in PREFIXES.items() if prefix == start), None)
    if type_name is None:
        return None
    if type_name == "Exam":
        return seen("Exam", next((row for row in sight.all(Exam) if f"exm_{row.code.value}" == id_), None))
    key = key_in(id_, start)
    if type_name == "Candidate":
        printed = [row for row in sight.results.values() if row.candidate_id == key]
        return seen("Candidate", max(printed, key=lambda row: (row.session_date, row.id), default=None))
    rows = {
        "Organisation": [sight.organisation] if sight.organisation else [],
        "OrganisationProfile": _approved(sight),
        "User": sight.colleagues,
        "Share": sight.received,
        "CandidateShare": sight.given,
        "CandidateAccount": [sight.account] if sight.account else [],
        "Result": sight.results.values(),
        "Centre": sight.all(Centre),
        "Verification": sight.checks,
        "Event": sight.log,
    }[type_name]
    return seen(type_name, next((row for row in rows if row.id == key), None))


def nodes(ref: Reference, _row: Any, args: Any) -> list[Seen | None]:
    if len(args["ids"]) > 1_000:
        raise refusal("BAD_USER_INPUT")
    return [node(ref, id_) for id_ in args["ids"]]


def viewer(ref: Reference, _row: Any, _args: Any) -> Seen | None:
    sight = ref.sight
    if sight.is_user:
        return seen("User", next(row for row in sight.colleagues if row.id == sight.viewer.id))
    return seen("CandidateAccount", sight.account)


def _approved(sight: Sight) -> list[Organisation]:
    return [row for row in sight.all(Organisation) if row.status.value == "APPROVED"]


def organisations(ref: Reference, _row: Any, args: Any) -> Seen:
    words = folding.folded(args.get("search") or "").split()
    rows = [row for row in _approved(ref.sight) if all(word in row.sort_name for word in words)]
    rows = [row for row in rows if args.get("country") in (None, row.country)]
    everything = ref.sight.all(Organisation)
    listing = Listing(
        "OrganisationProfile", "organisation", "", lambda row: (row.sort_name, row.id), False, rows, everything
    )
    return ref.paged("OrganisationProfile", listing, args)


def shares_of(ref: Reference, rows: list[Share], everything: list[Share], args: Any) -> Seen:
    order, key, down = share_order(args.get("orderBy"), args.get("filter"))
    found = shares_matching(ref.sight, rows, args.get("filter"))
    return ref.paged("Share", Listing("Share", order, ref.owner, key, down, found, everything), args)


def shares_of_person(ref: Reference, row: Result, args: Any) -> Seen:
    sight = ref.sight
    own = [share for share in sight.received if share.candidate_id == row.candidate_id]
    return shares_of(ref, own, sight.received or sight.given, args)


def own_shares(ref: Reference, _row: Any, args: Any) -> Seen:
    order, key, down = share_order(None)
    found = own_shares_matching(ref.sight.given, args.get("filter"))
    return ref.paged(
        "CandidateShare", Listing("CandidateShare", order, ref.owner, key, down, found, ref.sight.given), args
    )


def own_results(ref: Reference, _row: Any, args: Any) -> Seen:
    rows = list(ref.sight.results.values())
    listing = Listing("Result", "result", ref.owner, lambda row: (row.session_date, row.id), True, rows, rows)
    return ref.paged("Result", listing, args)


def checks(ref: Reference, _row: Any, args: Any) -> Seen:
    rows = checks_matching(ref.sight, args.get("filter"))
    listing = Listing(
        "Verification", "verification", ref.owner, lambda row: (row.checked_at, row.id), True, rows, ref.sight.checks
    )
    return ref.paged("Verification", listing, args)


def events(ref: Reference, row: Organisation, args: Any) -> Seen:
    rows = ref.sight.log
    if args.get("kinds") is not None:
        rows = [event for event in rows if event.kind.value in args["kinds"]]
    if args.get("upTo") is not None:
        end = place_in_log(args["upTo"], ref.sight)
        rows = [event for event in rows if event.sequence <= end]
    listing = Listing(
        *("Event", "event", ref.owner, lambda event: event.sequence, False, rows, rows),
        keeps_cursor=True,
        plain_cursor=lambda event: f"{row.id.hex}-{event.sequence}",
        place=lambda cursor: place_in_log(cursor, ref.sight),
    )
    return ref.paged("Event", listing, args)


def counts(ref: Reference, _row: Any, args: Any) -> list[Seen]:
    sight, by = ref.sight, args["by"]
    groups: dict[str, list[Share]] = {}
    for share in shares_matching(sight, sight.received, args.get("filter")):
        result = sight.result(share.result_id)
        session = share.sort_session if status_of(share) == "ACTIVE" else None
        key = {
            "EXAM": result and result.exam_code,
            "CEFR_LEVEL": result and result.cefr_level,
            "GRADE": result and result.grade,
            "DAY_SHARED": share.shared_at.astimezone(UTC).date(),
            "SESSION": session,
        }[by]
        groups.setdefault("" if key is None else str(plain(key)), []).append(share)
    rows = [
        SimpleNamespace(
            key=key,
            label=_label(ref, by, key),
            count=len(shares),
            new_count=sum(sight.is_new(share) for share in shares),
        )
        for key, shares in groups.items()
    ]
    return listed("ShareCount", sorted(rows, key=lambda row: (-row.count, row.key)))


def _label(ref: Reference, by: str, key: str) -> str:
    if by == "EXAM":
        return next((ref.in_language(row) for row in ref.sight.all(Exam) if row.code.value == key), key)
    words = {grade.value: word for grade, word in GRADES[ref.sight.viewer.language].items()}
    return words.get(key, key) if by == "GRADE" else key
