"""What each type of the schema is in the database."""

from collections.abc import Hashable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app import exams
from app.models import (
    Candidate,
    CandidateAccount,
    Centre,
    Event,
    Exam,
    ExamBand,
    Organisation,
    Result,
    ResultVersion,
    Share,
    Sighting,
    User,
    Verification,
)
from app.models.enums import ActorKind
from app.projection.clauses import conditions
from app.projection.cursor import KeysetCursor, date_key, moment_key, text_key, uuid_key
from app.projection.node import Ask, Clause, Connection, Group, ListOf, Node, One, Order, PerUser, Row, Same, Unrolled
from app.schema import shares, verifications
from app.schema.clauses import either, one_id_of, statuses
from app.schema.events import EVENTS, event_cursor, head_cursor
from app.schema.ids import PREFIXES
from app.schema.labels import GRADES
from app.schema.shares import of_result
from app.scopes import hides_photo
from app.standing import is_active, is_expired, is_revoked

_ONE: ColumnElement[int] = sa.literal_column("1")
#: As app.folding.display_name decides which name comes first: Han characters, kana, hangul.
_FAMILY_FIRST = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff々]"


def _owner(viewer: Any) -> Hashable:
    return viewer.organisation_id or viewer.candidate_id or ""


CURSOR = KeysetCursor(_owner)
PUBLIC_CURSOR = KeysetCursor(lambda _viewer: "")


def _same_key(column: str, target: str = "id") -> Any:
    return lambda parent, row, _ask: [row.c[target] == parent.c[column]]


def _literal(text: str) -> ColumnElement[str]:
    return sa.literal_column(f"'{text}'", sa.Text)


# ------------------------------------------------------------------------------------------------ people


def _display_name(row: Row, *more: str) -> ColumnElement[str]:
    """In the order of the name's own language: family name first where it is written in Han characters, kana or hangul.
    `more` names further columns that tell the language."""
    written = sa.func.concat(row.c.family_name, row.c.given_name, *(row.c[name] for name in more))
    native = written.op("~")(_literal(_FAMILY_FIRST))
    given_first = row.c.given_name.concat(_literal(" ")).concat(row.c.family_name)
    family_first = row.c.family_name.concat(_literal(" ")).concat(row.c.given_name)
    # Who has one name alone has no space beside it.
    return sa.func.btrim(sa.case((native, family_first), else_=given_first), type_=sa.Text)


def _actor(kind: Any, key: Any, candidate_name: Any = None) -> Node:
    """The actor in a row's columns. Users are named to their own organisation, others by their kind."""

    def name(row: Row, ask: Ask) -> ColumnElement[str]:
        user = ask.alias(User)
        known = sa.select(_display_name(user)).where(user.c.id == key(row)).correlate(row).scalar_subquery()
        cases: list[Any] = [(kind(row) == _literal("USER"), sa.func.coalesce(known, _literal("user")))]
        if candidate_name is not None:
            cases.append(
                (kind(row) == _literal("CANDIDATE"), sa.func.coalesce(candidate_name(row, ask), _literal("candidate")))
            )
        return sa.case(*cases, else_=sa.func.lower(kind(row)))

    def node_id(row: Row, ask: Ask) -> ColumnElement[str]:
        user = ask.alias(User)
        known = sa.select(_ONE).where(user.c.id == key(row)).correlate(row).exists()
        return sa.case(
            (sa.and_(kind(row) == _literal("USER"), known), _literal("usr_").concat(sa.cast(key(row), sa.Text)))
        )

    return Node(columns={"kind": lambda row, _ask: kind(row), "name": name, "nodeId": node_id})


_ROW_ACTOR = Same(_actor(lambda row: row.c.actor_kind, lambda row: row.c.actor_id))
_USER_OF_SIGHTING = Same(_actor(lambda _row: _literal(ActorKind.USER), lambda row: row.c.user_id))


def _share_trace_name(row: Row, ask: Ask) -> ColumnElement[str]:
    share = ask.alias(Share)
    return sa.select(share.c.candidate_name).where(share.c.id == row.c.share_id).correlate(row).scalar_subquery()


EVENT_ACTOR = Same(_actor(lambda row: row.c.actor_kind, lambda row: row.c.actor_id, _share_trace_name))

# ------------------------------------------------------------------------------------------------ exams


def _in_language(english: str, japanese: str) -> Any:
    def column(row: Row, ask: Ask) -> ColumnElement[str]:
        language = ask.args.get("language")
        code = ask.asker.language if language is None else language
        return row.c[japanese] if code.value == "JA" else row.c[english]

    return column


def _bands(row: Row, ask: Ask) -> sa.Select[Any]:
    on: ColumnElement[Any] = sa.func.current_date()
    if ask.args.get("on") is not None:
        on = ask.inside("on").bind("is", sa.Date())
    return _bands_on(row.c.code, on, ask)


def _bands_on(code: ColumnElement[Any], on: ColumnElement[Any], ask: Ask) -> sa.Select[Any]:
    band = ask.alias(ExamBand)
    return (
        sa.select(*band.c)
        .where(
            band.c.exam_code == code, on >= band.c.valid_from, sa.or_(band.c.valid_to.is_(None), on <= band.c.valid_to)
        )
        .order_by(band.c.min_score.desc())
    )


EXAM = Node(
    Exam,
    prefix=PREFIXES["Exam"],
    key="code",
    columns={"name": _in_language("name_en", "name_ja")},
    many={"bands": ListOf(_bands, clauses={"on": Clause(lambda *_: None, lambda value, _asker: {"is": value})})},
)
_EXAM_HERE = Node(prefix=PREFIXES["Exam"], key="exam_code", columns={"code": lambda row, _ask: row.c.exam_code})

# ------------------------------------------------------------------------------------------------ results


def _component_rows(row: Row, places: int, skills: tuple[str, ...]) -> list[Mapping[str, ColumnElement[Any]]]:
    scores: Any = row.c.scores
    levels: Any = row.c.levels
    return [
        {
            "skill": _literal(skills[place]),
            "score": scores[sa.literal_column(str(place + 1))],
            "cefrLevel": levels[sa.literal_column(str(place + 1))],
        }
        for place in range(places)
    ]


def _by_skills(row: Row) -> list[tuple[ColumnElement[bool], tuple[str, ...]]]:
    """The few different sets of parts, each with the condition that the row's exam has it (and has scores)."""
    sets: dict[tuple[str, ...], list[str]] = {}
    for rules in exams.EXAMS.values():
        if rules.skills:
            sets.setdefault(tuple(skill.value for skill in rules.skills), []).append(rules.code.value)
    return [
        (
            sa.and_(
                sa.func.cardinality(row.c.scores) > sa.literal_column("0"),
                row.c.exam_code == sa.any_(sa.literal_column("'{" + ",".join(codes) + "}'::text[]")),
            ),
            skills,
        )
        for skills, codes in sets.items()
    ]


def _components(row: Row, _ask: Ask) -> list[Any]:
    return [(has, _component_rows(row, len(skills), skills)) for has, skills in _by_skills(row)]


def _component(row: Row, ask: Ask) -> list[Any]:
    wanted = ask.args["skill"].value
    return [
        (has, [_component_rows(row, len(skills), skills)[skills.index(wanted)]])
        for has, skills in _by_skills(row)
        if wanted in skills
    ]


_COMPONENTS = Unrolled(_components, nullable=frozenset({"score", "cefrLevel"}))


def _photo_status(row: Row, ask: Ask) -> ColumnElement[str]:
    taken = sa.and_(row.c.has_photo, row.c.status == _literal("RELEASED"))
    cases: list[Any] = [(~taken, _literal("NOT_TAKEN"))]
    if ask.asker.organisation_id is not None or ask.asker.kind.value == "user":
        if not ask.asker.may_view_photos:
            cases.append((sa.true(), _literal("NOT_PERMITTED")))
        else:
            cases.append((hides_photo(row.c.id), _literal("HIDDEN_BY_CANDIDATE")))
    return sa.case(*cases, else_=_literal("AVAILABLE"))


def _photo_url(row: Row, ask: Ask) -> ColumnElement[str]:
    address = _literal("/photos/res_").concat(sa.cast(row.c.id, sa.Text))
    return sa.case((_photo_status(row, ask) == _literal("AVAILABLE"), address))


def _of_candidate(column: str) -> Any:
    def expression(row: Row, ask: Ask) -> ColumnElement[Any]:
        person = ask.alias(Candidate)
        return sa.select(person.c[column]).where(person.c.id == row.c.candidate_id).correlate(row).scalar_subquery()

    return expression


def _band_of(row: Row, band: Row, _ask: Ask) -> list[ColumnElement[bool]]:
    return [
        band.c.exam_code == row.c.exam_code,
        row.c.session_date >= band.c.valid_from,
        sa.or_(band.c.valid_to.is_(None), row.c.session_date <= band.c.valid_to),
        row.c.overall_score.between(band.c.min_score, band.c.max_score),
    ]


def _history(row: Row, ask: Ask) -> sa.Select[Any]:
    version = ask.alias(ResultVersion)
    return sa.select(*version.c).where(version.c.result_id == row.c.id).order_by(version.c.version.desc())


def _newest_shares(args: Mapping[str, Any]) -> Order:
    return Order("share:SHARED_AT", (moment_key("shared_at"), uuid_key()), descending=True)


#: A person as the statement prints them: the same row as the result's.
CANDIDATE = Node(
    Result,
    prefix=PREFIXES["Candidate"],
    key="candidate_id",
    columns={
        "candidateNumber": _of_candidate("candidate_number"),
        "email": lambda row, _ask: sa.func.candidate_email(row.c.candidate_id, type_=sa.Text),
    },
    many={
        "shares": Connection(
            shares.order,
            CURSOR,
            where=lambda parent, row, _ask: [
                row.c.candidate_id == parent.c.candidate_id,
                row.c.organisation_id == sa.bindparam("viewer_organisation", type_=sa.Uuid()),
            ],
            clauses={"filter": shares.FILTER},
        )
    },
)

RESULT = Node(
    Result,
    prefix=PREFIXES["Result"],
    columns={"photoStatus": _photo_status, "photoUrl": _photo_url},
    one={
        "candidate": Same(),
        "exam": One(_same_key("exam_code", "code"), local=_EXAM_HERE),
        "centre": One(_same_key("centre_id")),
        "band": One(_band_of),
    },
    many={
        "components": _COMPONENTS,
        "component": Unrolled(_component, nullable=frozenset({"score", "cefrLevel"}), single=True),
        "bands": ListOf(lambda row, ask: _bands_on(row.c.exam_code, row.c.session_date, ask)),
        "history": ListOf(_history),
    },
)

RESULTS = Connection(
    lambda _args: Order("result", (date_key("session_date"), uuid_key()), descending=True),
    CURSOR,
    where=lambda parent, row, _ask: [row.c.candidate_id == parent.c.candidate_id],
)

# ------------------------------------------------------------------------------------------------ shares


def _share_status(row: Row, _ask: Ask) -> ColumnElement[str]:
    return sa.case(
        (is_revoked(row), _literal("REVOKED")), (is_expired(row), _literal("EXPIRED")), else_=_literal("ACTIVE")
    )


def _ended_at(row: Row, _ask: Ask) -> ColumnElement[Any]:
    return sa.case((is_revoked(row), row.c.revoked_at), (is_expired(row), row.c.expires_at))


def _while_active(parent: Row, row: Row, _ask: Ask) -> list[ColumnElement[bool]]:
    return [row.c.id == parent.c.result_id, is_active(parent)]


def _openings(row: Row, ask: Ask) -> sa.Select[Any]:
    sighting = ask.alias(Sighting)
    return (
        sa.select(*sighting.c)
        .where(sighting.c.share_id == row.c.id, sighting.c.opened_at.is_not(None))
        .order_by(sighting.c.opened_at, sighting.c.user_id)
    )


def _marker(word: str) -> Any:
    """Where a value per user belongs in a shared text; no JSON has such a character (see `app.events.feed`)."""
    return lambda row: [sa.literal_column("chr(1)"), f"{word}:", row.c.id, sa.literal_column("chr(1)")]


SHARE = Node(
    Share,
    prefix=PREFIXES["Share"],
    columns={
        "isNew": PerUser(shares.is_new, _marker("new")),
        "isChanged": PerUser(shares.is_changed, _marker("changed")),
        "status": _share_status,
        "endedAt": _ended_at,
        "url": lambda row, _ask: _literal("/shares/shr_").concat(sa.cast(row.c.id, sa.Text)),
    },
    one={
        "candidate": One(_while_active),
        "result": One(_while_active),
    },
    many={"openings": ListOf(_openings)},
)


def _candidate_share_conditions() -> Mapping[str, Any]:
    return {
        "filter": Group(
            {
                "resultIds": one_id_of(lambda row, _ask: row.c.result_id, "Result"),
                "statuses": statuses({"ACTIVE": is_active, "EXPIRED": is_expired, "REVOKED": is_revoked}, default=None),
                "opened": either(lambda row, _ask: row.c.opened_at.is_not(None)),
            }
        )
    }


CANDIDATE_SHARE = Node(
    Share,
    prefix=PREFIXES["CandidateShare"],
    columns={"status": _share_status},
    one={
        "result": One(_same_key("result_id")),
        "organisation": One(
            _same_key("organisation_id"),
            node=Node(
                Organisation,
                prefix=PREFIXES["OrganisationProfile"],
                many={"recognisedExams": ListOf(lambda row, ask: _recognised(row, ask))},
            ),
        ),
    },
)

CANDIDATE_ACCOUNT = Node(
    CandidateAccount,
    prefix=PREFIXES["CandidateAccount"],
    columns={
        "familyName": _of_candidate("family_name"),
        "givenName": _of_candidate("given_name"),
        "displayName": lambda row, ask: _candidate_name(row, ask),
        "candidateNumber": _of_candidate("candidate_number"),
    },
    many={
        "results": RESULTS,
        "shares": Connection(
            _newest_shares,
            CURSOR,
            where=lambda parent, row, _ask: [row.c.candidate_id == parent.c.candidate_id],
            clauses=_candidate_share_conditions(),
        ),
    },
)


def _candidate_name(row: Row, ask: Ask) -> ColumnElement[str]:
    person = ask.alias(Candidate)
    return (
        sa.select(_display_name(person, "native_name"))
        .where(person.c.id == row.c.candidate_id)
        .correlate(row)
        .scalar_subquery()
    )


# ------------------------------------------------------------------------------------------------ organisations


def _recognised(row: Row, ask: Ask) -> sa.Select[Any]:
    exam = ask.alias(Exam)
    return sa.select(*exam.c).where(exam.c.code == sa.any_(row.c.recognised_exams)).order_by(exam.c.position)


PROFILE = Node(Organisation, prefix=PREFIXES["OrganisationProfile"], many={"recognisedExams": ListOf(_recognised)})

PROFILES = Connection(lambda _args: Order("organisation", (text_key("sort_name"), uuid_key())), PUBLIC_CURSOR)


def _new_share_count(organisation: Any) -> PerUser:
    def count(row: Row, ask: Ask) -> ColumnElement[int]:
        share = ask.alias(Share)
        new = sa.select(_ONE).where(share.c.organisation_id == organisation(row), shares.is_new(share, ask))
        some = new.correlate(row).limit(sa.literal_column("1000")).subquery()
        return sa.select(sa.func.count()).select_from(some).scalar_subquery()

    return PerUser(count, lambda _row: [sa.literal_column("chr(1)"), "count", sa.literal_column("chr(1)")])


NEW_SHARE_COUNT = _new_share_count(lambda row: row.c.id)
NEW_SHARE_COUNT_OF_EVENT = _new_share_count(lambda row: row.c.organisation_id)

VERIFICATIONS = Connection(
    lambda _args: Order("verification", (moment_key("checked_at"), uuid_key()), descending=True),
    CURSOR,
    where=lambda parent, row, _ask: [row.c.organisation_id == parent.c.id],
    clauses={"filter": verifications.FILTER},
)

VERIFICATION = Node(
    Verification,
    prefix=PREFIXES["Verification"],
    columns={"changedSince": verifications.is_changed_since},
    one={"by": _ROW_ACTOR, "result": One(_same_key("result_id"))},
)


_GROUPINGS: Mapping[str, Any] = {
    "EXAM": of_result("exam_code"),
    "CEFR_LEVEL": of_result("cefr_level"),
    "GRADE": of_result("grade"),
    "DAY_SHARED": lambda share, _ask: sa.cast(share.c.shared_at, sa.Date),
    "SESSION": lambda share, _ask: share.c.sort_session,
}


def _groups(row: Row, ask: Ask) -> sa.Select[Any]:
    """Shares grouped by what the argument says, largest group first."""
    share, exam = ask.alias(Share), ask.alias(Exam)
    grouping = ask.args["by"].value
    expression = _GROUPINGS[grouping](share, ask)
    held = conditions({"filter": shares.FILTER}, ask.args, share, ask, shared=False)
    inner = (
        sa.select(
            sa.func.coalesce(sa.cast(expression, sa.Text), _literal("")).label("key"),
            shares.is_new(share, ask).label("is_new"),
        )
        .where(share.c.organisation_id == row.c.id, *held)
        .correlate(row)
        .subquery()
    )
    label: ColumnElement[Any] = inner.c.key
    if grouping == "EXAM":
        name = exam.c.name_ja if ask.asker.language.value == "JA" else exam.c.name_en
        known = sa.select(name).where(exam.c.code == inner.c.key).correlate(inner).scalar_subquery()
        label = sa.func.coalesce(known, inner.c.key)
    if grouping == "GRADE":
        words = GRADES[ask.asker.language].items()
        label = sa.case(*((inner.c.key == _literal(grade), _literal(word)) for grade, word in words), else_=inner.c.key)
    count = sa.func.count()
    return (
        sa.select(
            inner.c.key, label.label("label"), count.label("count"), count.filter(inner.c.is_new).label("new_count")
        )
        .group_by(inner.c.key)
        .order_by(count.desc(), inner.c.key)
    )


SHARE_COUNT = Node(columns={"newCount": PerUser(lambda row, _ask: row.c.new_count)})

ORGANISATION = Node(
    Organisation,
    prefix=PREFIXES["Organisation"],
    columns={"eventCursor": head_cursor, "newShareCount": NEW_SHARE_COUNT},
    one={"profile": Same(PROFILE)},
    many={
        "recognisedExams": ListOf(_recognised),
        "shares": Connection(
            shares.order,
            CURSOR,
            where=lambda parent, row, _ask: [row.c.organisation_id == parent.c.id],
            clauses={"filter": shares.FILTER},
        ),
        "shareCounts": ListOf(_groups, clauses={"filter": shares.FILTER}),
        "verifications": VERIFICATIONS,
        "events": EVENTS,
    },
)

USER = Node(
    User,
    prefix=PREFIXES["User"],
    columns={"displayName": lambda row, _ask: _display_name(row)},
    one={"organisation": One(_same_key("organisation_id"))},
)

# ------------------------------------------------------------------------------------------------ events

_VERSION = Node(ResultVersion, many={"components": _COMPONENTS})

EVENT = Node(
    Event,
    prefix=PREFIXES["Event"],
    columns={"cursor": event_cursor},
    one={
        "actor": EVENT_ACTOR,
        "share": One(_same_key("share_id")),
        "result": One(_same_key("result_id")),
        "resultVersion": One(
            lambda parent, row, _ask: [
                row.c.result_id == parent.c.result_id,
                row.c.version == parent.c.result_version,
            ]
        ),
        "verification": One(_same_key("verification_id")),
    },
)


def _share_of_event(parent: Row, row: Row, _ask: Ask) -> list[ColumnElement[bool]]:
    """The share that an event names, or that of the result it names."""
    return [
        row.c.organisation_id == parent.c.organisation_id,
        sa.or_(
            row.c.id == parent.c.share_id,
            sa.and_(parent.c.share_id.is_(None), row.c.result_id == parent.c.result_id, row.c.ended_at.is_(None)),
        ),
    ]


_CHANGES = {
    "SHARE_OPENED": "OPENED",
    "SHARE_UPDATED": "UPDATED",
    "SHARE_REVOKED": "REVOKED",
    "SHARE_EXPIRED": "EXPIRED",
    "RESULT_CORRECTED": "CORRECTED",
    "RESULT_CANCELLED": "CANCELLED",
    "RESULT_WITHHELD": "WITHHELD",
    "RESULT_RELEASED": "RELEASED",
    "SEEN": "SEEN",
}

RESULT_SHARED = Node(
    Event,
    columns={"cursor": event_cursor, "newShareCount": NEW_SHARE_COUNT_OF_EVENT},
    one={"share": One(_share_of_event), "organisation": One(_same_key("organisation_id"))},
)
SHARE_CHANGED = Node(
    Event,
    columns={
        "cursor": event_cursor,
        "kind": lambda row, _ask: sa.case(
            *((row.c.kind == _literal(event), _literal(change)) for event, change in _CHANGES.items())
        ),
        "newShareCount": NEW_SHARE_COUNT_OF_EVENT,
    },
    one={
        "share": One(_share_of_event),
        "actor": EVENT_ACTOR,
        "organisation": One(_same_key("organisation_id")),
    },
)

NODES: Mapping[str, Node] = {
    "Exam": EXAM,
    "Band": Node(ExamBand),
    "Centre": Node(Centre, prefix=PREFIXES["Centre"]),
    "Candidate": CANDIDATE,
    "Result": RESULT,
    "ResultVersion": _VERSION,
    "Share": SHARE,
    "Opening": Node(one={"user": _USER_OF_SIGHTING}),
    "ShareCount": SHARE_COUNT,
    "Verification": VERIFICATION,
    "Event": EVENT,
    "Organisation": ORGANISATION,
    "OrganisationProfile": PROFILE,
    "User": USER,
    "CandidateAccount": CANDIDATE_ACCOUNT,
    "CandidateShare": CANDIDATE_SHARE,
    "ResultShared": RESULT_SHARED,
    "ShareChanged": SHARE_CHANGED,
}
ROOTS: Mapping[str, Connection] = {"OrganisationProfileConnection": PROFILES}
