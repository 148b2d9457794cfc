"""Templates and selections as tests make them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from app.database import Database
from app.exports.catalogue import catalogue
from app.exports.choice import Choice
from app.exports.graph import exported
from app.exports.headings import stored
from app.exports.rows import Source
from app.exports.selection import Selection, Statement, selection
from app.exports.table import Row
from app.models import TemplateVersion
from app.models.enums import ActorKind, ComponentLayout, Language
from app.viewer import Viewer

UTC_ZONE = ZoneInfo("UTC")


def template(
    *columns: str | tuple[str, str],
    layout: ComponentLayout = ComponentLayout.COLUMNS,
    language: Language = Language.EN,
    date_format: str = "yyyy-MM-dd",
) -> TemplateVersion:
    """A template of these paths, or paths and headings; it is in no database."""
    chosen = [each if isinstance(each, tuple) else (each, None) for each in columns]
    return TemplateVersion(
        template_id=UUID(int=1),
        version=1,
        name="Admissions",
        columns=stored(chosen, catalogue(exported())),
        date_format=date_format,
        component_layout=layout,
        language=language,
        time_zone="UTC",
        updated_at=datetime(2026, 11, 25, tzinfo=UTC),
        actor_kind=ActorKind.SYSTEM,
    )


def select(
    viewer: Viewer, made: TemplateVersion, choice: Choice, *, zone: ZoneInfo = UTC_ZONE, most: int | None = None
) -> Selection:
    """In the template's language."""
    return selection(exported(), viewer, made, choice, language=made.language, time_zone=zone, most=most)


async def texts(database: Database, viewer: Viewer, statement: Selection | Statement) -> list[Any]:
    """The first column of all rows, through a server-side cursor in a transaction as the viewer."""
    return [row[0] for row in await fetched(database, viewer, statement)]


async def fetched(database: Database, viewer: Viewer, statement: Selection | Statement) -> list[tuple[Any, ...]]:
    url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        await connection.execute(
            "SELECT set_config('app.kind', %s, true), set_config('app.organisation', %s, true),"
            " set_config('app.person', %s, true), set_config('app.candidate', %s, true)",
            viewer.settings,
        )
        async with psycopg.AsyncRawServerCursor(connection, "export") as cursor:
            cursor.itersize = 2
            await cursor.execute(statement.sql, statement.parameters)
            return [row async for row in cursor]


async def rows(database: Database, viewer: Viewer, selected: Selection) -> list[Row]:
    """All rows of the file."""
    return [row for _, made in await told(database, viewer, selected) for row in made]


async def told(database: Database, viewer: Viewer, selected: Selection) -> Sequence[tuple[Source, list[Row]]]:
    """With what each tells of."""
    return list(selected.rows(await texts(database, viewer, selected)))
