"""What a page costs as the list grows: an organisation with 1,000,000 shares beside one with 10,000, in one database.

`python -m bench.page_cost [--quick]` runs this part alone.
"""

import asyncio
import sys
import time
from dataclasses import dataclass, field
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


@dataclass(slots=True)
class Pair:
    """The same question to both organisations, and the rates of their answers."""

    name: str
    messages: tuple[list[bytes], list[bytes]]
    rates: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))


def run(postgres: EmbeddedPostgres, *, quick: bool) -> Section:
    """All four orders and a search; plans first."""
    began = time.monotonic()
    filled = servers.filled(postgres, "page_cost", QUICK if quick else FULL)
    made = time.monotonic() - began
    wrong = _wrong_plans(filled)
    with servers.product(filled.urls.app) as port:
        pairs = [_in_order(filled, port, order) for order in _KEYS]
        pairs.append(_searches(filled, port))
        for number in range(1 if quick else 3):
            for pair in pairs:
                for rates, messages in zip(pair.rates, pair.messages, strict=True):
                    warm_up = 0.3 if quick else 2.0 if number == 0 else 0.5
                    seconds = 1.0 if quick else 3.0
                    measured = load(port, messages, connections=_CONNECTIONS, seconds=seconds, warm_up=warm_up)
                    rates.append(measured.rate)
    large, small = (f"{each.shares:,}" for each in filled.organisations)
    lines = [
        Line(
            f"first={FIRST}, {pair.name}: cost at {large} over cost at {small}",
            f"{small}: {report.rate(pair.rates[1])}",
            f"{large}: {report.rate(pair.rates[0])}",
            report.ratio(pair.rates[1], pair.rates[0]),
            most=MOST,
        )
        for pair in pairs
    ]
    lines.append(Line("plans that grow with the list", str(len(wrong)), "", float(len(wrong)), most=0))
    notes = (
        "Through the product, over HTTP: random cursors in each order; a search for a name that ten shares have.",
        "Plans: in all four orders and both directions, the generic plan has to walk the order's own index under a"
        " limit and from the cursor on, to sort nothing and to read no table whole.",
        *wrong,
        f"The data took {made:.0f} s to make.",
    )
    return Section("A page as the list grows", lines, notes, time.monotonic() - began)


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


def _in_order(filled: Filled, port: int, order: str) -> Pair:
    large, small = (_pages_in_order(filled, port, each, order) for each in filled.organisations)
    return Pair(order, (large, small))


def _pages_in_order(filled: Filled, port: int, organisation: Organisation, order: str) -> list[bytes]:
    token = organisation.tokens[0]
    tag = _ask(port, token, _variables(order=order, direction=_DIRECTION[order]))["pageInfo"]["endCursor"].partition(
        "."
    )[0]
    with psycopg.connect(filled.superuser_url) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows = connection.execute(_PLACES.format(keys=_KEYS[order]).encode(), [organisation.id, _PAGES]).fetchall()
    return [
        Asked(_variables(order=order, direction=_DIRECTION[order], after=f"{tag}.{letters}"), token).http(ORDERED_PAGE)
        for (letters,) in rows
    ]


def _searches(filled: Filled, port: int) -> Pair:
    """Each organisation has a name of its own that ten shares have."""
    messages: list[list[bytes]] = []
    for each in filled.organisations:
        variables = _variables(search=each.rare_name)
        if (found := len(_ask(port, each.tokens[0], variables)["nodes"])) != 10:
            raise Wrong(f"a search for {each.rare_name} finds {found}, not ten")
        messages.append([Asked(variables, each.tokens[0]).http(ORDERED_PAGE)])
    large, small = messages
    return Pair("a search that matches ten", (large, small))


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
