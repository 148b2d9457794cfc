"""A user's name, language, role and permissions are changed: all by a primary user, the first two by oneself."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import primary_of, user_of
from app.actions.people import (
    acting_primary,
    held_organisation,
    keep_a_primary,
    name_problems,
    rights_changed,
    user_in,
)
from app.audit.entry import note
from app.database import elevated
from app.errors import InvalidInput
from app.models import User
from app.models.enums import Language, UserRole
from app.problems import required
from app.schema.ids import id_of
from app.viewer import Viewer

_PRIMARYS = ("role", "may_view_photos", "may_manage_api")


@dataclass(frozen=True, slots=True)
class UserChange:
    """What is None stays."""

    family_name: str | None = None
    given_name: str | None = None
    language: Language | None = None
    role: UserRole | None = None
    may_view_photos: bool | None = None
    may_manage_api: bool | None = None


async def update_user(session: AsyncSession, viewer: Viewer, user_id: UUID, change: UserChange) -> User:
    """The user as changed. Open sockets of one whose rights changed are closed, to come back with the new ones.

    Raises NotSignedIn, Forbidden, NotFound, InvalidInput, Conflict (LAST_PRIMARY)."""
    own = user_of(viewer)[0] == user_id
    given = {name: value for name, value in asdict(change).items() if value is not None}
    manages = not own or any(name in given for name in _PRIMARYS)
    if manages:
        primary_of(viewer)
    async with elevated(session, viewer):
        organisation = await held_organisation(session, viewer)
        if manages:
            await acting_primary(session, viewer, organisation)
        user = await user_in(session, organisation, user_id, "input", "id")
        changed = _checked(user, given)
        if changed.get("role") is UserRole.MEMBER:
            await keep_a_primary(session, organisation, user, "input", "role")
        for name, value in changed.items():
            setattr(user, name, value)
        if changed.keys() & {*_PRIMARYS, "language"}:
            rights_changed(session, user.id)
        note(session, "updateUser", subject_id=id_of("User", user.id))
    return user


def _checked(user: User, given: dict[str, Any]) -> dict[str, Any]:
    """What differs from how it is."""
    names = {"family_name": user.family_name, "given_name": user.given_name}
    problems = []
    for name, field in (("family_name", "familyName"), ("given_name", "givenName")):
        if name in given:
            names[name] = given[name].strip()
            problems += name_problems(names[name], "input", field)
    if not any(names.values()):
        problems.append(required("input", "familyName"))
    if problems:
        raise InvalidInput(problems)
    return {name: value for name, value in {**given, **names}.items() if getattr(user, name) != value}
