"""Everything that somebody can see, by documents that select every field of the schema."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLNamedType

from app.api import build_schema
from app.database import become
from app.schema.ids import PREFIXES, id_of
from app.viewer import SYSTEM
from tests.api.schema_walk import Values, Walk
from tests.api.service import Service
from tests.api.two_sides import Two, two_sides

SCHEMA = build_schema()._schema


@dataclass
class World:
    service: Service
    two: Two
    tokens: dict[str, str | None]
    documents: list[str]


def values_of(two: Two) -> Values:
    """What one side would try to see the other with."""
    a, b = two.a, two.b
    strings = {
        "search": ["Family-BOSK", "BOSKSHOWN01", "Between", "BOSK"],
        "statementNumbers": ["BOSKSHOWN01", "BOSKGONE01", "AARNSHOWN01"],
        "centreNumbers": ["GB001"],
    }
    public = [
        "exm_B2_FIRST",
        id_of("Centre", b.shown.centre_id),
        id_of("OrganisationProfile", b.organisation.id),
    ]
    ids = [*two.ids(b), *two.ids(a), *public]
    by_type = {
        "Int": ["1"],
        "Boolean": ["true", "false"],
        "Date": [f'"{b.candidate.date_of_birth}"'],
        "DateTime": ['"2020-01-01T00:00:00Z"'],
        "CountryCode": ['"GB"'],
    }

    def values(name: str, named: GraphQLNamedType, target: str) -> Sequence[str]:
        if named.name == "ID":
            fitting = [id_ for id_ in ids if id_.startswith(PREFIXES.get(target, ""))]
            if not fitting:  # of the board's types no side has any
                fitting = [f"{PREFIXES[target]}_{UUID(int=0)}"]
            return [json.dumps(id_) for id_ in (fitting[:1] if name == "id" else fitting)]
        if named.name == "String":
            return [json.dumps(text) for text in strings.get(name, [b.cursor])]
        return by_type[named.name]

    return values


async def world_of(service: Service) -> World:
    """Both sides' things, made and committed."""
    async with service.making() as make:
        two = await two_sides(make)
        for side in (two.a, two.b):
            statement = sa.text("SELECT id FROM event WHERE organisation_id = :id ORDER BY sequence")
            await become(make.session, SYSTEM)
            side.events = list(await make.session.scalars(statement, {"id": side.organisation.id}))
    tokens = {
        "user": await service.token(two.a.user),
        "primary": await service.token(two.a.primary),
        "candidate": await service.token(two.a.account),
        "nobody": None,
    }
    return World(service, two, tokens, list(Walk(SCHEMA, values_of(two)).documents()))


def typenames(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "__typename" in value:
            yield value["__typename"]
        for inner in value.values():
            yield from typenames(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from typenames(inner)


async def texts(world: World, who: str) -> list[str]:
    """The answers to all documents."""
    posted = [await world.service.post({"query": document}, world.tokens[who]) for document in world.documents]
    assert {response.status_code for response in posted} == {200}
    return [response.text for response in posted]


async def look_everywhere(world: World, who: str) -> tuple[str, Counter[str]]:
    """All answers to all documents, and how many objects of each type were in them. No field may fail of itself."""
    found, seen = await texts(world, who), Counter[str]()
    for document, text in zip(world.documents, found, strict=True):
        body = json.loads(text)
        codes = {error["extensions"]["code"] for error in body.get("errors", ())}
        refused = {"CURSOR_INVALID", "FORBIDDEN", "UNAUTHENTICATED"}
        assert codes <= refused, (document, text)
        seen.update(typenames(body["data"]))
    return "\n".join(found), seen
