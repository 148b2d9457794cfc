"""Somebody of the exam board gets a staff account."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app import folding
from app.audit.entry import note
from app.errors import Conflict, RefusalCode
from app.mail.messages import StaffAdded
from app.mail.outbox import Recipient, post
from app.models import Staff, new_id
from app.models.enums import Language, LinkPurpose
from app.security.links import new_link
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class AddedStaff:
    """The account, and the link that sets its password: told here and in the mail, never again."""

    staff: Staff
    url: str


async def add_staff(
    session: AsyncSession,
    email: str,
    *,
    family_name: str,
    given_name: str,
    language: Language,
    settings: Settings,
    now: datetime,
) -> AddedStaff:
    """As the system; `email` is folded. One who was removed comes back, with a password still to be set; one who has
    not set a password yet gets a new link. Raises Conflict (ALREADY_MEMBER)."""
    staff = await session.scalar(sa.select(Staff).where(col(Staff.email) == email).with_for_update())
    if staff is None:
        staff = Staff(id=new_id(), email=email, family_name=family_name, given_name=given_name, added_at=now)
        session.add(staff)
    elif staff.removed_at is None and staff.password_hash is not None:
        raise Conflict(RefusalCode.ALREADY_MEMBER, "This e-mail address is that of a staff account already.")
    staff.family_name, staff.given_name, staff.language = family_name, given_name, language
    staff.removed_at = staff.password_hash = None
    await session.flush()
    token = await new_link(session, LinkPurpose.SET_PASSWORD, now=now, hours=settings.link_hours, staff_id=staff.id)
    url = f"{settings.address}/links/{token}"
    to = Recipient(email, folding.display_name(family_name, given_name), language)
    post(session, StaffAdded(url=url, hours=ceil(settings.link_hours)), to, now=now)
    note(session, "addStaff", subject_id=f"stf_{staff.id}")
    return AddedStaff(staff, url)
