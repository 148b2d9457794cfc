"""Exports: the history of an organisation's downloads."""

import strawberry

from app.models.enums import DownloadFormat, JobStatus
from app.schema import download_enums as _enums  # noqa: F401 - makes the vocabularies part of the schema
from app.schema.actor import Actor
from app.schema.common import Node, PageInfo, described
from app.schema.scalars import JSON, DateTime, Long
from app.schema.template import Template


@strawberry.type(
    description="One export, as asked for and as it went. The entry is kept for ever, the bytes until expiresAt."
)
class Download(Node):
    status: JobStatus = described("How far it is.")
    format: DownloadFormat = described("Of the file.")
    filename: str = described("What the file is called.")
    url: str | None = described(
        "Where the file is: GET with the same authorisation as the API. Null until DONE, and after expiresAt."
    )
    rows: int | None = described("How many there are to write; once DONE: how many are in the file.")
    rows_done: int = described("How many are written.")
    rows_left_out: int = described("Asked for, but revoked or expired before they were written.")
    bytes: Long | None = described("Size of the file; null until DONE.")
    sha256: str | None = described("Of the file, in hexadecimal; null until DONE.")
    seconds_left: int | None = described("A guess by the speed so far; null unless RUNNING.")
    failure: str | None = described("Why it FAILED, in the viewer's language.")
    template: Template | None = described("As it was for this file; null for PDF.")
    template_version: int | None = described("Of the template; null for PDF.")
    filter: JSON | None = described("The ShareFilter or VerificationFilter as it was given; null if rows were named.")
    started_at: DateTime = described("When it was asked for.")
    finished_at: DateTime | None = described("When it was done, had failed or was cancelled.")
    by: Actor = described("Who started it.")
    fetch_count: int = described("How often the file was fetched; one user's ranges within ten minutes are one.")
    last_fetched_at: DateTime | None = described("When it was last fetched.")
    expires_at: DateTime | None = described("When the bytes go; the entry stays. Then: repeatDownload.")
    outdated_rows: int = described("Rows whose result was corrected, or whose share ended, since it was made.")


@strawberry.type(description="A download and its place in the list.")
class DownloadEdge:
    cursor: str = described("For after and before.")
    node: Download = described("The download.")


@strawberry.type(description="A page of downloads.")
class DownloadConnection:
    edges: list[DownloadEdge] = described("The downloads with their cursors.")
    nodes: list[Download] = described("The downloads.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")
