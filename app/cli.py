"""The command `rvs`."""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.api import build_schema
from app.serving import serve
from app.settings import Settings

main = typer.Typer(no_args_is_help=True, add_completion=False, help="The online results verification service.")


@main.command("serve")
def serve_command(
    port: Annotated[int | None, typer.Option(help="Port; default 8000 or PORT.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen at; default 127.0.0.1 or HOST.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the embedded database; default .rvs or DATA.")] = None,
) -> None:
    """Serve the API."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    given = {"port": port, "host": host, "data": data}
    serve(Settings(**{name: value for name, value in given.items() if value is not None}))  # type: ignore[arg-type]


@main.command("schema")
def schema_command() -> None:
    """Print the schema: what schema.graphql holds."""
    sys.stdout.write(build_schema().as_str() + "\n")


if __name__ == "__main__":
    main()
