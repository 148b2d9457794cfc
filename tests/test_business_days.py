from datetime import date, timedelta

import pytest

from app.business_days import TO_DECIDE, business_days_after


@pytest.mark.parametrize(
    ("submitted", "country", "due"),
    [
        # GB: Good Friday is off in all of it, Easter Monday is not (in Scotland one works); 4 May is.
        (date(2026, 4, 2), "GB", date(2026, 4, 10)),
        (date(2026, 5, 1), "GB", date(2026, 5, 11)),
        # JP: Golden Week, 29 April and 3 to 6 May (the 6th in lieu of the 3rd, a Sunday).
        (date(2026, 4, 28), "JP", date(2026, 5, 11)),
        (date(2026, 6, 1), "JP", date(2026, 6, 8)),
        # SA: Friday and Saturday are the weekend, Sunday is not.
        (date(2026, 6, 4), "SA", date(2026, 6, 11)),
        # A country that the library has no data of: Saturdays and Sundays are off.
        (date(2026, 5, 1), "ZZ", date(2026, 5, 8)),
    ],
)
def test_five_business_days(submitted: date, country: str, due: date) -> None:
    assert business_days_after(submitted, TO_DECIDE, country) == due


def test_a_day_off_counts_as_the_day_before_it() -> None:
    saturday = date(2026, 6, 6)

    assert business_days_after(saturday, 1, "GB") == saturday + timedelta(days=2)
