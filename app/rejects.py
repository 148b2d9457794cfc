"""Lists of rejected rows of imports, for staff."""

import asyncio
from pathlib import Path

from app.database import Database
from app.errors import ForbiddenField, Unauthenticated
from app.schema.ids import key_of
from app.viewer import Viewer, ViewerKind

_PATH = "SELECT rejects_path FROM import WHERE id = %(id)s"


async def rejects(database: Database, viewer: Viewer, id_: str) -> bytes | None:
    """The file of the import with this GraphQL id; None if there is none, or it is not (any more) on this machine.

    Raises Unauthenticated, ForbiddenField."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise Unauthenticated
    if viewer.kind is not ViewerKind.STAFF:
        raise ForbiddenField
    import_id = key_of(id_, "Import")
    if import_id is None:
        return None
    async with database.snapshot(viewer) as snapshot:
        found = await snapshot.rows(_PATH, {"id": import_id})
    if not found or found[0][0] is None:
        return None
    try:
        return await asyncio.to_thread(Path(found[0][0]).read_bytes)
    except OSError:
        return None
