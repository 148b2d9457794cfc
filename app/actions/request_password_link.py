"""A link to set a new password, for an address that may or may not be somebody's.

Nobody is to learn which: for known and unknown addresses the same statements run, in the same order, the same mails are
rendered, and the same answer is given. So the rows are written by INSERT … SELECT, which finds one account or none.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.account_holder import COLUMNS, MODELS
from app.database import elevated
from app.events.broker import Wake
from app.events.log import wake
from app.mail.messages import PasswordLink, PasswordLinkOfCandidate, PasswordLinkOfStaff, PasswordLinkOfUser
from app.mail.outbox import EVERYBODY
from app.mail.rendering import rendered
from app.models import CandidateAccount, Link, Mail, Organisation, User, new_id
from app.models.enums import AccountKind, JobStatus, Language, LinkPurpose
from app.security.links import PREFIX
from app.security.tokens import token_hash
from app.settings import Settings
from app.viewer import Viewer


async def request_password_link(
    session: AsyncSession, viewer: Viewer, *, email: str, settings: Settings, now: datetime
) -> None:
    """Mail a link to each account with this (folded) address; earlier ones stop working."""
    async with elevated(session, viewer):
        for kind in AccountKind:
            await _link(session, kind, email, settings, now)
    wake(session, Wake("mail", EVERYBODY))


async def _link(session: AsyncSession, kind: AccountKind, email: str, settings: Settings, now: datetime) -> None:
    token, owner = PREFIX + secrets.token_urlsafe(32), col(getattr(Link, COLUMNS[kind]))
    whose = _of(kind, email)
    stale = sa.update(Link).where(
        owner.in_(whose.with_only_columns(whose.selected_columns.id)),
        col(Link.purpose) == LinkPurpose.SET_PASSWORD,
        col(Link.used_at).is_(None),
        col(Link.withdrawn_at).is_(None),
    )
    await session.execute(stale.values(withdrawn_at=now).execution_options(synchronize_session=False))
    link: Mapping[str, Any] = {
        "id": new_id(),
        "token_hash": token_hash(token),
        "purpose": LinkPurpose.SET_PASSWORD,
        "created_at": now,
        "expires_at": now + timedelta(hours=settings.link_hours),
    }
    mail = {
        "id": new_id(),
        "kind": PasswordLink.kind,
        "status": JobStatus.QUEUED,
        "attempt": 0,
        "recipient_name": "",
        "run_at": now,
        "created_at": now,
        **_said(_message(kind, f"{settings.address}/links/{token}", ceil(settings.link_hours)), whose),
    }
    await _insert(session, Link, whose, link, {COLUMNS[kind]: whose.selected_columns.id})
    taken = {"recipient": whose.selected_columns.email, "language": whose.selected_columns.language}
    await _insert(session, Mail, whose, mail, taken)


def _of(kind: AccountKind, email: str) -> sa.Select[Any]:
    """The account with this address, or no row. A candidate's address that nobody has confirmed may be a stranger's."""
    model: Any = MODELS[kind]
    of = sa.null() if model is not User else _named(col(User.organisation_id))
    columns = col(model.id), col(model.email), col(model.language), of.label("organisation")
    found = sa.select(*columns).where(col(model.email) == email)
    if model is CandidateAccount:
        return found.where(col(model.email_confirmed_at).is_not(None))
    return found.where(col(model.removed_at).is_(None))


def _named(organisation_id: Any) -> Any:
    named = sa.select(col(Organisation.name)).where(col(Organisation.id) == organisation_id)
    return named.scalar_subquery()


_NAME = "\ue000"
"""Where the database puts the organisation's name: nobody types it."""


def _message(kind: AccountKind, url: str, hours: int) -> PasswordLink:
    match kind:
        case AccountKind.ORGANISATION:
            return PasswordLinkOfUser(url, hours, organisation=_NAME)
        case AccountKind.CANDIDATE:
            return PasswordLinkOfCandidate(url, hours)
        case AccountKind.STAFF:
            return PasswordLinkOfStaff(url, hours)


def _said(message: PasswordLink, whose: sa.Select[Any]) -> dict[str, Any]:
    """In the account's language and with its organisation's name, which the database finds: it is made in each."""
    said = {language: rendered(message, language) for language in Language}
    language = whose.selected_columns.language
    name: Any = sa.func.coalesce(whose.selected_columns.organisation, "")
    escaped = name
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        escaped = sa.func.replace(escaped, character, entity)

    def in_language(part: str, value: Any) -> Any:
        japanese, english = (getattr(said[each], part) for each in (Language.JA, Language.EN))
        return sa.func.replace(sa.case((language == Language.JA, japanese), else_=english), _NAME, value)

    return {part: in_language(part, escaped if part == "html" else name) for part in ("subject", "text", "html")}


async def _insert(
    session: AsyncSession, model: Any, whose: sa.Select[Any], values: Mapping[str, Any], taken: Mapping[str, Any]
) -> None:
    columns: dict[str, Any] = {
        name: value if isinstance(value, sa.ColumnElement) else sa.literal(value, model.__table__.c[name].type)
        for name, value in values.items()
    }
    columns |= taken
    rows = whose.with_only_columns(*columns.values())
    statement = sa.insert(model).from_select(list(columns), rows, include_defaults=False)
    await session.execute(statement)
