"""/dev/mail: the letters that went into a folder, to be read. For the demo only: the links in them work.

A letter's HTML is shown in a frame that may run nothing, under a policy that lets nothing be fetched."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

MOST = 200
HEADERS = {
    # The frame's document has the page's policy: style attributes, and nothing else.
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'unsafe-inline'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is shown of one."""

    name: str
    headers: dict[str, str]
    text: str
    html: str


def dev_mail_routes(folder: Path) -> Sequence[BaseRoute]:
    """The list, and each letter."""

    async def listed(_request: Request) -> Response:
        letters = await asyncio.to_thread(_letters, folder)
        return _page("list.html", letters=letters)

    async def shown(request: Request) -> Response:
        name = request.path_params["name"]
        letter = await asyncio.to_thread(_letter, folder, name) if _NAME.fullmatch(name) else None
        if letter is None:
            return Response("Not found\n", 404, HEADERS, "text/plain")
        return _page("letter.html", letter=letter)

    return [
        Route("/dev/mail", listed, methods=["GET"], name="dev_mail"),
        Route("/dev/mail/{name}", shown, methods=["GET"]),
    ]


def _letters(folder: Path) -> list[Letter]:
    """The newest first: names are made of time."""
    names = sorted((path.stem for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)
    return [letter for name in names[:MOST] if (letter := _letter(folder, name))]


def _letter(folder: Path, name: str) -> Letter | None:
    try:
        raw = (folder / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        return None
    message = message_from_bytes(raw, EmailMessage, policy=policy.default)
    return Letter(
        name, {name: str(value) for name, value in message.items()}, _body(message, "plain"), _body(message, "html")
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())


def _page(template: str, **values: Any) -> Response:
    return Response(_environment().get_template(template).render(values), 200, HEADERS, "text/html")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("app.web", "dev_mail_pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
