"""Somebody who manages the API makes a key for one of the organisation's systems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import api_manager_of
from app.actions.own_key import expiry_problems, new_key
from app.actions.people import name_problems
from app.audit.entry import note
from app.database import elevated
from app.errors import InvalidInput, Problem
from app.models import ApiKey
from app.models.enums import ApiScope
from app.problems import network_invalid, required, too_many_networks
from app.schema.ids import id_of
from app.security.networks import network
from app.viewer import Viewer

MOST_NETWORKS = 100


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is to be made, as it was asked for."""

    name: str
    scopes: Sequence[ApiScope]
    networks: Sequence[str]
    expires_at: datetime


async def create_api_key(session: AsyncSession, viewer: Viewer, new: NewKey, *, now: datetime) -> tuple[ApiKey, str]:
    """The key and its secret. Raises NotSignedIn, Forbidden, InvalidInput."""
    user_id, organisation_id = api_manager_of(viewer)
    name, networks = new.name.strip(), list(dict.fromkeys(network(text) for text in new.networks))
    if problems := _problems(new, name, now):
        raise InvalidInput(problems)
    asked = set(new.scopes)
    key, secret = new_key(
        organisation_id,
        name=name,
        scopes=[scope.value for scope in ApiScope if scope in asked],
        networks=[text for text in networks if text is not None],
        expires_at=new.expires_at,
        created_by=user_id,
        now=now,
    )
    async with elevated(session, viewer):
        session.add(key)
        note(session, "createApiKey", subject_id=id_of("ApiKey", key.id))
    return key, secret


def _problems(new: NewKey, name: str, now: datetime) -> list[Problem]:
    problems = name_problems(name, "input", "name") if name else [required("input", "name")]
    if not new.scopes:
        problems.append(required("input", "scopes"))
    if len(new.networks) > MOST_NETWORKS:
        problems.append(too_many_networks("input", "networks"))
    else:
        wrong = [place for place, text in enumerate(new.networks) if network(text) is None]
        problems += [network_invalid("input", "networks", str(place)) for place in wrong]
    return problems + expiry_problems(new.expires_at, now)
