"""Statement numbers as people type them."""

import pytest

from app.statement_number import is_valid, normalised


@pytest.mark.parametrize(
    "typed",
    [
        "113GB5990001",
        " 113gb5990001 ",
        "113 GB 599 0001",
        "113-GB-5990001",
        "１１３ＧＢ５９９０００１",
        "１１３ｇｂ５９９０００１",
        "113　GB　5990001",
        "113ーGBー5990001",
        "113−GB‐5990001",
        "113\u00a0GB\u200b5990001\ufeff",
        "113\tGB\n5990001",
    ],
)
def test_normalised(typed: str) -> None:
    assert normalised(typed) == "113GB5990001"
    assert is_valid(normalised(typed))


@pytest.mark.parametrize(
    "typed", ["", "12345", "1" * 21, "113GB599000\0", "113GB599000é", "113_GB5990001", "１１٣GB599"]
)
def test_no_statement_number(typed: str) -> None:
    assert not is_valid(normalised(typed))
