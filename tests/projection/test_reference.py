"""Random documents: PostgreSQL's answer is that of plain Python over ORM objects, to the order of its keys."""

from typing import Any
from uuid import UUID

import orjson
import pytest
from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_object_type,
    parse,
    visit,
)
from hypothesis import given, note
from hypothesis import strategies as st

from app.models import (
    Candidate,
    CandidateAccount,
    Centre,
    Event,
    EventHead,
    Exam,
    Organisation,
    Result,
    Share,
    User,
    Verification,
)
from tests.projection.documents import Document, Pool, document_of
from tests.projection.drawing import drawn
from tests.projection.reference import Reference, plain_schema
from tests.projection.reference_fields import FIELDS
from tests.projection.reference_page import Cursors
from tests.projection.reference_rows import Sight, Tables, load
from tests.queries.asking import Asked
from tests.queries.world import ACCOUNTS, USERS

pytestmark = pytest.mark.anyio

VIEWERS = [*USERS, *ACCOUNTS, "nobody"]
#: A document that is refused for its size says nothing about the projection.
TOO_LARGE = {"PAGES_TOO_LARGE", "TOO_DEEP", "TOO_MANY_FIELDS", "TOO_MANY_ALIASES", "DOCUMENT_TOO_COMPLEX"}
ORDERS = [
    (field, direction) for field in ("SHARED_AT", "NAME", "OVERALL_SCORE", "SESSION") for direction in ("ASC", "DESC")
]

OF_USERS = """
query Cursors($by: ShareOrder, $statuses: [ShareStatus!]) {
  organisation {
    shares(first: 1000, orderBy: $by, filter: {statuses: $statuses}) { edges { cursor node { id } } }
    verifications(first: 1000) { edges { cursor node { id } } }
  }
}
"""
OF_CANDIDATES = """
{
  candidate {
    shares(first: 1000) { edges { cursor node { id } } }
    results(first: 1000) { edges { cursor node { id } } }
  }
}
"""


class Tried:
    """The product, and what its answers are compared with."""

    def __init__(self, crowd: Asked, tables: Tables, cursors: Cursors) -> None:
        self.crowd, self.tables, self.cursors = crowd, tables, cursors
        self.schema = plain_schema()

    async def compare(self, document: Document, who: str) -> None:
        viewer = self.crowd.world.viewer(who)
        reference = Reference(self.schema, FIELDS, Sight(self.tables, viewer), self.cursors)
        answer = await self.crowd(document.text, viewer, document.variables)
        codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
        if codes & TOO_LARGE:
            return
        if "FORBIDDEN" in codes:  # Candidate.shares, whether or not there is a candidate to hang it from
            assert viewer.organisation_id is None
            assert "shares" in document.text
            return
        expected = reference.execute(document.text, document.variables)
        assert _failed(answer) <= _expected_to_fail(expected), answer.get("errors")
        assert {name for name, _ in _failed(answer)} == {name for name, _ in _expected_to_fail(expected)}
        assert orjson.dumps(answer["data"]) == orjson.dumps(_nulled(expected))


def _failed(answer: Any) -> set[tuple[str, str]]:
    return {(error["path"][0], error["extensions"]["code"]) for error in answer.get("errors", [])}


def _expected_to_fail(result: ExecutionResult) -> set[tuple[str, str]]:
    for error in result.errors or []:
        if "code" not in (error.extensions or {}):
            raise error.original_error or error
    return {(str(error.path[0]), error.extensions["code"]) for error in result.errors or [] if error.path}  # type: ignore[index]


def _nulled(result: ExecutionResult) -> Any:
    """One statement answers a whole root field: an error anywhere in it leaves nothing of it."""
    failed = {name for name, _ in _expected_to_fail(result)}
    return {name: None if name in failed else value for name, value in (result.data or {}).items()}


@pytest.fixture(scope="module")
async def tried(crowd: Asked) -> Tried:
    return Tried(crowd, await load(crowd.database), await _cursors(crowd))


async def _cursors(crowd: Asked) -> Cursors:
    """Every cursor of every list that viewers can page through, from answers."""
    found: dict[tuple[str, str, Any], str] = {}

    def keep(order: str, owner: Any, connection: Any) -> None:
        for edge in connection["edges"]:
            found[order, str(owner), _row_key(edge["node"]["id"])] = edge["cursor"]

    for who in ("alice", "midori"):
        owner = crowd.world.viewer(who).organisation_id
        for field, direction in ORDERS:
            statuses = ["ACTIVE", "EXPIRED", "REVOKED"] if field in ("SHARED_AT", "NAME") else None
            variables = {"by": {"field": field, "direction": direction}, "statuses": statuses}
            data = (await crowd(OF_USERS, who, variables))["data"]
            keep(f"share:{field}:{direction == 'DESC'}", owner, data["organisation"]["shares"])
            keep("verification", owner, data["organisation"]["verifications"])
    for who in ACCOUNTS:
        owner = crowd.world.viewer(who).candidate_id
        data = (await crowd(OF_CANDIDATES, who))["data"]["candidate"]
        keep("share:SHARED_AT:True", owner, data["shares"])
        keep("result", owner, data["results"])
    directory = await crowd("{ organisations(first: 1000) { edges { cursor node { id } } } }", "nobody")
    keep("organisation", "", directory["data"]["organisations"])
    return found


def _row_key(id_: str) -> Any:
    return UUID(id_.partition("_")[2])


def _pool(tried: Tried, who: str) -> Pool:
    """What this viewer's arguments are made of, and ids and cursors that are others'."""
    viewer = tried.crowd.world.viewer(who)
    owners = {str(viewer.organisation_id or viewer.candidate_id), ""}
    own: dict[str, list[str]] = {}
    for (order, owner, _), cursor in tried.cursors.items():
        if owner in owners:
            own.setdefault(order, []).append(cursor)
    strangers = [cursor for (_, owner, _), cursor in tried.cursors.items() if owner not in owners]
    # An order's cursor is a stranger to all other orders; nobody's own are in a log.
    log = viewer.organisation_id and viewer.organisation_id.hex
    places = max(
        (each.last for each in tried.tables[EventHead] if each.organisation_id == viewer.organisation_id), default=0
    )
    return Pool(_ids(tried.tables), own, [*strangers[::9], "", "abc", "0-1"], log, places)


def _ids(tables: Tables) -> list[str]:
    """Of every type, of everybody; and what is no id."""
    ids = ["", "shr_", "nonsense", "shr_1", "SHR_00000007-0000-7000-8000-000000000001", "exm_", "exm_NONE"]
    models = {
        **{"org": Organisation, "orp": Organisation, "usr": User, "shr": Share, "csh": Share, "cnd": Candidate},
        **{"cac": CandidateAccount, "res": Result, "cen": Centre, "ver": Verification, "evt": Event},
    }
    for prefix, model in models.items():
        ids += [f"{prefix}_{row.id}" for row in tables[model][:25]]
    return [*ids, *(f"exm_{exam.code.value}" for exam in tables[Exam])]


@given(draw=st.integers(0, 2**32), who=st.sampled_from(VIEWERS))
@drawn(200)
async def test_the_answer_is_that_of_plain_python(tried: Tried, draw: int, who: str) -> None:
    document = document_of(tried.schema, _pool(tried, who), draw)
    note(f"as {who}, {document.variables}:\n{document.text}")
    await tried.compare(document, who)


def test_every_field_and_argument_is_drawn() -> None:
    """By the seed above in so many documents: what is never asked is not compared."""
    schema = plain_schema()
    orders = ("share:SHARED_AT:True", "verification", "organisation", "result")
    pool = Pool(["exm_A2_KEY"], {order: ["c"] for order in orders}, ["d"], "0")
    drawn_ones: set[str] = set()

    class Drawn(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent, definition = types.get_parent_type(), types.get_field_def()
            if definition is not None and parent is not None and not node.name.value.startswith("__"):
                drawn_ones.add(f"{parent.name}.{node.name.value}")
                drawn_ones.update(
                    f"{parent.name}.{node.name.value}({each.name.value})" for each in node.arguments or ()
                )

    for draw in range(1_000):
        types = TypeInfo(schema)
        visit(parse(document_of(schema, pool, draw).text), TypeInfoVisitor(types, Drawn()))
    assert _of_query(schema) - drawn_ones == set()


def _of_query(schema: GraphQLSchema) -> set[str]:
    """All that Query leads to."""
    found: set[str] = set()
    types, known = [schema.query_type], {"Query"}
    while types:
        type_: Any = types.pop()
        for name, each in type_.fields.items():
            found |= {f"{type_.name}.{name}", *(f"{type_.name}.{name}({argument})" for argument in each.args)}
            named: Any = get_named_type(each.type)
            for inner in schema.get_possible_types(named) if is_abstract_type(named) else [named]:
                if inner.name not in known and is_object_type(inner):
                    known.add(inner.name)
                    types.append(inner)
    return found
