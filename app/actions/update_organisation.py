"""A primary user changes what everybody may know of the organisation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import primary_of
from app.actions.people import acting_primary, held_organisation
from app.actions.staff import tell_staff
from app.actions.update_share import UNSET, Unset
from app.audit.entry import note
from app.database import elevated
from app.errors import InvalidInput, Problem
from app.folding import sort_name
from app.mail.messages import IdentityChanged
from app.models import Organisation
from app.models.enums import ExamCode
from app.problems import (
    city_too_long,
    holds_an_address,
    no_addresses_in_names,
    required,
    storable,
    unstorable,
    website_invalid,
)
from app.schema.ids import id_of
from app.viewer import Viewer

LONGEST = 200
LONGEST_WEBSITE = 500


@dataclass(frozen=True, slots=True)
class OrganisationChange:
    """What is None stays; the website's None takes it away."""

    name: str | None = None
    city: str | None = None
    website: str | Unset | None = UNSET
    recognised_exams: Sequence[ExamCode] | None = None

    @property
    def touches_identity(self) -> bool:
        """Whether staff may have to be told."""
        return self.name is not None or self.city is not None or not isinstance(self.website, Unset)


async def update_organisation(
    session: AsyncSession, viewer: Viewer, change: OrganisationChange, *, now: datetime
) -> Organisation:
    """The organisation as changed; its place in lists goes with its name. Staff approved a name, a place and a website,
    and with these candidates share: where one of them changes, staff are told, and the trail says so.

    Raises NotSignedIn, Forbidden, InvalidInput."""
    primary_of(viewer)
    values = _checked(change)
    async with elevated(session, viewer):
        organisation = await held_organisation(session, viewer)
        await acting_primary(session, viewer, organisation)
        before = _identity(organisation)
        for name, value in values.items():
            setattr(organisation, name, value)
        subject = id_of("Organisation", organisation.id)
        note(session, "updateOrganisation", subject_id=subject)
        if (after := _identity(organisation)) != before:
            note(session, "changeIdentity", subject_id=subject)
            await tell_staff(session, IdentityChanged(before=before, after=after), now=now)
    return organisation


def _identity(organisation: Organisation) -> str:
    """What staff approved, in a line."""
    return ", ".join(filter(None, (organisation.name, organisation.city, organisation.country, organisation.website)))


def _checked(change: OrganisationChange) -> dict[str, Any]:
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name, given in (("name", change.name), ("city", change.city)):
        if given is not None:
            values[name] = given.strip()
            problems += _text_problems(values[name], "input", name)
    if "name" in values:
        values["sort_name"] = sort_name(values["name"])
    if not isinstance(change.website, Unset):
        values["website"] = (change.website or "").strip() or None
        if values["website"] is not None and not is_website(values["website"]):
            problems.append(website_invalid("input", "website"))
    if change.recognised_exams is not None:
        asked = set(change.recognised_exams)
        values["recognised_exams"] = [code.value for code in ExamCode if code in asked]
    if problems:
        raise InvalidInput(problems)
    return values


def _text_problems(text: str, *path: str) -> list[Problem]:
    if not text:
        return [required(*path)]
    problems = [city_too_long(*path)] if len(text) > LONGEST else []
    if not storable(text):
        problems.append(unstorable(*path))
    elif holds_an_address(text):  # it stands in mails
        problems.append(no_addresses_in_names(*path))
    return problems


def is_website(text: str) -> bool:
    """Whether a console may make a link of it: http or https with a host, and nothing that only looks like one."""
    if len(text) > LONGEST_WEBSITE or not storable(text) or any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and parts.username is None
    except ValueError:
        return False
