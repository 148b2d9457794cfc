"""An invented example of what a column tells."""

from collections.abc import Mapping
from typing import Any

from graphql import is_enum_type

from app.exports.path import Path

_BY_NAME: Mapping[str, str] = {
    "candidateName": "Amara Okonjo",
    "displayName": "Amara Okonjo",
    "familyName": "Okonjo",
    "givenName": "Amara",
    "nativeName": "高橋 美咲",
    "candidateNumber": "BN70421863",
    "email": "amara.okonjo@mail.example",
    "statementNumber": "RS26EN0042718",
    "applicantReference": "2027-00418",
    "number": "JP123",
    "city": "Sapporo",
    "dateOfBirth": "2007-08-19",
    "minScore": "160",
    "maxScore": "190",
    "version": "1",
    "reason": "Date of birth corrected.",
}
_BY_PLACE: Mapping[str, str] = {
    "exam.code": "B2_FIRST",
    "exam.name": "B2 First",
    "exam.lastSession": "2023-12-09",
    "centre.name": "Midorino Test Centre",
    "by.name": "Elsa Lindqvist",
    "id": "shr_01996b2e-5c1f-7a44-9d53-0b6e8f2c7a10",
    "result.id": "res_01996b2e-5c1f-7b91-8c0a-4f1d2e3a5b60",
    "band.minScore": "173",
    "band.maxScore": "179",
}
_BY_TYPE: Mapping[str, str] = {
    "Int": "174",
    "Long": "174",
    "Float": "17.4",
    "Boolean": "true",
    "Date": "2026-03-14",
    "DateTime": "2026-04-20T09:00:00Z",
    "CountryCode": "JP",
    "CefrLevel": "B2",
}


def example_of(path: Path, named: Any) -> str | None:
    """Of the value at this path; None where nobody can think of one."""
    place = ".".join(step.field for step in path[-2:])
    known = _BY_PLACE.get(place) or _BY_NAME.get(path[-1].field) or _BY_TYPE.get(named.name)
    if known is None and is_enum_type(named):
        return str(next(iter(named.values)))
    return known
