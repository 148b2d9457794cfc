"""GraphiQL: what is served, by plain HTTP; and that it works, in a real browser where there is one."""

import gzip
import re
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import strawberry
import uvicorn
from playwright.sync_api import Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.testclient import TestClient
from strawberry.asgi import GraphQL
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from app.web.graphiql_page import POLICY, assets, digest, graphiql_routes, page

LAUNCH = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@strawberry.type
class Query:
    @strawberry.field
    def greeting(self, info: strawberry.Info) -> str:
        return "hello " + info.context["request"].headers.get("authorization", "nobody")


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, info: strawberry.Info, to: int) -> AsyncIterator[str]:
        who = info.context["connection_params"].get("authorization", "nobody")
        for number in range(1, to + 1):
            yield f"number {number} for {who}"


def example() -> Starlette:
    schema = strawberry.Schema(Query, subscription=Subscription)
    graphql = GraphQL[None, None](schema, graphql_ide=None, subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL])

    async def get(request: Request) -> Response:
        return page(request)

    return Starlette(
        routes=[
            Route("/graphql", get, methods=["GET"]),
            Route("/graphql", graphql, methods=["POST"]),
            WebSocketRoute("/graphql", graphql),
            *graphiql_routes(),
        ]
    )


# ------------------------------------------------------------------------------------------ plain HTTP


@pytest.fixture
def client() -> TestClient:
    return TestClient(example())


def test_the_page_has_a_strict_policy_and_no_inline_script(client):
    answer = client.get("/graphql", headers={"accept": "text/html"})

    assert answer.status_code == 200
    assert dict(answer.headers) == {
        "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'",
        "cross-origin-opener-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cache-control": "no-cache",
        "vary": "Accept",
        "content-type": "text/html; charset=utf-8",
        "content-length": str(len(answer.content)),
    }
    assert re.findall(r"<script[^>]*>(.*?)</script>", answer.text) == ["", ""]
    assert re.findall(r'(?:src|href)="([^"]*)"', answer.text) == [
        "data:,",
        f"/graphiql/{digest()}/vendor.css",
        f"/graphiql/{digest()}/page.css",
        f"/graphiql/{digest()}/vendor.js",
        f"/graphiql/{digest()}/boot.js",
    ]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("vendor.js", "text/javascript; charset=utf-8"),
        ("boot.js", "text/javascript; charset=utf-8"),
        ("vendor.css", "text/css; charset=utf-8"),
        ("page.css", "text/css; charset=utf-8"),
    ],
)
def test_every_asset_is_served_for_ever_plain_and_compressed(client, name, media_type):
    path = f"/graphiql/{digest()}/{name}"
    plain = client.get(path, headers={"accept-encoding": "identity"})
    small = client.get(path, headers={"accept-encoding": "gzip"})

    assert plain.status_code == 200
    assert dict(plain.headers) == {
        "cache-control": "public, max-age=31536000, immutable",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "vary": "Accept-Encoding",
        "content-type": media_type,
        "content-length": str(len(plain.content)),
    }
    assert plain.content == assets()[name].plain == small.content
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(assets()[name].gzipped) == plain.content


@pytest.mark.parametrize(
    "path",
    [
        f"/graphiql/{digest()}/other.js",
        f"/graphiql/{digest()}/..%2findex.html",
        f"/graphiql/{digest()}/../index.html",
        "/graphiql/0123456789abcdef/boot.js",
    ],
)
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_under_a_mount_the_page_points_at_its_assets():
    client = TestClient(Starlette(routes=[Mount("/results", example())]))
    html = client.get("/results/graphql").text

    assert f'src="/results/graphiql/{digest()}/boot.js"' in html
    assert client.get(f"/results/graphiql/{digest()}/boot.js").status_code == 200


def test_the_assets_are_whole_small_and_load_nothing_from_elsewhere():
    whole = b"".join(asset.plain for asset in assets().values()).decode()

    assert set(assets()) == {"vendor.js", "vendor.css", "boot.js", "page.css"}
    assert len(whole) < 1_500_000
    assert not re.search(r"sourceMappingURL|@import|@font-face|new Function\(|\beval\(|unpkg|jsdelivr", whole)
    assert {url[:15] for url in re.findall(r"url\(([a-z][^)]+)\)", whole)} == {"data:image/png;"}
    hosts = set(re.findall(r"(?:https?|wss?)://([a-z0-9.-]+)", whole))
    assert hosts <= {  # names of XML's spaces, and links that a reader may click
        "www.w3.org",
        "codemirror.net",
        "commonmark.org",
        "en.wikipedia.org",
        "github.com",
        "reactjs.org",
    }


def test_the_notice_holds_the_licences_of_what_is_vendored():
    notice = (Path(__file__).parents[2] / "app/web/graphiql/NOTICE").read_text("utf-8")

    for package in (
        "graphiql 3.8.3",
        "react 18.3.1",
        "react-dom 18.3.1",
        "graphql-ws 6.4.2",
        "codemirror 5.",
    ):
        assert re.search(rf"^{re.escape(package)}", notice, re.MULTILINE), package
    assert "Permission is hereby granted, free of charge" in notice


# ------------------------------------------------------------------------------------------ in a browser


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(example(), log_level="warning", ws="websockets-sansio", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture(scope="module")
def browser_page(origin: str) -> Iterator[tuple[Page, list[str], list[str]]]:
    """A page in Chromium, with all it logged and all the addresses it asked for."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: GraphiQL was not tried in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        tab = browser.new_page()
        logged: list[str] = []
        asked: list[str] = []
        tab.on("console", lambda message: logged.append(f"{message.type}: {message.text}"))
        tab.on("pageerror", lambda error: logged.append(f"pageerror: {error}"))
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("websocket", lambda opened: asked.append(opened.url))
        yield tab, logged, asked
        browser.close()


def show(tab: Page, address: str, answer: str) -> None:
    """Opens GraphiQL, gives it a header, runs what the address says and waits for the answer."""
    tab.goto(address)
    tab.get_by_role("button", name="Headers").click()
    tab.locator(".graphiql-editor-tool .CodeMirror:visible").click()
    tab.keyboard.insert_text('{"authorization": "Bearer x"}')
    tab.get_by_role("button", name="Execute query").click()
    tab.get_by_label("Result Window").get_by_text(answer).wait_for(timeout=15_000)


def test_in_a_browser_a_query_and_a_subscription_are_answered(origin, browser_page):
    tab, logged, asked = browser_page

    two = "query A{greeting} query B{other:greeting}"
    show(tab, f"{origin}/graphql?query={two}&operationName=B", '"other": "hello Bearer x"')
    show(tab, f"{origin}/graphql?query=subscription{{count(to:3)}}", "number 3 for Bearer x")
    tab.get_by_label("Show Documentation Explorer").click()
    tab.get_by_text("Root Types").wait_for(timeout=15_000)

    assert logged == []
    socket_origin = origin.replace("http", "ws")
    assert [url for url in asked if not url.startswith((origin, socket_origin, "data:"))] == []
    assert f"{socket_origin}/graphql" in asked
    assert f"{origin}/graphiql/{digest()}/vendor.js" in asked


def test_the_policy_needs_no_exception_for_scripts():
    assert "unsafe-eval" not in POLICY
    assert "script-src 'self';" in POLICY
