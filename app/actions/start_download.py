"""Somebody has a file made of shares or verifications: an entry in the history, and a job."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import member_of
from app.audit.entry import note
from app.database import SessionReader, elevated
from app.errors import InvalidInput, NotFound, Problem, Throttled, TooManyRows
from app.events.cursor import cursor
from app.exports.choice import Choice
from app.exports.entry import OPEN
from app.exports.filename import LONGEST, default_name, filename
from app.exports.limits import MOST_ROWS, most_in
from app.exports.selection import counted
from app.exports.size import rows_of_file
from app.jobs.queue import enqueue
from app.models import Download, EventHead, Organisation, TemplateVersion, new_id
from app.models.enums import ApiScope, ComponentLayout, DownloadFormat, Language
from app.problems import filename_empty, filename_too_long, of_another_format
from app.schema.ids import id_of
from app.scopes import visible_templates
from app.viewer import Viewer

KIND = "download"
"""Of the job."""
RETRY_AFTER = 30
"""Seconds after which one of an organisation's downloads may have ended."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made, as it was asked for."""

    choice: Choice
    format: DownloadFormat
    template_id: UUID | None = None
    filename: str | None = None
    language: Language | None = None
    time_zone: str | None = None
    options: Mapping[DownloadFormat, Mapping[str, Any]] = field(default_factory=dict)
    """Those given, by the format that they belong to."""
    repeats_id: UUID | None = None


async def start_download(
    session: AsyncSession,
    viewer: Viewer,
    wanted: Wanted,
    *,
    most_open: int,
    now: datetime,
    action: str = "startDownload",
) -> Download:
    """The new entry. `most_open`: how many downloads an organisation may have waiting or running.

    Raises NotSignedIn, Forbidden, InvalidInput, NotFound, TooManyRows, Throttled."""
    actor_id, organisation_id = member_of(viewer, ApiScope.DOWNLOAD)
    if problems := _problems(wanted):
        raise InvalidInput(problems)
    template = None if wanted.format is DownloadFormat.PDF else await _template(session, viewer, wanted.template_id)
    rows = await _count(session, viewer, wanted, template)
    zone = wanted.time_zone or (template.time_zone if template else "UTC")
    organisation = await session.get_one(Organisation, organisation_id)
    head = sa.select(col(EventHead.last)).where(col(EventHead.organisation_id) == organisation_id)
    last = await session.scalar(head) or 0
    async with elevated(session, viewer):
        await _admit(session, organisation_id, most_open)
        download = Download(
            id=new_id(),
            organisation_id=organisation_id,
            actor_kind=viewer.actor_kind,
            actor_id=actor_id,
            job_id=new_id(),
            format=wanted.format,
            filename=_name(wanted, organisation.name, now, zone),
            language=wanted.language or _language(template, viewer),
            time_zone=zone,
            options=dict(wanted.options.get(wanted.format, {})),
            # What comes later is none of those that were seen as they were chosen.
            choice=wanted.choice.as_json() | {"upTo": cursor(organisation_id, last)},
            template_id=template.template_id if template else None,
            template_version=template.version if template else None,
            repeats_id=wanted.repeats_id,
            rows=rows,
            started_at=now,
        )
        arguments = {"download_id": str(download.id)}
        download.job_id = enqueue(session, KIND, arguments, now=now, organisation_id=organisation_id)
        session.add(download)
        note(session, action, subject_id=id_of("Download", download.id))
    return download


def _problems(wanted: Wanted) -> list[Problem]:
    problems = []
    if wanted.format is DownloadFormat.PDF and wanted.template_id is not None:
        problems.append(of_another_format("input", "templateId"))
    problems += [of_another_format("input", each.lower()) for each in wanted.options if each is not wanted.format]
    if wanted.filename is not None:
        name = filename(wanted.filename, wanted.format)
        if not name:
            problems.append(filename_empty("input", "filename"))
        if len(name) > LONGEST:
            problems.append(filename_too_long("input", "filename"))
    return problems


def _name(wanted: Wanted, organisation: str, now: datetime, zone: str) -> str:
    if wanted.filename is not None:
        return filename(wanted.filename, wanted.format)
    return default_name(organisation, now.astimezone(ZoneInfo(zone)).date(), wanted.format)


def _language(template: TemplateVersion | None, viewer: Viewer) -> Language:
    """The standard template is in everybody's own."""
    return viewer.language if template is None or template.organisation_id is None else template.language


async def _template(session: AsyncSession, viewer: Viewer, template_id: UUID | None) -> TemplateVersion:
    """As it is now; the standard one unless another is named."""
    templates = visible_templates(viewer).params(viewer_organisation=viewer.organisation_id)
    if template_id is None:
        found = await session.scalar(templates.where(col(TemplateVersion.organisation_id).is_(None)))
    else:
        found = await session.scalar(templates.where(col(TemplateVersion.template_id) == template_id))
    if found is None:
        raise NotFound(path=["input", "templateId"])
    return found


async def _count(session: AsyncSession, viewer: Viewer, wanted: Wanted, template: TemplateVersion | None) -> int:
    """How many shares or verifications there are to write, ended ones that were named among them."""
    choice, reader = wanted.choice, SessionReader(session)
    statement = counted(viewer, choice)
    ((now, there),) = await reader.rows(statement.sql, statement.parameters)
    if choice.named and there < len(choice.ids):
        raise NotFound(path=["input", choice.kind])
    rows, most = len(choice.ids) if choice.named else now, most_in(wanted.format)
    if rows > min(MOST_ROWS, most):
        raise TooManyRows(rows=rows, maximum=min(MOST_ROWS, most), path=["input", choice.kind])
    if template is not None and template.component_layout is ComponentLayout.ROWS and rows * 6 > most:
        statement = rows_of_file(viewer, choice)
        ((in_file,),) = await reader.rows(statement.sql, statement.parameters)
        if in_file > most:
            raise TooManyRows(rows=in_file, maximum=most, path=["input", choice.kind])
    return rows


async def _admit(session: AsyncSession, organisation_id: UUID, most_open: int) -> None:
    """No organisation keeps all workers busy. Two who start at once wait for each other."""
    of_organisation = sa.select(col(Organisation.id)).where(col(Organisation.id) == organisation_id)
    await session.execute(of_organisation.with_for_update(key_share=True))
    count = await session.scalar(
        sa.select(sa.func.count())
        .select_from(Download)
        .where(col(Download.organisation_id) == organisation_id, col(Download.status).in_(OPEN))
    )
    if (count or 0) >= most_open:
        raise Throttled(retry_after=RETRY_AFTER)
