"""A small world that is the same in every run: fixed identifiers, fixed moments, invented people.

What a golden answer says can be checked by hand against the tables below. `now` is of no account: what has expired
expired in July 2026, what will expire does so in 2126.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel

from app import folding
from app.database import Database
from app.models import (
    ApiKey,
    Candidate,
    CandidateAccount,
    Centre,
    Disclosure,
    Event,
    EventHead,
    Organisation,
    Result,
    ResultVersion,
    Share,
    Sighting,
    User,
    Verification,
    metadata,
)
from app.models.enums import AccessWay, ActorKind, DisclosureKind, EventKind, Language, UserRole, UserStatus
from app.viewer import SYSTEM, Viewer
from tests.factories import NO_PASSWORD, viewer_of
from tests.queries.outcomes import OUTCOMES, VERSIONS

FAR = datetime(2126, 1, 1, tzinfo=UTC)
OVER = datetime(2026, 7, 1, tzinfo=UTC)


def key(kind: int, number: int) -> UUID:
    """The identifier of the thing of this kind with this number: they can be read."""
    return UUID(f"{kind:08d}-0000-7000-8000-{number:012d}")


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


ORGANISATION, USER, CANDIDATE, ACCOUNT, CENTRE, RESULT, SHARE, VERIFICATION, EVENT, API_KEY, DISCLOSURE = range(1, 12)

#: number: name, city, country, website, recognised exams, status
ORGANISATIONS = {
    1: (
        "Northmoor University",
        "Northmoor",
        "GB",
        "https://northmoor.example",
        ["C1_ADVANCED", "B2_FIRST"],
        "APPROVED",
    ),
    2: ("みどり野大学", "札幌", "JP", None, ["B2_FIRST", "A2_KEY"], "APPROVED"),
    3: ("Fjordby Kommune", "Fjordby", "NO", None, [], "SUSPENDED"),
    4: ("ÅNGERMARK Folkhögskola", "Sollefteå", "SE", None, [], "APPROVED"),
}
#: name: number, organisation, family and given name, role, may view photos, language, seen until
USERS = {
    "alice": (1, 1, "Marsh", "Alice", UserRole.PRIMARY, True, Language.EN, 0),
    "ben": (2, 1, "Okonjo", "Ben", UserRole.MEMBER, True, Language.EN, 4),
    "hanako": (3, 1, "森", "花子", UserRole.MEMBER, False, Language.JA, 2),
    "midori": (4, 2, "石川", "みどり", UserRole.PRIMARY, True, Language.JA, 0),
    "erik": (5, 2, "Solberg", "Erik", UserRole.MEMBER, True, Language.EN, 16),
}
#: name: number, organisation, scopes, made by, replaces
KEYS: dict[str, tuple[int, int, list[str], str | None, int | None]] = {
    "old key": (1, 1, ["READ", "VERIFY", "DOWNLOAD", "FEED", "PHOTO"], "alice", None),
    "new key": (2, 1, ["READ", "VERIFY", "DOWNLOAD", "FEED", "PHOTO"], None, 1),
    "checking key": (3, 1, ["VERIFY", "FEED"], "alice", None),
    "foreign key": (4, 2, ["READ", "VERIFY", "DOWNLOAD", "FEED", "PHOTO"], "midori", None),
    "admissions": (5, 1, ["READ"], "alice", None),
    "registry": (6, 1, ["READ"], "alice", None),
}
#: number: family, given and native name, date of birth
CANDIDATES = {
    1: ("Lindqvist", "Elsa", None, date(2004, 2, 29)),
    2: ("高橋", "美咲", None, date(2003, 7, 7)),
    3: ("Yamamoto", "Ken", "山本 健", date(2001, 12, 31)),
    4: ("O'Shea", "Ciarán", None, date(1988, 5, 1)),
    5: ("ササキ", "さくら", None, date(2005, 4, 2)),
    6: ("Nguyễn", "Thị Lan", None, date(2010, 1, 15)),
    7: ("Suharwati", "", None, date(2009, 9, 9)),
}
#: name: number, candidate, language
ACCOUNTS = {"elsa": (1, 1, Language.EN), "ken": (3, 3, Language.JA)}
#: name: number, organisation
#: number: number as printed, name, city, country
CENTRES = {
    1: ("GB001", "Harbour House", "Northmoor", "GB"),
    2: ("JP123", "北星センター", "札幌", "JP"),
    3: ("VN045", "Trung tâm Sông Lam", "Vinh", "VN"),
}
#: number: organisation, result, shared at, and what is out of the usual
SHARES: dict[int, tuple[int, int, datetime, dict[str, Any]]] = {
    1: (1, 1, at(5, 4), {"opened_at": at(5, 5, 9)}),
    2: (1, 3, at(5, 4), {}),
    3: (1, 4, at(5, 6, 8), {"expires_at": FAR}),
    4: (1, 5, at(5, 7), {"expires_at": OVER}),
    5: (1, 13, at(5, 8), {"hide_photo": True}),
    6: (1, 7, at(5, 9), {}),
    7: (1, 8, at(5, 9), {"opened_at": at(5, 10)}),
    8: (1, 9, at(5, 11), {}),
    9: (1, 10, at(5, 12), {"revoked_at": at(5, 20), "ended_at": at(5, 20)}),
    10: (1, 10, at(6, 1), {}),
    11: (1, 11, at(6, 2), {}),
    12: (1, 12, at(6, 2), {}),
    13: (1, 6, at(6, 3, 23, 30), {}),
    14: (2, 1, at(5, 4, 13), {"hide_photo": True}),
    15: (2, 2, at(6, 10), {}),
    16: (2, 11, at(6, 11), {"expires_at": OVER, "ended_at": OVER}),
}
#: share, user: seen at, opened at, version of the result as it was opened
SIGHTINGS: dict[tuple[int, str], tuple[datetime, datetime | None, int | None]] = {
    (1, "alice"): (at(5, 5, 9), at(5, 5, 9), 1),
    (1, "ben"): (at(5, 6), at(8, 3), 2),
    (2, "ben"): (at(5, 6), None, None),
    (7, "ben"): (at(5, 10), at(5, 10), 1),
    (7, "hanako"): (at(5, 11), None, None),
    (13, "alice"): (at(6, 4), None, None),
    (14, "midori"): (at(5, 5), None, None),
}
#: number: organisation, user, result, version, outcome, checked at, applicant reference, number that was tried
VERIFICATIONS: dict[int, tuple[int, str, int | None, int | None, str, datetime, str | None, str | None]] = {
    1: (1, "alice", 2, 1, "PENDING", at(5, 1), "N-0042", None),
    2: (1, "ben", 1, 1, "MATCH", at(5, 2), None, None),
    3: (1, "hanako", None, None, "NO_MATCH", at(5, 3), "出願 7", "NOSUCH0001"),
    4: (2, "midori", 4, 1, "MATCH", at(5, 4), None, None),
    5: (1, "alice", 10, 2, "CANCELLED", at(6, 15), None, None),
    6: (1, "ben", 14, 1, "MATCH", at(6, 16), "n-0043", None),
}
#: organisation: kind, minute of 25 May, actor, share, result, version, verification; numbered from 1
LOGS: dict[int, list[tuple[str, str, int | None, int | None, int | None, int | None]]] = {
    1: [
        ("VERIFICATION_MADE", "alice", None, 2, 1, 1),
        ("SHARE_RECEIVED", "elsa", 1, 1, 1, None),
        ("SHARE_RECEIVED", "c2", 2, 3, 1, None),
        ("SHARE_OPENED", "alice", 1, 1, 1, None),
        ("SHARE_RECEIVED", "c2", 3, 4, 1, None),
        ("SHARE_RECEIVED", "ken", 4, 5, 1, None),
        ("SHARE_RECEIVED", "ken", 5, 13, 1, None),
        ("SHARE_RECEIVED", "c4", 6, 7, 1, None),
        ("SHARE_RECEIVED", "c4", 7, 8, 1, None),
        ("SHARE_RECEIVED", "c5", 8, 9, 1, None),
        ("SHARE_RECEIVED", "c5", 9, 10, 1, None),
        ("SHARE_REVOKED", "c5", 9, 10, 1, None),
        ("SHARE_RECEIVED", "c5", 10, 10, 1, None),
        ("SHARE_RECEIVED", "c6", 11, 11, 1, None),
        ("SHARE_RECEIVED", "c7", 12, 12, 1, None),
        ("SHARE_RECEIVED", "ken", 13, 6, 1, None),
        ("RESULT_WITHHELD", "system", None, 8, 2, None),
        ("SHARE_EXPIRED", "system", 4, 5, 1, None),
        ("RESULT_CORRECTED", "system", None, 1, 2, None),
    ],
    2: [
        ("VERIFICATION_MADE", "midori", None, 4, 1, 4),
        ("SHARE_RECEIVED", "elsa", 14, 1, 1, None),
        ("SHARE_RECEIVED", "elsa", 15, 2, 1, None),
        ("SHARE_RECEIVED", "c6", 16, 11, 1, None),
        ("RESULT_CORRECTED", "system", None, 1, 2, None),
    ],
}


@dataclass(frozen=True)
class World:
    """The rows, and who may ask."""

    rows: Mapping[type[SQLModel], list[Any]]

    def viewer(self, name: str) -> Viewer:
        """By the first name of a user or candidate with an account, or the name of a key; or `nobody`."""
        if name == "nobody":
            from app.viewer import anonymous

            return anonymous()
        if name in KEYS:
            return viewer_of(self._row(ApiKey, key(API_KEY, KEYS[name][0])))
        if name in USERS:
            return viewer_of(self._row(User, key(USER, USERS[name][0])))
        return viewer_of(self._row(CandidateAccount, key(ACCOUNT, ACCOUNTS[name][0])))

    def _row(self, model: type[SQLModel], id_: UUID) -> Any:
        return next(row for row in self.rows[model] if row.id == id_)


def world() -> World:
    """All rows, in memory."""
    made: dict[type[SQLModel], list[Any]] = {
        Organisation: list(_organisations()),
        User: list(_users()),
        Candidate: list(_candidates()),
        CandidateAccount: list(_accounts()),
        Centre: [
            Centre(id=key(CENTRE, number), number=printed, name=name, city=city, country=country)
            for number, (printed, name, city, country) in CENTRES.items()
        ],
        Result: list(_results()),
        ResultVersion: list(_versions()),
        Verification: list(_verifications()),
        Event: list(_events()),
        EventHead: [EventHead(organisation_id=key(ORGANISATION, n), last=len(log)) for n, log in LOGS.items()],
        Sighting: list(_sightings()),
        ApiKey: list(_keys()),
        Disclosure: list(_disclosures()),
    }
    made[Share] = list(_shares({row.id: row for row in made[Result]}))
    return World(made)


async def write(database: Database, rows: Mapping[type[SQLModel], Iterable[Any]]) -> None:
    """Commit these rows, tables in the order of their foreign keys."""
    by_table = {model.__table__: list(each) for model, each in rows.items()}  # type: ignore[attr-defined]
    async with database.session(SYSTEM) as session:
        for table in metadata.sorted_tables:
            if found := by_table.get(table):
                await session.execute(sa.insert(table), [_values(table, row) for row in found])
        await session.commit()


def _values(table: sa.Table, row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in table.columns}


def _organisations() -> Iterable[Organisation]:
    for number, (name, city, country, website, exams, status) in ORGANISATIONS.items():
        yield Organisation(
            id=key(ORGANISATION, number),
            name=name,
            sort_name=folding.folded(name),
            city=city,
            country=country,
            website=website,
            status=status,
            recognised_exams=exams,
            approved_at=at(1, 5),
        )


def _users() -> Iterable[User]:
    for name, (number, organisation, family, given, role, photos, language, seen) in USERS.items():
        yield User(
            id=key(USER, number),
            organisation_id=key(ORGANISATION, organisation),
            email=f"{name}@example.org",
            password_hash=NO_PASSWORD,
            family_name=family,
            given_name=given,
            role=role,
            status=UserStatus.ACTIVE,
            may_view_photos=photos,
            may_manage_api=role is UserRole.PRIMARY,
            language=language,
            joined_at=at(1, 6),
            last_seen_at=at(6, 20, 7, 45) if number == 1 else None,
            invited_at=None if role is UserRole.PRIMARY else at(1, 6),
            seen_until=seen,
        )


def _keys() -> Iterable[ApiKey]:
    for name, (number, organisation, scopes, maker, replaces) in KEYS.items():
        yield ApiKey(
            id=key(API_KEY, number),
            organisation_id=key(ORGANISATION, organisation),
            name=name,
            prefix=f"rvs_k_{number:06d}",
            secret_hash=number.to_bytes(32),
            scopes=scopes,
            networks=["192.0.2.0/24"] if number == 1 else [],
            created_at=at(5, number),
            created_by=maker and key(USER, USERS[maker][0]),
            expires_at=FAR,
            replaces_id=replaces and key(API_KEY, replaces),
        )


def _candidates() -> Iterable[Candidate]:
    for number, (family, given, native, born) in CANDIDATES.items():
        yield Candidate(
            id=key(CANDIDATE, number),
            candidate_number=f"C{number:07}",
            secret_hash=bytes(32),
            family_name=family,
            given_name=given,
            native_name=native,
            date_of_birth=born,
        )


def _accounts() -> Iterable[CandidateAccount]:
    for name, (number, candidate, language) in ACCOUNTS.items():
        yield CandidateAccount(
            id=key(ACCOUNT, number),
            candidate_id=key(CANDIDATE, candidate),
            email=f"{name}@example.org",
            password_hash=NO_PASSWORD,
            language=language,
            claimed_at=at(4, 1),
            email_confirmed_at=at(4, 1),
        )


def _results() -> Iterable[Result]:
    for number, outcome in OUTCOMES.items():
        family, given, native, born = CANDIDATES[outcome.candidate]
        yield Result(
            id=key(RESULT, number),
            statement_number=f"126GB{number:07}",
            candidate_id=key(CANDIDATE, outcome.candidate),
            centre_id=key(CENTRE, outcome.centre),
            version=len(VERSIONS.get(number, ())) + 1,
            family_name=family,
            given_name=given,
            display_name=folding.display_name(family, given, native),
            native_name=native,
            date_of_birth=born,
            has_photo=outcome.photo,
            released_at=at(4, 20, 9) if outcome.status == "RELEASED" else None,
            **outcome.columns(),
        )


def _versions() -> Iterable[ResultVersion]:
    for number, newest in OUTCOMES.items():
        for version, outcome in enumerate((*VERSIONS.get(number, ()), newest), 1):
            family, given, _, born = CANDIDATES[outcome.candidate]
            yield ResultVersion(
                result_id=key(RESULT, number),
                version=version,
                recorded_at=at(4, 20, 9) if version == 1 else at(8, 1, version),
                reason=outcome.reason,
                changes=list(outcome.changes),
                centre_id=key(CENTRE, outcome.centre),
                family_name=family,
                given_name=given,
                date_of_birth=born,
                **outcome.columns(),
            )


def _shares(results: Mapping[UUID, Result]) -> Iterable[Share]:
    numbers = {
        share: sequence
        for log in LOGS.values()
        for sequence, (kind, _, share, *_) in enumerate(log, 1)
        if kind == "SHARE_RECEIVED"
    }
    for number, (organisation, result_number, shared_at, unusual) in SHARES.items():
        result = results[key(RESULT, result_number)]
        yield share_of(
            result,
            id=key(SHARE, number),
            organisation_id=key(ORGANISATION, organisation),
            shared_at=shared_at,
            sequence=numbers[number],
            **unusual,
        )


def share_of(result: Result, **values: Any) -> Share:
    """A share of this result, with what lists are ordered and searched by."""
    return Share(
        candidate_id=result.candidate_id,
        result_id=result.id,
        candidate_name=result.display_name,
        sort_name=folding.sort_name(result.display_name),
        sort_score=result.overall_score,
        sort_session=result.session_date,
        search_text=folding.search_text(
            result.family_name, result.given_name, result.native_name, result.statement_number
        ),
        **values,
    )


def _sightings() -> Iterable[Sighting]:
    for (share, user), (seen_at, opened_at, version) in SIGHTINGS.items():
        yield Sighting(
            share_id=key(SHARE, share),
            user_id=key(USER, USERS[user][0]),
            organisation_id=key(ORGANISATION, USERS[user][1]),
            seen_at=seen_at,
            opened_at=opened_at,
            opened_version=version,
        )


def _verifications() -> Iterable[Verification]:
    for number, (organisation, user, result, version, outcome, checked, reference, tried) in VERIFICATIONS.items():
        yield Verification(
            id=key(VERIFICATION, number),
            organisation_id=key(ORGANISATION, organisation),
            actor_kind=ActorKind.USER,
            actor_id=key(USER, USERS[user][0]),
            statement_number=tried or f"126GB{result:07}",
            applicant_reference=reference,
            outcome=outcome,
            result_id=None if result is None else key(RESULT, result),
            result_version=version,
            checked_at=checked,
        )


def _disclosures() -> Iterable[Disclosure]:
    """Elsa's results, opened and read by key in turn; the last of them in a second version."""
    for number in range(1, 5):
        result = 2 if number == 3 else 1
        kind = DisclosureKind.OPENED if number % 2 else DisclosureKind.RECEIVED
        yield Disclosure(
            id=key(DISCLOSURE, number),
            kind=kind,
            way=AccessWay.CONSOLE if number % 2 else AccessWay.API,
            occurred_at=at(6, number),
            on_day=at(6, number).date(),
            organisation_id=key(ORGANISATION, 1),
            actor_kind=ActorKind.USER if number % 2 else ActorKind.API_KEY,
            actor_id=key(USER, 1) if number % 2 else key(API_KEY, 1),
            candidate_id=key(CANDIDATE, 1),
            result_id=key(RESULT, result),
            version=1 if number < 4 else 2,
        )


def _events() -> Iterable[Event]:
    for organisation, log in LOGS.items():
        for sequence, (kind, actor, share, result, version, verification) in enumerate(log, 1):
            actor_kind, actor_id = _actor(actor)
            yield Event(
                id=key(EVENT, 100 * organisation + sequence),
                organisation_id=key(ORGANISATION, organisation),
                sequence=sequence,
                kind=EventKind(kind),
                occurred_at=at(5, 25, 10, sequence),
                actor_kind=actor_kind,
                actor_id=actor_id,
                share_id=share and key(SHARE, share),
                result_id=result and key(RESULT, result),
                result_version=version,
                verification_id=verification and key(VERIFICATION, verification),
            )


def _actor(name: str) -> tuple[ActorKind, UUID | None]:
    """A user, a candidate by account, one without ("c5": nothing is known of an account), or the system."""
    if name in USERS:
        return ActorKind.USER, key(USER, USERS[name][0])
    if name in ACCOUNTS:
        return ActorKind.CANDIDATE, key(ACCOUNT, ACCOUNTS[name][0])
    return (ActorKind.SYSTEM, None) if name == "system" else (ActorKind.CANDIDATE, None)
