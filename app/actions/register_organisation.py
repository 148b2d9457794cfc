"""Somebody registers an organisation: an application that staff decide on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app import folding
from app.audit.entry import note
from app.business_days import TO_DECIDE, business_days_after
from app.database import elevated
from app.errors import InvalidInput, Problem
from app.mail.messages import ConfirmEmail
from app.mail.outbox import Recipient, post
from app.models import Application, new_id
from app.models.enums import ApplicationStatus, ExamCode, Language, LinkPurpose
from app.problems import (
    email_invalid,
    holds_an_address,
    no_addresses_in_names,
    required,
    storable,
    text_too_long,
    unstorable,
    website_invalid,
)
from app.schema.ids import id_of
from app.security.addresses import folded_email, is_address
from app.security.links import new_link
from app.settings import Settings
from app.viewer import Viewer

LONGEST = 200
"""Characters of a name, a city or a website."""
UNDECIDED_HOURS = 24 * 365
"""How long the link to the state works at first; a decision sets its end (`decided_until`)."""
_HOST = re.compile(r"([^\s.@:/]+\.)+[^\s.@:/]{2,}")


@dataclass(frozen=True, slots=True)
class Registrant:
    """What somebody typed, of an organisation and of himself."""

    name: str
    city: str
    country: str
    website: str | None
    recognised_exams: Sequence[ExamCode]
    family_name: str
    given_name: str
    email: str
    language: Language


async def register_organisation(
    session: AsyncSession, viewer: Viewer, given: Registrant, *, settings: Settings, now: datetime
) -> Application:
    """The new application, unconfirmed. Its mail has the link that confirms the address and the one to its state.

    Nothing is looked up by the address: whether it is known already shows neither in the answer nor in its time; staff
    see it as they decide. Anybody may register. Raises InvalidInput."""
    application = _application(given, now)
    async with elevated(session, viewer):
        session.add(application)
        await session.flush()
        confirm = await new_link(
            session, LinkPurpose.CONFIRM_EMAIL, now=now, hours=settings.link_hours, application_id=application.id
        )
        state = await new_link(
            session, LinkPurpose.REGISTRATION, now=now, hours=UNDECIDED_HOURS, application_id=application.id
        )
        message = ConfirmEmail(
            organisation=application.name,
            url=f"{settings.address}/links/{confirm}",
            state_url=f"{settings.address}/links/{state}",
            hours=ceil(settings.link_hours),
            due_on=application.due_on.isoformat(),
        )
        post(session, message, applicant(application), now=now)
        note(session, "registerOrganisation", subject_id=id_of("Application", application.id))
    return application


async def registered(session: AsyncSession, viewer: Viewer, application_id: UUID) -> Application:
    """What was registered in this transaction, or by a request that this one repeats."""
    async with elevated(session, viewer):
        return await session.get_one(Application, application_id)


def applicant(application: Application) -> Recipient:
    """Who registered, for mails."""
    name = folding.display_name(application.family_name, application.given_name)
    return Recipient(application.email, name, application.language)


def _application(given: Registrant, now: datetime) -> Application:
    texts: dict[str, Any] = {
        name: " ".join(getattr(given, name).split()) for name in ("name", "city", "family_name", "given_name")
    }
    website = (given.website or "").strip() or None
    email = folded_email(given.email)
    problems = [problem for name, text in texts.items() for problem in _text_problems(name, text)]
    if website is not None:
        problems += _website_problems(website)
    if not email:
        problems.append(required("input", "email"))
    elif not is_address(email):
        problems.append(email_invalid("input", "email"))
    if not given.recognised_exams:
        problems.append(required("input", "recognisedExams"))
    if problems:
        raise InvalidInput(problems)
    return Application(
        id=new_id(),
        **texts,
        sort_name=folding.sort_name(texts["name"]),
        country=given.country,
        website=website,
        recognised_exams=[code.value for code in dict.fromkeys(given.recognised_exams)],
        email=email,
        language=given.language,
        status=ApplicationStatus.UNCONFIRMED,
        submitted_at=now,
        due_on=business_days_after(now.date(), TO_DECIDE, given.country),
    )


_PATHS = {"name": "name", "city": "city", "family_name": "familyName", "given_name": "givenName"}


def _text_problems(name: str, text: str) -> list[Problem]:
    path = ("input", _PATHS[name])
    if not text:  # people with one name write it into familyName
        return [] if name == "given_name" else [required(*path)]
    if len(text) > LONGEST:
        return [text_too_long(*path)]
    if not storable(text):
        return [unstorable(*path)]
    return [no_addresses_in_names(*path)] if holds_an_address(text) else []


def _website_problems(website: str) -> list[Problem]:
    """A web address, with or without https:// before it."""
    path = ("input", "website")
    if len(website) > LONGEST:
        return [text_too_long(*path)]
    try:
        parts = urlsplit(website if "://" in website else f"https://{website}")
        host = parts.hostname or ""
    except ValueError:
        return [website_invalid(*path)]
    good = parts.scheme in ("http", "https") and _HOST.fullmatch(host) and storable(website) and " " not in website
    return [] if good else [website_invalid(*path)]
