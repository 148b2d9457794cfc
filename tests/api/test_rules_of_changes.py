"""Rule 5 (the others: `test_rules.py`): a mutation's answer carries whatever it changed for who did it, by id, so that
a client's cache is right without asking again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from graphql import GraphQLUnionType, get_named_type

from app.models import Application, CandidateAccount, Link, Result, User
from app.models.enums import ApplicationStatus, LinkPurpose
from app.security import passwords
from app.security.links import PREFIX
from app.security.secrets import secret_hash
from app.security.tokens import token_hash
from tests.api.looking import World, world_of
from tests.api.service import SETTINGS, Service
from tests.api.test_rules import MUTATIONS, NODES, members, payload_of

pytestmark = pytest.mark.anyio

#: What carries no object that has an id, and why a client's cache is right all the same.
WITHOUT = {
    "registerOrganisation": "who registers has no account: the state is asked for by the link",
    "confirmEmail": "as above",
    "requestPasswordLink": "nobody is signed in, and whether the address is known is not said",
    "setPassword": "nobody is signed in; all sessions of the account are over",
    "signOut": "nobody is signed in any more",
    "startSecondFactor": "nothing is changed until it is confirmed",
}


def test_rule_5_a_success_carries_objects_with_ids() -> None:
    without = set()
    for name in MUTATIONS:
        ((fact,), _) = members(payload_of(name))
        if not any(_has_id(get_named_type(field.type)) for field in fact.fields.values()):
            without.add(name)
    assert without == WITHOUT.keys()


def _has_id(type_: Any) -> bool:
    if isinstance(type_, GraphQLUnionType):
        return all(member.name in NODES for member in type_.types)
    return type_.name in NODES


LINK, STATE, PASSWORD = PREFIX + "p" * 43, PREFIX + "c" * 43, "seven grey herons"
SECRET = "QWER-1234"


@dataclass
class Extra:
    """What is changed beside the two sides' own things."""

    applications: list[Application]
    results: list[Result]
    hash: str
    account: CandidateAccount
    number: str


@pytest.fixture(scope="module")
async def world(module_service: Service) -> World:
    return await world_of(module_service)


@pytest.fixture(scope="module")
async def extra(world: World) -> Extra:
    """Passwords for all of side `a`, links for two of its people, applications, and results to decide about."""
    a, service = world.two.a, world.service
    hash_ = await passwords.hashed(PASSWORD)
    key = SETTINGS.secret_key
    assert key is not None
    now = datetime.now(UTC)
    async with service.making() as make:
        await make.session.execute(
            sa.update(User).where(User.id.in_([a.user.id, a.colleague.id])).values(password_hash=hash_)  # type: ignore[attr-defined]
        )
        unclaimed = await make.candidate(
            secret_hash=secret_hash(key.get_secret_value().encode(), "GB5555555", SECRET), candidate_number="GB5555555"
        )
        applications = [await make.application() for _ in range(3)]
        unconfirmed = await make.application(status=ApplicationStatus.UNCONFIRMED, confirmed_at=None)
        for token, purpose, owner in (
            (LINK, LinkPurpose.SET_PASSWORD, {"user_id": a.colleague.id}),
            (STATE, LinkPurpose.CONFIRM_EMAIL, {"application_id": unconfirmed.id}),
        ):
            times = {"created_at": now, "expires_at": now + timedelta(days=1)}
            await make.add(Link(token_hash=token_hash(token), purpose=purpose, **times, **owner))
        results = [await make.result() for _ in range(2)]
    return Extra(applications, results, hash_, a.account, unclaimed.candidate_number)
