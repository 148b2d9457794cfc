"""What a mail made of the log asks, as its reader, and what it takes from the answers. Nothing here differs between two
readers of one organisation with the same rights and language: they share an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

LISTED = 20
"""So many are named; of the others a mail says how many they are."""

SHARES = f"""\
query Digest($filter: ShareFilter!) {{
  organisation {{
    name
    shares(filter: $filter, first: {LISTED}) {{
      totalCount
      nodes {{
        candidateName
        url
        result {{ id version status exam {{ name }} cefrLevel band {{ minScore maxScore }} }}
      }}
    }}
    shareCounts(by: EXAM, filter: $filter) {{ label count }}
  }}
}}
"""

CORRECTIONS = f"""\
query Corrections($after: String!, $upTo: String!) {{
  organisation {{
    name
    events(
      kinds: [RESULT_CORRECTED, RESULT_CANCELLED, RESULT_WITHHELD, RESULT_RELEASED]
      after: $after
      upTo: $upTo
      first: {LISTED}
    ) {{
      nodes {{
        kind
        share {{ candidateName url }}
        result {{ statementNumber candidate {{ displayName }} }}
        resultVersion {{ changes reason }}
        verification {{ statementNumber }}
      }}
    }}
  }}
}}
"""


def shares_variables(after: str, up_to: str) -> dict[str, Any]:
    """Of SHARES: what came between two places of the log and is still shared."""
    return {"filter": {"statuses": ["ACTIVE"], "window": {"after": after, "upTo": up_to}}}


@dataclass(frozen=True, slots=True)
class NewShare:
    """One line."""

    name: str
    path: str
    exam: str
    status: str
    level: str | None
    band: tuple[int, int] | None
    """Lowest and highest score of the band that the overall score is in."""


@dataclass(frozen=True, slots=True)
class NewShares:
    """What a mail on shares tells."""

    organisation: str
    count: int
    by_exam: Sequence[tuple[str, int]]
    listed: Sequence[NewShare]
    told: frozenset[tuple[UUID, int]]
    """Results and versions: what is disclosed."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One line. What its reader may not see any more is absent."""

    kind: str
    name: str | None
    number: str | None
    path: str | None
    is_visible: bool
    fields: Sequence[str]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a mail on corrections tells."""

    organisation: str
    count: int
    listed: Sequence[Correction]


def new_shares(data: Mapping[str, Any]) -> NewShares:
    """Of the answer to SHARES."""
    organisation = data["organisation"]
    nodes = organisation["shares"]["nodes"]
    # One that ended between the two looks of the statement has no result: it is left out as if it had ended before.
    nodes = [node for node in nodes if node["result"] is not None]
    return NewShares(
        organisation["name"],
        organisation["shares"]["totalCount"] if nodes else 0,
        [(each["label"], each["count"]) for each in organisation["shareCounts"]],
        [_new_share(node) for node in nodes],
        frozenset((UUID(node["result"]["id"].partition("_")[2]), node["result"]["version"]) for node in nodes),
    )


def _new_share(node: Mapping[str, Any]) -> NewShare:
    result = node["result"]
    band = result["band"]
    return NewShare(
        node["candidateName"],
        node["url"],
        result["exam"]["name"],
        result["status"],
        result["cefrLevel"],
        None if band is None else (band["minScore"], band["maxScore"]),
    )


def corrections(data: Mapping[str, Any], count: int) -> Corrections:
    """Of the answer to CORRECTIONS."""
    organisation = data["organisation"]
    return Corrections(organisation["name"], count, [_correction(node) for node in organisation["events"]["nodes"]])


def _correction(node: Mapping[str, Any]) -> Correction:
    share, result, version = node["share"] or {}, node["result"], node["resultVersion"] or {}
    number = (result or node["verification"] or {}).get("statementNumber")
    name = share.get("candidateName") or (None if result is None else result["candidate"]["displayName"])
    return Correction(
        node["kind"],
        name,
        number,
        share.get("url"),
        result is not None,
        version.get("changes") or [],
        version.get("reason"),
    )
