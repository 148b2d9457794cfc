"""Rows as RFC 5322 messages: encoded, one line a header, the same bytes each time."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import unquote
from uuid import UUID

import pytest

from app.mail.letter import BadAddress, address, letter
from app.mail.messages import ConfirmEmail, RegistrationRefused
from app.mail.rendering import rendered
from app.models import Mail
from app.models.enums import Language

SENDER = address("試験結果確認サービス <no-reply@results.example.org>")
ID = UUID("01981d2e-7c00-7abc-8def-0123456789ab")


def row(**values: object) -> Mail:
    usual = {
        "id": ID,
        "kind": "confirm_email",
        "recipient": "misaki@example.org",
        "recipient_name": "高橋 美咲",
        "language": Language.JA,
        "subject": "メールアドレスの確認",
        "text": "登録されました。\n",
        "html": "<p>登録されました。</p>",
        "created_at": datetime(2026, 5, 4, 12, tzinfo=UTC),
    }
    return Mail(**usual | values)


def read(mail: Mail) -> EmailMessage:
    return message_from_bytes(letter(mail, SENDER).as_bytes(), EmailMessage, policy=policy.default)


def test_everything_of_a_letter() -> None:
    raw = letter(row(), SENDER).as_bytes()
    found = read(row())

    assert raw == letter(row(), SENDER).as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert dict(found.items()) == {
        "From": "試験結果確認サービス <no-reply@results.example.org>",
        "To": "高橋 美咲 <misaki@example.org>",
        "Subject": "メールアドレスの確認",
        "Date": "Mon, 04 May 2026 12:00:00 +0000",
        "Message-ID": "<01981d2e7c007abc8def0123456789ab@results.example.org>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "ja",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/alternative; boundary="=_01981d2e7c007abc8def0123456789ab"',
    }
    parts = [(part.get_content_type(), part.get_content()) for part in found.iter_parts()]  # type: ignore[attr-defined]
    assert parts == [("text/plain", "登録されました。\r\n"), ("text/html", "<p>登録されました。</p>\r\n")]


@pytest.mark.parametrize(
    "name",
    [
        "O'Shea, Ciarán",
        '"Quoted" \\ (and more)',
        "Nguyễn Thị Lan <lan@elsewhere.example>",
        "佐々木 さくら、株式会社「みどり野」, Ltd." * 4,
        "😀 " * 30 + "x",
        "",
    ],
)
def test_names_come_back_as_they_were(name: str) -> None:
    raw = message_from_bytes(letter(row(recipient_name=name), SENDER).as_bytes())["To"]
    found, _, mailbox = f" {raw}".replace("\r\n", "").rpartition(" ")

    # By RFC 2047 to the letter: Python's readers of addresses make and lose spaces.
    assert mailbox.strip("<>") == "misaki@example.org"
    assert unquote(str(make_header(decode_header(found.strip())))) == name.strip()


@pytest.mark.parametrize("subject", ["みどり野大学の登録を承認できませんでした。" * 10, "a" * 400, "é " * 200, "="])
def test_subjects_come_back_as_they_were(subject: str) -> None:
    assert read(row(subject=subject))["Subject"] == subject.strip()


INJECTIONS = (
    "Evil\r\nBcc: everybody@example.org",
    "Evil\nBcc: everybody@example.org\n\nBody",
    "Evil\rBcc: everybody@example.org",
    "Evil\x85Bcc: everybody@example.org",
    "Evil\u2028Bcc: everybody@example.org",
    "Evil\x0b\x0c\x00\r\n\r\n<script>",
)


@pytest.mark.parametrize("injection", INJECTIONS)
def test_no_header_can_be_smuggled_in(injection: str) -> None:
    found = read(row(subject=injection, recipient_name=injection))

    assert found.keys() == read(row()).keys()
    assert found["To"].addresses[0].addr_spec == "misaki@example.org"  # type: ignore[attr-defined]
    assert len(list(found.iter_parts())) == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("injection", INJECTIONS)
@pytest.mark.parametrize("language", Language)
def test_what_people_typed_stays_within_its_line(injection: str, language: Language) -> None:
    made = rendered(RegistrationRefused(injection, injection), language)
    usual = rendered(RegistrationRefused("Evil", "Evil"), language)

    assert made.subject.splitlines() == [made.subject]
    assert len(made.text.splitlines()) == len(usual.text.splitlines())
    assert "<script>" not in made.html


@pytest.mark.parametrize(
    "recipient", [*INJECTIONS, "a@b, c@d.example", "nobody", "@example.org", "a@", "", "a b@c.d", "みどり@example.org"]
)
def test_what_is_no_address_is_no_recipient(recipient: str) -> None:
    with pytest.raises(BadAddress):
        letter(row(recipient=recipient), SENDER)


def test_a_domain_is_written_as_the_wire_wants_it() -> None:
    assert letter(row(recipient="info@みどり野.example.jp"), SENDER)["To"].addresses[0].domain.startswith("xn--")


@pytest.mark.parametrize(
    ("language", "lang", "said"),
    [
        (Language.EN, "en", "You have registered Ampersand &amp; &lt;b&gt;Sons&lt;/b&gt; for"),
        (Language.JA, "ja", "Ampersand &amp; &lt;b&gt;Sons&lt;/b&gt;を試験結果確認サービスに登録されました。"),
    ],
)
def test_html_and_text_of_a_message(language: Language, lang: str, said: str) -> None:
    url, state = "https://rvs.example.org/links/rvs_l_x?a=1&b=2", "https://rvs.example.org/links/rvs_l_y"
    made = rendered(ConfirmEmail("Ampersand & <b>Sons</b>", url, state, 24, "2026-05-12"), language)

    assert f'<html lang="{lang}"' in made.html
    assert said in made.html
    assert "<style" not in made.html
    assert 'style="' in made.html
    assert f'href="{url.replace("&", "&amp;")}"' in made.html
    assert f'<a href="{state}"' in made.html
    assert "http" not in made.html.replace(url.replace("&", "&amp;"), "").replace(state, "")
    assert "Ampersand & <b>Sons</b>" in made.text
    assert f"\n{url}\n" in made.text
    assert state in made.text
    assert made.text.endswith("\n")
    assert "\n\n\n" not in made.text
