"""Photos for those who may see them."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlmodel import col

from app.database import Database
from app.errors import ForbiddenField, Unauthenticated
from app.ledger import Version, photo_viewed
from app.models import Photo, Result
from app.models.enums import ApiScope
from app.schema.ids import key_of
from app.scopes import viewer_binds, visible_photo
from app.viewer import Viewer, ViewerKind

_DIALECT = PGDialect_psycopg(paramstyle="pyformat")  # type: ignore[no-untyped-call]


async def photo(database: Database, viewer: Viewer, id_: str, *, address: str | None = None) -> bytes | None:
    """The JPEG of the result with this GraphQL id; None if there is none or it is not for this viewer.
    To an organisation it is a disclosure, in the ledger before the bytes are given.

    Raises Unauthenticated for nobody, ForbiddenField where an API key lacks a scope."""
    if viewer.kind is ViewerKind.ANONYMOUS:
        raise Unauthenticated
    if viewer.kind is ViewerKind.API_KEY:
        if not viewer.has(ApiScope.PHOTO):
            raise ForbiddenField(scope=ApiScope.PHOTO)
        if not (viewer.has(ApiScope.READ) or viewer.has(ApiScope.VERIFY)):
            raise ForbiddenField(scope=ApiScope.READ)
    result_id = key_of(id_, "Result")
    if result_id is None:
        return None
    version = sa.select(col(Result.version)).where(col(Result.id) == result_id).scalar_subquery()
    select = visible_photo(viewer, result_id).with_only_columns(col(Photo.jpeg), version)
    compiled = select.compile(dialect=_DIALECT)
    async with database.snapshot(viewer) as snapshot:
        found = await snapshot.rows(compiled.string, compiled.params | viewer_binds(viewer))
    if not found:
        return None
    jpeg: bytes = found[0][0]
    seen: int = found[0][1]
    if viewer.is_organisations:
        await photo_viewed(database, viewer, Version(result_id, seen), address=address)
    return jpeg
