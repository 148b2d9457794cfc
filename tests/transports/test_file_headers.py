"""What a file is called, in headers: nothing in a name ends the header, or leads to another folder."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.enums import CsvEncoding, DownloadFormat
from app.transports.file_headers import attachment, content_type, entity_tag, repr_digest


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ("results.csv", "results.csv", "results.csv"),
        ("受験者一覧.xlsx", "download.xlsx", "%E5%8F%97%E9%A8%93%E8%80%85%E4%B8%80%E8%A6%A7.xlsx"),
        ("受験者 2026.pdf", "_ 2026.pdf", "%E5%8F%97%E9%A8%93%E8%80%85%202026.pdf"),
        ("Prüfung „Mai“ 50%.csv", "Prufung _Mai_ 50_.csv", "Pr%C3%BCfung%20%E2%80%9EMai%E2%80%9C%2050%25.csv"),
        ('a"; filename="b.exe', "a_ filename=_b.exe", "a%22%3B%20filename%3D%22b.exe"),
        (
            "a\r\nset-cookie: x=1\r\n\r\n<p>.csv",
            "a_set-cookie_ x=1_p_.csv",
            "a%0D%0Aset-cookie%3A%20x%3D1%0D%0A%0D%0A%3Cp%3E.csv",
        ),
        ("../../etc/passwd", ".._.._etc_passwd", "..%2F..%2Fetc%2Fpasswd"),
        ("", "download", ""),
        ("\ud800.csv", "download.csv", "%3F.csv"),
    ],
)
def test_names_in_both_forms(name: str, plain: str, full: str) -> None:
    assert attachment(name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"


@given(st.text(max_size=60))
def test_whatever_the_name_it_is_one_header_and_comes_back(name: str) -> None:
    header = attachment(name)

    assert re.fullmatch(r"attachment; filename=\"[^\"\\%/]+\"; filename\*=UTF-8''[!-~]*", header)
    assert unquote(header.rpartition("UTF-8''")[2], errors="strict") == name


def test_what_it_is() -> None:
    assert [content_type(DownloadFormat.CSV, encoding) for encoding in CsvEncoding] == [
        "text/csv; charset=utf-8",
        "text/csv; charset=utf-8",
        "text/csv; charset=windows-31j",
    ]
    others = [kind for kind in DownloadFormat if kind is not DownloadFormat.CSV]
    assert [content_type(kind, None) for kind in others] == [
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/x-ndjson",
        "application/pdf",
    ]


def test_digests() -> None:
    assert entity_tag(bytes(31) + b"\x0f") == '"' + "0" * 63 + 'f"'
    assert repr_digest(bytes(32)) == "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"
