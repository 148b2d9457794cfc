"""/dev/mail: what went into the folder, shown harmlessly, on one's own machine only."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from pydantic import SecretStr, ValidationError
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.mail.delivery import Folder
from app.mail.letter import address, letter
from app.models import Mail
from app.models.enums import Language
from app.settings import Settings
from app.web.dev_mail import dev_mail_routes

pytestmark = pytest.mark.anyio


async def put(folder: Path, number: int, subject: str, html: str) -> str:
    mail = Mail(
        id=UUID(int=number),
        kind="test",
        recipient="misaki@example.org",
        recipient_name="高橋 美咲",
        language=Language.JA,
        subject=subject,
        text="本文です。",
        html=html,
        run_at=datetime(2026, 5, 4, tzinfo=UTC),
        created_at=datetime(2026, 5, 4, tzinfo=UTC),
    )
    await Folder(folder).deliver(letter(mail, address("no-reply@results.example.org")))
    return mail.id.hex


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    return TestClient(Starlette(routes=dev_mail_routes(tmp_path / "mail")))


async def test_list_and_letter(client: TestClient, tmp_path: Path) -> None:
    assert "None yet." in client.get("/dev/mail").text
    first = await put(tmp_path / "mail", 1, "一通目 <b>", "<p>一</p>")
    hostile = '<p onclick="x()">"</iframe><script>alert(1)</script>'
    second = await put(tmp_path / "mail", 2, "二通目", hostile)

    listed = client.get("/dev/mail").text
    assert listed.index(f"/dev/mail/{second}") < listed.index(f"/dev/mail/{first}")
    assert "一通目 &lt;b&gt;" in listed
    assert "高橋 美咲 &lt;misaki@example.org&gt;" in listed

    shown = client.get(f"/dev/mail/{second}")
    assert shown.status_code == 200
    assert "本文です。" in shown.text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in shown.text
    assert "<script" not in shown.text
    assert "&lt;p onclick=&#34;x()&#34;&gt;&#34;&lt;/iframe&gt;&lt;script&gt;" in shown.text
    policy = shown.headers["content-security-policy"]
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("name", ["0" * 32, "..%2f..%2fsecret.key", "x", "%00"])
def test_what_is_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/dev/mail/{name}").status_code == 404


def test_it_is_shown_on_ones_own_machine_only() -> None:
    own = Settings(smtp_url=None, database_url=None, base_url="")
    production = {"database_url": SecretStr("postgresql://x"), "secret_key": SecretStr("0" * 32)}

    assert own.shows_mail
    assert not own.model_copy(update={"smtp_url": SecretStr("smtp://localhost")}).shows_mail
    assert not own.model_copy(update=production).shows_mail
    assert not own.model_copy(update={"base_url": "https://rvs.example.org"}).shows_mail
    assert not own.model_copy(update={"base_url": "http://rvs.example.org"}).shows_mail
    assert not own.model_copy(update={"host": "0.0.0.0"}).shows_mail
    assert own.model_copy(update={"base_url": "http://localhost:8000"}).shows_mail


@pytest.mark.parametrize("url", ["http://localhost", "localhost:25", "smtp://", "smtp+starttls:///x"])
def test_a_mail_server_has_to_be_one(url: str) -> None:
    with pytest.raises(ValidationError, match="SMTP_URL is not"):
        Settings(smtp_url=SecretStr(url))
