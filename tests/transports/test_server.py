"""What the server makes of requests before the application sees them."""

from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from app.transports.server import config

pytestmark = pytest.mark.anyio


async def test_whom_to_believe_about_addresses_is_left_to_the_application() -> None:
    seen: list[Any] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append((scope["client"], scope["scheme"]))

    made: Any = config(app, lifespan="off", log_config=None)
    made.load()
    headers = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": ("127.0.0.1", 5), "scheme": "http", "headers": headers}
    await made.loaded_app(scope, None, None)

    assert seen == [(("127.0.0.1", 5), "http")]
