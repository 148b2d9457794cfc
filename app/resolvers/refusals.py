"""Refusals as members of payload unions, in the viewer's language."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col

from app import errors
from app.messages import translated
from app.models import Share, Verification
from app.schema.payloads import refusals as payloads
from app.scopes import own_shares, visible_shares, visible_verifications
from app.viewer import Viewer

_PLAIN: dict[type[errors.Refusal], Any] = {
    errors.NotSignedIn: payloads.NotSignedIn,
    errors.NotFound: payloads.NotFound,
    errors.Conflict: payloads.Conflict,
    errors.WrongCredentials: payloads.WrongCredentials,
    errors.WrongSecret: payloads.WrongCredentials,
    errors.WrongPassword: payloads.WrongCredentials,
    errors.WrongCode: payloads.WrongCredentials,
    errors.OrganisationInactive: payloads.OrganisationInactive,
    errors.NoMatch: payloads.NoMatch,
    errors.LinkExpired: payloads.LinkExpired,
}


def refused(refusal: errors.Refusal, viewer: Viewer) -> Any:
    """The object that answers for this refusal."""
    common: dict[str, Any] = {
        "code": refusal.refusal_code,
        "message": translated(refusal.message, viewer.language),
        "path": refusal.path,
    }
    match refusal:
        case errors.Forbidden():
            return payloads.Forbidden(**common, role=refusal.role, scope=refusal.scope)
        case errors.InvalidInput():
            return payloads.InvalidInput(**common, problems=[_problem(each, viewer) for each in refusal.problems])
        case errors.Throttled():
            return payloads.Throttled(**common, retry_after=refusal.retry_after)
        case errors.TooManyRows():
            return payloads.TooManyRows(**common, rows=refusal.rows, maximum=refusal.maximum)
        case errors.AccountLocked():
            return payloads.AccountLocked(**common, retry_after=refusal.retry_after)
        case errors.SecondFactorRequired():
            return payloads.SecondFactorRequired(**common, challenge=refusal.challenge)
        case errors.AlreadyShared():
            return payloads.AlreadyShared(**common, shares=in_order(own_shares(viewer), refusal.share_ids))
        case errors.ShareEnded():
            share: Any = visible_shares(viewer).where(col(Share.id) == refusal.share_id)
            return payloads.ShareEnded(**common, share=share)
        case errors.NotReleased():
            made: Any = visible_verifications(viewer).where(col(Verification.id) == refusal.verification_id)
            return payloads.NotReleased(**common, verification=made)
    return _PLAIN[type(refusal)](**common)


def in_order(shares: sa.Select[Any], ids: Sequence[Any]) -> Any:
    """These shares, in this order."""
    wanted = sa.literal(list(ids), ARRAY(sa.Uuid()))
    return shares.where(col(Share.id) == sa.any_(wanted)).order_by(sa.func.array_position(wanted, col(Share.id)))


def _problem(problem: errors.Problem, viewer: Viewer) -> payloads.InputProblem:
    message = translated(problem.message, viewer.language)
    return payloads.InputProblem(code=problem.code, message=message, path=list(problem.path))
