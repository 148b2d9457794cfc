"""verifyResult with an unknown number and with a wrong date, one after the other: neither shall be told by its time."""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import orjson
import psycopg

from bench import servers
from bench.client import Connection, Wrong, request
from bench.report import Line, Section
from bench.servers import Filled

VERIFY = """\
mutation ($number: String!, $born: Date!) {
  verifyResult(input: {statementNumber: $number, dateOfBirth: $born}) {
    __typename ... on Refusal { code message path }
  }
}
"""
LIFTED = "100000000"
_WRONG_DATE = "1931-05-17"


def run(filled: Filled, *, quick: bool) -> Section:
    """Medians of both, interleaved on one connection; the budgets are lifted."""
    began = time.monotonic()
    rounds, pairs = (1, 150) if quick else (5, 600)
    organisation = filled.organisations[0]
    numbers = _statement_numbers(filled, pairs)
    unknown: list[float] = []
    wrong: list[float] = []
    with (
        servers.product(
            filled.urls.app,
            VERIFICATION_ATTEMPTS_PER_HOUR=LIFTED,
            ORGANISATION_ATTEMPTS_PER_HOUR=LIFTED,
            STATEMENT_ATTEMPTS_PER_HOUR=LIFTED,
        ) as port,
        Connection(port) as connection,
    ):
        for _ in range(rounds):
            one, other = _round(connection, numbers, organisation.tokens[0])
            unknown.append(one)
            wrong.append(other)
    ratio = median(max(one / other, other / one) for one, other in zip(unknown, wrong, strict=True))
    line = Line("verifyResult, median ms: unknown number / wrong date", _said(unknown), _said(wrong), ratio, most=1.1)
    note = f"{pairs} of each a round, in turn, on one connection; the ratio is the greater over the smaller."
    return Section("Guesses", [line], [note], time.monotonic() - began)


def _round(connection: Connection, numbers: Sequence[str], token: str) -> tuple[float, float]:
    took: tuple[list[float], list[float]] = ([], [])
    for place, number in enumerate(numbers):
        kinds = ((0, f"999ZZ{place:07}"), (1, number))
        for kind, asked in kinds if place % 2 else kinds[::-1]:  # neither is always the second
            message = request({"query": VERIFY, "variables": {"number": asked, "born": _WRONG_DATE}}, token)
            began = time.perf_counter()
            answer = connection.send(message)
            took[kind].append(1_000 * (time.perf_counter() - began))
            said: Any = orjson.loads(answer)
            if said.get("data", {}).get("verifyResult", {}).get("code") != "NO_MATCH":
                raise Wrong(answer[:500].decode(errors="replace"))
    return median(took[0]), median(took[1])


def _statement_numbers(filled: Filled, how_many: int) -> list[str]:
    """Of results in the database; and the organisation's day is lifted too."""
    with psycopg.connect(filled.superuser_url, autocommit=True) as connection:
        connection.execute("UPDATE organisation SET verifications_per_day = %s", [int(LIFTED)])
        rows = connection.execute("SELECT statement_number FROM result ORDER BY id LIMIT %s", [how_many]).fetchall()
    return [number for (number,) in rows]


def _said(values: Sequence[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}-{max(values):.2f})"
