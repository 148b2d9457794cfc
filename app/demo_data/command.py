"""`rvs demo-data FILE`."""

import secrets
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.demo_data.files import MAX_XLSX_ROWS, write


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


def demo_data(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    rows: Annotated[int, typer.Option(min=0, help="How many results.")] = 1_000,
    seed: Annotated[int | None, typer.Option(min=0, help="The same seed gives the same file.")] = None,
    format: Annotated[Format | None, typer.Option(help="Default: by the file's name, else CSV.")] = None,
    photos: Annotated[int, typer.Option(min=0, help="How many drawings in place of photos.")] = 0,
    photos_dir: Annotated[Path | None, typer.Option(help="Where to put them. Default: photos, beside FILE.")] = None,
) -> None:
    """Write a file of results of invented people, to try the import with."""
    chosen = format or (Format.XLSX if file.suffix.lower() == ".xlsx" else Format.CSV)
    if chosen is Format.XLSX and rows > MAX_XLSX_ROWS:
        raise typer.BadParameter(f"an XLSX sheet has at most {MAX_XLSX_ROWS:,} rows", param_hint="--rows")
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    folder = (photos_dir or file.parent / "photos") if photos else None
    written = write(
        file,
        seed=seed,
        number=rows,
        format="xlsx" if chosen is Format.XLSX else "csv",
        photos_dir=folder,
        photos=photos,
    )
    typer.echo(f"{file}: {written.rows:,} rows, seed {seed}")
    if folder is not None:
        typer.echo(f"{folder}: {written.photos:,} drawings; load with --photos {folder}")
