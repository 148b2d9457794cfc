"""Scalars beyond GraphQL's own."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NewType
from zoneinfo import available_timezones

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

# Python reads more of ISO 8601 than RFC 3339 has: weeks, 20261123T0900, digits of all scripts.
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)

Date = NewType("Date", date)
DateTime = NewType("DateTime", datetime)
CountryCode = NewType("CountryCode", str)
Long = NewType("Long", int)
TimeZone = NewType("TimeZone", str)
JSON = NewType("JSON", object)


def _invalid(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


def _date(value: Any) -> date:
    """No other of ISO 8601's forms; a day that exists."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _invalid("A date is written 2026-11-23 and must exist.")


def _moment(value: Any) -> datetime:
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            moment = datetime.fromisoformat(value.upper())
        except ValueError:
            moment = None
        # The far ends of the calendar cannot be brought to UTC.
        if moment is not None and moment.tzinfo is not None and 2 <= moment.year <= 9998:
            return moment.astimezone(UTC)  # PostgreSQL knows fewer offsets than Python
    raise _invalid("A moment is written 2026-11-23T09:00:00Z, with its offset.")


def _country(value: Any) -> str:
    if isinstance(value, str) and len(value) == 2 and value.isascii() and value.isupper() and value.isalpha():
        return value
    raise _invalid("A country is two capital letters: JP.")


def _time_zone(value: Any) -> str:
    if isinstance(value, str) and value in _time_zones():
        return value
    raise _invalid("A time zone is an IANA name: Asia/Tokyo.")


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _long(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2**53:
        return value
    raise _invalid("A whole number up to 2^53 is needed.")


def _no_input(_value: Any) -> Any:
    raise _invalid("JSON is given out only.")


SCALARS: Mapping[object, ScalarDefinition] = {
    Date: strawberry.scalar(
        name="Date",
        description="A calendar date, ISO 8601: 2026-11-23.",
        specified_by_url="https://scalars.graphql.org/andimarek/local-date.html",
        serialize=date.isoformat,
        parse_value=_date,
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment, RFC 3339 with an offset; answered in UTC.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time.html",
        serialize=lambda value: value.astimezone(UTC).isoformat(),
        parse_value=_moment,
    ),
    CountryCode: strawberry.scalar(
        name="CountryCode",
        description="A country, ISO 3166-1 alpha-2: JP.",
        serialize=str,
        parse_value=_country,
    ),
    TimeZone: strawberry.scalar(
        name="TimeZone",
        description="A time zone, by its IANA name: Asia/Tokyo.",
        serialize=str,
        parse_value=_time_zone,
    ),
    Long: strawberry.scalar(
        name="Long",
        description="A whole number up to 2^53, as a JSON number.",
        serialize=int,
        parse_value=_long,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="A filter as it was given; may be given back as it is.",
        serialize=lambda value: value,
        parse_value=_no_input,
    ),
}
"""For the schema's configuration."""
