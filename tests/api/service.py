"""The whole application on a database of its own, and clients of it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from starlette.types import ASGIApp

from app.asgi import Parts, application, assemble
from app.database import Database
from app.events.broker import Broker
from app.events.work import work
from app.models import CandidateAccount, Staff, User
from app.security.tokens import new_session_token, token_hash
from app.settings import Settings
from app.viewer import SYSTEM
from tests.factories import Factory

ADDRESS = "http://rvs.example"
SETTINGS = Settings(secret_key="for tests only, forty characters or so..", base_url="")  # type: ignore[arg-type]
Body = dict[str, Any]


@dataclass
class Service:
    """One running application; `http` reaches it without a socket."""

    parts: Parts
    app: ASGIApp
    http: httpx2.AsyncClient
    broker: Broker
    database: Database

    async def post(self, body: Any, token: str | None = None, **headers: str) -> httpx2.Response:
        """A request as a programme sends it; `body` is sent as JSON. Header names with _ for -."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        return await self.http.post("/graphql", json=body, headers=sent)

    async def answer(self, query: str, token: str | None = None, **variables: Any) -> Body:
        """The whole response's body."""
        response = await self.post({"query": query, "variables": variables}, token)
        assert response.status_code == 200, (response.status_code, response.text)
        body: Body = response.json()
        return body

    async def ask(self, query: str, token: str | None = None, **variables: Any) -> Body:
        """The data; there must be no errors."""
        body = await self.answer(query, token, **variables)
        assert "errors" not in body, body["errors"]
        data: Body = body["data"]
        return data

    @asynccontextmanager
    async def making(self) -> AsyncIterator[Factory]:
        """What is made here is committed."""
        async with work(self.database, self.broker, SYSTEM) as session:
            yield Factory(session)

    async def token(self, somebody: User | CandidateAccount | Staff, **values: Any) -> str:
        """Of a new session."""
        token, now = new_session_token(), datetime.now(UTC)
        usual = {"started_at": now, "last_used_at": now, "expires_at": now + timedelta(days=1)}
        async with self.making() as make:
            await make.sign_in(somebody, token_hash=token_hash(token), **usual | values)
        return token


@asynccontextmanager
async def running(
    database: Database,
    broker: Broker,
    settings: Settings = SETTINGS,
    *,
    adjust: Callable[[Parts], None] = lambda _parts: None,
) -> AsyncIterator[Service]:
    """Everything of one process, with a folder of its own. `adjust` may shorten intervals before it starts."""
    with TemporaryDirectory(prefix="rvs-service-") as folder:
        parts = assemble(settings.model_copy(update={"data": Path(folder)}), database, broker)
        adjust(parts)
        app = application(parts)
        transport = httpx2.ASGITransport(app=app)
        async with (
            lifespan(app),
            httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as http,
        ):
            yield Service(parts, app, http, broker, database)


@asynccontextmanager
async def lifespan(app: ASGIApp) -> AsyncIterator[None]:
    """What a server does around the requests."""
    heard: asyncio.Queue[Any] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()

    async def live() -> None:
        await app({"type": "lifespan", "asgi": {"version": "3.0"}}, heard.get, said.put)

    living = asyncio.create_task(live())
    await heard.put({"type": "lifespan.startup"})
    assert await said.get() == {"type": "lifespan.startup.complete"}
    try:
        yield
    finally:
        await heard.put({"type": "lifespan.shutdown"})
        assert await said.get() == {"type": "lifespan.shutdown.complete"}
        await living


def code_of(body: Mapping[str, Any]) -> str:
    """Of the only error."""
    (error,) = body["errors"]
    return str(error["extensions"]["code"])


def midnight_after(moment: datetime) -> datetime:
    """When the day (UTC) of this moment ends, and budgets of a day are whole again."""
    return datetime.combine(moment.date() + timedelta(days=1), time.min, UTC)
