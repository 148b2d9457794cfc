"""Bearer tokens that were refused leave an entry in the audit trail: whose they were, where that is known."""

import json
import logging
from dataclasses import dataclass
from uuid import UUID

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from app.audit.entry import Who, acting, note
from app.database import Database
from app.schema.ids import id_of
from app.security.api_keys import is_api_key
from app.security.floods import Floods, line_of
from app.security.tokens import is_session_token, token_hash
from app.viewer import anonymous

MOST_ENTRIES = 20
"""A minute: from one address, and of one key or session."""
_LOOK_UP = "SELECT row_to_json(found)::text FROM refused_token($1) AS found"

logger = logging.getLogger("rvs.audit")


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose token it was: the key or session as the API names it, and the organisation."""

    id: str | None = None
    organisation_id: UUID | None = None


class RefusedTokens:
    """The entry is nobody's doing: that somebody has the token of a key does not prove to be one who may use it. It
    stands in the trail of the organisation whose key it was, or whose user's session."""

    def __init__(self, database: Database, floods: Floods) -> None:
        self._database, self._floods = database, floods

    async def note(self, token: str | None, code: str, address: str) -> None:
        """Tell of one refusal, `code` being the answer's. Whoever floods the service with rubbish fills no trail, and
        costs no look-up. A trail that cannot be written makes no refused request an accepted one."""
        count = self._floods.tell(("token", line_of(address), code), MOST_ENTRIES)
        if count is None:
            return
        try:
            owner = await self._owner(token)
            if owner.id is not None:
                of_token = self._floods.tell(("token", owner.id, code), MOST_ENTRIES)
                if of_token is None:
                    return
                count = max(count, of_token)
            await self._write(owner, code, address, count)
        except (SQLAlchemyError, psycopg.Error) as error:
            logger.warning("A refused token could not be entered into the audit trail: %s", type(error).__name__)

    async def _owner(self, token: str | None) -> _Owner:
        if token is None or not (is_api_key(token) or is_session_token(token)):
            return _Owner()
        async with self._database.snapshot(anonymous()) as snapshot:
            text = await snapshot.text(_LOOK_UP, [token_hash(token)], last=True)
        if text is None:
            return _Owner()
        row = json.loads(text)
        organisation = row["organisation_id"]
        return _Owner(id_of(row["type_name"], UUID(row["id"])), None if organisation is None else UUID(organisation))

    async def _write(self, owner: _Owner, code: str, address: str, count: int) -> None:
        async with self._database.session(anonymous()) as session:
            acting(session, Who(anonymous(), address or None))
            note(
                session,
                "useToken",
                code=code,
                subject_id=owner.id,
                organisation_id=owner.organisation_id,
                count=count if count > 1 else None,
            )
            await session.commit()  # tells nobody anything, so it needs no `app.events.work`
