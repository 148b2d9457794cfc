"""Each root field and mutation as each kind of viewer: the answers are those of the table, and nothing is kept."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLObjectType, GraphQLUnionType, get_named_type, is_leaf_type
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import Database, become
from app.envelope import Envelope
from app.errors import ApiError
from app.events.broker import LocalBroker
from app.security.buckets import LocalBuckets
from app.viewer import Viewer
from tests.api.attack_matrix import MUTATIONS, QUERIES, VIEWERS
from tests.api.attack_world import Attacked, arguments, attacked, documents
from tests.api.looking import SCHEMA
from tests.api.service import Service, running
from tests.conftest import Server

pytestmark = pytest.mark.anyio


class Forgetful(Database):
    """Whatever is committed is rolled back: each attempt finds the world as it was."""

    @asynccontextmanager
    async def session(self, viewer: Viewer) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            session.commit = session.flush  # type: ignore[assignment, method-assign]
            await become(session, viewer)
            yield session


@pytest.fixture(scope="module")
async def target(postgres: Server, anyio_backend: str) -> AsyncIterator[tuple[Attacked, Service]]:
    name = f"rvs_matrix_{uuid4().hex[:12]}"
    urls = postgres.copy(name)
    keeping = await Database.open(urls.app, read_connections=2, write_connections=2)
    async with running(keeping, LocalBroker()) as service:
        on = await attacked(service)
    await keeping.close()
    forgetting = await Forgetful.open(urls.app, read_connections=2, write_connections=2)
    async with running(forgetting, LocalBroker()) as service:
        yield on, service
    await forgetting.close()
    postgres.drop(name)


def test_every_mutation_has_a_row() -> None:
    mutation = SCHEMA.mutation_type
    assert mutation is not None
    assert MUTATIONS.keys() == mutation.fields.keys()


def test_every_field_that_can_be_read_has_a_row() -> None:
    query, subscription = SCHEMA.query_type, SCHEMA.subscription_type
    assert query is not None
    assert subscription is not None
    plain = {"id", "name", "city", "country", "website", "status", "recognisedExams"}  # of who it is

    assert QUERIES.keys() == {
        *query.fields,
        *(f"organisation.{name}" for name in fields_of("Organisation").keys() - plain),
        *(f"subscription.{name}" for name in subscription.fields),
    }


def fields_of(type_name: str) -> Mapping[str, Any]:
    type_ = SCHEMA.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    return type_.fields


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_a_mutation_by_each(target: tuple[Attacked, Service], mutation: str) -> None:
    on, service = target
    root = SCHEMA.mutation_type
    assert root is not None
    given = root.fields[mutation].args
    declared = ", ".join(f"${name}: {argument.type}" for name, argument in given.items())
    passed = ", ".join(f"{name}: ${name}" for name in given)
    head = f"mutation ({declared}) {{ {mutation}({passed})" if given else f"mutation {{ {mutation}"
    payload = get_named_type(root.fields[mutation].type)
    assert isinstance(payload, GraphQLUnionType)
    may_lack_a_scope = any(member.name == "Forbidden" for member in payload.types)
    query = f"{head} {{ __typename {'... on Forbidden { scope }' if may_lack_a_scope else ''} }} }}"
    answers = {}
    for who in VIEWERS:
        _forget(service)
        response = await service.post(
            {"query": query, "variables": arguments(on)[mutation]}, on.tokens[who], origin="http://rvs.example"
        )
        answers[who] = cell(response.json(), mutation)
    assert answers == MUTATIONS[mutation]


def _forget(service: Service) -> None:
    """Every attempt is the first: what is counted in memory is not what the table is about."""
    buckets = service.parts.api.buckets
    assert isinstance(buckets, LocalBuckets)
    buckets._buckets.clear()
    service.parts.api.sessions._found.clear()
    service.parts.api.sessions._ended.clear()


@pytest.mark.parametrize("field", QUERIES)
async def test_a_field_by_each(target: tuple[Attacked, Service], field: str) -> None:
    on, service = target
    query = documents(on).get(field) or f"{{ organisation {{ {selection(field.partition('.')[2])} }} }}"
    answers = {}
    for who in VIEWERS:
        if field.startswith("subscription."):
            answers[who] = await listening(service, query, on.tokens[who])
        else:
            body = (await service.post({"query": query}, on.tokens[who])).json()
            answers[who] = cell(body, field.partition(".")[0])
    assert answers == QUERIES[field]


async def listening(service: Service, query: str, token: str | None) -> str:
    api = service.parts.api
    try:
        viewer = await api.viewer(None if token is None else f"Bearer {token}", {}, {})
        answer = await api.subscribe(Envelope(query, None, {}), viewer)
    except ApiError as error:
        return said(error.extensions)
    assert not isinstance(answer, bytes), answer
    return "yes"


NEEDED = {"by": "EXAM", "template": '{columns: [{path: "candidateName"}]}'}
"""Arguments that have to be given."""


def selection(name: str) -> str:
    """The field with what it needs at least."""
    field = fields_of("Organisation")[name]
    needed = ", ".join(
        f"{key}: {NEEDED[key]}" for key, argument in field.args.items() if str(argument.type).endswith("!")
    )
    called = f"{name}({needed})" if needed else name
    named = get_named_type(field.type)
    return called if is_leaf_type(named) else f"{called} {{ __typename }}"


def cell(body: Mapping[str, Any], name: str) -> str:
    if body.get("errors"):
        return said(body["errors"][0]["extensions"])
    value = body["data"][name]
    if value is None or value == [None]:
        return "null"
    if name in MUTATIONS:
        kind: str = value["__typename"]
        return f"{kind}:{value['scope']}" if value.get("scope") else kind
    return "yes"


def said(extensions: Mapping[str, Any]) -> str:
    return f"{extensions['code']}:{extensions['scope']}" if "scope" in extensions else str(extensions["code"])
