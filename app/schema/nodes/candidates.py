"""The candidate's side."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.expression import ColumnElement

from app.models import Candidate, CandidateAccount, Disclosure, Invitation, Share
from app.projection.cursor import moment_key, uuid_key
from app.projection.node import Ask, Connection, Group, Node, One, Order, Row
from app.schema.clauses import either, equals, one_id_of, statuses
from app.schema.ids import PREFIXES, key_of
from app.schema.nodes.accounts import own_columns, own_sessions_of
from app.schema.nodes.base import CURSOR, literal, same_key
from app.schema.nodes.people import display_name
from app.schema.nodes.results import RESULTS, of_candidate
from app.schema.nodes.shares import share_status
from app.scopes import disclosed
from app.standing import is_active, is_expired, is_revoked


def newest_shares(args: Mapping[str, Any]) -> Order:
    return Order("share:SHARED_AT", (moment_key("shared_at"), uuid_key()), descending=True)


def _is_waiting(row: Row) -> ColumnElement[bool]:
    return sa.and_(is_active(row), row.c.organisation_id.is_(None))


_STATUSES = {
    "WAITING": _is_waiting,
    "ACTIVE": lambda row: sa.and_(is_active(row), row.c.organisation_id.is_not(None)),
    "EXPIRED": is_expired,
    "REVOKED": is_revoked,
}


def _status(row: Row, ask: Ask) -> ColumnElement[str]:
    return sa.case((_is_waiting(row), literal("WAITING")), else_=share_status(row, ask))


def _invited_name(row: Row, ask: Ask) -> ColumnElement[str]:
    invitation = ask.alias(Invitation)
    named = sa.select(invitation.c.name).where(invitation.c.id == row.c.invitation_id)
    return named.correlate(row).scalar_subquery()


def _candidate_share_conditions() -> Mapping[str, Any]:
    return {
        "filter": Group(
            {
                "resultIds": one_id_of(lambda row, _ask: row.c.result_id, "Result"),
                "statuses": statuses(_STATUSES, default=None),
                "opened": either(lambda row, _ask: row.c.opened_at.is_not(None)),
            }
        )
    }


CANDIDATE_SHARE = Node(
    Share,
    prefix=PREFIXES["CandidateShare"],
    columns={"status": _status, "invitedName": _invited_name},
    one={
        "result": One(same_key("result_id")),
        "organisation": One(same_key("organisation_id")),
    },
)

DISCLOSURE = Node(
    Disclosure,
    prefix=PREFIXES["Disclosure"],
    one={"result": One(same_key("result_id")), "organisation": One(same_key("organisation_id"))},
)

#: By organisation, of either type that says which one it is.
_LEDGER = Connection(
    lambda _args: Order("disclosure", (moment_key("occurred_at"), uuid_key()), descending=True),
    CURSOR,
    where=lambda parent, row, _ask: [row.c.candidate_id == parent.c.candidate_id],
    rows=lambda _parent, _ask: disclosed(),
    clauses={
        "resultId": equals(lambda row, _ask: row.c.result_id, sa.Uuid(), lambda id_: key_of(id_, "Result")),
        "organisationId": equals(
            lambda row, _ask: row.c.organisation_id,
            sa.Uuid(),
            lambda id_: key_of(id_, "OrganisationProfile", "Organisation"),
        ),
    },
)

CANDIDATE_ACCOUNT = Node(
    CandidateAccount,
    prefix=PREFIXES["CandidateAccount"],
    columns={
        "familyName": of_candidate("family_name"),
        "givenName": of_candidate("given_name"),
        "displayName": lambda row, ask: _candidate_name(row, ask),
        "candidateNumber": of_candidate("candidate_number"),
        **own_columns("candidate_account_id"),
    },
    many={
        "sessions": own_sessions_of("candidate_account_id"),
        "results": RESULTS,
        "shares": Connection(
            newest_shares,
            CURSOR,
            where=lambda parent, row, _ask: [row.c.candidate_id == parent.c.candidate_id],
            clauses=_candidate_share_conditions(),
        ),
        "accessLedger": _LEDGER,
    },
)


def _candidate_name(row: Row, ask: Ask) -> ColumnElement[str]:
    person = ask.alias(Candidate)
    return (
        sa.select(display_name(person, "native_name"))
        .where(person.c.id == row.c.candidate_id)
        .correlate(row)
        .scalar_subquery()
    )
