"""`rvs import results FILE [--photos DIR]`."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import psycopg
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from app.events.broker import Broker
from app.imports.run import ImportFailed, Summary, run_import

GOOD, SOME_REJECTED, FAILED = 0, 1, 2

_COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    TextColumn("{task.percentage:>3.0f}%"),
    TextColumn("{task.fields[rows]:,} rows"),
    TimeRemainingColumn(),
)


def load_results(
    path: Path,
    *,
    database_url: str,
    secret_key: bytes,
    photos_dir: Path | None = None,
    rejects_path: Path | None = None,
    broker: Callable[[], Broker] | None = None,
) -> int:
    """Run an import with a progress bar and a summary; the exit status: 0 all loaded, 1 something was rejected,
    2 the file could not be loaded, or not to its end. `broker` is made inside the event loop."""
    console = Console(stderr=True)
    with Progress(*_COLUMNS, console=console, refresh_per_second=4) as bar:
        task = bar.add_task(path.name, total=None, rows=0)
        try:
            summary = asyncio.run(
                _with_broker(path, database_url, secret_key, photos_dir, rejects_path, broker, _advance(bar, task))
            )
        except ImportFailed as error:
            failure, summary = str(error), error.summary
        except KeyboardInterrupt:
            bar.stop()
            console.print("Interrupted: the batches before are loaded. Run the import again for the rest.")
            return FAILED
        except (OSError, psycopg.OperationalError) as error:
            bar.stop()
            console.print(f"{path.name}: {error}", markup=False)
            return FAILED
        else:
            failure = ""
    if failure:
        console.print(failure, markup=False)
    console.print(describe(summary), markup=False)
    if failure:
        return FAILED
    return SOME_REJECTED if summary.rejected or summary.photos_refused else GOOD


async def _with_broker(
    path: Path,
    database_url: str,
    secret_key: bytes,
    photos_dir: Path | None,
    rejects_path: Path | None,
    make_broker: Callable[[], Broker] | None,
    progress: Callable[[int, int, Summary], None],
) -> Summary:
    broker = None if make_broker is None else make_broker()
    try:
        return await run_import(
            path,
            database_url=database_url,
            secret_key=secret_key,
            photos_dir=photos_dir,
            rejects_path=rejects_path,
            broker=broker,
            progress=progress,
        )
    finally:
        if broker is not None:
            await broker.close()


def _advance(bar: Progress, task: TaskID) -> Callable[[int, int, Summary], None]:
    def advance(done: int, size: int, summary: Summary) -> None:
        bar.update(task, completed=done, total=size, rows=summary.rows)

    return advance


def describe(summary: Summary) -> str:
    """What an import came to, in words."""
    lines = [
        f"{summary.rows:,} rows: {summary.added:,} added, {summary.changed:,} changed,"
        f" {summary.unchanged:,} unchanged, {summary.rejected:,} rejected",
    ]
    if summary.photos or summary.photos_refused:
        lines.append(f"{summary.photos:,} photos stored, {summary.photos_refused:,} refused")
    if summary.rejects_path is not None:
        lines.append(f"Rejects: {summary.rejects_path}")
    return "\n".join(lines)


Opened = tuple[str, bytes, Callable[[], Broker] | None]
"""The app role's URL, the secret key and how to make a broker (None without Redis)."""


def import_app(opened: Callable[[], Opened]) -> typer.Typer:
    """The commands under `rvs import`; `opened` is called once a command, and may raise typer.Exit."""
    app = typer.Typer(help="Load data of the exam board.", no_args_is_help=True)

    @app.callback()
    def _group() -> None:
        """Keep `results` a command of its own."""

    @app.command()
    def results(
        file: Annotated[Path, typer.Argument(help="CSV (UTF-8) or XLSX, of any length; see docs/import.md.")],
        photos: Annotated[Path | None, typer.Option(help="Folder of the photos that the column photo names.")] = None,
        rejects: Annotated[Path | None, typer.Option(help="Default: FILE.rejects.csv")] = None,
    ) -> None:
        """Load results: good rows are loaded, bad ones are listed with line and reason."""
        url, key, broker = opened()
        code = load_results(
            file, database_url=url, secret_key=key, photos_dir=photos, rejects_path=rejects, broker=broker
        )
        raise typer.Exit(code)

    return app
