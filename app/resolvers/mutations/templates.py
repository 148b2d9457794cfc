"""Templates of data files."""

from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlmodel import col

from app.actions.actors import member_of
from app.actions.create_template import create_template
from app.actions.delete_template import delete_template
from app.actions.update_template import update_template
from app.exports.catalogue import catalogue
from app.models import TemplateVersion
from app.models.enums import ApiScope
from app.resolvers.computed import layout_of
from app.resolvers.mutations.arguments import coerced_argument, key_in
from app.resolvers.operation import Info, foreseen, rows
from app.schema.payloads.templates import (
    CreateTemplatePayload,
    DeleteTemplatePayload,
    TemplateCreated,
    TemplateDeleted,
    TemplateUpdated,
    UpdateTemplatePayload,
)
from app.schema.template import CreateTemplateInput, UpdateTemplateInput
from app.scopes import own_organisation, visible_templates


def _template(info: Info, template_id: UUID) -> Any:
    return rows(visible_templates(info.context.asker).where(col(TemplateVersion.template_id) == template_id))


@strawberry.type
class Templates:
    @strawberry.mutation(description="Save a choice of columns. Every user may, and API keys that may download.")
    @foreseen
    async def create_template(
        self, info: Info, input: Annotated[CreateTemplateInput, strawberry.argument(description="What it is to be.")]
    ) -> CreateTemplatePayload | None:
        asker, known = info.context.asker, catalogue(info.context.graph)
        member_of(asker, ApiScope.DOWNLOAD)
        layout = layout_of(coerced_argument(info, "input")["template"], asker)
        session, now = await info.context.write(), info.context.services.now()
        template = await create_template(session, asker, input.name, layout, known, now=now)
        return TemplateCreated(template=_template(info, template.id), organisation=rows(own_organisation(asker)))

    @strawberry.mutation(description="Change a template. Files that were made with it keep it as it was.")
    @foreseen
    async def update_template(
        self, info: Info, input: Annotated[UpdateTemplateInput, strawberry.argument(description="Which, and what.")]
    ) -> UpdateTemplatePayload | None:
        asker = info.context.asker
        member_of(asker, ApiScope.DOWNLOAD)
        given = coerced_argument(info, "input")
        layout = given.get("template") and layout_of(given["template"], asker)
        template = await update_template(
            await info.context.write(),
            asker,
            key_in(input.id, ("Template",), "input", "id"),
            input.version,
            catalogue(info.context.graph),
            name=given.get("name"),
            layout=layout,
            now=info.context.services.now(),
        )
        return TemplateUpdated(template=_template(info, template.id))

    @strawberry.mutation(description="Delete a template. Files that were made with it keep it as it was.")
    @foreseen
    async def delete_template(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Of a Template.")]
    ) -> DeleteTemplatePayload | None:
        asker = info.context.asker
        member_of(asker, ApiScope.DOWNLOAD)
        key = key_in(id, ("Template",), "id")
        await delete_template(await info.context.write(), asker, key, now=info.context.services.now())
        return TemplateDeleted(removed_id=id, organisation=rows(own_organisation(asker)))
