"""Finished downloads, with their bytes in a store and their rows in the database."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.exports.store import Store, key_for
from app.models import (
    Download,
    DownloadRow,
    Organisation,
    Result,
    Share,
    Template,
    TemplateVersion,
    User,
    new_id,
)
from app.models.enums import ActorKind, ComponentLayout, DownloadFormat, JobStatus, Language
from app.schema.ids import id_of
from app.viewer import Viewer
from tests.factories import SHARED, Factory

FOR_EVER = datetime(2126, 1, 1, tzinfo=UTC)
ATTEMPT = 2


@dataclass(frozen=True)
class Made:
    """One file."""

    download: Download
    data: bytes

    @property
    def path(self) -> str:
        return f"/downloads/{id_of('Download', self.download.id)}"


async def a_download(make: Factory, organisation: Organisation, by: User | Viewer, **values: Any) -> Download:
    """An entry, done, whose bytes are nowhere unless `object_key` says so."""
    usual: dict[str, Any] = {
        "organisation_id": organisation.id,
        "actor_kind": "USER" if isinstance(by, User) else by.actor_kind,
        "actor_id": by.id,
        "job_id": new_id(),
        "attempt": ATTEMPT,
        "status": JobStatus.DONE,
        "format": DownloadFormat.PDF,
        "filename": "results.pdf",
        "language": Language.EN,
        "time_zone": "Europe/London",
        "options": {},
        "choice": {},
        "rows": 1,
        "size": 0,
        "sha256": hashlib.sha256().digest(),
        "started_at": SHARED,
        "finished_at": SHARED,
        "expires_at": FOR_EVER,
    }
    values = usual | values
    if values["format"] is not DownloadFormat.PDF and "template_id" not in values:
        values |= {"template_id": await _template(make, organisation), "template_version": 1}
    return await make.add(Download(**values))


async def _template(make: Factory, organisation: Organisation) -> UUID:
    template = Template(organisation_id=organisation.id)
    version = TemplateVersion(
        template_id=template.id,
        version=1,
        organisation_id=organisation.id,
        name="Admissions",
        columns=[],
        date_format="yyyy-MM-dd",
        component_layout=ComponentLayout.COLUMNS,
        language=Language.EN,
        time_zone="Europe/London",
        updated_at=SHARED,
        actor_kind=ActorKind.SYSTEM,
    )
    make.session.add(template)
    await make.add(version)
    return template.id


async def a_file(
    make: Factory,
    store: Store,
    user: User,
    organisation: Organisation,
    data: bytes,
    *,
    shares: Sequence[tuple[Share, Result]] = (),
    **values: Any,
) -> Made:
    """Its bytes are in the store; it holds these shares, in the version that their results have."""
    download = await a_download(make, organisation, user, **values)
    key = key_for(organisation.id, download.id, ATTEMPT, download.format)
    with store.writing(key) as file:
        file.write(data)
    download.object_key, download.size, download.sha256 = key, file.size, file.sha256
    download.rows = len(shares)
    await make.add(download)
    for place, (share, result) in enumerate(shares, 1):
        await make.add(a_row(download, place, share, result))
    return Made(download, data)


def a_row(download: Download, place: int, share: Share, result: Result, **values: Any) -> DownloadRow:
    usual: dict[str, Any] = {
        "download_id": download.id,
        "attempt": download.attempt,
        "place": place,
        "organisation_id": download.organisation_id,
        "candidate_id": result.candidate_id,
        "result_id": result.id,
        "version": result.version,
        "share_id": share.id,
    }
    return DownloadRow(**usual | values)
