from uuid import UUID

import pytest

from app.errors import CursorInvalid
from app.events.cursor import cursor, sequence_of

HERE = UUID("01928f00-0000-7000-8000-0000000000ab")
ELSEWHERE = UUID("01928f00-0000-7000-8000-0000000000ac")


@pytest.mark.parametrize("sequence", [0, 1, 17, 10**18 - 1])
def test_a_cursor_names_its_organisation_and_sequence(sequence: int) -> None:
    assert cursor(HERE, sequence) == f"01928f0000007000800000000000{'00ab'}-{sequence}"
    assert sequence_of(cursor(HERE, sequence), HERE) == sequence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17",
        HERE.hex,
        f"{HERE.hex}-",
        f"{HERE.hex}--1",
        f"{HERE.hex}-01",
        f"{HERE.hex}-１",
        f"{HERE.hex}-1\n",
        f"{HERE.hex}-{10**18}",
        f"{HERE.hex.upper()}-1",
        f"{HERE}-1",
        cursor(ELSEWHERE, 1),
        "\0",
    ],
)
def test_anything_else_is_invalid(text: str) -> None:
    with pytest.raises(CursorInvalid):
        sequence_of(text, HERE)
