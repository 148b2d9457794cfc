"""A file, everybody who might want it, and a real server that gives it out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx2
import psycopg
import sqlalchemy as sa
from sqlmodel import col

from app.database import Database
from app.events.broker import LocalBroker
from app.models import ApiKey, AuditEntry, CandidateAccount, Download, DownloadFetch, Organisation, Result, Share, User
from app.models.enums import ApiScope, DownloadFormat
from app.security.api_keys import new_secret
from app.security.tokens import token_hash
from app.settings import Settings
from app.viewer import SYSTEM
from tests.api.files import Made, a_file
from tests.api.service import SETTINGS, Service, running
from tests.database.world import PAST
from tests.transports.serving import served

PRIVATE = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}
NAME = "受験者一覧 “2026”.xlsx"
KEYS: dict[str, dict[str, Any]] = {
    "key": {"scopes": [ApiScope.DOWNLOAD.value]},
    "reading key": {"scopes": [ApiScope.READ.value, ApiScope.PHOTO.value]},
    "photo key": {"scopes": [ApiScope.DOWNLOAD.value, ApiScope.PHOTO.value]},
    "expired key": {"expires_at": PAST},
    "revoked key": {"revoked_at": PAST},
}


@dataclass
class Scene:
    service: Service
    organisation: Organisation
    people: dict[str, User]
    keys: dict[str, ApiKey]
    account: CandidateAccount
    tokens: dict[str, str]
    result: Result
    share: Share
    file: Made

    async def get(
        self, who: str | None = "user", file: Made | None = None, *, method: str = "GET", **headers: str
    ) -> httpx2.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            sent["authorization"] = f"Bearer {self.tokens[who]}"
        return await self.service.http.request(method, (file or self.file).path, headers=sent)

    async def another(self, data: bytes, **values: Any) -> Made:
        """One more file of the same rows."""
        async with self.service.making() as make:
            shares = [(self.share, self.result)]
            store, user = self.service.parts.store, self.people["user"]
            return await a_file(make, store, user, self.organisation, data, shares=shares, **values)

    async def rows(self, model: Any, *columns: str) -> list[tuple[Any, ...]]:
        async with self.service.database.session(SYSTEM) as session:
            found = await session.scalars(sa.select(model).order_by(col(model.id)))
            return [tuple(getattr(row, column) for column in columns) for row in found]

    async def fetches(self) -> list[tuple[UUID, UUID]]:
        """Which file, by whom."""
        return await self.rows(DownloadFetch, "download_id", "actor_id")

    async def audited(self) -> list[tuple[Any, ...]]:
        return await self.rows(AuditEntry, "action", "actor_id", "organisation_id", "subject_id", "count")

    async def count(self, file: Made | None = None) -> int:
        counts: dict[UUID, int] = dict(await self.rows(Download, "id", "fetch_count"))
        return counts[(file or self.file).download.id]

    def by_owner(self, owner: psycopg.Connection, change: str, *values: Any) -> None:
        """What the service itself may not do, or not at once; all caches forget."""
        owner.execute(change, values)  # type: ignore[arg-type]
        self.service.parts.api.hear(None)


@asynccontextmanager
async def served_scene(database: Database, data: bytes, settings: Settings = SETTINGS) -> AsyncIterator[Scene]:
    """Asked over a socket, as everybody asks."""
    async with (
        running(database, LocalBroker(), settings) as service,
        served(service.parts.live, service.app) as address,
        httpx2.AsyncClient(base_url=f"http://{address}", trust_env=False) as http,
    ):
        yield await made(replace(service, http=http), data)


async def made(service: Service, data: bytes) -> Scene:
    """XLSX, of one row."""
    tokens, keys = {}, {}
    async with service.making() as make:
        organisation, other = await make.organisation(), await make.organisation()
        people = {
            "user": await make.user(organisation, may_view_photos=True),
            "colleague": await make.user(organisation),
            "foreigner": await make.user(other, may_view_photos=True),
        }
        for name, values in KEYS.items():
            tokens[name] = new_secret()
            keys[name] = await make.api_key(organisation, secret_hash=token_hash(tokens[name]), **values)
        foreign = await make.api_key(other, secret_hash=token_hash(tokens.setdefault("foreign key", new_secret())))
        candidate = await make.candidate()
        result = await make.result(candidate)
        share = await make.share(result, organisation)
        account, staff = await make.account(candidate), await make.staff()
        form = {"format": DownloadFormat.XLSX, "filename": NAME}
        file = await a_file(
            make, service.parts.store, people["user"], organisation, data, shares=[(share, result)], **form
        )
    keys["foreign key"] = foreign
    for name, somebody in {**people, "candidate": account, "staff": staff}.items():
        tokens[name] = await service.token(somebody)
    return Scene(service, organisation, people, keys, account, tokens, result, share, file)
