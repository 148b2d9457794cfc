"""The standard template: everything that the catalogue has, kept as a version of its own like any other template's.

It is renewed by whoever starts (the service, a worker, the demo) and finds that the catalogue has changed, so that a
file made with it says what it was even when the schema has moved on.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from app.exports.catalogue import catalogue
from app.exports.template import everything
from app.models import Template, TemplateVersion, new_id
from app.models.enums import ActorKind, Language
from app.projection.graph import Graph
from app.schema.labels import STANDARD_TEMPLATE

_LOCK = 6_200_171_004
"""Of PostgreSQL's advisory locks: two that start at once do not both renew it."""


async def renew_standard(session: AsyncSession, graph: Graph, *, now: datetime) -> bool:
    """Whether it had to be renewed. As the system; the caller commits."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    values = everything(catalogue(graph)).stored(catalogue(graph))
    template = await session.scalar(sa.select(Template).where(col(Template.organisation_id).is_(None)))
    if template is None:
        template = Template(id=new_id(), version=0)
        session.add(template)
    else:
        current = await session.get(TemplateVersion, (template.id, template.version))
        if current is not None and all(getattr(current, name) == value for name, value in values.items()):
            return False
    template.version += 1
    version = TemplateVersion(
        template_id=template.id,
        version=template.version,
        name=STANDARD_TEMPLATE[Language.EN],
        updated_at=now,
        actor_kind=ActorKind.SYSTEM,
        **values,
    )
    await session.flush()
    session.add(version)
    return True
