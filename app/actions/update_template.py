"""Somebody of an organisation changes a template: a new version, beside those that files were made with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.actions.actors import member_of
from app.actions.own_template import held_template, name_problems, new_version, other_names_problems
from app.actions.people import held_organisation
from app.audit.entry import note
from app.database import elevated
from app.errors import Conflict, InvalidInput, RefusalCode
from app.exports.catalogue import Catalogue
from app.exports.template import Layout
from app.models import Template, TemplateVersion
from app.models.enums import ApiScope
from app.schema.ids import id_of
from app.viewer import Viewer


async def update_template(
    session: AsyncSession,
    viewer: Viewer,
    template_id: UUID,
    version: int,
    known: Catalogue,
    *,
    name: str | None = None,
    layout: Layout | None = None,
    now: datetime,
) -> Template:
    """The template. Without a change it keeps its version. Raises NotSignedIn, Forbidden, NotFound, InvalidInput,
    Conflict (STANDARD_TEMPLATE, OUT_OF_DATE)."""
    _, organisation_id = member_of(viewer, ApiScope.DOWNLOAD)
    name = None if name is None else name.strip()
    problems = [] if name is None else name_problems(name, "input", "name")
    if layout is not None:
        problems += layout.problems(known, "input", "template")
    if problems:
        raise InvalidInput(problems)
    async with elevated(session, viewer):
        await held_organisation(session, viewer)
        template = await held_template(session, organisation_id, template_id, "input", "id")
        if template.version != version:
            message = "Somebody has changed this template since you read it."
            raise Conflict(RefusalCode.OUT_OF_DATE, message, path=("input", "version"))
        current = await session.get_one(TemplateVersion, (template.id, version))
        if name is not None and (
            problems := await other_names_problems(session, organisation_id, name, "input", "name", but=template.id)
        ):
            raise InvalidInput(problems)
        before = {field: getattr(current, field) for field in _LAYOUT}
        after = before if layout is None else layout.stored(known)
        if after != before or name not in (None, current.name):
            template.version += 1
            session.add(new_version(template, viewer, current.name if name is None else name, after, now))
        note(session, "updateTemplate", subject_id=id_of("Template", template.id))
    return template


_LAYOUT = ("columns", "date_format", "component_layout", "language", "time_zone")
