"""The second factor: set up, used and taken away (RFC 6238; recovery codes)."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.account_holder import Holder, Owner, holder_of, owner_of, tell_of_change
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, NotSignedIn, RefusalCode, WrongCode
from app.models import SecondFactor
from app.security import totp
from app.security.sealing import derived_key, opened, sealed
from app.settings import Settings
from app.viewer import Viewer

_CODE = ("input", "code")


@dataclass(frozen=True, slots=True)
class Started:
    """Told once; it counts when a code of it is confirmed."""

    secret: str
    uri: str


async def start_second_factor(session: AsyncSession, viewer: Viewer, *, settings: Settings, now: datetime) -> Started:
    """A new secret, instead of one that was never confirmed. Raises NotSignedIn, Forbidden, Conflict."""
    holder = holder_of(viewer)
    async with elevated(session, viewer):
        owner = await _owner(session, holder)
        present = await _factor(session, holder)
        if present is not None and present.confirmed_at is not None:
            raise Conflict(RefusalCode.ALREADY_FINISHED, "A second factor is in use already: remove it first.")
        if present is not None:
            await session.delete(present)
            await session.flush()
        secret = totp.new_secret()
        key = derived_key(_secret_key(settings), "second factor")
        row = SecondFactor(
            **holder.reference,
            sealed_secret=sealed(key, secret.encode(), holder.id.bytes),
            started_at=now,
        )
        session.add(row)
    note(session, "startSecondFactor", subject_id=holder.api_id)
    return Started(secret, totp.uri(secret, owner.email))


async def confirm_second_factor(
    session: AsyncSession, viewer: Viewer, code: str, *, settings: Settings, now: datetime
) -> list[str]:
    """The recovery codes, told once. Raises NotSignedIn, Forbidden, WrongCode."""
    holder = holder_of(viewer)
    async with elevated(session, viewer):
        owner = await _owner(session, holder)
        factor = await _factor(session, holder)
        step = None
        if factor is not None and factor.confirmed_at is None:
            step = _step(factor, holder, totp.typed(code), settings, now)
        if factor is None or step is None:
            raise WrongCode(path=_CODE)
        codes, key = totp.new_recovery_codes(), _recovery_key(settings)
        factor.confirmed_at, factor.last_step = now, step
        factor.recovery_hashes = [totp.recovery_hash(key, each) for each in codes]
    tell_of_change(session, owner, now=now)
    note(session, "confirmSecondFactor", subject_id=holder.api_id)
    return codes


async def remove_second_factor(session: AsyncSession, viewer: Viewer, *, now: datetime) -> None:
    """Nothing changes where there is none. The caller has seen the password proven. Raises NotSignedIn, Forbidden."""
    holder = holder_of(viewer)
    async with elevated(session, viewer):
        owner = await _owner(session, holder)
        present = await _factor(session, holder)
        if present is not None:
            await session.delete(present)
    if present is not None and present.confirmed_at is not None:
        tell_of_change(session, owner, now=now)
    note(session, "removeSecondFactor", subject_id=holder.api_id)


async def use_code(session: AsyncSession, holder: Holder, code: str, *, settings: Settings, now: datetime) -> None:
    """A code of the authenticator, or a recovery code, either of which works once; as the system. Raises WrongCode."""
    factor, code = await _factor(session, holder), totp.typed(code)
    if factor is None or factor.confirmed_at is None:
        raise WrongCode(path=_CODE)
    if totp.is_recovery_code(code):
        used = totp.recovery_hash(_recovery_key(settings), code)
        left = [each for each in factor.recovery_hashes if each != used]
        if len(left) == len(factor.recovery_hashes):
            raise WrongCode(path=_CODE)
        factor.recovery_hashes = left
        return
    step = _step(factor, holder, code, settings, now)
    if step is None:
        raise WrongCode(path=_CODE)
    factor.last_step = step


def _step(factor: SecondFactor, holder: Holder, code: str, settings: Settings, now: datetime) -> int | None:
    key = derived_key(_secret_key(settings), "second factor")
    secret = opened(key, factor.sealed_secret, holder.id.bytes).decode()
    return totp.matching_step(secret, code, now, after=factor.last_step)


async def _factor(session: AsyncSession, holder: Holder) -> SecondFactor | None:
    """Locked: of two who bring the same code, the second finds it used."""
    whose = col(getattr(SecondFactor, holder.column)) == holder.id
    statement = sa.select(SecondFactor).where(whose).with_for_update().execution_options(populate_existing=True)
    found: SecondFactor | None = await session.scalar(statement)
    return found


async def _owner(session: AsyncSession, holder: Holder) -> Owner:
    owner = await owner_of(session, holder)
    if owner is None or owner.removed:
        raise NotSignedIn
    return owner


def _recovery_key(settings: Settings) -> bytes:
    return derived_key(_secret_key(settings), "recovery codes")


def _secret_key(settings: Settings) -> bytes:
    assert settings.secret_key is not None  # made, or given beside DATABASE_URL
    return settings.secret_key.get_secret_value().encode()
