"""What is asked: one document, random places in the list and random searches, by random users.

The mix is 4 pages after a random cursor to 1 search; half of the searches are for a family name and half for a whole
name, both of a random share, so that common names are searched for more often.
"""

import base64
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg

from bench.client import Connection, request
from bench.dataset import SEED, Organisation

PAGE = """\
query Page($first: Int!, $after: String, $filter: ShareFilter) {
  organisation {
    shares(first: $first, after: $after, filter: $filter) {
      nodes {
        id status sharedAt openedAt expiresAt candidateName
        result {
          id statementNumber exam { code } sessionDate status version overallScore grade cefrLevel certificated
          candidate { id familyName givenName nativeName displayName dateOfBirth }
          components { skill score cefrLevel }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
ORDERED_PAGE = PAGE.replace("$filter: ShareFilter)", "$filter: ShareFilter, $orderBy: ShareOrder)").replace(
    "filter: $filter)", "filter: $filter, orderBy: $orderBy)"
)
_CURSORS = """\
query Cursors($after: String, $orderBy: ShareOrder) {
  organisation {
    shares(first: 1000, after: $after, orderBy: $orderBy) { edges { cursor } pageInfo { hasNextPage endCursor } }
  }
}
"""

Variables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request in the product's terms."""

    variables: Variables
    token: str

    def http(self, document: str = PAGE) -> bytes:
        return request({"query": document, "variables": self.variables}, self.token)

    def http_of_peer(self) -> bytes:
        """Peers' cursors hold the same keys without the product's tag of ordering and owner."""
        variables = dict(self.variables)
        if (after := variables.get("after")) is not None:
            variables["after"] = after.partition(".")[2]
        return request({"query": PAGE, "variables": variables}, self.token)


def walk(port: int, token: str, order: Variables | None = None) -> list[str]:
    """All of the product's cursors, page after page."""
    cursors: list[str] = []
    after: str | None = None
    with Connection(port) as connection:
        while True:
            body = {"query": _CURSORS, "variables": {"after": after, "orderBy": order}}
            shares = connection.ask(body, token)["data"]["organisation"]["shares"]
            cursors += [edge["cursor"] for edge in shares["edges"]]
            if not shares["pageInfo"]["hasNextPage"]:
                return cursors
            after = shares["pageInfo"]["endCursor"]


def names(owner_url: str, organisation: Organisation, how_many: int) -> list[str]:
    """Searches: family names and whole names of random shares, one after the other."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("SET app.kind = 'system'")
        rows = connection.execute(
            "SELECT family_name, given_name FROM share JOIN result ON result.id = result_id"
            " WHERE organisation_id = %s AND ended_at IS NULL ORDER BY md5(share.id::text) LIMIT %s",
            [organisation.id, how_many],
        ).fetchall()
    return [family if number % 2 else f"{family} {given}" for number, (family, given) in enumerate(rows)]


def mix(
    cursors: Sequence[str], searches: Sequence[str], tokens: Sequence[str], first: int, *, how_many: int = 1_000
) -> list[Asked]:
    """Requests at random; every page is a whole one."""
    chance = random.Random(SEED + first)
    places = cursors[: max(1, len(cursors) - first - 1)]
    asked: list[Asked] = []
    for number in range(how_many):
        variables: Variables = {"first": first, "after": None, "filter": None}
        if number % 5 == 4:
            variables["filter"] = {"search": chance.choice(searches)}
        else:
            variables["after"] = chance.choice(places)
        asked.append(Asked(variables, chance.choice(tokens)))
    chance.shuffle(asked)
    return asked


def keys_of(cursor: str) -> list[Any]:
    """The sort keys in a cursor of the product."""
    letters = cursor.partition(".")[2]
    keys: list[Any] = orjson.loads(base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4)))
    return keys
