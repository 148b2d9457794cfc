"""Writes the mails that `app.mail.planning` planned: as each is about to be sent, by a GraphQL document executed as its
reader over the mail's window of the log. So it tells what is shared at that moment, and nothing to who has no access or
has switched it off by then. What is told is in the access ledger before a mail server sees it.

Readers of one organisation with the same rights, language and window are told the same: of mails that are written
together, they share one execution and one page."""

from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.entry import Who, acting, note
from app.database import Database
from app.events.broker import Broker
from app.events.cursor import cursor
from app.events.work import work
from app.folding import display_name
from app.ledger import Version, mailed
from app.mail import digest_documents as documents
from app.mail.digest_page import Page, corrections_page, shares_page
from app.mail.outbox import Recipient
from app.mail.rendering import Rendered
from app.models.enums import DigestKind, Language, UserRole
from app.security.unsubscribing import unsubscribe_key, unsubscribe_token
from app.settings import Settings
from app.viewer import SYSTEM, Viewer, ViewerKind

Ask = Callable[[str, Mapping[str, Any], Viewer], Awaitable[Mapping[str, Any]]]
"""Executes a document with variables as a viewer, and gives the data; raises where there are errors."""

Row = Mapping[str, Any]

_READ = r"""
SELECT json_agg(found ORDER BY found.mail_id)::text FROM (
SELECT digest.mail_id, digest.kind, digest.organisation_id, digest.window_up_to AS up_to,
       greatest(digest.window_after, coalesce(head.pruned, 0)) AS after,
       app_user.id AS user_id, app_user.email, app_user.family_name, app_user.given_name, app_user.role,
       app_user.may_view_photos, app_user.may_manage_api, coalesce(n.language, app_user.language) AS language,
       CASE digest.kind WHEN 'CORRECTIONS' THEN (
           SELECT count(*) FROM event
           WHERE event.organisation_id = digest.organisation_id AND event.sequence > digest.window_after
             AND event.sequence <= digest.window_up_to AND event.kind LIKE 'RESULT\_%%'
       ) END AS corrections
FROM digest
JOIN notification AS n USING (user_id)
JOIN app_user ON app_user.id = digest.user_id AND app_user.status = 'ACTIVE' AND app_user.removed_at IS NULL
JOIN organisation ON organisation.id = digest.organisation_id AND organisation.status = 'APPROVED'
LEFT JOIN event_head AS head ON head.organisation_id = digest.organisation_id
WHERE digest.mail_id = ANY(%(mails)s)
  AND CASE digest.kind WHEN 'SHARES' THEN n.frequency <> 'OFF' ELSE n.corrections END
) AS found
"""
_SENT = sa.text("UPDATE digest SET sent_at = :now WHERE mail_id = ANY(:mails)")


@dataclass(frozen=True, slots=True)
class Written:
    """A mail as it is to be sent."""

    to: Recipient
    said: Rendered
    switch_off_url: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What a page tells; no page: there is nothing."""

    page: Page | None
    told: frozenset[Version]


class DigestWriter:
    """The writer of mails made of the log."""

    def __init__(self, database: Database, broker: Broker, ask: Ask, settings: Settings) -> None:
        self._database, self._broker, self._ask = database, broker, ask
        self._address, self._key = settings.address, unsubscribe_key(settings)

    async def write(self, mail_ids: Sequence[UUID]) -> Mapping[UUID, Written]:
        """What is to be sent of these: a mail that is not among them is to be sent no more. Of what it tells the access
        ledger knows when this returns."""
        async with self._database.snapshot(SYSTEM) as snapshot:
            rows = orjson.loads(await snapshot.text(_READ, {"mails": list(mail_ids)}, last=True) or b"[]")
        pages: dict[Hashable, _Found] = {}  # of these mails only: shares may have ended by the next ones
        written: dict[UUID, Written] = {}
        told: list[tuple[Viewer, frozenset[Version]]] = []
        for row in rows:
            kind, reader = DigestKind(row["kind"]), _reader(row)
            key = (kind, row["organisation_id"], row["after"], row["up_to"], reader.shape)
            found = pages.get(key)
            if found is None:
                ask = self._shares if kind is DigestKind.SHARES else self._corrections
                found = pages[key] = await ask(row, reader)
            if found.page is not None:
                written[UUID(row["mail_id"])] = self._for(kind, row, reader, found.page)
                told.append((reader, found.told))
        await self._disclose([(reader, versions) for reader, versions in told if versions])
        return written

    async def sent(self, session: AsyncSession, mail_ids: Sequence[UUID]) -> None:
        """A mail server took them."""
        await session.execute(_SENT, {"mails": list(mail_ids), "now": datetime.now(UTC)})

    def _for(self, kind: DigestKind, row: Row, reader: Viewer, page: Page) -> Written:
        assert reader.id is not None
        switch_off = f"{self._address}/unsubscribe/{unsubscribe_token(self._key, reader.id, kind)}"
        name = display_name(row["family_name"], row["given_name"])
        return Written(Recipient(row["email"], name, reader.language), page.of(switch_off), switch_off)

    async def _shares(self, row: Row, reader: Viewer) -> _Found:
        variables = documents.shares_variables(*_window(row))
        found = documents.new_shares(await self._ask(documents.SHARES, variables, reader))
        page = shares_page(found, reader.language, self._address) if found.listed else None
        return _Found(page, frozenset(Version(*told) for told in found.told))

    async def _corrections(self, row: Row, reader: Viewer) -> _Found:
        after, up_to = _window(row)
        data = await self._ask(documents.CORRECTIONS, {"after": after, "upTo": up_to}, reader)
        found = documents.corrections(data, row["corrections"])
        return _Found(corrections_page(found, reader.language, self._address) if found.listed else None, frozenset())

    async def _disclose(self, told: Sequence[tuple[Viewer, frozenset[Version]]]) -> None:
        """One statement for all of them, and one entry of the audit trail each; committed before any leaves."""
        if not told:
            return
        async with work(self._database, self._broker, SYSTEM) as session:
            acting(session, Who(SYSTEM))
            for reader, versions in told:
                note(session, "mailResults", organisation_id=reader.organisation_id, count=len(versions))
            await mailed(session, told, now=datetime.now(UTC))


def _window(row: Row) -> tuple[str, str]:
    organisation_id = UUID(row["organisation_id"])
    return cursor(organisation_id, row["after"]), cursor(organisation_id, row["up_to"])


def _reader(row: Row) -> Viewer:
    """The user, as if signed in, reading in the language of the mails."""
    return Viewer(
        ViewerKind.USER,
        id=UUID(row["user_id"]),
        organisation_id=UUID(row["organisation_id"]),
        role=UserRole(row["role"]),
        may_view_photos=row["may_view_photos"],
        may_manage_api=row["may_manage_api"],
        language=Language(row["language"]),
    )
