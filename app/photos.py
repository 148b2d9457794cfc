"""Photos for those who may see them."""

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlmodel import col

from app.database import Database
from app.errors import ForbiddenField, Unauthenticated
from app.models import Photo
from app.models.enums import ApiScope
from app.schema.ids import key_of
from app.scopes import viewer_binds, visible_photo
from app.viewer import Viewer, ViewerKind

_DIALECT = PGDialect_psycopg(paramstyle="pyformat")  # type: ignore[no-untyped-call]


async def photo(database: Database, viewer: Viewer, id_: str) -> bytes | None:
    """The JPEG of the result with this GraphQL id; None if there is none or it is not for this viewer.

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
    select = visible_photo(viewer, result_id).with_only_columns(col(Photo.jpeg))
    compiled = select.compile(dialect=_DIALECT)
    async with database.snapshot(viewer) as snapshot:
        found = await snapshot.rows(compiled.string, compiled.params | viewer_binds(viewer))
    return found[0][0] if found else None
