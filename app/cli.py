"""The command `rvs`."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from app import logs
from app.api import build_schema
from app.audit.command import Opened as OpenedForAudit
from app.audit.command import audit_app
from app.audit.head_file import head_file
from app.demo.command import demo
from app.demo_data.command import demo_data
from app.embedded import EmbeddedError
from app.imports.command import Opened, import_app
from app.migrating import MigrationError, migrate
from app.serving import PortInUse, Prepared, prepared_beside, serve, work
from app.settings import Settings
from app.staff_command import staff_app

_FORESEEN = (EmbeddedError, MigrationError, PortInUse, psycopg.OperationalError)

_held = ExitStack()

Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port; default 8000 or PORT.")]
Host = Annotated[str | None, typer.Option(help="Address to listen at; default 127.0.0.1 or HOST.")]
Data = Annotated[Path | None, typer.Option(help="Folder of the embedded database; default .rvs or DATA.")]


class _Commands(TyperGroup):
    """What is foreseen is told in its own words, without a traceback; what a command holds is let go at its end."""

    def invoke(self, ctx: Any) -> Any:
        try:
            with _held:
                return super().invoke(ctx)
        except _FORESEEN as error:
            typer.echo(str(error).strip(), err=True)
        except ValidationError as error:
            for problem in error.errors(include_input=False, include_url=False):
                name = "_".join(map(str, problem["loc"])).upper()
                typer.echo(f"Settings: {name and name + ': '}{problem['msg']}", err=True)
        raise typer.Exit(1)


main = typer.Typer(
    cls=_Commands, no_args_is_help=True, add_completion=False, help="The online results verification service."
)
main.command()(demo)
main.command("demo-data")(demo_data)


@main.command("serve")
def serve_command(port: Port = None, host: Host = None, data: Data = None) -> None:
    """Serve the API, do jobs and send mail."""
    logs.configure()
    given: dict[str, Any] = {"port": port, "host": host, "data": data}
    serve(Settings(**{name: value for name, value in given.items() if value is not None}))


@main.command("worker")
def worker_command(data: Data = None) -> None:
    """Do jobs and send mail, beside what `rvs serve` does of it; as often as there is need."""
    logs.configure()
    work(Settings() if data is None else Settings(data=data))


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database at DATABASE_OWNER_URL up to date. The embedded one is, whenever it starts."""
    url = Settings().database_owner_url
    if url is None:
        typer.echo("DATABASE_OWNER_URL is not set. (The embedded database is migrated whenever it starts.)", err=True)
        raise typer.Exit(1)
    typer.echo(f"The schema is at revision {migrate(url.get_secret_value())}.")


@main.command("schema")
def schema_command() -> None:
    """Print the schema: what schema.graphql holds."""
    sys.stdout.write(build_schema().as_str() + "\n")


def _prepared() -> Prepared:
    """The database for as long as the command runs."""
    return _held.enter_context(prepared_beside(Settings()))


def _opened() -> Opened:
    database = _prepared()
    return database.url, database.secret_key, database.broker if database.settings.redis_url else None


def _opened_for_audit() -> OpenedForAudit:
    database = _held.enter_context(prepared_beside(Settings()))
    return database.url, database.secret_key, head_file(database.settings)


main.add_typer(import_app(_opened), name="import")
main.add_typer(audit_app(_opened_for_audit), name="audit")
main.add_typer(staff_app(_prepared), name="staff")

if __name__ == "__main__":
    main()
