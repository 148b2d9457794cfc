"""Settings of mails."""

from datetime import timedelta
from typing import Annotated

import strawberry

from app.actions.actors import user_of
from app.actions.update_notifications import NotificationChange, update_notifications
from app.actions.update_share import UNSET
from app.resolvers.mutations.arguments import or_none
from app.resolvers.operation import Info, foreseen, rows
from app.schema.notifications import UpdateNotificationsInput
from app.schema.payloads.notifying import NotificationsUpdated, UpdateNotificationsPayload
from app.scopes import own_user


@strawberry.type
class Notifying:
    @strawberry.mutation(description="Own settings; what is left out stays.")
    @foreseen
    async def update_notifications(
        self,
        info: Info,
        input: Annotated[UpdateNotificationsInput, strawberry.argument(description="What to change.")],
    ) -> UpdateNotificationsPayload | None:
        asker, services = info.context.asker, info.context.services
        user_of(asker)
        change = NotificationChange(
            frequency=or_none(input.frequency),
            hour=or_none(input.hour),
            weekday=or_none(input.weekday),
            time_zone=or_none(input.time_zone),
            language=or_none(input.language),
            corrections=or_none(input.corrections),
            paused_until=UNSET if input.paused_until is strawberry.UNSET else input.paused_until,
        )
        gather = timedelta(seconds=services.settings.digest_gather_seconds)
        await update_notifications(await info.context.write(), asker, change, now=services.now(), gather=gather)
        return NotificationsUpdated(user=rows(own_user(asker)))
