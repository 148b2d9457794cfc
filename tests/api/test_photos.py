"""The photo of test day: as private as its result, and one permission more."""

from dataclasses import dataclass

import pytest

from app.models import Result
from app.models.enums import ResultStatus
from app.schema.ids import id_of
from tests.api.service import Service, code_of
from tests.database.world import PAST

pytestmark = pytest.mark.anyio

JPEG = b"\xff\xd8\xff the photo"
PRIVATE = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}


@dataclass
class World:
    service: Service
    tokens: dict[str, str]
    results: dict[str, Result]


@pytest.fixture(scope="module")
async def world(module_service: Service) -> World:
    """One person's results, shared with one organisation, or checked by it, in every way."""
    service = module_service
    async with service.making() as make:
        organisation, other = await make.organisation(), await make.organisation()
        user = await make.user(organisation, may_view_photos=True)
        people = {
            "user": user,
            "without permission": await make.user(organisation),
            "other": await make.user(other, may_view_photos=True),
        }
        candidate = await make.candidate()
        results = {}
        ways = {
            "shared": {},
            "hidden": {"hide_photo": True},
            "expired": {"expires_at": PAST},
            "revoked": {"revoked_at": PAST, "ended_at": PAST},
        }
        for name, values in ways.items():
            results[name] = await make.result(candidate)
            await make.share(results[name], organisation, **values)
        results["withheld"] = await make.result(candidate, status=ResultStatus.WITHHELD)
        await make.share(results["withheld"], organisation)
        results["checked"] = await make.result(candidate)
        await make.verification(user, results["checked"])
        results["of nobody's business"] = await make.result(candidate)
        for result in results.values():
            await make.photo(result, jpeg=JPEG)
        results["without a photo"] = await make.result(candidate)
        await make.share(results["without a photo"], organisation)
        account = await make.account(candidate)
        stranger = await make.account()
    tokens = {name: await service.token(person) for name, person in people.items()}
    tokens |= {"candidate": await service.token(account), "stranger": await service.token(stranger)}
    return World(service, tokens, results)


SEEN = {
    "user": {"shared", "checked"},
    "without permission": set(),
    "other": set(),
    "candidate": {"shared", "hidden", "expired", "revoked", "checked", "of nobody's business"},
    "stranger": set(),
}


@pytest.mark.parametrize("who", SEEN)
async def test_a_photo_is_for_those_alone_who_may_see_it(world: World, who: str) -> None:
    found = set()
    for name, result in world.results.items():
        headers = {"authorization": f"Bearer {world.tokens[who]}"}
        response = await world.service.http.get(f"/photos/{id_of('Result', result.id)}", headers=headers)
        assert PRIVATE.items() <= dict(response.headers).items()
        if response.status_code == 200:
            assert (response.headers["content-type"], response.content) == ("image/jpeg", JPEG)
            found.add(name)
        else:
            assert (response.status_code, code_of(response.json())) == (404, "NOT_FOUND")

    assert found == SEEN[who]


async def test_its_address_is_given_to_those_and_no_others(world: World) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Result { photoUrl } } }"
    ids = [id_of("Result", result.id) for result in world.results.values()]
    for who, seen in SEEN.items():
        data = await world.service.ask(query, world.tokens[who], ids=ids)
        given = [name for name, each in zip(world.results, data["nodes"], strict=True) if each and each["photoUrl"]]
        assert set(given) == seen, who


async def test_nobody_signs_in_first(world: World) -> None:
    address = f"/photos/{id_of('Result', world.results['shared'].id)}"
    for headers in ({}, {"authorization": "Bearer rvs_s_" + "A" * 43}, {"cookie": "rvs_session=nonsense"}):
        response = await world.service.http.get(address, headers=headers)
        assert (response.status_code, code_of(response.json())) == (401, "UNAUTHENTICATED")
        assert PRIVATE.items() <= dict(response.headers).items()


@pytest.mark.parametrize(
    "id_", ["x", "res_", "shr_{key}", "res_{KEY}", "res_{key}%20", "res_{key}%00", "%FF", "res_" + "9" * 3_000]
)
async def test_an_id_of_anything_else_is_nothings(world: World, id_: str) -> None:
    key = str(world.results["shared"].id)
    address = "/photos/" + id_.replace("{key}", key).replace("{KEY}", key.upper())
    response = await world.service.http.get(address, headers={"authorization": f"Bearer {world.tokens['user']}"})

    assert (response.status_code, code_of(response.json())) == (404, "NOT_FOUND")


async def test_it_is_read_and_nothing_else(world: World) -> None:
    address = f"/photos/{id_of('Result', world.results['shared'].id)}"
    for method in ("POST", "PUT", "DELETE"):
        headers = {"authorization": f"Bearer {world.tokens['user']}"}
        assert (await world.service.http.request(method, address, headers=headers)).status_code == 405
