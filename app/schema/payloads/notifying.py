"""Of updateNotifications."""

from typing import Annotated

import strawberry

from app.schema.common import described
from app.schema.organisation import User
from app.schema.payloads.refusals import Forbidden, InvalidInput, NotSignedIn, Throttled


@strawberry.type(description="The settings of mails were changed, or confirmed.")
class NotificationsUpdated:
    user: User = described("With the settings as they are now.")


UpdateNotificationsPayload = Annotated[
    NotificationsUpdated | NotSignedIn | Forbidden | InvalidInput | Throttled,
    strawberry.union("UpdateNotificationsPayload", description="Of updateNotifications."),
]
