"""What a page costs as the list grows: an organisation with 1,000,000 shares, one with 10,000 beside it, one alone.

`python -m bench.page_cost [--quick]` runs this part alone.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from app.embedded import EmbeddedPostgres
from bench import report, servers
from bench.capture import answered, captured, user
from bench.client import Connection, Wrong, load
from bench.dataset import Organisation, Scale
from bench.plans import ORDERS, faults, generic_plan
from bench.report import Line, Section
from bench.servers import Filled
from bench.workload import ORDERED_PAGE, Asked, Variables

FULL = Scale(shares=(1_000_000, 10_000), users=(2, 2), log=False)
QUICK = Scale(shares=(30_000, 3_000), users=(2, 2), log=False)
MOST = 1.2
FIRST = 20
_CONNECTIONS = 4
_PAGES = 400
_DIRECTION = {"SHARED_AT": "DESC", "NAME": "ASC", "OVERALL_SCORE": "DESC", "SESSION": "DESC"}
_KEYS = {
    "SHARED_AT": "shared_at, id",
    "NAME": "sort_name, id",
    "OVERALL_SCORE": "CASE WHEN sort_score IS NULL THEN '-1'::smallint ELSE sort_score END, id",
    "SESSION": "sort_session, id",
}
# As the product writes them (app/projection/cursor.py), behind the tag that its own cursors of that list have.
_PLACES = """
SELECT translate(encode(convert_to(json_build_array({keys})::text, 'UTF8'), 'base64'), E'+/=\\n', '-_')
FROM (SELECT * FROM share WHERE organisation_id = %s AND ended_at IS NULL ORDER BY md5(id::text) LIMIT %s) AS drawn
"""


@dataclass(frozen=True, slots=True)
class List:
    """An organisation's shares, and the product's server over their database."""

    filled: Filled
    organisation: Organisation
    port: int


@dataclass(slots=True)
class Question:
    """The same question to each list, and the rates of their answers."""

    name: str
    messages: list[list[bytes]]
    rates: list[list[float]]


def run(postgres: EmbeddedPostgres, *, quick: bool) -> Section:
    """All four orders and a search, of three lists; plans first."""
    began = time.monotonic()
    scale = QUICK if quick else FULL
    both = servers.filled(postgres, "page_cost", scale)
    alone = servers.filled(postgres, "page_cost_alone", Scale(shares=scale.shares[1:], users=(2,), log=False))
    made = time.monotonic() - began
    wrong = _wrong_plans(both)
    with servers.product(both.urls.app) as port, servers.product(alone.urls.app) as other_port:
        lists = [
            *(List(both, each, port) for each in both.organisations),
            List(alone, alone.organisations[0], other_port),
        ]
        questions = [_in_order(lists, order) for order in _KEYS] + [_searches(lists)]
        for number in range(1 if quick else 3):
            for question in questions:
                _round(question, lists, quick=quick, first=number == 0)
    lines = [line for question in questions for line in _lines(question, lists)]
    lines.append(Line("plans that grow with the list", str(len(wrong)), "", float(len(wrong)), most=0))
    notes = (
        "Through the product, over HTTP: random cursors in each order; a search for a name that ten shares have.",
        "The small list is measured twice: in the same database as the large one, and alone in a database of its own,"
        " whose indexes and tables are small altogether.",
        "Plans: in all four orders and both directions, the generic plan has to walk the order's own index under a"
        " limit and from the cursor on, to sort nothing and to read no table whole.",
        *wrong,
        f"The data took {made:.0f} s to make.",
    )
    return Section("A page as the list grows", lines, notes, time.monotonic() - began)


def _round(question: Question, lists: Sequence[List], *, quick: bool, first: bool) -> None:
    warm_up = 0.3 if quick else 1.5 if first else 0.5
    for each, messages, rates in zip(lists, question.messages, question.rates, strict=True):
        measured = load(each.port, messages, connections=_CONNECTIONS, seconds=1.0 if quick else 2.0, warm_up=warm_up)
        rates.append(measured.rate)


def _lines(question: Question, lists: Sequence[List]) -> list[Line]:
    large = lists[0].organisation.shares
    return [
        Line(
            f"first={FIRST}, {question.name}: {large:,} over {each.organisation.shares:,} {where}",
            report.rate(question.rates[0]),
            report.rate(rates),
            report.ratio(rates, question.rates[0]),
            most=MOST,
        )
        for each, rates, where in zip(lists[1:], question.rates[1:], ("beside it", "alone"), strict=True)
    ]


def _wrong_plans(filled: Filled) -> list[str]:
    """What is wrong with the plans, if anything: of a first page and of one after a cursor, in each ordering."""
    organisation = filled.organisations[0]
    viewer = user(organisation.users[0], organisation.id)
    found: list[str] = []
    with psycopg.connect(filled.urls.app, autocommit=True) as connection:
        for (order, direction), index in ORDERS.items():
            first = _variables(order=order, direction=direction)
            (answer,) = asyncio.run(answered(filled.urls.app, [(viewer, first)], ORDERED_PAGE))
            after = {**first, "after": answer["shares"]["pageInfo"]["endCursor"]}
            both = asyncio.run(captured(filled.urls.app, [(viewer, first), (viewer, after)], ORDERED_PAGE)).statements
            for statement, is_after in zip(both, (False, True), strict=True):
                wrong = faults(generic_plan(connection, statement), index, after=is_after)
                found += [f"{order} {direction}: {fault}" for fault in wrong]
    return found


def _variables(
    *, order: str | None = None, direction: str = "DESC", after: str | None = None, search: str | None = None
) -> Variables:
    return {
        "first": FIRST,
        "after": after,
        "filter": None if search is None else {"search": search},
        "orderBy": None if order is None else {"field": order, "direction": direction},
    }


def _in_order(lists: Sequence[List], order: str) -> Question:
    return _question(order, [_pages_in_order(each, order) for each in lists])


def _question(name: str, messages: list[list[bytes]]) -> Question:
    return Question(name, messages, [[] for _ in messages])


def _pages_in_order(of: List, order: str) -> list[bytes]:
    organisation, port = of.organisation, of.port
    token = organisation.tokens[0]
    tag = _ask(port, token, _variables(order=order, direction=_DIRECTION[order]))["pageInfo"]["endCursor"].partition(
        "."
    )[0]
    with psycopg.connect(of.filled.superuser_url) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = connection.execute(_PLACES.format(keys=_KEYS[order]).encode(), [organisation.id, _PAGES]).fetchall()
    return [
        Asked(_variables(order=order, direction=_DIRECTION[order], after=f"{tag}.{letters}"), token).http(ORDERED_PAGE)
        for (letters,) in rows
    ]


def _searches(lists: Sequence[List]) -> Question:
    """Each organisation has a name of its own that ten shares have."""
    messages: list[list[bytes]] = []
    for each in lists:
        token, variables = each.organisation.tokens[0], _variables(search=each.organisation.rare_name)
        if (found := len(_ask(each.port, token, variables)["nodes"])) != 10:
            raise Wrong(f"a search for {each.organisation.rare_name} finds {found}, not ten")
        messages.append([Asked(variables, token).http(ORDERED_PAGE)])
    return _question("a search that matches ten", messages)


def _ask(port: int, token: str, variables: Variables) -> Any:
    with Connection(port) as connection:
        answer = connection.ask({"query": ORDERED_PAGE, "variables": variables}, token)
    if "errors" in answer:
        raise Wrong(str(answer))
    return answer["data"]["organisation"]["shares"]


def main() -> None:
    with servers.postgres() as postgres:
        report.show([run(postgres, quick="--quick" in sys.argv)])


if __name__ == "__main__":
    main()
