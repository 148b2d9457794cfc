"""Somebody of an organisation saves a choice of columns."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import member_of
from app.actions.own_template import name_problems, new_version, other_names_problems
from app.actions.people import held_organisation
from app.audit.entry import note
from app.database import elevated
from app.errors import InvalidInput
from app.exports.catalogue import Catalogue
from app.exports.template import Layout
from app.models import Template, new_id
from app.models.enums import ApiScope
from app.schema.ids import id_of
from app.viewer import Viewer


async def create_template(
    session: AsyncSession, viewer: Viewer, name: str, layout: Layout, known: Catalogue, *, now: datetime
) -> Template:
    """The template. Raises NotSignedIn, Forbidden, InvalidInput."""
    _, organisation_id = member_of(viewer, ApiScope.DOWNLOAD)
    name = name.strip()
    problems = name_problems(name, "input", "name") + layout.problems(known, "input", "template")
    if problems:
        raise InvalidInput(problems)
    async with elevated(session, viewer):
        await held_organisation(session, viewer)
        if problems := await other_names_problems(session, organisation_id, name, "input", "name"):
            raise InvalidInput(problems)
        template = Template(id=new_id(), organisation_id=organisation_id)
        session.add(template)
        await session.flush()
        session.add(new_version(template, viewer, name, layout.stored(known), now))
        note(session, "createTemplate", subject_id=id_of("Template", template.id))
    return template
