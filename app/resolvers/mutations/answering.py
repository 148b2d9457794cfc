"""What sign-ins answer with beside the payload."""

from app.actions.sign_in import SignedIn
from app.resolvers.operation import Operation
from app.security.cookies import set_cookie


def sent_cookie(operation: Operation, begun: SignedIn) -> None:
    """The session's cookie, for browsers."""
    seconds = int((begun.expires_at - operation.services.now()).total_seconds())
    operation.cookies.append(set_cookie(begun.token, https=operation.http.https, max_age=seconds))
