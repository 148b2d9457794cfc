"""`rvs demo`: everything in the foreground, on the embedded database."""

import socket
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer
from sqlmodel import col

from app.asgi import Parts
from app.demo.accounts import Accounts
from app.demo.announcement import announce
from app.demo.filling import filled
from app.events.work import work
from app.jobs.worker import working
from app.models import CandidateAccount, Organisation, Result, Share, User
from app.schema.ids import PREFIXES
from app.serving import Prepared, answer, listen, opened, prepared, run, worker
from app.settings import Settings
from app.viewer import SYSTEM


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, envvar="PORT", help="0: any that is free.")] = 8000,
    data: Annotated[Path, typer.Option(envvar="DATA", help="Folder of the database and of demo.json.")] = Path(".rvs"),
    host: Annotated[str, typer.Option(envvar="HOST", help="Address to listen at.")] = "127.0.0.1",
) -> None:
    """Run the whole service on 2,000 invented candidates. DATA/demo.json says who can sign in; Ctrl-C ends it."""
    # Its own database and nothing else, whatever the environment says.
    settings = Settings(
        port=port, data=data, host=host, database_url=None, database_owner_url=None, redis_url=None, smtp_url=None
    )
    with listen(host, port) as listening:
        address = _address(host, listening.getsockname()[1])
        settings = settings.model_copy(update={"base_url": f"http://{address}"})
        typer.echo(f"Starting on {data} …", err=True)
        with prepared(settings) as database:
            run(_demo(database, listening))
    typer.echo("The demo has ended.", err=True)


async def _demo(database: Prepared, listening: socket.socket) -> None:
    path = database.settings.data / "demo.json"
    async with opened(database) as parts:
        kept = Accounts.kept(path)
        if kept is None:
            typer.echo("Loading invented candidates (the first time only) …", err=True)
        accounts = await filled(database, parts, kept)
        address = _address(database.settings.host, listening.getsockname()[1])
        accounts.write(path, address)
        share = await _to_share(parts, accounts)

        async def ready() -> None:
            announce(address, accounts, share)

        async with working(worker(parts)):
            await answer(parts, [listening], ready)


def _address(host: str, port: int) -> str:
    """As this machine's browser reaches it."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - replaced, not listened at
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


async def _to_share(parts: Parts, accounts: Accounts) -> tuple[str, str]:
    """Ids of the candidate's newest result that the primary user's organisation has not, and of that organisation."""
    shared = (
        sa.exists()
        .where(col(Share.result_id) == col(Result.id), col(Share.organisation_id) == col(Organisation.id))
        .where(col(Share.ended_at).is_(None))
        .correlate(Result, Organisation)
    )
    statement = (
        sa.select(col(Result.id), col(Organisation.id))
        .join(CandidateAccount, col(CandidateAccount.candidate_id) == col(Result.candidate_id))
        .join(User, col(User.email) == accounts.primary_user.email)
        .join(Organisation, col(Organisation.id) == col(User.organisation_id))
        .where(col(CandidateAccount.email) == accounts.candidate.email)
        .order_by(shared, col(Result.session_date).desc(), col(Result.id).desc())
        .limit(1)
    )
    async with work(parts.database, parts.broker, SYSTEM) as session:
        result_id, organisation_id = (await session.execute(statement)).one()
    return f"{PREFIXES['Result']}_{result_id}", f"{PREFIXES['OrganisationProfile']}_{organisation_id}"
