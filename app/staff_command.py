"""`rvs staff add | remove | list | reset-second-factor`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import sqlalchemy as sa
import typer
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app import folding
from app.actions.account_holder import Owner
from app.actions.add_staff import AddedStaff, add_staff
from app.actions.remove_staff import remove_staff
from app.actions.reset_second_factor import reset_second_factor_of
from app.database import Database
from app.errors import Conflict, NotFound
from app.events.work import work
from app.models import Staff
from app.models.enums import AccountKind, Language
from app.security.addresses import folded_email, is_address
from app.serving import Prepared
from app.viewer import SYSTEM

T = TypeVar("T")

Email = Annotated[str, typer.Argument(help="E-mail address of the account.")]


def staff_app(opened: Callable[[], Prepared]) -> typer.Typer:
    """The commands under `rvs staff`; `opened` is called once a command, and may raise typer.Exit."""
    app = typer.Typer(help="Accounts of the exam board's staff.", no_args_is_help=True)

    @app.command()
    def add(
        email: Email,
        family_name: Annotated[str, typer.Option(help="Family name.")],
        given_name: Annotated[str, typer.Option(help="Given name.")] = "",
        language: Annotated[Language, typer.Option(help="Of interface and mail.", case_sensitive=False)] = Language.EN,
    ) -> None:
        """Make an account: prints the link that sets its password, which goes by mail too. Again: a new link."""
        address = _address(email)
        prepared = opened()

        async def adding(session: AsyncSession) -> AddedStaff:
            return await add_staff(
                session,
                address,
                family_name=family_name,
                given_name=given_name,
                language=language,
                settings=prepared.settings,
                now=datetime.now(UTC),
            )

        typer.echo(_done(prepared, adding).url)

    @app.command()
    def remove(email: Email) -> None:
        """Close an account: its sessions end, its links work no more."""
        address = _address(email)

        async def removing(session: AsyncSession) -> Staff:
            return await remove_staff(session, address, now=datetime.now(UTC))

        typer.echo(f"Removed: {_done(opened(), removing).email}")

    @app.command("list")
    def list_() -> None:
        """All accounts, one a line: address, name, how it stands."""
        for staff in _done(opened(), _everybody):
            name = folding.display_name(staff.family_name, staff.given_name)
            typer.echo(f"{staff.email}\t{name}\t{'active' if staff.password_hash else 'invited'}")

    @app.command("reset-second-factor")
    def reset(
        email: Email,
        account: Annotated[
            AccountKind, typer.Option(help="Whose account of this address: an organisation's user's, say.")
        ],
    ) -> None:
        """Take away the second factor of who has lost it, and knows the password still: sessions end, a mail tells.

        Be sure who asks: call back at a number that was known before."""
        address = _address(email)

        async def resetting(session: AsyncSession) -> Owner:
            return await reset_second_factor_of(session, account, address, now=datetime.now(UTC))

        typer.echo(f"Second factor taken away: {_done(opened(), resetting).email}")

    return app


async def _everybody(session: AsyncSession) -> list[Staff]:
    statement = sa.select(Staff).where(col(Staff.removed_at).is_(None)).order_by(col(Staff.email))
    return list(await session.scalars(statement))


def _address(text: str) -> str:
    email = folded_email(text)
    if not is_address(email):
        typer.echo(f"{text!r} is not an e-mail address.", err=True)
        raise typer.Exit(1)
    return email


def _done(prepared: Prepared, act: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """What the action gives, once it is committed; as the system."""

    async def run() -> T:
        database = await Database.open(prepared.url, read_connections=1, write_connections=1)
        broker = prepared.broker()
        try:
            async with work(database, broker, SYSTEM) as session:
                return await act(session)
        finally:
            await broker.close()
            await database.close()

    try:
        return asyncio.run(run())
    except (Conflict, NotFound) as refusal:
        typer.echo(refusal.message, err=True)
        raise typer.Exit(1) from refusal
