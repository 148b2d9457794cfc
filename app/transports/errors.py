"""What the transports themselves refuse.

ApiError
|-- TooManyOperations
|-- TooSlow
`-- Unexpected
"""

from app.errors import ApiError


class TooManyOperations(ApiError):
    """Too many operations are open on this connection."""

    code = "TOO_MANY_OPERATIONS"


class TooSlow(ApiError):
    """This connection reads too slowly: connect again and resume from your last cursor."""

    code = "TOO_SLOW"


class Unexpected(ApiError):
    """Something went wrong on our side."""

    code = "INTERNAL_ERROR"
