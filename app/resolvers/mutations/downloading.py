"""Downloads: files made of shares and verifications."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.actors import member_of
from app.actions.cancel_download import cancel_download
from app.actions.once import Done
from app.actions.repeat_download import repeat_download
from app.actions.start_download import Wanted, start_download
from app.exports.choice import chosen
from app.models import Download
from app.models.enums import ApiScope, DownloadFormat
from app.resolvers.mutations.arguments import coerced_argument, key_in, or_none
from app.resolvers.mutations.repeating import done_once
from app.resolvers.operation import Info, foreseen, rows
from app.schema.download_inputs import StartDownloadInput
from app.schema.payloads.downloads import (
    CancelDownloadPayload,
    DownloadCancelled,
    DownloadStarted,
    StartDownloadPayload,
)
from app.scopes import own_organisation, visible_downloads

_Id = Annotated[strawberry.ID, strawberry.argument(description="Of a Download.")]


def _download(info: Info, download_id: UUID) -> Any:
    return rows(visible_downloads(info.context.asker).where(col(Download.id) == download_id))


def _started(info: Info, download_id: UUID) -> DownloadStarted:
    return DownloadStarted(
        download=_download(info, download_id), organisation=rows(own_organisation(info.context.asker))
    )


@strawberry.type
class Downloading:
    @strawberry.mutation(description="Have a file made of shares or of checked results, and kept in the history.")
    @foreseen
    async def start_download(
        self, info: Info, input: Annotated[StartDownloadInput, strawberry.argument(description="What, and how.")]
    ) -> StartDownloadPayload | None:
        operation = info.context
        member_of(operation.asker, ApiScope.DOWNLOAD)
        given = coerced_argument(info, "input")
        template_id = or_none(input.template_id)
        wanted = Wanted(
            chosen(given, "input"),
            input.format,
            template_id=None if template_id is None else key_in(template_id, ("Template",), "input", "templateId"),
            filename=or_none(input.filename),
            language=or_none(input.language),
            time_zone=or_none(input.time_zone),
            options=_options(given),
        )

        async def act(session: AsyncSession) -> Done:
            most_open, now = operation.services.settings.downloads_at_once, operation.services.now()
            download = await start_download(session, operation.asker, wanted, most_open=most_open, now=now)
            return Done([download.id])

        done = await done_once(info, act)
        return _started(info, done.ids[0])

    @strawberry.mutation(
        description="The same choice with today's data and the template as it is now: a new entry in the history."
    )
    @foreseen
    async def repeat_download(self, info: Info, id: _Id) -> StartDownloadPayload | None:
        operation = info.context
        member_of(operation.asker, ApiScope.DOWNLOAD)
        download_id = key_in(id, ("Download",), "id")
        download = await repeat_download(
            await operation.write(),
            operation.asker,
            download_id,
            graph=operation.graph,
            most_open=operation.services.settings.downloads_at_once,
            now=operation.services.now(),
        )
        return _started(info, download.id)

    @strawberry.mutation(description="End the making of a file. Again: no change.")
    @foreseen
    async def cancel_download(self, info: Info, id: _Id) -> CancelDownloadPayload | None:
        operation = info.context
        member_of(operation.asker, ApiScope.DOWNLOAD)
        download_id = key_in(id, ("Download",), "id")
        await cancel_download(await operation.write(), operation.asker, download_id, now=operation.services.now())
        return DownloadCancelled(download=_download(info, download_id))


def _options(given: Mapping[str, Any]) -> dict[DownloadFormat, dict[str, Any]]:
    """As they are kept: codes, by the API's names."""
    known = {DownloadFormat.CSV: given.get("csv"), DownloadFormat.PDF: given.get("pdf")}
    return {
        of: {name: getattr(value, "value", value) for name, value in options.items()}
        for of, options in known.items()
        if options is not None
    }
