"""The page behind a link in a mail: /links/{token}. It works without a script and shows nothing that the link does not.

It acts as the mutations do: `app.actions` set the password and confirm the address.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, PackageLoader
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from app.actions.confirm_candidate_email import address_holder, confirm_candidate_email
from app.actions.set_password import new_password, set_password
from app.audit.entry import note
from app.database import Database
from app.errors import InvalidInput, Refusal, Throttled, WrongCredentials
from app.events.broker import Broker
from app.events.work import work
from app.messages import preferred_language, translated
from app.models.enums import Language, LinkPurpose
from app.security.buckets import Buckets
from app.security.link_state import LinkState, state_of
from app.viewer import Viewer, anonymous
from app.web.links_words import WORDS

MOST_BYTES = 16 * 1024
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Vary": "Accept-Language",
}
_PAGE = Environment(loader=PackageLoader("app.web", "links"), autoescape=True).get_template("page.html")

Confirm = Callable[[AsyncSession, Viewer, str, datetime], Awaitable[object]]
"""Session, viewer, token, now: confirms an e-mail address by its link; raises Refusals."""


@dataclass(frozen=True, slots=True)
class LinkActions:
    """What the page acts with."""

    database: Database
    broker: Broker
    buckets: Buckets
    address: Callable[[Any], str]
    """Of an ASGI scope's client."""
    confirm: Confirm | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def links_routes(actions: LinkActions, comes_from_here: Callable[[Mapping[str, str]], bool]) -> Sequence[BaseRoute]:
    """The page, and its style sheet. `comes_from_here` judges a form's headers."""
    return [
        Route("/links/style.css", _style, methods=["GET"]),
        Route("/links/{token}", LinkPage(actions, comes_from_here), methods=["GET", "POST"]),
    ]


class LinkPage:
    """GET says how the link stands and what it can do; POST does it."""

    def __init__(self, actions: LinkActions, comes_from_here: Callable[[Mapping[str, str]], bool]) -> None:
        self._actions, self._comes_from_here = actions, comes_from_here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        viewer = anonymous(preferred_language(request.headers.get("accept-language", "")))
        token = request.path_params["token"]
        state = await state_of(self._actions.database, token)
        if request.method != "POST":
            response = self._shown(viewer.language, state)
        elif not self._comes_from_here(request.headers):
            response = _page(viewer.language, 403, said="foreign")
        else:
            response = await self._done(request, viewer, token, state)
        await response(scope, receive, send)

    def _shown(self, language: Language, state: LinkState | None) -> Response:
        if state is None or not state.works(self._actions.now()):
            return _page(language, 404 if state is None else 410, said="used" if state and state.used else "over")
        return _page(language, 200, state=state, form=self._form(state))

    def _form(self, state: LinkState) -> str:
        """Which form the link has, "" for none."""
        if state.purpose is LinkPurpose.CONFIRM_EMAIL and self._actions.confirm is not None:
            return "confirm"
        return "password" if state.purpose is LinkPurpose.SET_PASSWORD else ""

    async def _done(self, request: Request, viewer: Viewer, token: str, state: LinkState | None) -> Response:
        if state is None or not (form := self._form(state)):
            return self._shown(viewer.language, state)
        fields = await _fields(request)
        address = self._actions.address(request.scope)
        try:
            if form == "password":
                await self._set_password(viewer, token, fields, address)
            else:
                await self._confirm(viewer, token, state, fields, address)
        except Refusal as refusal:
            if not isinstance(refusal, InvalidInput | Throttled):
                await self._trace(viewer, refusal, form, address)
            wrong = isinstance(refusal, InvalidInput | WrongCredentials)
            status = 429 if isinstance(refusal, Throttled) else 422 if wrong else 410
            message = translated(refusal.message, viewer.language)
            return _page(viewer.language, status, state=state, form=form if status != 410 else "", error=message)
        return _page(viewer.language, 200, said=f"{form}_done")

    async def _set_password(self, viewer: Viewer, token: str, fields: Mapping[str, str], address: str) -> None:
        actions = self._actions
        new = await new_password(
            actions.database,
            actions.buckets,
            token=token,
            password=fields.get("password", ""),
            address=address,
            now=actions.now(),
        )
        async with work(actions.database, actions.broker, viewer, address=address) as session:
            await set_password(session, viewer, new, now=actions.now())

    async def _confirm(
        self, viewer: Viewer, token: str, state: LinkState, fields: Mapping[str, str], address: str
    ) -> None:
        actions, now = self._actions, self._actions.now()
        if state.of_candidate:
            password = fields.get("password", "")
            account_id = await address_holder(
                actions.database, actions.buckets, viewer, token=token, password=password, address=address, now=now
            )
            async with work(actions.database, actions.broker, viewer, address=address) as session:
                await confirm_candidate_email(session, viewer, token, account_id, now=now)
            return
        assert actions.confirm is not None
        async with work(actions.database, actions.broker, viewer, address=address) as session:
            await actions.confirm(session, viewer, token, now)

    async def _trace(self, viewer: Viewer, refusal: Refusal, form: str, address: str) -> None:
        action = "setPassword" if form == "password" else "confirmEmail"
        async with work(self._actions.database, self._actions.broker, viewer, address=address) as session:
            note(session, action, code=refusal.refusal_code)


def _page(
    language: Language, status: int, *, said: str = "", state: LinkState | None = None, form: str = "", error: str = ""
) -> Response:
    words = {name: text[language] for name, text in WORDS.items()}
    html = _PAGE.render(
        language=language.value.lower(),
        words=words,
        title=words[form or "title"],
        said=words[said] if said else "",
        form=form,
        of_candidate=state is not None and state.of_candidate,
        error=error,
        registration=state if state is not None and state.purpose is LinkPurpose.REGISTRATION else None,
        standing="" if state is None or state.status is None else words[f"status_{state.status.value.lower()}"],
    )
    return Response(html, status, HEADERS, media_type="text/html; charset=utf-8")


async def _fields(request: Request) -> Mapping[str, str]:
    """Of the form; what is too long, or no form, has none."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return {}
    try:
        found = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[0] for name, values in found.items()}


async def _style(_request: Request) -> Response:
    css = (files(__package__) / "links" / "style.css").read_text("utf-8")
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(css, 200, headers, media_type="text/css; charset=utf-8")
