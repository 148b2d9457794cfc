"""The whole service with a worker that makes files: real database, real child processes, real store."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.database import Database
from app.events.broker import LocalBroker
from app.events.work import work
from app.exports.graph import exported
from app.exports.standard import renew_standard
from app.jobs.lease import Patience
from app.jobs.worker import Worker, working
from app.models import Organisation, Share, User
from app.schema.ids import id_of
from app.settings import Settings
from app.viewer import SYSTEM
from app.work.children import Children
from app.work.downloads import Downloads
from tests.api.service import SETTINGS, Service, running

SOON = 30.0
AT_ONCE = Patience(first=timedelta(), longest=timedelta(), tries=3)
STATE = """status format filename rows rowsDone rowsLeftOut bytes sha256 failure url secondsLeft templateVersion filter
  template { id name } startedAt finishedAt expiresAt fetchCount outdatedRows by { name }"""
START = f"""mutation ($input: StartDownloadInput!) {{ startDownload(input: $input) {{ __typename
  ... on DownloadStarted {{ download {{ id {STATE} }} }} ... on Refusal {{ code message path }}
  ... on TooManyRows {{ rows maximum }} ... on InvalidInput {{ problems {{ code path }} }} }} }}"""
REPEAT = START.replace("($input: StartDownloadInput!)", "($id: ID!)").replace(
    "startDownload(input: $input)", "repeatDownload(id: $id)"
)
CANCEL = """mutation ($id: ID!) { cancelDownload(id: $id) { __typename
  ... on DownloadCancelled { download { id status } } ... on Refusal { code path } } }"""
NODE = f"query ($id: ID!) {{ node(id: $id) {{ ... on Download {{ id {STATE} }} }} }}"


@dataclass
class Office:
    """An organisation that has received shares, one of its users, and where files are kept."""

    service: Service
    settings: Settings
    organisation: Organisation
    user: User
    token: str
    shares: list[Share]

    @property
    def share_ids(self) -> list[str]:
        return [id_of("Share", share.id) for share in self.shares]

    async def start(self, token: str | None = None, **wanted: Any) -> Any:
        """The payload."""
        usual = {"format": "CSV", "shareIds": self.share_ids}
        if {"filter", "verificationIds", "verificationFilter"} & wanted.keys():
            del usual["shareIds"]
        return (await self.service.ask(START, token or self.token, input=usual | wanted))["startDownload"]

    async def started(self, **wanted: Any) -> str:
        """The id of a download that must begin."""
        payload = await self.start(**wanted)
        assert payload["__typename"] == "DownloadStarted", payload
        return str(payload["download"]["id"])

    async def state(self, id_: str) -> Any:
        return (await self.service.ask(NODE, self.token, id=id_))["node"]

    async def until(self, id_: str, true: Callable[[Any], bool], within: float = SOON) -> Any:
        """The entry, once it is so. Each change of it wakes whoever listens; nothing is slept over."""
        woken = asyncio.Event()
        with self.service.broker.listen(lambda _wake: woken.set()):
            async with asyncio.timeout(within):
                while not true(state := await self.state(id_)):
                    woken.clear()
                    try:
                        await asyncio.wait_for(woken.wait(), 0.2)
                    except TimeoutError:
                        continue
        return state

    async def ended(self, id_: str) -> Any:
        return await self.until(id_, lambda state: state["status"] in ("DONE", "FAILED", "CANCELLED"))

    async def finished(self, **wanted: Any) -> tuple[Any, bytes]:
        """The entry of a download that must succeed, and its file."""
        state = await self.ended(await self.started(**wanted))
        assert state["status"] == "DONE", state
        return state, self.file(state["id"])

    @property
    def files(self) -> list[Path]:
        """All that is in the store, unfinished ones too."""
        return sorted(path for path in (self.settings.data / "files").glob("*/*"))

    def file(self, id_: str) -> bytes:
        (path,) = [path for path in self.files if path.name.startswith(id_.partition("_")[2])]
        return path.read_bytes()

    def downloads(self, children: Children, **how: Any) -> Downloads:
        """A worker's line."""
        how = {"patience": AT_ONCE} | how
        return Downloads(self.service.database, self.service.broker, self.settings, children, **how)

    @asynccontextmanager
    async def at_work(self, **how: Any) -> AsyncIterator[Children]:
        """A worker that makes files."""
        children = Children()
        async with working(Worker(self.service.broker, [self.downloads(children, **how)], poll=0.2, drain=0.5)):
            yield children


@asynccontextmanager
async def office(database: Database, folder: Path, *, shares: int = 3, **settings: Any) -> AsyncIterator[Office]:
    """Everything made and committed."""
    known = SETTINGS.model_copy(update={"data": folder, **settings})
    broker = LocalBroker()
    async with work(database, broker, SYSTEM) as session:
        await renew_standard(session, exported(), now=datetime.now(UTC))
    async with running(database, broker, known) as service:
        async with service.making() as make:
            organisation = await make.organisation(name="Northmoor University")
            user = await make.user(organisation, family_name="Whitfield", given_name="Ada", may_view_photos=True)
            received = [await make.share(organisation=organisation) for _ in range(shares)]
        yield Office(service, known, organisation, user, await service.token(user), received)


def alive(pid: int) -> bool:
    """Whether there is such a process that is more than a corpse."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
