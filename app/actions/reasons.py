"""Reasons that staff give, and notes that they keep."""

from app.errors import InvalidInput
from app.problems import reason_too_long, required, storable, unstorable

LONGEST_REASON = 2_000


def reason_of(text: str, *, field: str = "reason") -> str:
    """The reason, without white space around; raises InvalidInput where there is none."""
    text, path = text.strip(), ("input", field)
    if not text:
        raise InvalidInput([required(*path)])
    if len(text) > LONGEST_REASON:
        raise InvalidInput([reason_too_long(*path)])
    if not storable(text.replace("\n", " ")):
        raise InvalidInput([unstorable(*path)])
    return text


def note_of(text: str | None) -> str | None:
    """The note, if there is one."""
    return reason_of(text, field="note") if (text or "").strip() and text is not None else None
