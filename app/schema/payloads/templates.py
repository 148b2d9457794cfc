"""Of mutations on templates."""

from typing import Annotated

import strawberry

from app.schema.common import described
from app.schema.organisation import Organisation
from app.schema.payloads.refusals import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn, Throttled
from app.schema.template import Template


@strawberry.type(description="A template was made.")
class TemplateCreated:
    template: Template = described("The new template.")
    organisation: Organisation = described("With the new template.")


@strawberry.type(description="A template was changed.")
class TemplateUpdated:
    template: Template = described("As it is now.")


@strawberry.type(description="A template was deleted. Downloads keep it as it was.")
class TemplateDeleted:
    removed_id: strawberry.ID = described("Of the template.")
    organisation: Organisation = described("Without the template.")


CreateTemplatePayload = Annotated[
    TemplateCreated | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("CreateTemplatePayload", description="Of createTemplate."),
]
UpdateTemplatePayload = Annotated[
    TemplateUpdated | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("UpdateTemplatePayload", description="Of updateTemplate."),
]
DeleteTemplatePayload = Annotated[
    TemplateDeleted | Conflict | NotSignedIn | Forbidden | NotFound | InvalidInput | Throttled,
    strawberry.union("DeleteTemplatePayload", description="Of deleteTemplate."),
]
