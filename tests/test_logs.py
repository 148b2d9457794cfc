"""Logs hold no personal data."""

import logging

from app.logs import Formatter


class Violation(Exception):
    sqlstate = "23505"


def logged(error: BaseException) -> str:
    try:
        try:
            raise error
        except type(error) as inner:
            raise RuntimeError("yamada@example.org was refused") from inner
    except RuntimeError as outer:
        record = logging.LogRecord("rvs", logging.ERROR, "", 0, "Error %s", ("4f2a",), (type(outer), outer, None))
        record.exc_info = (type(outer), outer, outer.__traceback__)
        return Formatter("%(message)s").format(record)


def test_a_traceback_names_places_and_kinds_but_repeats_no_message() -> None:
    text = logged(Violation("Key (email)=(yamada@example.org) already exists."))

    assert text.startswith("Error 4f2a\n")
    assert "test_logs.py" in text
    assert "RuntimeError" in text
    assert "Violation (SQLSTATE 23505)" in text
    assert "yamada" not in text.replace('raise RuntimeError("yamada@example.org was refused") from inner', "")
