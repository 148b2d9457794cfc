"""Range headers and conditions, as RFC 9110 has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.byte_ranges import Span, Unsatisfiable, holds_range, is_another, is_known, span_of

TAG = '"ab12"'


@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-0", Span(0, 1)),
        ("bytes=0-", Span(0, 10)),
        ("bytes=3-5", Span(3, 6)),
        ("bytes=9-9", Span(9, 10)),
        ("bytes=5-999999999999999999", Span(5, 10)),
        ("bytes=-3", Span(7, 10)),
        ("bytes=-10", Span(0, 10)),
        ("bytes=-11", Span(0, 10)),
        ("BYTES= 1-2 ", Span(1, 3)),
    ],
)
def test_one_range(header: str, span: Span) -> None:
    assert span_of(header, 10) == span


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "bytes=a-b",
        "bytes=+1-2",
        "bytes=1-2,4-5",
        "bytes=0x1-2",
        "bytes=１-２",
        "bytes=1-2\n",
        "items=0-1",
        "bytes=" + "9" * 5_000 + "-",
    ],
)
def test_what_is_no_range_of_ours_asks_for_all(header: str | None) -> None:
    assert span_of(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-12", "bytes=999999999999999999-", "bytes=-0"])
def test_none_of_it_is_there(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        span_of(header, 10)


def test_an_empty_file() -> None:
    assert span_of("bytes=-5", 0) is None
    with pytest.raises(Unsatisfiable):
        span_of("bytes=0-", 0)


@given(st.text(max_size=30) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True), st.integers(0, 100))
def test_a_span_lies_within(header: str, size: int) -> None:
    try:
        span = span_of(header, size)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.end <= size


def test_how_a_span_is_told() -> None:
    assert Span(7, 10).of(10) == "bytes 7-9/10"


@pytest.mark.parametrize(
    ("header", "holds"),
    [(None, True), (TAG, True), ("W/" + TAG, False), ('"other"', False), ("Wed, 25 Nov 2026 20:00:00 GMT", False)],
)
def test_a_range_holds_for_what_was_begun(header: str | None, holds: bool) -> None:
    assert holds_range(header, TAG) is holds


@pytest.mark.parametrize(
    ("header", "known", "another"),
    [
        (None, False, False),
        ("*", True, False),
        (TAG, True, False),
        (f'"other", {TAG}', True, False),
        (f"W/{TAG}", True, True),
        ('"other"', False, True),
        ("ab12", False, True),
    ],
)
def test_what_is_known_and_what_is_another(header: str | None, known: bool, another: bool) -> None:
    assert (is_known(header, TAG), is_another(header, TAG)) == (known, another)
