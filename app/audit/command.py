"""`rvs audit verify [--head FILE]` and `rvs audit head`."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from app.audit.chain import Head, Signer, moment
from app.audit.head_file import kept_head
from app.audit.verify import Proof, last_head, verify

PROVEN, BROKEN = 0, 1

Opened = tuple[str, bytes, Path]
"""The app role's URL, the secret key, and where the service keeps the head."""


def audit_app(opened: Callable[[], Opened]) -> typer.Typer:
    """The commands under `rvs audit`; `opened` is called once a command."""
    app = typer.Typer(help="Prove the audit trail; see docs/audit.md.", no_args_is_help=True)

    @app.command("verify")
    def verify_command(
        head: Annotated[
            Path | None, typer.Option(help="A head kept outside the database; default AUDIT_HEAD_FILE or DATA's.")
        ] = None,
    ) -> None:
        """Prove the chain; or name the first entry that is not as it was sealed. Exit status 1 then."""
        url, secret_key, usual = opened()
        try:
            kept = kept_head(head or usual)
        except (OSError, ValueError) as error:
            typer.echo(f"{head or usual}: {error}", err=True)
            raise typer.Exit(BROKEN) from None
        if kept is None and head is not None:
            typer.echo(f"{head}: there is no such file", err=True)
            raise typer.Exit(BROKEN)
        proof = asyncio.run(verify(url, Signer(secret_key), kept))
        for line in report(proof, kept):
            typer.echo(line)
        raise typer.Exit(PROVEN if proof.fault is None else BROKEN)

    @app.command("head")
    def head_command() -> None:
        """Print the signed end of the chain, to be kept elsewhere."""
        url, secret_key, _ = opened()
        found = asyncio.run(last_head(url))
        if found is None:
            typer.echo("Nothing has been sealed yet.", err=True)
            raise typer.Exit(1)
        typer.echo(found.text)
        typer.echo(f"Public key: {Signer(secret_key).public_key}", err=True)

    return app


def report(proof: Proof, kept: Head | None) -> list[str]:
    """What was found, in words."""
    lines = []
    if proof.fault is not None:
        at = "" if proof.fault.sequence is None else f" entry {proof.fault.sequence}"
        lines.append(f"BROKEN: {proof.fault.what}{at}: {proof.fault.details}.")
        lines.append(f"Proven: {proof.entries:,} entries before it.")
    else:
        end = "" if proof.head is None else f", to the head of {moment(proof.head.signed_at)}"
        lines.append(f"Proven: {proof.entries:,} entries{end}.")
    if kept is None:
        lines.append("No head was kept outside the database: a tail cut off with its heads would not show.")
    else:
        lines.append(f"Compared with the kept head of entry {kept.sequence:,}.")
    if proof.waiting:
        lines.append(f"Not sealed yet: {proof.waiting:,}, the oldest for {proof.oldest_waiting:.1f} s.")
    if proof.late:
        lines.append("LATE: entries wait longer than 5 s. Does a server or `rvs worker` run?")
    return lines
