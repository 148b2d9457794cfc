"""What is answered: JSON, with foreseen errors in the viewer's language and bugs masked."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
import psycopg
from graphql import GraphQLError
from sqlalchemy.exc import DBAPIError

from app.bad_envelope import BadEnvelope
from app.errors import ApiError, CursorExpired, CursorInvalid, ForbiddenField
from app.messages import translated
from app.models.enums import Language
from app.viewer import Viewer

logger = logging.getLogger("rvs.api")

_REFUSED_BY_THE_DATABASE = {"RV001": CursorInvalid, "RV002": CursorExpired, "RV003": ForbiddenField}
"""By SQLSTATE: what `place_in_log` raises in a statement."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: complete JSON, whether anything was executed, values of Set-Cookie headers."""

    body: bytes
    executed: bool
    cookies: tuple[str, ...] = ()


def refusal(errors: Sequence[GraphQLError], viewer: Viewer) -> Answer:
    """Nothing was executed."""
    return Answer(orjson.dumps({"errors": [formatted(error, viewer) for error in errors]}), executed=False)


def response(data: Any, errors: Sequence[GraphQLError] | None, viewer: Viewer, cookies: tuple[str, ...] = ()) -> Answer:
    """What execution gave; root fields that failed are null beside their errors."""
    body: dict[str, Any] = {"data": data}
    if errors:
        body = {"errors": [formatted(error, viewer) for error in errors], "data": data}
    return Answer(orjson.dumps(body), executed=True, cookies=cookies)


def error_text(error: ApiError | BadEnvelope, viewer: Viewer | None) -> bytes:
    """One error as JSON, in the viewer's language."""
    language = Language.EN if viewer is None else viewer.language
    return orjson.dumps({"message": translated(error.message, language), "extensions": error.extensions})


def formatted(error: GraphQLError, viewer: Viewer) -> dict[str, Any]:
    """An error for the client: foreseen ones in its language with their code, bugs masked, with an id that the log
    has too."""
    answer: dict[str, Any] = {"message": error.message}
    if error.locations:
        answer["locations"] = [location.formatted for location in error.locations]
    if error.path:
        answer["path"] = error.path
    answer["message"], answer["extensions"] = _said(error, viewer)
    return answer


def cause(error: GraphQLError) -> BaseException | None:
    """What a resolver raised; None where graphql-core itself refused."""
    found: BaseException | None = error.original_error
    while isinstance(found, GraphQLError):
        found = found.original_error
    return found


def _said(error: GraphQLError, viewer: Viewer) -> tuple[str, dict[str, Any]]:
    raised = cause(error)
    if isinstance(raised, DBAPIError):  # within a mutation's transaction
        raised = raised.orig or raised
    if isinstance(raised, psycopg.DatabaseError) and raised.diag.sqlstate in _REFUSED_BY_THE_DATABASE:
        raised = _REFUSED_BY_THE_DATABASE[raised.diag.sqlstate]()
    if isinstance(raised, ApiError):
        return translated(raised.message, viewer.language), raised.extensions
    if isinstance(raised, psycopg.errors.QueryCanceled):
        return translated("This took too long.", viewer.language), {"code": "TIMEOUT"}
    if raised is None:
        return error.message, {"code": (error.extensions or {}).get("code", "BAD_USER_INPUT")}
    identifier = uuid4().hex
    logger.error("Error %s", identifier, exc_info=raised)
    message = translated("Something went wrong on our side.", viewer.language)
    return message, {"code": "INTERNAL_ERROR", "id": identifier}
