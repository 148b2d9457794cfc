"""Files of results for tests: rows that differ from a good one in what the test says."""

import csv
from pathlib import Path
from typing import Any

from app.imports.columns import HEADINGS

KEY = b"a key for tests, of 32 characters"

GOOD = {
    "statementNumber": "126GB5990001",
    "candidateNumber": "GB0000001",
    "secret": "QWER-1234",
    "familyName": "Okonjo",
    "givenName": "Amara",
    "nativeName": "",
    "dateOfBirth": "2004-02-29",
    "exam": "B2_FIRST",
    "sessionDate": "2026-03-14",
    "centreNumber": "GB013",
    "centreName": "Harbour House",
    "centreCity": "Northmoor",
    "centreCountry": "GB",
    "status": "RELEASED",
    "overallScore": "169",
    "grade": "C",
    "cefrLevel": "B2",
    "certificated": "true",
    "releasedAt": "2026-04-20T09:00:00Z",
    "readingAndWriting": "",
    "reading": "168",
    "useOfEnglish": "172",
    "writing": "165",
    "listening": "171",
    "speaking": "169",
    "reason": "",
    "photo": "",
}
NO_OUTCOME = dict.fromkeys(
    (
        *("overallScore", "grade", "cefrLevel", "certificated", "releasedAt"),
        *("readingAndWriting", "reading", "useOfEnglish", "writing", "listening", "speaking"),
    ),
    "",
)
DELTA = {**NO_OUTCOME, "exam": "DELTA_MODULE_ONE", "grade": "PASS", "certificated": "true"}
A2_KEY = {
    **NO_OUTCOME,
    "exam": "A2_KEY",
    "readingAndWriting": "140",
    "listening": "136",
    "speaking": "138",
    "overallScore": "139",
    "grade": "B",
    "cefrLevel": "A2",
    "certificated": "true",
}


def row(**differing: str) -> dict[str, str]:
    """A good row, but for what differs."""
    assert differing.keys() <= GOOD.keys()
    return GOOD | differing


def cells(**differing: str) -> list[str]:
    """The same as the reader hands it on."""
    return [row(**differing)[heading] for heading in HEADINGS]


def numbered(number: int, **differing: str) -> dict[str, str]:
    """The good row of another person."""
    return row(
        **{"statementNumber": f"126GB{number:07}", "candidateNumber": f"GB{number:07}", "givenName": f"Amara {number}"}
        | differing
    )


def write_csv(path: Path, *rows: dict[str, str], encoding: str = "utf-8", headings: Any = None) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, headings or HEADINGS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path
