"""The page that switches mails off: /unsubscribe/{token}. GET asks, POST does it: that of the page's form, or the one
that mailboxes send for their own button (RFC 8058), without a cookie and from anywhere: the token alone counts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from jinja2 import Environment, PackageLoader
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from app.actions.unsubscribe import is_subscriber, unsubscribe
from app.database import Database
from app.events.broker import Broker
from app.events.work import work
from app.messages import preferred_language
from app.models.enums import DigestKind, Language
from app.security.sessions import utc_now
from app.security.unsubscribing import unsubscribed_by
from app.viewer import SYSTEM, anonymous
from app.web.links_page import HEADERS

_PAGE = Environment(loader=PackageLoader("app.web", "links"), autoescape=True).get_template("unsubscribe.html")
_EN, _JA = Language.EN, Language.JA
WORDS: Mapping[str, Mapping[Language, str]] = {
    "title": {_EN: "Mails on exam results", _JA: "試験結果のお知らせメール"},
    "ask_SHARES": {
        _EN: "Do you want no more mails on new results? You can switch them on again in your settings.",
        _JA: "新しい結果のお知らせメールを停止しますか。設定画面でいつでも再開できます。",
    },
    "ask_CORRECTIONS": {
        _EN: "Do you want no more mails on corrections and cancellations of results? You can switch them on again in"
        " your settings.",
        _JA: "結果の訂正と取り消しのお知らせメールを停止しますか。設定画面でいつでも再開できます。",
    },
    "button": {_EN: "Switch them off", _JA: "停止する"},
    "done": {_EN: "Done: there will be no more of these mails.", _JA: "お知らせメールを停止しました。"},
    "unknown": {
        _EN: "This link is not one of ours, or its account is no more.",
        _JA: "このリンクは無効か、アカウントがすでに存在しません。",
    },
}


def unsubscribe_routes(
    database: Database,
    broker: Broker,
    key: Callable[[], bytes],
    address: Callable[[Scope], str],
    now: Callable[[], datetime] = utc_now,
) -> Sequence[BaseRoute]:
    """The page. `key`: what tokens are signed with; `address`: of an ASGI scope's client."""
    return [
        Route("/unsubscribe/{token}", UnsubscribePage(database, broker, key, address, now), methods=["GET", "POST"])
    ]


class UnsubscribePage:
    """GET asks; POST switches off."""

    def __init__(
        self,
        database: Database,
        broker: Broker,
        key: Callable[[], bytes],
        address: Callable[[Scope], str],
        now: Callable[[], datetime],
    ) -> None:
        self._database, self._broker, self._key, self._address, self._now = database, broker, key, address, now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        viewer = anonymous(preferred_language(request.headers.get("accept-language", "")))
        found = unsubscribed_by(self._key(), request.path_params["token"])
        if found is not None:
            async with self._database.session(SYSTEM) as session:
                found = found if await is_subscriber(session, found[0]) else None
        if found is None:
            response = _page(viewer.language, 404, "unknown")
        elif request.method != "POST":
            response = _page(viewer.language, 200, f"ask_{found[1]}", asks=True)
        else:
            user_id, kind = found
            async with work(self._database, self._broker, viewer, address=self._address(scope)) as session:
                await unsubscribe(session, viewer, user_id, DigestKind(kind), now=self._now())
            response = _page(viewer.language, 200, "done")
        await response(scope, receive, send)


def _page(language: Language, status: int, said: str, *, asks: bool = False) -> Response:
    html = _PAGE.render(
        language=language.value.lower(),
        title=WORDS["title"][language],
        said=WORDS[said][language],
        button=WORDS["button"][language] if asks else "",
    )
    return Response(html, status, HEADERS, media_type="text/html; charset=utf-8")
