"""Results, the people on them, their versions."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app import exams
from app.errors import ForbiddenField
from app.ledger import trace
from app.models import Candidate, Result, ResultVersion
from app.models.enums import ApiScope
from app.projection.cursor import date_key, uuid_key
from app.projection.node import Ask, Connection, ListOf, Node, One, Order, Row, Same, Unrolled
from app.schema import shares
from app.schema.ids import PREFIXES
from app.schema.nodes.base import CURSOR, ONE, literal, same_key
from app.schema.nodes.exams import EXAM_HERE, bands_on
from app.scopes import hides_photo
from app.viewer import ViewerKind


def _component_rows(row: Row, places: int, skills: tuple[str, ...]) -> list[Mapping[str, ColumnElement[Any]]]:
    scores: Any = row.c.scores
    levels: Any = row.c.levels
    return [
        {
            "skill": literal(skills[place]),
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


COMPONENTS = Unrolled(_components, nullable=frozenset({"score", "cefrLevel"}))


def _photo_status(row: Row, ask: Ask) -> ColumnElement[str]:
    taken = sa.and_(row.c.has_photo, row.c.status == literal("RELEASED"))
    cases: list[Any] = [(~taken, literal("NOT_TAKEN"))]
    if ask.asker.organisation_id is not None or ask.asker.kind.value == "user":
        if not ask.asker.may_view_photos:
            cases.append((sa.true(), literal("NOT_PERMITTED")))
        else:
            cases.append((hides_photo(row.c.id), literal("HIDDEN_BY_CANDIDATE")))
    return sa.case(*cases, else_=literal("AVAILABLE"))


def _photo_url(row: Row, ask: Ask) -> ColumnElement[str]:
    address = literal("/photos/res_").concat(sa.cast(row.c.id, sa.Text))
    return sa.case((_photo_status(row, ask) == literal("AVAILABLE"), address))


def of_candidate(column: str) -> Any:
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


def _is_released(row: Row, ask: Ask) -> ColumnElement[bool]:
    result = ask.alias(Result)
    released = sa.select(ONE).where(result.c.id == row.c.result_id, result.c.status == literal("RELEASED"))
    return released.correlate(row).exists()


def _while_released(column: str) -> Any:
    return lambda row, ask: sa.case((_is_released(row, ask), row.c[column]))


def _version_components(row: Row, ask: Ask) -> list[Any]:
    released = _is_released(row, ask)
    return [(sa.and_(has, released), items) for has, items in _components(row, ask)]


#: Of a result that is not released (any more) no version shows scores: what was withheld is withheld whole.
RESULT_VERSION = Node(
    ResultVersion,
    trace=lambda row: trace(row.c.result_id, row.c.version),
    columns={
        "overallScore": _while_released("overall_score"),
        "grade": _while_released("grade"),
        "cefrLevel": _while_released("cefr_level"),
    },
    many={"components": Unrolled(_version_components, nullable=frozenset({"score", "cefrLevel"}))},
)


def _receives(asker: Any) -> None:
    """Candidates see themselves as a Candidate too; nobody else without an organisation sees any."""
    if asker.candidate_id is not None:
        raise ForbiddenField
    if asker.kind is ViewerKind.API_KEY and not asker.has(ApiScope.READ):
        raise ForbiddenField(scope=ApiScope.READ)


#: A person as the statement prints them: the same row as the result's.
CANDIDATE = Node(
    Result,
    trace=lambda row: trace(row.c.id, row.c.version),  # name and date of birth are what the statement prints
    prefix=PREFIXES["Candidate"],
    key="candidate_id",
    columns={
        "candidateNumber": of_candidate("candidate_number"),
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
            admit=_receives,
        )
    },
)

RESULT = Node(
    Result,
    prefix=PREFIXES["Result"],
    columns={"photoStatus": _photo_status, "photoUrl": _photo_url},
    trace=lambda row: trace(row.c.id, row.c.version),
    one={
        "candidate": Same(),
        "exam": One(same_key("exam_code", "code"), local=EXAM_HERE),
        "centre": One(same_key("centre_id")),
        "band": One(_band_of),
    },
    many={
        "components": COMPONENTS,
        "component": Unrolled(_component, nullable=frozenset({"score", "cefrLevel"}), single=True),
        "bands": ListOf(lambda row, ask: bands_on(row.c.exam_code, row.c.session_date, ask)),
        "history": ListOf(_history),
    },
)

RESULTS = Connection(
    lambda _args: Order("result", (date_key("session_date"), uuid_key()), descending=True),
    CURSOR,
    where=lambda parent, row, _ask: [row.c.candidate_id == parent.c.candidate_id],
)
