"""Which mails a user gets."""

import strawberry

from app.models.enums import Language, NotificationFrequency, Weekday
from app.schema.common import described
from app.schema.inputs import given
from app.schema.scalars import Date, DateTime, TimeZone


@strawberry.type(description="Which mails a user gets, and when.")
class Notifications:
    frequency: NotificationFrequency = described("How often a mail tells of new shares.")
    hour: int = described("0 to 23, for DAILY and WEEKLY.")
    weekday: Weekday = described("For WEEKLY.")
    time_zone: TimeZone = described("Whose clock hour, weekday and pausedUntil go by.")
    language: Language = described("Of the mails; the user's own unless chosen.")
    paused_until: Date | None = described("No mail before this day; the first one then has the rest. Null: no pause.")
    corrections: bool = described(
        "Mail on corrections and cancellations, whatever the frequency; on unless switched off."
    )
    next_at: DateTime | None = described("When the next mail on shares is due, if there are any by then.")
    chosen_at: DateTime | None = described("Null until chosen once: offer it.")


@strawberry.input(description="What is left out stays as it is.")
class UpdateNotificationsInput:
    frequency: NotificationFrequency | None = given("How often a mail tells of new shares.")
    hour: int | None = given("0 to 23, for DAILY and WEEKLY.")
    weekday: Weekday | None = given("For WEEKLY.")
    time_zone: TimeZone | None = given("Whose clock hour, weekday and pausedUntil go by.")
    language: Language | None = given("Of the mails.")
    paused_until: Date | None = given("No mail before this day; null ends the pause.")
    corrections: bool | None = given("Mail on corrections and cancellations, whatever the frequency.")
