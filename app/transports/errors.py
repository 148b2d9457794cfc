"""What the transports themselves refuse.

ApiError
|-- TooManyOperations
|-- TooSlow
|-- MutationByGet
|-- ForeignOrigin
`-- Unexpected
"""

from app.errors import ApiError


class TooManyOperations(ApiError):
    """Too many operations are open on this connection."""

    code = "TOO_MANY_OPERATIONS"


class TooSlow(ApiError):
    """This connection reads too slowly: connect again and resume from your last cursor."""

    code = "TOO_SLOW"


class MutationByGet(ApiError):
    """Mutations are sent with POST."""

    code = "MUTATION_BY_GET"


class ForeignOrigin(ApiError):
    """This page may not make changes with your session."""

    code = "ORIGIN_FORBIDDEN"


class Unexpected(ApiError):
    """Something went wrong on our side."""

    code = "INTERNAL_ERROR"
