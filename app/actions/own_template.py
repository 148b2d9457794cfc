"""What all changes of templates have in common. Every user may make and change them, and API keys with the scope."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.actions.people import LONGEST_NAME
from app.errors import Conflict, NotFound, Problem, RefusalCode
from app.folding import folded
from app.models import Template, TemplateVersion
from app.problems import name_too_long, required, storable, template_name_taken, too_many_templates, unstorable
from app.schema.labels import STANDARD_TEMPLATE
from app.viewer import Viewer

MOST_TEMPLATES = 200


async def held_template(session: AsyncSession, organisation_id: UUID, template_id: UUID, *path: str) -> Template:
    """A template of this organisation that is not deleted, locked; as the system. Raises NotFound, and for the standard
    one Conflict (STANDARD_TEMPLATE)."""
    template = await session.scalar(
        sa.select(Template)
        .where(
            col(Template.id) == template_id,
            sa.or_(col(Template.organisation_id) == organisation_id, col(Template.organisation_id).is_(None)),
            col(Template.deleted_at).is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if template is None:
        raise NotFound(path=path)
    if template.organisation_id is None:
        raise Conflict(RefusalCode.STANDARD_TEMPLATE, "The standard template cannot be changed.", path=path)
    return template


def new_version(
    template: Template, viewer: Viewer, name: str, values: dict[str, Any], now: datetime
) -> TemplateVersion:
    """What the template is from now on; `template` says which version that is."""
    return TemplateVersion(
        template_id=template.id,
        version=template.version,
        organisation_id=template.organisation_id,
        name=name,
        updated_at=now,
        actor_kind=viewer.actor_kind,
        actor_id=viewer.id,
        **values,
    )


def name_problems(name: str, *path: str) -> list[Problem]:
    """Of a template's name, without spaces at its ends."""
    problems = [] if name else [required(*path)]
    if len(name) > LONGEST_NAME:
        problems.append(name_too_long(*path))
    if not storable(name):
        problems.append(unstorable(*path))
    return problems


async def other_names_problems(
    session: AsyncSession, organisation_id: UUID, name: str, *path: str, but: UUID | None = None
) -> list[Problem]:
    """What stands against a name beside the organisation's other templates; the organisation is held. Case and width
    make no difference."""
    statement = (
        sa.select(col(TemplateVersion.name))
        .join(
            Template,
            sa.and_(
                col(Template.id) == col(TemplateVersion.template_id),
                col(Template.version) == col(TemplateVersion.version),
            ),
        )
        .where(col(Template.organisation_id) == organisation_id, col(Template.deleted_at).is_(None))
    )
    if but is not None:
        statement = statement.where(col(Template.id) != but)
    others = [folded(other) for other in await session.scalars(statement)]
    taken = {*others, *map(folded, STANDARD_TEMPLATE.values())}
    problems = [template_name_taken(*path)] if folded(name) in taken else []
    if but is None and len(others) >= MOST_TEMPLATES:
        problems.append(too_many_templates(*path))
    return problems
