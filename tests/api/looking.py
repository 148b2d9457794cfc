"""Everything that somebody can see, by documents that select every field of the schema."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLNamedType
from sqlmodel import col

from app.api import build_schema
from app.database import become
from app.models import Result
from app.schema.ids import PREFIXES, id_of
from app.viewer import SYSTEM
from tests.api.schema_walk import Values, Walk
from tests.api.service import Service
from tests.api.two_sides import Two, two_sides

SCHEMA = build_schema()._schema
OWN = frozenset({("User", "hasSecondFactor"), ("User", "recoveryCodesLeft")})
"""Refused where the users are others."""


@dataclass
class World:
    service: Service
    two: Two
    tokens: dict[str, str | None]
    documents: list[str]
    answers: dict[str, list[str]] = field(default_factory=dict)
    """To all documents, by viewer, before anything was done; only where a test asks for a world that was looked at."""


def values_of(two: Two) -> Values:
    """What one side would try to see the other with."""
    a, b = two.a, two.b
    strings = {
        "search": ["Family-BOSK", "BOSKSHOWN01", "Between", "BOSK"],
        "statementNumbers": ["BOSKSHOWN01", "BOSKGONE01", "AARNSHOWN01"],
        "centreNumbers": ["GB001"],
        "token": [a.link],
        "path": ["candidateName", "result.candidate.familyName"],
        "dateFormat": ["d MMM yyyy"],
        "heading": ["Name"],
    }
    public = [
        "exm_B2_FIRST",
        id_of("Centre", b.shown.centre_id),
        id_of("OrganisationProfile", b.organisation.id),
    ]
    ids = [*two.ids(b), *two.ids(a), *public]
    one_of_each = list({(side.mark, id_[:4]): id_ for side in (a, b) for id_ in two.ids(side)}.values())
    named = {
        "resultId": [id_ for id_ in ids if id_.startswith("res_")],
        "organisationId": [id_ for id_ in ids if id_.startswith(("org_", "orp_"))],
        "actorId": one_of_each,
        "subjectId": one_of_each,
    }
    by_type = {
        "Int": ["1"],
        "Boolean": ["true", "false"],
        "Date": [f'"{b.candidate.date_of_birth}"'],
        "DateTime": ['"2020-01-01T00:00:00Z"'],
        "CountryCode": ['"GB"'],
        "TimeZone": ['"Asia/Tokyo"'],
    }

    def values(name: str, type_: GraphQLNamedType, target: str) -> Sequence[str]:
        if type_.name == "ID":
            fitting = named.get(name) or [id_ for id_ in ids if id_.startswith(PREFIXES.get(target, ""))]
            return [json.dumps(id_) for id_ in (fitting[:1] if name == "id" else fitting)]
        if type_.name == "String":
            return [json.dumps(text) for text in strings.get(name, [b.cursor])]
        return by_type[type_.name]

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
        "staff": await service.token(two.a.staff),
        "nobody": None,
    }
    return World(service, two, tokens, list(Walk(SCHEMA, values_of(two), apart=OWN).documents()))


def typenames(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "__typename" in value:
            yield value["__typename"]
        for inner in value.values():
            yield from typenames(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from typenames(inner)


async def look_everywhere(world: World) -> None:
    """Ask everything as everybody. `user` and `colleague` differ in nothing but in what they have opened."""
    two, service = world.two, world.service
    async with service.making() as make:
        await become(make.session, SYSTEM)
        await make.session.execute(sa.update(Result).where(col(Result.id) == two.a.shown.id).values(version=2))
    world.tokens["colleague"] = await service.token(two.a.colleague)
    world.answers = await texts_of_each(world, *world.tokens)


async def texts(world: World, who: str) -> list[str]:
    """The answers to all documents."""
    return (await texts_of_each(world, who))[who]


async def texts_of_each(world: World, *viewers: str) -> dict[str, list[str]]:
    """The answers to all documents, by viewer. All of them ask one document after the other: it is checked and planned
    once, which takes most of the time."""
    found: dict[str, list[str]] = {who: [] for who in viewers}
    for document in world.documents:
        for who in viewers:
            response = await world.service.post({"query": document}, world.tokens[who])
            assert response.status_code == 200
            found[who].append(response.text)
    return found


def seen_in(world: World, found: Sequence[str]) -> Counter[str]:
    """How many objects of each type are in the answers to all documents. No field may fail of itself."""
    seen = Counter[str]()
    for document, text in zip(world.documents, found, strict=True):
        body = json.loads(text)
        codes = {error["extensions"]["code"] for error in body.get("errors", ())}
        refused = {"CURSOR_INVALID", "FORBIDDEN", "UNAUTHENTICATED"}
        assert codes <= refused, (document, text)
        seen.update(typenames(body["data"]))
    return seen
