"""Days on which a country works: weekends and public holidays by the library `holidays`."""

from datetime import date, timedelta

TO_DECIDE = 5
"""Business days within which a registration is decided."""
_WEEKEND = frozenset({5, 6})


def business_days_after(day: date, count: int, country: str) -> date:
    """The `count`th business day after `day` in that country (ISO 3166-1 alpha-2). Countries that the library does not
    know have Saturdays and Sundays off and no holidays."""
    import holidays  # heavy, and needed by registrations alone

    try:
        off = holidays.country_holidays(country)
    except NotImplementedError:
        off = None
    weekend = _WEEKEND if off is None else off.weekend
    while count:
        day += timedelta(days=1)
        works = day.weekday() not in weekend if off is None else off.is_working_day(day)
        count -= works
    return day
