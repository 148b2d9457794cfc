"""What the transports ask of GraphQL: `app.api` has it, tests have a small one."""

from collections.abc import Mapping
from typing import Protocol

from app.bad_envelope import BadEnvelope
from app.envelope import Envelope
from app.errors import ApiError
from app.events.subscription import Subscription
from app.events.watching import Watched
from app.viewer import Viewer


class Engine(Protocol):
    """Executes documents. Unexpected exceptions of these methods are logged and masked by the transports."""

    async def viewer(
        self, authorization: str | None, cookies: Mapping[str, str], headers: Mapping[str, str], *, address: str = ""
    ) -> Viewer:
        """Who asks from `address`, as of now: called again for each operation. `headers` have lower-case names;
        over a socket `accept-language` is connection_init's `language` if that was given. Raises Unauthenticated where
        credentials are given that are good for nothing; without any the viewer is anonymous."""

    async def subscribe(
        self, envelope: Envelope, viewer: Viewer, *, address: str = ""
    ) -> Subscription | Watched | bytes:
        """A subscription; or a complete JSON response: of a query or mutation, or of errors (no "data" in it:
        nothing was executed). `address`: where `viewer` asks from. May raise ApiError."""

    def error(self, error: ApiError | BadEnvelope, viewer: Viewer | None) -> bytes:
        """One GraphQL error as JSON: {"message": …, "extensions": {"code": …}}, in the viewer's language."""
