"""Whoever writes down what a result says, and whoever changes what results say: one waits for the other.

A share keeps what its list is ordered by and searched in, a verification the version that it found; an import refreshes
the shares it sees and tells the organisations it sees. Neither sees what the other has not committed, so the reader
holds results unchanged until its COMMIT: `hold_results`, a shared lock, before it reads the first. A batch of an import
that changes results takes `CHANGING`, the exclusive one, before the first of them. New results disturb nobody.

No deadlock: before its lock an import holds none that anybody but another import waits for (its turn, new rows, rows of
candidates and centres in a mode that foreign keys do not mind), so nobody whom it waits for waits for it. Readers take
theirs in one order: guesses (app.security.guesses), then this, then rows of shares, then the heads of logs, which every
transaction takes last. Who takes guesses after this could wait for somebody who queues for this behind an import that
waits for the first.

The statement that locks has to come by itself: one that also read would see what was there before it waited.
"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

_KEY = "CAST(x'72767363' AS int)"
#: Until the end of the transaction, by whoever changes results.
CHANGING = f"SELECT pg_advisory_xact_lock({_KEY})"
_UNCHANGED = sa.text(f"SELECT pg_advisory_xact_lock_shared({_KEY})")


async def hold_results(session: AsyncSession) -> None:
    """What results say is as it is now until this transaction ends. Waits for a batch that is changing some."""
    await session.execute(_UNCHANGED)
