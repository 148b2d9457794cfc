"""Downloads: a child makes the file, this end keeps the lease, tells how far it is, and writes how it ended."""

import asyncio
import contextlib
import logging
from datetime import timedelta
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.start_download import KIND
from app.database import Database
from app.events.broker import Broker, Wake
from app.events.work import work
from app.exports import entry
from app.exports.entry import Made
from app.exports.order import Failed, Order
from app.exports.store import Store, StoreError, key_for
from app.exports.storing import store_of
from app.jobs.lease import Patience
from app.jobs.running import LEASE, GivenUp, Jobs, Task, TryAgain
from app.models import Download, Job
from app.models.enums import JobStatus
from app.schema.download_words import DownloadFailure
from app.settings import Settings
from app.viewer import SYSTEM
from app.work.children import Child, ChildEnded, Children

PATIENCE = Patience(first=timedelta(seconds=5), longest=timedelta(minutes=2), tries=5)
TOLD_EVERY = 0.5
"""Seconds between two writes of how far it is."""
LOOKED_EVERY = 2.0
"""Seconds between two looks whether it is still wanted, where no wake-up says so."""

logger = logging.getLogger("rvs.downloads")


class Downloads(Jobs):
    """A worker's line of downloads: a long one keeps no other kind of job waiting."""

    def __init__(
        self,
        database: Database,
        broker: Broker,
        settings: Settings,
        children: Children,
        *,
        lease: timedelta = LEASE,
        patience: Patience = PATIENCE,
    ) -> None:
        super().__init__(database, broker, {KIND: self._make}, lease=lease, patience=patience, ended=self._entry_ended)
        self._settings, self._children = settings, children
        self._store: Store = store_of(settings)

    async def turn(self) -> bool:
        """Make the next file; False: there is none to make."""
        self._children.keep_ready()
        return await super().turn()

    async def close(self) -> None:
        """No child is left."""
        await self._children.close()

    async def _make(self, task: Task) -> None:
        download_id = UUID(task.arguments["download_id"])
        try:
            async with task.step() as session:
                await entry.begin(session, download_id, task.hold.attempt)
            made = await self._made(task, download_id)
            async with task.step(last=True) as session:
                kept = timedelta(days=self._settings.download_days)
                await entry.finish(session, download_id, task.hold.attempt, made, kept=kept)
        except BaseException:
            await asyncio.shield(self._take_away(task, download_id))
            raise
        if task.hold.attempt > 1:
            async with work(self._database, self._broker, SYSTEM) as session:
                await entry.forget_rows(session, download_id, task.hold.attempt, before=True)

    async def _made(self, task: Task, download_id: UUID) -> Made:
        """By a child. Raises LeaseLost, TryAgain, GivenUp."""
        try:
            child = await self._children.take()
        except ChildEnded:
            raise TryAgain(DownloadFailure.WORKER_LOST) from None
        try:
            async with asyncio.timeout(self._settings.download_minutes * 60):
                return await self._watched(task, download_id, child)
        except TimeoutError:
            raise GivenUp(DownloadFailure.TOO_LONG) from None
        finally:
            await asyncio.shield(child.end())

    async def _watched(self, task: Task, download_id: UUID, child: Child) -> Made:
        url = self._settings.object_store_url
        order = Order(
            database_url=self._database.url,
            object_store_url=None if url is None else url.get_secret_value(),
            data=str(self._settings.data.absolute()),
            address=self._settings.address,
            download_id=download_id,
            attempt=task.hold.attempt,
        )
        progress = _Progress(task, download_id)
        told = asyncio.create_task(progress.tell())
        working = asyncio.create_task(_last_word(child, order, progress))
        try:
            await asyncio.wait((told, working), return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                told.result()  # raises why nothing more is told: LeaseLost
            word = working.result()
        finally:
            for each in (told, working):
                each.cancel()
            await asyncio.gather(told, working, return_exceptions=True)
        if isinstance(word, Made):
            return word
        logger.warning("Download %s, attempt %d: %s", download_id, task.hold.attempt, word.said)
        raise (TryAgain if word.again else GivenUp)(word.failure)

    async def _take_away(self, task: Task, download_id: UUID) -> None:
        """What this attempt may have left, unless it is what counts: a COMMIT may have been lost on its way back."""
        try:
            async with work(self._database, self._broker, SYSTEM) as session:
                # Locked: a `finish` whose COMMIT is still under way holds it, and is waited for.
                download = await session.get(Download, download_id, with_for_update=True)
                if download is None or (download.status is JobStatus.DONE and download.attempt == task.hold.attempt):
                    return
                await entry.forget_rows(session, download_id, task.hold.attempt)
            key = key_for(download.organisation_id, download_id, task.hold.attempt, download.format)
            await self._store.remove(key)
        except (SQLAlchemyError, OSError, StoreError) as error:  # the store's own sweep finds it
            logger.warning("Download %s: something may be left, %s", download_id, type(error).__name__)

    async def _entry_ended(self, session: AsyncSession, job: Job, failure: str, again: bool) -> None:
        """The entry says why its job has ended, or that it waits for another attempt."""
        download_id = UUID(job.arguments["download_id"])
        known = DownloadFailure(failure) if failure in DownloadFailure.__members__ else None
        if again:
            await entry.wait(session, download_id, known)
        else:
            lost = DownloadFailure.BROKEN if job.attempt <= self._patience.tries else DownloadFailure.WORKER_LOST
            await entry.fail(session, download_id, known or lost)


class _Progress:
    """How far a child is, and whether anybody still wants to know."""

    def __init__(self, task: Task, download_id: UUID) -> None:
        self._task, self._download_id = task, download_id
        self.rows = 0
        self._woken = asyncio.Event()

    def hear(self, wake: Wake | None) -> None:
        """Perhaps somebody has cancelled it."""
        if wake is None or (wake.topic == "job" and wake.id == self._task.hold.id):
            self._woken.set()

    async def tell(self) -> None:
        """At most twice a second, for ever. Raises LeaseLost."""
        told = 0
        with self._task.broker.listen(self.hear):
            while True:
                waited = 0.0
                while waited < LOOKED_EVERY and not (self._woken.is_set() or self.rows != told):
                    await asyncio.sleep(TOLD_EVERY)
                    waited += TOLD_EVERY
                await asyncio.sleep(0 if waited else TOLD_EVERY)
                self._woken.clear()
                rows = self.rows
                try:
                    async with self._task.step() as session:
                        if rows != told:
                            await entry.progress(session, self._download_id, self._task.hold.attempt, rows)
                except SQLAlchemyError as error:  # the heartbeat decides
                    logger.warning("Download %s: not told how far it is, %s", self._download_id, type(error).__name__)
                told = rows


async def _last_word(child: Child, order: Order, progress: _Progress) -> Made | Failed:
    try:
        async with contextlib.aclosing(child.words(order)) as words:
            async for word in words:
                if not isinstance(word, int):
                    return word
                progress.rows = word
    except ChildEnded:
        pass
    return Failed(DownloadFailure.WORKER_LOST, True, "The child ended")
